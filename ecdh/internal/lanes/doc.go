// Package lanes is the vector engine of the ristretto255 suite: the group of RFC 9496 on eight points at a time in
// AVX-512 with the 52-bit multiply-add (IFMA), or on four in AVX2. All points of a batch share one secret scalar, so
// all lanes do the same steps, and no address or branch depends on the scalar.
//
// It implements the contract that package ristretto states, and gives the same bytes. Points never leave the lanes:
// strings go in, strings come out. SHA-512 runs in lanes too, except with AVX2, which uses crypto/sha512.
//
// The assembly consists of small units. The program in _asm generates them and proves their bounds; its README.md says
// what a unit is. The formulas are here, as lists of calls: decode.go, mapping.go and encode.go for the RFC, with
// root.go and power.go, edwards.go for points and their multiplication, table.go for that of a fixed point, expand.go
// for the hash. Units work on three groups of points at a time. lanes.go decides what is called on which.
//
// # Speed
//
// A multiplication is 110,100 multiply-adds for eight points. On AMD Zen 4 at 3.7 GHz, which does one of eight lanes a
// cycle, these alone take 3.72 µs a point. The multiplication takes 4.27 µs: it reaches 87 % of the limit. Mask and
// Remask of package ecdh take 5.4 and 4.8 µs an element there, 11 times less than gtank/ristretto255 in the same
// process. A product of a fixed point takes 1.0 µs. Intel's cores with two 512-bit multipliers were not measured.
//
// One call into the assembly takes 12 µs there, or 20 with AVX2. Goroutines can't be preempted in it, and a garbage
// collection waits for them. AVX2 is about three times as fast as the portable engine; bench/README.md has the
// measurements.
package lanes

//go:generate go run -C _asm .
