package main

import "math/big"

// An element is a place in memory for a field element of each lane.
type element struct {
	mem
}

func (e element) limb(i int) mem { return mem{e.base, e.off + vectorSize()*i} }

// at is the i-th element behind a pointer.
func at(base string, i int) element { return element{mem{base, i * elementSize}} }

// A column vector is a field element in registers, as a sum that hasn't been carried: Σ ci·2^position(i) with ci of up
// to 64 bits.
type columns []*value

// limbsOf loads an element as the factor of a product.
func (p *program) limbsOf(e element) (x columns) {
	for i := range isa.widths {
		x = append(x, p.limb(e, i))
	}
	return x
}

// What depends on the target; see representation.

func (p *program) limb(e element, i int) *value { return isa.limbs.limb(p, e, i) }
func (p *program) cleaned(x columns) columns    { return isa.limbs.cleaned(p, x) }
func (p *program) carried(c columns) columns    { return isa.limbs.carried(p, c) }
func (p *program) canonical(x columns) columns  { return isa.limbs.canonical(p, x) }

func (p *program) multiply(a, b columns, bias []uint64) columns {
	return isa.limbs.multiply(p, a, b, bias)
}

func (p *program) square(a columns, bias []uint64) columns { return isa.limbs.square(p, a, bias) }

// mul sets dst = a·b.
func (p *program) mul(dst element, a, b columns) { p.save(dst, isa.limbs.mul(p, a, b)) }

// sqr sets dst = a².
func (p *program) sqr(dst element, a columns) { p.save(dst, isa.limbs.sqr(p, a)) }

// clean loads an element for anything that isn't a product.
func (p *program) clean(e element) columns { return p.cleaned(p.limbsOf(e)) }

// save writes carried limbs to e, where they must satisfy what limbsOf promises.
func (p *program) save(e element, x columns) {
	for i, l := range x {
		isa.limbs.checkLimb(p, i, l)
		p.store(e.limb(i), l)
	}
}

// keep and kept move columns unchanged through memory, to free registers.
func (p *program) keep(e element, x columns) {
	for i, l := range x {
		p.store(e.limb(i), l)
	}
}

func (p *program) kept(e element) (x columns) {
	for i := range isa.widths {
		x = append(x, p.reload(e.limb(i)))
	}
	return x
}

func (p *program) addColumns(a, b columns) (c columns) {
	for i := range a {
		c = append(c, p.add(a[i], b[i]))
	}
	return c
}

// subColumns returns a − b for an a that has a bias as large as b.
func (p *program) subColumns(a, b columns) (c columns) {
	for i := range a {
		c = append(c, p.sub(a[i], b[i]))
	}
	return c
}

func (p *program) double(a columns) columns { return p.addColumns(a, a) }

// plus returns a + x for constants x.
func (p *program) plus(a columns, x []uint64) (c columns) {
	for i := range a {
		c = append(c, p.add(a[i], p.konst(x[i])))
	}
	return c
}

// minus returns a − b, adding the multiple of p that the bounds ask for.
func (p *program) minus(a, b columns) columns {
	return p.subColumns(p.plus(a, biasFor(b)), b)
}

// biasFor returns a multiple of p that covers b.
func biasFor(b columns) []uint64 { return isa.limbs.bias(greatest(b), false) }

// halfBiasFor returns a multiple of p that covers b when it is added twice.
func halfBiasFor(b columns) []uint64 { return isa.limbs.bias(greatest(b), true) }

func greatest(b columns) (most uint64) {
	for _, l := range b {
		most = max(most, l.hi)
	}
	return most
}

// noBias is zero in as many columns as any target has.
var noBias = make([]uint64, 10)

// sumOf returns Σ xi·2^position(i).
func sumOf(x []uint64) *big.Int {
	sum := new(big.Int)
	for i, w := range x {
		w := new(big.Int).SetUint64(w)
		sum.Add(sum, w.Lsh(w, uint(position(i))))
	}
	return sum
}

// words returns the limbs of x mod p.
func words(x *big.Int) (l []uint64) {
	x = new(big.Int).Mod(x, prime)
	for _, w := range isa.widths {
		l = append(l, new(big.Int).And(x, big.NewInt(1<<w-1)).Uint64())
		x.Rsh(x, uint(w))
	}
	return l
}

// constant returns a number as a factor.
func (p *program) constant(x *big.Int) (c columns) {
	for _, w := range words(x) {
		c = append(c, p.konst(w))
	}
	return c
}

// isZeroColumns is all ones where canonical limbs are all zero.
func (p *program) isZeroColumns(x columns) *value {
	for len(x) > 1 {
		var half columns
		for i := 0; i+1 < len(x); i += 2 {
			half = append(half, p.bitOr(x[i], x[i+1]))
		}
		x = append(half, x[len(x)&^1:]...)
	}
	return p.isZero(x[0])
}

// chooseColumns returns a where m is all ones and b elsewhere.
func (p *program) chooseColumns(m *value, a, b columns) (c columns) {
	for i := range a {
		c = append(c, p.choose(m, a[i], b[i]))
	}
	return c
}
