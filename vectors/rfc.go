package vectors

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/blindmatch/blindmatch/ecdh"
)

// checkRFC runs as much of a file of an RFC's vectors as package ecdh's public functions reach. What they don't, ecdh's
// own tests run.
func checkRFC(r *Result, b []byte) {
	var err error
	switch base := path.Base(r.File); {
	case base == "P256_XMD-SHA-256_SSWU_RO_.json":
		r.Note = "P only; u, Q0 and Q1 in ecdh's own tests"
		err = checkP256Hash(r, b)
	case strings.HasPrefix(base, "expand_message_xmd_"):
		r.Note = "inside the hash: ecdh's own tests run these"
	case base == "ristretto255.json":
		r.Note = "encodings; the rest in ecdh's own tests"
		err = checkRistretto(r, b)
	case base == "allVectors.json":
		r.Note = "blind and evaluate of ristretto255 and P-256"
		err = checkOPRF(r, b)
	case base == "ristretto255_hash_to_group_derived.json":
		err = checkDerived(r, b)
	default:
		err = errors.New("unknown file")
	}
	if err != nil {
		r.fail("", "%v", err)
	}
}

// count runs one vector of an RFC.
func (r *Result) count(name string, err error) {
	r.Vectors++
	if err != nil {
		r.fail(name, "%v", err)
	}
}

// rfcHex is bytes in hexadecimal, perhaps after "0x", perhaps with an odd number of digits.
type rfcHex []byte

func (h *rfcHex) UnmarshalText(text []byte) (err error) {
	s := strings.TrimPrefix(string(text), "0x")
	*h, err = hex.DecodeString(strings.Repeat("0", len(s)%2) + s)
	return err
}

// checkP256Hash: RFC 9380, Appendix J.1.1.
func checkP256Hash(r *Result, b []byte) error {
	type point struct {
		X rfcHex `json:"x"`
		Y rfcHex `json:"y"`
	}
	var f struct {
		L            string `json:"L"`
		Z            string `json:"Z"`
		Ciphersuite  string `json:"ciphersuite"`
		Curve        string `json:"curve"`
		DST          string `json:"dst"`
		Expand       string `json:"expand"`
		Hash         string `json:"hash"`
		K            string `json:"k"`
		RandomOracle bool   `json:"randomOracle"`
		Field        struct {
			M string `json:"m"`
			P string `json:"p"`
		} `json:"field"`
		Map struct {
			Name string `json:"name"`
		} `json:"map"`
		Vectors []struct {
			P   point    `json:"P"`
			Q0  point    `json:"Q0"`
			Q1  point    `json:"Q1"`
			Msg string   `json:"msg"`
			U   []rfcHex `json:"u"`
		} `json:"vectors"`
	}
	if err := strict(b, &f); err != nil {
		return err
	}
	k, err := ecdh.P256().WithDomain(f.DST).NewKey(one("P256"))
	if err != nil {
		return err
	}
	for i, v := range f.Vectors {
		r.count(fmt.Sprintf("#%d", i), differ("x of P", mask(k, []byte(v.Msg)), v.P.X))
	}
	return nil
}

// checkRistretto: RFC 9496, Appendices A.1 and A.2.
func checkRistretto(r *Result, b []byte) error {
	var f struct {
		Source             string   `json:"source"`
		GeneratorMultiples []rfcHex `json:"generator_multiples"`
		InvalidEncodings   []struct {
			Encoding rfcHex `json:"encoding"`
			Reason   string `json:"reason"`
		} `json:"invalid_encodings"`
		FromUniformBytes []struct {
			Uniform rfcHex `json:"uniform"`
			Element rfcHex `json:"element"`
			Note    string `json:"note"`
		} `json:"from_uniform_bytes"`
		SqrtRatioM1 []struct {
			U         rfcHex `json:"u"`
			V         rfcHex `json:"v"`
			WasSquare bool   `json:"was_square"`
			R         rfcHex `json:"r"`
		} `json:"sqrt_ratio_m1"`
	}
	if err := strict(b, &f); err != nil {
		return err
	}
	if len(f.GeneratorMultiples) < 2 {
		return errors.New("no generator")
	}
	s := ecdh.Ristretto255()
	for i, want := range f.GeneratorMultiples {
		name := fmt.Sprintf("multiple %d of the generator", i)
		if i == 0 {
			r.count(name, refused(s, want, ecdh.ErrIdentity))
			continue
		}
		key := make([]byte, 32)
		key[0] = byte(i)
		r.count(name, product(s, key, f.GeneratorMultiples[1], want))
	}
	for _, v := range f.InvalidEncodings {
		r.count("invalid encoding: "+v.Reason, refused(s, v.Encoding, ecdh.ErrEncoding))
	}
	for i, v := range f.FromUniformBytes {
		e, err := element(v.Element)
		if err == nil {
			_, err = s.Check([]ecdh.Element{*e})
		}
		r.count(fmt.Sprintf("from uniform bytes %d", i), err)
	}
	return nil
}

// refused checks that b is refused with an error of the given kind.
func refused(s ecdh.Suite, b []byte, want error) error {
	e, err := element(b)
	if err != nil {
		return err
	}
	if n, err := s.Check([]ecdh.Element{*e}); n != 0 || !errors.Is(err, want) {
		return fmt.Errorf("got %v, want: %v", err, want)
	}
	return nil
}

// product checks that key·src is want.
func product(s ecdh.Suite, key, src, want []byte) error {
	k, err := s.NewKey(key)
	if err != nil {
		return err
	}
	e, err := element(src)
	if err != nil {
		return err
	}
	var got [1]ecdh.Element
	if _, err := k.Remask(got[:], []ecdh.Element{*e}); err != nil {
		return err
	}
	return differ("product", got[0][:], want)
}

// checkOPRF: RFC 9497, Appendix A. Blind is Mask under the blind, and BlindEvaluate is Remask, except in mode 2, where
// the key depends on the info.
func checkOPRF(r *Result, b []byte) error {
	var all []struct {
		GroupDST   rfcHex `json:"groupDST"`
		Hash       string `json:"hash"`
		Identifier string `json:"identifier"`
		KeyInfo    string `json:"keyInfo"`
		Mode       int    `json:"mode"`
		PkSm       string `json:"pkSm"`
		Seed       string `json:"seed"`
		SkSm       rfcHex `json:"skSm"`
		Vectors    []struct {
			Batch             int    `json:"Batch"`
			Blind             string `json:"Blind"`
			BlindedElement    string `json:"BlindedElement"`
			EvaluationElement string `json:"EvaluationElement"`
			Info              string `json:"Info"`
			Input             string `json:"Input"`
			Output            string `json:"Output"`
			Proof             struct {
				Proof string `json:"proof"`
				R     string `json:"r"`
			} `json:"Proof"`
		} `json:"vectors"`
	}
	if err := strict(b, &all); err != nil {
		return err
	}
	suites := map[string]ecdh.Suite{"ristretto255-SHA512": ecdh.Ristretto255(), "P256-SHA256": ecdh.P256()}
	for _, f := range all {
		s, ok := suites[f.Identifier]
		if !ok {
			continue
		}
		s = s.WithDomain(string(f.GroupDST))
		for i, v := range f.Vectors {
			var columns [4][][]byte
			for c, list := range []string{v.Input, v.Blind, v.BlindedElement, v.EvaluationElement} {
				for _, text := range strings.Split(list, ",") {
					var h rfcHex
					if err := h.UnmarshalText([]byte(text)); err != nil || len(h) < 1 {
						return fmt.Errorf("%s, mode %d, #%d: not hexadecimal", f.Identifier, f.Mode, i)
					}
					columns[c] = append(columns[c], h)
				}
			}
			for j := range columns[0] {
				name := fmt.Sprintf("%s, mode %d, #%d.%d", f.Identifier, f.Mode, i, j)
				if len(columns[1]) != len(columns[0]) || len(columns[2]) != len(columns[0]) || len(columns[3]) != len(columns[0]) {
					return fmt.Errorf("%s: columns of different lengths", name)
				}
				input, blind, blinded, evaluated := columns[0][j], columns[1][j], columns[2][j], columns[3][j]
				k, err := s.NewKey(blind)
				if err != nil {
					return fmt.Errorf("%s: blind: %w", name, err)
				}
				err = differ("blinded element", mask(k, input), x(blinded))
				if err == nil && f.Mode != 2 {
					err = product(s, f.SkSm, x(blinded), x(evaluated))
				}
				r.count(name, err)
			}
		}
	}
	return nil
}

// x is the last 32 bytes: SEC 1 has the sign of y before x.
func x(b []byte) []byte { return b[max(len(b)-32, 0):] }

// checkDerived checks the hash to ristretto255 by itself.
func checkDerived(r *Result, b []byte) error {
	var f struct {
		Source  string `json:"source"`
		Suite   string `json:"suite"`
		Vectors []struct {
			Msg             rfcHex `json:"msg_hex"`
			DST             rfcHex `json:"dst_hex"`
			Element         rfcHex `json:"element"`
			Key             rfcHex `json:"key"`
			KeyTimesElement rfcHex `json:"key_times_element"`
		} `json:"vectors"`
	}
	if err := strict(b, &f); err != nil {
		return err
	}
	for i, v := range f.Vectors {
		s := ecdh.Ristretto255().WithDomain(string(v.DST))
		k, err := s.NewKey(one("ristretto255"))
		if err != nil {
			return err
		}
		err = differ("element", mask(k, v.Msg), v.Element)
		if err == nil && v.Key != nil {
			err = product(s, v.Key, v.Element, v.KeyTimesElement)
		}
		r.count(fmt.Sprintf("#%d", i), err)
	}
	return nil
}
