package vectors

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"hash"
	"math/big"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
)

// fieldElements are the intermediates of the hash to the group, which package ecdh does not show: what
// expand_message_xmd makes of an item, and the two field elements of that, in the suite's byte order (RFC 9380 §5.2 and
// §8.2; RFC 9496 §4.3.4).
func fieldElements(suite string, item, dst []byte) (uniform []byte, u [][]byte) {
	if suite == ecdh.P256().String() {
		p, _ := new(big.Int).SetString("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16)
		uniform = expandMessage(sha256.New, item, dst, 96)
		for b := range slices.Chunk(uniform, 48) {
			x := new(big.Int).SetBytes(b)
			u = append(u, x.Mod(x, p).FillBytes(make([]byte, 32)))
		}
		return uniform, u
	}
	p := new(big.Int).Lsh(big.NewInt(1), 255)
	p.Sub(p, big.NewInt(19))
	uniform = expandMessage(sha512.New, item, dst, 64)
	for b := range slices.Chunk(uniform, 32) {
		b = slices.Clone(b)
		slices.Reverse(b)
		b[0] &= 0x7f
		x := new(big.Int).SetBytes(b)
		out := x.Mod(x, p).FillBytes(make([]byte, 32))
		slices.Reverse(out)
		u = append(u, out)
	}
	return uniform, u
}

// expandMessage is expand_message_xmd (RFC 9380 §5.3.1), for tags of at most 255 bytes.
func expandMessage(newHash func() hash.Hash, msg, dst []byte, length int) (out []byte) {
	h := newHash()
	sum := func(parts ...[]byte) []byte {
		h.Reset()
		for _, p := range parts {
			h.Write(p)
		}
		return h.Sum(nil)
	}
	end := append(slices.Clone(dst), byte(len(dst)))
	b0 := sum(make([]byte, h.BlockSize()), msg, binary.BigEndian.AppendUint16(nil, uint16(length)), []byte{0}, end)
	b := sum(b0, []byte{1}, end)
	for i := byte(2); len(out) < length; i++ {
		out = append(out, b...)
		x := slices.Clone(b0)
		for j := range x {
			x[j] ^= b[j]
		}
		b = sum(x, []byte{i}, end)
	}
	return out[:length]
}
