package psi

import (
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/sha512"

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

// Handle is the pseudonym of one match in one session. SPEC.md §6.
type Handle [HandleSize]byte

// Deriver computes the tags and handles of one session. It is safe for concurrent use.
type Deriver struct {
	context Digest
	tagKey  [16]byte
}

// NewDeriver keys a Deriver with the context's digest. The tag key is HKDF-Expand (RFC 5869 §2.3) with SHA-256 and that
// digest as pseudorandom key.
func NewDeriver(c *Context) *Deriver {
	d := c.Digest()
	k, err := hkdf.Expand(sha256.New, d[:], Version+" tag", 16)
	if err != nil {
		panic("psi: internal error: tag key: " + err.Error())
	}
	return &Deriver{context: d, tagKey: [16]byte(k)}
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

// Handle derives the handle of an element masked by both sides: HKDF (RFC 5869) with SHA-512, salted with the context's
// digest.
func (d *Deriver) Handle(e *ecdh.Element) Handle {
	h, err := hkdf.Key(sha512.New, e[:], d.context[:], Version+" handle", HandleSize)
	if err != nil {
		panic("psi: internal error: handle: " + err.Error())
	}
	return Handle(h)
}
