package main

import (
	"crypto"
	"crypto/sha512"

	bwesterb "github.com/bwesterb/go-ristretto"
	"github.com/cloudflare/circl/group"
	gtank "github.com/gtank/ristretto255"
	voi "github.com/oasisprotocol/curve25519-voi/curve"
	voiscalar "github.com/oasisprotocol/curve25519-voi/curve/scalar"
	voih2c "github.com/oasisprotocol/curve25519-voi/primitives/h2c"

	"github.com/blindmatch/blindmatch/ecdh"
)

// ristretto255 returns ecdh and its peers under the key k.
func ristretto255(k *ecdh.Key) []candidate {
	b := [32]byte(k.Bytes())
	return append([]candidate{
		ours(k),
		withGtank(b),
		withBwesterb(b),
		withCirclRistretto(b),
		withVoi(b),
	}, withSodium(b)...)
}

// uniform is expand_message_xmd of RFC 9380 with SHA-512, for 64 bytes, as users write it for a library that lacks it.
func uniform(item []byte) (out [64]byte) {
	h := sha512.New()
	var zpad [sha512.BlockSize]byte
	h.Write(zpad[:])
	h.Write(item)
	h.Write([]byte{0, 64, 0})
	h.Write([]byte(dst))
	h.Write([]byte{byte(len(dst))})
	b0 := h.Sum(out[:0])
	h.Reset()
	h.Write(b0)
	h.Write([]byte{1})
	h.Write([]byte(dst))
	h.Write([]byte{byte(len(dst))})
	h.Sum(out[:0])
	return out
}

func withGtank(k [32]byte) candidate {
	s := must(gtank.NewScalar().SetCanonicalBytes(k[:]))
	return candidate{
		name: "gtank/ristretto255 v0.2.0 on filippo.io/edwards25519 v1.2.0",
		run:  single,
		first: func(dst []ecdh.Element, items [][]byte) {
			for i, item := range items {
				u := uniform(item)
				e := must(gtank.NewIdentityElement().SetUniformBytes(u[:]))
				copy(dst[i][:], e.ScalarMult(s, e).Bytes())
			}
		},
		second: func(dst, src []ecdh.Element) {
			for i := range src {
				e := must(gtank.NewIdentityElement().SetCanonicalBytes(src[i][:]))
				copy(dst[i][:], e.ScalarMult(s, e).Bytes())
			}
		},
	}
}

func withBwesterb(k [32]byte) candidate {
	var s bwesterb.Scalar
	s.SetBytes(&k)
	return candidate{
		name: "bwesterb/go-ristretto v1.2.4",
		run:  single,
		first: func(dst []ecdh.Element, items [][]byte) {
			for i, item := range items {
				u := uniform(item)
				var p, q bwesterb.Point
				p.SetElligator((*[32]byte)(u[:32]))
				q.SetElligator((*[32]byte)(u[32:]))
				p.Add(&p, &q)
				p.ScalarMult(&p, &s).BytesInto((*[32]byte)(&dst[i]))
			}
		},
		second: func(dst, src []ecdh.Element) {
			for i := range src {
				var p bwesterb.Point
				if !p.SetBytes((*[32]byte)(&src[i])) {
					panic("go-ristretto refuses an element")
				}
				p.ScalarMult(&p, &s).BytesInto((*[32]byte)(&dst[i]))
			}
		},
	}
}

func withCirclRistretto(k [32]byte) candidate {
	s := group.Ristretto255.NewScalar()
	check(s.UnmarshalBinary(k[:]))
	return candidate{
		name: "cloudflare/circl v1.6.5",
		run:  single,
		first: func(out []ecdh.Element, items [][]byte) {
			for i, item := range items {
				e := group.Ristretto255.HashToElement(item, []byte(dst))
				copy(out[i][:], must(e.Mul(e, s).MarshalBinaryCompress()))
			}
		},
		second: func(dst, src []ecdh.Element) {
			for i := range src {
				e := group.Ristretto255.NewElement()
				check(e.UnmarshalBinary(src[i][:]))
				copy(dst[i][:], must(e.Mul(e, s).MarshalBinaryCompress()))
			}
		},
	}
}

func withVoi(k [32]byte) candidate {
	s := must(voiscalar.NewFromCanonicalBytes(k[:]))
	return candidate{
		name: "oasisprotocol/curve25519-voi 2023-09-04",
		run:  single,
		first: func(out []ecdh.Element, items [][]byte) {
			for i, item := range items {
				p := must(voih2c.Ristretto255_XMD_R255MAP_RO(crypto.SHA512, []byte(dst), item))
				(*voi.CompressedRistretto)(&out[i]).SetRistrettoPoint(p.Mul(p, s))
			}
		},
		second: func(dst, src []ecdh.Element) {
			for i := range src {
				p := must(new(voi.RistrettoPoint).SetCompressed((*voi.CompressedRistretto)(&src[i])))
				(*voi.CompressedRistretto)(&dst[i]).SetRistrettoPoint(p.Mul(p, s))
			}
		},
	}
}

func must[T any](x T, err error) T {
	check(err)
	return x
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
