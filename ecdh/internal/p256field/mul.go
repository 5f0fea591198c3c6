package p256field

import "math/bits"

// Mul sets z to x * y, and returns z. One of the two factors may be any
// number below R, if the other one is reduced.
func (z *Element) Mul(x, y *Element) *Element {
	var c uint64
	x0, x1, x2, x3 := x[0], x[1], x[2], x[3]
	y0, y1, y2, y3 := y[0], y[1], y[2], y[3]

	// t = x * y0. No top limb of a row overflows: x*yi <= (R-1)*(2^64-1).
	h0, t0 := bits.Mul64(x0, y0)
	h1, l1 := bits.Mul64(x1, y0)
	h2, l2 := bits.Mul64(x2, y0)
	h3, l3 := bits.Mul64(x3, y0)
	t1, c := bits.Add64(h0, l1, 0)
	t2, c := bits.Add64(h1, l2, c)
	t3, c := bits.Add64(h2, l3, c)
	t4 := h3 + c

	// t += x * y1 * 2^64. Nor do the sums: t <= (R-1)*(2^128-1).
	h0, l0 := bits.Mul64(x0, y1)
	h1, l1 = bits.Mul64(x1, y1)
	h2, l2 = bits.Mul64(x2, y1)
	h3, l3 = bits.Mul64(x3, y1)
	l1, c = bits.Add64(h0, l1, 0)
	l2, c = bits.Add64(h1, l2, c)
	l3, c = bits.Add64(h2, l3, c)
	h3 += c
	t1, c = bits.Add64(t1, l0, 0)
	t2, c = bits.Add64(t2, l1, c)
	t3, c = bits.Add64(t3, l2, c)
	t4, c = bits.Add64(t4, l3, c)
	t5 := h3 + c

	// t += x * y2 * 2^128
	h0, l0 = bits.Mul64(x0, y2)
	h1, l1 = bits.Mul64(x1, y2)
	h2, l2 = bits.Mul64(x2, y2)
	h3, l3 = bits.Mul64(x3, y2)
	l1, c = bits.Add64(h0, l1, 0)
	l2, c = bits.Add64(h1, l2, c)
	l3, c = bits.Add64(h2, l3, c)
	h3 += c
	t2, c = bits.Add64(t2, l0, 0)
	t3, c = bits.Add64(t3, l1, c)
	t4, c = bits.Add64(t4, l2, c)
	t5, c = bits.Add64(t5, l3, c)
	t6 := h3 + c

	// t += x * y3 * 2^192
	h0, l0 = bits.Mul64(x0, y3)
	h1, l1 = bits.Mul64(x1, y3)
	h2, l2 = bits.Mul64(x2, y3)
	h3, l3 = bits.Mul64(x3, y3)
	l1, c = bits.Add64(h0, l1, 0)
	l2, c = bits.Add64(h1, l2, c)
	l3, c = bits.Add64(h2, l3, c)
	h3 += c
	t3, c = bits.Add64(t3, l0, 0)
	t4, c = bits.Add64(t4, l1, c)
	t5, c = bits.Add64(t5, l2, c)
	t6, c = bits.Add64(t6, l3, c)
	t7 := h3 + c

	return z.montgomery(t0, t1, t2, t3, t4, t5, t6, t7)
}

// Square sets z to x * x, and returns z.
func (z *Element) Square(x *Element) *Element {
	var c uint64
	x0, x1, x2, x3 := x[0], x[1], x[2], x[3]

	// t = the products x[i]*x[j]*2^(64*(i+j)) with i < j
	h01, t1 := bits.Mul64(x0, x1)
	h02, l02 := bits.Mul64(x0, x2)
	h03, l03 := bits.Mul64(x0, x3)
	t2, c := bits.Add64(h01, l02, 0)
	t3, c := bits.Add64(h02, l03, c)
	t4 := h03 + c
	h12, l12 := bits.Mul64(x1, x2)
	h13, l13 := bits.Mul64(x1, x3)
	h23, t5 := bits.Mul64(x2, x3)
	l13, c = bits.Add64(h12, l13, 0)
	h13 += c
	t3, c = bits.Add64(t3, l12, 0)
	t4, c = bits.Add64(t4, l13, c)
	t5, c = bits.Add64(t5, h13, c)
	t6 := h23 + c

	// t = 2*t + the squares x[i]^2*2^(128*i)
	t7 := t6 >> 63
	t6 = t6<<1 | t5>>63
	t5 = t5<<1 | t4>>63
	t4 = t4<<1 | t3>>63
	t3 = t3<<1 | t2>>63
	t2 = t2<<1 | t1>>63
	t1 = t1 << 1
	h0, t0 := bits.Mul64(x0, x0)
	h1, l1 := bits.Mul64(x1, x1)
	h2, l2 := bits.Mul64(x2, x2)
	h3, l3 := bits.Mul64(x3, x3)
	t1, c = bits.Add64(t1, h0, 0)
	t2, c = bits.Add64(t2, l1, c)
	t3, c = bits.Add64(t3, h1, c)
	t4, c = bits.Add64(t4, l2, c)
	t5, c = bits.Add64(t5, h2, c)
	t6, c = bits.Add64(t6, l3, c)
	t7 = t7 + h3 + c

	return z.montgomery(t0, t1, t2, t3, t4, t5, t6, t7)
}

// montgomery sets z to t/R mod p for t = t0 + t1*2^64 + ... + t7*2^448 < p*R,
// and returns z.
//
// Each of four steps takes the lowest limb m of the lower half away:
//
//	lo = (lo + m*p) / 2^64
//	   = (lo - m)/2^64 + m*2^32 + m*(2^64 - 2^32 + 1)*2^128
//
// With lo < 2^256 before, lo < (2^256 + 2^64*p)/2^64 < 2^256 after: no carry
// leaves the four limbs. At the end lo <= p, and lo + hi <= t/R + p < 2p.
func (z *Element) montgomery(t0, t1, t2, t3, t4, t5, t6, t7 uint64) *Element {
	var c uint64
	h, l := bits.Mul64(t0, p3)
	t1, c = bits.Add64(t1, t0<<32, 0)
	t2, c = bits.Add64(t2, t0>>32, c)
	t3, c = bits.Add64(t3, l, c)
	t0 = h + c

	h, l = bits.Mul64(t1, p3)
	t2, c = bits.Add64(t2, t1<<32, 0)
	t3, c = bits.Add64(t3, t1>>32, c)
	t0, c = bits.Add64(t0, l, c)
	t1 = h + c

	h, l = bits.Mul64(t2, p3)
	t3, c = bits.Add64(t3, t2<<32, 0)
	t0, c = bits.Add64(t0, t2>>32, c)
	t1, c = bits.Add64(t1, l, c)
	t2 = h + c

	h, l = bits.Mul64(t3, p3)
	t0, c = bits.Add64(t0, t3<<32, 0)
	t1, c = bits.Add64(t1, t3>>32, c)
	t2, c = bits.Add64(t2, l, c)
	t3 = h + c

	t0, c = bits.Add64(t0, t4, 0)
	t1, c = bits.Add64(t1, t5, c)
	t2, c = bits.Add64(t2, t6, c)
	t3, c = bits.Add64(t3, t7, c)
	return z.reduce(t0, t1, t2, t3, c)
}
