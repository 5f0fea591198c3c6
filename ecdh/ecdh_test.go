package ecdh_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
)

var suites = []ecdh.Suite{ecdh.Ristretto255(), ecdh.P256()}

// items returns n distinct items, the same ones every time.
func items(n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = binary.BigEndian.AppendUint64(make([]byte, 24), uint64(i))
	}
	return out
}

// elements returns n distinct elements of s.
func elements(s ecdh.Suite, n int) []ecdh.Element {
	out := make([]ecdh.Element, n)
	s.GenerateKey().Mask(out, items(n))
	return out
}

// small returns the key with scalar n.
func small(t testing.TB, s ecdh.Suite, n byte) *ecdh.Key {
	t.Helper()
	b := make([]byte, 32)
	if s.String() == "P256" {
		b[31] = n
	} else {
		b[0] = n
	}
	k, err := s.NewKey(b)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func remask(t testing.TB, k *ecdh.Key, src []ecdh.Element) []ecdh.Element {
	t.Helper()
	dst := make([]ecdh.Element, len(src))
	if n, err := k.Remask(dst, src); err != nil || n != len(src) {
		t.Fatalf("Remask: %d, %v, want %d", n, err, len(src))
	}
	return dst
}

// eachSuite calls f for every suite, and for every implementation of ristretto255.
func eachSuite(t *testing.T, f func(t *testing.T, s ecdh.Suite)) {
	for _, s := range suites {
		eachImplementation(s, func(name string) {
			t.Run(s.String()+"/"+name, func(t *testing.T) { f(t, s) })
		})
	}
}

func eachImplementation(s ecdh.Suite, f func(name string)) {
	if s == ecdh.Ristretto255() {
		ecdh.Implementations(f)
		return
	}
	f(s.Implementation())
}

// TestImplementations checks that all implementations give the same elements, and runs the tests with vectors for those
// of ristretto255 that aren't the default.
func TestImplementations(t *testing.T) {
	s := ecdh.Ristretto255()
	k, in := s.GenerateKey(), items(2100)
	var first []ecdh.Element
	ecdh.Implementations(func(name string) {
		t.Run(name, func(t *testing.T) {
			masked := make([]ecdh.Element, len(in))
			k.Mask(masked, in)
			both := append(masked, remask(t, k, masked)...)
			if first == nil {
				first = both
				return
			}
			if !slices.Equal(both, first) {
				t.Error("elements differ from those of the default")
			}
			t.Run("TestRFC9496Multiples", TestRFC9496Multiples)
			t.Run("TestRFC9496Invalid", TestRFC9496Invalid)
			t.Run("TestRFC9497", TestRFC9497)
			t.Run("TestDerived", TestDerived)
			t.Run("TestMultiples", TestMultiples)
			t.Run("TestAllocs", TestAllocs)
		})
	})
}

// TestCommutes is what the package is for.
func TestCommutes(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		a, b, in := s.GenerateKey(), s.GenerateKey(), items(100)
		am, bm := make([]ecdh.Element, len(in)), make([]ecdh.Element, len(in))
		a.Mask(am, in)
		b.Mask(bm, in)
		if slices.Equal(am, bm) {
			t.Fatal("two keys mask alike")
		}
		ab := remask(t, b, am)
		if !slices.Equal(ab, remask(t, a, bm)) {
			t.Error("b·(a·H(x)) is not a·(b·H(x))")
		}

		product := make([]ecdh.Element, len(in))
		a.Times(b).Mask(product, in)
		if !slices.Equal(ab, product) {
			t.Error("(a·b)·H(x) is not b·(a·H(x))")
		}
		if !slices.Equal(remask(t, small(t, s, 1), ab), ab) {
			t.Error("1·P is not P")
		}
		if !slices.Equal(remask(t, b.Times(a), bm), remask(t, b, ab)) {
			t.Error("(b·a)·P is not b·(a·P)")
		}
	})
}

// TestDomains shows that domains separate, and that the default is one.
func TestDomains(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		names := map[ecdh.Element]string{}
		k := s.GenerateKey()
		for _, in := range []ecdh.Suite{s, s.WithDomain("a"), s.WithDomain("aa")} {
			k, err := in.NewKey(k.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			// The domain must not run into the item either.
			for _, item := range []string{"", "a", "aa"} {
				var e [1]ecdh.Element
				k.Mask(e[:], [][]byte{[]byte(item)})
				name := fmt.Sprintf("%q in %v", item, in)
				if other, ok := names[e[0]]; ok {
					t.Errorf("%s is %s", name, other)
				}
				names[e[0]] = name
			}
		}

		in := s.WithDomain("a")
		if in == s || in != s.WithDomain("a") || in.String() != s.String() {
			t.Error("domains don't compare")
		}
		// Times keeps the domain of its receiver.
		if got := in.GenerateKey().Times(k).Suite(); got != in {
			t.Errorf("Times: a key of %#v, want %#v", got, in)
		}
		for _, dst := range []string{"", string(make([]byte, 256))} {
			mustPanic(t, fmt.Sprintf("WithDomain of %d bytes", len(dst)), func() { s.WithDomain(dst) })
		}
		s.WithDomain(string(make([]byte, 255))).GenerateKey().Mask(make([]ecdh.Element, 1), items(1))
	})
}

func TestParseSuite(t *testing.T) {
	for _, s := range suites {
		if got, err := ecdh.ParseSuite(s.String()); err != nil || got != s {
			t.Errorf("%v: %v, %v", s, got, err)
		}
	}
	for _, name := range []string{"", "none", "p256", "P256 ", "x25519"} {
		if _, err := ecdh.ParseSuite(name); err == nil {
			t.Errorf("%q was accepted", name)
		}
	}
	mustPanic(t, "zero Suite", func() { ecdh.Suite{}.GenerateKey() })
	mustPanic(t, "zero Suite", func() { ecdh.Suite{}.Check(nil) })
}

// sizes has the neighbours of the sizes at which the division into batches changes. Results must not depend on it.
var sizes = []int{0, 1, 2, 15, 16, 17, 31, 32, 33, 1023, 1024, 1025, 2049}

func TestSizes(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		k, k2 := s.GenerateKey(), s.GenerateKey()
		sizes := sizes
		if s == ecdh.P256() {
			sizes = []int{0, 1, 16, 33, 1025}
		}
		if testing.Short() {
			sizes = []int{0, 1, 17, 33}
		}
		in := items(slices.Max(sizes))
		want := make([]ecdh.Element, len(in))
		for i := 0; i < len(in); i += 7 { // a batch each
			k.Mask(want[i:], in[i:min(i+7, len(in))])
		}
		want2 := remask(t, k2, want)
		for _, n := range sizes {
			got := make([]ecdh.Element, n+1)
			guard := ecdh.Element{1, 2, 3}
			got[n] = guard
			k.Mask(got, in[:n])
			if !slices.Equal(got[:n], want[:n]) {
				t.Errorf("Mask of %d items differs from Mask of 7 at a time", n)
			}
			if m, err := s.Check(got[:n]); m != n || err != nil {
				t.Errorf("Check of %d elements: %d, %v", n, m, err)
			}
			if m, err := k2.Remask(got, got[:n]); m != n || err != nil {
				t.Errorf("Remask of %d elements: %d, %v", n, m, err)
			}
			if !slices.Equal(got[:n], want2[:n]) {
				t.Errorf("Remask of %d elements in place differs", n)
			}
			if got[n] != guard {
				t.Errorf("%d elements: wrote after the last", n)
			}
		}
		if len(in[3]) != 32 || !bytes.Equal(in[3], items(4)[3]) {
			t.Error("an item was modified")
		}
	})
}

func TestShortDst(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		k := s.GenerateKey()
		mustPanic(t, "Mask", func() { k.Mask(make([]ecdh.Element, 1), items(2)) })
		mustPanic(t, "Remask", func() { k.Remask(make([]ecdh.Element, 1), make([]ecdh.Element, 2)) })
	})
}

// TestFirstBad puts bad elements everywhere that batches meet. It checks that the first one is reported and nothing is
// written from there on.
func TestFirstBad(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(5))
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		n := 200 // 5 batches
		if testing.Short() {
			n = 90 // 3 batches
		}
		k, good := s.GenerateKey(), elements(s, n)
		want := remask(t, k, good)
		var notEncoding ecdh.Element
		for i := range notEncoding {
			notEncoding[i] = 0xff
		}
		for _, at := range [][]int{{0}, {1}, {31}, {32}, {n / 2}, {n - 1}, {n/2 + 9, n - 1}, {n - 1, 50}, {48, 47, 49}} {
			src, first := slices.Clone(good), slices.Min(at)
			var why error
			for i, at := range at {
				bad, err := notEncoding, ecdh.ErrEncoding
				if i%2 == 0 {
					bad, err = ecdh.Element{}, ecdh.ErrIdentity
				}
				if src[at] = bad; at == first {
					why = err
				}
			}
			if got, err := s.Check(src); got != first || !errors.Is(err, why) {
				t.Errorf("bad at %d: Check: %d, %v", at, got, err)
			}
			guard := ecdh.Element{9}
			dst := slices.Repeat([]ecdh.Element{guard}, n)
			got, err := k.Remask(dst, src)
			if got != first || !errors.Is(err, why) {
				t.Errorf("bad at %d: Remask: %d, %v, want %d, %v", at, got, err, first, why)
			}
			if wantErr := fmt.Sprintf("element %d: %v", first, why); err == nil || err.Error() != wantErr {
				t.Errorf("bad at %d: error %q, want %q", at, err, wantErr)
			}
			if !slices.Equal(dst[:first], want[:first]) {
				t.Errorf("bad at %d: the elements before it differ", at)
			}
			for i, e := range dst[first:] {
				if e != guard {
					t.Fatalf("bad at %d: element %d was written", at, first+i)
				}
			}
		}
	})
}

// TestAllocs checks the promise of ristretto255: the allocations of a call don't grow with the items.
func TestAllocs(t *testing.T) {
	s := ecdh.Ristretto255()
	if testing.Short() {
		t.Skip("takes a second, and the race detector allocates")
	}
	const n = 4096
	k, in := s.GenerateKey(), items(n)
	dst, base, r := make([]ecdh.Element, n), s.Generator(), scalars(s, n)
	for name, f := range map[string]func(){
		"Mask":        func() { k.Mask(dst, in) },
		"Remask":      func() { k.Remask(dst, dst) },
		"Check":       func() { s.Check(dst) },
		"HashToGroup": func() { s.HashToGroup(dst, in) },
		"Multiply":    func() { base.Multiply(dst, r) },
	} {
		f()
		if allocs := testing.AllocsPerRun(1, f); allocs > 40 {
			t.Errorf("%s: %v allocations for %d items", name, allocs, n)
		}
	}
}

func mustPanic(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if s := fmt.Sprint(recover()); !bytes.HasPrefix([]byte(s), []byte("ecdh: internal error: ")) {
			t.Errorf("%s: panicked with %q", what, s)
		}
	}()
	f()
}
