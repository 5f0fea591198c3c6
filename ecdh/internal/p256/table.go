package p256

import "math/bits"

// The digits of a scalar. Wider ones need fewer additions, but larger tables, of which everything is read.
const (
	width   = 5
	windows = 52               // 260 bits
	digits  = 1 << (width - 1) // entries per window
)

// affinePoint is the point (x, y).
type affinePoint struct{ x, y field }

// A Table has multiples of one point: entry e of window i is
//
//	(2*e + 1 - 2*digits) * 2^(width*i) * P.
//
// It is immutable.
type Table struct{ windows [windows]window }

type window [digits]affinePoint

// NewTable returns the table of a point with x-coordinate b: either will do. It panics if there is none.
func NewTable(b *[32]byte) *Table {
	var u uncompressed
	if !decode(&u, b) {
		panic("p256: internal error: no table of what is not an element")
	}
	var p projective
	p.x.SetBytes((*[32]byte)(u[1:33]))
	p.y.SetBytes((*[32]byte)(u[33:]))
	p.z.One()

	points := make([]projective, windows*digits)
	for i := range windows {
		// From -P to -(2*digits - 1)*P; the last is the first entry.
		window := points[digits*i : digits*(i+1)]
		minus, twice := p, p
		minus.y.Neg(&p.y)
		twice.add(&minus, &minus)
		window[digits-1] = minus
		for e := digits - 2; e >= 0; e-- {
			window[e].add(&window[e+1], &twice)
		}
		for range width {
			p.add(&p, &p)
		}
	}

	t := new(Table)
	before := make([]field, len(points))
	var acc, zInv field
	acc.One()
	for i := range points {
		// Z is never zero: the order is prime, and all multipliers are less.
		before[i] = acc
		acc.Mul(&acc, &points[i].z)
	}
	acc.Invert(&acc)
	for i := len(points) - 1; i >= 0; i-- {
		zInv.Mul(&acc, &before[i])
		acc.Mul(&acc, &points[i].z)
		q := &t.windows[i/digits][i%digits]
		q.x.Mul(&points[i].x, &zInv)
		q.y.Mul(&points[i].y, &zInv)
	}
	return t
}

// MulTable sets dst[i] to the x-coordinate of scalar(i) times the table's point, for scalars from 1 to the order - 1,
// big-endian, and at most [Batch] of them. It is constant-time: all entries of a window are read, the formulas hold
// for all points, and no branch or address depends on a scalar.
func (w *Workspace) MulTable(dst [][32]byte, t *Table, scalar func(i int) *[32]byte) {
	w.n = 0
	w.used = max(w.used, len(dst))
	for i := range dst {
		t.multiply(&w.hashed[i], scalar(i))
	}
	toAffine(w.points[:len(dst)], w.hashed[:len(dst)], w.before[:len(dst)])
	for i := range dst {
		dst[i] = [32]byte(w.points[i][1:33])
	}
}

// multiply sets p to k or -k times the table's point.
func (t *Table) multiply(p *projective, k *[32]byte) {
	u := recode(k)
	defer clear(u[:])
	var q affinePoint
	t.windows[0].get(&q, u[0])
	p.x, p.y = q.x, q.y
	p.z.One()
	for i := 1; i < windows; i++ {
		word, shift := width*i/64, width*i%64
		digit := u[word] >> shift
		if shift > 64-width {
			digit |= u[word+1] << (64 - shift)
		}
		t.windows[i].get(&q, digit)
		p.addAffine(p, &q)
	}
}

// get sets q to the point that the low bits of digit stand for.
func (w *window) get(q *affinePoint, digit uint64) {
	negative := digit >> (width - 1) & 1
	index := (digit ^ -negative) & (digits - 1)
	// Variables stay in registers, unlike the limbs of q.
	var x0, x1, x2, x3, y0, y1, y2, y3 uint64
	for e := range w {
		x, y := &w[e].x, &w[e].y
		equal := -(((uint64(e) ^ index) - 1) >> 63) // all ones or zeros
		x0 |= x[0] & equal
		x1 |= x[1] & equal
		x2 |= x[2] & equal
		x3 |= x[3] & equal
		y0 |= y[0] & equal
		y1 |= y[1] & equal
		y2 |= y[2] & equal
		y3 |= y[3] & equal
	}
	q.x, q.y = field{x0, x1, x2, x3}, field{y0, y1, y2, y3}
	var minus field
	q.y.Select(minus.Neg(&q.y), &q.y, int(negative))
}

// recode returns the number u whose digits in radix 2^width are those of k or of -k, whichever is odd modulo the order
// n:
//
//	k or n - k = sum of (2*u_i + 1 - 2^width) * 2^(width*i)    for i < windows.
//
// That is (k - 1)/2 + 2^259. Odd digits need no zero, which has no affine form.
func recode(k *[32]byte) (u [5]uint64) {
	even := uint64(k[31]&1) - 1 // all ones for an even k
	x := scalarLimbs(k[:])
	var borrow uint64
	for i := range x {
		var minus uint64
		minus, borrow = bits.Sub64(order[i], x[i], borrow)
		u[i] = x[i] ^ (x[i]^minus)&even
	}
	u[4] = 1 << (width*windows - 1 - 256)
	for i := range 3 {
		u[i] = u[i]>>1 | u[i+1]<<63
	}
	u[3] >>= 1
	return u
}
