//go:build amd64 && !purego

package lanes

// Points of the twisted Edwards curve −x² + y² = 1 + d·x²·y² in extended coordinates, x = X/Z, y = Y/Z, T = X·Y/Z,
// after Hisil, Wong, Carter and Dawson, "Twisted Edwards Curves Revisited" (2008).

// multiplyOut sets p to the points whose factors are in f.
func (k *kernel) multiplyOut(p *points, f *factors) {
	k.multiply3(&p.X, &f.E, &f.F)
	k.multiply3(&p.Y, &f.G, &f.H)
	k.multiply3(&p.Z, &f.F, &f.G)
	k.multiply3(&p.T, &f.E, &f.H)
}

// addPoints sets f to p + q.
func (w *Workspace) addPoints(f *factors, p, q *points) {
	k, t0, t1 := w.k, &w.temps[0], &w.temps[1]
	// A = (Y1 − X1)·(Y2 − X2), B = (Y1 + X1)·(Y2 + X2), E = B − A, H = B + A
	k.subtract3(t0, &p.Y, &p.X)
	k.subtract3(t1, &q.Y, &q.X)
	k.multiply3(&f.E, t0, t1)
	k.add3(t0, &p.Y, &p.X)
	k.add3(t1, &q.Y, &q.X)
	k.multiply3(t1, t0, t1)
	k.add3(&f.H, t1, &f.E)
	k.subtract3(&f.E, t1, &f.E)
	// C = 2d·T1·T2, D = 2·Z1·Z2, F = D − C, G = D + C
	k.multiply3(t0, &p.T, &q.T)
	k.multiply3(t0, t0, &w.constants.twoD)
	k.multiply3(t1, &p.Z, &q.Z)
	k.add3(t1, t1, t1)
	k.subtract3(&f.F, t1, t0)
	k.add3(&f.G, t1, t0)
}

// double sets f to 2·p.
func (w *Workspace) double(f *factors, p *points) {
	k, t := w.k, &w.temps[0]
	// A = X², B = Y², H = B + A, G = B − A
	k.square3(t, &p.X, 1)
	k.square3(&f.G, &p.Y, 1)
	k.add3(&f.H, &f.G, t)
	k.subtract3(&f.G, &f.G, t)
	// F = 2·Z² − G, E = (X + Y)² − H
	k.square3(t, &p.Z, 1)
	k.add3(t, t, t)
	k.subtract3(&f.F, t, &f.G)
	k.add3(t, &p.X, &p.Y)
	k.square3(t, t, 1)
	k.subtract3(&f.E, t, &f.H)
}

// multiplication is the memory that multiply works with. The last fields belong to one group.
type multiplication struct {
	plus, minus, z2, t2d trio   // table entries of P
	double               points // 2P: X and Y stand for Y + X and Y − X
	x, y, z, xy          trio   // the sum so far
	factors              factors
	mask                 masks

	sum     sum
	twoP    addend
	table   table
	scratch scratch
}

// multiply multiplies the first groups of p by a scalar. T of the results isn't set.
func (w *Workspace) multiply(p *points, groups int, d *digits) {
	k, c, m := w.k, w.constants, &w.multiplication
	// The first table entry.
	k.add3(&m.plus, &p.Y, &p.X)
	k.subtract3(&m.minus, &p.Y, &p.X)
	k.add3(&m.z2, &p.Z, &p.Z)
	k.multiply3(&m.t2d, &p.T, &c.twoD)
	// 2P, for making the table
	w.double(&m.factors, p)
	k.multiplyOut(&m.double, &m.factors)
	k.add3(&m.x, &m.double.Y, &m.double.X)
	k.subtract3(&m.double.Y, &m.double.Y, &m.double.X)
	m.double.X = m.x
	// The sum begins with P if the first digit is over 15, otherwise with nothing.
	m.mask.fill(d.over)
	k.choose3(&m.x, &m.mask, &p.X, &c.zero)
	k.choose3(&m.y, &m.mask, &p.Y, &c.one)
	k.choose3(&m.z, &m.mask, &p.Z, &c.one)
	k.choose3(&m.xy, &m.mask, &m.plus, &c.one)

	for g := range groups {
		m.take(g)
		k.addEntries(&m.table, &m.twoP, len(m.table)-1, &m.scratch)
		k.addDigits(&m.sum, &m.table, &d.d[0], 0, atOnce, &m.scratch)
		for i := atOnce; i < len(d.d); i += atOnce {
			k.addDigits(&m.sum, &m.table, &d.d[i], 3, atOnce, &m.scratch)
		}
		p.X[g] = m.sum.x
		p.Y[g] = m.sum.y
		p.Z[g] = m.sum.z
	}
	// Negate if the digits are those of −k.
	m.mask.fill(d.negative)
	k.subtract3(&m.x, &c.zero, &p.X)
	k.choose3(&p.X, &m.mask, &m.x, &p.X)
}

// take copies what group g begins with to where the units expect it. It copies one element at a time: more would go
// over the stack, where nobody overwrites them.
func (m *multiplication) take(g int) {
	m.sum.x = m.x[g]
	m.sum.y = m.y[g]
	m.sum.z = m.z[g]
	m.sum.xy = m.xy[g]
	m.twoP.plus = m.double.X[g]
	m.twoP.minus = m.double.Y[g]
	m.twoP.z = m.double.Z[g]
	m.twoP.t = m.double.T[g]
	m.table[0].plus = m.plus[g]
	m.table[0].minus = m.minus[g]
	m.table[0].z2 = m.z2[g]
	m.table[0].t2d = m.t2d[g]
}
