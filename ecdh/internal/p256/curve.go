package p256

// The curve is y^2 = x^3 + A*x + B with A = -3.

// b is B, in the form of package p256field.
var b = field{0xd89cdf6229c4bddf, 0xacf005cd78843090, 0xe5a220abf7212ed6, 0xdc30061d04874834}

// curveEquation sets z to x^3 - 3*x + b, and returns z.
func curveEquation(z, x *field) *field {
	var t, xxx field
	xxx.Square(x)
	xxx.Mul(&xxx, x)
	t.Add(x, x)
	t.Add(&t, x)
	t.Sub(&xxx, &t)
	return z.Add(&t, &b)
}

// projective is the point (X/Z, Y/Z), or the point at infinity where Z = 0.
type projective struct{ x, y, z field }

// add sets p to q + r, by Algorithm 4 of Renes, Costello and Batina, "Complete addition formulas for prime order
// elliptic curves" (IACR ePrint 2015/1060), for a = -3. It holds for every q and r: equal, opposite, or at infinity.
func (p *projective) add(q, r *projective) {
	x1, y1, z1 := &q.x, &q.y, &q.z
	x2, y2, z2 := &r.x, &r.y, &r.z
	var t0, t1, t2, t3, t4, x3, y3, z3 field

	t0.Mul(x1, x2)   // t0 = X1 * X2
	t1.Mul(y1, y2)   // t1 = Y1 * Y2
	t2.Mul(z1, z2)   // t2 = Z1 * Z2
	t3.Add(x1, y1)   // t3 = X1 + Y1
	t4.Add(x2, y2)   // t4 = X2 + Y2
	t3.Mul(&t3, &t4) // t3 = t3 * t4
	t4.Add(&t0, &t1) // t4 = t0 + t1
	t3.Sub(&t3, &t4) // t3 = t3 - t4
	t4.Add(y1, z1)   // t4 = Y1 + Z1
	x3.Add(y2, z2)   // X3 = Y2 + Z2
	t4.Mul(&t4, &x3) // t4 = t4 * X3
	x3.Add(&t1, &t2) // X3 = t1 + t2
	t4.Sub(&t4, &x3) // t4 = t4 - X3
	x3.Add(x1, z1)   // X3 = X1 + Z1
	y3.Add(x2, z2)   // Y3 = X2 + Z2
	x3.Mul(&x3, &y3) // X3 = X3 * Y3
	y3.Add(&t0, &t2) // Y3 = t0 + t2
	y3.Sub(&x3, &y3) // Y3 = X3 - Y3
	z3.Mul(&b, &t2)  // Z3 = b * t2
	x3.Sub(&y3, &z3) // X3 = Y3 - Z3
	z3.Add(&x3, &x3) // Z3 = X3 + X3
	x3.Add(&x3, &z3) // X3 = X3 + Z3
	z3.Sub(&t1, &x3) // Z3 = t1 - X3
	x3.Add(&t1, &x3) // X3 = t1 + X3
	y3.Mul(&b, &y3)  // Y3 = b * Y3
	t1.Add(&t2, &t2) // t1 = t2 + t2
	t2.Add(&t1, &t2) // t2 = t1 + t2
	y3.Sub(&y3, &t2) // Y3 = Y3 - t2
	y3.Sub(&y3, &t0) // Y3 = Y3 - t0
	t1.Add(&y3, &y3) // t1 = Y3 + Y3
	y3.Add(&t1, &y3) // Y3 = t1 + Y3
	t1.Add(&t0, &t0) // t1 = t0 + t0
	t0.Add(&t1, &t0) // t0 = t1 + t0
	t0.Sub(&t0, &t2) // t0 = t0 - t2
	t1.Mul(&t4, &y3) // t1 = t4 * Y3
	t2.Mul(&t0, &y3) // t2 = t0 * Y3
	y3.Mul(&x3, &z3) // Y3 = X3 * Z3
	y3.Add(&y3, &t2) // Y3 = Y3 + t2
	x3.Mul(&t3, &x3) // X3 = t3 * X3
	x3.Sub(&x3, &t1) // X3 = X3 - t1
	z3.Mul(&t4, &z3) // Z3 = t4 * Z3
	t1.Mul(&t3, &t0) // t1 = t3 * t0
	z3.Add(&z3, &t1) // Z3 = Z3 + t1

	p.x, p.y, p.z = x3, y3, z3
}

// addAffine sets p to q + r, by Algorithm 5 of the same paper. It holds for every q, also at infinity or r or -r.
func (p *projective) addAffine(q *projective, r *affinePoint) {
	x1, y1, z1 := &q.x, &q.y, &q.z
	x2, y2 := &r.x, &r.y
	var t0, t1, t2, t3, t4, x3, y3, z3 field

	t0.Mul(x1, x2)   // t0 = X1 * X2
	t1.Mul(y1, y2)   // t1 = Y1 * Y2
	t3.Add(x2, y2)   // t3 = X2 + Y2
	t4.Add(x1, y1)   // t4 = X1 + Y1
	t3.Mul(&t3, &t4) // t3 = t3 * t4
	t4.Add(&t0, &t1) // t4 = t0 + t1
	t3.Sub(&t3, &t4) // t3 = t3 - t4
	t4.Mul(y2, z1)   // t4 = Y2 * Z1
	t4.Add(&t4, y1)  // t4 = t4 + Y1
	y3.Mul(x2, z1)   // Y3 = X2 * Z1
	y3.Add(&y3, x1)  // Y3 = Y3 + X1
	z3.Mul(&b, z1)   // Z3 = b * Z1
	x3.Sub(&y3, &z3) // X3 = Y3 - Z3
	z3.Add(&x3, &x3) // Z3 = X3 + X3
	x3.Add(&x3, &z3) // X3 = X3 + Z3
	z3.Sub(&t1, &x3) // Z3 = t1 - X3
	x3.Add(&t1, &x3) // X3 = t1 + X3
	y3.Mul(&b, &y3)  // Y3 = b * Y3
	t1.Add(z1, z1)   // t1 = Z1 + Z1
	t2.Add(&t1, z1)  // t2 = t1 + Z1
	y3.Sub(&y3, &t2) // Y3 = Y3 - t2
	y3.Sub(&y3, &t0) // Y3 = Y3 - t0
	t1.Add(&y3, &y3) // t1 = Y3 + Y3
	y3.Add(&t1, &y3) // Y3 = t1 + Y3
	t1.Add(&t0, &t0) // t1 = t0 + t0
	t0.Add(&t1, &t0) // t0 = t1 + t0
	t0.Sub(&t0, &t2) // t0 = t0 - t2
	t1.Mul(&t4, &y3) // t1 = t4 * Y3
	t2.Mul(&t0, &y3) // t2 = t0 * Y3
	y3.Mul(&x3, &z3) // Y3 = X3 * Z3
	y3.Add(&y3, &t2) // Y3 = Y3 + t2
	x3.Mul(&t3, &x3) // X3 = t3 * X3
	x3.Sub(&x3, &t1) // X3 = X3 - t1
	z3.Mul(&t4, &z3) // Z3 = t4 * Z3
	t1.Mul(&t3, &t0) // t1 = t3 * t0
	z3.Add(&z3, &t1) // Z3 = Z3 + t1

	p.x, p.y, p.z = x3, y3, z3
}

// toAffine sets out[i] to points[i], with a single inversion for all. The three slices have the same length; before is
// overwritten.
func toAffine(out []uncompressed, points []projective, before []field) {
	var one, acc, z field
	one.One()
	acc.One()
	for i := range points {
		// acc = product of Z so far, with 1 for 0
		before[i] = acc
		z.Select(&one, &points[i].z, points[i].z.IsZero())
		acc.Mul(&acc, &z)
	}
	acc.Invert(&acc)
	for i := len(points) - 1; i >= 0; i-- {
		p := &points[i]
		infinite := p.z.IsZero()
		z.Select(&one, &p.z, infinite)
		var zInv, x, y field
		zInv.Mul(&acc, &before[i])
		acc.Mul(&acc, &z)

		// At infinity everything is zero: x = 0 already, and only Y is not.
		x.Mul(&p.x, &zInv)
		y.Mul(&p.y, &zInv)
		out[i].set(&x, y.Select(&field{}, &y, infinite))
		out[i][0] &= byte(infinite) - 1
	}
}
