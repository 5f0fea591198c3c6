package report

import (
	"encoding/json"
	"fmt"
	"math/big"
)

// Amount is an amount of ε, exact: it is added up as the fraction that the ledger has. Its zero value is 0.
type Amount struct{ v *big.Rat }

// ParseAmount reads a fraction such as 1/10.
func ParseAmount(text string) (Amount, error) {
	v, ok := new(big.Rat).SetString(text)
	if !ok {
		return Amount{}, fmt.Errorf("amount %.40q is not a fraction", text)
	}
	return Amount{v}, nil
}

func (a Amount) rat() *big.Rat {
	if a.v == nil {
		return new(big.Rat)
	}
	return a.v
}

// Plus is the sum of two amounts.
func (a Amount) Plus(b Amount) Amount {
	switch {
	case b.IsZero():
		return a
	case a.IsZero():
		return b
	}
	return Amount{new(big.Rat).Add(a.v, b.v)}
}

// IsZero says whether it is 0.
func (a Amount) IsZero() bool { return a.v == nil || a.v.Sign() == 0 }

// Exact is the fraction.
func (a Amount) Exact() string { return a.rat().RatString() }

// String is the amount to four decimals.
func (a Amount) String() string { return a.rat().FloatString(4) }

// MarshalJSON writes the fraction as a text.
func (a Amount) MarshalJSON() ([]byte, error) { return json.Marshal(a.Exact()) }
