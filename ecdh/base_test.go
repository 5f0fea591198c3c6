package ecdh_test

import (
	"bytes"
	stdecdh "crypto/ecdh"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/ecdh/internal/rfcvectors"
)

// scalars returns n random scalars of s.
func scalars(s ecdh.Suite, n int) []ecdh.Scalar {
	out := make([]ecdh.Scalar, n)
	for i := range out {
		var uniform [ecdh.UniformSize]byte
		rand.Read(uniform[:])
		out[i] = s.DeriveScalar(&uniform)
	}
	return out
}

// number returns n or, if it is negative, the order + n as the encoding of a scalar. |n| is less than 32.
func number(t testing.TB, s ecdh.Suite, n int) []byte {
	t.Helper()
	b := make([]byte, 32)
	if n < 0 {
		order, err := hex.DecodeString(orders[s.String()])
		if err != nil {
			t.Fatal(err)
		}
		b = order
	}
	if s.String() == "P256" {
		b[31] += byte(n)
	} else {
		b[0] += byte(n)
	}
	return b
}

// edges are scalars at which digits change in a special way.
func edges(t testing.TB, s ecdh.Suite) (out []ecdh.Scalar) {
	t.Helper()
	var all [][]byte
	for n := 1; n < 20; n++ {
		all = append(all, number(t, s, n), number(t, s, -n))
	}
	for bit := range 252 {
		b := make([]byte, 32)
		b[bit/8] = 1 << (bit % 8)
		all = append(all, b)
	}
	all = append(all, bytes.Repeat([]byte{0x0f}, 32), bytes.Repeat([]byte{0x08}, 32), bytes.Repeat([]byte{0x01}, 32))
	for _, b := range all {
		x, err := s.NewScalar(b)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

func newBase(t testing.TB, s ecdh.Suite, e ecdh.Element) *ecdh.Base {
	t.Helper()
	b, err := s.NewBase(e)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func multiply(b *ecdh.Base, scalars []ecdh.Scalar) []ecdh.Element {
	dst := make([]ecdh.Element, len(scalars))
	b.Multiply(dst, scalars)
	return dst
}

// TestMultiply compares with Remask under one key for each scalar.
func TestMultiply(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		a := elements(s, 1)
		all := append(edges(t, s), scalars(s, 30)...)
		if testing.Short() {
			all = all[:60]
		}
		b := newBase(t, s, a[0])
		if b.Element() != a[0] || b.Suite() != s {
			t.Error("a base of something else")
		}
		for i, got := range multiply(b, all) {
			x := all[i].Bytes()
			k, err := s.NewKey(x[:])
			if err != nil {
				t.Fatal(err)
			}
			if want := remask(t, k, a)[0]; got != want {
				t.Errorf("%x: %x, want %x", x, got, want)
			}
		}
	})
}

// TestSentinels is what bases are for: a·(r·G) = r·(a·G).
func TestSentinels(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		a, r := s.GenerateKey(), scalars(s, 100)
		sentinels := multiply(s.Generator(), r)
		if n, err := s.Check(sentinels); err != nil {
			t.Fatal(n, err)
		}
		if !slices.Equal(remask(t, a, sentinels), multiply(newBase(t, s, a.Public()), r)) {
			t.Error("a·(r·G) is not r·(a·G)")
		}
	})
}

// TestMultiples has the generator's multiples of RFC 9496, Appendix A.1.
func TestMultiples(t *testing.T) {
	s := ecdh.Ristretto255()
	v := rfcvectors.LoadR255(t).GeneratorMultiples
	var r []ecdh.Scalar
	for i := range v[1:] {
		x, err := s.NewScalar(number(t, s, i+1))
		if err != nil {
			t.Fatal(err)
		}
		r = append(r, x)
	}
	for i, got := range multiply(s.Generator(), r) {
		if got != ecdh.Element(v[i+1]) {
			t.Errorf("%d: %x, want %x", i+1, got, v[i+1])
		}
		if public := small(t, s, byte(i+1)).Public(); public != got {
			t.Errorf("%d: Public is %x, want %x", i+1, public, got)
		}
	}
}

// TestGeneratorP256 has crypto/ecdh's multiples of the generator.
func TestGeneratorP256(t *testing.T) {
	s := ecdh.P256()
	r := append(edges(t, s), scalars(s, 20)...)
	for i, got := range multiply(s.Generator(), r) {
		b := r[i].Bytes()
		k, err := stdecdh.P256().NewPrivateKey(b[:])
		if err != nil {
			t.Fatal(err)
		}
		if want := k.PublicKey().Bytes()[1:33]; !bytes.Equal(got[:], want) {
			t.Errorf("%x: %x, want %x", b, got, want)
		}
	}
}

// TestPublic compares with the generator's multiple by Remask.
func TestPublic(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		g := []ecdh.Element{s.Generator().Element()}
		for _, b := range [][]byte{number(t, s, 1), number(t, s, 2), number(t, s, -1), number(t, s, -2), s.GenerateKey().Bytes()} {
			k, err := s.NewKey(b)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := k.Public(), remask(t, k, g)[0]; got != want {
				t.Errorf("%x: %x, want %x", b, got, want)
			}
		}
	})
}

func TestMultiplySizes(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		b, r := s.Generator(), scalars(s, 2100)
		sizes := append(slices.Clone(sizes), 3, 4, 5, 7, 8, 9, 11, 12, 13, 23, 24, 25, 47, 48, 49)
		if testing.Short() {
			sizes = []int{0, 1, 7, 8, 9, 17, 33}
		}
		want := make([]ecdh.Element, len(r))
		for i := 0; i < len(r); i += 7 { // a batch each
			b.Multiply(want[i:], r[i:min(i+7, len(r))])
		}
		before := slices.Clone(r)
		for _, n := range sizes {
			got := make([]ecdh.Element, n+1)
			guard := ecdh.Element{1, 2, 3}
			got[n] = guard
			b.Multiply(got, r[:n])
			if !slices.Equal(got[:n], want[:n]) {
				t.Errorf("%d products differ from those of 7 at a time", n)
			}
			if got[n] != guard {
				t.Errorf("%d products: wrote after the last", n)
			}
		}
		if !slices.Equal(r, before) {
			t.Error("a scalar was modified")
		}
	})
}

func TestNewBase(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		if b, err := s.NewBase(ecdh.Element{}); b != nil || !errors.Is(err, ecdh.ErrIdentity) {
			t.Errorf("identity: %v", err)
		}
		bad := ecdh.Element(bytes.Repeat([]byte{0xff}, 32))
		if b, err := s.NewBase(bad); b != nil || !errors.Is(err, ecdh.ErrEncoding) {
			t.Errorf("not an encoding: %v", err)
		}
		other := ecdh.P256()
		if s == other {
			other = ecdh.Ristretto255()
		}
		b := s.Generator()
		dst := make([]ecdh.Element, 2)
		mustPanic(t, "another suite's scalar", func() { b.Multiply(dst, []ecdh.Scalar{scalars(s, 1)[0], scalars(other, 1)[0]}) })
		mustPanic(t, "zero scalar", func() { b.Multiply(dst, make([]ecdh.Scalar, 1)) })
		mustPanic(t, "short dst", func() { b.Multiply(dst, scalars(s, 3)) })
		if dst[0] != (ecdh.Element{}) || dst[1] != (ecdh.Element{}) {
			t.Error("written before a panic")
		}
	})
	mustPanic(t, "zero Suite", func() { ecdh.Suite{}.Generator() })
	mustPanic(t, "zero Suite", func() { ecdh.Suite{}.NewBase(ecdh.Element{}) })
}

// TestMultiplyConcurrently uses one base in many goroutines, with more workers than batches and fewer.
func TestMultiplyConcurrently(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		b, r := s.Generator(), scalars(s, 50)
		want := multiply(b, r)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if !slices.Equal(multiply(b, r), want) {
					t.Error("products differ")
				}
			})
		}
		wg.Wait()
	})
}

// TestHashToGroup compares with Mask under the scalar 1.
func TestHashToGroup(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		s = s.WithDomain("fill")
		k := small(t, s, 1)
		for _, n := range []int{0, 1, 7, 8, 9, 23, 24, 25, 100} {
			in := items(n)
			got, want := make([]ecdh.Element, n+1), make([]ecdh.Element, n+1)
			s.HashToGroup(got, in)
			k.Mask(want, in)
			if !slices.Equal(got, want) {
				t.Errorf("%d items: not the elements of Mask under 1", n)
			}
		}
		mustPanic(t, "short dst", func() { s.HashToGroup(make([]ecdh.Element, 1), items(2)) })
	})
	mustPanic(t, "zero Suite", func() { ecdh.Suite{}.HashToGroup(nil, nil) })
}

// TestKeyWithDomain: one scalar, several domains, one end.
func TestKeyWithDomain(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		k := s.GenerateKey()
		other := k.WithDomain("other")
		if k.Suite() != s || other.Suite() != s.WithDomain("other") || !bytes.Equal(k.Bytes(), other.Bytes()) {
			t.Error("another scalar, or another suite")
		}
		same, err := s.WithDomain("other").NewKey(k.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		got, want := make([]ecdh.Element, 3), make([]ecdh.Element, 3)
		other.Mask(got, items(3))
		same.Mask(want, items(3))
		if !slices.Equal(got, want) {
			t.Error("the domain isn't used")
		}
		if k.Mask(got, items(3)); slices.Equal(got, want) {
			t.Error("the first key's domain has changed")
		}
		mustPanic(t, "no domain", func() { k.WithDomain("") })
		if fmt.Sprint(other) != "[redacted]" {
			t.Error("prints otherwise")
		}
		k.Destroy()
		mustPanic(t, "after Destroy", func() { other.Bytes() })
		mustPanic(t, "after Destroy", func() { k.WithDomain("other") })
		mustPanic(t, "after Destroy", func() { k.Public() })
	})
}
