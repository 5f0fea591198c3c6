package ristretto

import (
	"encoding/hex"
	"math/big"
	"reflect"
	"slices"
	"testing"

	"filippo.io/edwards25519"
	"filippo.io/edwards25519/field"

	"github.com/blindmatch/blindmatch/ecdh/internal/rfcvectors"
)

// half1 is 1/2 mod l: Mul by it is encoding.
const half1 = "f7e97a2e8d31092c6bce7b51ef7c6f0a00000000000000000000000000000008"

func encode(t *testing.T, points ...edwards25519.Point) [][32]byte {
	t.Helper()
	w := New()
	w.n = copy(w.points[:], points)
	half, err := hex.DecodeString(half1)
	if err != nil {
		t.Fatal(err)
	}
	dst := make([][32]byte, len(points))
	w.Mul(dst, (*[32]byte)(half))
	return dst
}

// TestConstants checks the constants by their definitions.
func TestConstants(t *testing.T) {
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	value := func(e *field.Element) *big.Int {
		b := e.Bytes()
		slices.Reverse(b)
		return new(big.Int).SetBytes(b)
	}
	mod := func(x *big.Int) *big.Int { return x.Mod(x, p) }
	mul := func(x, y *big.Int) *big.Int { return mod(new(big.Int).Mul(x, y)) }
	one, vd := big.NewInt(1), value(d)
	for name, test := range map[string][2]*big.Int{
		"121666*d = -121665":            {mul(vd, big.NewInt(121666)), mod(big.NewInt(-121665))},
		"SQRT_M1^2 = -1":                {mul(value(sqrtM1), value(sqrtM1)), mod(big.NewInt(-1))},
		"SQRT_AD_MINUS_ONE^2 = a*d - 1": {mul(value(sqrtADMinusOne), value(sqrtADMinusOne)), mod(new(big.Int).Sub(new(big.Int).Neg(vd), one))},
		"INVSQRT_A_MINUS_D^2*(a-d) = 1": {mul(mul(value(invSqrtAMinusD), value(invSqrtAMinusD)), new(big.Int).Sub(big.NewInt(-1), vd)), one},
		"ONE_MINUS_D_SQ = 1 - d^2":      {value(oneMinusDSq), mod(new(big.Int).Sub(one, mul(vd, vd)))},
		"D_MINUS_ONE_SQ = (d - 1)^2":    {value(dMinusOneSq), mul(new(big.Int).Sub(vd, one), new(big.Int).Sub(vd, one))},
	} {
		if test[0].Cmp(test[1]) != 0 {
			t.Errorf("%s: %x, %x", name, test[0], test[1])
		}
	}
}

// TestFromUniformBytes has RFC 9496, Appendix A.3.
func TestFromUniformBytes(t *testing.T) {
	for _, v := range rfcvectors.LoadR255(t).FromUniformBytes {
		var p edwards25519.Point
		setUniform(&p, (*[64]byte)(v.Uniform))
		if got := encode(t, p)[0]; got != [32]byte(v.Element) {
			t.Errorf("%x: %x, want %x", v.Uniform, got, v.Element)
		}
	}
}

// TestSqrtRatioM1 has RFC 9496, Appendix A.4, for the field package's function.
func TestSqrtRatioM1(t *testing.T) {
	for _, v := range rfcvectors.LoadR255(t).SqrtRatioM1 {
		var u, w, r field.Element
		if _, err := u.SetBytes(v.U); err != nil {
			t.Fatal(err)
		}
		if _, err := w.SetBytes(v.V); err != nil {
			t.Fatal(err)
		}
		_, wasSquare := r.SqrtRatio(&u, &w)
		if (wasSquare == 1) != v.WasSquare || [32]byte(r.Bytes()) != [32]byte(v.R) {
			t.Errorf("SQRT_RATIO_M1(%x, %x) = %d, %x, want %v, %x", v.U, v.V, wasSquare, r.Bytes(), v.WasSquare, v.R)
		}
	}
}

// torsion returns the eight points whose order divides 8.
func torsion(t *testing.T) (out []edwards25519.Point) {
	t.Helper()
	// A point of order 8.
	b, err := hex.DecodeString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
	if err != nil {
		t.Fatal(err)
	}
	p8, err := new(edwards25519.Point).SetBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	p := edwards25519.NewIdentityPoint()
	for range 8 {
		out = append(out, *p)
		p.Add(p, p8)
	}
	if p.Equal(edwards25519.NewIdentityPoint()) != 1 {
		t.Fatal("not of order 8")
	}
	return out
}

// TestEncodeCoset shows that representatives of one element, including the identity's, have the same encoding wherever
// they are in a batch.
func TestEncodeCoset(t *testing.T) {
	v := rfcvectors.LoadR255(t)
	small := torsion(t)
	var points []edwards25519.Point
	var want [][32]byte
	multiple := edwards25519.NewIdentityPoint()
	for _, encoding := range v.GeneratorMultiples {
		for i := 0; i < len(small); i += 2 { // E[4]
			var p edwards25519.Point
			points = append(points, *p.Add(multiple, &small[i]))
			want = append(want, [32]byte(encoding))
		}
		multiple.Add(multiple, edwards25519.NewGeneratorPoint())
	}
	if got := encode(t, points...); !slices.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
	// 2*P is the identity for every P in E[8].
	dst := make([][32]byte, len(small))
	for i := range dst {
		dst[i][0] = 1
	}
	encodeDoubled(dst, small, make([]doubled, len(small)))
	if !slices.Equal(dst, make([][32]byte, len(small))) {
		t.Errorf("2*E[8] encodes as %x", dst)
	}
}

// TestDecode checks what is decoded against filippo.io/edwards25519, up to the coset, and what is not.
func TestDecode(t *testing.T) {
	v := rfcvectors.LoadR255(t)
	multiple := edwards25519.NewGeneratorPoint()
	for i, encoding := range v.GeneratorMultiples[1:] {
		var p, diff edwards25519.Point
		if !decode(&p, (*[32]byte)(encoding)) {
			t.Fatalf("%d: refused", i+1)
		}
		diff.Subtract(&p, multiple)
		// 4*(P - i*B) is the identity.
		if diff.MultByCofactor(&diff); diff.Equal(edwards25519.NewIdentityPoint()) != 1 {
			t.Errorf("%d: another point", i+1)
		}
		multiple.Add(multiple, edwards25519.NewGeneratorPoint())
	}
	var p edwards25519.Point
	for _, v := range v.InvalidEncodings {
		if decode(&p, (*[32]byte)(v.Encoding)) {
			t.Errorf("%x (%s) was accepted", v.Encoding, v.Reason)
		}
	}
	if decode(&p, new([32]byte)) {
		t.Error("the identity was accepted")
	}
}

// TestWorkspace checks the contract about which step may follow which.
func TestWorkspace(t *testing.T) {
	w := New()
	v := rfcvectors.LoadR255(t)
	src := [][32]byte{[32]byte(v.GeneratorMultiples[1]), {}, [32]byte(v.GeneratorMultiples[2])}
	if n := w.Decode(src); n != 1 {
		t.Fatalf("Decode: %d, want 1", n)
	}
	mul := func(n int) (panicked bool) {
		defer func() { panicked = recover() != nil }()
		w.Mul(make([][32]byte, n), &[32]byte{1})
		return
	}
	if !mul(2) {
		t.Error("multiplied a point that was not decoded")
	}
	if mul(1) || !mul(1) {
		t.Error("Mul of the one point, twice: want once")
	}
	if w.Clear(); !reflect.ValueOf(w.points).IsZero() || !reflect.ValueOf(w.doubled).IsZero() {
		t.Error("Clear left something")
	}
}
