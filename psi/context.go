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

// Context is everything that a session is bound to. Its digest keys every tag, so two sessions, or two sides that
// disagree about any field, have no tag in common. SPEC.md §5.
type Context struct {
	Mode Mode
	Params
	Dataset         string
	Advertiser      string // the advertiser as the platform knows it
	Platform        string // the platform as the advertiser knows it
	AdvertiserNonce Nonce
	PlatformNonce   Nonce
	PolicyDigest    Digest // the purpose policy under which the dataset was built
	Epsilon         Epsilon
	Slice           Allotted
	Segments        uint64
	Audience        Audience // the zero value in modes without
	List            Set      // the advertiser's masked list
	PlatformSet     Set      // the platform's masked set, the whole of it
}

// TagBits is the length of a tag.
const TagBits = 8 * TagSize

// Validate rejects a context in which no session may run: malformed names, sets that are none, or sets so large that
// tags would collide (rule 7: TagBits ≥ log2 m + log2 n + 20).
func (c *Context) Validate() error {
	if _, err := ParseMode(string(c.Mode)); err != nil {
		return err
	}
	if err := c.Params.Check(); err != nil {
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
	if err := CheckQuestion(c.Mode, c.Epsilon, c.Slice, c.Segments, c.Audience); err != nil {
		return err
	}
	if err := c.List.CheckList(); err != nil {
		return fmt.Errorf("list: %w", err)
	}
	if uint64(len(c.List.Parts)) != c.Segments {
		return fmt.Errorf("a list of %d segments, where %d were offered", len(c.List.Parts), c.Segments)
	}
	if err := c.PlatformSet.CheckPlatformSet(); err != nil {
		return fmt.Errorf("platform's set: %w", err)
	}
	return CheckTagSpace(c.List, c.PlatformSet)
}

// CheckTagSpace rejects sets so large that tags would collide.
func CheckTagSpace(list, platformSet Set) error {
	m, n := list.Items(), platformSet.Items()
	if b := bits.Len64(m-1) + bits.Len64(n-1) + 20; b > TagBits {
		return fmt.Errorf("sets of %d and %d elements need tags of %d bits, but tags have %d", m, n, b, TagBits)
	}
	return nil
}

// CheckQuestion rejects what a session can't ask for in a mode.
func CheckQuestion(m Mode, e Epsilon, s Allotted, segments uint64, a Audience) error {
	if e.Cmp(LeastEpsilon()) < 0 || e.Cmp(MostEpsilon()) > 0 {
		return fmt.Errorf("ε %s: want %s to %s", e, LeastEpsilon(), MostEpsilon())
	}
	if err := s.check(); err != nil {
		return err
	}
	if segments < 1 || segments > MaxSegments {
		return fmt.Errorf("%d segments: want 1 to %d", segments, MaxSegments)
	}
	if !m.Vector() && (segments > 1 || !s.Whole()) {
		return fmt.Errorf("mode %q has neither segments nor slices", m)
	}
	if m.Audience() {
		return a.check()
	}
	if a != (Audience{}) {
		return fmt.Errorf("mode %q has no audience", m)
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
	h.text(c.Suite, string(c.Mode), c.Purpose, c.Profile, string(c.Types), c.Dataset, c.Advertiser, c.Platform)
	h.field(c.AdvertiserNonce[:])
	h.field(c.PlatformNonce[:])
	h.field(c.PolicyDigest[:])
	h.text(c.Epsilon.String(), c.Slice.String())
	h.field(binary.BigEndian.AppendUint16(nil, uint16(c.Segments)))
	h.text(c.Audience.fields()...)
	h.field(c.List.Digest[:])
	h.field(c.PlatformSet.Digest[:])
	return h.sum()
}

// Commitment binds the advertiser to its list before it knows anything about the platform's set, and hides the list's
// size until it is opened (rule 4).
func Commitment(salt Nonce, list Set) Digest {
	h := newFieldHash("commitment")
	h.field(salt[:])
	h.field(list.Digest[:])
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

func (h *fieldHash) sum() Digest { return sha256.Sum256(h.buf) }
