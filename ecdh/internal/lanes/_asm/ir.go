package main

import (
	"fmt"
	"math"
	"math/bits"
)

// A value is what one instruction computes: 64-bit lanes in a vector register. Values are in single-assignment form.
// Each carries the bounds that hold for every lane whatever the inputs are, so building a program is at the same time
// the proof that no sum overflows and no difference goes below zero; a bound that can't be shown stops generation with
// a panic.
//
// A value is spent when its bits from 52 up have been carried into the next limb. The multiply-add instructions don't
// look at these bits, so a spent limb is a fine factor, but it must not be added, shifted or compared before it has
// been masked. The check is linear: a value can be spent only once.
type value struct {
	kind  kind
	args  []*value // register and constant operands, in the order of the formula
	acc   *value   // operand that the instruction overwrites with its result
	mem   *mem     // memory operand, or the destination of a store
	imm   int      // shift count, truth table or lane selection
	mask  string   // mask register of a blend
	lo    uint64
	hi    uint64
	spent bool

	home  bool     // AVX2 only: waits in memory from the start
	order int      // program order: earlier work is preferred by the scheduler
	early bool     // fills gaps of any earlier work
	after []*value // memory dependencies
	sched scheduling
}

type kind uint8

const (
	load    kind = iota // a vector from memory
	spread              // 8 bytes from memory to all lanes
	zero                // 0
	konst               // a constant; becomes the memory operand of its user
	store               // a vector to memory
	maddLo              // acc + the low 52 bits of a product of 52-bit factors
	maddHi              // acc + the high 52 bits of it
	mulLow              // the low 64 bits of a product
	add                 // a + b
	sub                 // a − b
	and                 // a & b
	or                  // a | b
	shl                 // a << imm
	shr                 // a >> imm
	sar                 // a >> imm, copying the sign
	ror                 // a rotated right by imm
	logic               // any function of three operands, imm is its truth table
	blend               // b where the mask register has a one, a elsewhere
	permute             // lanes of two registers by an index vector
	halves              // 128-bit quarters of two registers by imm
	shuffle             // bytes within a register by an index vector
	move                // a copy, for a value that is needed again after being overwritten

	// AVX2 only.
	product32  // a product of the low 32 bits
	greater    // all ones where a > b, signed
	blendBy    // b where the third operand is all ones, a elsewhere
	spreadByte // 1 byte to all bytes
	spreadWord // 8 bytes from memory to all lanes
	unpackLow  // lanes 0 and 2 of two registers by turns
	unpackHigh // lanes 1 and 3 of two registers by turns
	halves2    // 128-bit halves of two registers by imm
)

// A mem is a place in memory: lanes of eight bytes at a fixed distance from a pointer argument or a symbol. There are
// no other addresses: nothing that was computed in a register can become one.
type mem struct {
	base string // general register that holds the pointer
	off  int
}

func (m mem) String() string { return fmt.Sprintf("%d(%s)", m.off, m.base) }

// mask52 covers the bits of a limb.
const mask52 = 1<<52 - 1

// A program is a straight run of instructions, to be scheduled as one.
type program struct {
	name   string
	values []*value
	stage  int // position of what is being built, in program order
	stream int // one of several independent computations built side by side
	early  bool
	consts *constants
	masks  map[string]*value // of the digit

	lastStore map[mem]*value
	loads     map[mem][]*value // since the last store
	stored    map[mem]value    // the stored value as it was then
}

func newProgram(name string, c *constants) *program {
	return &program{
		name: name, consts: c,
		lastStore: map[mem]*value{}, loads: map[mem][]*value{},
		stored: map[mem]value{}, masks: map[string]*value{},
	}
}

// streams builds n independent copies of a computation. The scheduler mixes them: while one waits for its carries the
// other multiplies.
func (p *program) streams(n int, build func(i int)) {
	start, end := p.stage, p.stage
	for i := range n {
		p.stage, p.stream = start, i
		build(i)
		end = max(end, p.stage)
	}
	p.stage, p.stream = end+1, 0
}

// next begins a new stage. The scheduler finishes older stages first, which keeps the number of live registers near
// that of the program as written.
func (p *program) next() { p.stage++ }

const maxStreams = 4

func (p *program) emit(v *value) *value {
	v.order, v.early = p.stage*maxStreams+p.stream, p.early
	switch v.kind {
	case store, and, maddLo, maddHi, logic, blend:
		// Factors and masked limbs may be spent, and so may a limb that is passed on as a whole.
	default:
		for _, a := range v.args {
			p.check(!a.spent, "a spent limb is used outside a product")
		}
	}
	p.check(v.acc == nil || !v.acc.spent || v.kind == logic, "a spent limb is added to")
	p.values = append(p.values, v)
	return v
}

func (p *program) check(ok bool, format string, args ...any) {
	if !ok {
		panic(fmt.Sprintf("%s: bound doesn't hold: %s", p.name, fmt.Sprintf(format, args...)))
	}
}

// sum returns a + b, which must fit in a lane.
func (p *program) sum(a, b uint64) uint64 {
	s, carry := bits.Add64(a, b, 0)
	p.check(carry == 0, "2^%.2f + 2^%.2f overflows a lane", log2(a), log2(b))
	return s
}

func log2(x uint64) float64 { return math.Log2(float64(x)) }

// Memory.

func (p *program) load(m mem, lo, hi uint64, spent bool) *value {
	v := p.emit(&value{kind: load, mem: &m, lo: lo, hi: hi, spent: spent})
	p.read(v)
	return v
}

func (p *program) read(v *value) {
	if s := p.lastStore[*v.mem]; s != nil {
		v.after = append(v.after, s)
	}
	p.loads[*v.mem] = append(p.loads[*v.mem], v)
}

func (p *program) store(m mem, x *value) {
	p.stored[m] = *x
	p.write(&value{kind: store, mem: &m, args: []*value{x}})
}

// reload returns what this program stored at m before, with its bounds.
func (p *program) reload(m mem) *value {
	x, ok := p.stored[m]
	p.check(ok, "%v is read before it is written", m)
	return p.load(m, x.lo, x.hi, x.spent)
}

func (p *program) write(v *value) {
	p.emit(v)
	m := *v.mem
	v.after = append(v.after, p.loads[m]...)
	if s := p.lastStore[m]; s != nil {
		v.after = append(v.after, s)
	}
	p.lastStore[m], p.loads[m] = v, nil
}

// Constants.

// konst is a number that is the same in all lanes.
func (p *program) konst(x uint64) *value {
	m := p.consts.word(x)
	return &value{kind: konst, mem: &m, lo: x, hi: x}
}

// konstAt is a number in memory that is the same in all lanes.
func (p *program) konstAt(m mem) *value {
	return &value{kind: konst, mem: &m, hi: math.MaxUint64}
}

// start loads a number into a register, for use as an accumulator.
func (p *program) start(x uint64) *value {
	if x == 0 {
		return p.emit(&value{kind: zero})
	}
	m := p.consts.word(x)
	return p.emit(&value{kind: spread, mem: &m, lo: x, hi: x})
}

// vector loads words that differ from lane to lane.
func (p *program) vector(x [8]uint64) *value {
	m := p.consts.vector(x)
	return p.emit(&value{kind: load, mem: &m, hi: math.MaxUint64})
}

// Arithmetic with bounds.

// factor is the greatest value that a multiply-add sees in x.
func (p *program) factor(x *value) uint64 {
	if x.spent {
		return mask52
	}
	p.check(x.hi <= mask52, "a factor of 2^%.2f that wasn't carried loses bits", log2(x.hi))
	return x.hi
}

// addLow returns acc + (a·b mod 2^52).
func (p *program) addLow(acc, a, b *value) *value {
	hi, lo := bits.Mul64(p.factor(a), p.factor(b))
	if hi != 0 || lo > mask52 {
		lo = mask52
	}
	return p.emit(&value{kind: maddLo, args: []*value{a, b}, acc: acc, lo: acc.lo, hi: p.sum(acc.hi, lo)})
}

// addHigh returns acc + ⌊a·b / 2^52⌋.
func (p *program) addHigh(acc, a, b *value) *value {
	hi, lo := bits.Mul64(p.factor(a), p.factor(b))
	return p.emit(&value{kind: maddHi, args: []*value{a, b}, acc: acc, lo: acc.lo, hi: p.sum(acc.hi, hi<<12|lo>>52)})
}

// addProduct returns acc + a·b for a product that must be below 2^52.
func (p *program) addProduct(acc, a, b *value) *value {
	p.check(!a.spent && !b.spent, "a spent limb is used outside a long product")
	hi, lo := bits.Mul64(p.factor(a), p.factor(b))
	p.check(hi == 0 && lo <= mask52, "2^%.2f · 2^%.2f doesn't fit in 52 bits", log2(a.hi), log2(b.hi))
	return p.addLow(acc, a, b)
}

// times returns a·b, which must fit in a lane.
func (p *program) times(a, b *value) *value {
	hi, lo := bits.Mul64(a.hi, b.hi)
	p.check(hi == 0, "2^%.2f · 2^%.2f overflows a lane", log2(a.hi), log2(b.hi))
	return p.emit(&value{kind: mulLow, args: []*value{a, b}, lo: a.lo * b.lo, hi: lo})
}

// product32 returns a·b for factors that must be below 2^32.
func (p *program) product32(a, b *value) *value {
	p.check(a.hi < 1<<32 && b.hi < 1<<32, "factors of 2^%.2f and 2^%.2f lose bits", log2(a.hi), log2(b.hi))
	return p.emit(&value{kind: product32, args: []*value{a, b}, lo: a.lo * b.lo, hi: a.hi * b.hi})
}

func (p *program) add(a, b *value) *value {
	return p.emit(&value{kind: add, args: []*value{a, b}, lo: a.lo + b.lo, hi: p.sum(a.hi, b.hi)})
}

func (p *program) sub(a, b *value) *value {
	p.check(a.lo >= b.hi, "2^%.2f − 2^%.2f can be below zero", log2(a.lo), log2(b.hi))
	return p.emit(&value{kind: sub, args: []*value{a, b}, lo: a.lo - b.hi, hi: a.hi - b.lo})
}

func (p *program) shr(a *value, n int) *value {
	return p.emit(&value{kind: shr, args: []*value{a}, imm: n, lo: a.lo >> n, hi: a.hi >> n})
}

func (p *program) shl(a *value, n int) *value {
	p.check(a.hi<<n>>n == a.hi, "2^%.2f << %d overflows a lane", log2(a.hi), n)
	return p.emit(&value{kind: shl, args: []*value{a}, imm: n, lo: a.lo << n, hi: a.hi << n})
}

// below keeps the bits of a under 2^n. This cleans a spent limb if n ≤ 52.
func (p *program) below(a *value, n int) *value {
	m := uint64(1)<<n - 1
	p.check(!a.spent || n <= 52, "bits of a spent limb are kept")
	return p.emit(&value{kind: and, args: []*value{a, p.konst(m)}, hi: min(a.hi, m)})
}

// carry returns a >> 52, the part that belongs to the next limb, and spends it.
func (p *program) carry(a *value) *value {
	c := p.shr(a, 52)
	a.spent = true
	return c
}

// Bit logic. Masks are lanes of all ones or all zeros.

func (p *program) bitOr(a, b *value) *value {
	n := bits.Len64(a.hi | b.hi)
	return p.emit(&value{kind: or, args: []*value{a, b}, hi: uint64(1)<<n - 1})
}

// shlDrop shifts a left and drops what leaves the lane.
func (p *program) shlDrop(a *value, n int) *value {
	return p.emit(&value{kind: shl, args: []*value{a}, imm: n, hi: math.MaxUint64})
}

func (p *program) negative(a *value) *value { return isa.limbs.negative(p, a) }

// odd is all ones where a is odd.
func (p *program) odd(a *value) *value { return p.negative(p.shlDrop(a, 63)) }

// isZero is all ones where a, which must be below 2^63, is zero.
func (p *program) isZero(a *value) *value {
	p.check(a.hi < 1<<63, "the sign of a − 1 says nothing about a below 2^%.2f", log2(a.hi))
	return p.negative(p.subMod64(a, p.konst(1)))
}

func (p *program) choose(m, a, b *value) *value { return isa.limbs.choose(p, m, a, b) }

// Arithmetic modulo 2^64, for SHA-512 and for masks: no bounds.

func (p *program) addMod64(a, b *value) *value {
	return p.emit(&value{kind: add, args: []*value{a, b}, hi: math.MaxUint64})
}

func (p *program) subMod64(a, b *value) *value {
	return p.emit(&value{kind: sub, args: []*value{a, b}, hi: math.MaxUint64})
}

func (p *program) ror(a *value, n int) *value {
	return p.emit(&value{kind: ror, args: []*value{a}, imm: n, hi: math.MaxUint64})
}

// logic3 applies the truth table f to three operands and reuses the register of the first.
func (p *program) logic3(f int, a, b, c *value) *value {
	return p.emit(&value{kind: logic, acc: a, args: []*value{b, c}, imm: f, hi: math.MaxUint64})
}

// Selection by the secret digit: with mask registers, never with addresses.

func (p *program) swapIf(mask string, a, b *value) *value { return isa.limbs.swapIf(p, mask, a, b) }

// Movement between lanes.

// permute takes lanes of a (index 0 to 7) and b (8 to 15).
func (p *program) permute(a, b *value, index [8]uint64) *value {
	// VPERMI2Q overwrites the index register.
	return p.emit(&value{kind: permute, acc: p.vector(index), args: []*value{a, b}, hi: math.MaxUint64})
}

// halves takes 128-bit quarters: two of a by the low bits of sel, two of b by the high bits.
func (p *program) halves(a, b *value, sel int) *value {
	return p.emit(&value{kind: halves, args: []*value{a, b}, imm: sel, hi: math.MaxUint64})
}

// lanes moves whole lanes of two registers.
func (p *program) lanes(k kind, a, b *value, sel int) *value {
	return p.emit(&value{kind: k, args: []*value{a, b}, imm: sel, hi: math.MaxUint64})
}

// reverseBytes turns the byte order of every lane.
func (p *program) reverseBytes(a *value) *value {
	idx := [8]uint64{}
	for i := range idx {
		idx[i] = 0x0001020304050607 + 0x0808080808080808*uint64(i%2)
	}
	return p.emit(&value{kind: shuffle, args: []*value{a, p.vector(idx)}, hi: math.MaxUint64})
}
