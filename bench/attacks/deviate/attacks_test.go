package deviate

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/internal/effort"
)

var checked = Rules{Check: true, Strikes: 1}

// far is how far a share of n may be over a probability by chance: five standard deviations and three events.
func far(p float64, n int) float64 { return p + 5*math.Sqrt(p/float64(n)) + 3/float64(n) }

// No attack is over either bound, with a strike, in one session or in all of an epoch.
func TestBound(t *testing.T) {
	epochs := effort.Of(1000, 4000, 100_000)
	sessions := []int{1, 24, 168}
	for _, p := range Platforms() {
		for _, k := range []int{2, 5, 20, 100, 500} {
			for _, a := range Attacks(p, k) {
				q, x := Forms(p.Sections[a.Target].Real(), p.List), a.X()
				for i, got := range a.Measure(p, checked, sessions, epochs, 1) {
					claimed := float64(sessions[i]) * p.Claimed(a.Target, x, q)
					if proven := p.Proven(a.Target, x, q, sessions[i]); got > far(min(claimed, proven), epochs) {
						t.Errorf("%s, %s, k %d, %d sessions: %.5f is over %.5f claimed or %.5f proven", p.Name, a.Name, k, sessions[i], got, claimed, proven)
					}
				}
			}
		}
	}
}

// Where there is a closed form, it is within the bound to the last digit, and the simulation agrees with it.
func TestExact(t *testing.T) {
	epochs := effort.Of(5000, 10_000, 100_000)
	for _, p := range Platforms() {
		for _, k := range []int{2, 5, 20, 100, 500} {
			for _, a := range Attacks(p, k) {
				if a.Sum != 1 || a.K < 2 {
					continue
				}
				exact := a.Exact(p, 1)
				q := Forms(p.Sections[a.Target].Real(), p.List)
				if claimed := p.Claimed(a.Target, a.X(), q); exact > claimed {
					t.Errorf("%s, %s, k %d: exactly %.6f, over the bound %.6f", p.Name, a.Name, k, exact, claimed)
				}
				n := 12 // before the places run out
				exact = a.Exact(p, n)
				got := a.Measure(p, checked, []int{n}, epochs, 2)[0]
				if got > far(exact, epochs) || exact > far(got, epochs) {
					t.Errorf("%s, %s, k %d, %d sessions: measured %.5f, exactly %.5f", p.Name, a.Name, k, n, got, exact)
				}
			}
		}
	}
}

// Without sentinels, and without strikes, the same attacks are over the same bound: it is the rules that hold it.
func TestRulesAreNeeded(t *testing.T) {
	small := Platforms()[0]
	a := Attacks(small, 20)[0]
	bound := small.Claimed(a.Target, a.X(), Forms(small.Sections[a.Target].Real(), small.List))

	t.Run("without sentinels", func(t *testing.T) {
		all := *a
		all.plans = nil
		all.Give = small.Sections[0].Capacity / 2 // half of P is spent on the target
		got := all.Measure(small, Rules{Check: false, Strikes: -1}, []int{1}, 1000, 3)[0]
		if t.Logf("one session: %.4f, bound %.6f", got, bound); got < 100*bound {
			t.Errorf("one session: %.4f, want far over %.6f", got, bound)
		}
		struck := all.Measure(small, checked, []int{1}, 1000, 3)[0]
		if struck > 0 {
			t.Errorf("with sentinels %.4f of them are not struck", struck)
		}
	})
	t.Run("without strikes", func(t *testing.T) {
		explore := Attacks(small, 5)[1]
		bound := 168 * small.Claimed(explore.Target, explore.X(), Forms(small.Sections[explore.Target].Real(), small.List))
		free := explore.Measure(small, Rules{Check: true, Strikes: -1}, []int{168}, 300, 3)[0]
		barred := explore.Measure(small, checked, []int{168}, 3000, 3)[0]
		t.Logf("168 sessions: %.4f without strikes, %.4f with one, bound %.4f", free, barred, bound)
		if free < 1.5*bound || barred > bound {
			t.Errorf("168 sessions: %.4f without strikes and %.4f with one, want them on either side of %.4f", free, barred, bound)
		}
	})
}

// L owners who share what survived get more than L times the bound of one, and no more than Colluders says.
func TestColluders(t *testing.T) {
	const owners, sessions = 10, 24
	p := Platforms()[0]
	a := Attacks(p, 5)[1]
	q := Forms(p.Sections[a.Target].Real(), p.List)
	got := a.Collude(p, owners, sessions, 2000, 4)
	most, _ := Colluders(owners)
	linear := owners * sessions * p.Claimed(a.Target, a.X(), q)
	bound := most * math.E * sessions * p.Claimed(a.Target, a.X(), q)
	single := a.Exact(p, sessions) * owners
	t.Logf("%.4f, ten times one owner's %.4f; claimed for one, times ten %.4f, with most(L) %.4f", got, single, linear, bound)
	if got < 2*single || got > bound {
		t.Errorf("%.4f, want over twice %.4f and at most %.4f", got, single, bound)
	}
	if one, _ := Colluders(1); math.Abs(one-1/math.E) > 1e-4 {
		t.Errorf("one owner: %.5f, want 1/e", one)
	}
}

// An advertiser who learns from sizes which places are real is within the bound in a month's budget. With ten times the
// budget, which a policy may give, it isn't: there sessions don't just add up.
func TestLearner(t *testing.T) {
	p := Groups("70,000 groups", ByGroups, map[int]int{1: 70_000})
	for _, c := range []struct {
		Learner
		sessions, epochs int
		over             bool
	}{
		{Learner{20, 2, 0.1}, 10, effort.Of(4000, 10_000, 200_000), false},
		{Learner{30, 20, 0.1}, 10, effort.Of(4000, 10_000, 200_000), false},
		{Learner{4, 2, 1}, 1, effort.Of(4000, 10_000, 200_000), false},
		{Learner{30, 2, 0.1}, 100, effort.Of(4000, 10_000, 200_000), false},
		{Learner{30, 20, 0.1}, 100, effort.Of(60_000, 60_000, 200_000), true},
	} {
		got, growth := c.Measure(p, c.sessions, c.epochs, 5)
		claimed := float64(c.sessions) * p.Claimed(0, float64(max(c.K-1, 1)), Forms(70_000, p.List))
		t.Logf("%+v: %.5f, bound %.5f; what is known grows to %.2f", c, got, claimed, growth)
		if !c.over && got > far(claimed, c.epochs) {
			t.Errorf("%+v: %.5f is over the bound %.5f", c, got, claimed)
		}
		if c.over && got < claimed {
			t.Errorf("%+v: %.5f, want over %.5f: the warning in the text is out of date", c, got, claimed)
		}
	}
}

// A session that isn't worked out because it doesn't touch the target is what it would have been.
func TestShortcut(t *testing.T) {
	p := Platforms()[0]
	for _, k := range []int{2, 5} {
		for _, a := range Attacks(p, k) {
			for seed := range uint64(30) {
				play := func(whole bool) (out []int) {
					o := a.NewOwner(NewEpoch(p, a.Target, rand.New(rand.NewPCG(seed, 9))))
					for i := range 5 {
						more := a.Give
						if a.Reuse && i > 0 {
							more = 0
						}
						struck, shift := o.Session(more, true, whole)
						if struck {
							return append(out, -1)
						}
						out = append(out, shift)
					}
					return out
				}
				short, whole := play(false), play(true)
				if !slices.Equal(short, whole) {
					t.Fatalf("%s, k %d: %v in short, %v in full", a.Name, k, short, whole)
				}
			}
		}
	}
}
