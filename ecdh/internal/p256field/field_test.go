package p256field

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

var (
	p, _ = new(big.Int).SetString("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16)
	r    = new(big.Int).Lsh(big.NewInt(1), 256)
)

// fromBig returns the Element whose limbs are x.
func fromBig(x *big.Int) (e Element) {
	x = new(big.Int).Set(x)
	mask := new(big.Int).SetUint64(1<<64 - 1)
	for i := range e {
		e[i] = new(big.Int).And(x, mask).Uint64()
		x.Rsh(x, 64)
	}
	return e
}

// number returns the limbs of e as a number.
func number(e *Element) *big.Int {
	x := new(big.Int)
	for i := 3; i >= 0; i-- {
		x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(e[i]))
	}
	return x
}

// value returns e out of Montgomery form, and fails if it is not reduced.
func value(t *testing.T, e *Element) *big.Int {
	t.Helper()
	x := number(e)
	if x.Cmp(p) >= 0 {
		t.Fatalf("%x is not reduced", x)
	}
	x.Mul(x, new(big.Int).ModInverse(r, p))
	return x.Mod(x, p)
}

// samples returns reduced elements: random ones, and those with extreme limbs.
func samples() (out []Element) {
	rng := rand.New(rand.NewPCG(1, 2))
	limbs := []uint64{0, 1, 1 << 32, 1<<32 - 1, 1<<64 - 1, 1<<64 - 1<<32, 0xffffffff00000001}
	for range 60 {
		var e Element
		for i := range e {
			e[i] = limbs[rng.IntN(len(limbs))]
		}
		if number(&e).Cmp(p) < 0 {
			out = append(out, e)
		}
	}
	for i := range int64(4) {
		out = append(out, fromBig(new(big.Int).Sub(p, big.NewInt(i+1))), fromBig(big.NewInt(i)))
	}
	for range 20 {
		e := Element{rng.Uint64(), rng.Uint64(), rng.Uint64(), rng.Uint64()}
		x := number(&e)
		out = append(out, fromBig(x.Mod(x, p)))
	}
	return out
}

func TestAgainstBig(t *testing.T) {
	xs := samples()
	check := func(name string, got *Element, want *big.Int) {
		t.Helper()
		if want.Mod(want, p); value(t, got).Cmp(want) != 0 {
			t.Fatalf("%s: %x, want %x", name, value(t, got), want)
		}
	}
	for i := range xs {
		x, bx := &xs[i], value(t, &xs[i])
		var z Element
		check("Square", z.Square(x), new(big.Int).Mul(bx, bx))
		check("Neg", z.Neg(x), new(big.Int).Neg(bx))
		if got := x.Sgn0(); got != int(bx.Bit(0)) {
			t.Fatalf("Sgn0 of %x: %d", bx, got)
		}
		for j := range xs {
			y, by := &xs[j], value(t, &xs[j])
			check("Mul", z.Mul(x, y), new(big.Int).Mul(bx, by))
			check("Add", z.Add(x, y), new(big.Int).Add(bx, by))
			check("Sub", z.Sub(x, y), new(big.Int).Sub(bx, by))
			if eq := x.Equal(y); eq == 1 != (i == j || *x == *y) {
				t.Fatalf("Equal of %x and %x: %d", bx, by, eq)
			}
			if *z.Select(x, y, 1) != *x || *z.Select(x, y, 0) != *y {
				t.Fatal("Select")
			}
		}
	}
}

// TestSquareUnreduced starts squareN at numbers from p to R-1, which never occur between two squares by chance.
func TestSquareUnreduced(t *testing.T) {
	rInv := new(big.Int).ModInverse(r, p)
	for _, n := range []*big.Int{
		p, new(big.Int).Add(p, big.NewInt(1)),
		new(big.Int).Sub(r, big.NewInt(1)), new(big.Int).Sub(r, big.NewInt(2)),
		new(big.Int).Sub(r, new(big.Int).Lsh(big.NewInt(1), 96)),
	} {
		x := fromBig(n)
		want := new(big.Int).Mul(n, rInv)
		for times := 1; times <= 3; times++ {
			want.Mul(want, want).Mod(want, p)
			var z Element
			if z.squareN(&x, times); value(t, &z).Cmp(want) != 0 {
				t.Errorf("%x squared %d times: %x, want %x", n, times, value(t, &z), want)
			}
		}
	}
}

func TestPowers(t *testing.T) {
	for _, x := range samples() {
		bx := value(t, &x)
		var z Element
		want := new(big.Int)
		if bx.Sign() != 0 {
			want.ModInverse(bx, p)
		}
		if z.Invert(&x); value(t, &z).Cmp(want) != 0 {
			t.Fatalf("Invert of %x: %x, want %x", bx, value(t, &z), want)
		}
		if (x.IsZero() == 1) != (bx.Sign() == 0) {
			t.Fatalf("IsZero of %x: %d", bx, x.IsZero())
		}

		isSquare := big.Jacobi(bx, p) >= 0
		if ok := z.Sqrt(&x); ok == 1 != isSquare {
			t.Fatalf("Sqrt of %x: %d", bx, ok)
		}
		if isSquare && *z.Square(&z) != x {
			t.Fatalf("Sqrt of %x: its square is %x", bx, value(t, &z))
		}
	}
}

func TestSqrtRatio(t *testing.T) {
	xs := samples()
	minusTen := new(big.Int).Sub(p, big.NewInt(10))
	for i := range xs {
		u, v := &xs[i], &xs[len(xs)-1-i]
		bu, bv := value(t, u), value(t, v)
		if bv.Sign() == 0 {
			continue
		}
		ratio := bv.ModInverse(bv, p)
		ratio.Mul(ratio, bu).Mod(ratio, p)
		isSquare := big.Jacobi(ratio, p) >= 0
		if !isSquare {
			ratio.Mul(ratio, minusTen).Mod(ratio, p)
		}
		var z Element
		if ok := z.SqrtRatio(u, v); ok == 1 != isSquare {
			t.Fatalf("%d: is a square: %d, want %v", i, ok, isSquare)
		}
		if z.Square(&z); value(t, &z).Cmp(ratio) != 0 {
			t.Fatalf("%d: square %x, want %x", i, value(t, &z), ratio)
		}
	}
}

func TestBytes(t *testing.T) {
	for delta := int64(-3); delta <= 3; delta++ {
		for _, base := range []*big.Int{p, new(big.Int).Sub(r, big.NewInt(4)), big.NewInt(3)} {
			n := new(big.Int).Add(base, big.NewInt(delta))
			var b [32]byte
			n.FillBytes(b[:])
			var e Element
			if ok := e.SetBytes(&b); ok == 1 != (n.Cmp(p) < 0) {
				t.Errorf("SetBytes of %x: %d", n, ok)
			}
			if value(t, &e).Cmp(new(big.Int).Mod(n, p)) != 0 {
				t.Errorf("SetBytes of %x gives %x", n, value(t, &e))
			}
			var back [32]byte
			e.PutBytes(&back)
			if new(big.Int).SetBytes(back[:]).Cmp(new(big.Int).Mod(n, p)) != 0 {
				t.Errorf("PutBytes gives %x for %x", back, n)
			}
		}
	}
}

func TestSetWide(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 200 {
		var b [48]byte
		for j := range b {
			b[j] = byte(rng.Uint32())
			if i < 2 {
				b[j] = byte(-i) // all zero, all ones
			}
		}
		var e Element
		e.SetWide(&b)
		want := new(big.Int).SetBytes(b[:])
		if value(t, &e).Cmp(want.Mod(want, p)) != 0 {
			t.Fatalf("%x gives %x, want %x", b, value(t, &e), want)
		}
	}
}

func BenchmarkMul(b *testing.B) {
	x := samples()[3]
	for b.Loop() {
		x.Mul(&x, &x)
	}
}

func BenchmarkSquare(b *testing.B) {
	x := samples()[3]
	for b.Loop() {
		x.Square(&x)
	}
}

func BenchmarkSqrt(b *testing.B) {
	x := samples()[3]
	for b.Loop() {
		x.Sqrt(&x)
	}
}
