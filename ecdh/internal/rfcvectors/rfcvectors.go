// Package rfcvectors reads the published test vectors in the repository's vectors folder. Only tests use it.
package rfcvectors

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Load decodes vectors/name into v. A field that v does not have fails the test.
func Load(tb testing.TB, name string, v any) {
	tb.Helper()
	_, self, _, _ := runtime.Caller(0)
	f, err := os.Open(filepath.Join(filepath.Dir(self), "..", "..", "..", "vectors", filepath.FromSlash(name)))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
}

// Hex is a string of bytes in hexadecimal, with or without "0x".
type Hex []byte

// UnmarshalText implements [encoding.TextUnmarshaler].
func (h *Hex) UnmarshalText(text []byte) (err error) {
	s := strings.TrimPrefix(string(text), "0x")
	if len(s)%2 == 1 {
		s = "0" + s
	}
	*h, err = hex.DecodeString(s)
	return err
}

// Array returns the number h, big-endian, in 32 bytes.
func (h Hex) Array() (a [32]byte) {
	copy(a[32-len(h):], h)
	return a
}

// R255 is rfc9496/ristretto255.json: RFC 9496, Appendix A.
type R255 struct {
	Source             string `json:"source"`
	GeneratorMultiples []Hex  `json:"generator_multiples"`
	InvalidEncodings   []struct {
		Encoding Hex    `json:"encoding"`
		Reason   string `json:"reason"`
	} `json:"invalid_encodings"`
	FromUniformBytes []struct {
		Uniform Hex    `json:"uniform"`
		Element Hex    `json:"element"`
		Note    string `json:"note"`
	} `json:"from_uniform_bytes"`
	SqrtRatioM1 []struct {
		U         Hex  `json:"u"`
		V         Hex  `json:"v"`
		WasSquare bool `json:"was_square"`
		R         Hex  `json:"r"`
	} `json:"sqrt_ratio_m1"`
}

// LoadR255 reads the ristretto255 vectors and checks that all are there.
func LoadR255(tb testing.TB) *R255 {
	tb.Helper()
	v := new(R255)
	Load(tb, "rfc9496/ristretto255.json", v)
	if len(v.GeneratorMultiples) != 16 || len(v.InvalidEncodings) != 29 ||
		len(v.FromUniformBytes) != 11 || len(v.SqrtRatioM1) != 6 {
		tb.Fatal("vectors are missing")
	}
	return v
}

// P256RO is rfc9380/P256_XMD-SHA-256_SSWU_RO_.json: RFC 9380, Appendix J.1.1.
type P256RO struct {
	L            string
	Z            string
	Ciphersuite  string `json:"ciphersuite"`
	Curve        string `json:"curve"`
	DST          string `json:"dst"`
	Expand       string `json:"expand"`
	Field        struct{ M, P string }
	Hash         string `json:"hash"`
	K            string `json:"k"`
	Map          struct{ Name string }
	RandomOracle bool `json:"randomOracle"`
	Vectors      []struct {
		P, Q0, Q1 struct{ X, Y Hex }
		Msg       string `json:"msg"`
		U         []Hex  `json:"u"`
	}
}

// LoadP256RO reads the hash-to-curve vectors of P-256.
func LoadP256RO(tb testing.TB) *P256RO {
	tb.Helper()
	v := new(P256RO)
	Load(tb, "rfc9380/P256_XMD-SHA-256_SSWU_RO_.json", v)
	if len(v.Vectors) != 5 {
		tb.Fatal("vectors are missing")
	}
	return v
}
