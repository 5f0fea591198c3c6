package ecdh_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/ecdh/internal/rfcvectors"
)

// TestRFC9380 hashes to P-256 (Appendix J.1.1) under the scalar 1.
func TestRFC9380(t *testing.T) {
	v := rfcvectors.LoadP256RO(t)
	k := small(t, ecdh.P256().WithDomain(v.DST), 1)
	for _, v := range v.Vectors {
		var got [1]ecdh.Element
		k.Mask(got[:], [][]byte{[]byte(v.Msg)})
		if want := v.P.X.Array(); got[0] != want {
			t.Errorf("%q: %x, want %x", v.Msg, got[0], want)
		}
	}
}

// TestRFC9496Multiples has the multiples of the generator (Appendix A.1).
func TestRFC9496Multiples(t *testing.T) {
	s := ecdh.Ristretto255()
	v := rfcvectors.LoadR255(t)
	generator := []ecdh.Element{ecdh.Element(v.GeneratorMultiples[1])}
	for i, want := range v.GeneratorMultiples {
		if i == 0 {
			if n, err := s.Check([]ecdh.Element{ecdh.Element(want)}); n != 0 || !errors.Is(err, ecdh.ErrIdentity) {
				t.Errorf("identity: %d, %v", n, err)
			}
			continue
		}
		if got := remask(t, small(t, s, byte(i)), generator); got[0] != ecdh.Element(want) {
			t.Errorf("%d: %x, want %x", i, got[0], want)
		}
	}
}

// TestRFC9496Invalid has the encodings that must be refused (Appendix A.2), at every place of a batch and after others.
// SPEC M2
func TestRFC9496Invalid(t *testing.T) {
	s := ecdh.Ristretto255()
	k := s.GenerateKey()
	good := elements(s, 40)
	for i, v := range rfcvectors.LoadR255(t).InvalidEncodings {
		check := func(at int, f func([]ecdh.Element) (int, error)) {
			t.Helper()
			src := slices.Clone(good)
			src[at] = ecdh.Element(v.Encoding)
			if n, err := f(src); n != at || !errors.Is(err, ecdh.ErrEncoding) {
				t.Errorf("%x (%s) at %d: %d, %v", v.Encoding, v.Reason, at, n, err)
			}
		}
		for _, at := range []int{0, 1, 7, 8, 15, 16, 17, 31, 32, 39} {
			check(at, s.Check)
		}
		check(i%len(good), func(src []ecdh.Element) (int, error) { return k.Remask(src, src) })
	}
}

// TestP256Invalid has x-coordinates that must be refused. SPEC M2
func TestP256Invalid(t *testing.T) {
	s := ecdh.P256()
	for name, test := range map[string]struct {
		hex string
		why error
	}{
		"zero":         {strings.Repeat("00", 32), ecdh.ErrIdentity},
		"p":            {"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", ecdh.ErrEncoding},
		"p + 5":        {"ffffffff00000001000000000000000000000001000000000000000000000004", ecdh.ErrEncoding},
		"2^256 - 1":    {strings.Repeat("ff", 32), ecdh.ErrEncoding},
		"on the twist": {strings.Repeat("00", 31) + "01", ecdh.ErrEncoding},
		"5":            {strings.Repeat("00", 31) + "05", nil},
	} {
		var x rfcvectors.Hex
		if err := x.UnmarshalText([]byte(test.hex)); err != nil {
			t.Fatal(err)
		}
		src := []ecdh.Element{x.Array()}
		if n, err := s.Check(src); !errors.Is(err, test.why) || (n == 0) != (err != nil) {
			t.Errorf("%s: Check: %d, %v, want %v", name, n, err, test.why)
		}
		if n, err := s.GenerateKey().Remask(src, src); !errors.Is(err, test.why) || (n == 0) != (err != nil) {
			t.Errorf("%s: Remask: %d, %v, want %v", name, n, err, test.why)
		}
	}
}

// oprf is one mode of one suite of RFC 9497, Appendix A.
type oprf struct {
	GroupDST   rfcvectors.Hex `json:"groupDST"`
	Hash       string         `json:"hash"`
	Identifier string         `json:"identifier"`
	KeyInfo    string         `json:"keyInfo"`
	Mode       int            `json:"mode"`
	Seed       string         `json:"seed"`
	PkSm       string         `json:"pkSm"`
	SkSm       rfcvectors.Hex `json:"skSm"`
	Vectors    []struct {
		Batch                                                   int
		Info                                                    string
		Input, Blind, BlindedElement, EvaluationElement, Output string
		Proof                                                   struct{ Proof, R string }
	} `json:"vectors"`
}

// split decodes a comma-separated list.
func split(t *testing.T, list string) (out [][]byte) {
	for _, s := range strings.Split(list, ",") {
		var h rfcvectors.Hex
		if err := h.UnmarshalText([]byte(s)); err != nil {
			t.Fatal(err)
		}
		out = append(out, h)
	}
	return out
}

// TestRFC9497 has Blind in all modes, which is Mask under the blind, and BlindEvaluate in the modes OPRF and VOPRF,
// which is Remask. (In POPRF the key depends on a hash of the info.)
func TestRFC9497(t *testing.T) {
	var all []oprf
	rfcvectors.Load(t, "rfc9497/allVectors.json", &all)
	names := map[string]ecdh.Suite{"ristretto255-SHA512": ecdh.Ristretto255(), "P256-SHA256": ecdh.P256()}
	ran := 0
	for _, mode := range all {
		s, ok := names[mode.Identifier]
		if !ok {
			continue
		}
		s = s.WithDomain(string(mode.GroupDST))
		// SEC 1 has the sign of y before x.
		element := func(b []byte) ecdh.Element { return ecdh.Element(b[len(b)-32:]) }
		for i, v := range mode.Vectors {
			inputs, blinds := split(t, v.Input), split(t, v.Blind)
			blinded, evaluated := split(t, v.BlindedElement), split(t, v.EvaluationElement)
			for j := range blinds {
				ran++
				k, err := s.NewKey(blinds[j])
				if err != nil {
					t.Fatal(err)
				}
				var got [1]ecdh.Element
				k.Mask(got[:], inputs[j:j+1])
				if got[0] != element(blinded[j]) {
					t.Errorf("%s, mode %d, %d: blinded element %x, want %x", s, mode.Mode, i, got[0], blinded[j])
				}
				if mode.Mode == 2 {
					continue
				}
				sk, err := s.NewKey(mode.SkSm)
				if err != nil {
					t.Fatal(err)
				}
				if got := remask(t, sk, got[:]); got[0] != element(evaluated[j]) {
					t.Errorf("%s, mode %d, %d: evaluated element %x, want %x", s, mode.Mode, i, got[0], evaluated[j])
				}
			}
		}
	}
	if ran != 2*(2+4+4) {
		t.Errorf("%d vectors, want 20", ran)
	}
}

// TestDerived checks the hash to ristretto255 by itself, for which no RFC has vectors.
func TestDerived(t *testing.T) {
	var file struct {
		Source  string `json:"source"`
		Suite   string `json:"suite"`
		Vectors []struct {
			Msg             rfcvectors.Hex `json:"msg_hex"`
			DST             rfcvectors.Hex `json:"dst_hex"`
			Element         rfcvectors.Hex `json:"element"`
			Key             rfcvectors.Hex `json:"key"`
			KeyTimesElement rfcvectors.Hex `json:"key_times_element"`
		} `json:"vectors"`
	}
	rfcvectors.Load(t, "rfc9497/ristretto255_hash_to_group_derived.json", &file)
	if len(file.Vectors) != 6 {
		t.Fatalf("%d vectors, want 6", len(file.Vectors))
	}
	for i, v := range file.Vectors {
		s := ecdh.Ristretto255().WithDomain(string(v.DST))
		var got [1]ecdh.Element
		small(t, s, 1).Mask(got[:], [][]byte{v.Msg})
		if !bytes.Equal(got[0][:], v.Element) {
			t.Errorf("%d: H = %x, want %x", i, got[0], v.Element)
		}
		if v.Key == nil {
			continue
		}
		k, err := s.NewKey(v.Key)
		if err != nil {
			t.Fatal(err)
		}
		if k.Mask(got[:], [][]byte{v.Msg}); !bytes.Equal(got[0][:], v.KeyTimesElement) {
			t.Errorf("%d: k·H = %x, want %x", i, got[0], v.KeyTimesElement)
		}
	}
}
