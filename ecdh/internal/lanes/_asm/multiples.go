package main

import "math"

// Multiples of a fixed point, by additions alone. A window of the table has 16 multiples of the point, each as Y+X, Y−X
// and 2d·X·Y with Z = 1, which are the same for all lanes: a word for each limb. The digits differ from lane to lane.

const (
	digitWidth   = 5
	windowSize   = 1 << (digitWidth - 1) // multiples
	multipleSize = 3                     // elements of a multiple
)

// windowBytes is the size of a window.
func windowBytes() int { return windowSize * multipleSize * len(isa.widths) * 8 }

// The mask registers of a digit, a bit for each lane. They are secret.
const (
	nextNegative = "K5" // whether the multiple that is being selected is to be negated
	thisNegative = "K6" // and the one that is being added
)

// bitOfIndex is the mask register for bit i of a multiple's index.
func bitOfIndex(i int) string { return [...]string{"K1", "K2", "K3", "K4"}[i] }

// addMultiples emits the additions of a multiplication, the selection of a multiple with each:
//
//	AX the sum: Y+X, Y−X, Z, T  SI the table  DI the words of u  DX the number of windows  BX room
//
// Digit u of a window stands for multiple u if it is below 16, and for the negative of multiple 31 − u otherwise.
func addMultiples(f *function) {
	if isa == &avx2 {
		f.label("windows")
		f.body("", func(p *program) {
			p.digitMasks()
			p.selectMultiple()
			p.shiftWords()
			p.next()
			p.addSelected()
		})
		f.line("ADDQ $%d, SI", windowBytes())
		f.line("DECQ DX")
		f.line("JNZ windows")
		return
	}
	// The multiple of the next window is selected during an addition.
	loadMasks(f)
	f.body(" selection", (*program).selectMultiple)
	f.label("windows")
	f.line("KMOVB %s, %s", nextNegative, thisNegative)
	f.body(" shift", (*program).shiftWords)
	loadMasks(f)
	f.line("ADDQ $%d, SI", windowBytes())
	f.body("", func(p *program) {
		p.addSelected()
		p.early = true
		p.selectMultiple()
		p.early = false
	})
	f.line("DECQ DX")
	f.line("JNZ windows")
}

// loadMasks loads the mask registers of the digit in the low bits of u.
func loadMasks(f *function) {
	f.line("VMOVDQU64 0(DI), Z0")
	f.line("VPSLLQ $%d, Z0, Z1", 64-digitWidth)
	f.line("VPSRAQ $63, Z1, Z1")
	f.line("VPXORQ Z1, Z0, Z0")
	f.line("VPTESTMQ Z1, Z1, %s", nextNegative)
	for i := range digitWidth - 1 {
		f.line("VPTESTMQ.BCST %v, Z0, %s", f.out.consts.word(1<<i), bitOfIndex(i))
	}
}

// digitMasks does the same for AVX2, where masks are vectors.
func (p *program) digitMasks() {
	u := p.load(mem{"DI", 0}, 0, math.MaxUint64, false)
	n := p.negative(p.shlDrop(u, 64-digitWidth))
	index := p.choose(n, p.subMod64(p.konst(math.MaxUint64), u), u)
	for i := range digitWidth - 1 {
		p.masks[bitOfIndex(i)] = p.negative(p.shlDrop(index, 63-i))
	}
	p.masks[thisNegative] = n
}

// shiftWords brings the next digit to the low bits of u.
func (p *program) shiftWords() {
	const words = 4
	var u [words]*value
	for i := range u {
		u[i] = p.load(mem{"DI", vectorSize() * i}, 0, math.MaxUint64, false)
	}
	for i, w := range u {
		w = p.shr(w, digitWidth)
		if i < words-1 {
			w = p.bitOr(w, p.shlDrop(u[i+1], 64-digitWidth))
		}
		p.store(mem{"DI", vectorSize() * i}, w)
	}
}

// pairsAhead is how many pairs of multiples are loaded before the first one is chosen from.
const pairsAhead = 5

// selectMultiple copies the digit's multiple to the room. The whole window is read, whatever the digit is.
func (p *program) selectMultiple() {
	pairs := []*value{}
	for e := range multipleSize {
		for l := range isa.widths {
			row := func(n int) *value {
				v := isa.limbs.spreadLimb(p, mem{"SI", 8 * ((n*multipleSize+e)*len(isa.widths) + l)}, l)
				if n := len(pairs); n >= pairsAhead {
					v.after = append(v.after, pairs[n-pairsAhead])
				}
				return v
			}
			var tree func(first, bit int) *value
			tree = func(first, bit int) *value {
				if bit < 0 {
					return row(first)
				}
				v := p.swapIf(bitOfIndex(bit), tree(first, bit-1), tree(first+1<<bit, bit-1))
				if bit == 0 {
					pairs = append(pairs, v)
				}
				return v
			}
			p.store(tmp(selected+e).limb(l), tree(0, digitWidth-2))
		}
	}
}

// addSelected adds the multiple in the room, or its negative.
func (p *program) addSelected() {
	plus, minus := p.limbsOf(tmp(selected)), p.limbsOf(tmp(selected+1))
	// A = (Y1 − X1)·(Y2 − X2), B = (Y1 + X1)·(Y2 + X2), E = B − A, H = B + A
	a := p.multiply(p.limbsOf(acc(1)), p.swapColumns(thisNegative, minus, plus), noBias)
	p.next()
	b := p.multiply(p.limbsOf(acc(0)), p.swapColumns(thisNegative, plus, minus), biasFor(a))
	p.save(tmp(tmpH), p.carried(p.addColumns(b, a)))
	p.save(tmp(tmpE), p.carried(p.subColumns(b, a)))
	p.next()
	// C = T1·2d·T2, D = 2·Z1, F = D − C, G = D + C; for −T2 the two swap places.
	c := p.multiply(p.limbsOf(acc(3)), p.limbsOf(tmp(selected+2)), noBias)
	d := p.double(p.clean(acc(2)))
	f, g := p.minus(d, c), p.addColumns(d, c)
	p.save(tmp(tmpF), p.carried(p.swapColumns(thisNegative, f, g)))
	p.save(tmp(tmpG), p.carried(p.swapColumns(thisNegative, g, f)))
	p.next()
	p.toAdd(acc(0), acc(1))
	p.toAddZT(acc(2), acc(3))
}
