//go:build amd64 && !purego

package lanes

import (
	"encoding/binary"
	"math/bits"
)

type decoding struct {
	s, ss, u1, u2, v, t trio
	good, odd, zero     masks
}

// decode sets p to the points that strings encode: RFC 9496, Section 4.3.1. w.decoding has the strings as elements in s
// and says in good which of them are acceptable. decode leaves in good those that encode an element other than the
// identity.
func (w *Workspace) decode(p *points) {
	k, c, d := w.k, w.constants, &w.decoding
	// ss = s², u1 = 1 − ss, u2 = 1 + ss, u2_sqr = u2²
	k.square3(&d.ss, &d.s, 1)
	k.subtract3(&d.u1, &c.one, &d.ss)
	k.add3(&d.u2, &c.one, &d.ss)
	k.square3(&d.ss, &d.u2, 1)
	// v = −(D·u1²) − u2_sqr
	k.square3(&d.v, &d.u1, 1)
	k.multiply3(&d.v, &d.v, &c.d)
	k.add3(&d.v, &d.v, &d.ss)
	k.subtract3(&d.v, &c.zero, &d.v)
	// (was_square, invsqrt) = SQRT_RATIO_M1(1, v·u2_sqr). The sign of invsqrt doesn't matter: it comes into y twice,
	// and x is made non-negative.
	k.multiply3(&d.t, &d.v, &d.ss)
	w.sqrtRatio(&c.one, &d.t)
	invsqrt := &w.root.r
	d.good.and(&d.good, &w.root.correct)
	// den_x = invsqrt·u2, den_y = invsqrt·den_x·v
	k.multiply3(&d.t, invsqrt, &d.u2)
	k.multiply3(&d.v, &d.v, invsqrt)
	k.multiply3(&d.v, &d.v, &d.t)
	// x = |2·s·den_x|, y = u1·den_y, t = x·y
	k.multiply3(&d.t, &d.t, &d.s)
	k.add3(&d.t, &d.t, &d.t)
	w.abs(&p.X, &d.t)
	k.multiply3(&p.Y, &d.u1, &d.v)
	k.multiply3(&p.T, &p.X, &p.Y)
	p.Z = c.one
	// No element if t is negative or y is 0.
	k.reduce3(&d.t, &d.odd, &d.zero, &p.Y)
	d.good.andNot(&d.good, &d.zero)
	k.reduce3(&d.t, &d.odd, &d.zero, &p.T)
	d.good.andNot(&d.good, &d.odd)
}

// acceptable is all ones for a string that is canonical, not negative and not zero, which would be the identity.
func acceptable(b *[32]byte) uint64 {
	var or, borrow uint64
	x := number{}
	for i := range x {
		x[i] = binary.LittleEndian.Uint64(b[8*i:])
		or |= x[i]
		// borrow is 1 in the end for an x of at most p − 1.
		_, borrow = bits.Sub64(numMinusOne[i], x[i], borrow)
	}
	notZero := (or | -or) >> 63
	return -(notZero &^ borrow &^ x[0])
}
