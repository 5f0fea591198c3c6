//go:build amd64 && !purego

package lanes

type mapping struct {
	t          [2]trio
	r, u, v, n trio
	factors    [2]factors
}

// mapUniform sets p to the sum of MAP of both halves of the strings of 64 bytes that w.mapping has as elements: RFC
// 9496, Section 4.3.4.
func (w *Workspace) mapUniform(p *points) {
	m := &w.mapping
	w.mapHalf(&m.factors[0], &m.t[0])
	w.mapHalf(&m.factors[1], &m.t[1])
	w.k.multiplyOut(p, &m.factors[0])
	w.k.multiplyOut(&w.other, &m.factors[1])
	w.addPoints(&m.factors[0], p, &w.other)
	w.k.multiplyOut(p, &m.factors[0])
}

// mapHalf is MAP.
func (w *Workspace) mapHalf(f *factors, t *trio) {
	k, c, m := w.k, w.constants, &w.mapping
	// r = SQRT_M1·t²
	k.square3(&m.r, t, 1)
	k.multiply3(&m.r, &m.r, &c.sqrtM1)
	// u = (r + 1)·ONE_MINUS_D_SQ
	k.add3(&m.u, &m.r, &c.one)
	k.multiply3(&m.u, &m.u, &c.oneMinusDSq)
	// v = (−1 − r·D)·(r + D)
	k.multiply3(&m.v, &m.r, &c.d)
	k.subtract3(&m.v, &c.minusOne, &m.v)
	k.add3(&m.n, &m.r, &c.d)
	k.multiply3(&m.v, &m.v, &m.n)
	// (was_square, s) = SQRT_RATIO_M1(u, v)
	w.sqrtRatio(&m.u, &m.v)
	s, wasSquare := &w.root.r, &w.root.correct
	w.abs(s, s)
	// s = s if was_square else −|s·t|
	k.multiply3(&m.n, s, t)
	w.abs(&m.n, &m.n)
	k.subtract3(&m.n, &c.zero, &m.n)
	k.choose3(s, wasSquare, s, &m.n)
	// c = −1 if was_square else r, N = c·(r − 1)·D_MINUS_ONE_SQ − v
	k.choose3(&m.n, wasSquare, &c.minusOne, &m.r)
	k.subtract3(&m.r, &m.r, &c.one)
	k.multiply3(&m.n, &m.n, &m.r)
	k.multiply3(&m.n, &m.n, &c.dMinusOneSq)
	k.subtract3(&m.n, &m.n, &m.v)
	// w0 = 2·s·v, w1 = N·SQRT_AD_MINUS_ONE, w2 = 1 − s², w3 = 1 + s²: the point is (w0·w3 : w2·w1 : w1·w3 : w0·w2)
	k.multiply3(&f.E, s, &m.v)
	k.add3(&f.E, &f.E, &f.E)
	k.multiply3(&f.G, &m.n, &c.sqrtADMinusOne)
	k.square3(&m.n, s, 1)
	k.subtract3(&f.H, &c.one, &m.n)
	k.add3(&f.F, &c.one, &m.n)
}
