//go:build amd64 && !purego

package lanes

// root is what sqrtRatio works with.
type root struct {
	uv3, r, check, t        trio
	correct, flipped, other masks
	odd                     masks
}

// sqrtRatio is SQRT_RATIO_M1 of RFC 9496, Section 4.2, except for the sign of the root: it sets w.root.r, and
// w.root.correct where u/v is a square.
func (w *Workspace) sqrtRatio(u, v *trio) {
	k, c, s := w.k, w.constants, &w.root
	// r = u·v³·(u·v⁷)^((p−5)/8), check = v·r²
	k.square3(&s.t, v, 1)
	k.multiply3(&s.uv3, &s.t, v)
	k.square3(&s.t, &s.uv3, 1)
	k.multiply3(&s.t, &s.t, v)
	k.multiply3(&s.t, &s.t, u)
	k.multiply3(&s.uv3, &s.uv3, u)
	k.power22523(&s.r, &s.t, &w.temps)
	k.multiply3(&s.r, &s.uv3, &s.r)
	k.square3(&s.check, &s.r, 1)
	k.multiply3(&s.check, &s.check, v)

	// correct: check = u; flipped: check = −u; other: check = −u·SQRT_M1
	k.subtract3(&s.t, &s.check, u)
	k.reduce3(&s.t, &s.odd, &s.correct, &s.t)
	k.add3(&s.t, &s.check, u)
	k.reduce3(&s.t, &s.odd, &s.flipped, &s.t)
	k.multiply3(&s.t, u, &c.sqrtM1)
	k.add3(&s.t, &s.check, &s.t)
	k.reduce3(&s.t, &s.odd, &s.other, &s.t)
	s.correct.or(&s.correct, &s.flipped)
	s.other.or(&s.other, &s.flipped)

	// r = SQRT_M1·r if flipped or other
	k.multiply3(&s.t, &s.r, &c.sqrtM1)
	k.choose3(&s.r, &s.other, &s.t, &s.r)
}

// abs sets z to x or −x, whichever is not negative (RFC 9496, Section 3.1).
func (w *Workspace) abs(z, x *trio) {
	k, t := w.k, &w.temps[0]
	odd, zero := &w.masks[0], &w.masks[1]
	k.reduce3(z, odd, zero, x)
	k.subtract3(t, &w.constants.zero, z)
	k.choose3(z, odd, t, z)
}
