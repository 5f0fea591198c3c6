package deviate

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The hypergeometric product against counting all subsets, and against the exponential that the bound uses.
func TestSurvive(t *testing.T) {
	s := Section{Width: 1, Capacity: 12, Sentinels: 3}
	for d := range 12 {
		clean, all := 0, 0
		for set := range 1 << s.Capacity {
			n, bad := 0, false
			for i := range s.Capacity {
				if set>>i&1 == 1 {
					n++
					bad = bad || i < s.Sentinels
				}
			}
			if n == d {
				all++
				if !bad {
					clean++
				}
			}
		}
		want := float64(clean) / float64(all)
		if got := Survive(s, d); math.Abs(got-want) > 1e-12 {
			t.Errorf("%d of 12 given up: survive %.12f, want %.12f", d, got, want)
		}
		if limit := math.Exp(-float64(d*s.Sentinels) / float64(s.Capacity)); want > limit {
			t.Errorf("%d of 12 given up: %.12f is over e^(-dT/N̂) = %.12f", d, want, limit)
		}
	}
}

// What the strike itself tells is within ε: for one group more that isn't real, an owner is struck at most 1+1/T times
// as often, and 1,024 sentinels are enough for the least ε of 0.001.
func TestStrikeTells(t *testing.T) {
	worst := 0.0
	for _, capacity := range []int{2048, 5000, 65_536, 1_000_000} {
		for d := 1; d < 4000 && d < capacity-1025; d += 1 + d/10 {
			with := Section{1, capacity, max(1024, capacity/64)}
			without := with
			without.Sentinels++
			worst = max(worst, (1-Survive(without, d))/(1-Survive(with, d)))
		}
	}
	if math.Log(worst) > 0.001 || math.Log(worst) < 0.0009 {
		t.Errorf("struck %.6f times as often, want at most e^0.001 and about 1+1/1024", worst)
	}
}

// How many places a tag is good for, by the room there is in C, how many sentinels there are, and how much more owners
// can risk together.
func TestConstants(t *testing.T) {
	for real, want := range map[int]float64{1000: 3, 14_142: 3, 15_500: 2.5, 17_321: 2, 1_000_000: 2, 100_000_001: 2, 400_000_000: 1} {
		if got := Forms(real, 1e8); math.Abs(got-want) > 0.01 {
			t.Errorf("%d groups: a tag is good for %.3f places, want %.3f", real, got, want)
		}
	}
	for real := 1000; real < 2_000_000; real += real / 3 {
		for _, w := range []int{1, 2, 4, 8, 16} {
			t1, t2 := ByGroups(w, real), ByElements(w, real)
			if t1 < 1024 || 64*t1 < real+t1 || t2 < t1 || 64*t2 < w*(real+t2) {
				t.Errorf("%d groups of %d: %d sentinels by groups and %d by elements are too few", real, w, t1, t2)
			}
		}
	}
	for owners, want := range map[int]float64{1: 1 / math.E, 2: 1.174, 10: 25.12, 20: 100.03} {
		if got, _ := Colluders(owners); math.Abs(got-want) > 0.001*want {
			t.Errorf("%d owners: %.4f, want %.4f", owners, got, want)
		}
	}
}

// One key is enough for many sums: x needn't be paid for in C. Where C has room for all pairs of 10^7 people once or
// twice but not 11 times, a rule that asks for x times takes q for 1, and the bound is passed.
func TestFormsByKeys(t *testing.T) {
	const real, list, x = 10_000_000, 1e8, 11
	p := Groups("", ByGroups, map[int]int{1: real})
	p.List = list
	s := p.Sections[0]
	d := s.Capacity / s.Sentinels
	v := newDesign(2, x+2, d, 1) // among those that are given up, so that the honest match is lost
	keys := 0
	for _, tag := range v.tags {
		keys = max(keys, tag.key)
	}
	if need := float64(keys) * (real - 1); need > list {
		t.Fatalf("needs %.0f elements in C, there may be %.0f", need, float64(list))
	}
	// Every place of the design is good for x+2 hits, if all of those given up are real. Played on a P small enough.
	played := Platform{Sections: []Section{{1, d, 0}}, List: list}
	a := Attack{Sum: 2, K: x + 1, Give: d, Reuse: true, plans: map[int]design{d: v}}
	reached := 0
	e := NewEpoch(&played, 0, rand.New(rand.NewPCG(1, 1)))
	for range 4000 {
		if struck, shift := a.NewOwner(e).Session(d, true, true); !struck && shift > 1+x {
			reached++
		}
		e.Renew()
	}
	share := float64(reached) / 4000
	if want := float64(v.places) / float64(d); math.Abs(share-want) > 5*math.Sqrt(want/4000) {
		t.Fatalf("the target counts enough in %.3f of the epochs, want %.3f", share, want)
	}
	got := float64(v.places) / real * Survive(s, d)
	byKeys, bound := p.Claimed(0, x, FormsByKeys(real, list, x)), p.Claimed(0, x, Forms(real, list))
	t.Logf("exact %.3g, bound with q by x times %.3g, with q by once %.3g, proven %.3g", got, byKeys, bound, p.Proven(0, x, Forms(real, list), 1))
	if got < 1.3*byKeys {
		t.Errorf("%.3g is not over %.3g: the rule would do", got, byKeys)
	}
	if got > bound || got > p.Proven(0, x, Forms(real, list), 1) {
		t.Errorf("%.3g is over the bound %.3g", got, bound)
	}
}

// The charge for a slice covers what it tells, in both directions, alone and together with slices that are disjoint
// from it. Slices that overlap are not covered.
func TestSlices(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 10_000 {
		left, up, down, charged := 1.0, 1.0, 1.0, 0.0
		for range 1 + r.IntN(40) {
			p, e := left*r.Float64()*r.Float64(), r.Float64()
			left -= p
			up += p * (math.Exp(e) - 1)    // the target in one of them: at most so much likelier
			down -= p * (1 - math.Exp(-e)) // or at least so likely
			charged += math.Log1p(p * (math.Exp(e) - 1))
		}
		if up > math.Exp(charged)*(1+1e-12) || 1/down > math.Exp(charged)*(1+1e-12) {
			t.Fatalf("ratios %.6f and %.6f, charged for %.6f", up, 1/down, math.Exp(charged))
		}
	}
	const p = 1.0 / 1024
	if charged := 40 * math.Log1p(p*(math.E-1)); math.Log1p(p*(math.Exp(40)-1)) < 30*charged {
		t.Error("40 times the same slice is within what 40 slices are charged")
	}
	// One who deviates isn't covered by 1+x times the charge, but by what the noise of the slice is worth.
	if shifted, charged := math.Log1p(p*(math.Exp(2)-1)), math.Log1p(p*(math.E-1)); shifted < 2*charged {
		t.Error("a shift of two is within twice the charge")
	}
}

// Noise hides a part of what is over the bound.
func TestRealised(t *testing.T) {
	if got := Realised(0.1, 1, 2, 1); got > 1e-12 {
		t.Errorf("a shift of two at 2·ε: δ %.3g, want 0", got)
	}
	if got := Realised(1, 0.5, 1, 0); got > 1e-12 {
		t.Errorf("a shift of one at 1.5·ε: δ %.3g, want 0", got)
	}
	if got := Realised(0.1, 1, 1000, 0.01); math.Abs(got-0.01) > 1e-4 {
		t.Errorf("a shift of a thousand with 0.01: δ %.3g, want 0.01", got)
	}
	if got := Realised(0.1, 1, 3, 0.01); got > 0.01/10 {
		t.Errorf("a shift of three with 0.01: δ %.3g, want a small part of it", got)
	}
}
