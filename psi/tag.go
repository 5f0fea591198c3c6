package psi

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
)

// Sizes of the records that are sent, in bytes.
const (
	ElementSize = 32
	TagSize     = 10
	HandleSize  = 16
)

// Tag stands for an element masked by both sides, for comparing only. SPEC.md §6.
type Tag [TagSize]byte

// Handle stands for one match in one session, or is a decoy: random bytes. SPEC.md §6.
type Handle [HandleSize]byte

// Deriver computes the tags of one session. It is safe for concurrent use.
type Deriver struct{ tagKey [16]byte }

// NewDeriver keys a Deriver with the context's digest. The tag key is HKDF-Expand (RFC 5869 §2.3) with SHA-256 and that
// digest as pseudorandom key.
func NewDeriver(c *Context) *Deriver {
	d := c.Digest()
	k, err := hkdf.Expand(sha256.New, d[:], Version+" tag", 16)
	if err != nil {
		panic("psi: internal error: tag key: " + err.Error())
	}
	return &Deriver{tagKey: [16]byte(k)}
}

// Tag is the first 80 bits of SHA-256(tag key ‖ element): 48 bytes of input, so one compression. A fixed length leaves
// no room for length extension.
func (d *Deriver) Tag(e *ecdh.Element) Tag {
	var in [16 + ElementSize]byte
	copy(in[:16], d.tagKey[:])
	copy(in[16:], e[:])
	sum := sha256.Sum256(in[:])
	return Tag(sum[:TagSize])
}

// record appends the tags of one group's elements to dst, in ascending order if they are to be sorted.
func (d *Deriver) record(dst []byte, elements []ecdh.Element, sorted bool) []byte {
	var tags [MaxWidth]Tag
	for i := range elements {
		tags[i] = d.Tag(&elements[i])
	}
	if sorted && len(elements) > 1 {
		slices.SortFunc(tags[:len(elements)], func(a, b Tag) int { return bytes.Compare(a[:], b[:]) })
	}
	for i := range elements {
		dst = append(dst, tags[i][:]...)
	}
	return dst
}
