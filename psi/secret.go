package psi

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha512"
	"encoding/binary"
	"hash"

	"github.com/blindmatch/blindmatch/ecdh"
)

// EpochSecret is K_e: all that is secret of an epoch follows from it, so a restart and an audit find it again. SPEC.md
// §5.3.
type EpochSecret [32]byte

// NewEpochSecret draws a secret.
func NewEpochSecret() *EpochSecret {
	s := new(EpochSecret)
	rand.Read(s[:])
	return s
}

// String hides the secret.
func (s *EpochSecret) String() string { return "[redacted]" }

// GoString hides the secret.
func (s *EpochSecret) GoString() string { return s.String() }

// Destroy overwrites the secret.
func (s *EpochSecret) Destroy() { clear(s[:]) }

// expander derives from an epoch's secret. It is for one goroutine: its hash is keyed once, which takes two thirds of
// the time of a derivation.
type expander struct {
	mac  hash.Hash
	info []byte
}

func (s *EpochSecret) expander() *expander { return &expander{mac: hmac.New(sha512.New, s[:])} }

// derive is HKDF-Expand (RFC 5869 §2.3) with SHA-512, to 64 bytes: its first block, which is HMAC(K_e, info ‖ 1).
func (x *expander) derive() (u [64]byte) {
	x.mac.Reset()
	x.mac.Write(append(x.info, 1))
	x.mac.Sum(u[:0])
	return u
}

// key is e, with b = e·d.
func (s *EpochSecret) key(g ecdh.Suite) *ecdh.Key {
	x := s.expander()
	x.info = append(x.info, Version+" epoch key"...)
	u := x.derive()
	defer clear(u[:])
	return g.DeriveKey(&u)
}

// sentinel is the uniform bytes of the scalar of a sentinel: number i of the section of this width, slot j.
func (x *expander) sentinel(width, i, j uint64) [64]byte {
	x.info = append(append(x.info[:0], Version+" sentinel"...), byte(width))
	x.info = append(binary.BigEndian.AppendUint64(x.info, i), byte(j))
	return x.derive()
}

// fill is what is hashed to the group for fill j of group g.
func (x *expander) fill(g, j uint64) [32]byte {
	x.info = append(x.info[:0], Version+" fill"...)
	x.info = append(binary.BigEndian.AppendUint64(x.info, g), byte(j))
	u := x.derive()
	return [32]byte(u[:])
}
