//go:build amd64 && !purego

package lanes

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"unsafe"
)

// The formulas of the assembly over math/big, for any inputs: elements needn't be points of the curve.

var (
	prime  = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	curveD = mul(big.NewInt(-121665), new(big.Int).ModInverse(big.NewInt(121666), prime))
	// The constants of RFC 9496, Section 4.1.
	sqrtM1         = decimal("19681161376707505956807079304988542015446066515923890162744021073123829784752")
	sqrtADMinusOne = decimal("25063068953384623474111414158702152701244531502492656460079210482610430750235")
	invsqrtAMinusD = decimal("54469307008909316920995813868745141605393597292927456921205312896311721017578")
)

func decimal(s string) *big.Int {
	x, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic("not a number: " + s)
	}
	return x
}

func mod(x *big.Int) *big.Int    { return x.Mod(x, prime) }
func mul(a, b *big.Int) *big.Int { return mod(new(big.Int).Mul(a, b)) }
func add(a, b *big.Int) *big.Int { return mod(new(big.Int).Add(a, b)) }
func sub(a, b *big.Int) *big.Int { return mod(new(big.Int).Sub(a, b)) }
func sqr(a *big.Int) *big.Int    { return mul(a, a) }
func num(x int64) *big.Int       { return mod(big.NewInt(x)) }

func negativeIf(cond bool, x *big.Int) *big.Int {
	if cond {
		return sub(new(big.Int), x)
	}
	return x
}

func isNegative(x *big.Int) bool   { return x.Bit(0) == 1 }
func absolute(x *big.Int) *big.Int { return negativeIf(isNegative(x), x) }

// power22523 of the model.
func bigPower(x *big.Int) *big.Int {
	e := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 252), big.NewInt(3))
	return new(big.Int).Exp(x, e, prime)
}

// sqrtRatio is SQRT_RATIO_M1 of RFC 9496, Section 4.2.
func sqrtRatio(u, v *big.Int) (wasSquare bool, r *big.Int) {
	v3 := mul(sqr(v), v)
	r = mul(mul(u, v3), bigPower(mul(u, mul(sqr(v3), v))))
	check := mul(v, sqr(r))
	correct := check.Cmp(u) == 0
	flipped := check.Cmp(sub(new(big.Int), u)) == 0
	flippedI := check.Cmp(mul(sub(new(big.Int), u), sqrtM1)) == 0
	if flipped || flippedI {
		r = mul(r, sqrtM1)
	}
	return correct || flipped, absolute(r)
}

// k is the kernel that is tested; see eachKernel.
var k *kernel

// eachKernel runs f for every kernel that this machine has.
func eachKernel(t *testing.T, f func(t *testing.T)) {
	for i := range kernels {
		if k = &kernels[i]; k.available {
			t.Run(k.name, f)
		}
	}
}

// A layout is how a kernel represents elements.
type layout struct {
	widths []int    // bits of the limbs that get counts
	most   []uint64 // greatest limbs
	dirty  bool     // all limbs but the last have extra bits, which don't count
}

var layouts = map[string]layout{
	"avx512ifma": {
		widths: []int{52, 52, 52, 52, 52},
		most:   []uint64{1<<64 - 1, 1<<64 - 1, 1<<64 - 1, 1<<64 - 1, 1<<47 + 1<<15},
		dirty:  true,
	},
	"avx2": {
		widths: []int{26, 25, 26, 25, 26, 25, 26, 25, 26, 25},
		most: []uint64{
			1<<26 - 1, 1<<25 + 1<<17, 1<<26 - 1, 1<<25 + 1<<17, 1<<26 - 1,
			1<<25 + 1<<17, 1<<26 - 1, 1<<25 + 1<<17, 1<<26 - 1, 1<<25 + 1<<17,
		},
	},
}

// limb is limb l of lane i.
func (e *element) limb(l, i int) *uint64 {
	return &(*[5 * lanes]uint64)(unsafe.Pointer(e))[l*k.lanes+i]
}

// get returns lane i of e modulo p.
func (e *element) get(i int) *big.Int {
	x, shift := new(big.Int), uint(0)
	form := layouts[k.name]
	for l, width := range form.widths {
		limb := *e.limb(l, i)
		if form.dirty && l < len(form.widths)-1 {
			limb &= 1<<width - 1
		}
		term := new(big.Int).SetUint64(limb)
		x.Add(x, term.Lsh(term, shift))
		shift += uint(width)
	}
	return mod(x)
}

// number is lane i of t as it is, which is below p after reduce3.
func (t *trio) number(lane int) *big.Int {
	x, shift := new(big.Int), uint(0)
	for l, width := range layouts[k.name].widths {
		term := new(big.Int).SetUint64(*t[lane/k.lanes].limb(l, lane%k.lanes))
		x.Add(x, term.Lsh(term, shift))
		shift += uint(width)
	}
	return x
}

func (e *element) put(i int, x *big.Int) {
	x = new(big.Int).Set(x)
	for l, width := range layouts[k.name].widths {
		*e.limb(l, i) = new(big.Int).And(x, big.NewInt(1<<width-1)).Uint64()
		x.Rsh(x, uint(width))
	}
}

// extreme fills e with limbs at their bounds and random ones.
func (e *element) extreme(r *rand.Rand) {
	form := layouts[k.name]
	pattern := r.IntN(3)
	for lane := range k.lanes {
		for l, most := range form.most {
			one := uint64(1) << form.widths[l]
			some := []uint64{0, 1, one/32 - 1, one / 32, one - 19, one - 1, one, most}
			limb := e.limb(l, lane)
			switch {
			case pattern == 0: // all at their maximum
				*limb = most
			case r.IntN(2) == 0:
				*limb = min(some[r.IntN(len(some))], most)
			case most == 1<<64-1:
				*limb = r.Uint64()
			default:
				*limb = r.Uint64N(most + 1)
			}
		}
	}
}

// checkLimbs checks the bounds that all functions promise to each other.
func (e *element) checkLimbs(t *testing.T, what string) {
	t.Helper()
	for lane := range k.lanes {
		for l, most := range layouts[k.name].most {
			if limb := *e.limb(l, lane); limb > most {
				t.Errorf("%s: limb %d of lane %d is %#x", what, l, lane, limb)
			}
		}
	}
}

func (e *element) check(t *testing.T, what string, lane int, want *big.Int) {
	t.Helper()
	e.checkLimbs(t, what)
	if got := e.get(lane); got.Cmp(want) != 0 {
		t.Errorf("%s, lane %d: %x, want %x", what, lane, got, want)
	}
}

// A bigPoint has X, Y, Z, T.
type bigPoint [4]*big.Int

// A lane of three groups is counted through.

func (t *trio) get(lane int) *big.Int    { return t[lane/k.lanes].get(lane % k.lanes) }
func (t *trio) put(lane int, x *big.Int) { t[lane/k.lanes].put(lane%k.lanes, x) }
func (m *masks) get(lane int) uint64 {
	return (*[lanes]uint64)(unsafe.Pointer(&m[lane/k.lanes]))[lane%k.lanes]
}

func (t *trio) extreme(r *rand.Rand) {
	for i := range t {
		t[i].extreme(r)
	}
}

func (t *trio) check(tt *testing.T, what string, lane int, want *big.Int) {
	tt.Helper()
	t[lane/k.lanes].check(tt, what, lane%k.lanes, want)
}

func (p *points) all() []*trio { return []*trio{&p.X, &p.Y, &p.Z, &p.T} }

func (p *points) get(lane int) bigPoint {
	return bigPoint{p.X.get(lane), p.Y.get(lane), p.Z.get(lane), p.T.get(lane)}
}

func (p *points) put(lane int, q bigPoint) {
	for i, t := range p.all() {
		t.put(lane, q[i])
	}
}

// efgh is the first half of a doubling or an addition.
type efgh struct{ e, f, g, h *big.Int }

func (s efgh) point() bigPoint {
	return bigPoint{mul(s.e, s.f), mul(s.g, s.h), mul(s.f, s.g), mul(s.e, s.h)}
}

// double has E = 2XY, F = 2Z² − G, G = Y² − X², H = Y² + X².
func (p bigPoint) double() efgh {
	a, b := sqr(p[0]), sqr(p[1])
	g := sub(b, a)
	return efgh{mul(num(2), mul(p[0], p[1])), sub(mul(num(2), sqr(p[2])), g), g, add(a, b)}
}

// add has E = B − A, F = D − C, G = D + C, H = B + A with A = (Y1 − X1)(Y2 − X2), B = (Y1 + X1)(Y2 + X2), C = 2d·T1·T2,
// D = 2·Z1·Z2.
func (p bigPoint) add(q bigPoint) efgh {
	a := mul(sub(p[1], p[0]), sub(q[1], q[0]))
	b := mul(add(p[1], p[0]), add(q[1], q[0]))
	c := mul(mul(num(2), curveD), mul(p[3], q[3]))
	d := mul(num(2), mul(p[2], q[2]))
	return efgh{sub(b, a), sub(d, c), add(d, c), add(b, a)}
}

// negate is the negative of a point.
func (p bigPoint) negate() bigPoint {
	return bigPoint{sub(new(big.Int), p[0]), p[1], p[2], sub(new(big.Int), p[3])}
}

// times walks the digits as multiply does, and ends with the same X, Y, Z.
func (p bigPoint) times(d *digits) bigPoint {
	if d.negative != 0 {
		p = p.negate()
	}
	p2 := p.double().point()
	table := []bigPoint{p}
	for len(table) < 8 {
		table = append(table, table[len(table)-1].add(p2).point())
	}
	q := bigPoint{num(0), num(1), num(1), num(0)}
	if d.over != 0 {
		q = p
	}
	for i, d := range d.d {
		for range min(1+3*i, 4) {
			q = q.double().point()
		}
		entry := table[d.entry[0]&1|d.entry[1]&2|d.entry[2]&4]
		if d.negative != 0 {
			entry = entry.negate()
		}
		q = q.add(entry).point()
	}
	return q
}

// aligned returns a new T on a multiple of 64 bytes.
func aligned[T any]() *T {
	var zero T
	memory := make([]byte, unsafe.Sizeof(zero)+64)
	return (*T)(unsafe.Pointer(&memory[-uintptr(unsafe.Pointer(&memory[0]))%64]))
}
