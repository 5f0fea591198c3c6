package ledger

import (
	"math/big"
	"slices"
	"strconv"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// payment is a noised release that an owner has paid for.
type payment struct {
	population  string
	epsilon     *big.Rat
	at          time.Time
	month, year *big.Rat // the budgets in force at the time
}

// payments are one owner's, oldest first.
type payments []payment

// left is what remains of budget after the payment at index i, in the window that ends with it.
func (p payments) left(i int, budget *big.Rat, window time.Duration) *big.Rat {
	left := new(big.Rat).Set(budget)
	for _, x := range p[:i+1] {
		if x.population == p[i].population && x.at.After(p[i].at.Add(-window)) {
			left.Sub(left, x.epsilon)
		}
	}
	return left
}

// spending follows what owners pay for.
type spending struct {
	byOwner map[string]payments // noised releases, oldest first
	latest  time.Time           // of the payments
}

// pay adds up what an owner has spent. The log has no payments for sessions that were paid for and then failed, so less
// may be left than the sum says. Results may be logged in another order than they were paid for.
func (p *spending) pay(s *Session, m *Result, rules Disclosure) string {
	exact := m.Contract != ""
	switch {
	case exact && (s.Mode != psi.Count || !s.Slice.Whole()):
		return "a contract is about the whole count only"
	case (s.pays() && !exact) != (m.Budget != nil) || (m.Budget != nil) != (m.Epsilon != nil) || (m.Budget != nil) != (m.Delta != ""):
		return "the result is exact and paid for, or noised and not paid for"
	case m.Budget == nil:
		return ""
	}
	if d, err := strconv.ParseFloat(m.Delta, 64); err != nil || !(d >= 0 && d <= 1) || strconv.FormatFloat(d, 'g', -1, 64) != m.Delta {
		return "the result's δ is no probability"
	}
	b := m.Budget
	epsilon, ok := amount(b.Epsilon)
	charge, err := s.offer.Slice.Charge(s.offer.Epsilon)
	if !ok || err != nil || *m.Epsilon != s.offer.Epsilon || b.Epsilon != charge.String() {
		return "the result's price does not match its noise"
	}
	if most, _ := amount(rules.Epsilon); s.Slice.Whole() && epsilon.Cmp(most) > 0 {
		return "the result has less noise than the platform's rules allow"
	}
	if b.Population != s.Import.Population {
		return "the result is paid from another population's budget"
	}
	// Budgets go by a clock that never goes back, and the session was paid for after its sets were fixed.
	if b.At.Before(s.paid) {
		return "the result was paid for before a payment that had been recorded when its sets were fixed"
	}
	if p.latest.Before(b.At) {
		p.latest = b.At
	}
	monthly, _ := amount(rules.Month)
	yearly, _ := amount(rules.Year)
	all := p.byOwner[m.Owner]
	i, _ := slices.BinarySearchFunc(all, b.At, func(x payment, at time.Time) int { return x.at.Compare(at) })
	all = slices.Insert(all, i, payment{b.Population, epsilon, b.At, monthly, yearly})
	p.byOwner[m.Owner] = all
	for j := max(i, 1); j <= i+1 && j < len(all); j++ {
		if all[j].at.Sub(all[j-1].at) < time.Duration(rules.Spacing)*time.Second {
			return "the result came too soon after another one for its owner"
		}
	}
	for j := i; j < len(all); j++ {
		if all.left(j, all[j].month, psi.Days30).Sign() < 0 || all.left(j, all[j].year, psi.Days365).Sign() < 0 {
			return "the result exceeds its owner's budget"
		}
	}
	for _, w := range []struct {
		most *big.Rat
		says string
	}{
		{all.left(i, monthly, psi.Days30), b.LeftMonth},
		{all.left(i, yearly, psi.Days365), b.LeftYear},
	} {
		if left, ok := amount(w.says); !ok || left.Cmp(w.most) > 0 {
			return "the result leaves more of the budget than there is"
		}
	}
	return ""
}

// check says why no platform can have these rules: SPEC.md §7.4.
func (s *Start) check() string {
	d := s.Disclosure
	for _, x := range []struct {
		says      string
		low, high *big.Rat
	}{
		{d.Epsilon, psi.LeastEpsilon().Rat(), psi.MostEpsilon().Rat()},
		{d.Month, big.NewRat(1, 100), big.NewRat(10, 1)},
		{d.Year, big.NewRat(1, 100), big.NewRat(10, 1)},
	} {
		if v, ok := amount(x.says); !ok || v.Cmp(x.low) < 0 || v.Cmp(x.high) > 0 {
			return "its budgets are not amounts within their bounds"
		}
	}
	switch f := s.Floors; {
	case d.Spacing < 60 || d.Spacing > int64(psi.Days30/time.Second):
		return "the time between releases is out of bounds"
	case f.List < 100 || f.Dataset < 1000 || f.Report < 50:
		return "its floors are below their bounds"
	case d.Sessions < 1 || d.Sessions > 168:
		return "the number of sessions in an epoch is out of bounds"
	}
	for _, m := range s.Modes {
		if _, err := psi.ParseMode(string(m)); err != nil {
			return "it offers an unknown mode"
		}
	}
	return ""
}

// amount reads an exact fraction in lowest terms that is not negative.
func amount(s string) (*big.Rat, bool) {
	x, ok := new(big.Rat).SetString(s)
	return x, ok && x.Sign() >= 0 && x.RatString() == s
}
