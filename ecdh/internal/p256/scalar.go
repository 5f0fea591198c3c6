package p256

import (
	"encoding/binary"
	"math/bits"
)

// order is the order n of P-256, lowest limb first.
var order = [4]uint64{0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000}

// IsCanonicalScalar reports whether b, big-endian, is less than the order.
func IsCanonicalScalar(b *[32]byte) bool {
	x := scalarLimbs(b[:])
	var borrow uint64
	for i := range x {
		_, borrow = bits.Sub64(x[i], order[i], borrow)
	}
	return borrow == 1
}

// scalarLimbs returns 32 bytes, big-endian, as a number.
func scalarLimbs(b []byte) (x [4]uint64) {
	for i := range x {
		x[i] = binary.BigEndian.Uint64(b[24-8*i:])
	}
	return x
}

// ReduceScalar returns (b mod (n - 1)) + 1 for a number b, big-endian. It is constant-time.
func ReduceScalar(b *[64]byte) (out [32]byte) {
	lo, hi := scalarLimbs(b[32:]), scalarLimbs(b[:32])
	t := [8]uint64{lo[0], lo[1], lo[2], lo[3], hi[0], hi[1], hi[2], hi[3]}
	// m = n - 1, and 2^256 = c modulo m, with c = 2^256 - m = 2^224 - 2^192 + 2^128 - … below 2^224.
	m := order
	m[0]--
	c := [4]uint64{-m[0], ^m[1], ^m[2], ^m[3]}
	// Each pass replaces h·2^256 + l by h·c + l, and takes about 32 bits off h: after seven passes h is at most 2^32,
	// after the eighth at most 2. After the ninth it is 1 at most, and if it is, l is below 2^225, so that the tenth
	// leaves none.
	for range 10 {
		h := [4]uint64{t[4], t[5], t[6], t[7]}
		t = addProduct([4]uint64{t[0], t[1], t[2], t[3]}, h, c)
	}
	// Now t < 2^256 < 2·m: subtract m once if it can be.
	var x, r [4]uint64
	var borrow uint64
	for i := range x {
		x[i], borrow = bits.Sub64(t[i], m[i], borrow)
	}
	carry := uint64(1) // plus 1
	for i := range x {
		r[i] = x[i] ^ (x[i]^t[i])&-borrow
		r[i], carry = bits.Add64(r[i], 0, carry)
		binary.BigEndian.PutUint64(out[24-8*i:], r[i])
	}
	return out
}

// addProduct returns l + h·c.
func addProduct(l, h, c [4]uint64) (t [8]uint64) {
	copy(t[:], l[:])
	for i := range h {
		var carry uint64
		for j := range c {
			hi, lo := bits.Mul64(h[i], c[j])
			lo, c0 := bits.Add64(lo, carry, 0)
			var c1 uint64
			t[i+j], c1 = bits.Add64(t[i+j], lo, 0)
			carry = hi + c0 + c1
		}
		for j := i + 4; j < len(t); j++ {
			t[j], carry = bits.Add64(t[j], carry, 0)
		}
	}
	return t
}
