package p256

// mapToCurve sets p to map_to_curve_simple_swu(u), by the straight line of RFC 9380, Appendix F.2, with A = -3, B = b
// and Z = -10. The division of its last step is left to the Z-coordinate: p = (x : y*tv4 : tv4).
func (p *projective) mapToCurve(u *field) {
	var tv1, tv2, tv3, tv4, tv5, tv6, x, y, y1, t field

	tv1.Square(u)          //  1.  tv1 = u^2
	mulZ(&tv1, &tv1)       //  2.  tv1 = Z * tv1
	tv2.Square(&tv1)       //  3.  tv2 = tv1^2
	tv2.Add(&tv2, &tv1)    //  4.  tv2 = tv2 + tv1
	tv3.Add(&tv2, t.One()) //  5.  tv3 = tv2 + 1
	tv3.Mul(&b, &tv3)      //  6.  tv3 = B * tv3
	tv4.Neg(&tv2)          //  7.  tv4 = CMOV(Z, -tv2, tv2 != 0)
	tv4.Select(&minusTen, &tv4, tv2.IsZero())
	mulA(&tv4, &tv4)                  //  8.  tv4 = A * tv4
	tv2.Square(&tv3)                  //  9.  tv2 = tv3^2
	tv6.Square(&tv4)                  // 10.  tv6 = tv4^2
	mulA(&tv5, &tv6)                  // 11.  tv5 = A * tv6
	tv2.Add(&tv2, &tv5)               // 12.  tv2 = tv2 + tv5
	tv2.Mul(&tv2, &tv3)               // 13.  tv2 = tv2 * tv3
	tv6.Mul(&tv6, &tv4)               // 14.  tv6 = tv6 * tv4
	tv5.Mul(&b, &tv6)                 // 15.  tv5 = B * tv6
	tv2.Add(&tv2, &tv5)               // 16.  tv2 = tv2 + tv5
	x.Mul(&tv1, &tv3)                 // 17.    x = tv1 * tv3
	isGx1 := y1.SqrtRatio(&tv2, &tv6) // 18. (is_gx1_square, y1) = sqrt_ratio(tv2, tv6)
	y.Mul(&tv1, u)                    // 19.    y = tv1 * u
	y.Mul(&y, &y1)                    // 20.    y = y * y1
	x.Select(&tv3, &x, isGx1)         // 21.    x = CMOV(x, tv3, is_gx1_square)
	y.Select(&y1, &y, isGx1)          // 22.    y = CMOV(y, y1, is_gx1_square)
	e1 := 1 ^ u.Sgn0() ^ y.Sgn0()     // 23.   e1 = sgn0(u) == sgn0(y)
	y.Select(&y, t.Neg(&y), e1)       // 24.    y = CMOV(-y, y, e1)

	p.x = x // 25.    x = x / tv4
	p.y.Mul(&y, &tv4)
	p.z = tv4
}

// minusTen is Z, in the form of package p256field.
var minusTen = field{0xfffffffffffffff5, 0x0000000affffffff, 0x0000000000000000, 0xfffffff50000000b}

// mulA sets z to A*x = -3*x.
func mulA(z, x *field) {
	var t field
	t.Add(x, x)
	t.Add(&t, x)
	z.Neg(&t)
}

// mulZ sets z to Z*x = -10*x.
func mulZ(z, x *field) {
	var t field
	t.Add(x, x)   // 2*x
	t.Add(&t, &t) // 4*x
	t.Add(&t, x)  // 5*x
	t.Add(&t, &t) // 10*x
	z.Neg(&t)
}
