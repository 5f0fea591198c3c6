package ecdh_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
)

// TestSpecialPoints has the points of small order, the encodings that aren't canonical and the special keys that other
// projects collect for edwards25519 and Curve25519: each is refused, or is an element with the multiple that another
// implementation has. W3 of docs/campaign.md
func TestSpecialPoints(t *testing.T) {
	b, err := os.ReadFile("testdata/points.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Points []struct {
			Encoding string
			R255     *string `json:"ristretto255_times_3"`
			P256     *string `json:"p256_times_3"`
		}
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Points) != 115 {
		t.Fatalf("%d points", len(v.Points))
	}
	eachSuite(t, func(t *testing.T, s ecdh.Suite) {
		k := small(t, s, 3)
		good := 0
		for _, p := range v.Points {
			want := p.R255
			if s == ecdh.P256() {
				want = p.P256
			}
			src, err := hex.DecodeString(p.Encoding)
			if err != nil {
				t.Fatal(err)
			}
			e := []ecdh.Element{ecdh.Element(src)}
			n, err := s.Check(e)
			m, err2 := k.Remask(e, e)
			switch {
			case n != m || (err == nil) != (err2 == nil):
				t.Errorf("%s: Check says %d, %v; Remask %d, %v", p.Encoding, n, err, m, err2)
			case (err == nil) != (want != nil):
				t.Errorf("%s: %v", p.Encoding, err)
			case want != nil:
				good++
				if got := hex.EncodeToString(e[0][:]); got != *want {
					t.Errorf("3 times %s: %s, want %s", p.Encoding, got, *want)
				}
			}
		}
		if good == 0 || good == len(v.Points) {
			t.Errorf("%d of %d points are elements", good, len(v.Points))
		}
	})
}
