package main

// A target is a set of instructions that the engine is generated for, with the representation of field elements that
// suits it. The units and the formulas of edwards.go are the same for all.
type target struct {
	name     string // in the names of the files
	suffix   string // of the functions' names
	requires string // features, for the comments
	lanes    int    // 64-bit words in a vector register
	widths   []int  // bits of the limbs, from the lowest; together at least 255
	limbs    representation
}

// A representation is the part of the field arithmetic that depends on the target. Elements in memory are limbs within
// bounds that save proves and limb relies on.
type representation interface {
	// limb loads limb i of an element as a factor.
	limb(p *program, e element, i int) *value
	// cleaned makes factors fit for anything that isn't a product.
	cleaned(p *program, x columns) columns
	// spreadLimb loads limb i of an element that is the same in all lanes.
	spreadLimb(p *program, m mem, i int) *value
	// checkLimb checks that x can be stored as limb i.
	checkLimb(p *program, i int, x *value)
	// multiply and square return a·b + bias and a² + bias in columns that can be added a few times.
	multiply(p *program, a, b columns, bias []uint64) columns
	square(p *program, a columns, bias []uint64) columns
	// mul and sqr return limbs.
	mul(p *program, a, b columns) columns
	sqr(p *program, a columns) columns
	// carried brings columns to limbs that can be factors and be stored.
	carried(p *program, c columns) columns
	// canonical returns the limbs of x mod p, for x with limbs that were cleaned or columns.
	canonical(p *program, x columns) columns
	// bias returns a multiple of p whose columns are all at least most, and if halves is set, at least half of it.
	bias(most uint64, halves bool) []uint64

	// fromBytes loads a string of 32 bytes for each lane and returns word i of each. toBytes is the reverse.
	fromBytes(p *program, src string) [4]*value
	toBytes(p *program, dst string, w [4]*value)
	// unpack returns the limbs of words modulo 2^255, pack the words of canonical limbs.
	unpack(p *program, w [4]*value) columns
	pack(p *program, x columns) [4]*value

	// negative is all ones where the top bit of a is set.
	negative(p *program, a *value) *value
	// choose returns a where the mask m is all ones and b elsewhere.
	choose(p *program, m, a, b *value) *value
	// swapIf returns b where the digit's mask is ones, and a elsewhere.
	swapIf(p *program, mask string, a, b *value) *value
	// loadDigit makes the masks of a digit ready for swapIf.
	loadDigit(f *function)
}

// isa is what code is generated for. generate sets it for each file.
var isa = &ifma

// vectorSize is the size of a vector register in bytes.
func vectorSize() int { return 8 * isa.lanes }

// position is the weight of limb i, as a power of two.
func position(i int) (n int) {
	for _, w := range isa.widths[:i] {
		n += w
	}
	return n
}

// elementSize is the size of an element of all lanes in bytes, the same for all targets: half the lanes have twice the
// limbs.
const elementSize = 320
