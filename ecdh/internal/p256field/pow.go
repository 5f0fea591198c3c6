package p256field

// pow30and32 returns x^(2^30 - 1) and x^(2^32 - 1).
func (x *Element) pow30and32() (x30, x32 Element) {
	var x2, x4, x8, x16, t Element
	x2.Mul(t.Square(x), x)           // 2^2 - 1
	x4.Mul(t.squareN(&x2, 2), &x2)   // 2^4 - 1
	x8.Mul(t.squareN(&x4, 4), &x4)   // 2^8 - 1
	x16.Mul(t.squareN(&x8, 8), &x8)  // 2^16 - 1
	x30.Mul(t.squareN(&x16, 8), &x8) // 2^24 - 1
	x30.Mul(t.squareN(&x30, 4), &x4) // 2^28 - 1
	x30.Mul(t.squareN(&x30, 2), &x2) // 2^30 - 1
	x32.Mul(t.squareN(&x30, 2), &x2) // 2^32 - 1
	return
}

// powC1 sets z to x^c1, where c1 = (p - 3) / 4 = 2^254 - 2^222 + 2^190 + 2^94 - 1, and returns z.
func (z *Element) powC1(x *Element) *Element {
	x30, x32 := x.pow30and32()
	var t Element
	t.Mul(t.squareN(&x32, 32), x)  // (2^32 - 1)*2^32 + 1
	t.squareN(&t, 96)              // 2^160 - 2^128 + 2^96
	t.Mul(t.squareN(&t, 32), &x32) // 2^192 - 2^160 + 2^128 + 2^32 - 1
	t.Mul(t.squareN(&t, 32), &x32) // 2^224 - 2^192 + 2^160 + 2^64 - 1
	t.squareN(&t, 30)              // 2^254 - 2^222 + 2^190 + 2^94 - 2^30
	return z.Mul(&t, &x30)
}

// Invert sets z to 1/x, or to 0 if x is 0, and returns z.
func (z *Element) Invert(x *Element) *Element {
	// p - 2 = 4*c1 + 1
	var t Element
	t.powC1(x)
	t.squareN(&t, 2)
	return z.Mul(&t, x)
}

// Sqrt sets z to a square root of x and returns 1, or returns 0 if x is not a square.
func (z *Element) Sqrt(x *Element) int {
	// (p + 1) / 4 = c1 + 1
	var t, check Element
	t.powC1(x)
	t.Mul(&t, x)
	isSquare := check.Square(&t).Equal(x)
	*z = t
	return isSquare
}

// sqrtMinusZ is c2 = sqrt(-Z) = sqrt(10), for Z = -10.
var sqrtMinusZ = Element{0xa1fd38ee98a195fd, 0x78400ad7423dcf70, 0x6913c88f9ea8dfee, 0x9051d26e12a8f304}

// SqrtRatio is sqrt_ratio of RFC 9380, Appendix F.2.1.2, with Z = -10: it sets z to sqrt(u/v) and returns 1, or to
// sqrt(Z*u/v) and returns 0 where u/v is not a square.
func (z *Element) SqrtRatio(u, v *Element) (isQR int) {
	var tv1, tv2, tv3, y1, y2 Element
	tv1.Square(v)            // tv1 = v^2
	tv2.Mul(u, v)            // tv2 = u * v
	tv1.Mul(&tv1, &tv2)      // tv1 = tv1 * tv2
	y1.powC1(&tv1)           // y1 = tv1^c1
	y1.Mul(&y1, &tv2)        // y1 = y1 * tv2
	y2.Mul(&y1, &sqrtMinusZ) // y2 = y1 * c2
	tv3.Square(&y1)          // tv3 = y1^2
	tv3.Mul(&tv3, v)         // tv3 = tv3 * v
	isQR = tv3.Equal(u)      // isQR = tv3 == u
	z.Select(&y1, &y2, isQR) // y = CMOV(y2, y1, isQR)
	return isQR
}
