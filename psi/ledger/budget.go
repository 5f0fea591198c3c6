package ledger

import (
	"math/big"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// payment is a noised release that an owner has paid for.
type payment struct {
	dataset     string
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
		if x.dataset == p[i].dataset && x.at.After(p[i].at.Add(-window)) {
			left.Sub(left, x.epsilon)
		}
	}
	return left
}

// pay adds up what an owner has spent. The log has no payments for sessions that were paid for and then failed, so less
// may be left than the sum says. Results may be logged in another order than they were paid for.
func (r *Replay) pay(m *Result) string {
	exact := m.Released.Noise == psi.NoNoise
	switch {
	case m.Owner == "":
		return "the result names no owner"
	case exact != (m.Contract != ""):
		return "the result is exact without a contract, or noised with one"
	case exact != (m.Budget == nil):
		return "the result is exact and paid for, or noised and not paid for"
	case exact:
		return ""
	}
	b, rules := m.Budget, r.start.Disclosure
	noise, err := psi.ParseNoise(m.Released.Noise)
	epsilon, ok := amount(b.Epsilon)
	if !ok || err != nil || b.Epsilon != rules.Epsilon || noise.Epsilon.String() != b.Epsilon {
		return "the result's price does not match its noise, or is not the price in force"
	}
	monthly, _ := amount(rules.Month)
	yearly, _ := amount(rules.Year)
	all := r.spent[m.Owner]
	i, _ := slices.BinarySearchFunc(all, b.At, func(x payment, at time.Time) int { return x.at.Compare(at) })
	all = slices.Insert(all, i, payment{m.Dataset, epsilon, b.At, monthly, yearly})
	r.spent[m.Owner] = all
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

// check says why the amounts are impossible.
func (d Disclosure) check() string {
	for _, s := range []string{d.Epsilon, d.Month, d.Year} {
		if x, ok := amount(s); !ok || x.Sign() == 0 {
			return "its budgets are not amounts above 0"
		}
	}
	return ""
}

// amount reads an exact fraction in lowest terms that is not negative.
func amount(s string) (*big.Rat, bool) {
	x, ok := new(big.Rat).SetString(s)
	return x, ok && x.Sign() >= 0 && x.RatString() == s
}
