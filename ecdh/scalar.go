package ecdh

import (
	"crypto/subtle"
	"fmt"

	"filippo.io/edwards25519"

	"github.com/blindmatch/blindmatch/ecdh/internal/p256"
)

// UniformSize is the length of the uniformly distributed bytes that a scalar is derived from, in both suites. It is
// twice the length of a scalar, so that what the reduction adds to any scalar's probability is below 2^-250 of it.
const UniformSize = 64

// A Scalar is a secret number from 1 to a group's order less 1, for [Base.Multiply]: unlike a [Key] a plain value, of
// which there may be millions. The caller overwrites those that are done with. The zero value is not usable. A Scalar
// prints as "[redacted]", but fmt can't be kept from reading one in an unexported field of another struct.
type Scalar struct {
	b     [scalarSize]byte // canonical, in the suite's byte order
	group group
}

// DeriveScalar returns the scalar that uniform stands for. If uniform is uniformly distributed, as the output of a key
// derivation function is, then so is the scalar. In [Ristretto255] it is the little-endian number modulo the order l,
// or 1 where that is 0; in [P256] it is the big-endian number modulo n - 1, plus 1, where n is the order. It is
// constant-time. uniform is as secret as the scalar.
func (s Suite) DeriveScalar(uniform *[UniformSize]byte) Scalar {
	s.mustBeUsable()
	if s.group == groupP256 {
		return Scalar{p256.ReduceScalar(uniform), s.group}
	}
	var x edwards25519.Scalar
	if _, err := x.SetUniformBytes(uniform[:]); err != nil {
		panic("ecdh: internal error: " + err.Error())
	}
	out := Scalar{[scalarSize]byte(x.Bytes()), s.group}
	out.b[0] |= byte(subtle.ConstantTimeCompare(out.b[:], make([]byte, scalarSize)))
	return out
}

// NewScalar returns the scalar with the encoding b, as [Suite.NewKey] takes it. b is copied.
func (s Suite) NewScalar(b []byte) (Scalar, error) {
	s.mustBeUsable()
	if len(b) != scalarSize {
		return Scalar{}, fmt.Errorf("scalar of %d bytes, want %d", len(b), scalarSize)
	}
	x := Scalar{[scalarSize]byte(b), s.group}
	if isZero(&x.b) {
		return Scalar{}, errScalarZero
	}
	if !s.group.isCanonical(&x.b) {
		return Scalar{}, errScalarRange
	}
	return x, nil
}

// isCanonical reports whether b is less than the group's order.
func (g group) isCanonical(b *[scalarSize]byte) bool {
	if g == groupP256 {
		return p256.IsCanonicalScalar(b)
	}
	_, err := new(edwards25519.Scalar).SetCanonicalBytes(b[:])
	return err == nil
}

// Bytes returns the encoding of the scalar, in the form that [Suite.NewScalar] takes.
func (x Scalar) Bytes() [32]byte { return x.b }
