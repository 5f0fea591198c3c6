package estimate

import (
	"math"

	"github.com/blindmatch/blindmatch/psi"
)

// base is q = exp(−ε) of Pr[Z = z] = (1−q)/(1+q) · q^|z|. Without noise it is 0, and Z always 0.
func base(e psi.Epsilon) float64 {
	f, _ := e.Rat().Float64()
	if f == 0 {
		return 0
	}
	return math.Exp(-f)
}

// reach is the least w ≥ 0 such that a sum of so many independent Z is more than w in at most 2.5 of 100 cases. The sum
// is symmetric, so it is less than −w as rarely.
func reach(e psi.Epsilon, terms int) int64 {
	q := base(e)
	c := (1 - q) / (1 + q)
	return quantile(q, terms, c, -c, c)
}

// quantile adds a term so many times to a number that is 0, and looks for the place above which 2.5 % are left.
//
// A geometric series on both sides is two recursive filters: rising[i] = Σ_{j≥0} q^j·p[i−j], and falling[i] the same with
// i+j. A term's distribution is a sum of both and of p, by the three factors.
func quantile(q float64, terms int, rising, same, falling float64) int64 {
	if q == 0 || terms == 0 {
		return 0
	}
	// Chernoff: less than 1e-8 is outside.
	half := int(math.Ceil((8*math.Sqrt(float64(terms)) + 25) / -math.Log(q)))
	p, next := make([]float64, 2*half+1), make([]float64, 2*half+1)
	p[half] = 1
	for range terms {
		sum := 0.0
		for i, x := range p {
			sum = sum*q + x
			next[i] = rising*sum + same*x
		}
		sum = 0
		for i := len(p) - 1; i >= 0; i-- {
			sum = sum*q + p[i]
			next[i] += falling * sum
		}
		p, next = next, p
	}
	above := 0.0
	for i := len(p) - 1; i > half; i-- {
		if above += p[i]; above > tail {
			return int64(i - half)
		}
	}
	return 0
}
