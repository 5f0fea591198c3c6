package psi

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha512"
	"encoding/binary"

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

// derive is HKDF-Expand (RFC 5869 §2.3) with SHA-512, to 64 bytes.
func (s *EpochSecret) derive(info []byte) [64]byte {
	b, err := hkdf.Expand(sha512.New, s[:], string(info), 64)
	if err != nil {
		panic("psi: internal error: epoch's secret: " + err.Error())
	}
	return [64]byte(b)
}

// key is e, with b = e·d.
func (s *EpochSecret) key(g ecdh.Suite) *ecdh.Key {
	u := s.derive([]byte(Version + " epoch key"))
	defer clear(u[:])
	return g.DeriveKey(&u)
}

// sentinel sets u to the uniform bytes of the scalar of a sentinel: number i of the section of this width, slot j.
func (s *EpochSecret) sentinel(width, i, j uint64) [64]byte {
	info := append([]byte(Version+" sentinel"), byte(width))
	return s.derive(append(binary.BigEndian.AppendUint64(info, i), byte(j)))
}

// fill is what is hashed to the group for fill j of group g.
func (s *EpochSecret) fill(g, j uint64) [32]byte {
	u := s.derive(append(binary.BigEndian.AppendUint64([]byte(Version+" fill"), g), byte(j)))
	return [32]byte(u[:])
}
