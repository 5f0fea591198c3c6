package psi

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Epsilon is an amount of privacy loss, as an exact fraction in lowest terms. Nothing is rounded between what a policy
// says and what is sampled and spent. The zero value is 0.
type Epsilon struct{ num, den uint64 }

// maxDenominator is the largest denominator, before a fraction is shortened.
const maxDenominator = 1_000_000

// LeastEpsilon is the smallest ε that a release may have.
func LeastEpsilon() Epsilon { return Epsilon{1, 1000} }

// MostEpsilon is the largest ε that a release may have.
func MostEpsilon() Epsilon { return Epsilon{1, 1} }

// The windows of a budget. They roll: a debit comes back once it is as old as the window is long.
const (
	Days30  = 30 * 24 * time.Hour
	Days365 = 365 * 24 * time.Hour
)

var epsilonRE = regexp.MustCompile(`^(?:[0-9]{1,7}(?:\.[0-9]{1,6})?|[0-9]{1,7}/[0-9]{1,7})$`)

// ParseEpsilon reads a decimal number such as 0.1, with at most six digits after the point, or a fraction such as 1/10
// with a denominator of at most 1,000,000. It must be more than 0.
func ParseEpsilon(s string) (Epsilon, error) {
	if !epsilonRE.MatchString(s) {
		return Epsilon{}, fmt.Errorf("%.40q: want a number such as 0.1 or a fraction such as 1/10", s)
	}
	r, ok := new(big.Rat).SetString(s)
	if _, den, _ := strings.Cut(s, "/"); ok && den != "" {
		d, err := strconv.ParseUint(den, 10, 64)
		ok = err == nil && d <= maxDenominator
	}
	if !ok || r.Sign() <= 0 {
		return Epsilon{}, fmt.Errorf("%.40q: want a number above 0, such as 0.1 or 1/10", s)
	}
	return Epsilon{r.Num().Uint64(), r.Denom().Uint64()}, nil
}

// String is the fraction, such as "1/10", or a whole number. ParseEpsilon reads it.
func (e Epsilon) String() string {
	if e.den <= 1 {
		return strconv.FormatUint(e.num, 10)
	}
	return fmt.Sprintf("%d/%d", e.num, e.den)
}

// Fraction is the amount in lowest terms.
func (e Epsilon) Fraction() (num, den uint64) { return e.num, max(e.den, 1) }

// Rat is the amount for calculating with.
func (e Epsilon) Rat() *big.Rat {
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(e.num), new(big.Int).SetUint64(max(e.den, 1)))
}

// Decimal is the amount for people: as many digits as it needs, at most three after the point.
func Decimal(r *big.Rat) string {
	s := r.FloatString(3)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Cmp is -1 if e is less than o, 0 if they are equal, and 1 if e is more.
func (e Epsilon) Cmp(o Epsilon) int { return e.Rat().Cmp(o.Rat()) }

// RatEpsilon is an amount that was calculated. A negative one is 0: a budget may have been larger before.
func RatEpsilon(r *big.Rat) Epsilon {
	if r.Sign() <= 0 || !r.Num().IsUint64() || !r.Denom().IsUint64() {
		return Epsilon{}
	}
	return Epsilon{r.Num().Uint64(), r.Denom().Uint64()}
}
