// Package xmd is expand_message_xmd of RFC 9380, Section 5.3.1, over SHA-256 and SHA-512, without allocations per
// message.
package xmd

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding"
	"fmt"
	"hash"
)

// MaxDST is the length in bytes of the longest domain separation tag that is used without hashing. RFC 9380, Section
// 5.3.3, hashes longer ones; this package refuses them.
const MaxDST = 255

// A DST is a domain separation tag, prepared once for many messages. It is immutable; the zero value is not usable.
type DST struct {
	prime [MaxDST + 1]byte
	n     int // length of DST_prime
}

// NewDST prepares tag. It panics if tag is empty or longer than [MaxDST].
func NewDST(tag string) *DST {
	if len(tag) < 1 || len(tag) > MaxDST {
		panic(fmt.Sprintf("xmd: internal error: domain separation tag of %d bytes, want 1 to %d", len(tag), MaxDST))
	}
	// DST_prime = DST || I2OSP(len(DST), 1)
	d := &DST{n: len(tag) + 1}
	copy(d.prime[:], tag)
	d.prime[len(tag)] = byte(len(tag))
	return d
}

// Prime returns DST_prime. The caller must not modify it.
func (d *DST) Prime() []byte { return d.prime[:d.n] }

// An Expander computes expand_message_xmd with one hash function. It must not be used by two goroutines at once.
type Expander struct {
	h    state
	zpad []byte // state of h after Z_pad, the same for every message and tag
	size int    // b_in_bytes

	b0, bi [sha512.Size]byte
	// tail is what follows msg, or b_0 XOR b_(i-1), in a hash input: I2OSP(len_in_bytes, 2) || I2OSP(i, 1) ||
	// DST_prime.
	tail [2 + 1 + MaxDST + 1]byte
}

type state interface {
	hash.Hash
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// NewSHA256 returns an Expander over SHA-256.
func NewSHA256() *Expander { return newExpander(sha256.New()) }

// NewSHA512 returns an Expander over SHA-512.
func NewSHA512() *Expander { return newExpander(sha512.New()) }

func newExpander(h hash.Hash) *Expander {
	e := &Expander{h: h.(state), size: h.Size()}
	// Z_pad = I2OSP(0, s_in_bytes)
	h.Write(make([]byte, h.BlockSize()))
	zpad, err := e.h.MarshalBinary()
	if err != nil {
		panic("xmd: internal error: " + err.Error())
	}
	e.zpad = zpad
	return e
}

// Expand fills out with expand_message_xmd(msg, DST, len(out)). It panics if out is longer than 255 hash values.
//
// The time it takes depends on the lengths of msg, DST and out only.
func (e *Expander) Expand(out []byte, dst *DST, msg []byte) {
	ell := (len(out) + e.size - 1) / e.size
	if ell > 255 {
		panic(fmt.Sprintf("xmd: internal error: asked for %d bytes, at most %d are possible", len(out), 255*e.size))
	}
	tail := e.tail[:3+copy(e.tail[3:], dst.Prime())]
	tail[0], tail[1], tail[2] = byte(len(out)>>8), byte(len(out)), 0

	// b_0 = H(Z_pad || msg || I2OSP(len_in_bytes, 2) || I2OSP(0, 1) || DST_prime)
	if err := e.h.UnmarshalBinary(e.zpad); err != nil {
		panic("xmd: internal error: " + err.Error())
	}
	e.h.Write(msg)
	e.h.Write(tail)
	b0 := e.h.Sum(e.b0[:0])

	// b_i = H(strxor(b_0, b_(i - 1)) || I2OSP(i, 1) || DST_prime); the first one has only b_0.
	bi := e.bi[:e.size]
	clear(bi)
	for i := 1; i <= ell; i++ {
		for j := range bi {
			bi[j] ^= b0[j]
		}
		tail[2] = byte(i)
		e.h.Reset()
		e.h.Write(bi)
		e.h.Write(tail[2:])
		bi = e.h.Sum(bi[:0])
		out = out[copy(out, bi):]
	}
}

// Clear forgets the last message.
func (e *Expander) Clear() {
	e.h.Reset()
	clear(e.b0[:])
	clear(e.bi[:])
}
