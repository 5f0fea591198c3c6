package attacks

import (
	"math"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/google/differential-privacy/go/v3/noise"
)

// No attack does better against the defaults than differential privacy allows. The two that single out one person break
// a floor and a rounding at once.
func TestBound(t *testing.T) {
	const games = 2000
	runs := []int{1, 5, 10, 50}
	for _, a := range Attacks() {
		n := games
		if a.Name == "baseline splitting" {
			n = 50
		}
		for _, d := range Defences() {
			for i, got := range Measure(a, d, runs, n, 1) {
				sigma := 0.5 / math.Sqrt(float64(n))
				switch d.Name {
				case "noise without a budget":
					if got > Bound(runs[i])+5*sigma {
						t.Errorf("%s, %s, %d runs: %.3f is over the bound %.3f", a.Name, d.Name, runs[i], got, Bound(runs[i]))
					}
				case "Blindmatch, 30 days":
					if most := Bound(min(runs[i], MonthBudget())); got > most+5*sigma {
						t.Errorf("%s, %s, %d runs: %.3f is over the bound %.3f", a.Name, d.Name, runs[i], got, most)
					}
				default:
					if a.Name == "planted accounts" && got < 1-1e-9 {
						t.Errorf("%s, %s: %.3f, want every target found by one run", a.Name, d.Name, got)
					}
				}
			}
		}
	}
}

// The released numbers have the distribution that an independent library's sampler gives: two samples of 10^5, rounded
// alike, by chi-square.
func TestAgainstGoogle(t *testing.T) {
	const n, exact = 100_000, 5000
	policy := disclosure.Default()
	question := disclosure.Question{Owner: disclosure.Owner{Name: "x"}, Mode: psi.Count, Epsilon: policy.Epsilon()}
	var ours, theirs [41]float64 // cells of ten, ±200
	cell := func(v int64) int { return int(min(max((v-exact)/10+20, 0), 40)) }
	laplace := noise.Laplace()
	for range n {
		ours[cell(*policy.Release(question, []uint64{exact}).Total.Value)]++
		z, err := laplace.AddNoiseInt64(exact, 1, 1, 0.1, 0)
		if err != nil {
			t.Fatal(err)
		}
		theirs[cell((z+5)/10*10)]++
	}
	chi, df := 0.0, -1.0
	for i := range ours {
		if both := ours[i] + theirs[i]; both >= 40 {
			chi += (ours[i] - theirs[i]) * (ours[i] - theirs[i]) / both
			df++
		}
	}
	// Wilson and Hilferty, about one in a million.
	limit := df * math.Pow(1-2/(9*df)+4.75*math.Sqrt(2/(9*df)), 3)
	t.Logf("chi-square %.1f of %.0f degrees of freedom, limit %.1f", chi, df, limit)
	if chi > limit || df < 10 {
		t.Errorf("chi-square %.1f of %.0f degrees of freedom is over %.1f", chi, df, limit)
	}
}
