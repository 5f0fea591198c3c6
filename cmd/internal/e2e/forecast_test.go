//go:build unix

package e2e

import (
	"encoding/json"
	"testing"
)

// What psi check foretells of a session is what psi count then takes: one session for all identifiers of the list.
func TestForecast(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t)
	read := func(v any, args ...string) {
		t.Helper()
		out, _ := p.run(t, 0, "psi", args...)
		if err := json.Unmarshal([]byte(out), v); err != nil {
			t.Fatal(err)
		}
	}
	var check struct {
		Lists   []struct{ Used uint64 }
		Session struct {
			Types    []string
			Used     uint64
			Estimate struct {
				Elements, Points uint64
				Up               float64 `json:"bytes_up"`
				MillionUp        float64 `json:"bytes_up_per_million"`
				MillionDown      float64 `json:"bytes_down_per_million"`
			}
		}
	}
	read(&check, "check", "--json", "list.csv")
	var info struct {
		Sections []struct{ Width, Size float64 }
	}
	read(&info, "info", "-c", "acme.json", "--dataset", "users", "--json")
	var count struct {
		List  struct{ Used, Sent uint64 }
		Bytes struct{ Up, Down float64 }
	}
	read(&count, "count", "-c", "acme.json", "--dataset", "users", "--json", "list.csv")

	s := check.Session
	if len(s.Types) != 2 || s.Used != check.Lists[0].Used+check.Lists[1].Used || s.Used != count.List.Used || s.Estimate.Elements != count.List.Sent || s.Estimate.Points != count.List.Sent {
		t.Errorf("foretold %+v, of the lists %+v; it was %+v", s, check.Lists, count.List)
	}
	millions := 0.0
	for _, x := range info.Sections {
		millions += x.Width * x.Size / 1e6
	}
	for what, x := range map[string][2]float64{
		"up":   {s.Estimate.Up + millions*s.Estimate.MillionUp, count.Bytes.Up},
		"down": {millions * s.Estimate.MillionDown, count.Bytes.Down},
	} {
		if x[1] < x[0] || x[1] > 1.1*x[0] {
			t.Errorf("%s: foretold %.0f bytes, and it was %.0f", what, x[0], x[1])
		}
	}
}
