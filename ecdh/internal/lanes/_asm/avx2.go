package main

import "slices"

// Field elements modulo p = 2^255 − 19 for the 32-bit multiplication of AVX2 are ten limbs of alternately 26 and 25
// bits,
//
//	x = x0 + x1·2^26 + x2·2^51 + x3·2^77 + … + x9·2^230,
//
// so that 2^⌈25.5·i⌉ is the weight of limb i. The product of two odd limbs counts twice, and column k+10 comes back
// into column k times 19, because 2^255 = 19 modulo p. A column of a product is below 2^59.
//
// In memory all limbs are plain numbers, at most mostEven and mostOdd.
type radix25 struct{}

const (
	mostEven = 1<<26 - 1
	mostOdd  = 1<<25 + 1<<17
)

var avx2 = target{
	name: "avx2", suffix: "AVX2", requires: "AVX, AVX2",
	lanes: 4, widths: []int{26, 25, 26, 25, 26, 25, 26, 25, 26, 25}, limbs: radix25{},
}

func (radix25) limb(p *program, e element, i int) *value {
	return p.load(e.limb(i), 0, mostLimb(i), false)
}

func (radix25) spreadLimb(p *program, m mem, i int) *value {
	return p.emit(&value{kind: spreadWord, mem: &m, hi: mostLimb(i)})
}

func mostLimb(i int) uint64 {
	if i%2 == 0 {
		return mostEven
	}
	return mostOdd
}

func (radix25) cleaned(_ *program, x columns) columns { return x }

func (radix25) checkLimb(p *program, i int, x *value) {
	p.check(x.hi <= mostLimb(i), "limb %d of 2^%.4f is over 2^%.4f", i, log2(x.hi), log2(mostLimb(i)))
}

func (radix25) mul(p *program, a, b columns) columns {
	return p.carried(p.multiply(a, b, noBias))
}

func (radix25) sqr(p *program, a columns) columns { return p.carried(p.square(a, noBias)) }

// multiply multiplies the limbs of a, each in a register, by those of b and of 19·b, which stay in memory. The ten
// columns have registers.
func (radix25) multiply(p *program, a, b columns, bias []uint64) columns {
	n := len(a)
	b19 := make(columns, n)
	for j := range b {
		p.toMemory(b[j])
		if j > 0 {
			b19[j] = p.toMemory(p.times19(b[j]))
		}
	}
	z := make(columns, n)
	for i := range a {
		f := [2]*value{a[i], a[i]}
		if i%2 == 1 {
			f[1] = p.add(a[i], a[i])
		}
		for j := range b {
			g := b[j]
			if i+j >= n {
				g = b19[j]
			}
			p.accumulate(z, (i+j)%n, p.product32(f[j%2], g), bias)
		}
	}
	return z
}

// square has the products of different limbs once, times two.
func (radix25) square(p *program, a columns, bias []uint64) columns {
	n := len(a)
	a19 := make(columns, n)
	for j := n / 2; j < n; j++ {
		a19[j] = p.toMemory(p.times19(a[j]))
	}
	z := make(columns, n)
	for i := range a {
		twice := p.add(a[i], a[i])
		single := a[i]
		f := [2]*value{twice, twice}
		if i%2 == 1 {
			single = twice
			f[1] = p.add(twice, twice)
		}
		for j := i; j < n; j++ {
			g := a[j]
			if i+j >= n {
				g = a19[j]
			}
			x := f[j%2]
			if i == j {
				x = single
			}
			p.accumulate(z, (i+j)%n, p.product32(x, g), bias)
		}
	}
	return z
}

// accumulate adds t to column k, which begins with its bias.
func (p *program) accumulate(z columns, k int, t *value, bias []uint64) {
	switch {
	case z[k] != nil:
		z[k] = p.add(z[k], t)
	case bias[k] != 0:
		z[k] = p.add(t, p.konst(bias[k]))
	default:
		z[k] = t
	}
}

// times19 returns 19·a.
func (p *program) times19(a *value) *value {
	switch {
	case a.kind == konst:
		return p.konst(19 * a.hi)
	case a.hi < 1<<32:
		return p.product32(a, p.konst(19))
	}
	return p.add(p.add(a, p.shl(a, 1)), p.shl(a, 4))
}

// carried runs two carries side by side, from limb 0 to 4 and from limb 4 to 9, and each one further into the next
// limb.
func (radix25) carried(p *program, c columns) columns {
	x := slices.Clone(c)
	for _, i := range []int{0, 4, 1, 5, 2, 6, 3, 7, 4, 8, 9, 0} {
		p.carryLimb(x, i)
	}
	return x
}

// carryLimb brings limb i to its width and adds the rest to the next one, or 19 times to limb 0.
func (p *program) carryLimb(x columns, i int) {
	c := p.shr(x[i], isa.widths[i])
	x[i] = p.below(x[i], isa.widths[i])
	if i == len(x)-1 {
		x[0] = p.add(x[0], p.times19(c))
	} else {
		x[i+1] = p.add(x[i+1], c)
	}
}

func (radix25) canonical(p *program, x columns) columns {
	x = slices.Clone(x)
	last := len(x) - 1
	ripple := func() {
		for i := range last {
			p.carryLimb(x, i)
		}
	}
	// After the first pass only the last limb is too large: there is less than 2^39·2^255, so the second one leaves
	// less than 2^255 + 2^44. If that isn't below 2^255 yet, what is above it is small, and the third one ends there.
	ripple()
	for range 2 {
		p.carryLimb(x, last)
		ripple()
	}
	// x mod p = x + 19·q − 2^255·q where q = ⌊(x + 19) / 2^255⌋ is 0 or 1.
	q := p.konst(19)
	for i, w := range isa.widths {
		q = p.shr(p.add(x[i], q), w)
	}
	x[0] = p.add(x[0], p.times19(q))
	ripple()
	x[last] = p.below(x[last], isa.widths[last])
	return x
}

func (radix25) bias(most uint64, halves bool) []uint64 {
	if halves {
		most = most/2 + 1
	}
	// The remainder modulo p, whose limbs are at most 26 bits, is subtracted.
	x := make([]uint64, len(isa.widths))
	for i := range x {
		x[i] = most + 1<<26
	}
	for i, excess := range words(sumOf(x)) {
		x[i] -= excess
	}
	return x
}

// unpack returns the limbs of words modulo 2^255.
func (radix25) unpack(p *program, w [4]*value) (x columns) {
	for i, width := range isa.widths {
		word, shift := position(i)/64, position(i)%64
		l := w[word]
		if shift > 0 {
			l = p.shr(l, shift)
		}
		if shift+width > 64 {
			l = p.bitOr(l, p.shlDrop(w[word+1], 64-shift))
		}
		x = append(x, p.below(l, width))
	}
	return x
}

// pack returns the words of canonical limbs.
func (radix25) pack(p *program, x columns) (w [4]*value) {
	put := func(word int, l *value) {
		if w[word] == nil {
			w[word] = l
		} else {
			w[word] = p.bitOr(w[word], l)
		}
	}
	for i, width := range isa.widths {
		word, shift := position(i)/64, position(i)%64
		put(word, p.shlDrop(x[i], shift))
		if shift+width > 64 {
			put(word+1, p.shr(x[i], 64-shift))
		}
	}
	return w
}

func (r radix25) fromBytes(p *program, src string) [4]*value {
	var q [4]*value
	for i := range q {
		q[i] = p.load(mem{src, 32 * i}, 0, 1<<64-1, false)
	}
	return r.transpose(p, q)
}

func (r radix25) toBytes(p *program, dst string, w [4]*value) {
	for i, q := range r.transpose(p, w) {
		p.store(mem{dst, 32 * i}, q)
	}
}

// transpose has word j of vector i as word i of vector j.
func (radix25) transpose(p *program, q [4]*value) [4]*value {
	a, b := p.lanes(unpackLow, q[0], q[1], 0), p.lanes(unpackLow, q[2], q[3], 0)
	c, d := p.lanes(unpackHigh, q[0], q[1], 0), p.lanes(unpackHigh, q[2], q[3], 0)
	const low, high = 0x20, 0x31
	return [4]*value{
		p.lanes(halves2, a, b, low), p.lanes(halves2, c, d, low),
		p.lanes(halves2, a, b, high), p.lanes(halves2, c, d, high),
	}
}

// negative compares with zero: there is no arithmetic shift of 64 bits.
func (radix25) negative(p *program, a *value) *value {
	return p.emit(&value{kind: greater, args: []*value{p.start(0), a}, hi: 1<<64 - 1})
}

func (radix25) choose(p *program, m, a, b *value) *value {
	return p.emit(&value{
		kind: blendBy, args: []*value{b, a, m},
		lo: min(a.lo, b.lo), hi: max(a.hi, b.hi),
	})
}

// swapIf makes a vector of the digit's byte.
func (r radix25) swapIf(p *program, mask string, a, b *value) *value {
	m := p.masks[mask]
	if m == nil {
		m = p.emit(&value{kind: spreadByte, mem: &mem{"DI", slices.Index(digitMasks, mask)}, hi: 1<<64 - 1})
		p.masks[mask] = m
	}
	return r.choose(p, m, b, a)
}

func (radix25) loadDigit(*function) {}
