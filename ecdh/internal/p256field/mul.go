package p256field

import "math/bits"

// Mul sets z to x * y, and returns z. One of the two factors may be any number below R, if the other one is reduced.
func (z *Element) Mul(x, y *Element) *Element {
	x0, x1, x2, x3 := x[0], x[1], x[2], x[3]
	var l0, l1, l2, l3, l4, c uint64

	// t = x*y, in rows x*y[i]*2^(64*i). Sums of rows don't overflow: x*(y mod 2^(64*n)) <= (R-1)*(2^(64*n)-1).
	t0, t1, t2, t3, t4 := row(x0, x1, x2, x3, y[0])
	l0, l1, l2, l3, l4 = row(x0, x1, x2, x3, y[1])
	t1, t2, t3, t4, c = add(t1, t2, t3, t4, l0, l1, l2, l3)
	t5, _ := bits.Add64(l4, 0, c)
	l0, l1, l2, l3, l4 = row(x0, x1, x2, x3, y[2])
	t2, t3, t4, t5, c = add(t2, t3, t4, t5, l0, l1, l2, l3)
	t6, _ := bits.Add64(l4, 0, c)
	l0, l1, l2, l3, l4 = row(x0, x1, x2, x3, y[3])
	t3, t4, t5, t6, c = add(t3, t4, t5, t6, l0, l1, l2, l3)
	t7, _ := bits.Add64(l4, 0, c)

	// t < p*R, and so t/R mod p < 2p.
	t0, t1, t2, t3 = divide(t0, t1, t2, t3)
	t0, t1, t2, t3 = divide(t0, t1, t2, t3)
	t0, t1, t2, t3 = divide(t0, t1, t2, t3)
	t0, t1, t2, t3 = divide(t0, t1, t2, t3)
	t0, t1, t2, t3, c = add(t0, t1, t2, t3, t4, t5, t6, t7)
	t0, t1, t2, t3, b := subP(t0, t1, t2, t3, c, all)
	z[0], z[1], z[2], z[3] = addP(t0, t1, t2, t3, -b)
	return z
}

// Square sets z to x * x, and returns z.
func (z *Element) Square(x *Element) *Element { return z.squareN(x, 1) }

// squareN sets z to x^(2^n), and returns z. From one square to the next the number is below R, but not always below p.
func (z *Element) squareN(x *Element, n int) *Element {
	x0, x1, x2, x3 := x[0], x[1], x[2], x[3]
	for range n {
		// t = the products x[i]*x[j]*2^(64*(i+j)) with i < j
		h01, t1 := bits.Mul64(x0, x1)
		h02, l02 := bits.Mul64(x0, x2)
		h03, l03 := bits.Mul64(x0, x3)
		h12, l12 := bits.Mul64(x1, x2)
		h13, l13 := bits.Mul64(x1, x3)
		h23, t5 := bits.Mul64(x2, x3)
		t2, c := bits.Add64(h01, l02, 0)
		t3, c := bits.Add64(h02, l03, c)
		t4, _ := bits.Add64(h03, 0, c)
		l13, c = bits.Add64(h12, l13, 0)
		h13, _ = bits.Add64(h13, 0, c)
		t3, c = bits.Add64(t3, l12, 0)
		t4, c = bits.Add64(t4, l13, c)
		t5, c = bits.Add64(t5, h13, c)
		t6, _ := bits.Add64(h23, 0, c)

		// t = 2*t + the squares x[i]^2*2^(128*i)
		t1, c = bits.Add64(t1, t1, 0)
		t2, c = bits.Add64(t2, t2, c)
		t3, c = bits.Add64(t3, t3, c)
		t4, c = bits.Add64(t4, t4, c)
		t5, c = bits.Add64(t5, t5, c)
		t6, c = bits.Add64(t6, t6, c)
		t7, _ := bits.Add64(0, 0, c)
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
		t7, _ = bits.Add64(t7, h3, c)

		// t < R^2, and so t/R mod p < R + p: below R after p has been subtracted where it is not.
		t0, t1, t2, t3 = divide(t0, t1, t2, t3)
		t0, t1, t2, t3 = divide(t0, t1, t2, t3)
		t0, t1, t2, t3 = divide(t0, t1, t2, t3)
		t0, t1, t2, t3 = divide(t0, t1, t2, t3)
		t0, t1, t2, t3, c = add(t0, t1, t2, t3, t4, t5, t6, t7)
		x0, x1, x2, x3, _ = subP(t0, t1, t2, t3, c, -c)
	}
	x0, x1, x2, x3, b := subP(x0, x1, x2, x3, 0, all)
	z[0], z[1], z[2], z[3] = addP(x0, x1, x2, x3, -b)
	return z
}

// row returns x * y.
func row(x0, x1, x2, x3, y uint64) (t0, t1, t2, t3, t4 uint64) {
	h0, t0 := bits.Mul64(x0, y)
	h1, l1 := bits.Mul64(x1, y)
	h2, l2 := bits.Mul64(x2, y)
	h3, l3 := bits.Mul64(x3, y)
	t1, c := bits.Add64(h0, l1, 0)
	t2, c = bits.Add64(h1, l2, c)
	t3, c = bits.Add64(h2, l3, c)
	t4, _ = bits.Add64(h3, 0, c)
	return
}

// divide returns t/2^64 mod p. This is one step of a Montgomery reduction. m = t mod 2^64 is the multiple of p that
// makes t divisible:
//
//	(t + m*p) / 2^64 = (t - m)/2^64 + m*2^32 + m*(2^64 - 2^32 + 1)*2^128
//
// With t < 2^256 it is less than (2^256 + 2^64*p)/2^64 < 2^256: no carry leaves the four limbs. Four steps give (t +
// m*p)/R with m < R, which is at most p. What was left out above t can simply be added then.
func divide(t0, t1, t2, t3 uint64) (u0, u1, u2, u3 uint64) {
	lo, hi := t0<<32, t0>>32      // m*2^32
	l, b := bits.Sub64(t0, lo, 0) // h, l = m*2^64 - m*2^32 + m
	h, _ := bits.Sub64(t0, hi, b)
	u0, c := bits.Add64(t1, lo, 0)
	u1, c = bits.Add64(t2, hi, c)
	u2, c = bits.Add64(t3, l, c)
	u3, _ = bits.Add64(h, 0, c)
	return
}
