package p256

import (
	"crypto/ecdh"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh/internal/rfcvectors"
	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// affine returns the bytes of p by way of toAffine, at the end of a batch with other points, some at infinity.
func affine(p *projective) uncompressed {
	infinity := projective{y: p.y}
	batch := []projective{infinity, *p, infinity, *p}
	out := make([]uncompressed, len(batch))
	toAffine(out, batch, make([]field, len(batch)))
	if out[1] != out[3] || out[0] != (uncompressed{}) || out[2] != (uncompressed{}) {
		panic("points of a batch depend on each other")
	}
	return out[3]
}

// affineOf returns p by its coordinates.
func affineOf(p *projective) (a affinePoint) {
	u := affine(p)
	a.x.SetBytes((*[32]byte)(u[1:33]))
	a.y.SetBytes((*[32]byte)(u[33:]))
	return a
}

func point(x, y rfcvectors.Hex) (u uncompressed) {
	ax, ay := x.Array(), y.Array()
	u[0] = 4
	copy(u[1:], ax[:])
	copy(u[33:], ay[:])
	return u
}

// TestRFC9380 checks every step of Appendix J.1.1.
func TestRFC9380(t *testing.T) {
	v := rfcvectors.LoadP256RO(t)
	w, dst := New(), xmd.NewDST(v.DST)
	for _, v := range v.Vectors {
		var q [2]projective
		for i, want := range v.U {
			var u field
			b := want.Array()
			if u.SetBytes(&b) == 0 {
				t.Fatal("u is not reduced")
			}
			q[i].mapToCurve(&u)
		}
		w.Hash(dst, [][]byte{[]byte(v.Msg)})
		for i, want := range v.U {
			var u field
			u.SetWide((*[48]byte)(w.uniform[48*i:]))
			var b [32]byte
			if u.PutBytes(&b); b != want.Array() {
				t.Errorf("%q: u[%d] = %x, want %x", v.Msg, i, b, want)
			}
		}
		if got, want := affine(&q[0]), point(v.Q0.X, v.Q0.Y); got != want {
			t.Errorf("%q: Q0 = %x, want %x", v.Msg, got, want)
		}
		if got, want := affine(&q[1]), point(v.Q1.X, v.Q1.Y); got != want {
			t.Errorf("%q: Q1 = %x, want %x", v.Msg, got, want)
		}
		if got, want := w.points[0], point(v.P.X, v.P.Y); got != want {
			t.Errorf("%q: P = %x, want %x", v.Msg, got, want)
		}
		w.Clear()
	}
}

// TestMapToCurveExceptional has the inputs for which tv2 is zero: u = 0, and the roots of u^2 = -1/Z = 1/10. They map
// to x = B/(Z*A) = B/30.
func TestMapToCurveExceptional(t *testing.T) {
	var ten, root, thirty, x field
	mulZ(&ten, ten.One())
	ten.Neg(&ten)
	if root.Sqrt(ten.Invert(&ten)) == 0 {
		t.Fatal("1/10 has no root")
	}
	mulA(&thirty, thirty.One())
	mulZ(&thirty, &thirty)
	x.Mul(&b, thirty.Invert(&thirty))
	var want [32]byte
	x.PutBytes(&want)

	for _, u := range []field{{}, root, *new(field).Neg(&root)} {
		var p projective
		p.mapToCurve(&u)
		got := affine(&p)
		if [32]byte(got[1:33]) != want {
			t.Errorf("x = %x, want %x", got[1:33], want)
		}
		if int(got[64]&1) != u.Sgn0() {
			t.Error("sgn0(y) is not sgn0(u)")
		}
		if _, err := ecdh.P256().NewPublicKey(got[:]); err != nil {
			t.Error(err)
		}
	}
}

func TestAdd(t *testing.T) {
	var u field
	u.One()
	var p, minusP, twoP, threeP, sum projective
	p.mapToCurve(&u)
	minusP = p
	minusP.y.Neg(&p.y)
	infinity := projective{y: u}

	if sum.add(&p, &minusP); sum.z.IsZero() != 1 {
		t.Error("P - P is not at infinity")
	}
	if sum.add(&infinity, &infinity); sum.z.IsZero() != 1 {
		t.Error("infinity + infinity is not at infinity")
	}
	if sum.add(&p, &infinity); affine(&sum) != affine(&p) {
		t.Error("P + infinity is not P")
	}
	if sum.add(&infinity, &p); affine(&sum) != affine(&p) {
		t.Error("infinity + P is not P")
	}
	twoP.add(&p, &p)
	threeP.add(&twoP, &p)
	if sum.add(&threeP, &minusP); affine(&sum) != affine(&twoP) {
		t.Error("3P - P is not 2P")
	}
	// The same with an affine point.
	a := affineOf(&p)
	if sum.addAffine(&minusP, &a); sum.z.IsZero() != 1 {
		t.Error("-P + P is not at infinity")
	}
	if sum.addAffine(&infinity, &a); affine(&sum) != affine(&p) {
		t.Error("infinity + P is not P, for an affine P")
	}
	if sum.addAffine(&p, &a); affine(&sum) != affine(&twoP) {
		t.Error("P + P is not 2P, for an affine P")
	}
	if sum.addAffine(&twoP, &a); affine(&sum) != affine(&threeP) {
		t.Error("2P + P is not 3P, for an affine P")
	}
	// 2P by crypto/ecdh.
	two := make([]byte, 32)
	two[31] = 2
	k, err := ecdh.P256().NewPrivateKey(two)
	if err != nil {
		t.Fatal(err)
	}
	w := New()
	w.points[0], w.n, w.used = affine(&p), 1, 1
	var got [1][32]byte
	w.Mul(got[:], k)
	if want := affine(&twoP); got[0] != [32]byte(want[1:33]) {
		t.Errorf("2P = %x, want %x", want[1:33], got[0])
	}
}

// TestInfinity has what no item hashes to.
func TestInfinity(t *testing.T) {
	k, err := ecdh.P256().NewPrivateKey(append(make([]byte, 31), 1))
	if err != nil {
		t.Fatal(err)
	}
	w := New()
	w.n = 1
	got := [1][32]byte{{1}}
	if w.Mul(got[:], k); got[0] != [32]byte{} {
		t.Errorf("infinity encodes as %x", got[0])
	}
}

// TestZeroX shows that x = 0 is refused by the rule for the all-zero element, and not because there is no such point.
func TestZeroX(t *testing.T) {
	var x, y field
	if y.Sqrt(curveEquation(&y, &x)) == 0 {
		t.Error("x = 0 is not on the curve")
	}
	if New().Decode(make([][32]byte, 1)) != 0 {
		t.Error("x = 0 was accepted")
	}
}
