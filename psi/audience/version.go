package audience

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// kind is the kind of the sealed files that hold audiences.
const kind = "audience"

// Version is one state of an audience: a file that never changes, under a key of its own. Destroying the key destroys
// what it says.
type Version struct {
	Key  subject.IndexKey
	Root psi.Digest
}

// Format implements fmt.Formatter: v holds a key, and prints as "[redacted]".
func (v Version) Format(f fmt.State, _ rune) { io.WriteString(f, "[redacted]") }

// Order sorts members by a keyed hash of their references, so that the order of a file or of an export says nothing and
// no sort spills a reference. It is not safe for concurrent use.
type Order struct{ mac hash.Hash }

// NewOrder takes a key that is the same for all versions of an audience.
func NewOrder(key [32]byte) *Order { return &Order{hmac.New(sha256.New, key[:])} }

// orderWidth is the length of a tag: two users with the same one are improbable in any audience.
const orderWidth = 16

func (o *Order) tag(user string) (t [orderWidth]byte) {
	o.mac.Reset()
	io.WriteString(o.mac, kind+"\x00")
	io.WriteString(o.mac, user)
	copy(t[:], o.mac.Sum(nil))
	return t
}

// Read yields the members of a version, in the order of their tags. It can be ranged over any number of times.
func (v Version) Read(path string) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		f, err := subject.OpenSealed(path, v.Key, kind, v.Root)
		if err != nil {
			yield(Member{}, err)
			return
		}
		defer f.Close()
		r := memberReader{bufio.NewReader(f)}
		for {
			m, err := r.next()
			if err == io.EOF || !yield(m, err) || err != nil {
				return
			}
		}
	}
}

// Write writes members, sorted by their tags, to a new file under a new key. When it returns, the file is on stable
// storage; its name is once the caller has flushed the folder. After an error there is no file.
func Write(path string, members iter.Seq2[Member, error]) (v Version, err error) {
	v.Key = subject.NewIndexKey()
	f, err := subject.CreateSealed(path, v.Key, kind)
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var b []byte
	for m, err := range members {
		if err == nil {
			b, err = m.append(b[:0])
		}
		if err == nil {
			_, err = f.Write(b)
		}
		if err != nil {
			return v, err
		}
	}
	v.Root, err = f.Finish()
	return v, err
}
