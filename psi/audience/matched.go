package audience

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"io"
	"iter"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// Source says what the numbers of a match mean.
type Source interface {
	// User is the reference of a record's user.
	User(record uint64) (string, error)
	// Contact is an element with its type, and the name of a context.
	Contact(element uint64, context uint16) (Contact, error)
}

// Matched collects the users whom a session matched, in any order and in bounded memory. What does not fit is spilled
// under a key that is in memory only. It is not safe for concurrent use.
type Matched struct {
	order  *Order
	sorter *extsort.Sorter
	block  cipher.Block
	n      uint64
}

// Records of the sort: tag, number of the record, what is sealed under that: the numbers of a match.
const (
	matchNumbers = 8 + 8 + 2 // record, element, context
	matchedWidth = orderWidth + 8 + matchNumbers
)

// NewMatched begins a collection.
func NewMatched(o *Order, s psi.Scratch) *Matched {
	var key [32]byte
	rand.Read(key[:])
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic("audience: internal error: " + err.Error())
	}
	return &Matched{order: o, sorter: extsort.New(extsort.Config{Width: matchedWidth, Memory: s.Memory, Dir: s.Dir}), block: block}
}

// Add adds that a user has an element that matched, in a record and a context of the dataset.
func (m *Matched) Add(user string, record, element uint64, context uint16) error {
	var b [matchedWidth]byte
	tag := m.order.tag(user)
	copy(b[:], tag[:])
	binary.BigEndian.PutUint64(b[orderWidth:], m.n)
	p := b[orderWidth+8:]
	binary.BigEndian.PutUint64(p, record)
	binary.BigEndian.PutUint64(p[8:], element)
	binary.BigEndian.PutUint16(p[16:], context)
	m.mask(p, m.n)
	m.n++
	return m.sorter.Add(b[:])
}

// mask seals or opens the numbers of a match: AES in counter mode, each record under counters of its own.
func (m *Matched) mask(p []byte, n uint64) {
	var iv [aes.BlockSize]byte
	binary.BigEndian.PutUint64(iv[:], n)
	cipher.NewCTR(m.block, iv[:]).XORKeyStream(p, p)
}

// Members ends the collection and yields it in the order of tags, once. All contacts become those of a session.
func (m *Matched) Members(from Source, as Contact) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		sorted, err := m.sorter.Sort()
		if err != nil {
			yield(Member{}, err)
			return
		}
		var at [orderWidth]byte
		var member Member
		buf := make([]byte, 1024*matchedWidth)
		for {
			n, err := sorted.Read(buf)
			for b := buf[:n]; len(b) > 0; b = b[matchedWidth:] {
				tag := [orderWidth]byte(b)
				if len(member.Contacts) > 0 && tag != at {
					if !yield(member, nil) {
						return
					}
					member = Member{}
				}
				at = tag
				if err := m.enter(&member, b[orderWidth:matchedWidth], from, as); err != nil {
					yield(Member{}, err)
					return
				}
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				yield(Member{}, err)
				return
			}
		}
		if len(member.Contacts) > 0 {
			yield(member, nil)
		}
	}
}

// enter adds a match to its member.
func (m *Matched) enter(member *Member, rec []byte, from Source, as Contact) error {
	p := rec[8:]
	m.mask(p, binary.BigEndian.Uint64(rec))
	c, err := from.Contact(binary.BigEndian.Uint64(p[8:]), binary.BigEndian.Uint16(p[16:]))
	if err != nil {
		return err
	}
	if member.Contacts == nil {
		if member.User, err = from.User(binary.BigEndian.Uint64(p)); err != nil {
			return err
		}
	}
	for i := range member.Contacts {
		if d := &member.Contacts[i]; c.same(d) && c.Context == d.Context {
			return nil
		}
	}
	c.Session, c.Since = as.Session, as.Since
	member.Contacts = append(member.Contacts, c)
	return nil
}

// Close drops the scratch files.
func (m *Matched) Close() error { return m.sorter.Close() }
