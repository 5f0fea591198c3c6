package main

import "slices"

// Field elements modulo p = 2^255 − 19 for the 52-bit multiply-add are five limbs in radix 2^52,
//
//	x = x0 + x1·2^52 + x2·2^104 + x3·2^156 + x4·2^208,
//
// because the multiply-add instructions return the low and the high 52 bits of a product of 52-bit factors: the halves
// of ai·bj belong to columns i+j and i+j+1 without a shift. Since 2^260 = 32·19 = 608 modulo p, column k+5 comes back
// into column k times 608.
//
// In memory x0 to x3 are spent (see value): only their low 52 bits count. x4 is a plain number, at most topLimb, which
// is more than 47 bits: elements are below 2^255 + 2^223, not reduced.
type radix52 struct{}

const (
	limbs   = 5
	topLimb = 1<<47 + 1<<15
)

var ifma = target{
	name: "lanes", requires: "AVX512F, AVX512BW, AVX512DQ, AVX512IFMA",
	lanes: 8, widths: []int{52, 52, 52, 52, 52}, limbs: radix52{},
}

func (radix52) limb(p *program, e element, i int) *value {
	if i < limbs-1 {
		return p.load(e.limb(i), 0, 1<<64-1, true)
	}
	return p.load(e.limb(i), 0, topLimb, false)
}

func (radix52) spreadLimb(p *program, m mem, i int) *value {
	if i < limbs-1 {
		return p.emit(&value{kind: spread, mem: &m, hi: 1<<64 - 1, spent: true})
	}
	return p.emit(&value{kind: spread, mem: &m, hi: topLimb})
}

// cleaned masks spent limbs.
func (radix52) cleaned(p *program, x columns) columns {
	x = slices.Clone(x)
	for i := range limbs - 1 {
		x[i] = p.below(x[i], 52)
	}
	return x
}

func (radix52) checkLimb(p *program, i int, x *value) {
	if i < limbs-1 {
		p.check(x.spent || x.hi <= mask52, "limb %d of 2^%.2f was never carried", i, log2(x.hi))
	} else {
		p.check(!x.spent && x.hi <= topLimb, "top limb of 2^%.4f is over 2^%.4f", log2(x.hi), log2(topLimb))
	}
}

func (radix52) multiply(p *program, a, b columns, bias []uint64) columns {
	return p.fold(p.products(a, b, bias), roomForSums)
}

func (radix52) mul(p *program, a, b columns) columns {
	return p.carried(p.fold(p.products(a, b, noBias), roomForOne))
}

// The bias of columns 1 to 4 must be even.
func (radix52) square(p *program, a columns, bias []uint64) columns {
	return p.fold(p.squares(a, bias), roomForSums)
}

func (radix52) sqr(p *program, a columns) columns {
	return p.carried(p.fold(p.squares(a, noBias), roomForOne))
}

// products returns the ten columns of a·b + bias.
func (p *program) products(a, b columns, bias []uint64) (z [2 * limbs]*value) {
	for k := range z {
		if k < limbs {
			z[k] = p.start(bias[k])
		} else {
			z[k] = p.start(0)
		}
	}
	for j := range limbs {
		for i := range limbs {
			z[i+j] = p.addLow(z[i+j], a[i], b[j])
			z[i+j+1] = p.addHigh(z[i+j+1], a[i], b[j])
		}
	}
	return z
}

// squares returns the ten columns of a² + bias.
func (p *program) squares(a columns, bias []uint64) (z [2 * limbs]*value) {
	// Σ ai·aj = 2·Σ(i<j) ai·aj + Σ ai²
	for k := 1; k < 2*limbs-1; k++ {
		half := uint64(0)
		if k < limbs {
			p.check(bias[k]%2 == 0, "bias of column %d is odd", k)
			half = bias[k] / 2
		}
		z[k] = p.start(half)
	}
	for i := range limbs {
		for j := i + 1; j < limbs; j++ {
			z[i+j] = p.addLow(z[i+j], a[i], a[j])
			z[i+j+1] = p.addHigh(z[i+j+1], a[i], a[j])
		}
	}
	for k := 1; k < 2*limbs-1; k++ {
		z[k] = p.add(z[k], z[k])
	}
	z[0], z[2*limbs-1] = p.start(bias[0]), p.start(0)
	for i := range limbs {
		z[2*i] = p.addLow(z[2*i], a[i], a[i])
		z[2*i+1] = p.addHigh(z[2*i+1], a[i], a[i])
	}
	return z
}

// How large a column may be when it is multiplied by 608. Larger ones are carried first.
const (
	roomForSums = 1<<52 + 1<<50         // up to five of the results add up to less than 2^64
	roomForOne  = (1<<64 - 1<<56) / 608 // the result itself is less than 2^64
)

// fold returns z0…z4 + 608·(z5…z9).
func (p *program) fold(z [2 * limbs]*value, room uint64) columns {
	k608 := p.konst(608)
	c := columns(slices.Clone(z[:limbs]))
	for i := limbs; i < 2*limbs-1; i++ {
		if z[i].hi > room {
			// zi+1 += zi >> 52, zi &= 2^52 − 1
			z[i+1] = p.add(z[i+1], p.shr(z[i], 52))
			z[i] = p.below(z[i], 52)
		}
		c[i-limbs] = p.add(c[i-limbs], p.times(z[i], k608))
	}
	c[4] = p.addProduct(c[4], z[9], k608)
	return c
}

func (radix52) carried(p *program, c columns) columns {
	// 2^255 = 19: the part of c4 above 2^47 goes to c0; then carry from c0 to c4 once.
	top := p.shr(c[4], 47)
	x := columns{p.addProduct(c[0], top, p.konst(19)), c[1], c[2], c[3], p.below(c[4], 47)}
	for i := range limbs - 1 {
		x[i+1] = p.add(x[i+1], p.carry(x[i]))
	}
	return x
}

func (radix52) bias(most uint64, halves bool) []uint64 {
	if halves {
		return bias(most>>53 + 1)
	}
	return bias(most>>52 + 1)
}

// bias returns a multiple of p whose columns are all at least n·2^52 − 1 and at most (n+2)·2^52. Columns 1 to 4 are
// even.
func bias(n uint64) []uint64 {
	x := make([]uint64, limbs)
	// Take all columns (n+1)·2^52, subtract the remainder modulo p, whose limbs are below 2^52, and move odd units
	// down.
	for i := range x {
		x[i] = (n + 1) << 52
	}
	for i, excess := range words(sumOf(x)) {
		x[i] -= excess
	}
	for i := limbs - 1; i > 0; i-- {
		if x[i]%2 == 1 {
			x[i]--
			x[i-1] += 1 << 52
		}
	}
	return x
}

func (radix52) canonical(p *program, x columns) columns {
	x = slices.Clone(x)
	// Two passes bring any sum below 2^255; see carried.
	for range 2 {
		top := p.shr(x[4], 47)
		x[4] = p.below(x[4], 47)
		x[0] = p.addProduct(x[0], top, p.konst(19))
		x = p.ripple(x)
	}
	// x mod p = x + 19·q − 2^255·q where q = ⌊(x + 19) / 2^255⌋ is 0 or 1.
	q := p.shr(p.add(x[0], p.konst(19)), 52)
	for i := 1; i < limbs-1; i++ {
		q = p.shr(p.add(x[i], q), 52)
	}
	q = p.shr(p.add(x[4], q), 47)
	x[0] = p.addProduct(x[0], q, p.konst(19))
	x = p.ripple(x)
	x[4] = p.below(x[4], 47)
	return x
}

// ripple carries from limb 0 to limb 4 and leaves limbs 0 to 3 clean.
func (p *program) ripple(x columns) columns {
	for i := range limbs - 1 {
		x[i+1] = p.add(x[i+1], p.shr(x[i], 52))
		x[i] = p.below(x[i], 52)
	}
	return x
}

// fromBytes loads eight strings of 32 bytes and returns word i of each.
func (radix52) fromBytes(p *program, src string) [4]*value {
	var q [4]*value // each has two strings
	for i := range q {
		q[i] = p.load(mem{src, 64 * i}, 0, 1<<64-1, false)
	}
	words01 := [8]uint64{0, 4, 8, 12, 1, 5, 9, 13}
	words23 := [8]uint64{2, 6, 10, 14, 3, 7, 11, 15}
	a, b := p.permute(q[0], q[1], words01), p.permute(q[2], q[3], words01)
	c, d := p.permute(q[0], q[1], words23), p.permute(q[2], q[3], words23)
	const low, high = 0x44, 0xee
	return [4]*value{p.halves(a, b, low), p.halves(a, b, high), p.halves(c, d, low), p.halves(c, d, high)}
}

// toBytes is the reverse of fromBytes.
func (radix52) toBytes(p *program, dst string, w [4]*value) {
	for half := range 2 {
		i := uint64(4 * half)
		pair := [8]uint64{i, i + 8, i + 1, i + 9, i + 2, i + 10, i + 3, i + 11}
		a, b := p.permute(w[0], w[1], pair), p.permute(w[2], w[3], pair)
		p.store(mem{dst, 128 * half}, p.permute(a, b, [8]uint64{0, 1, 8, 9, 2, 3, 10, 11}))
		p.store(mem{dst, 128*half + 64}, p.permute(a, b, [8]uint64{4, 5, 12, 13, 6, 7, 14, 15}))
	}
}

// unpack returns the limbs of words modulo 2^255.
func (radix52) unpack(p *program, w [4]*value) columns {
	return columns{
		p.below(w[0], 52),
		p.below(p.bitOr(p.shr(w[0], 52), p.shlDrop(w[1], 12)), 52),
		p.below(p.bitOr(p.shr(w[1], 40), p.shlDrop(w[2], 24)), 52),
		p.below(p.bitOr(p.shr(w[2], 28), p.shlDrop(w[3], 36)), 52),
		p.below(p.shr(w[3], 16), 47),
	}
}

// pack returns the words of canonical limbs.
func (radix52) pack(p *program, x columns) [4]*value {
	return [4]*value{
		p.bitOr(x[0], p.shlDrop(x[1], 52)),
		p.bitOr(p.shr(x[1], 12), p.shlDrop(x[2], 40)),
		p.bitOr(p.shr(x[2], 24), p.shlDrop(x[3], 28)),
		p.bitOr(p.shr(x[3], 36), p.shl(x[4], 16)),
	}
}

func (radix52) negative(p *program, a *value) *value {
	return p.emit(&value{kind: sar, args: []*value{a}, imm: 63, hi: 1<<64 - 1})
}

func (radix52) choose(p *program, m, a, b *value) *value {
	return p.emit(&value{
		kind: logic, acc: a, args: []*value{m, b}, imm: 0xe2,
		lo: min(a.lo, b.lo), hi: max(a.hi, b.hi), spent: a.spent || b.spent,
	})
}

// swapIf takes a mask register, never an address.
func (radix52) swapIf(p *program, mask string, a, b *value) *value {
	return p.emit(&value{
		kind: blend, args: []*value{a, b}, mask: mask,
		lo: min(a.lo, b.lo), hi: max(a.hi, b.hi), spent: a.spent || b.spent,
	})
}

func (radix52) loadDigit(f *function) {
	for i, k := range digitMasks {
		f.line("KMOVB %d(DI), %s", i, k)
	}
}
