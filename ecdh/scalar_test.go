package ecdh_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
)

// TestDeriveScalar compares with math/big.
func TestDeriveScalar(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range suites {
		order := new(big.Int)
		if b, err := hex.DecodeString(orders[s.String()]); err != nil {
			t.Fatal(err)
		} else if order.SetBytes(b); s == ecdh.Ristretto255() {
			slices.Reverse(b)
			order.SetBytes(b)
		}
		one := big.NewInt(1)
		var all []*big.Int
		limit := new(big.Int).Lsh(one, 512)
		for _, base := range []*big.Int{
			new(big.Int), limit, order, new(big.Int).Sub(order, one), new(big.Int).Lsh(one, 256),
			new(big.Int).Mul(order, order), new(big.Int).Lsh(order, 250), new(big.Int).Lsh(order, 256),
			new(big.Int).Lsh(new(big.Int).Sub(order, one), 256),
		} {
			for d := int64(-3); d <= 3; d++ {
				if x := new(big.Int).Add(base, big.NewInt(d)); x.Sign() >= 0 && x.Cmp(limit) < 0 {
					all = append(all, x)
				}
			}
		}
		for i := range 3000 {
			var b [64]byte
			for j := range b {
				if b[j] = byte(r.Uint32()); i%3 == 0 && r.IntN(2) == 0 {
					b[j] = byte(-r.IntN(2)) // long runs of ones and zeros
				}
			}
			all = append(all, new(big.Int).SetBytes(b[:]))
		}
		for _, x := range all {
			want := new(big.Int)
			if s == ecdh.P256() {
				want.Sub(order, one)
				want.Add(want.Mod(x, want), one)
			} else if want.Mod(x, order); want.Sign() == 0 {
				want = one
			}
			var uniform [ecdh.UniformSize]byte
			x.FillBytes(uniform[:])
			var wantBytes [32]byte
			want.FillBytes(wantBytes[:])
			if s == ecdh.Ristretto255() {
				slices.Reverse(uniform[:])
				slices.Reverse(wantBytes[:])
			}
			if got := s.DeriveScalar(&uniform).Bytes(); got != wantBytes {
				t.Fatalf("%v: %x gives %x, want %x", s, uniform, got, wantBytes)
			}
			if k := s.DeriveKey(&uniform); !bytes.Equal(k.Bytes(), wantBytes[:]) || k.Suite() != s {
				t.Fatalf("%v: DeriveKey of %x gives another scalar", s, uniform)
			}
		}
	}
	mustPanic(t, "zero Suite", func() { ecdh.Suite{}.DeriveScalar(new([64]byte)) })
}

// TestNewScalar: a scalar is what NewKey takes.
func TestNewScalar(t *testing.T) {
	for _, s := range suites {
		for _, b := range [][]byte{
			nil, make([]byte, 31), make([]byte, 32), make([]byte, 33), bytes.Repeat([]byte{0xff}, 32),
			number(t, s, 1), number(t, s, -1), number(t, s, -2), s.GenerateKey().Bytes(),
			func() []byte { b, _ := hex.DecodeString(orders[s.String()]); return b }(),
		} {
			x, err := s.NewScalar(b)
			k, want := s.NewKey(b)
			if fmt.Sprint(err) != fmt.Sprint(want) {
				t.Errorf("%v: %x: %v, want %v", s, b, err, want)
			}
			if got := x.Bytes(); err == nil && !bytes.Equal(got[:], k.Bytes()) {
				t.Errorf("%v: %x: another scalar", s, b)
			}
			if err != nil && x != (ecdh.Scalar{}) {
				t.Errorf("%v: a scalar with an error", s)
			}
		}
	}
	mustPanic(t, "zero Suite", func() { ecdh.Suite{}.NewScalar(nil) })
}

func TestScalarRedacted(t *testing.T) {
	x := scalars(ecdh.P256(), 1)[0]
	b := x.Bytes()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		for _, v := range []any{x, &x, []ecdh.Scalar{x}, struct{ X ecdh.Scalar }{x}} {
			if got := fmt.Sprintf(verb, v); !strings.Contains(got, "[redacted]") {
				t.Errorf("%s of %T: %q", verb, v, got)
			}
		}
	}
	j, err := json.Marshal(map[string]any{"x": x})
	if err != nil || string(j) != `{"x":"[redacted]"}` {
		t.Errorf("JSON: %s, %v", j, err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("scalar", "x", x)
	if !strings.Contains(log.String(), "[redacted]") || strings.Contains(log.String(), hex.EncodeToString(b[:4])) {
		t.Errorf("slog: %s", &log)
	}
}
