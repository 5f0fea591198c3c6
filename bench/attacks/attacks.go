// Package attacks simulates published attacks on the sizes that a matching service releases, against Blindmatch's
// defaults and against the defences that others rely on. bench/README.md has the results.
package attacks

import (
	"math"
	"math/rand/v2"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
)

// Defence answers one session after another for one owner. It returns false when it stops answering.
type Defence struct {
	Name   string
	Budget int // sessions; 0 means any number
	Answer func(size uint64) psi.Released
}

const floor = 100

func value(v uint64) psi.Released {
	if v < floor {
		return psi.Released{BelowFloor: true, Floor: floor}
	}
	told := int64(v)
	return psi.Released{Value: &told, Floor: floor}
}

// Defences are the defences that are compared.
func Defences() []Defence {
	policy := disclosure.Default()
	question := disclosure.Question{Owner: disclosure.Owner{Name: "attacker"}, Mode: psi.Count, Epsilon: policy.Epsilon()}
	noised := func(size uint64) psi.Released { return policy.Release(question, []uint64{size}).Total }
	return []Defence{
		{"floor only", 0, value},
		{"floor and rounding to 10", 0, func(size uint64) psi.Released {
			if size < floor {
				return value(size)
			}
			return value((size + 5) / 10 * 10)
		}},
		{"noise without a budget", 0, noised},
		{"Blindmatch, 30 days", MonthBudget(), noised},
	}
}

// MonthBudget is how many noised releases the default policy pays for in 30 days.
func MonthBudget() int {
	policy := disclosure.Default()
	month, _ := policy.Budget()
	m, _ := month.Rat().Float64()
	e, _ := policy.Epsilon().Rat().Float64()
	return int(math.Round(m / e))
}

// Bound is the best accuracy that ε-differential privacy leaves to any attacker after a number of releases, about a
// person who is a user with probability 1/2.
func Bound(runs int) float64 {
	e, _ := disclosure.Default().Epsilon().Rat().Float64()
	return 1 / (1 + math.Exp(-e*float64(runs)))
}

// Attack plays one game against d and returns the attacker's accuracy (1 or 0 for one target) as it stands after each
// number of runs, ascending.
type Attack struct {
	Name  string
	About string
	Play  func(d Defence, runs []int, r *rand.Rand) []float64
}

// Attacks are the attacks that are simulated.
func Attacks() []Attack {
	return []Attack{
		{"averaging", "One target among 500 accounts of the attacker's own, asked again and again; the mean decides.", averaging},
		{"planted accounts", "The attacker's own accounts bring the size to the edge of the floor or of a rounding step, where one person decides (Venkatadri et al., S&P 2018).", planted},
		{"baseline splitting", "256 targets and 200 accounts of the attacker's own; halves of halves are asked for until each part is all or none (Guo et al., USENIX Security 2022).", splitting},
	}
}

// session asks d for a size until it stops answering.
type session struct {
	d    Defence
	used int
}

func (s *session) ask(size uint64) (psi.Released, bool) {
	if s.d.Budget > 0 && s.used >= s.d.Budget {
		return psi.Released{}, false
	}
	s.used++
	return s.d.Answer(size), true
}

func coin(r *rand.Rand) uint64 { return r.Uint64N(2) }

func right(ok bool) float64 {
	if ok {
		return 1
	}
	return 0
}

// guess is right with probability 1/2 where nothing was learned.
func guess(evidence float64, truth uint64, r *rand.Rand) float64 {
	if math.Abs(evidence) < 1e-9 {
		return right(coin(r) == truth)
	}
	return right((evidence > 0) == (truth == 1))
}

func averaging(d Defence, runs []int, r *rand.Rand) (accuracy []float64) {
	const own = 500
	truth, s, sum, n := coin(r), session{d: d}, 0.0, 0
	for run, next := 1, 0; next < len(runs); run++ {
		if out, ok := s.ask(own + truth); ok {
			sum += float64(*out.Value) - own // never below the floor: 40 scales away
			n++
		}
		if run == runs[next] {
			// Rounding to ten steps at 505, so noise and rounding are symmetric about 499.5; half a person decides.
			accuracy = append(accuracy, guess(sum/float64(n)-centre(d), truth, r))
			next++
		}
	}
	return accuracy
}

// centre is the mean of a defence's answers, minus the attacker's own accounts, halfway between a target who is a user
// and one who is not.
func centre(d Defence) float64 {
	switch d.Name {
	case "floor only":
		return 0.5
	case "floor and rounding to 10":
		return 0 // 500 whether the target is a user or not
	}
	return 0.5 + roundingBias
}

// roundingBias is what rounding halves up to tens adds on average.
const roundingBias = 0.5

func planted(d Defence, runs []int, r *rand.Rand) (accuracy []float64) {
	truth, s := coin(r), session{d: d}
	own := uint64(floor - 1)
	if d.Name == "floor and rounding to 10" {
		own = 504
	}
	// The likelihood ratio of the answers, from the distribution that the attacker knows: nothing better can be done
	// with them.
	q := math.Exp(-0.1)
	above := func(size float64) float64 { // Pr[size + Z ≥ floor]
		if k := float64(floor) - size; k <= 0 {
			return 1 - math.Pow(q, 1-k)/(1+q)
		} else {
			return math.Pow(q, k) / (1 + q)
		}
	}
	logOdds := 0.0
	for run, next := 1, 0; next < len(runs); run++ {
		if out, ok := s.ask(own + truth); ok {
			switch {
			case d.Name == "floor only":
				logOdds += 2*right(!out.BelowFloor) - 1
			case d.Name == "floor and rounding to 10":
				logOdds += 2*right(uint64(*out.Value) > own) - 1
			case out.BelowFloor:
				logOdds += math.Log((1 - above(floor)) / (1 - above(floor-1)))
			default:
				logOdds += math.Log(above(floor) / above(floor-1))
			}
		}
		if run == runs[next] {
			accuracy = append(accuracy, guess(logOdds, truth, r))
			next++
		}
	}
	return accuracy
}

// part is a set of targets with what is believed about the users in it.
type part struct {
	from, to int
	users    float64
}

func splitting(d Defence, runs []int, r *rand.Rand) (accuracy []float64) {
	const targets, own = 256, 200
	truth, belief := make([]uint64, targets), make([]float64, targets)
	for i := range truth {
		truth[i] = coin(r)
	}
	s := session{d: d}
	var stack []part
	ask := func(p part) (float64, bool) {
		size := uint64(own)
		for _, x := range truth[p.from:p.to] {
			size += x
		}
		out, ok := s.ask(size)
		if !ok || out.Value == nil {
			return 0, false
		}
		return float64(*out.Value) - own, true
	}
	// learn notes what a part's number says about each target in it, and keeps the part for splitting if it is not
	// settled.
	learn := func(p part) {
		n := float64(p.to - p.from)
		p.users = min(max(p.users, 0), n)
		for i := p.from; i < p.to; i++ {
			belief[i] = p.users/n - 0.5
		}
		if n > 1 && p.users > 0 && p.users < n {
			stack = append(stack, p)
		}
	}
	for run, next := 1, 0; next < len(runs); run++ {
		if run == 1 {
			if users, ok := ask(part{from: 0, to: targets}); ok {
				learn(part{0, targets, users})
			}
		} else if k := len(stack) - 1; k >= 0 {
			p := stack[k]
			stack = stack[:k]
			middle := (p.from + p.to) / 2
			if users, ok := ask(part{from: p.from, to: middle}); ok {
				learn(part{middle, p.to, p.users - users})
				learn(part{p.from, middle, users})
			}
		}
		if run == runs[next] {
			sum := 0.0
			for i := range truth {
				sum += guess(belief[i], truth[i], r)
			}
			accuracy = append(accuracy, sum/targets)
			next++
		}
	}
	return accuracy
}

// Measure is the mean accuracy over games, for each number of runs.
func Measure(a Attack, d Defence, runs []int, games int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	mean := make([]float64, len(runs))
	for range games {
		for i, x := range a.Play(d, runs, r) {
			mean[i] += x / float64(games)
		}
	}
	return mean
}
