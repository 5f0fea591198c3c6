package ecdh_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
)

// orders has the group orders, as scalars of the suites.
var orders = map[string]string{
	"ristretto255": "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
	"P256":         "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
}

// SPEC M4
func TestNewKey(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		order, err := hex.DecodeString(orders[s.String()])
		if err != nil {
			t.Fatal(err)
		}
		lowest := 0
		if s == ecdh.P256() {
			lowest = 31
		}
		less := slices.Clone(order)
		less[lowest]--
		more := slices.Clone(order)
		more[lowest]++
		for name, test := range map[string]struct {
			scalar []byte
			err    string
		}{
			"order - 1": {less, ""},
			"order":     {order, "not less than"},
			"order + 1": {more, "not less than"},
			"2^256 - 1": {bytes.Repeat([]byte{0xff}, 32), "not less than"},
			"zero":      {make([]byte, 32), "zero"},
			"nothing":   {nil, "of 0 bytes"},
			"31 bytes":  {order[:31], "of 31 bytes"},
			"33 bytes":  {make([]byte, 33), "of 33 bytes"},
		} {
			k, err := s.NewKey(test.scalar)
			if test.err == "" {
				if err != nil {
					t.Errorf("%s: %v", name, err)
				} else if !bytes.Equal(k.Bytes(), test.scalar) {
					t.Errorf("%s: Bytes differ", name)
				}
			} else if k != nil || err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%s: %v, %v, want an error with %q", name, k, err, test.err)
			}
		}

		// -1 twice is 1.
		minusOne, err := s.NewKey(less)
		if err != nil {
			t.Fatal(err)
		}
		if got := minusOne.Times(minusOne).Bytes(); !bytes.Equal(got, small(t, s, 1).Bytes()) {
			t.Errorf("(-1)*(-1) = %x", got)
		}
		if e := elements(s, 20); !slices.Equal(remask(t, minusOne, remask(t, minusOne, e)), e) {
			t.Error("-(-P) is not P")
		}
	})
}

// SPEC M3
func TestGenerateKey(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		a, b := s.GenerateKey(), s.GenerateKey()
		if bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Error("two keys are equal")
		}
		if a.Suite() != s {
			t.Errorf("a key of %v", a.Suite())
		}
		b.Bytes()[0]++ // of a copy
		if k, err := s.NewKey(b.Bytes()); err != nil || !bytes.Equal(k.Bytes(), b.Bytes()) {
			t.Errorf("NewKey of Bytes: %v", err)
		}
	})
}

func TestTimesOfTwoGroups(t *testing.T) {
	mustPanic(t, "Times", func() { ecdh.P256().GenerateKey().Times(ecdh.Ristretto255().GenerateKey()) })
}

// TestRedacted prints keys in every way there is.
func TestRedacted(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		k := s.GenerateKey()
		scalar := k.Bytes()
		secrets := []string{
			string(scalar[:8]),
			hex.EncodeToString(scalar[:8]),
			strings.ToUpper(hex.EncodeToString(scalar[:8])),
			base64.StdEncoding.EncodeToString(scalar[:9]),
			fmt.Sprintf("%d, %d", scalar[0], scalar[1]),
			fmt.Sprintf("%d %d", scalar[0], scalar[1]),
			fmt.Sprintf("%#x, %#x", scalar[0], scalar[1]),
		}
		var out []string
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%d", "%q", "%c", "%b", "%o", "%e", "%t", "%U", "% x", "%10v"} {
			for _, v := range []any{k, *k} {
				got := fmt.Sprintf(verb, v)
				if got != "[redacted]" {
					t.Errorf("%s of %T: %q", verb, v, got)
				}
			}
			// The inside of other values is printed by reflection.
			inside := struct {
				K *ecdh.Key
				V ecdh.Key
				k *ecdh.Key
				v ecdh.Key
			}{k, *k, k, *k}
			out = append(out, fmt.Sprintf(verb, inside), fmt.Sprintf(verb, []*ecdh.Key{k}),
				fmt.Sprintf(verb, map[string]ecdh.Key{"k": *k}))
		}
		out = append(out, fmt.Sprint(k), fmt.Sprintln(*k), k.String())
		for _, v := range []any{k, *k, map[string]any{"k": k}, struct{ K *ecdh.Key }{k}, struct{ K ecdh.Key }{*k}} {
			b, err := json.Marshal(v)
			if err != nil || !strings.Contains(string(b), `"[redacted]"`) {
				t.Errorf("JSON of %T: %s, %v", v, b, err)
			}
			out = append(out, string(b))
			var log bytes.Buffer
			slog.New(slog.NewTextHandler(&log, nil)).Info("key", "k", v)
			slog.New(slog.NewJSONHandler(&log, nil)).Info("key", "k", v)
			out = append(out, log.String())
		}
		for _, o := range out {
			for _, secret := range secrets {
				if strings.Contains(o, secret) {
					t.Fatalf("the scalar is in %q", o)
				}
			}
		}
	})
}

func TestDestroy(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		k, other := s.GenerateKey(), s.GenerateKey()
		e := elements(s, 1)
		alias := *k
		k.Destroy()
		for name, f := range map[string]func(){
			"Bytes":  func() { k.Bytes() },
			"Mask":   func() { k.Mask(e, items(1)) },
			"Remask": func() { k.Remask(e, e) },
			"Times":  func() { k.Times(other) },
			"by":     func() { other.Times(k) },
			"a copy": func() { alias.Bytes() },
		} {
			mustPanic(t, name+" after Destroy", f)
		}
		k.Destroy()
		if k.Suite() != s || fmt.Sprint(k) != "[redacted]" {
			t.Error("a destroyed key has no suite or prints otherwise")
		}
		other.Bytes()
	})
}

// TestConcurrent uses one key in many goroutines; with -race it also shows that the workers share nothing they
// shouldn't.
func TestConcurrent(t *testing.T) {
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		k, src := s.GenerateKey(), elements(s, 50)
		want := remask(t, k, src)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				dst := make([]ecdh.Element, len(src))
				if n, err := k.Remask(dst, src); n != len(src) || err != nil || !slices.Equal(dst, want) {
					t.Errorf("Remask: %d, %v", n, err)
				}
				k.Times(k)
			})
		}
		wg.Wait()
		k.Destroy()
	})
}
