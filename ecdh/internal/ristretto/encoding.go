package ristretto

import (
	"filippo.io/edwards25519"
	"filippo.io/edwards25519/field"
)

// decode sets p to the element that b encodes, by RFC 9496, Section 4.3.1, and reports whether there is one other than
// the identity. If there is none, p is not valid.
func decode(p *edwards25519.Point, b *[32]byte) bool {
	var s, ss, u1, u2, u2Sqr, v, invsqrt, denX, denY, x, y, t field.Element

	// The identity is the only element with x = 0.
	if *b == [32]byte{} {
		return false
	}

	// s must be the canonical encoding of a non-negative field element.
	if _, err := s.SetBytes(b[:]); err != nil {
		panic("ristretto: internal error: " + err.Error())
	}
	if b[0]&1 == 1 || [32]byte(s.Bytes()) != *b {
		return false
	}

	// ss = s^2
	ss.Square(&s)
	// u1 = 1 - ss
	u1.Subtract(one, &ss)
	// u2 = 1 + ss
	u2.Add(one, &ss)
	// u2_sqr = u2^2
	u2Sqr.Square(&u2)
	// v = -(D * u1^2) - u2_sqr
	v.Multiply(d, v.Square(&u1))
	v.Subtract(v.Negate(&v), &u2Sqr)

	// (was_square, invsqrt) = SQRT_RATIO_M1(1, v * u2_sqr)
	_, wasSquare := invsqrt.SqrtRatio(one, t.Multiply(&v, &u2Sqr))
	// den_x = invsqrt * u2
	denX.Multiply(&invsqrt, &u2)
	// den_y = invsqrt * den_x * v
	denY.Multiply(denY.Multiply(&invsqrt, &denX), &v)
	// x = CT_ABS(2 * s * den_x)
	x.Absolute(x.Multiply(x.Add(&s, &s), &denX))
	// y = u1 * den_y
	y.Multiply(&u1, &denY)
	// t = x * y
	t.Multiply(&x, &y)

	if wasSquare == 0 || t.IsNegative() == 1 || isZero(&y) == 1 {
		return false
	}
	if _, err := p.SetExtendedCoordinates(&x, &y, one, &t); err != nil {
		panic("ristretto: internal error: " + err.Error())
	}
	return true
}

// doubled is 2*P for a P = (X : Y : Z), as the quotients that the doubling formulas end in: 2*P = (x, y) with
//
//	x = e/f = 2*X*Y / (Y^2 - X^2)
//	y = g/h = (Y^2 + X^2) / (2*Z^2 - Y^2 + X^2)
//
// so that in extended coordinates 2*P = (e*h : g*f : f*h : e*g).
type doubled struct {
	e, f, g, h field.Element
	eg, fh     field.Element // T and Z of 2*P
	before     field.Element // product of all eg*fh before this one's
}

// encodeDoubled sets dst[i] to the encoding of 2*points[i] by RFC 9496, Section 4.3.2, with a single inversion for all.
// The three slices have the same length; state is overwritten.
//
// For a doubled point the inverse square root of Section 4.3.2 is known. By the
// curve's equation every point has u1*(Z^2 + X^2) = (a - d)*X^2*Y^2, where
// u1 = Z^2 - Y^2 and a = -1. For 2*P, where X = e*h, Y = g*f and Z = f*h, the
// factor Z^2 + X^2 = h^2*(f^2 + e^2) is the square of g*h, because
// (Y^2 - X^2)^2 + (2*X*Y)^2 = (Y^2 + X^2)^2 in the coordinates of P. So
//
//	invsqrt = 1/sqrt(u1*u2^2) = INVSQRT_A_MINUS_D * g*h / (X*Y)^2
//	den1    = invsqrt * u1    = 1 / (INVSQRT_A_MINUS_D * g*h)
//	den2    = invsqrt * u2    = INVSQRT_A_MINUS_D / (e*f)
//
// up to a sign, which CT_ABS removes at the end. What is left is den_inv * (Z - Y), which is, again up to the sign,
//
//	INVSQRT_A_MINUS_D * (h - g) / e    if x and y are not rotated,
//	SQRT_M1 * (SQRT_M1*f + e) / g      if they are,
//
// or the same with + for - and - for +, where the sign of Y has to change. encode has both lines as one: magic * (h' -
// g') * g' / (e*g).
func encodeDoubled(dst [][32]byte, points []edwards25519.Point, state []doubled) {
	var acc, nonZero field.Element
	acc.One()
	for i := range state {
		s := &state[i]
		s.double(&points[i])
		// acc = product of eg*fh so far, with 1 for 0: f and h are never zero, e or g is zero if 2*P is in the coset of
		// the identity.
		s.before.Set(&acc)
		nonZero.Multiply(&s.eg, &s.fh)
		nonZero.Select(one, &nonZero, isZero(&nonZero))
		acc.Multiply(&acc, &nonZero)
	}

	acc.Invert(&acc)
	for i := len(state) - 1; i >= 0; i-- {
		s := &state[i]
		var egfh, inv, zero field.Element
		egfh.Multiply(&s.eg, &s.fh)
		isIdentity := isZero(&egfh)
		nonZero.Select(one, &egfh, isIdentity)
		// inv = 1/(eg*fh), or 0 for 0, which makes the encoding all zero.
		inv.Multiply(&acc, &s.before)
		inv.Select(&zero, &inv, isIdentity)
		acc.Multiply(&acc, &nonZero)
		s.encode(&dst[i], &inv)
	}
}

// double sets s to 2*p.
func (s *doubled) double(p *edwards25519.Point) {
	x, y, z, _ := p.ExtendedCoordinates()
	var xx, yy field.Element
	xx.Square(x)
	yy.Square(y)
	// e = 2*X*Y
	s.e.Multiply(x, y)
	s.e.Add(&s.e, &s.e)
	// f = Y^2 - X^2
	s.f.Subtract(&yy, &xx)
	// g = Y^2 + X^2
	s.g.Add(&yy, &xx)
	// h = 2*Z^2 - f
	s.h.Square(z)
	s.h.Add(&s.h, &s.h)
	s.h.Subtract(&s.h, &s.f)

	s.eg.Multiply(&s.e, &s.g)
	s.fh.Multiply(&s.f, &s.h)
}

// encode sets out to the encoding of s, given inv = 1/(eg*fh), or to zero if inv is zero.
func (s *doubled) encode(out *[32]byte, inv *field.Element) {
	var zInv, tInv, e, g, h, magic, tmp field.Element
	// z_inv = 1/Z = 1/(f*h)
	zInv.Multiply(&s.eg, inv)
	// 1/T = 1/(e*g)
	tInv.Multiply(&s.fh, inv)

	// rotate = IS_NEGATIVE(t0 * z_inv)
	rotate := tmp.Multiply(&s.eg, &zInv).IsNegative()
	// e' = CT_SELECT(g IF rotate ELSE e)
	e.Select(&s.g, &s.e, rotate)
	// g' = CT_SELECT(-e IF rotate ELSE g)
	g.Select(tmp.Negate(&s.e), &s.g, rotate)
	// h' = CT_SELECT(SQRT_M1*f IF rotate ELSE h)
	h.Select(tmp.Multiply(&s.f, sqrtM1), &s.h, rotate)
	// magic = CT_SELECT(SQRT_M1 IF rotate ELSE INVSQRT_A_MINUS_D)
	magic.Select(sqrtM1, invSqrtAMinusD, rotate)

	// g' = CT_SELECT(-g' IF IS_NEGATIVE(x * z_inv) ELSE g'), where x = h'*e'
	tmp.Multiply(&h, &e)
	tmp.Multiply(&tmp, &zInv)
	negative := tmp.IsNegative()
	g.Select(tmp.Negate(&g), &g, negative)

	// s = CT_ABS(magic * (h' - g') * g' / T)
	tmp.Subtract(&h, &g)
	tmp.Multiply(&tmp, &magic)
	tmp.Multiply(&tmp, &g)
	tmp.Multiply(&tmp, &tInv)
	*out = [32]byte(tmp.Absolute(&tmp).Bytes())
}

// encodePoint sets out to the encoding of p by RFC 9496, Section 4.3.2, or to zero if p is in the coset of the identity.
func encodePoint(out *[32]byte, p *edwards25519.Point) {
	x0, y0, z0, t0 := p.ExtendedCoordinates()
	var u1, u2, invsqrt, den1, den2, zInv, ix0, iy0, enchanted, x, y, denInv, tmp field.Element

	// u1 = (z0 + y0) * (z0 - y0)
	u1.Multiply(u1.Add(z0, y0), tmp.Subtract(z0, y0))
	// u2 = x0 * y0
	u2.Multiply(x0, y0)
	// (_, invsqrt) = SQRT_RATIO_M1(1, u1 * u2^2)
	tmp.Multiply(&u1, tmp.Square(&u2))
	invsqrt.SqrtRatio(one, &tmp)
	// den1 = invsqrt * u1, den2 = invsqrt * u2, z_inv = den1 * den2 * t0
	den1.Multiply(&invsqrt, &u1)
	den2.Multiply(&invsqrt, &u2)
	zInv.Multiply(zInv.Multiply(&den1, &den2), t0)
	// ix0 = x0 * SQRT_M1, iy0 = y0 * SQRT_M1, enchanted_denominator = den1 * INVSQRT_A_MINUS_D
	ix0.Multiply(x0, sqrtM1)
	iy0.Multiply(y0, sqrtM1)
	enchanted.Multiply(&den1, invSqrtAMinusD)

	// rotate = IS_NEGATIVE(t0 * z_inv)
	rotate := tmp.Multiply(t0, &zInv).IsNegative()
	// x = CT_SELECT(iy0 IF rotate ELSE x0), y = CT_SELECT(ix0 IF rotate ELSE y0)
	x.Select(&iy0, x0, rotate)
	y.Select(&ix0, y0, rotate)
	// den_inv = CT_SELECT(enchanted_denominator IF rotate ELSE den2)
	denInv.Select(&enchanted, &den2, rotate)
	// y = CT_SELECT(-y IF IS_NEGATIVE(x * z_inv) ELSE y)
	negative := tmp.Multiply(&x, &zInv).IsNegative()
	y.Select(tmp.Negate(&y), &y, negative)
	// s = CT_ABS(den_inv * (z - y))
	tmp.Multiply(&denInv, tmp.Subtract(z0, &y))
	*out = [32]byte(tmp.Absolute(&tmp).Bytes())
}
