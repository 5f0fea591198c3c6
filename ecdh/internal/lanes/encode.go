//go:build amd64 && !purego

package lanes

// An encoding is what encodeStart leaves for encodeFinish about three groups of points, apart from the factors of the
// doubled points.
type encoding struct {
	eh     trio // T of the doubled point
	fg     trio // its Z, or 0 if it is the identity
	this   trio // T·Z, or 1 instead of 0
	before trio // the product of all before
}

type encoder struct {
	factors                factors
	zInv, tInv, e, g, h, t trio
	rotate, odd, zero      masks
}

// encodeStart doubles p and replaces it by the factors of the result, in order. Twice a point is (X : Y : Z) = (E·F :
// G·H : F·G) with x = E/G and y = H/F, and its encoding needs 1/Z and 1/T only: see encodeFinish. The product of both
// is what goes into the common inversion.
func (w *Workspace) encodeStart(e *encoding, p *points, product *trio) {
	k, c, s := w.k, w.constants, &w.encoder
	f := &s.factors
	w.double(f, p)
	p.X = f.E
	p.Y = f.F
	p.Z = f.G
	p.T = f.H
	k.multiply3(&e.eh, &f.E, &f.H)
	k.multiply3(&e.fg, &f.F, &f.G)
	k.multiply3(&e.this, &e.eh, &e.fg)
	k.reduce3(&s.t, &s.odd, &s.zero, &e.this)
	k.choose3(&e.this, &s.zero, &c.one, &e.this)
	k.choose3(&e.fg, &s.zero, &c.zero, &e.fg)
	e.before = *product
	k.multiply3(product, product, &e.this)
}

// encodeFinish is RFC 9496, Section 4.3.2, for a doubled point, whose inverse square root is known up to a sign:
//
//	den_inv·(z − y) = INVSQRT_A_MINUS_D·(F − H)/E     if x·y is not negative,
//	                = SQRT_M1·(SQRT_M1·G + E)/H       if it is,
//
// where the sign of y has to be changed before if x is negative. It leaves what to store in w.encoder.t, given the
// inverse of the product up to these groups, and turns that into the one of the product before.
func (w *Workspace) encodeFinish(e *encoding, p *points, inverse *trio) {
	k, c, s := w.k, w.constants, &w.encoder
	E, F, G, H := &p.X, &p.Y, &p.Z, &p.T
	k.multiply3(&s.t, inverse, &e.before)
	k.multiply3(inverse, inverse, &e.this)
	// 1/E and 1/H are H/T and E/T, 1/Z = T·(1/TZ), 1/T = Z·(1/TZ)
	k.multiply3(&s.zInv, &e.eh, &s.t)
	k.multiply3(&s.tInv, &e.fg, &s.t)
	// rotate = IS_NEGATIVE(T/Z)
	k.multiply3(&s.t, &e.eh, &s.zInv)
	k.reduce3(&s.t, &s.rotate, &s.zero, &s.t)
	// e = H, g = −E, h = SQRT_M1·G if rotate else E, H, F
	k.choose3(&s.e, &s.rotate, H, E)
	k.subtract3(&s.t, &c.zero, E)
	k.choose3(&s.g, &s.rotate, &s.t, H)
	k.multiply3(&s.t, G, &c.sqrtM1)
	k.choose3(&s.h, &s.rotate, &s.t, F)
	// g = −g if IS_NEGATIVE(h·e/Z)
	k.multiply3(&s.t, &s.h, &s.e)
	k.multiply3(&s.t, &s.t, &s.zInv)
	k.reduce3(&s.t, &s.odd, &s.zero, &s.t)
	k.subtract3(&s.t, &c.zero, &s.g)
	k.choose3(&s.g, &s.odd, &s.t, &s.g)
	// s = |(h − g)·magic·g/T| with magic = SQRT_M1 if rotate else INVSQRT_A_MINUS_D
	k.subtract3(&s.h, &s.h, &s.g)
	k.multiply3(&s.g, &s.g, &s.tInv)
	k.choose3(&s.e, &s.rotate, &c.sqrtM1, &c.invsqrtAMinusD)
	k.multiply3(&s.g, &s.g, &s.e)
	k.multiply3(&s.g, &s.g, &s.h)
	w.abs(&s.t, &s.g)
	k.reduce3(&s.t, &s.odd, &s.zero, &s.t)
}

// plain is what encodePlain works with.
type plain struct {
	u1, u2, den1, den2, zInv, x, y trio
	rotate, odd, zero              masks
}

// encodePlain is RFC 9496, Section 4.3.2, for any points. It leaves what to store in w.encoder.t.
func (w *Workspace) encodePlain(p *points) {
	k, c, s, t := w.k, w.constants, &w.plain, &w.encoder.t
	// u1 = (z0 + y0)·(z0 − y0), u2 = x0·y0
	k.add3(&s.u1, &p.Z, &p.Y)
	k.subtract3(t, &p.Z, &p.Y)
	k.multiply3(&s.u1, &s.u1, t)
	k.multiply3(&s.u2, &p.X, &p.Y)
	// (_, invsqrt) = SQRT_RATIO_M1(1, u1·u2²). The sign of invsqrt doesn't matter: it comes into z_inv twice, and s is
	// made non-negative.
	k.square3(t, &s.u2, 1)
	k.multiply3(t, t, &s.u1)
	w.sqrtRatio(&c.one, t)
	// den1 = invsqrt·u1, den2 = invsqrt·u2, z_inv = den1·den2·t0
	k.multiply3(&s.den1, &w.root.r, &s.u1)
	k.multiply3(&s.den2, &w.root.r, &s.u2)
	k.multiply3(&s.zInv, &s.den1, &s.den2)
	k.multiply3(&s.zInv, &s.zInv, &p.T)
	// rotate = IS_NEGATIVE(t0·z_inv)
	k.multiply3(t, &p.T, &s.zInv)
	k.reduce3(t, &s.rotate, &s.zero, t)
	// x, y = iy0, ix0 if rotate else x0, y0
	k.multiply3(&s.x, &p.Y, &c.sqrtM1)
	k.choose3(&s.x, &s.rotate, &s.x, &p.X)
	k.multiply3(&s.y, &p.X, &c.sqrtM1)
	k.choose3(&s.y, &s.rotate, &s.y, &p.Y)
	// den_inv = den1·INVSQRT_A_MINUS_D if rotate else den2
	k.multiply3(&s.den1, &s.den1, &c.invsqrtAMinusD)
	k.choose3(&s.den2, &s.rotate, &s.den1, &s.den2)
	// y = −y if IS_NEGATIVE(x·z_inv)
	k.multiply3(t, &s.x, &s.zInv)
	k.reduce3(t, &s.odd, &s.zero, t)
	k.subtract3(t, &c.zero, &s.y)
	k.choose3(&s.y, &s.odd, t, &s.y)
	// s = |den_inv·(z − y)|
	k.subtract3(t, &p.Z, &s.y)
	k.multiply3(&s.x, &s.den2, t)
	w.abs(t, &s.x)
	k.reduce3(t, &s.odd, &s.zero, t)
}
