// Package p256field is constant-time arithmetic in the field of NIST P-256, the integers modulo
//
//	p = 2^256 - 2^224 + 2^192 + 2^96 - 1
//
// An [Element] is in Montgomery form: x is kept as x*R mod p with R = 2^256, in four limbs of 64 bits, least
// significant first. The invariant of the whole package is that every Element is fully reduced, 0 <= x*R mod p < p,
// before and after each operation; the bounds next to the code rely on that.
//
// No branch and no index depends on the value of an Element.
package p256field

import (
	"encoding/binary"
	"math/bits"
)

// An Element is an element of the field. The zero value is zero. Arguments and receivers may alias.
type Element [4]uint64

var (
	// one is R mod p.
	one = Element{0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe}
	// rr is R^2 mod p, and so R in Montgomery form.
	rr = Element{0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x00000004fffffffd}
	// rrr is R^3 mod p.
	rrr = Element{0xfffffffd0000000a, 0xffffffedfffffff7, 0x00000005fffffffc, 0x0000001800000001}
)

// One sets z to 1, and returns z.
func (z *Element) One() *Element {
	*z = one
	return z
}

// Add sets z to x + y, and returns z.
func (z *Element) Add(x, y *Element) *Element {
	t0, t1, t2, t3, c := add(x[0], x[1], x[2], x[3], y[0], y[1], y[2], y[3])
	// x + y <= 2p - 2: subtract p, and add it back if that was too much.
	t0, t1, t2, t3, b := subP(t0, t1, t2, t3, c, all)
	z[0], z[1], z[2], z[3] = addP(t0, t1, t2, t3, -b)
	return z
}

// Sub sets z to x - y, and returns z.
func (z *Element) Sub(x, y *Element) *Element {
	t0, b := bits.Sub64(x[0], y[0], 0)
	t1, b := bits.Sub64(x[1], y[1], b)
	t2, b := bits.Sub64(x[2], y[2], b)
	t3, b := bits.Sub64(x[3], y[3], b)
	// -p < x - y < p: add p if it is negative.
	z[0], z[1], z[2], z[3] = addP(t0, t1, t2, t3, -b)
	return z
}

// Neg sets z to -x, and returns z.
func (z *Element) Neg(x *Element) *Element {
	return z.Sub(&Element{}, x)
}

// Select sets z to x if cond is 1, and to y if it is 0, and returns z.
func (z *Element) Select(x, y *Element, cond int) *Element {
	mask := -uint64(cond)
	z[0] = y[0] ^ mask&(x[0]^y[0])
	z[1] = y[1] ^ mask&(x[1]^y[1])
	z[2] = y[2] ^ mask&(x[2]^y[2])
	z[3] = y[3] ^ mask&(x[3]^y[3])
	return z
}

// IsZero returns 1 if x is zero, and 0 otherwise.
func (x *Element) IsZero() int {
	t := x[0] | x[1] | x[2] | x[3]
	return int(1 ^ (t|-t)>>63)
}

// Equal returns 1 if x and y are equal, and 0 otherwise.
func (x *Element) Equal(y *Element) int {
	t := (x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2]) | (x[3] ^ y[3])
	return int(1 ^ (t|-t)>>63)
}

// Sgn0 returns sgn0(x) of RFC 9380, Section 4.1: x mod 2.
func (x *Element) Sgn0() int {
	t := x.fromMontgomery()
	return int(t[0] & 1)
}

// fromMontgomery returns x as an integer, that is, with R divided out.
func (x *Element) fromMontgomery() (t Element) {
	t.Mul(x, &Element{1})
	return t
}

// PutBytes writes x as 32 bytes, big-endian.
func (x *Element) PutBytes(out *[32]byte) {
	t := x.fromMontgomery()
	binary.BigEndian.PutUint64(out[0:], t[3])
	binary.BigEndian.PutUint64(out[8:], t[2])
	binary.BigEndian.PutUint64(out[16:], t[1])
	binary.BigEndian.PutUint64(out[24:], t[0])
}

// SetBytes sets z to the integer b, big-endian, and returns 1 if that is less than p. Otherwise it returns 0 and z is
// that integer modulo p.
func (z *Element) SetBytes(b *[32]byte) int {
	t := Element{
		binary.BigEndian.Uint64(b[24:]),
		binary.BigEndian.Uint64(b[16:]),
		binary.BigEndian.Uint64(b[8:]),
		binary.BigEndian.Uint64(b[0:]),
	}
	_, _, _, _, less := subP(t[0], t[1], t[2], t[3], 0, all)
	// t < R and rr < p: that is all that Mul needs.
	z.Mul(&t, &rr)
	return int(less)
}

// SetWide sets z to OS2IP(b) mod p, and returns z.
func (z *Element) SetWide(b *[48]byte) *Element {
	hi := Element{
		binary.BigEndian.Uint64(b[8:]),
		binary.BigEndian.Uint64(b[0:]),
	}
	lo := Element{
		binary.BigEndian.Uint64(b[40:]),
		binary.BigEndian.Uint64(b[32:]),
		binary.BigEndian.Uint64(b[24:]),
		binary.BigEndian.Uint64(b[16:]),
	}
	// (hi*2^256 + lo)*R = hi*R^3/R + lo*R^2/R
	hi.Mul(&hi, &rrr)
	lo.Mul(&lo, &rr)
	return z.Add(&hi, &lo)
}
