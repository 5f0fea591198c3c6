// Package ecdh is the commutative cipher of private set intersection: it masks items under a secret key and masks the
// other party's masked elements again, a batch at a time,
//
//	Mask:   item x     -> k·H(x)
//	Remask: element P  -> k·P
//
// so that a·(b·H(x)) = b·(a·H(x)) whichever party starts. H is a hash to the group by RFC 9380. There is no protocol
// here and no I/O: callers decide which keys are used for what, how often and in which order.
//
// One element is also multiplied by many secret scalars:
//
//	Base.Multiply: scalar r -> r·B
//
// and with B = a·G, which is [Key.Public], r·B is what a makes of r·G.
//
// Two suites share one interface. [Ristretto255] is the default; [P256] does its multiplications by keys through
// [crypto/ecdh].
//
// # Side channels
//
// The time and the memory addresses of [Key.Mask] and [Key.Remask] don't depend on the key, nor those of
// [Base.Multiply] on the scalars. Those of Mask depend on the items only through their number and lengths. Elements are
// public: decoding stops at the first bad one.
//
// # Memory
//
// Items are processed in batches by [runtime.GOMAXPROCS] goroutines, which all end before the call does. Ristretto255
// allocates nothing per item; for P256, crypto/ecdh does under a Key.
package ecdh

import (
	"errors"
	"fmt"
	"unsafe"
)

// An Element is a group element in its canonical encoding, which is its wire form and its sort key: elements are equal
// if their bytes are. An Element that this package has computed is valid. One from elsewhere may be anything until
// [Suite.Check] or Remask has accepted it.
//
// In [Ristretto255] it is the encoding of RFC 9496, Section 4.3.2. In [P256] it is the x-coordinate, big-endian, which
// a point and its negative share: they count as the same element.
//
// All bytes zero is never valid: it encodes the identity in ristretto255, and marks it in P256.
type Element [32]byte

// Why an element is refused. The index is in the error's text, and [Suite.Check] and [Key.Remask] also return it.
var (
	// ErrIdentity means the all-zero element, which masks to itself under every key.
	ErrIdentity = errors.New("identity element (all bytes zero)")
	// ErrEncoding means bytes that are not the canonical encoding of an element of the suite's group.
	ErrEncoding = errors.New("not the canonical encoding of a group element")
)

// elementError says why src[n] was refused.
func elementError(src [][32]byte, n int) error {
	why := ErrEncoding
	if src[n] == [32]byte{} {
		why = ErrIdentity
	}
	return fmt.Errorf("element %d: %w", n, why)
}

// raw returns s in the form that the engines take, sharing its memory.
func raw(s []Element) [][32]byte {
	// Element's underlying type is [32]byte, so the layouts are the same.
	return unsafe.Slice((*[32]byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s))
}
