package psi

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// NoNoise is how a release without noise describes its noise.
const NoNoise = "none"

// Noise is the distribution behind a released size. The zero value is none.
type Noise struct {
	Epsilon Epsilon
	Shift   uint64 // added to the number with the noise; 0 if nothing is
}

// ParseNoise reads how a release describes its noise: "none"; "laplace" and its ε, such as "laplace 1/10"; or that and
// what is added besides, such as "laplace 1/10 shift 201".
func ParseNoise(s string) (Noise, error) {
	if s == NoNoise {
		return Noise{}, nil
	}
	e, ok := strings.CutPrefix(s, "laplace ")
	if !ok {
		return Noise{}, fmt.Errorf("unknown noise %.40q", s)
	}
	var n Noise
	e, shift, shifted := strings.Cut(e, " shift ")
	epsilon, err := ParseEpsilon(e)
	n.Epsilon = epsilon
	if shifted && err == nil {
		n.Shift, err = strconv.ParseUint(shift, 10, 32)
	}
	if err == nil && epsilon.Cmp(LeastEpsilon()) < 0 {
		err = fmt.Errorf("ε %s is below %s", epsilon, LeastEpsilon())
	}
	if err != nil || n.String() != s {
		return Noise{}, fmt.Errorf("noise %.40q: want laplace and a fraction in lowest terms", s)
	}
	return n, nil
}

// HandleNoise is the noise of a number of handles: shifted up so far that it is negative once in 2^30 cases.
func HandleNoise(e Epsilon) Noise {
	f, _ := e.Rat().Float64()
	// Pr[Z < −k] = Pr[Z > k] = q^(k+1)/(1+q)
	return Noise{Epsilon: e, Shift: uint64(math.Ceil(math.Log(0x1p30/(1+math.Exp(-f)))/f - 1))}
}

// Exact says whether there is no noise.
func (n Noise) Exact() bool { return n.Epsilon.num == 0 }

func (n Noise) String() string {
	if n.Exact() {
		return NoNoise
	}
	if n.Shift > 0 {
		return fmt.Sprintf("laplace %s shift %d", n.Epsilon, n.Shift)
	}
	return "laplace " + n.Epsilon.String()
}

// Within is the smallest k such that the noise is within ±k in all but one of every `in` cases.
func (n Noise) Within(in float64) uint64 {
	if n.Exact() {
		return 0
	}
	e, _ := n.Epsilon.Rat().Float64()
	// Pr[|Z| > k] = 2·q^(k+1)/(1+q)
	k := math.Log(in*2/(1+math.Exp(-e)))/e - 1
	return uint64(max(0, math.Ceil(k)))
}

// Most is the largest number that an honest platform releases for sets with at most size groups in common. One case in
// 2^80 may exceed it. A shifted number is one of handles, and rounded up.
func (n Noise) Most(size uint64) uint64 {
	switch {
	case n.Exact():
		return size
	case n.Shift > 0:
		return RoundedUp(size + n.Shift + n.Within(0x1p80))
	}
	return Rounded(size + n.Within(0x1p80))
}

// unit is what a number is rounded to: 10 below 10,000, otherwise what leaves three digits.
func unit(n uint64) uint64 {
	u := uint64(10)
	for n/u >= 1000 {
		u *= 10
	}
	return u
}

// Rounded is what a noised size is rounded to: below 10,000 to the nearest ten, otherwise to three digits; halves go
// up.
func Rounded(n uint64) uint64 {
	u := unit(n)
	return (n + u/2) / u * u
}

// RoundedUp is Rounded, but always up.
func RoundedUp(n uint64) uint64 {
	u := unit(n)
	return (n + u - 1) / u * u
}
