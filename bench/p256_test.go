package bench

import (
	"bytes"
	"testing"

	"github.com/cloudflare/circl/group"

	"github.com/blindmatch/blindmatch/ecdh"
)

// TestP256 compares both passes with circl, which hashes to the whole point.
func TestP256(t *testing.T) {
	const dst = "bench"
	k := ecdh.P256().WithDomain(dst).GenerateKey()
	k2 := ecdh.P256().GenerateKey()
	scalar := func(k *ecdh.Key) group.Scalar {
		s := group.P256.NewScalar()
		if err := s.UnmarshalBinary(k.Bytes()); err != nil {
			t.Fatal(err)
		}
		return s
	}
	in := items(1100)
	got := make([]ecdh.Element, len(in))
	k.Mask(got, in)
	again := make([]ecdh.Element, len(in))
	if n, err := k2.Remask(again, got); err != nil || n != len(in) {
		t.Fatalf("Remask: %d, %v", n, err)
	}
	for i, item := range in {
		e := group.P256.HashToElement(item, []byte(dst))
		for _, step := range []struct {
			k   *ecdh.Key
			got ecdh.Element
		}{{k, got[i]}, {k2, again[i]}} {
			e.Mul(e, scalar(step.k))
			want, err := e.MarshalBinaryCompress()
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(step.got[:], want[1:]) {
				t.Fatalf("item %d: %x, want %x", i, step.got, want[1:])
			}
		}
	}
}
