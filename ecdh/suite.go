package ecdh

import (
	"fmt"

	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// A Suite is a group, a hash to it, and the domain that separates the hash. Suites are comparable values. The zero
// value is not usable: every method but String panics on it.
type Suite struct {
	group group
	dst   string
}

// A group is one of the two groups, or 0.
type group uint8

const (
	groupRistretto255 group = 1 + iota
	groupP256
	groups = groupP256
)

// groupNames has each group's name, and the RFC 9380 suite that hashes to it.
var groupNames = [1 + groups]struct{ name, hash string }{
	groupRistretto255: {"ristretto255", "ristretto255_XMD:SHA-512_R255MAP_RO_"},
	groupP256:         {"P256", "P256_XMD:SHA-256_SSWU_RO_"},
}

// domainPrefix comes before the hash suite's name in the default domain.
const domainPrefix = "Blindmatch-V1-"

// Ristretto255 returns the default suite: ristretto255 (RFC 9496), with ristretto255_XMD:SHA-512_R255MAP_RO_ (RFC 9380,
// Appendix B) as its hash.
func Ristretto255() Suite { return newSuite(groupRistretto255) }

// P256 returns the suite over NIST's P-256, with P256_XMD:SHA-256_SSWU_RO_ (RFC 9380, Section 8.2) as its hash.
// [crypto/ecdh] does the multiplications by keys, so they run inside Go's FIPS 140-3 module if it is in use. The hash,
// [Base.Multiply], and arithmetic on scalars don't.
func P256() Suite { return newSuite(groupP256) }

func newSuite(g group) Suite {
	return Suite{group: g, dst: domainPrefix + groupNames[g].hash}
}

// ParseSuite returns the suite of that name, "ristretto255" or "P256", with its default domain.
func ParseSuite(name string) (Suite, error) {
	for g := group(1); g <= groups; g++ {
		if groupNames[g].name == name {
			return newSuite(g), nil
		}
	}
	return Suite{}, fmt.Errorf("unknown suite %q, want %q or %q",
		name, groupNames[groupRistretto255].name, groupNames[groupP256].name)
}

// String returns the name that [ParseSuite] takes. It does not include the domain.
func (s Suite) String() string {
	if s.group == 0 {
		return "none"
	}
	return groupNames[s.group].name
}

// Implementation says what computes the suite on this machine: "avx512ifma", which takes eight elements at a time,
// "avx2", which takes four, or "portable" for [Ristretto255], "crypto/ecdh" for [P256]. All implementations of a suite
// give the same elements. avx512ifma is about ten times as fast as portable, avx2 three times.
func (s Suite) Implementation() string {
	s.mustBeUsable()
	if s.group == groupP256 {
		return "crypto/ecdh"
	}
	return implementation
}

// WithDomain returns the suite with dst as the domain separation tag of its hash (RFC 9380, Section 3.1), which must
// have 1 to 255 bytes: otherwise it panics. Without it the tag is "Blindmatch-V1-" and the name of the hash suite.
func (s Suite) WithDomain(dst string) Suite {
	s.mustBeUsable()
	if len(dst) < 1 || len(dst) > xmd.MaxDST {
		panic(fmt.Sprintf("ecdh: internal error: domain of %d bytes, want 1 to %d", len(dst), xmd.MaxDST))
	}
	s.dst = dst
	return s
}

// Check decodes src, as [Key.Remask] does, without multiplying. It returns len(src) and no error, or the index of the
// first element that is bad and an error that wraps [ErrIdentity] or [ErrEncoding].
func (s Suite) Check(src []Element) (n int, err error) {
	s.mustBeUsable()
	b := batches{group: s.group, src: raw(src)}
	if n = b.run(len(src)); n < len(src) {
		return n, elementError(b.src, n)
	}
	return n, nil
}

func (s Suite) mustBeUsable() {
	if s.group == 0 {
		panic("ecdh: internal error: zero Suite used")
	}
}
