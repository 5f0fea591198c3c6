package ristretto

import (
	"filippo.io/edwards25519"
	"filippo.io/edwards25519/field"
)

// The digits of a scalar, for this engine. Wider ones need fewer additions, but larger tables, of which everything is
// read.
const (
	width   = 4
	windows = 64
	digits  = 1 << (width - 1) // entries per window
)

// A Table has multiples of one element. It is immutable.
type Table struct{ entries []Entry }

// NewTable returns the table of the element that b encodes. It panics if there is none or it is the identity.
func NewTable(b *[32]byte) *Table {
	entries, ok := Multiples(b, width, windows)
	if !ok {
		panic("ristretto: internal error: no table of what is not an element")
	}
	return &Table{entries}
}

// MulTable sets dst[i] to the encoding of scalar(i) times the table's element, for canonical scalars, little-endian,
// and at most [Batch] of them. It is constant-time: all entries of a window are read, and no branch or address depends
// on a scalar.
func (w *Workspace) MulTable(dst [][32]byte, t *Table, scalar func(i int) *[32]byte) {
	w.n = 0
	w.used = max(w.used, len(dst))
	for i := range dst {
		t.multiply(&w.points[i], scalar(i))
	}
	encodeDoubled(dst, w.points[:len(dst)], w.doubled[:len(dst)])
}

// multiply sets p to k times half the element.
func (t *Table) multiply(p *edwards25519.Point, k *[32]byte) {
	u := Recode(k, width*windows)
	defer clear(u[:])
	var x, y, z, xy field.Element // xy is X*Y/Z
	y.One()
	z.One()
	for i := range windows {
		digit := u[i/16] >> (4 * (i % 16))
		var q Entry
		selectEntry(&q, t.entries[digits*i:digits*(i+1)], digit)
		addEntry(&x, &y, &z, &xy, &q)
	}
	if _, err := p.SetExtendedCoordinates(&x, &y, &z, &xy); err != nil {
		panic("ristretto: internal error: " + err.Error())
	}
}

// selectEntry sets q to what the low bits of digit stand for in a window.
func selectEntry(q *Entry, window []Entry, digit uint64) {
	negative := digit >> (width - 1) & 1
	index := (digit ^ -negative) & (digits - 1)
	*q = window[0]
	for e := 1; e < digits; e++ {
		equal := int(((uint64(e) ^ index) - 1) >> 63)
		q.Plus.Select(&window[e].Plus, &q.Plus, equal)
		q.Minus.Select(&window[e].Minus, &q.Minus, equal)
		q.T2D.Select(&window[e].T2D, &q.T2D, equal)
	}
	q.Plus.Swap(&q.Minus, int(negative))
	var t field.Element
	q.T2D.Select(t.Negate(&q.T2D), &q.T2D, int(negative))
}

// addEntry adds q to a point in extended coordinates, after Hisil, Wong, Carter and Dawson, "Twisted Edwards Curves
// Revisited" (2008), Section 3.1. It holds for all points.
func addEntry(x, y, z, xy *field.Element, q *Entry) {
	var a, b, c, d, e, f, g, h field.Element
	// A = (Y1 - X1)*(Y2 - X2), B = (Y1 + X1)*(Y2 + X2), C = T1*2*d*T2, D = 2*Z1
	a.Multiply(a.Subtract(y, x), &q.Minus)
	b.Multiply(b.Add(y, x), &q.Plus)
	c.Multiply(xy, &q.T2D)
	d.Add(z, z)
	// E = B - A, F = D - C, G = D + C, H = B + A
	e.Subtract(&b, &a)
	f.Subtract(&d, &c)
	g.Add(&d, &c)
	h.Add(&b, &a)
	// X3 = E*F, Y3 = G*H, T3 = E*H, Z3 = F*G
	x.Multiply(&e, &f)
	y.Multiply(&g, &h)
	xy.Multiply(&e, &h)
	z.Multiply(&f, &g)
}
