//go:build amd64 && !purego

package lanes

import (
	"bytes"
	"crypto/sha512"
	"encoding/binary"
	"math/big"
	"math/rand/v2"
	"os"
	"testing"
	"unsafe"

	"github.com/blindmatch/blindmatch/ecdh/internal/rfcvectors"
)

func TestMain(m *testing.M) {
	if len(Available()) == 0 {
		os.Stderr.WriteString("no AVX2 on this machine: nothing is tested\n")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// Every assembly function against math/big, with limbs at their bounds.

func testRand(t *testing.T) *rand.Rand {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func TestSquareAndMultiply(t *testing.T) { eachKernel(t, testSquareAndMultiply) }

func testSquareAndMultiply(t *testing.T) {
	r := testRand(t)
	x, y, z := aligned[[3]element](), aligned[[3]element](), aligned[[3]element]()
	for range 200 {
		for i := range x {
			x[i].extreme(r)
			y[i].extreme(r)
		}
		k.multiply3(z, x, y)
		for i := range z {
			for lane := range k.lanes {
				z[i].check(t, "product", lane, mul(x[i].get(lane), y[i].get(lane)))
			}
		}
		*z = *x
		n := 1 + r.IntN(3)
		k.squareN3(z, n)
		for i := range z {
			for lane := range k.lanes {
				want := x[i].get(lane)
				for range n {
					want = sqr(want)
				}
				z[i].check(t, "square", lane, want)
			}
		}
		// In place.
		k.multiply3(x, x, y)
		k.multiply3(y, y, y)
		x[0].checkLimbs(t, "product in place")
	}
}

func TestPower(t *testing.T) { eachKernel(t, testPower) }

func testPower(t *testing.T) {
	r := testRand(t)
	x, y, temps := aligned[[3]element](), aligned[[3]element](), aligned[[4][3]element]()
	for i := range x {
		x[i].extreme(r)
	}
	x[0].put(0, new(big.Int))
	*y = *x
	k.power22523(y, temps)
	for i := range y {
		for lane := range k.lanes {
			y[i].check(t, "power", lane, bigPower(x[i].get(lane)))
		}
	}
	*y = *x
	k.invert(y, temps)
	for i := range y {
		for lane := range k.lanes {
			want := new(big.Int).ModInverse(x[i].get(lane), prime)
			if want == nil {
				want = new(big.Int)
			}
			y[i].check(t, "inverse", lane, want)
		}
	}
}

func TestMultiplyPoints(t *testing.T) { eachKernel(t, testMultiplyPoints) }

func testMultiplyPoints(t *testing.T) {
	r := testRand(t)
	points, areas, d := aligned[[2]point](), aligned[[2]area](), aligned[digits]()
	single := aligned[[1]point]()
	for n, scalar := range scalars(r) {
		d.set(&scalar)
		var before [2][lanes]bigPoint
		for g := range points {
			for _, e := range []*element{&points[g].X, &points[g].Y, &points[g].Z, &points[g].T} {
				e.extreme(r)
			}
			for lane := range k.lanes {
				before[g][lane] = points[g].get(lane)
			}
		}
		single[0] = points[0]
		if k.multiply2 != nil {
			k.multiply2(points, areas, d)
		} else {
			k.multiply1(&points[0], &areas[0], d)
			k.multiply1(&points[1], &areas[1], d)
		}
		k.multiply1(&single[0], &areas[0], d)
		for g := range points {
			for lane := range k.lanes {
				if (lane+n)%4 != 0 || testing.Short() && lane > 1 {
					continue // the model is slow
				}
				want := before[g][lane].times(d)
				for i, e := range []*element{&points[g].X, &points[g].Y, &points[g].Z} {
					e.check(t, "two groups", lane, want[i])
				}
				if g == 0 {
					for i, e := range []*element{&single[0].X, &single[0].Y, &single[0].Z} {
						e.check(t, "one group", lane, want[i])
					}
				}
			}
		}
	}
}

// scalars are canonical: the smallest, the greatest, those around 2^252, whose
// first digit is special, and random ones.
func scalars(r *rand.Rand) (out [][32]byte) {
	l := new(big.Int)
	for i := len(order) - 1; i >= 0; i-- {
		l.Add(l.Lsh(l, 64), new(big.Int).SetUint64(order[i]))
	}
	encode := func(x *big.Int) {
		var b [32]byte
		new(big.Int).Mod(x, l).FillBytes(b[:])
		for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
		out = append(out, b)
	}
	half := new(big.Int).Rsh(l, 1)
	special := new(big.Int).Lsh(big.NewInt(1), 252)
	for _, n := range []int64{1, 2, 3, 4, 15, 16, 17, 31, 32} {
		encode(big.NewInt(n))
		encode(big.NewInt(-n))
		encode(new(big.Int).Add(half, big.NewInt(n-16)))
		encode(new(big.Int).Add(special, big.NewInt(n-16)))
		encode(new(big.Int).Sub(new(big.Int).Sub(l, special), big.NewInt(n-16)))
	}
	for range 5 {
		var b [40]byte
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		encode(new(big.Int).SetBytes(b[:]))
	}
	return out
}

// TestDigits adds the digits up again.
func TestDigits(t *testing.T) {
	l := new(big.Int)
	for i := len(order) - 1; i >= 0; i-- {
		l.Add(l.Lsh(l, 64), new(big.Int).SetUint64(order[i]))
	}
	for _, scalar := range scalars(testRand(t)) {
		var d digits
		d.set(&scalar)
		sum := new(big.Int)
		for i, d := range d {
			entry := int64(d.entry[0]&1 | d.entry[1]&2 | d.entry[2]&4)
			x := 2*entry + 1
			if d.seventeen != 0 {
				x = 17
			}
			if d.seventeen != 0 && i > 0 {
				t.Errorf("digit %d is 17", i)
			}
			if d.negative != 0 {
				x = -x
			}
			for _, b := range []byte{d.entry[0], d.entry[1], d.entry[2], d.negative, d.seventeen} {
				if b != 0 && b != 0xff {
					t.Errorf("digit %d: mask %#x", i, b)
				}
			}
			sum.Add(sum.Lsh(sum, 4), big.NewInt(x))
		}
		want := new(big.Int)
		for i := len(scalar) - 1; i >= 0; i-- {
			want.Add(want.Lsh(want, 8), big.NewInt(int64(scalar[i])))
		}
		if sum.Mod(sum, l).Cmp(want) != 0 {
			t.Errorf("digits of %x are %x", want, sum)
		}
	}
}

func TestDecodeParts(t *testing.T) { eachKernel(t, testDecodeParts) }

func testDecodeParts(t *testing.T) {
	r := testRand(t)
	d, w, p := aligned[decoding](), aligned[[3]element](), aligned[point]()
	temps := aligned[[4][3]element]()
	v := rfcvectors.LoadR255(t)
	var strings [][32]byte
	for _, e := range v.GeneratorMultiples {
		strings = append(strings, [32]byte(e))
	}
	for _, e := range v.InvalidEncodings {
		strings = append(strings, [32]byte(e.Encoding))
	}
	strings = append(strings, notCanonical()...)
	for range 64 {
		var b [32]byte
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		b[0] &^= 1
		b[31] &= 0x7f
		strings = append(strings, b)
	}
	for len(strings)%k.lanes != 0 {
		strings = append(strings, [32]byte{})
	}
	for ; len(strings) > 0; strings = strings[k.lanes:] {
		src := strings[:k.lanes]
		k.decodeStart(d, &w[0], &src[0])
		k.power22523(w, temps)
		var bad byte
		k.decodeFinish(p, &bad, d, &w[0])
		for lane, b := range src {
			want, ok := bigDecode(b)
			if ok == (bad>>lane&1 == 1) {
				t.Errorf("%x: bad is %v", b, ok)
			}
			if !ok {
				continue
			}
			for i, e := range []*element{&p.X, &p.Y, &p.Z, &p.T} {
				e.check(t, "decoded", lane, want[i])
			}
		}
	}
}

// notCanonical returns p to 2^255 − 1, which stand for 0 to 18, and the same
// with the top bit set. RFC 9496 has odd ones only, which are refused as
// negative anyway.
func notCanonical() (out [][32]byte) {
	for low := 0xed; low <= 0xff; low++ {
		for _, high := range []byte{0x7f, 0xff} {
			b := [32]byte(bytes.Repeat([]byte{0xff}, 32))
			b[0], b[31] = byte(low), high
			out = append(out, b)
		}
	}
	return out
}

// bigDecode is RFC 9496, Section 4.3.1, which refuses the identity as well.
func bigDecode(b [32]byte) (p bigPoint, ok bool) {
	s := littleEndian(b[:])
	if s.Cmp(prime) >= 0 || isNegative(s) || s.Sign() == 0 {
		return p, false
	}
	ss := sqr(s)
	u1, u2 := sub(num(1), ss), add(num(1), ss)
	v := sub(sub(new(big.Int), mul(curveD, sqr(u1))), sqr(u2))
	wasSquare, invsqrt := sqrtRatio(num(1), mul(v, sqr(u2)))
	x := absolute(mul(mul(num(2), s), mul(invsqrt, u2)))
	y := mul(u1, mul(mul(invsqrt, mul(invsqrt, u2)), v))
	t := mul(x, y)
	return bigPoint{x, y, num(1), t}, wasSquare && !isNegative(t) && y.Sign() != 0
}

func littleEndian(b []byte) *big.Int {
	x := new(big.Int)
	for i := len(b) - 1; i >= 0; i-- {
		x.Add(x.Lsh(x, 8), big.NewInt(int64(b[i])))
	}
	return x
}

func TestMapParts(t *testing.T) { eachKernel(t, testMapParts) }

func testMapParts(t *testing.T) {
	r := testRand(t)
	m, w, p, a := aligned[[2]mapping](), aligned[[2 * triple]element](), aligned[point](), aligned[area]()
	uniform, temps := aligned[[8]vector](), aligned[[4][3]element]()
	var strings [][64]byte
	for _, v := range rfcvectors.LoadR255(t).FromUniformBytes {
		strings = append(strings, [64]byte(v.Uniform))
	}
	// Zero, and p − 1 to p + 1 with and without the top bit, in either half.
	for half := range 2 {
		for _, low := range []byte{0, 1, 0xec, 0xed, 0xee} {
			for _, fill := range []byte{0, 0xff, 0x7f} {
				var b [64]byte
				h := b[32*half:][:32]
				for i := range h {
					h[i] = min(fill, 1) * 0xff
				}
				h[0], h[31] = low, fill
				strings = append(strings, b)
			}
		}
	}
	for len(strings)%k.lanes != 0 || len(strings) < 64 {
		var b [64]byte
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		strings = append(strings, b)
	}
	for ; len(strings) > 0; strings = strings[k.lanes:] {
		words := (*[8 * lanes]uint64)(unsafe.Pointer(uniform))
		for i := range 8 {
			for lane := range k.lanes {
				words[i*k.lanes+lane] = binary.BigEndian.Uint64(strings[lane][8*i:])
			}
		}
		k.mapStart(m, pair(w, 0), uniform)
		k.power22523((*[3]element)(w[:3]), temps)
		k.mapFinish(p, m, pair(w, 0), a)
		for lane := range k.lanes {
			b := strings[lane]
			want := bigMap(b[:32]).add(bigMap(b[32:])).point()
			for i, e := range []*element{&p.X, &p.Y, &p.Z, &p.T} {
				e.check(t, "mapped", lane, want[i])
			}
		}
	}
}

// bigMap is MAP of RFC 9496, Section 4.3.4.
func bigMap(b []byte) bigPoint {
	t := littleEndian(b)
	t = mod(t.SetBit(t, 255, 0))
	r := mul(sqrtM1, sqr(t))
	u := mul(add(r, num(1)), sub(num(1), sqr(curveD)))
	v := mul(sub(num(-1), mul(r, curveD)), add(r, curveD))
	wasSquare, s := sqrtRatio(u, v)
	c := num(-1)
	if !wasSquare {
		s, c = sub(new(big.Int), absolute(mul(s, t))), r
	}
	n := sub(mul(mul(c, sub(r, num(1))), sqr(sub(curveD, num(1)))), v)
	w0, w1 := mul(num(2), mul(s, v)), mul(n, sqrtADMinusOne)
	w2, w3 := sub(num(1), sqr(s)), add(num(1), sqr(s))
	return bigPoint{mul(w0, w3), mul(w2, w1), mul(w1, w3), mul(w0, w2)}
}

func TestEncodeParts(t *testing.T) { eachKernel(t, testEncodeParts) }

func testEncodeParts(t *testing.T) {
	r := testRand(t)
	p, q, e, a := aligned[point](), aligned[point](), aligned[encoding](), aligned[area]()
	product, inverse := aligned[element](), aligned[element]()
	for range 60 {
		for _, e := range []*element{&p.X, &p.Y, &p.Z, product, inverse} {
			e.extreme(r)
		}
		// Something to give 1 for 0 for.
		p.X.put(r.IntN(k.lanes), new(big.Int))
		*q = *p
		before, inverseBefore := *product, *inverse
		k.encodeStart(q, e, product, a)
		this := [lanes]*big.Int{}
		want := [lanes]efgh{}
		zero := [lanes]bool{}
		for lane := range k.lanes {
			s := p.get(lane).double()
			want[lane] = s
			for i, e := range []*element{&q.X, &q.Y, &q.Z, &q.T} {
				e.check(t, "factor", lane, []*big.Int{s.e, s.f, s.g, s.h}[i])
			}
			this[lane] = mul(mul(s.e, s.h), mul(s.f, s.g))
			if zero[lane] = this[lane].Sign() == 0; zero[lane] {
				this[lane] = num(1)
			}
			product.check(t, "product", lane, mul(before.get(lane), this[lane]))
		}
		// Any inverse will do for the formulas.
		var dst [lanes][32]byte
		k.encodeFinish(&dst[0], q, e, inverse, a)
		for lane := range k.lanes {
			inverse.check(t, "inverse", lane, mul(inverseBefore.get(lane), this[lane]))
			s := want[lane].encode(mul(inverseBefore.get(lane), before.get(lane)), zero[lane])
			var b [32]byte
			s.FillBytes(b[:])
			for i, j := 0, 31; i < j; i, j = i+1, j-1 {
				b[i], b[j] = b[j], b[i]
			}
			if dst[lane] != b {
				t.Errorf("lane %d: encoded %x, want %x", lane, dst[lane], b)
			}
		}
	}
}

// encode is RFC 9496, Section 4.3.2, for a doubled point and the inverse of
// T·Z.
func (s efgh) encode(inv *big.Int, zero bool) *big.Int {
	eh, fg := mul(s.e, s.h), mul(s.f, s.g)
	if zero {
		fg = new(big.Int)
	}
	zInv, tInv := mul(eh, inv), mul(fg, inv)
	e, g, h, magic := s.e, s.h, s.f, invsqrtAMinusD
	if isNegative(mul(eh, zInv)) {
		e, g, h, magic = s.h, sub(new(big.Int), s.e), mul(s.g, sqrtM1), sqrtM1
	}
	g = negativeIf(isNegative(mul(mul(h, e), zInv)), g)
	return absolute(mul(mul(sub(h, g), magic), mul(g, tInv)))
}

func TestSHA512(t *testing.T) {
	if !kernels[0].available {
		t.Skip("no AVX-512 on this machine")
	}
	r := testRand(t)
	var x expander
	x.init()
	var msg [lanes][2 * blockSize]byte
	for lane := range msg {
		for i := range msg[lane] {
			msg[lane][i] = byte(r.Uint32())
		}
	}
	for n := 0; n <= blockSize; n++ {
		state := x.initial
		for i := range blocks(n) {
			var b block
			for lane := range msg {
				buf := padded(msg[lane][:n/2], msg[lane][n/2:n], 0, i)
				for j := range b {
					b[j][lane] = binary.BigEndian.Uint64(buf[8*j:])
				}
			}
			sha512Block(&state, &state, &b)
		}
		for lane := range msg {
			var got []byte
			for i := range state {
				got = binary.BigEndian.AppendUint64(got, state[i][lane])
			}
			if want := sha512.Sum512(msg[lane][:n]); !bytes.Equal(got, want[:]) {
				t.Fatalf("%d bytes, lane %d: %x, want %x", n, lane, got, want)
			}
		}
	}
}
