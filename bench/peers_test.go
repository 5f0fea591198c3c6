package main

import (
	"crypto/rand"
	"testing"

	"github.com/cloudflare/circl/group"

	"github.com/blindmatch/blindmatch/ecdh"
)

// TestPeers compares both passes with every other implementation.
func TestPeers(t *testing.T) {
	for _, suite := range []struct {
		s     ecdh.Suite
		peers func(*ecdh.Key) []candidate
	}{{ecdh.Ristretto255(), ristretto255}, {ecdh.P256(), p256}} {
		k, k2 := suite.s.WithDomain(dst).GenerateKey(), suite.s.WithDomain(dst).GenerateKey()
		in := items(1500)
		masked, again := make([]ecdh.Element, len(in)), make([]ecdh.Element, len(in))
		k.Mask(masked, in)
		if n, err := k2.Remask(again, masked); err != nil || n != len(in) {
			t.Fatalf("Remask: %d, %v", n, err)
		}
		firsts, seconds := suite.peers(k)[1:], suite.peers(k2)[1:]
		for i, c := range firsts {
			if c.least {
				continue
			}
			t.Run(suite.s.String()+"/"+c.name, func(t *testing.T) {
				got := make([]ecdh.Element, len(in))
				c.first(got, in)
				compare(t, "first", masked, got)
				seconds[i].second(got, masked)
				compare(t, "second", again, got)
			})
		}
	}
}

// TestBase compares hashes, public keys and the products of a base with circl's.
func TestBase(t *testing.T) {
	for _, suite := range []struct {
		s ecdh.Suite
		g group.Group
	}{{ecdh.Ristretto255(), group.Ristretto255}, {ecdh.P256(), group.P256}} {
		const n = 300
		s, g := suite.s.WithDomain(dst), suite.g
		encode := func(e group.Element) (out ecdh.Element) {
			b := must(e.MarshalBinaryCompress())
			copy(out[:], b[len(b)-len(out):])
			return out
		}
		k := s.GenerateKey()
		base := must(s.NewBase(k.Public()))
		private := g.NewScalar()
		check(private.UnmarshalBinary(k.Bytes()))
		public := g.NewElement().MulGen(private)
		compare(t, "public key", []ecdh.Element{k.Public()}, []ecdh.Element{encode(public)})

		in, scalars := items(n), make([]ecdh.Scalar, n)
		products, hashes := make([]ecdh.Element, n), make([]ecdh.Element, n)
		theirProducts, theirHashes := make([]ecdh.Element, n), make([]ecdh.Element, n)
		for i, item := range in {
			r := g.RandomNonZeroScalar(rand.Reader)
			scalars[i] = must(s.NewScalar(must(r.MarshalBinary())))
			theirProducts[i] = encode(g.NewElement().Mul(public, r))
			theirHashes[i] = encode(g.HashToElement(item, []byte(dst)))
		}
		base.Multiply(products, scalars)
		compare(t, "base", products, theirProducts)
		s.HashToGroup(hashes, in)
		compare(t, "hash", hashes, theirHashes)
	}
}

func compare(t *testing.T, pass string, ours, theirs []ecdh.Element) {
	t.Helper()
	for i := range ours {
		if ours[i] != theirs[i] {
			t.Fatalf("%s pass, item %d: %x, theirs is %x", pass, i, ours[i], theirs[i])
		}
	}
}
