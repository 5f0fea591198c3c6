package estimate

import (
	"fmt"
	"math"

	"github.com/blindmatch/blindmatch/psi"
)

// Precision is an ε, and how far it lets answers stray.
type Precision struct {
	Epsilon psi.Epsilon
	Within  uint64 // 95 of 100 noised numbers are within ±Within of the true one, before rounding
	Asked   uint64 // the wanted Within
	Clamp   Clamp
}

// Clamp says whether a platform's bounds changed the ε of a wanted precision.
type Clamp int

const (
	Unclamped Clamp = iota
	Raised          // to the least ε of the platform: answers are more precise than asked for, and cost more
	Lowered         // to its most: answers are less precise than asked for
)

// ForWithin is the least ε, in millionths, whose noise is within ±n in 95 of 100 cases, or the nearest one that is from
// low to high. It is about ln 20 ÷ (n + ½).
func ForWithin(n uint64, low, high psi.Epsilon) Precision {
	f, _ := high.Rat().Float64()
	k := least(0, uint64(f*1e6)+1, func(k uint64) bool { return beyond(float64(k)/1e6, n) <= 2*tail })
	p := Precision{Asked: n, Epsilon: high, Clamp: Lowered}
	if e, err := psi.ParseEpsilon(fmt.Sprintf("%d/1000000", k)); err == nil && e.Cmp(high) <= 0 {
		p.Epsilon, p.Clamp = e, Unclamped
	}
	if p.Epsilon.Cmp(low) < 0 {
		p.Epsilon, p.Clamp = low, Raised
	}
	p.Within = Within(p.Epsilon)
	return p
}

// beyond is Pr[|Z| > n].
func beyond(e float64, n uint64) float64 {
	q := math.Exp(-e)
	return 2 * math.Exp(-e*(float64(n)+1)) / (1 + q)
}

// Within is the smallest n such that noise of ε e is within ±n in 95 of 100 cases.
func Within(e psi.Epsilon) uint64 { return psi.Noise{Epsilon: e}.Within(1 / (2 * tail)) }

// Rounding is how far rounding alone moves a size in the worst case. It is not part of Within.
func Rounding(size uint64) uint64 {
	unit := uint64(10)
	for psi.Rounded(size)/unit >= 1000 {
		unit *= 10
	}
	return unit / 2
}

// String says what the ε gives, and whether that is what was asked for.
func (p Precision) String() string {
	e, _ := p.Epsilon.Rat().Float64()
	s := fmt.Sprintf("ε %.4g: 95 of 100 answers are within ±%d, before rounding", e, p.Within)
	switch p.Clamp {
	case Raised:
		s += fmt.Sprintf("; less than the platform's least ε would do for ±%d", p.Asked)
	case Lowered:
		s += fmt.Sprintf("; ±%d takes more than the platform's most ε", p.Asked)
	}
	return s
}
