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

func TestElements(t *testing.T) { eachKernel(t, testElements) }

func testElements(t *testing.T) {
	r := testRand(t)
	x, y, z := aligned[trio](), aligned[trio](), aligned[trio]()
	m, odd, zero := aligned[masks](), aligned[masks](), aligned[masks]()
	n := 0
	units := map[string]struct {
		run  func(z, x, y *trio)
		want func(lane int, x, y *big.Int) *big.Int
	}{
		"product":    {k.multiply3, func(_ int, x, y *big.Int) *big.Int { return mul(x, y) }},
		"sum":        {k.add3, func(_ int, x, y *big.Int) *big.Int { return add(x, y) }},
		"difference": {k.subtract3, func(_ int, x, y *big.Int) *big.Int { return sub(x, y) }},
		"square": {func(z, x, _ *trio) { k.square3(z, x, n) }, func(_ int, x, _ *big.Int) *big.Int {
			for range n {
				x = sqr(x)
			}
			return x
		}},
		"choice": {func(z, x, y *trio) { k.choose3(z, m, x, y) }, func(lane int, x, y *big.Int) *big.Int {
			if m.get(lane) != 0 {
				return x
			}
			return y
		}},
		"remainder": {func(z, x, _ *trio) { k.reduce3(z, odd, zero, x) }, func(_ int, x, _ *big.Int) *big.Int { return x }},
	}
	for range 200 {
		n = 1 + r.IntN(3)
		x.extreme(r)
		y.extreme(r)
		if r.IntN(4) == 0 {
			x.put(r.IntN(3*k.lanes), num(int64(r.IntN(2)))) // p, too, is tried by extreme
		}
		for i := range m {
			for lane := range m[i] {
				m[i][lane] = -r.Uint64N(2)
			}
		}
		for name, u := range units {
			var want []*big.Int
			for lane := range triple * k.lanes {
				want = append(want, u.want(lane, x.get(lane), y.get(lane)))
			}
			check := func(where string, z *trio) {
				for lane, w := range want {
					z.check(t, name+where, lane, w)
				}
			}
			u.run(z, x, y)
			check("", z)
			if name == "remainder" {
				for lane, w := range want {
					if z.number(lane).Cmp(w) != 0 {
						t.Errorf("lane %d: %x isn't reduced", lane, z.number(lane))
					}
					if odd.get(lane) != -uint64(w.Bit(0)) || (zero.get(lane) != 0) != (w.Sign() == 0) || -zero.get(lane) > 1 {
						t.Errorf("lane %d: %x: odd %x, zero %x", lane, w, odd.get(lane), zero.get(lane))
					}
				}
			}
			// The destination is either operand.
			*z = *x
			u.run(z, z, y)
			check(" in place", z)
			*z = *y
			u.run(z, x, z)
			check(" in place", z)
		}
		k.multiply3(z, x, x)
		z.check(t, "product by itself", 0, sqr(x.get(0)))
		k.subtract3(z, x, x)
		z.check(t, "difference from itself", 0, new(big.Int))
	}
}

// TestConstants compares with the definitions.
func TestConstants(t *testing.T) { eachKernel(t, testConstants) }

func testConstants(t *testing.T) {
	c := newConstants(k)
	for lane := range triple * k.lanes {
		for name, x := range map[string]struct {
			got  *trio
			want *big.Int
		}{
			"0": {&c.zero, num(0)}, "1": {&c.one, num(1)}, "-1": {&c.minusOne, num(-1)},
			"D": {&c.d, curveD}, "2·D": {&c.twoD, mul(num(2), curveD)}, "SQRT_M1": {&c.sqrtM1, sqrtM1},
			"SQRT_AD_MINUS_ONE": {&c.sqrtADMinusOne, sqrtADMinusOne}, "INVSQRT_A_MINUS_D": {&c.invsqrtAMinusD, invsqrtAMinusD},
			"ONE_MINUS_D_SQ": {&c.oneMinusDSq, sub(num(1), sqr(curveD))}, "D_MINUS_ONE_SQ": {&c.dMinusOneSq, sqr(sub(curveD, num(1)))},
		} {
			x.got.check(t, name, lane, x.want)
		}
	}
}

func TestPower(t *testing.T) { eachKernel(t, testPower) }

func testPower(t *testing.T) {
	r := testRand(t)
	x, y, temps := aligned[trio](), aligned[trio](), aligned[[4]trio]()
	x.extreme(r)
	x.put(0, new(big.Int))
	k.power22523(y, x, temps)
	for lane := range triple * k.lanes {
		y.check(t, "power", lane, bigPower(x.get(lane)))
	}
	*y = *x
	k.power22523(y, y, temps)
	y.check(t, "power in place", 1, bigPower(x.get(1)))
	*y = *x
	k.invert(y, temps)
	for lane := range triple * k.lanes {
		want := new(big.Int).ModInverse(x.get(lane), prime)
		if want == nil {
			want = new(big.Int)
		}
		y.check(t, "inverse", lane, want)
	}
}

func TestMultiplyPoints(t *testing.T) { eachKernel(t, testMultiplyPoints) }

func testMultiplyPoints(t *testing.T) {
	r, w := testRand(t), newWorkspace(k)
	p, d := &w.points[0], aligned[digits]()
	for n, scalar := range scalars(r) {
		d.set(&scalar)
		for _, e := range p.all() {
			e.extreme(r)
		}
		before := *p
		groups := 1 + n%triple
		w.multiply(p, groups, d)
		for lane := range groups * k.lanes {
			if (lane+n)%6 != 0 || testing.Short() && lane%k.lanes > 1 {
				continue // the model is slow
			}
			want := before.get(lane).times(d)
			for i, e := range p.all()[:3] {
				e.check(t, "multiple", lane, want[i])
			}
		}
	}
}

// scalars are canonical: the smallest, the greatest, those around 2^252, whose first digit is special, and random ones.
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

// TestDigits adds up the digits.
func TestDigits(t *testing.T) {
	l := new(big.Int)
	for i := len(order) - 1; i >= 0; i-- {
		l.Add(l.Lsh(l, 64), new(big.Int).SetUint64(order[i]))
	}
	for _, scalar := range scalars(testRand(t)) {
		var d digits
		d.set(&scalar)
		for _, mask := range []uint64{d.over, d.negative} {
			if -mask > 1 {
				t.Errorf("mask %#x", mask)
			}
		}
		sum := new(big.Int).SetUint64(2 & d.over)
		for i, d := range d.d {
			entry := int64(d.entry[0]&1 | d.entry[1]&2 | d.entry[2]&4)
			x := 2*entry + 1
			if d.negative != 0 {
				x = -x
			}
			for _, b := range []byte{d.entry[0], d.entry[1], d.entry[2], d.negative} {
				if b != 0 && b != 0xff {
					t.Errorf("digit %d: mask %#x", i, b)
				}
			}
			if i > 0 {
				sum.Lsh(sum, 4)
			}
			sum.Add(sum, big.NewInt(x))
		}
		if d.negative != 0 {
			sum.Neg(sum)
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
	r, w := testRand(t), newWorkspace(k)
	d, p := &w.decoding, &w.points[0]
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
	for len(strings)%(triple*k.lanes) != 0 {
		strings = append(strings, [32]byte{})
	}
	for ; len(strings) > 0; strings = strings[triple*k.lanes:] {
		for g, group := range split(w, strings[:triple*k.lanes], 0) {
			k.loadStrings(&d.s[g], &group[0])
			for lane := range group {
				d.good[g][lane] = acceptable(&group[lane])
			}
		}
		w.decode(p)
		for lane, b := range strings[:triple*k.lanes] {
			want, ok := bigDecode(b)
			if ok != (d.good.get(lane) == 1<<64-1) || !ok && d.good.get(lane) != 0 {
				t.Errorf("%x: good is %x, want %v", b, d.good.get(lane), ok)
			}
			if !ok {
				continue
			}
			for i, e := range p.all() {
				e.check(t, "decoded", lane, want[i])
			}
		}
	}
}

// notCanonical returns p to 2^255 − 1, which stand for 0 to 18, and the same with the top bit set. RFC 9496 has odd
// ones only, which are refused as negative anyway.
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
	w := newWorkspace(k)
	p, t0, t1 := &w.points[0], &w.mapping.t[0], &w.mapping.t[1]
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
	for len(strings)%(triple*k.lanes) != 0 || len(strings) < 64 {
		var b [64]byte
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		strings = append(strings, b)
	}
	for ; len(strings) > 0; strings = strings[triple*k.lanes:] {
		for g, group := range split(w, strings[:triple*k.lanes], 0) {
			words := (*[8 * lanes]uint64)(unsafe.Pointer(&w.uniform))
			for i := range 8 {
				for lane := range k.lanes {
					words[i*k.lanes+lane] = binary.BigEndian.Uint64(group[lane][8*i:])
				}
			}
			k.loadUniform(&t0[g], &t1[g], &w.uniform)
		}
		w.mapUniform(p)
		for lane, b := range strings[:triple*k.lanes] {
			want := bigMap(b[:32]).add(bigMap(b[32:])).point()
			for i, e := range p.all() {
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
	r, w := testRand(t), newWorkspace(k)
	p, e := &w.points[0], &w.encodings[0]
	product, inverse := aligned[trio](), aligned[trio]()
	for range 20 {
		for _, e := range []*trio{&p.X, &p.Y, &p.Z, product, inverse} {
			e.extreme(r)
		}
		// A case in which 0 is replaced by 1.
		p.X.put(r.IntN(triple*k.lanes), new(big.Int))
		start, before, inverseBefore := *p, *product, *inverse
		w.encodeStart(e, p, product)
		this, want, zero := [triple * lanes]*big.Int{}, [triple * lanes]efgh{}, [triple * lanes]bool{}
		for lane := range triple * k.lanes {
			s := start.get(lane).double()
			want[lane] = s
			for i, e := range p.all() {
				e.check(t, "factor", lane, []*big.Int{s.e, s.f, s.g, s.h}[i])
			}
			this[lane] = mul(mul(s.e, s.h), mul(s.f, s.g))
			if zero[lane] = this[lane].Sign() == 0; zero[lane] {
				this[lane] = num(1)
			}
			product.check(t, "product", lane, mul(before.get(lane), this[lane]))
		}
		// Any inverse will do for the formulas.
		w.encodeFinish(e, p, inverse)
		dst := make([][32]byte, triple*k.lanes)
		for g, group := range split(w, dst, 0) {
			k.storeStrings(&group[0], &w.encoder.t[g])
		}
		for lane := range dst {
			inverse.check(t, "inverse", lane, mul(inverseBefore.get(lane), this[lane]))
			s := want[lane].encode(mul(inverseBefore.get(lane), before.get(lane)), zero[lane])
			if littleEndian(dst[lane][:]).Cmp(s) != 0 {
				t.Errorf("lane %d: encoded %x, want %x", lane, dst[lane], s)
			}
		}
	}
}

// encode is RFC 9496, Section 4.3.2, for a doubled point and the inverse of T·Z.
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
			sha512Block(&state, &state, &b, &x.rounds)
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
