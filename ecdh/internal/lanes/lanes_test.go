//go:build amd64 && !purego

package lanes

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"filippo.io/edwards25519"
	"filippo.io/edwards25519/field"

	"github.com/blindmatch/blindmatch/ecdh/internal/rfcvectors"
	"github.com/blindmatch/blindmatch/ecdh/internal/ristretto"
	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// Both engines must give the same bytes.
type engines struct {
	lanes    *Workspace
	portable *ristretto.Workspace
}

func newEngines() engines { return engines{newWorkspace(k), ristretto.New()} }

func bytesFrom(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func itemsFrom(r *rand.Rand, n int, length func() int) [][]byte {
	items := make([][]byte, n)
	for i := range items {
		items[i] = bytesFrom(r, length())
	}
	return items
}

func always(n int) func() int { return func() int { return n } }

// mask compares Hash and Mul, and returns the encodings.
func (e engines) mask(t *testing.T, dst *xmd.DST, items [][]byte, half *[32]byte) [][32]byte {
	t.Helper()
	got, want := make([][32]byte, len(items)), make([][32]byte, len(items))
	e.lanes.Hash(dst, items)
	e.lanes.Mul(got, half)
	e.portable.Hash(dst, items)
	e.portable.Mul(want, half)
	if !slices.Equal(got, want) {
		t.Fatalf("%d items, half %x: masked elements differ", len(items), half)
	}
	return got
}

// remask compares Decode and Mul in place, and returns how many were good.
func (e engines) remask(t *testing.T, src [][32]byte, half *[32]byte) int {
	t.Helper()
	got, want := slices.Clone(src), slices.Clone(src)
	n, m := e.lanes.Decode(got), e.portable.Decode(want)
	if n != m {
		t.Fatalf("%d elements: first bad one is %d, want %d", len(src), n, m)
	}
	e.lanes.Mul(got[:n], half)
	e.portable.Mul(want[:n], half)
	if !slices.Equal(got, want) {
		t.Fatalf("%d elements, %d good, half %x: remasked elements differ", len(src), n, half)
	}
	return n
}

var testDST = xmd.NewDST("Blindmatch-V1-ristretto255_XMD:SHA-512_R255MAP_RO_")

func TestSizes(t *testing.T) { eachKernel(t, testSizes) }

func testSizes(t *testing.T) {
	r, e := testRand(t), newEngines()
	all := scalars(r)
	sizes := []int{63, 64, 65, 127, 128, 129, Batch - 17, Batch - 1, Batch}
	for n := range 34 {
		sizes = append(sizes, n)
	}
	if testing.Short() {
		sizes = sizes[9:]
	}
	for i, n := range sizes {
		half := &all[i%len(all)]
		masked := e.mask(t, testDST, itemsFrom(r, n, always(32)), half)
		if good := e.remask(t, masked, half); good != n {
			t.Errorf("%d of %d masked elements are good", good, n)
		}
	}
}

func TestScalars(t *testing.T) { eachKernel(t, testScalars) }

func testScalars(t *testing.T) {
	r, e := testRand(t), newEngines()
	for _, half := range scalars(r) {
		e.remask(t, e.mask(t, testDST, itemsFrom(r, 9, always(32)), &half), &half)
	}
}

// TestItems has items of all lengths around the block size, equal and mixed within a group, under tags of all lengths
// around it.
func TestItems(t *testing.T) { eachKernel(t, testItems) }

func testItems(t *testing.T) {
	r, e := testRand(t), newEngines()
	half := scalars(r)[0]
	for _, tag := range []int{1, 8, 41, 42, 43, 44, 45, 46, 47, 48, 76, 77, 78, 79, 106, 107, 108, 109, 110, 170, 254, 255} {
		dst := xmd.NewDST(string(bytesFrom(r, tag)))
		for _, n := range []int{0, 8, 16, 31, 32, 33, 40, 64, 120, 128, 136} {
			e.mask(t, dst, itemsFrom(r, 3, always(n)), &half)
		}
		e.mask(t, dst, itemsFrom(r, 17, func() int { return r.IntN(300) }), &half)
		e.mask(t, testDST, itemsFrom(r, 9, always(32)), &half) // the previous tag is forgotten
	}
}

// TestBad has bad strings at every place of a few groups, and checks that nothing at or after them is written.
func TestBad(t *testing.T) { eachKernel(t, testBad) }

func testBad(t *testing.T) {
	r, e := testRand(t), newEngines()
	half := scalars(r)[40]
	v := rfcvectors.LoadR255(t)
	bad := append(notCanonical(), [32]byte{}) // and the identity
	for _, b := range v.InvalidEncodings {
		bad = append(bad, [32]byte(b.Encoding))
	}
	good := e.mask(t, testDST, itemsFrom(r, 4*triple*lanes+3, always(32)), &half)
	step := 1
	if testing.Short() {
		step = 11
	}
	for at := 0; at < len(good); at += step {
		for i := range 4 {
			src := slices.Clone(good)
			src[at] = bad[(4*at+i)%len(bad)]
			if i > 0 { // and another one later
				later := at + r.IntN(len(good)-at)
				src[later] = bad[r.IntN(len(bad))]
			}
			if n := e.remask(t, src, &half); n != at {
				t.Fatalf("bad at %d: %d", at, n)
			}
		}
	}
}

// TestBadLast has a bad string around the end of a full batch.
func TestBadLast(t *testing.T) { eachKernel(t, testBadLast) }

func testBadLast(t *testing.T) {
	r, w := testRand(t), newWorkspace(k)
	one := [32]byte{1}
	good := make([][32]byte, Batch)
	w.Hash(testDST, itemsFrom(r, Batch, always(32)))
	w.Mul(good, &one)
	for _, at := range []int{0, 1, 7, 8, 23, 24, Batch / 2, Batch - 9, Batch - 8, Batch - 1} {
		src := slices.Clone(good)
		src[at] = [32]byte(bytes.Repeat([]byte{0xff}, 32))
		if n := w.Decode(src); n != at {
			t.Errorf("bad at %d: %d", at, n)
		}
	}
	if n := w.Decode(good); n != Batch {
		t.Errorf("good batch: %d", n)
	}
}

// TestVectors has the multiples of the generator of RFC 9496, Appendix A.1, and hashes of Appendix A.3 by their
// encodings.
func TestVectors(t *testing.T) { eachKernel(t, testVectors) }

func testVectors(t *testing.T) {
	v, w := rfcvectors.LoadR255(t), newWorkspace(k)
	generator := [32]byte(v.GeneratorMultiples[1])
	for i, want := range v.GeneratorMultiples[1:] {
		// half = (i + 1)/2 mod l
		half := edwards25519.NewScalar()
		k, err := half.SetCanonicalBytes(append([]byte{byte(i + 1)}, make([]byte, 31)...))
		if err != nil {
			t.Fatal(err)
		}
		two, err := new(edwards25519.Scalar).SetCanonicalBytes(append([]byte{2}, make([]byte, 31)...))
		if err != nil {
			t.Fatal(err)
		}
		k.Multiply(k, two.Invert(two))
		src := [][32]byte{generator}
		if w.Decode(src) != 1 {
			t.Fatal("generator refused")
		}
		w.Mul(src, (*[32]byte)(k.Bytes()))
		if src[0] != [32]byte(want) {
			t.Errorf("%d: %x, want %x", i+1, src[0], want)
		}
	}
}

// TestCosets multiplies all representatives of some elements, including those of the identity, at every place of a
// batch. Representatives of one element must have the same encoding.
func TestCosets(t *testing.T) { eachKernel(t, testCosets) }

func testCosets(t *testing.T) {
	torsion, err := new(edwards25519.Point).SetBytes([]byte(
		"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f" +
			"\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a")) // of order 8
	if err != nil {
		t.Fatal(err)
	}
	v, w := rfcvectors.LoadR255(t), newWorkspace(k)
	for i, half := range scalars(testRand(t)) {
		if testing.Short() && i%8 != 0 {
			continue
		}
		var want [][32]byte
		p := edwards25519.NewIdentityPoint()
		multiple := edwards25519.NewIdentityPoint()
		w.n = 0
		for _, encoding := range v.GeneratorMultiples {
			single := [][32]byte{[32]byte(encoding)}
			portable := ristretto.New()
			if portable.Decode(single) == 1 {
				portable.Mul(single, &half)
			}
			for i := range 8 {
				// Elements of E[8] outside of E[4] double into E[4] as well, but the multiple of a point outside of 2E
				// isn't an element.
				if i%2 == 0 || encodesIdentity(encoding) {
					x, y, z, tt := p.ExtendedCoordinates()
					w.points[w.n/(triple*k.lanes)].put(w.n%(triple*k.lanes), bigPoint{bigField(x), bigField(y), bigField(z), bigField(tt)})
					w.n++
					want = append(want, single[0])
				}
				p.Add(p, torsion)
			}
			multiple.Add(multiple, edwards25519.NewGeneratorPoint())
			p.Set(multiple)
		}
		got := make([][32]byte, w.n)
		w.Mul(got, &half)
		if !slices.Equal(got, want) {
			t.Fatalf("half %x: cosets encode as %x, want %x", half, got, want)
		}
	}
}

func encodesIdentity(b []byte) bool { return bytes.Equal(b, make([]byte, 32)) }

func TestMulTooMany(t *testing.T) { eachKernel(t, testMulTooMany) }

func testMulTooMany(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("more products than points")
		}
	}()
	newWorkspace(k).Mul(make([][32]byte, 1), &[32]byte{1})
}

func TestAllocations(t *testing.T) { eachKernel(t, testAllocations) }

func testAllocations(t *testing.T) {
	r, w := testRand(t), newWorkspace(k)
	half := scalars(r)[40]
	dst, items := make([][32]byte, 40), itemsFrom(r, 40, always(32))
	mixed := itemsFrom(r, 40, func() int { return r.IntN(200) })
	if n := testing.AllocsPerRun(5, func() {
		w.Hash(testDST, items)
		w.Mul(dst, &half)
		if w.Decode(dst) != len(dst) {
			t.Error("bad element")
		}
		w.Mul(dst, &half)
		w.Hash(testDST, mixed)
		w.Clear()
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestClear checks that nothing of the points, the scalar or the messages is left, and that the workspace is usable
// afterwards.
func TestClear(t *testing.T) { eachKernel(t, testClear) }

func testClear(t *testing.T) {
	r, e := testRand(t), newEngines()
	half := scalars(r)[40]
	items := itemsFrom(r, 100, always(32))
	e.mask(t, testDST, items, &half)
	if m := e.lanes.multiplication.mask; e.lanes.digits != (digits{}) || m != (masks{}) {
		t.Error("Mul left the scalar")
	}
	e.lanes.Hash(testDST, itemsFrom(r, 30, func() int { return r.IntN(200) }))
	e.lanes.Clear()

	s := e.lanes.slab
	// Only the domain and the states that depend on nothing else may stay.
	left := *s
	left.expand = expander{}
	if left != (slab{}) || slices.ContainsFunc(e.lanes.points, func(p points) bool { return p != points{} }) ||
		slices.ContainsFunc(e.lanes.encodings, func(e encoding) bool { return e != encoding{} }) {
		t.Error("Clear left something")
	}
	x := &s.expand
	if x.rounds != (rounds{}) || x.first != ([maxBlocks]block{}) || [8]vector(x.second[0][:8]) != ([8]vector{}) || x.state != ([8]vector{}) || x.uniform != ([8]vector{}) {
		t.Error("Clear left a message")
	}
	e.mask(t, testDST, items, &half)
}

func TestAlignment(t *testing.T) { eachKernel(t, testAlignment) }

func testAlignment(t *testing.T) {
	w := newWorkspace(k)
	s := w.slab
	for name, p := range map[string]unsafe.Pointer{
		"points": unsafe.Pointer(&w.points[0]), "encodings": unsafe.Pointer(&w.encodings[0]),
		"constants": unsafe.Pointer(w.constants), "multiplication": unsafe.Pointer(&s.multiplication),
		"table": unsafe.Pointer(&s.multiplication.table), "decoding": unsafe.Pointer(&s.decoding),
		"mapping": unsafe.Pointer(&s.mapping), "encoder": unsafe.Pointer(&s.encoder),
		"temps": unsafe.Pointer(&s.temps), "expand": unsafe.Pointer(&s.expand),
		"second": unsafe.Pointer(&s.expand.second), "rounds": unsafe.Pointer(&s.expand.rounds),
	} {
		if uintptr(p)%64 != 0 {
			t.Errorf("%s isn't aligned to 64 bytes", name)
		}
	}
}

// FuzzEngines compares the engines on items and on mutated encodings.
func FuzzEngines(f *testing.F) {
	f.Add(uint64(1), uint16(1), uint16(0), uint8(0), []byte("item"))
	f.Add(uint64(2), uint16(33), uint16(17), uint8(41), []byte{0})
	f.Add(uint64(3), uint16(24), uint16(23), uint8(3), bytes.Repeat([]byte{0xff}, 32))
	f.Add(uint64(6), uint16(9), uint16(8), uint8(7), append([]byte{0xf0}, append(bytes.Repeat([]byte{0xff}, 30), 0x7f)...))
	f.Add(uint64(4), uint16(25), uint16(24), uint8(255), []byte("\x01\x00\x00\x00"))
	var all []engines
	for i := range kernels {
		if kernels[i].available {
			all = append(all, engines{newWorkspace(&kernels[i]), ristretto.New()})
		}
	}
	f.Fuzz(func(t *testing.T, seed uint64, n, at uint16, scalar uint8, data []byte) {
		for _, e := range all {
			e.fuzz(t, rand.New(rand.NewPCG(seed, 0)), seed, n, at, scalar, data)
		}
	})
}

func (e engines) fuzz(t *testing.T, r *rand.Rand, seed uint64, n, at uint16, scalar uint8, data []byte) {
	all := scalars(r)
	half := &all[int(scalar)%len(all)]
	size := int(n) % 34
	if n%256 == 255 {
		size = Batch - int(n/256)%34
	}
	// Items: cut from data, or random.
	items := itemsFrom(r, size, func() int { return []int{32, r.IntN(200)}[seed%2] })
	if size > 0 {
		items[int(at)%size] = data
	}
	dst := testDST
	if 0 < len(data) && len(data) < 256 && seed%3 == 0 {
		dst = xmd.NewDST(string(data))
	}
	masked := e.mask(t, dst, items, half)
	if size > 0 {
		// A string from data at one place, and a flipped bit at another.
		copy(masked[int(at)%size][:], data)
		if seed%2 == 1 {
			masked[r.IntN(size)][r.IntN(32)] ^= 1 << r.IntN(8)
		}
	}
	e.remask(t, masked, half)
	if seed%5 == 0 {
		e.lanes.Clear()
	}
}

func BenchmarkMultiply(b *testing.B) {
	for i := range kernels {
		k := &kernels[i]
		if !k.available {
			continue
		}
		w := newWorkspace(k)
		w.digits.set(&[32]byte{1, 2, 3})
		b.Run(k.name, func(b *testing.B) {
			for b.Loop() {
				w.multiply(&w.points[0], triple, &w.digits)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(triple*k.lanes), "ns/point")
		})
	}
}

func bigField(e *field.Element) *big.Int { return littleEndian(e.Bytes()) }
