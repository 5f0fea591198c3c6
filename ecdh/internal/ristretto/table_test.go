package ristretto

import (
	"encoding/hex"
	"math/big"
	"reflect"
	"slices"
	"testing"

	"filippo.io/edwards25519"

	"github.com/blindmatch/blindmatch/ecdh/internal/rfcvectors"
)

// TestRecode adds up the digits of scalars.
func TestRecode(t *testing.T) {
	l := new(big.Int)
	for i := len(order) - 1; i >= 0; i-- {
		l.Lsh(l, 64).Or(l, new(big.Int).SetUint64(order[i]))
	}
	var all []*big.Int
	for n := int64(1); n < 40; n++ {
		all = append(all, big.NewInt(n), new(big.Int).Sub(l, big.NewInt(n)), new(big.Int).Lsh(big.NewInt(n), 240))
	}
	for _, x := range all {
		var k [32]byte
		x.FillBytes(k[:])
		slices.Reverse(k[:])
		want := x
		if x.Bit(0) == 0 {
			want = new(big.Int).Add(x, l)
		}
		for _, form := range [][2]int{{4, 64}, {5, 51}} {
			width, windows := form[0], form[1]
			u, number, sum := Recode(&k, width*windows), new(big.Int), new(big.Int)
			for i := len(u) - 1; i >= 0; i-- {
				number.Lsh(number, 64).Or(number, new(big.Int).SetUint64(u[i]))
			}
			if number.BitLen() > width*windows {
				t.Errorf("%x: digits of %d bits", x, number.BitLen())
			}
			for i := windows - 1; i >= 0; i-- {
				d := int64(new(big.Int).Rsh(number, uint(width*i)).Uint64() & (1<<width - 1))
				sum.Lsh(sum, uint(width)).Add(sum, big.NewInt(2*d+1-1<<width))
			}
			if sum.Cmp(want) != 0 {
				t.Errorf("%d digits of %x are %x, want %x", windows, x, sum, want)
			}
		}
	}
}

// TestMulTable compares with filippo.io/edwards25519, at the end of a batch of others.
func TestMulTable(t *testing.T) {
	w := New()
	table := NewTable(&Generator)
	var ks [][32]byte
	for n := range byte(20) {
		var k edwards25519.Scalar
		if _, err := k.SetCanonicalBytes(append([]byte{n + 1}, make([]byte, 31)...)); err != nil {
			t.Fatal(err)
		}
		ks = append(ks, [32]byte(k.Bytes()))
		k.Negate(&k)
		ks = append(ks, [32]byte(k.Bytes()))
		k.Multiply(&k, &k)
		k.Invert(&k)
		ks = append(ks, [32]byte(k.Bytes()))
	}
	got := make([][32]byte, len(ks))
	w.MulTable(got, table, func(i int) *[32]byte { return &ks[i] })
	for i := range ks {
		k, err := new(edwards25519.Scalar).SetCanonicalBytes(ks[i][:])
		if err != nil {
			t.Fatal(err)
		}
		var p edwards25519.Point
		if want := encode(t, *p.ScalarBaseMult(k))[0]; got[i] != want {
			t.Errorf("%x: %x, want %x", ks[i], got[i], want)
		}
		k.Multiply(k, oneHalf)
		if got[i] != PublicKey((*[32]byte)(k.Bytes())) {
			t.Errorf("%x: not the public key", ks[i])
		}
	}
	if w.Clear(); !reflect.ValueOf(w.points).IsZero() || !reflect.ValueOf(w.doubled).IsZero() {
		t.Error("Clear left something")
	}
}

// TestOneHalf checks the constant, and that NewTable takes elements only.
func TestOneHalf(t *testing.T) {
	if got := hex.EncodeToString(oneHalf.Bytes()); got != half1 {
		t.Errorf("1/2 is %s, want %s", got, half1)
	}
	if _, ok := Multiples(new([32]byte), width, windows); ok {
		t.Error("multiples of the identity")
	}
	defer func() {
		if recover() == nil {
			t.Error("a table of what is not an element")
		}
	}()
	NewTable(&[32]byte{1})
}

// TestEncodePoint has representatives of one element, and the identity's.
func TestEncodePoint(t *testing.T) {
	small := torsion(t)
	multiple := edwards25519.NewIdentityPoint()
	for i, want := range rfcvectors.LoadR255(t).GeneratorMultiples {
		for j := 0; j < len(small); j += 2 { // E[4]
			var p edwards25519.Point
			got := [32]byte{1}
			if encodePoint(&got, p.Add(multiple, &small[j])); got != [32]byte(want) {
				t.Errorf("%d, coset %d: %x, want %x", i, j, got, want)
			}
		}
		multiple.Add(multiple, edwards25519.NewGeneratorPoint())
	}
}
