package disclosure

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
)

// NoNoise is what a release without noise says of its noise.
const NoNoise = "none"

// Noise is the distribution behind a released size. The zero value is none.
type Noise struct {
	epsilon Epsilon
	shift   uint64 // taken off the size first
}

// handleNoise is the noise of a number of handles: shifted down so far that it
// is negative, but for one case in 2^30.
func handleNoise(e Epsilon) Noise {
	f, _ := e.Rat().Float64()
	// Pr[Z > k] = q^(k+1)/(1+q)
	return Noise{e, uint64(math.Ceil(math.Log(0x1p30/(1+math.Exp(-f)))/f - 1))}
}

// ParseNoise reads what a release says of its noise: "none"; "laplace" and its
// ε, such as "laplace 1/10"; or that and what was taken off the size before, such
// as "laplace 1/10 shift 201".
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
	n.epsilon = epsilon
	if shifted && err == nil {
		n.shift, err = strconv.ParseUint(shift, 10, 32)
	}
	if err == nil && epsilon.cmp(bounds.epsilon.low) < 0 {
		err = fmt.Errorf("ε %s is below %s", epsilon, bounds.epsilon.low)
	}
	if err != nil || n.String() != s {
		return Noise{}, fmt.Errorf("noise %.40q: want laplace and a shortened fraction", s)
	}
	return n, nil
}

// Exact says that there is no noise.
func (n Noise) Exact() bool { return n.epsilon.num == 0 }

func (n Noise) String() string {
	if n.Exact() {
		return NoNoise
	}
	if n.shift > 0 {
		return fmt.Sprintf("laplace %s shift %d", n.epsilon, n.shift)
	}
	return "laplace " + n.epsilon.String()
}

// Shift is what was taken off the size before the noise was added.
func (n Noise) Shift() uint64 { return n.shift }

// Epsilon is the ε of the noise; 0 without.
func (n Noise) Epsilon() Epsilon { return n.epsilon }

// Within is the least k for which the noise is within ±k in all but one of
// every `in` cases.
func (n Noise) Within(in float64) uint64 {
	if n.Exact() {
		return 0
	}
	e, _ := n.epsilon.Rat().Float64()
	// Pr[|Z| > k] = 2·q^(k+1)/(1+q)
	k := math.Log(in*2/(1+math.Exp(-e)))/e - 1
	return uint64(max(0, math.Ceil(k)))
}

// Most is the largest size that an honest platform releases, but for one case
// in 2^80, of sets that have at most size elements in common.
func (n Noise) Most(size uint64) uint64 {
	if n.Exact() || n.shift > 0 {
		return size
	}
	return round(size + n.Within(0x1p80))
}

// Release turns the exact size of an intersection into what o is told of it.
// Nothing else that leaves the platform may depend on the exact size.
func (p *Policy) Release(o Owner, exact uint64) psi.Released {
	if o.Exact() {
		return p.floored(exact, exact, Noise{})
	}
	return p.noised(exact, random)
}

// noised is max(0, exact + Z), under the floor, rounded: floor and rounding see
// nothing but the noised number, so that they cost no privacy.
func (p *Policy) noised(exact uint64, s source) psi.Released {
	z := s.laplace(p.epsilon)
	noised := exact + uint64(z) // modulo 2^64
	if z < 0 && uint64(-z) > exact {
		noised = 0
	}
	return p.floored(noised, max(p.floors.Report, round(noised)), Noise{epsilon: p.epsilon})
}

// ReleaseHandles is Release for a list of handles, whose length is the released
// number. It is never larger than the exact size: handles of nobody's would not
// do to fill a list up, since the advertiser can compute the handle of every
// element of the platform's set, and so tell which are real. So the size is
// shifted down by as much as the noise is ever positive, and rounded down. What
// the clamp to the exact size gives away happens once in 2^30 times: that is the
// δ of (ε, δ)-differential privacy.
func (p *Policy) ReleaseHandles(o Owner, exact uint64) psi.Released {
	if o.Exact() {
		return p.Release(o, exact)
	}
	return p.fewer(exact, random)
}

func (p *Policy) fewer(exact uint64, s source) psi.Released {
	n := handleNoise(p.epsilon)
	noised := uint64(0)
	if off := int64(n.shift) - s.laplace(p.epsilon); off <= 0 {
		noised = exact
	} else if uint64(off) < exact {
		noised = exact - uint64(off)
	}
	return p.floored(noised, max(p.floors.Report, roundDown(noised)), n)
}

// floored is value unless size, which may not be told, is below the floor.
func (p *Policy) floored(size, value uint64, n Noise) psi.Released {
	out := psi.Released{Floor: p.floors.Report, Noise: n.String()}
	if size < p.floors.Report {
		out.BelowFloor = true
	} else {
		out.Value = &value
	}
	return out
}

// round rounds to the nearest ten below 10,000, else to three digits; halves up.
func round(n uint64) uint64 {
	unit := uint64(10)
	for n/unit >= 1000 {
		unit *= 10
	}
	return (n + unit/2) / unit * unit
}

// roundDown cuts off what round would round.
func roundDown(n uint64) uint64 {
	unit := uint64(10)
	for n/unit >= 1000 {
		unit *= 10
	}
	return n / unit * unit
}

// Published is what the platform's sets are padded to, so that their size does
// not show every single user: three digits, rounded up. Without padding it is
// size itself.
func (p *Policy) Published(size uint64) uint64 {
	if !p.padding {
		return size
	}
	unit := uint64(1)
	for size/unit >= 1000 {
		unit *= 10
	}
	return (size + unit - 1) / unit * unit
}

// PadList is what an advertiser pads a list of size elements to: the next of
// the sizes 1,000, 1,190, 1,415, 1,682 and their doubles, which are 1000·2^(k/4)
// and let a list grow by at most a fifth; but no more than most, if size is not.
func PadList(size, most uint64) uint64 {
	for scale := uint64(1); scale < 1<<40; scale *= 2 {
		for _, step := range []uint64{1000, 1190, 1415, 1682} {
			if padded := step * scale; padded >= size {
				return max(size, min(padded, most))
			}
		}
	}
	return size
}
