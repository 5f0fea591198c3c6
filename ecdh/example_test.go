package ecdh_test

import (
	"fmt"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
)

// Two parties find out that they have one item in common. Each sees only what the other has masked.
func Example() {
	s := ecdh.Ristretto255().WithDomain("example of package ecdh")
	a, b := s.GenerateKey(), s.GenerateKey()
	defer a.Destroy()
	defer b.Destroy()

	fromA := make([]ecdh.Element, 2)
	a.Mask(fromA, [][]byte{[]byte("ann"), []byte("bob")})
	fromB := make([]ecdh.Element, 2)
	b.Mask(fromB, [][]byte{[]byte("bob"), []byte("cid")})

	// Each masks the other's elements too, in place.
	if n, err := b.Remask(fromA, fromA); err != nil {
		fmt.Println("stopped at", n, err)
		return
	}
	if n, err := a.Remask(fromB, fromB); err != nil {
		fmt.Println("stopped at", n, err)
		return
	}
	for i, e := range fromA {
		fmt.Println(i, slices.Index(fromB, e))
	}
	// Output:
	// 0 -1
	// 1 0
}

// An element from elsewhere may be anything.
func ExampleSuite_Check() {
	s := ecdh.P256()
	n, err := s.Check(make([]ecdh.Element, 3))
	fmt.Println(n, err)
	// Output: 0 element 0: identity element (all bytes zero)
}

// One party hides elements r·G among others and later recognises, by r·A, that the other party has masked them all.
func ExampleBase() {
	s := ecdh.Ristretto255()
	a := s.GenerateKey()
	defer a.Destroy()
	var uniform [ecdh.UniformSize]byte // from a key derivation function
	r := []ecdh.Scalar{s.DeriveScalar(&uniform)}

	hidden := make([]ecdh.Element, len(r))
	s.Generator().Multiply(hidden, r)
	masked := make([]ecdh.Element, len(r))
	if n, err := a.Remask(masked, hidden); err != nil {
		fmt.Println("stopped at", n, err)
		return
	}

	base, err := s.NewBase(a.Public())
	if err != nil {
		fmt.Println(err)
		return
	}
	want := make([]ecdh.Element, len(r))
	base.Multiply(want, r)
	fmt.Println(slices.Equal(masked, want))
	// Output: true
}
