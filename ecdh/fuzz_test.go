package ecdh_test

import (
	"errors"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/ecdh/internal/rfcvectors"
)

// FuzzCheck: whatever is accepted is a canonical encoding, and Check and Remask agree on what that is.
func FuzzCheck(f *testing.F) {
	v := rfcvectors.LoadR255(f)
	for _, e := range v.GeneratorMultiples {
		f.Add([]byte(e))
	}
	for _, e := range v.InvalidEncodings {
		f.Add([]byte(e.Encoding))
	}
	for _, v := range rfcvectors.LoadP256RO(f).Vectors {
		f.Add([]byte(v.P.X))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) != 32 {
			return
		}
		src := []ecdh.Element{ecdh.Element(b)}
		for _, s := range suites {
			n, err := s.Check(src)
			dst := make([]ecdh.Element, 1)
			m, err2 := small(t, s, 1).Remask(dst, src)
			if n != m || (err == nil) != (err2 == nil) || (n == 1) != (err == nil) {
				t.Fatalf("%v: Check: %d, %v, Remask: %d, %v", s, n, err, m, err2)
			}
			if err == nil && dst[0] != src[0] {
				t.Fatalf("%v: 1·P has another encoding", s)
			}
			if err != nil && errors.Is(err, ecdh.ErrIdentity) != (src[0] == ecdh.Element{}) {
				t.Fatalf("%v: %v", s, err)
			}
		}
	})
}

// FuzzMultiply: a base's products are those of keys with the same scalars.
func FuzzMultiply(f *testing.F) {
	f.Add([]byte("item"), make([]byte, ecdh.UniformSize))
	for _, v := range rfcvectors.LoadR255(f).FromUniformBytes {
		f.Add([]byte(""), []byte(v.Uniform))
	}
	f.Fuzz(func(t *testing.T, item, uniform []byte) {
		if len(uniform) != ecdh.UniformSize {
			return
		}
		u := (*[ecdh.UniformSize]byte)(uniform)
		for _, s := range suites {
			var e [1]ecdh.Element
			s.HashToGroup(e[:], [][]byte{item})
			got := multiply(newBase(t, s, e[0]), []ecdh.Scalar{s.DeriveScalar(u)})
			if want := remask(t, s.DeriveKey(u), e[:]); got[0] != want[0] {
				t.Fatalf("%v: %x, want %x", s, got, want)
			}
		}
	})
}

// FuzzMaskRemask: the order of two keys doesn't matter, and their product does the work of both.
func FuzzMaskRemask(f *testing.F) {
	f.Add([]byte("item"), []byte("\x02"), []byte("\x03"), "domain")
	f.Add([]byte(""), []byte("\x01"), make([]byte, 40), "")
	for _, v := range rfcvectors.LoadP256RO(f).Vectors {
		f.Add([]byte(v.Msg), []byte(v.P.X), []byte(v.P.Y), v.Msg)
	}
	f.Fuzz(func(t *testing.T, item, x, y []byte, domain string) {
		for _, s := range suites {
			if 0 < len(domain) && len(domain) < 256 {
				s = s.WithDomain(domain)
			}
			a, errA := s.NewKey(x)
			b, errB := s.NewKey(y)
			if errA != nil {
				a = small(t, s, 2)
			}
			if errB != nil {
				b = s.GenerateKey()
			}
			in := [][]byte{item}
			var am, bm, both [1]ecdh.Element
			a.Mask(am[:], in)
			b.Mask(bm[:], in)
			a.Times(b).Mask(both[:], in)
			ab, ba := remask(t, b, am[:]), remask(t, a, bm[:])
			if ab[0] != ba[0] || ab[0] != both[0] {
				t.Fatalf("%v: %x, %x, %x", s, ab[0], ba[0], both[0])
			}
		}
	})
}
