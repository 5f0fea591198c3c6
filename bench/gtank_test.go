package bench

import (
	"crypto/rand"
	"crypto/sha512"
	"testing"

	"github.com/gtank/ristretto255"

	"github.com/blindmatch/blindmatch/ecdh"
)

// gtankHash is hash_to_ristretto255 of RFC 9380, Appendix B, as a user of
// gtank/ristretto255 writes it.
func gtankHash(dst string, item []byte) *ristretto255.Element {
	h := sha512.New()
	var zpad [sha512.BlockSize]byte
	h.Write(zpad[:])
	h.Write(item)
	h.Write([]byte{0, 64, 0})
	h.Write([]byte(dst))
	h.Write([]byte{byte(len(dst))})
	var b [sha512.Size]byte
	b0 := h.Sum(b[:0])
	h.Reset()
	h.Write(b0)
	h.Write([]byte{1})
	h.Write([]byte(dst))
	h.Write([]byte{byte(len(dst))})
	e, err := ristretto255.NewIdentityElement().SetUniformBytes(h.Sum(b[:0]))
	if err != nil {
		panic(err)
	}
	return e
}

func gtankKey(k *ecdh.Key) *ristretto255.Scalar {
	s, err := ristretto255.NewScalar().SetCanonicalBytes(k.Bytes())
	if err != nil {
		panic(err)
	}
	return s
}

func items(n int) [][]byte {
	all := make([]byte, 32*n)
	rand.Read(all)
	out := make([][]byte, n)
	for i := range out {
		out[i] = all[32*i : 32*i+32 : 32*i+32]
	}
	return out
}

// TestRistretto255 compares both passes with an independent implementation.
func TestRistretto255(t *testing.T) {
	const dst = "bench"
	k := ecdh.Ristretto255().WithDomain(dst).GenerateKey()
	k2 := ecdh.Ristretto255().GenerateKey()
	s, s2 := gtankKey(k), gtankKey(k2)
	in := items(3000)
	got := make([]ecdh.Element, len(in))
	k.Mask(got, in)
	again := make([]ecdh.Element, len(in))
	if n, err := k2.Remask(again, got); err != nil || n != len(in) {
		t.Fatalf("Remask: %d, %v", n, err)
	}
	for i, item := range in {
		e := gtankHash(dst, item)
		e.ScalarMult(s, e)
		if want := ecdh.Element(e.Bytes()); got[i] != want {
			t.Fatalf("Mask, item %d: %x, want %x", i, got[i], want)
		}
		if _, err := e.SetCanonicalBytes(got[i][:]); err != nil {
			t.Fatal(err)
		}
		e.ScalarMult(s2, e)
		if want := ecdh.Element(e.Bytes()); again[i] != want {
			t.Fatalf("Remask, item %d: %x, want %x", i, again[i], want)
		}
	}
}
