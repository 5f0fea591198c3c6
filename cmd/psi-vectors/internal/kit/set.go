package kit

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
)

// SetOf describes packed bytes as a set of parts whose items have so many bytes each: SPEC.md §5.1. It takes bytes that
// no honest side sends.
func SetOf(item int, parts []psi.Part, b []byte) psi.Set {
	return Describe(parts, LeavesOf(item, parts, b))
}

// LeavesOf are the hashes of the leaves of packed bytes, 32 bytes each.
func LeavesOf(item int, parts []psi.Part, b []byte) []byte {
	var all []byte
	for _, p := range parts {
		n := min(len(b), int(p.Items())*item)
		for leaf := range slices.Chunk(b[:n], 32768*item) {
			sum := sha256.Sum256(append([]byte{0}, leaf...))
			all = append(all, sum[:]...)
		}
		b = b[n:]
	}
	return all
}

// Describe is the set of parts with the given hashes of leaves.
func Describe(parts []psi.Part, leaves []byte) psi.Set {
	field := func(h, v []byte) []byte { return append(binary.BigEndian.AppendUint16(h, uint16(len(v))), v...) }
	h := field(nil, []byte(psi.Version+" set"))
	for _, p := range parts {
		h = field(h, binary.BigEndian.AppendUint64([]byte{byte(p.Width)}, p.Size))
	}
	root := rootOf(leaves)
	return psi.Set{Parts: parts, Digest: sha256.Sum256(field(h, root[:]))}
}

// rootOf is MTH of RFC 6962 §2.1.
func rootOf(leaves []byte) [32]byte {
	n := len(leaves) / 32
	switch n {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return [32]byte(leaves)
	}
	k := 1
	for 2*k < n {
		k *= 2
	}
	l, r := rootOf(leaves[:32*k]), rootOf(leaves[32*k:])
	return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
}

// Bad32 are 32 bytes that are no element, by what they are: the identity, a number that is not below the prime, and in
// ristretto255 a negative one.
func Bad32(suite string) map[string][]byte {
	all := map[string][]byte{"identity": make([]byte, 32), "not-reduced": slices.Repeat([]byte{0xff}, 32)}
	if suite == "ristretto255" {
		negative := make([]byte, 32)
		negative[0] = 1
		all["negative"] = negative
	}
	return all
}
