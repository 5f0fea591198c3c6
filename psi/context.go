package psi

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Digest is a SHA-256 digest.
type Digest [32]byte

// Nonce is 32 random bytes that one side adds to the context.
type Nonce [32]byte

// Set says how many records a file of packed records has and what their SHA-256 is. It commits to a set before the set
// is sent.
type Set struct {
	Size   uint64 `json:"size"`
	Digest Digest `json:"digest"`
}

// Context is everything that a session is bound to. Its digest keys every tag and handle, so two sessions, or two sides
// that disagree about any field, have no tag or handle in common. SPEC.md §5.
type Context struct {
	Mode Mode
	Params
	Dataset         string
	Advertiser      string // the advertiser as the platform knows it
	Platform        string // the platform as the advertiser knows it
	AdvertiserNonce Nonce
	PlatformNonce   Nonce
	PolicyDigest    Digest // the purpose policy under which the dataset was built
	List            Set    // the advertiser's masked list
	PlatformSet     Set    // the platform's masked set: the epoch file in mode count
}

// TagBits is the length of a tag.
const TagBits = 8 * TagSize

// Validate rejects a context in which no session may run: malformed names, an empty set, or sets so large that tags
// would collide (rule 7: TagBits ≥ log2 m + log2 n + 20).
func (c *Context) Validate() error {
	if _, err := ParseMode(string(c.Mode)); err != nil {
		return err
	}
	if _, err := c.Params.Group(); err != nil {
		return err
	}
	if err := CheckName("dataset", c.Dataset); err != nil {
		return err
	}
	for _, id := range []string{c.Advertiser, c.Platform} {
		if err := CheckIdentity(id); err != nil {
			return err
		}
	}
	if c.List.Size == 0 || c.PlatformSet.Size == 0 {
		return fmt.Errorf("empty set: the list has %d elements, the platform's set %d", c.List.Size, c.PlatformSet.Size)
	}
	if b := bits.Len64(c.List.Size-1) + bits.Len64(c.PlatformSet.Size-1) + 20; b > TagBits {
		return fmt.Errorf("sets of %d and %d elements need tags of %d bits, but tags have %d", c.List.Size, c.PlatformSet.Size, b, TagBits)
	}
	return nil
}

// CheckIdentity says whether id can name an advertiser or a platform: 1 to 128 printable ASCII characters without
// spaces.
func CheckIdentity(id string) error {
	if len(id) < 1 || len(id) > 128 {
		return fmt.Errorf("identity of %d bytes: want 1 to 128", len(id))
	}
	for i := range len(id) {
		if id[i] <= ' ' || id[i] > '~' {
			return fmt.Errorf("identity %q: byte %d is not a printable ASCII character", id, i)
		}
	}
	return nil
}

// Digest hashes the context: SHA-256 of a label and of every field after its length, in the order of SPEC.md §5.
func (c *Context) Digest() Digest {
	h := newFieldHash("context")
	h.text(c.Suite, string(c.Mode), c.Purpose, c.Profile, c.IDType, c.Dataset, c.Advertiser, c.Platform)
	h.field(c.AdvertiserNonce[:])
	h.field(c.PlatformNonce[:])
	h.field(c.PolicyDigest[:])
	h.set(c.List)
	h.set(c.PlatformSet)
	return h.sum()
}

// Commitment binds the advertiser to its list before it knows anything about the platform's set, and hides the list's
// size until it is opened (rule 4).
func Commitment(salt Nonce, list Set) Digest {
	h := newFieldHash("commitment")
	h.field(salt[:])
	h.set(list)
	return h.sum()
}

// fieldHash is SHA-256 over a label and fields. Each follows its length as two big-endian bytes, so no two lists of
// fields hash alike.
type fieldHash struct{ buf []byte }

func newFieldHash(label string) *fieldHash {
	h := new(fieldHash)
	h.text(Version + " " + label)
	return h
}

func (h *fieldHash) field(b []byte) {
	h.buf = binary.BigEndian.AppendUint16(h.buf, uint16(len(b)))
	h.buf = append(h.buf, b...)
}

func (h *fieldHash) text(fields ...string) {
	for _, f := range fields {
		h.field([]byte(f))
	}
}

func (h *fieldHash) set(s Set) {
	h.field(binary.BigEndian.AppendUint64(nil, s.Size))
	h.field(s.Digest[:])
}

func (h *fieldHash) sum() Digest { return sha256.Sum256(h.buf) }
