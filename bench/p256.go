package main

import (
	stdecdh "crypto/ecdh"

	"github.com/cloudflare/circl/group"

	"github.com/blindmatch/blindmatch/ecdh"
)

// p256 returns ecdh and its peers under the key k.
func p256(k *ecdh.Key) []candidate {
	b := k.Bytes()
	return []candidate{ours(k), multiplication(b), withCirclP256(b)}
}

// multiplication is one multiplication by crypto/ecdh of a point that is already decoded: the least that a pass can
// take.
func multiplication(k []byte) candidate {
	s := must(stdecdh.P256().NewPrivateKey(k))
	points := make([][]byte, double)
	for i := range points {
		points[i] = must(stdecdh.P256().GenerateKey(nil)).PublicKey().Bytes()
	}
	run := func(dst []ecdh.Element) {
		for i := range dst {
			p := must(stdecdh.P256().NewPublicKey(points[i]))
			copy(dst[i][:], must(s.ECDH(p)))
		}
	}
	return candidate{
		name:   "one multiplication by crypto/ecdh",
		run:    2 * single,
		first:  func(dst []ecdh.Element, _ [][]byte) { run(dst) },
		second: func(dst, _ []ecdh.Element) { run(dst) },
		least:  true,
	}
}

// withCirclP256 hashes to whole points; the sign is dropped at the end.
func withCirclP256(k []byte) candidate {
	s := group.P256.NewScalar()
	check(s.UnmarshalBinary(k))
	multiply := func(dst *ecdh.Element, e group.Element) {
		copy(dst[:], must(e.Mul(e, s).MarshalBinaryCompress())[1:])
	}
	return candidate{
		name: "cloudflare/circl v1.6.5",
		run:  single,
		first: func(out []ecdh.Element, items [][]byte) {
			for i, item := range items {
				multiply(&out[i], group.P256.HashToElement(item, []byte(dst)))
			}
		},
		second: func(dst, src []ecdh.Element) {
			for i := range src {
				e := group.P256.NewElement()
				check(e.UnmarshalBinary(append([]byte{2}, src[i][:]...)))
				multiply(&dst[i], e)
			}
		},
	}
}
