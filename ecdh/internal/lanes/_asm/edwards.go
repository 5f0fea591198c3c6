package main

// Points of the twisted Edwards curve −x² + y² = 1 + d·x²·y² in extended coordinates, x = X/Z, y = Y/Z, T = X·Y/Z,
// after Hisil, Wong, Carter and Dawson, "Twisted Edwards Curves Revisited" (2008). A doubling or an addition ends with
//
//	X = E·F  Y = G·H  Z = F·G  T = E·H
//
// and which of these products are computed depends on what comes next.

// What the pointers of a multiplication's units point to, in elements.
const (
	// AX: the sum so far.
	accX = iota // or Y+X, before an addition
	accY        // or Y−X
	accZ
	accW // X+Y, before a doubling, or T, before an addition
)

const (
	// BX: scratch room, which keeps nothing from one call to the next.
	tmpE = iota
	tmpF
	tmpG
	tmpH
	tmp0
	tmp1
	selected // the table entry of a digit, entrySize elements
)

// The table is P, 3P, 5P … 15P, an entry Y+X, Y−X, 2Z, 2d·T.
const (
	tableSize = 8

	entryP    = 0
	entryM    = 1
	entryZ    = 2
	entryT    = 3
	entrySize = 4
)

func acc(i int) element { return at("AX", i) }
func tmp(i int) element { return at("BX", i) }

// doubleCore sets E, F, G, H for twice the sum, given W = X + Y.
func (p *program) doubleCore() {
	x, y, z, w := acc(accX), acc(accY), acc(accZ), acc(accW)
	// A = X², B = Y², H = A + B, G = B − A
	a := p.square(p.limbsOf(x), noBias)
	p.next()
	b := p.square(p.limbsOf(y), biasFor(a))
	h, g := p.addColumns(a, b), p.subColumns(b, a)
	p.keep(tmp(tmp0), h)
	p.keep(tmp(tmp1), g)
	p.save(tmp(tmpH), p.carried(h))
	p.save(tmp(tmpG), p.carried(g))
	p.next()
	// F = 2·Z² − G
	c := p.square(p.limbsOf(z), halfBiasFor(g))
	p.save(tmp(tmpF), p.carried(p.subColumns(p.double(c), p.kept(tmp(tmp1)))))
	p.next()
	// E = (X + Y)² − H
	e := p.square(p.limbsOf(w), biasFor(h))
	p.save(tmp(tmpE), p.carried(p.subColumns(e, p.kept(tmp(tmp0)))))
	p.next()
}

// toDouble sets X = E·F, Y = G·H, W = X + Y, Z = F·G of the sum.
func (p *program) toDouble() {
	x, y, z, w := acc(accX), acc(accY), acc(accZ), acc(accW)
	e, f, g, h := tmp(tmpE), tmp(tmpF), tmp(tmpG), tmp(tmpH)
	yy := p.multiply(p.limbsOf(g), p.limbsOf(h), noBias)
	p.keep(tmp(tmp0), yy)
	p.save(y, p.carried(yy))
	p.next()
	xx := p.multiply(p.limbsOf(e), p.limbsOf(f), noBias)
	p.save(x, p.carried(xx))
	p.save(w, p.carried(p.addColumns(xx, p.kept(tmp(tmp0)))))
	p.next()
	p.mul(z, p.limbsOf(f), p.limbsOf(g))
	p.next()
}

// toAdd sets P = Y + X and M = Y − X.
func (p *program) toAdd(plus, minus element) {
	xx := p.multiply(p.limbsOf(tmp(tmpE)), p.limbsOf(tmp(tmpF)), noBias)
	p.keep(tmp(tmp0), xx)
	bias := biasFor(xx)
	p.next()
	yy := p.multiply(p.limbsOf(tmp(tmpG)), p.limbsOf(tmp(tmpH)), bias)
	xx = p.kept(tmp(tmp0))
	p.save(plus, p.carried(p.addColumns(yy, xx)))
	p.save(minus, p.carried(p.subColumns(yy, xx)))
	p.next()
}

// toAddZT sets Z = F·G and T = E·H.
func (p *program) toAddZT(z, t element) {
	p.mul(t, p.limbsOf(tmp(tmpE)), p.limbsOf(tmp(tmpH)))
	p.next()
	p.mul(z, p.limbsOf(tmp(tmpF)), p.limbsOf(tmp(tmpG)))
	p.next()
}

// A point to add. One of the two is in a form with 2Z and 2d·T.
type addend struct {
	p, m, z, t func() columns
}

func (p *program) addend(plus, minus, z, t element) addend {
	get := func(e element) func() columns { return func() columns { return p.limbsOf(e) } }
	return addend{get(plus), get(minus), get(z), get(t)}
}

// addendAt is the four elements that a pointer points to.
func (p *program) addendAt(base string) addend {
	return p.addend(at(base, 0), at(base, 1), at(base, 2), at(base, 3))
}

// addCore sets E, F, G, H for the sum. If sign is a mask register, the second point is negated where it has a one: q.p
// and q.m must already be swapped there.
func (p *program) addCore(r, q addend, sign string) {
	// A = (Y1 − X1)·(Y2 − X2), B = (Y1 + X1)·(Y2 + X2), E = B − A, H = B + A
	a := p.multiply(r.m(), q.m(), noBias)
	p.next()
	b := p.multiply(r.p(), q.p(), biasFor(a))
	p.save(tmp(tmpH), p.carried(p.addColumns(b, a)))
	p.save(tmp(tmpE), p.carried(p.subColumns(b, a)))
	p.next()
	// C = T1·2d·T2, D = Z1·2·Z2, F = D − C, G = D + C
	c := p.multiply(r.t(), q.t(), noBias)
	p.keep(tmp(tmp0), c)
	bias := biasFor(c)
	p.next()
	d := p.multiply(r.z(), q.z(), bias)
	c = p.kept(tmp(tmp0))
	f, g := p.subColumns(d, c), p.addColumns(d, c)
	if sign != "" {
		// For −T2 the two swap places.
		f, g = p.swapColumns(sign, f, g), p.swapColumns(sign, g, f)
	}
	p.save(tmp(tmpF), p.carried(f))
	p.save(tmp(tmpG), p.carried(g))
	p.next()
}

func (p *program) swapColumns(mask string, a, b columns) (c columns) {
	for i := range a {
		c = append(c, p.swapIf(mask, a[i], b[i]))
	}
	return c
}

// A digit is a byte for each of these mask registers, all of it ones or zeros. They are secret.
const (
	digitSize = 8
	negative  = "K4" // the negative of the entry
)

// bitOfEntry is the mask register for bit i of an entry's index.
func bitOfEntry(i int) string { return [...]string{"K1", "K2", "K3"}[i] }

// digitMasks are the masks in the order of a digit's bytes.
var digitMasks = []string{bitOfEntry(0), bitOfEntry(1), bitOfEntry(2), negative}

// selectEntry copies the digit's table entry to the room. All entries are read, whatever the digit is. Nothing here
// depends on the points, so the scheduler does it while there is a gap in the doublings before.
func (p *program) selectEntry() {
	p.early = true
	defer func() { p.early = false }()
	var last, before *value
	for i := range entrySize {
		for l := range isa.widths {
			row := func(n int) *value {
				v := p.limb(at("SI", n*entrySize+i), l)
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
			p.store(tmp(selected+i).limb(l), p.swapIf(bitOfEntry(2), x, y))
		}
	}
}

// selectedAddend is the table entry that selectEntry has copied, or its negative: then Y + X and Y − X are already
// swapped, and addCore does the rest.
func (p *program) selectedAddend() addend {
	plus, minus := tmp(selected+entryP), tmp(selected+entryM)
	q := p.addend(plus, minus, tmp(selected+entryZ), tmp(selected+entryT))
	q.p = func() columns { return p.swapColumns(negative, p.limbsOf(plus), p.limbsOf(minus)) }
	q.m = func() columns { return p.swapColumns(negative, p.limbsOf(minus), p.limbsOf(plus)) }
	return q
}

// addEntries emits the rest of a table, of which each entry is the one before plus the same point:
//
//	SI the table  DI the point: Y+X, Y−X, Z, T  CX the number of entries  BX room
func addEntries(f *function) {
	f.label("entries")
	f.moved["SI"] = (tableSize - 2) * entrySize * elementSize
	f.body("", func(p *program) {
		entry := func(i int) element { return at("SI", entrySize+i) }
		p.addCore(p.addendAt("DI"), p.addendAt("SI"), "")
		p.toAdd(entry(entryP), entry(entryM))
		p.mul(tmp(tmp1), p.limbsOf(tmp(tmpE)), p.limbsOf(tmp(tmpH)))
		p.next()
		zz := p.multiply(p.limbsOf(tmp(tmpF)), p.limbsOf(tmp(tmpG)), noBias)
		p.save(entry(entryZ), p.carried(p.double(zz)))
		p.next()
		p.mul(entry(entryT), p.limbsOf(tmp(tmp1)), p.constant(twoD))
	})
	f.line("ADDQ $%d, SI", entrySize*elementSize)
	f.line("DECQ CX")
	f.line("JNZ entries")
}

// addDigits emits the steps of a multiplication: for each digit some doublings, one of them together with the addition
// of its multiple of P.
//
//	AX the sum  SI the table  DI the digits  DX their number
//	CX the doublings before the one of the first digit  BX room
func addDigits(f *function) {
	f.line("TESTQ CX, CX")
	f.line("JEQ addition")
	f.label("digits")
	f.body(" doubling", func(p *program) {
		p.doubleCore()
		p.toDouble()
	})
	f.line("DECQ CX")
	f.line("JNZ digits")
	f.label("addition")
	isa.limbs.loadDigit(f)
	f.body(" doubling and addition", func(p *program) {
		p.doubleCore()
		p.toAdd(acc(accX), acc(accY))
		p.toAddZT(acc(accZ), acc(accW))
		p.selectEntry()
		p.addCore(p.addendAt("AX"), p.selectedAddend(), negative)
		p.toDouble()
	})
	f.line("ADDQ $%d, DI", digitSize)
	f.line("MOVQ $3, CX")
	f.line("DECQ DX")
	f.line("JNZ digits")
}
