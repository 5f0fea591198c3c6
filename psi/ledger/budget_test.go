package ledger

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// Budgets go by the times of payment, in whatever order the results come.
func TestReplayBudget(t *testing.T) {
	const day = 24
	at := func(all []*Entry, d time.Duration) []*Entry {
		return tells(all, func(r *Result) { r.Budget.At = r.Budget.At.Add(d) })
	}
	// Both sessions' sets are fixed before either has a result.
	beside := func(first, second []*Entry) []*Entry {
		return slices.Concat(first[:2], second[:2], first[2:], second[2:])
	}
	one := func() []*Entry { return noised(0, 0, "1/10", "1/5") }
	for name, c := range map[string]struct {
		index int64
		why   string // "": nothing is wrong
		all   []*Entry
	}{
		"in order":              {0, "", slices.Concat(one(), noised(1, 1, "0", "1/10"), noised(2, 30*day, "0", "0"))},
		"results reversed":      {0, "", beside(noised(1, 1, "0", "1/10"), one())},
		"less left":             {0, "", noised(0, 0, "0", "0")},
		"dated back":            {9, "paid for before", slices.Concat(noised(0, 1, "1/10", "1/5"), noised(1, 0, "0", "1/10"))},
		"not paid for":          {6, "not paid for", tells(one(), func(r *Result) { r.Budget, r.Epsilon, r.Delta = nil, nil, "" })},
		"no ε":                  {6, "not paid for", tells(one(), func(r *Result) { r.Epsilon = nil })},
		"no δ":                  {6, "not paid for", tells(one(), func(r *Result) { r.Delta = "" })},
		"δ":                     {6, "no probability", tells(one(), func(r *Result) { r.Delta = "1.5" })},
		"δ, not a number":       {6, "no probability", tells(one(), func(r *Result) { r.Delta = "NaN" })},
		"exact and paid for":    {6, "exact and paid for", tells(one(), func(r *Result) { r.Contract, r.Released.Noise = "DPA 7", "none" })},
		"another ε":             {6, "price", tells(one(), func(r *Result) { e := mustEpsilon("1/20"); r.Epsilon = &e })},
		"another price":         {6, "price", tells(one(), func(r *Result) { r.Budget.Epsilon = "1/20" })},
		"too little noise":      {6, "less noise", louder(one(), "1/5")},
		"more noise":            {0, "", louder(one(), "1/100")},
		"another population":    {6, "another population", tells(one(), func(r *Result) { r.Budget.Population = "users" })},
		"more left":             {6, "leaves more", noised(0, 0, "1/5", "1/5")},
		"more left of the year": {6, "leaves more", noised(0, 0, "1/10", "3/10")},
		"no number left":        {6, "leaves more", noised(0, 0, "1/10", "NaN")},
		"too soon":              {9, "too soon", slices.Concat(one(), at(noised(1, 1, "0", "1/10"), -1))},
		"too soon before":       {9, "too soon", beside(noised(0, 1, "1/10", "1/5"), at(noised(1, 0, "1/10", "1/5"), 1))},
		"month spent":           {12, "exceeds", slices.Concat(one(), noised(1, 1, "0", "1/10"), noised(2, 30*day-1, "0", "0"))},
		"month overspent later": {12, "exceeds", slices.Concat(noised(2, 0, "1/10", "1/5")[:2], beside(noised(0, 2, "1/10", "1/5"), noised(1, 4, "0", "1/10")), noised(2, 0, "1/10", "1/5")[2:])},
		"year spent":            {15, "exceeds", slices.Concat(one(), noised(1, 31*day, "1/10", "1/10"), noised(2, 62*day, "1/10", "0"), noised(3, 93*day, "1/10", "0"))},
		"year over":             {0, "", slices.Concat(one(), noised(1, 31*day, "1/10", "1/10"), noised(2, 62*day, "1/10", "0"), noised(3, 365*day, "1/10", "0"))},
	} {
		t.Run(name, func(t *testing.T) {
			if all := history(c.all); c.why == "" {
				stands(t, all)
			} else {
				falls(t, all, c.index, c.why)
			}
		})
	}
}

// louder is a session with another ε, for the whole set.
func louder(all []*Entry, epsilon string) []*Entry {
	e := mustEpsilon(epsilon)
	all[0].Offer.Epsilon = e
	return tells(all, func(r *Result) {
		r.Epsilon, r.Budget.Epsilon, r.Released.Noise, r.Budget.LeftMonth, r.Budget.LeftYear = &e, epsilon, "laplace "+epsilon, "0", "0"
	})
}

// A slice costs what Slice.Charge says, whatever the policy's ε for the whole set is.
func TestReplayCharge(t *testing.T) {
	for _, slice := range psi.Slices() {
		for _, epsilon := range []string{"1/1000", "1/10", "1"} {
			drawn := mustEpsilon(epsilon)
			charge, err := slice.Charge(drawn)
			require.NoError(t, err)
			paid := func(charge string) []*Entry {
				all := sliced(0, 0, fmt.Sprintf("%s at %d", slice, 1024-1024/slice.Parts()), charge, "0", "0", 1)
				all[0].Offer.Epsilon = drawn
				return history(tells(all, func(r *Result) { r.Epsilon, r.Released.Noise = &drawn, "laplace "+epsilon }))
			}
			if a, _ := amount("1/5"); charge.Rat().Cmp(a) > 0 {
				falls(t, paid(charge.String()), 6, "exceeds")
			} else {
				stands(t, paid(charge.String()))
			}
			if charge != drawn {
				falls(t, paid(epsilon), 6, "price")
			}
		}
	}
	falls(t, history(tells(sliced(0, 0, "1/4 at 0", "12977/500000", "0", "0", 1), func(r *Result) {
		r.Contract, r.Budget, r.Epsilon, r.Delta, r.Released.Noise = "DPA 7", nil, nil, "", "none"
	})), 6, "whole count only")
	falls(t, history(tells(blinded(0, 0, "0", "0", 310), func(r *Result) {
		r.Contract, r.Budget, r.Epsilon, r.Delta, r.Released.Noise = "DPA 7", nil, nil, "", "none"
	})), 6, "whole count only")
	falls(t, history(with(noised(0, 0, "0", "0"), 0, func(e *Entry) { e.Offer.Epsilon = mustEpsilon("11/10") })), 4, "does not have")
}

// Datasets of one population share a budget, others don't. A policy has one population, a server gives an advertiser
// one owner.
func TestReplayPopulations(t *testing.T) {
	second := func(population string) []*Entry {
		p, m, set := *preamble()[1].Policy, *preamble()[2].Import, *preamble()[3].Epoch
		p.Dataset, m.Dataset, set.Dataset = "staff", "staff", "staff"
		m.Population, m.Commitment, set.Import, set.Set.Digest = population, psi.Digest{14}, psi.Digest{14}, psi.Digest{12}
		return []*Entry{{Type: TypePolicy, Policy: &p}, {Type: TypeImport, Import: &m}, {Type: TypeEpochOpen, Epoch: &set}}
	}
	on := func(all []*Entry, population string) []*Entry {
		all[0].Offer.Dataset, all[0].Offer.Import, all[1].Commit.Set.Digest = "staff", psi.Digest{14}, psi.Digest{12}
		return tells(all, func(r *Result) { r.Dataset, r.Budget.Population = "staff", population })
	}
	full := slices.Concat(noised(0, 0, "1/10", "1/5"), noised(1, 1, "0", "1/10"))
	falls(t, history(second("people"), full, on(noised(2, 2, "0", "0"), "people")), 15, "exceeds")
	stands(t, history(second("staff"), full, on(noised(2, 2, "1/10", "1/5"), "staff")))
	falls(t, history(second("staff"), full, on(noised(2, 1, "1/10", "1/5"), "staff")), 15, "too soon")
	again := second("people")[:2]
	again[1].Import.Population, again[1].Import.Commitment = "others", psi.Digest{15}
	falls(t, history(second("people"), again), 8, "another population")

	renamed := tells(noised(1, 1, "1/10", "1/5"), func(r *Result) { r.Owner = "Acme Holding" })
	falls(t, history(noised(0, 0, "1/10", "1/5"), renamed), 9, "another owner")
	stands(t, history(noised(0, 0, "1/10", "1/5"), preamble()[:1], renamed))
	falls(t, history(session(0), tells(session(1), func(r *Result) { r.Contract = "DPA 8" })), 9, "another contract")
}

// An owner has no more results in an epoch than the rules allow.
func TestReplaySessionsCap(t *testing.T) {
	all := history(session(0), session(1))
	all[0].Start.Disclosure.Sessions = 1
	falls(t, all, 9, "more results in the epoch")
	stands(t, all[:7])
}
