// Package lanes is the vector engine of the ristretto255 suite: the group of RFC 9496 on eight points at a time in
// AVX-512 with the 52-bit multiply-add (IFMA), or on four in AVX2. All points of a batch share one secret scalar, so
// all lanes walk the same path, and no address or branch depends on it.
//
// It implements the contract that package ristretto states, and gives the same bytes. Points never leave the lanes:
// strings go in, strings come out. SHA-512 is in lanes too, except with AVX2, where it is crypto/sha512.
//
// The assembly is small units, which the program in _asm generates and proves the bounds of; its README.md says what a
// unit is. The formulas are here, as lists of calls: decode.go, mapping.go and encode.go for the RFC, with root.go and
// power.go, edwards.go for points and their multiplication, expand.go for the hash. Units work on three groups of
// points at a time. lanes.go decides what is called on which.
//
// # Speed
//
// A multiplication is 110,100 multiply-adds for eight points. On AMD Zen 4 at 3.7 GHz, which does one of eight lanes a
// cycle, these alone take 3.72 µs a point; it takes 4.27 µs, 87 % of the limit. Mask and Remask of package ecdh take
// 5.4 and 4.8 µs an element there, 11 times less than gtank/ristretto255 in the same process. Intel's cores with two
// 512-bit multipliers were not measured.
//
// One call into the assembly takes 12 µs there, or 20 with AVX2: goroutines can't be preempted in it, and a garbage
// collection waits for them. AVX2 is about three times as fast as the portable engine; bench/README.md has what was
// measured.
package lanes

//go:generate go run -C _asm .
