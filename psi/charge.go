package psi

import (
	"fmt"
	"math"
	"math/big"
	"sort"
)

// MostDrawn is the largest ε that the noise of a slice may have. The cost of a slice grows with e^ε of its noise.
func MostDrawn() Epsilon { return Epsilon{1, 1} }

// million is the unit in which the cost of a slice is rounded up.
const million = 1_000_000

// Charge is what a number with noise of ε drawn costs if it is counted in the slice, where nobody knows who is in it:
//
//	ln(1 + p·(e^drawn − 1)), rounded up to a millionth
//
// Both sides compute it, and the ledger's readers. It is the least c/1,000,000 with e^(c/1,000,000) ≥ 1 + p·(e^drawn −
// 1), by integers and never by floating-point numbers, so that everybody gets the same. The whole set costs drawn
// itself. It fails if drawn is more than MostDrawn and the slice is not the whole set.
func (s Slice) Charge(drawn Epsilon) (Epsilon, error) {
	if s.Whole() {
		return drawn, nil
	}
	if drawn.Cmp(MostDrawn()) > 0 {
		return Epsilon{}, fmt.Errorf("ε %s for a slice of %s: want at most %s", drawn, s, MostDrawn())
	}
	return millionths(s.charge(drawn)), nil
}

// charge is Charge in millionths.
func (s Slice) charge(drawn Epsilon) uint64 {
	if drawn.num == 0 {
		return 0
	}
	e, _ := drawn.Rat().Float64()
	// A guess, and then the exact answer, which is beside it.
	c := uint64(million * math.Log1p(math.Expm1(e)/float64(s.Parts())))
	for s.covers(c, drawn) {
		c--
	}
	for !s.covers(c, drawn) {
		c++
	}
	return c
}

// covers says whether e^(c/1,000,000) ≥ 1 + p·(e^drawn − 1). The two are never equal if p < 1 and drawn > 0: then c is
// not 0, and powers of e to different rational exponents are linearly independent over the rational numbers
// (Lindemann). So some precision decides.
func (s Slice) covers(c uint64, drawn Epsilon) bool {
	for precision := uint(32); ; precision *= 2 {
		// 2^j·e^(c/1,000,000) against 2^j − 1 + e^drawn, both times 2^precision.
		left, leftError := expFixed(millionths(c), precision)
		right, rightError := expFixed(drawn, precision)
		left.Lsh(left, uint(s.halvings))
		leftError.Lsh(leftError, uint(s.halvings))
		rest := new(big.Int).SetUint64(s.Parts() - 1)
		right.Add(right, rest.Lsh(rest, precision))
		if left.Cmp(new(big.Int).Add(right, rightError)) >= 0 {
			return true
		}
		if leftError.Add(left, leftError).Cmp(right) < 0 {
			return false
		}
	}
}

// expFixed returns e^x · 2^precision for 0 ≤ x ≤ 1, too low by less than bound.
func expFixed(x Epsilon, precision uint) (sum, bound *big.Int) {
	a, b := x.Fraction()
	num, den := new(big.Int).SetUint64(a), new(big.Int)
	term := new(big.Int).Lsh(big.NewInt(1), precision)
	sum = new(big.Int)
	terms := int64(0)
	for ; term.Sign() > 0; terms++ {
		// e^x = Σ x^k/k!. Each term is cut off to an integer, and so too low by less than 2: by less than 1 itself, and
		// by less than 2·x/k from the one before, where k > 1 (the one for k = 0 is exact).
		sum.Add(sum, term)
		den.SetUint64(b)
		den.Mul(den, big.NewInt(terms+1))
		term.Mul(term, num).Quo(term, den)
	}
	// The first term that was left out is less than 2, and all after it together less than that one.
	return sum, big.NewInt(2*terms + 4)
}

// Drawn is the largest ε, in millionths, that the noise of a number counted in the slice may have if it must cost at
// most charge. It is 0 if there is none. For the whole set it is charge itself.
func (s Slice) Drawn(charge Epsilon) Epsilon {
	if s.Whole() {
		return charge
	}
	drawn := sort.Search(million, func(k int) bool {
		return millionths(s.charge(millionths(uint64(k)+1))).Cmp(charge) > 0
	})
	return millionths(uint64(drawn))
}

// millionths is c/1,000,000 in lowest terms.
func millionths(c uint64) Epsilon {
	if c == 0 {
		return Epsilon{}
	}
	r := new(big.Rat).SetFrac(new(big.Int).SetUint64(c), big.NewInt(million))
	return Epsilon{r.Num().Uint64(), r.Denom().Uint64()}
}
