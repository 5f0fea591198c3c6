//go:build amd64 && !purego

package lanes

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh/internal/rfcvectors"
	"github.com/blindmatch/blindmatch/ecdh/internal/ristretto"
)

// TestAddMultiples compares the unit with the model, with the sum's limbs at their bounds, and a table of anything.
func TestAddMultiples(t *testing.T) { eachKernel(t, testAddMultiples) }

func testAddMultiples(t *testing.T) {
	r := testRand(t)
	const n = 3
	sum, u, s := aligned[addend](), aligned[[4]vector](), aligned[scratch]()
	form := layouts[k.name]
	for range 30 {
		var limbs []uint64
		var multiple [(n + 1) * multiples][3]*big.Int
		for i := range multiple {
			for j := range multiple[i] {
				e := aligned[element]()
				e.extreme(r)
				multiple[i][j] = e.get(0)
				for l := range form.widths {
					limbs = append(limbs, *e.limb(l, 0))
				}
			}
		}
		for _, e := range []*element{&sum.plus, &sum.minus, &sum.z, &sum.t} {
			e.extreme(r)
		}
		before := *sum
		words := k.words(u)
		number := make([]*big.Int, k.lanes)
		for lane := range number {
			number[lane] = new(big.Int)
			for i := range 4 {
				w := r.Uint64()
				words[i*k.lanes+lane] = w
				number[lane].Or(number[lane], new(big.Int).Lsh(new(big.Int).SetUint64(w), uint(64*i)))
			}
		}
		k.addMultiples(sum, &limbs[0], u, n, s)
		for lane, x := range number {
			plus, minus, z, tt := before.plus.get(lane), before.minus.get(lane), before.z.get(lane), before.t.get(lane)
			for window := range n {
				digit := int(new(big.Int).Rsh(x, uint(digitWidth*window)).Uint64() & (2*multiples - 1))
				m := multiple[window*multiples+min(digit, 2*multiples-1-digit)]
				if digit >= multiples {
					m = [3]*big.Int{m[1], m[0], sub(new(big.Int), m[2])}
				}
				a, b, c, d := mul(minus, m[1]), mul(plus, m[0]), mul(tt, m[2]), add(z, z)
				p := efgh{sub(b, a), sub(d, c), add(d, c), add(b, a)}.point()
				plus, minus, z, tt = add(p[1], p[0]), sub(p[1], p[0]), p[2], p[3]
			}
			sum.plus.check(t, "Y+X", lane, plus)
			sum.minus.check(t, "Y−X", lane, minus)
			sum.z.check(t, "Z", lane, z)
			sum.t.check(t, "T", lane, tt)
			rest := new(big.Int)
			for i := range 4 {
				rest.Or(rest, new(big.Int).Lsh(new(big.Int).SetUint64(words[i*k.lanes+lane]), uint(64*i)))
			}
			if rest.Cmp(x.Rsh(x, digitWidth*n)) != 0 {
				t.Errorf("lane %d: u is %x, want %x", lane, rest, x)
			}
		}
	}
}

// TestMulTable compares with the portable engine.
func TestMulTable(t *testing.T) { eachKernel(t, testMulTable) }

func testMulTable(t *testing.T) {
	r, e := testRand(t), newEngines()
	all := scalars(r)
	element := e.mask(t, testDST, itemsFrom(r, 1, always(32)), &all[len(all)-1])[0]
	for _, element := range [][32]byte{element, ristretto.Generator} {
		mine, portable := newTable(k, &element), ristretto.NewTable(&element)
		for _, n := range []int{0, 1, k.lanes - 1, k.lanes, k.lanes + 1, triple*k.lanes - 1, triple * k.lanes, triple*k.lanes + 1, len(all)} {
			shift := r.IntN(len(all) - n + 1)
			scalar := func(i int) *[32]byte { return &all[shift+i] }
			got, want := make([][32]byte, n), make([][32]byte, n)
			e.lanes.MulTable(got, mine, scalar)
			e.portable.MulTable(want, portable, scalar)
			if !slices.Equal(got, want) {
				t.Errorf("%d scalars: products differ", n)
			}
		}
	}
}

// TestEncode compares Encode with Mul by 1, and with the portable engine.
func TestEncode(t *testing.T) { eachKernel(t, testEncode) }

func testEncode(t *testing.T) {
	r, e := testRand(t), newEngines()
	one := half()
	for _, n := range []int{0, 1, 7, 8, 9, 23, 24, 25, 100} {
		items := itemsFrom(r, n, always(32))
		want := e.mask(t, testDST, items, &one)
		got, portable := make([][32]byte, n), make([][32]byte, n)
		e.lanes.Hash(testDST, items)
		e.lanes.Encode(got)
		e.portable.Hash(testDST, items)
		e.portable.Encode(portable)
		if !slices.Equal(got, want) || !slices.Equal(portable, want) {
			t.Errorf("%d items: encodings differ", n)
		}
	}
	var strings [][32]byte
	for _, m := range rfcvectors.LoadR255(t).GeneratorMultiples[1:] {
		strings = append(strings, [32]byte(m))
	}
	e.lanes.Decode(strings)
	got := make([][32]byte, len(strings))
	if e.lanes.Encode(got); !slices.Equal(got, strings) {
		t.Error("multiples of the generator encode otherwise")
	}
	mustPanic := func(f func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
		}()
		f()
	}
	mustPanic(func() { e.lanes.Encode(got[:1]) })
	mustPanic(func() { e.portable.Encode(got[:1]) })
}

// half is 1/2 modulo the order.
func half() (half [32]byte) {
	l := new(big.Int)
	for i := len(order) - 1; i >= 0; i-- {
		l.Add(l.Lsh(l, 64), new(big.Int).SetUint64(order[i]))
	}
	l.Add(l, big.NewInt(1)).Rsh(l, 1).FillBytes(half[:])
	slices.Reverse(half[:])
	return half
}

// TestEncodePlainParts compares with RFC 9496, Section 4.3.2, over math/big, for any coordinates.
func TestEncodePlainParts(t *testing.T) { eachKernel(t, testEncodePlainParts) }

func testEncodePlainParts(t *testing.T) {
	r, w := testRand(t), newWorkspace(k)
	p := &w.points[0]
	for range 5 {
		for _, e := range p.all() {
			e.extreme(r)
		}
		identity := r.IntN(triple * k.lanes)
		p.put(identity, bigPoint{num(0), num(1), num(1), num(0)})
		start := *p
		w.encodePlain(p)
		dst := make([][32]byte, triple*k.lanes)
		w.store(dst, 0)
		for lane := range dst {
			if want := start.get(lane).encode(); littleEndian(dst[lane][:]).Cmp(want) != 0 {
				t.Errorf("lane %d: encoded %x, want %x", lane, dst[lane], want)
			}
		}
		if dst[identity] != [32]byte{} {
			t.Errorf("the identity encodes as %x", dst[identity])
		}
	}
}

func (p bigPoint) encode() *big.Int {
	u1, u2 := mul(add(p[2], p[1]), sub(p[2], p[1])), mul(p[0], p[1])
	_, invsqrt := sqrtRatio(num(1), mul(u1, sqr(u2)))
	den1, den2 := mul(invsqrt, u1), mul(invsqrt, u2)
	zInv := mul(mul(den1, den2), p[3])
	x, y, denInv := p[0], p[1], den2
	if isNegative(mul(p[3], zInv)) {
		x, y, denInv = mul(p[1], sqrtM1), mul(p[0], sqrtM1), mul(den1, invsqrtAMinusD)
	}
	y = negativeIf(isNegative(mul(x, zInv)), y)
	return absolute(mul(denInv, sub(p[2], y)))
}

// TestTableLimbs puts a table's limbs together again.
func TestTableLimbs(t *testing.T) { eachKernel(t, testTableLimbs) }

func testTableLimbs(t *testing.T) {
	table := newTable(k, &ristretto.Generator)
	entries, ok := ristretto.Multiples(&ristretto.Generator, digitWidth, windows)
	if !ok || len(entries) != windows*multiples {
		t.Fatal("no entries")
	}
	perElement := len(k.widths)
	if len(table.limbs) != (windows+1)*multiples*3*perElement {
		t.Fatalf("%d limbs", len(table.limbs))
	}
	for range 200 {
		i, j := rand.IntN(len(entries)), rand.IntN(3)
		want := [][]byte{entries[i].Plus.Bytes(), entries[i].Minus.Bytes(), entries[i].T2D.Bytes()}[j]
		e := aligned[element]()
		for l, limb := range table.limbs[(3*i+j)*perElement:][:perElement] {
			*e.limb(l, 0) = limb
		}
		e.check(t, "limbs", 0, littleEndian(want))
	}
}
