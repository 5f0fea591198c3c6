package ecdh

import (
	"fmt"

	"github.com/blindmatch/blindmatch/ecdh/internal/p256"
	"github.com/blindmatch/blindmatch/ecdh/internal/ristretto"
)

// A Base is an element that many scalars multiply, with a table that makes this several times faster than [Key.Remask].
// The element and the table are public. A Base is immutable: any number of goroutines may use it at once. Bases come
// from [Suite.NewBase] and [Suite.Generator]; the zero value is not usable.
type Base struct {
	suite   Suite
	element Element
	table   table
}

// NewBase returns the base of an element from anywhere. Its error wraps [ErrIdentity] or [ErrEncoding] if the element
// is refused. Making the table takes half a millisecond, and up to 220 kB of memory: it pays for many scalars.
func (s Suite) NewBase(e Element) (*Base, error) {
	if _, err := s.Check([]Element{e}); err != nil {
		return nil, err
	}
	return &Base{s, e, newTable(s.group, (*[32]byte)(&e))}, nil
}

// Generator returns the base of the suite's generator G: the one of RFC 9496, Section 4, in [Ristretto255], and that of
// SP 800-186, Section 3.2.1.3, in [P256]. Its table is made anew by each call.
func (s Suite) Generator() *Base {
	s.mustBeUsable()
	g := Element(ristretto.Generator)
	if s.group == groupP256 {
		g = p256.Generator
	}
	b, err := s.NewBase(g)
	if err != nil {
		panic("ecdh: internal error: " + err.Error())
	}
	return b
}

// Element returns the element that the base is of.
func (b *Base) Element() Element { return b.element }

// Suite returns the base's suite.
func (b *Base) Suite() Suite { return b.suite }

// Multiply sets dst[i] to scalars[i]·B, where B is the base's element, and leaves dst[len(scalars):] as it is. It is
// constant-time in the scalars. It panics if dst is shorter than scalars, or if one of them is of another suite or is
// the zero Scalar.
//
// No product is the identity. A product is the same element as that of [Key.Remask]: if B = a·G, then r·B is what the
// key a makes of r·G.
func (b *Base) Multiply(dst []Element, scalars []Scalar) {
	mustHold(dst, len(scalars))
	for i := range scalars {
		if g := scalars[i].group; g != b.suite.group {
			panic(fmt.Sprintf("ecdh: internal error: scalar %d is of suite %v, want %v", i, Suite{group: g}, b.suite))
		}
	}
	out := raw(dst)
	work := batches{group: b.suite.group, compute: func(e engine, lo, hi int) {
		b.table.mul(e, out[lo:hi], func(i int) *[32]byte { return &scalars[lo+i].b })
	}}
	work.run(len(scalars))
}
