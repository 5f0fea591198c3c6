package ristretto

import (
	"encoding/binary"
	"math/bits"

	"filippo.io/edwards25519"
	"filippo.io/edwards25519/field"
)

// An Entry is a point (x, y) in the form in which it is added to another: y + x, y - x and 2*d*x*y.
type Entry struct{ Plus, Minus, T2D field.Element }

// Multiples returns what it takes to multiply half of the element that b encodes by additions alone, and whether b
// encodes an element other than the identity: with n = 2^(width-1) and P = half the element, entry n*i + e is
//
//	(2*e + 1 - 2*n) * 2^(width*i) * P,    0 <= e < n.
//
// A scalar is given as [Recode] leaves it. Digit u < n of its window i stands for entry n*i + u, and a digit u >= n for
// the negative of entry n*i + (2*n - 1 - u). The time this takes is independent of b, if b is an element.
func Multiples(b *[32]byte, width, windows int) ([]Entry, bool) {
	var p edwards25519.Point
	if !decode(&p, b) {
		return nil, false
	}
	n := 1 << (width - 1)
	points := make([]edwards25519.Point, n*windows)
	p.ScalarMult(oneHalf, &p)
	for i := range windows {
		// From -P to -(2*n - 1)*P; the last is the first entry.
		window := points[n*i : n*(i+1)]
		var twice edwards25519.Point
		twice.Add(&p, &p)
		window[n-1].Negate(&p)
		for e := n - 2; e >= 0; e-- {
			window[e].Subtract(&window[e+1], &twice)
		}
		for range width {
			p.Add(&p, &p)
		}
	}
	return entries(points), true
}

// oneHalf is 1/2 mod l = (l + 1)/2.
var oneHalf = func() *edwards25519.Scalar {
	var two [32]byte
	two[0] = 2
	x, err := new(edwards25519.Scalar).SetCanonicalBytes(two[:])
	if err != nil {
		panic("ristretto: internal error: " + err.Error())
	}
	return x.Invert(x)
}()

// entries brings points into the form of entries, with a single inversion for all.
func entries(points []edwards25519.Point) []Entry {
	out := make([]Entry, len(points))
	before := make([]field.Element, len(points)) // product of all Z before this one
	var acc field.Element
	acc.One()
	for i := range points {
		_, _, z, _ := points[i].ExtendedCoordinates()
		before[i].Set(&acc)
		acc.Multiply(&acc, z) // Z is never zero
	}
	acc.Invert(&acc)
	for i := len(points) - 1; i >= 0; i-- {
		x, y, z, _ := points[i].ExtendedCoordinates()
		var zInv field.Element
		zInv.Multiply(&acc, &before[i])
		acc.Multiply(&acc, z)
		x.Multiply(x, &zInv)
		y.Multiply(y, &zInv)
		e := &out[i]
		e.Plus.Add(y, x)
		e.Minus.Subtract(y, x)
		e.T2D.Multiply(x, y)
		e.T2D.Multiply(&e.T2D, d)
		e.T2D.Add(&e.T2D, &e.T2D)
	}
	return out
}

// order is l = 2^252 + 27742317777372353535851937790883648493.
var order = [4]uint64{0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000}

// Recode returns a canonical scalar k, little-endian, as the number u whose digits in radix 2^width are those of an odd
// multiplier,
//
//	k or k + l = sum of (2*u_i + 1 - 2^width) * 2^(width*i)    for i < bits/width,
//
// lowest word first: u = (k - 1)/2 + 2^(bits-1), where bits = width*windows is more than 253 and at most 256. Adding
// the order l to an even k changes a multiple of half an element by a point of order 4 at most, which its encoding
// drops.
func Recode(k *[32]byte, length int) (u [4]uint64) {
	even := uint64(k[0]&1) - 1 // all ones for an even k
	var carry uint64
	for i := range u {
		u[i], carry = bits.Add64(binary.LittleEndian.Uint64(k[8*i:]), order[i]&even, carry)
	}
	for i := range u[:3] {
		u[i] = u[i]>>1 | u[i+1]<<63
	}
	u[3] = u[3]>>1 | 1<<(length-1-192)
	return u
}
