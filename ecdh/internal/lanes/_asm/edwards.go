package main

// Points of the twisted Edwards curve −x² + y² = 1 + d·x²·y² in extended
// coordinates, x = X/Z, y = Y/Z, T = X·Y/Z, after Hisil, Wong, Carter and
// Dawson, "Twisted Edwards Curves Revisited" (2008). A doubling or an addition
// ends with
//
//	X = E·F  Y = G·H  Z = F·G  T = E·H
//
// and what is made of these products depends on what comes next.

// Elements of a scratch area: one for each group of lanes.
const (
	accX = iota // or Y+X, before an addition
	accY        // or Y−X
	accZ
	accW // X+Y, before a doubling, or T, before an addition

	tmpE
	tmpF
	tmpG
	tmpH

	tmp0
	tmp1

	selected // the table entry of a digit, entrySize elements

	table = selected + entrySize // tableSize entries of entrySize elements
)

const (
	tableSize = 8 // P, 3P, 5P … 15P

	// A table entry: Y+X, Y−X, 2Z, 2d·T.
	entryP    = 0
	entryM    = 1
	entryZ    = 2
	entryT    = 3
	entrySize = 4

	// scratchSize is the number of elements in a scratch area.
	scratchSize = table + tableSize*entrySize
)

// scratch is the scratch area of group g behind register BX.
type scratch struct{ g int }

func (s scratch) at(i int) element { return at("BX", s.g*scratchSize+i) }

// entry is element i of the table entry that register SI points to: SI is the
// address of an entry of group 0.
func (s scratch) entry(n, i int) element { return at("SI", s.g*scratchSize+n*entrySize+i) }

// doubleCore sets E, F, G, H for 2·(X : Y : Z), given W = X + Y.
func (p *program) doubleCore(s scratch, x, y, z, w element) {
	// A = X², B = Y², H = A + B, G = B − A
	a := p.square(p.limbsOf(x), noBias)
	p.next()
	b := p.square(p.limbsOf(y), biasFor(a))
	h, g := p.addColumns(a, b), p.subColumns(b, a)
	p.keep(s.at(tmp0), h)
	p.keep(s.at(tmp1), g)
	p.save(s.at(tmpH), p.carried(h))
	p.save(s.at(tmpG), p.carried(g))
	p.next()
	// F = 2·Z² − G
	c := p.square(p.limbsOf(z), halfBiasFor(g))
	p.save(s.at(tmpF), p.carried(p.subColumns(p.double(c), p.kept(s.at(tmp1)))))
	p.next()
	// E = (X + Y)² − H
	e := p.square(p.limbsOf(w), biasFor(h))
	p.save(s.at(tmpE), p.carried(p.subColumns(e, p.kept(s.at(tmp0)))))
	p.next()
}

// toDouble sets X = E·F, Y = G·H, W = X + Y, Z = F·G.
func (p *program) toDouble(s scratch, x, y, z, w element) {
	e, f, g, h := s.at(tmpE), s.at(tmpF), s.at(tmpG), s.at(tmpH)
	yy := p.multiply(p.limbsOf(g), p.limbsOf(h), noBias)
	p.keep(s.at(tmp0), yy)
	p.save(y, p.carried(yy))
	p.next()
	xx := p.multiply(p.limbsOf(e), p.limbsOf(f), noBias)
	p.save(x, p.carried(xx))
	p.save(w, p.carried(p.addColumns(xx, p.kept(s.at(tmp0)))))
	p.next()
	p.mul(z, p.limbsOf(f), p.limbsOf(g))
	p.next()
}

// toAdd sets P = Y + X and M = Y − X.
func (p *program) toAdd(s scratch, plus, minus element) {
	xx := p.multiply(p.limbsOf(s.at(tmpE)), p.limbsOf(s.at(tmpF)), noBias)
	p.keep(s.at(tmp0), xx)
	bias := biasFor(xx)
	p.next()
	yy := p.multiply(p.limbsOf(s.at(tmpG)), p.limbsOf(s.at(tmpH)), bias)
	xx = p.kept(s.at(tmp0))
	p.save(plus, p.carried(p.addColumns(yy, xx)))
	p.save(minus, p.carried(p.subColumns(yy, xx)))
	p.next()
}

// toAddZT sets Z = F·G and T = E·H.
func (p *program) toAddZT(s scratch, z, t element) {
	p.mul(t, p.limbsOf(s.at(tmpE)), p.limbsOf(s.at(tmpH)))
	p.next()
	p.mul(z, p.limbsOf(s.at(tmpF)), p.limbsOf(s.at(tmpG)))
	p.next()
}

// A point that is added, one of the two in a form with 2Z and 2d·T.
type addend struct {
	p, m, z, t func() columns
}

func (p *program) addend(plus, minus, z, t element) addend {
	get := func(e element) func() columns { return func() columns { return p.limbsOf(e) } }
	return addend{get(plus), get(minus), get(z), get(t)}
}

// addCore sets E, F, G, H for the sum. If sign is a mask register, the second
// point is taken negative where it has a one: q.p and q.m must have been
// swapped there already.
func (p *program) addCore(s scratch, r, q addend, sign string) {
	// A = (Y1 − X1)·(Y2 − X2), B = (Y1 + X1)·(Y2 + X2), E = B − A, H = B + A
	a := p.multiply(r.m(), q.m(), noBias)
	p.next()
	b := p.multiply(r.p(), q.p(), biasFor(a))
	p.save(s.at(tmpH), p.carried(p.addColumns(b, a)))
	p.save(s.at(tmpE), p.carried(p.subColumns(b, a)))
	p.next()
	// C = T1·2d·T2, D = Z1·2·Z2, F = D − C, G = D + C
	c := p.multiply(r.t(), q.t(), noBias)
	p.keep(s.at(tmp0), c)
	bias := biasFor(c)
	p.next()
	d := p.multiply(r.z(), q.z(), bias)
	c = p.kept(s.at(tmp0))
	f, g := p.subColumns(d, c), p.addColumns(d, c)
	if sign != "" {
		// For −T2 the two change places.
		f, g = p.swapColumns(sign, f, g), p.swapColumns(sign, g, f)
	}
	p.save(s.at(tmpF), p.carried(f))
	p.save(s.at(tmpG), p.carried(g))
	p.next()
}

func (p *program) swapColumns(mask string, a, b columns) (c columns) {
	for i := range a {
		c = append(c, p.swapIf(mask, a[i], b[i]))
	}
	return c
}

// A digit is a byte for each of these mask registers, all of it ones or
// zeros. They are secret.
const (
	digitSize = 8
	negative  = "K4" // the negative of the entry
	seventeen = "K5" // 17P, which isn't in the table
)

// bitOfEntry is the mask register for bit i of an entry's index.
func bitOfEntry(i int) string { return [...]string{"K1", "K2", "K3"}[i] }

// digitMasks are the masks in the order of a digit's bytes.
var digitMasks = []string{bitOfEntry(0), bitOfEntry(1), bitOfEntry(2), negative, seventeen}

// selectEntry copies the digit's table entry to the scratch area. All entries
// are read, whatever the digit is. Nothing here depends on the points, so the
// scheduler does it while there is a gap in the doublings before.
func (p *program) selectEntry(s scratch) {
	p.early = true
	defer func() { p.early = false }()
	var last, before *value
	for i := range entrySize {
		for l := range isa.widths {
			row := func(n int) *value {
				v := p.limb(s.at(table+n*entrySize+i), l)
				if before != nil {
					v.after = append(v.after, before) // a few at a time
				}
				return v
			}
			pair := func(n int) *value {
				v := p.swapIf(bitOfEntry(0), row(n), row(n+1))
				last, before = v, last
				return v
			}
			x := p.swapIf(bitOfEntry(1), pair(0), pair(2))
			y := p.swapIf(bitOfEntry(1), pair(4), pair(6))
			p.store(s.at(selected+i).limb(l), p.swapIf(bitOfEntry(2), x, y))
		}
	}
}

// selectedAddend is the table entry that selectEntry has copied, or its
// negative: Y + X and Y − X have changed places there, and addCore does the
// rest.
func (p *program) selectedAddend(s scratch) addend {
	plus, minus := s.at(selected+entryP), s.at(selected+entryM)
	q := p.addend(plus, minus, s.at(selected+entryZ), s.at(selected+entryT))
	q.p = func() columns { return p.swapColumns(negative, p.limbsOf(plus), p.limbsOf(minus)) }
	q.m = func() columns { return p.swapColumns(negative, p.limbsOf(minus), p.limbsOf(plus)) }
	return q
}

// multiplyPoints emits the multiplication of n groups of points by a scalar
// given in odd signed digits of 4 bits.
//
//	AX points, 4 elements each: X, Y, Z, T (T isn't written)
//	BX scratch areas
//	DI digits, from the highest
func multiplyPoints(f *function, n int) {
	const loops = 62
	areas := func(p *program, build func(s scratch, x, y, z, t element)) {
		p.streams(n, func(g int) {
			build(scratch{g}, at("AX", 4*g), at("AX", 4*g+1), at("AX", 4*g+2), at("AX", 4*g+3))
		})
	}
	// What is in acc: 2P while the table is built, then the sum so far.
	point := func(p *program, s scratch) addend {
		return p.addend(s.at(accX), s.at(accY), s.at(accZ), s.at(accW))
	}
	entry := func(p *program, s scratch, n int) addend {
		return p.addend(s.entry(n, entryP), s.entry(n, entryM), s.entry(n, entryZ), s.entry(n, entryT))
	}

	// The table: P, then each entry is the one before plus 2P.
	f.line("LEAQ %d(BX), SI", table*elementSize)
	f.body(" first entry", func(p *program) {
		areas(p, func(s scratch, x, y, z, t element) {
			p.mul(s.entry(0, entryT), p.limbsOf(t), p.constant(twoD))
			p.next()
			cx, cy, cz := p.clean(x), p.clean(y), p.clean(z)
			p.save(s.entry(0, entryP), p.carried(p.addColumns(cy, cx)))
			p.save(s.entry(0, entryM), p.carried(p.minus(cy, cx)))
			p.save(s.entry(0, entryZ), p.carried(p.double(cz)))
		})
	})
	f.body(" 2P", func(p *program) {
		areas(p, func(s scratch, x, y, z, t element) {
			p.doubleCore(s, x, y, z, s.entry(0, entryP))
			p.toAdd(s, s.at(accX), s.at(accY))
			p.toAddZT(s, s.at(accZ), s.at(accW))
		})
	})
	f.line("MOVQ $%d, CX", tableSize-1)
	f.label("entries")
	f.body(" entry", func(p *program) {
		areas(p, func(s scratch, x, y, z, t element) {
			p.addCore(s, point(p, s), entry(p, s, 0), "")
			p.toAdd(s, s.entry(1, entryP), s.entry(1, entryM))
			p.mul(s.at(tmp1), p.limbsOf(s.at(tmpE)), p.limbsOf(s.at(tmpH)))
			p.next()
			zz := p.multiply(p.limbsOf(s.at(tmpF)), p.limbsOf(s.at(tmpG)), noBias)
			p.save(s.entry(1, entryZ), p.carried(p.double(zz)))
			p.next()
			p.mul(s.entry(1, entryT), p.limbsOf(s.at(tmp1)), p.constant(twoD))
		})
	})
	f.line("ADDQ $%d, SI", entrySize*elementSize)
	f.line("DECQ CX")
	f.line("JNZ entries")

	// The highest digit may be 17 as well, for the scalars from 2^252 to the
	// group's order.
	f.body(" 17P", func(p *program) {
		areas(p, func(s scratch, x, y, z, t element) {
			p.addCore(s, point(p, s), entry(p, s, 0), "")
			p.toAdd(s, s.at(accX), s.at(accY))
			zz := p.multiply(p.limbsOf(s.at(tmpF)), p.limbsOf(s.at(tmpG)), noBias)
			p.save(s.at(accZ), p.carried(p.double(zz)))
		})
	})
	isa.limbs.loadDigit(f)
	f.body(" first digit", func(p *program) {
		areas(p, func(s scratch, x, y, z, t element) {
			p.selectEntry(s)
			p.next()
			entry := func(i, acc int) columns {
				return p.swapColumns(seventeen, p.limbsOf(s.at(selected+i)), p.limbsOf(s.at(acc)))
			}
			pp, mm := entry(entryP, accX), entry(entryM, accY)
			pp, mm = p.swapColumns(negative, pp, mm), p.swapColumns(negative, mm, pp)
			pp, mm = p.cleaned(pp), p.cleaned(mm)
			zz := entry(entryZ, accZ)
			// 2X = P − M, 2Y = P + M, 2W = 2P, with 2Z in the table.
			p.save(s.at(accX), p.carried(p.minus(pp, mm)))
			p.save(s.at(accY), p.carried(p.addColumns(pp, mm)))
			p.save(s.at(accW), p.carried(p.double(pp)))
			p.save(s.at(accZ), zz)
		})
	})

	// Four doublings and an addition for each of the others.
	f.line("MOVQ $%d, DX", loops)
	f.label("digits")
	f.line("ADDQ $%d, DI", digitSize)
	f.line("MOVQ $3, CX")
	f.label("doublings")
	f.body(" doubling", func(p *program) {
		areas(p, func(s scratch, _, _, _, _ element) {
			p.doubleCore(s, s.at(accX), s.at(accY), s.at(accZ), s.at(accW))
			p.toDouble(s, s.at(accX), s.at(accY), s.at(accZ), s.at(accW))
		})
	})
	f.line("DECQ CX")
	f.line("JNZ doublings")
	isa.limbs.loadDigit(f)
	f.body(" doubling and addition", func(p *program) {
		areas(p, func(s scratch, _, _, _, _ element) {
			p.doubleCore(s, s.at(accX), s.at(accY), s.at(accZ), s.at(accW))
			p.toAdd(s, s.at(accX), s.at(accY))
			p.toAddZT(s, s.at(accZ), s.at(accW))
			p.selectEntry(s)
			p.addCore(s, point(p, s), p.selectedAddend(s), negative)
			p.toDouble(s, s.at(accX), s.at(accY), s.at(accZ), s.at(accW))
		})
	})
	f.line("DECQ DX")
	f.line("JNZ digits")

	f.body(" result", func(p *program) {
		areas(p, func(s scratch, x, y, z, _ element) {
			for i, dst := range []element{x, y, z} {
				p.save(dst, p.limbsOf(s.at(accX+i)))
			}
		})
	})
}
