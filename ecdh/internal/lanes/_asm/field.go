package main

import "math/big"

// Field elements modulo p = 2^255 − 19 are five limbs in radix 2^52,
//
//	x = x0 + x1·2^52 + x2·2^104 + x3·2^156 + x4·2^208,
//
// because the multiply-add instructions return the low and the high 52 bits of
// a product of 52-bit factors: the halves of ai·bj belong to columns i+j and
// i+j+1 as they are. Since 2^260 = 32·19 = 608 modulo p, column k+5 comes back
// into column k times 608.
//
// In memory x0 to x3 are spent (see value): only their low 52 bits count. x4
// is a plain number, at most topLimb, which is more than 47 bits: elements are
// below 2^255 + 2^223, not reduced.

const (
	limbs   = 5
	topLimb = 1<<47 + 1<<15
)

// An element is a place in memory for a field element of each lane.
type element struct {
	mem
}

func (e element) limb(i int) mem { return mem{e.base, e.off + 64*i} }

// elementSize is the size of an element of eight lanes in bytes.
const elementSize = limbs * 64

// at is the i-th element behind a pointer.
func at(base string, i int) element { return element{mem{base, i * elementSize}} }

// A column vector is a field element in registers as a sum that hasn't been
// carried: Σ ci·2^(52i) with ci of up to 64 bits.
type columns [limbs]*value

// limbsOf loads an element as the factor of a product.
func (p *program) limbsOf(e element) (x columns) {
	for i := range x {
		x[i] = p.limb(e, i)
	}
	return x
}

func (p *program) limb(e element, i int) *value {
	if i < limbs-1 {
		return p.load(e.limb(i), 0, 1<<64-1, true)
	}
	return p.load(e.limb(i), 0, topLimb, false)
}

// clean loads an element for anything that isn't a product.
func (p *program) clean(e element) columns { return p.cleaned(p.limbsOf(e)) }

// cleaned masks spent limbs.
func (p *program) cleaned(x columns) columns {
	for i := range limbs - 1 {
		x[i] = p.below(x[i], 52)
	}
	return x
}

// save writes carried limbs to e, where they must satisfy what limbsOf
// promises.
func (p *program) save(e element, x columns) {
	for i, l := range x {
		if i < limbs-1 {
			p.check(l.spent || l.hi <= mask52, "limb %d of 2^%.2f was never carried", i, log2(l.hi))
		} else {
			p.check(!l.spent && l.hi <= topLimb, "top limb of 2^%.4f is over 2^%.4f", log2(l.hi), log2(topLimb))
		}
		p.store(e.limb(i), l)
	}
}

// keep and kept move columns as they are through memory, to free registers.
func (p *program) keep(e element, x columns) {
	for i, l := range x {
		p.store(e.limb(i), l)
	}
}

func (p *program) kept(e element) (x columns) {
	for i := range x {
		x[i] = p.reload(e.limb(i))
	}
	return x
}

func (p *program) starts(x [limbs]uint64) (c columns) {
	for i := range c {
		c[i] = p.start(x[i])
	}
	return c
}

// multiply returns a·b + bias with columns that can be added a few times.
func (p *program) multiply(a, b columns, bias [limbs]uint64) columns {
	return p.fold(p.products(a, b, bias), roomForSums)
}

// mul sets dst = a·b.
func (p *program) mul(dst element, a, b columns) {
	p.save(dst, p.carried(p.fold(p.products(a, b, noBias), roomForOne)))
}

// products returns the ten columns of a·b + bias.
func (p *program) products(a, b columns, bias [limbs]uint64) (z [2 * limbs]*value) {
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

// square returns a² + bias with columns that can be added a few times. The
// bias of columns 1 to 4 must be even.
func (p *program) square(a columns, bias [limbs]uint64) columns {
	return p.fold(p.squares(a, bias), roomForSums)
}

// sqr sets dst = a².
func (p *program) sqr(dst element, a columns) {
	p.save(dst, p.carried(p.fold(p.squares(a, noBias), roomForOne)))
}

// squares returns the ten columns of a² + bias.
func (p *program) squares(a columns, bias [limbs]uint64) (z [2 * limbs]*value) {
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

// How large a column may be when it is multiplied by 608. Larger ones are
// carried first.
const (
	roomForSums = 1<<52 + 1<<50         // up to five of the results add up to less than 2^64
	roomForOne  = (1<<64 - 1<<56) / 608 // the result itself is less than 2^64
)

// fold returns z0…z4 + 608·(z5…z9).
func (p *program) fold(z [2 * limbs]*value, room uint64) columns {
	k608 := p.konst(608)
	var c columns
	copy(c[:], z[:limbs])
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

// carried brings columns to limbs that can be factors and be stored.
func (p *program) carried(c columns) columns {
	// 2^255 = 19: what c4 has above 2^47 goes to c0, and then c0 to c4 once.
	top := p.shr(c[4], 47)
	x := columns{p.addProduct(c[0], top, p.konst(19)), c[1], c[2], c[3], p.below(c[4], 47)}
	for i := range limbs - 1 {
		x[i+1] = p.add(x[i+1], p.carry(x[i]))
	}
	return x
}

func (p *program) addColumns(a, b columns) (c columns) {
	for i := range c {
		c[i] = p.add(a[i], b[i])
	}
	return c
}

// subColumns returns a − b for an a that has a bias as large as b.
func (p *program) subColumns(a, b columns) (c columns) {
	for i := range c {
		c[i] = p.sub(a[i], b[i])
	}
	return c
}

func (p *program) double(a columns) columns { return p.addColumns(a, a) }

// plus returns a + x for constants x.
func (p *program) plus(a columns, x [limbs]uint64) (c columns) {
	for i := range c {
		c[i] = p.add(a[i], p.konst(x[i]))
	}
	return c
}

// from returns x − a for a constant x.
func (p *program) from(x *big.Int, a columns) columns {
	start, w := biasFor(a), words(x)
	for i := range start {
		start[i] += w[i]
	}
	return p.subColumns(p.starts(start), a)
}

// negated returns −a.
func (p *program) negated(a columns) columns { return p.from(new(big.Int), a) }

// minus returns a − b, adding the multiple of p that the bounds ask for.
func (p *program) minus(a, b columns) columns {
	return p.subColumns(p.plus(a, biasFor(b)), b)
}

// biasFor returns a multiple of p that covers b.
func biasFor(b columns) [limbs]uint64 { return bias(greatest(b)>>52 + 1) }

// halfBiasFor returns a multiple of p that covers b when it is added twice.
func halfBiasFor(b columns) [limbs]uint64 { return bias(greatest(b)>>53 + 1) }

func greatest(b columns) (most uint64) {
	for _, l := range b {
		most = max(most, l.hi)
	}
	return most
}

// bias returns a multiple of p whose columns are all at least n·2^52 − 1 and
// at most (n+2)·2^52. Columns 1 to 4 are even.
func bias(n uint64) (x [limbs]uint64) {
	// Take all columns (n+1)·2^52, subtract the remainder modulo p, whose limbs
	// are below 2^52, and move odd units down.
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

var noBias [limbs]uint64

// sumOf returns Σ xi·2^(52i).
func sumOf(x [limbs]uint64) *big.Int {
	sum := new(big.Int)
	for i := limbs - 1; i >= 0; i-- {
		sum.Add(sum.Lsh(sum, 52), new(big.Int).SetUint64(x[i]))
	}
	return sum
}

// words returns the limbs of x mod p.
func words(x *big.Int) (l [limbs]uint64) {
	x = new(big.Int).Mod(x, prime)
	for i := range l {
		l[i] = new(big.Int).And(x, big.NewInt(mask52)).Uint64()
		x.Rsh(x, 52)
	}
	return l
}

// constant returns a number as a factor.
func (p *program) constant(x *big.Int) (c columns) {
	for i, w := range words(x) {
		c[i] = p.konst(w)
	}
	return c
}

// canonical returns the limbs of x mod p, for x with limbs that aren't spent.
func (p *program) canonical(x columns) columns {
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

// equals is all ones where canonical limbs are those of the constant y.
func (p *program) equals(x columns, y *big.Int) *value {
	for i, w := range words(y) {
		x[i] = p.bitXor(x[i], p.konst(w))
	}
	return p.isZeroColumns(x)
}

// isNegative is all ones where x is odd as an integer (RFC 9496, Section 3.1).
func (p *program) isNegative(x columns) *value { return p.odd(p.canonical(x)[0]) }

// abs returns x or −x, whichever is not negative, in limbs to be stored.
func (p *program) abs(x columns) columns {
	x = p.canonical(x)
	return p.chooseColumns(p.odd(x[0]), p.carried(p.negated(x)), x)
}

// isZeroColumns is all ones where canonical limbs are all zero.
func (p *program) isZeroColumns(x columns) *value {
	return p.isZero(p.bitOr(p.bitOr(p.bitOr(x[0], x[1]), p.bitOr(x[2], x[3])), x[4]))
}

// chooseColumns returns a where m is all ones and b elsewhere.
func (p *program) chooseColumns(m *value, a, b columns) (c columns) {
	for i := range c {
		c[i] = p.choose(m, a[i], b[i])
	}
	return c
}
