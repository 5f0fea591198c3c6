package disclosure

import (
	"math"

	"github.com/blindmatch/blindmatch/psi"
)

// Question is what a number is released for.
type Question struct {
	Owner   Owner
	Mode    psi.Mode
	Epsilon psi.Epsilon // of the noise, as the session agreed
	Slice   psi.Slice
}

// Exact says whether the owner gets the number as it is. A contract is about the whole count only.
func (q *Question) Exact() bool { return q.Owner.Exact() && q.Mode == psi.Count && q.Slice.Whole() }

// Noise is the noise of each number.
func (q *Question) Noise() psi.Noise {
	switch {
	case q.Exact():
		return psi.Noise{}
	case q.Mode.Handles():
		return psi.HandleNoise(q.Epsilon)
	}
	return psi.Noise{Epsilon: q.Epsilon}
}

// Charge is what the answer costs its owner, however many numbers are in it; 0 if it is exact.
func (q *Question) Charge() (psi.Epsilon, error) {
	if q.Exact() {
		return psi.Epsilon{}, nil
	}
	return q.Slice.Charge(q.Epsilon)
}

// Numbers is what an owner is told of the number of groups that match: of each segment, if there are several, and of
// all.
type Numbers struct {
	Total    psi.Released
	Segments []psi.Released
}

// Release turns the exact numbers of a list's segments into what the owner is told about them. Every group is counted
// in one segment, so noise for a change by one hides it in all of them. Nothing else that leaves the platform may depend
// on the exact numbers.
func (p *Policy) Release(q Question, exact []uint64) Numbers {
	return p.now().release(q, exact, source(random).laplace)
}

func (p *Policy) release(q Question, exact []uint64, draw func(psi.Epsilon) int64) Numbers {
	var out Numbers
	n, total := q.Noise(), int64(0)
	for _, x := range exact {
		v := int64(min(x, math.MaxInt64/128))
		if !n.Exact() {
			v += draw(n.Epsilon)
		}
		total += v
		if len(exact) > 1 {
			out.Segments = append(out.Segments, p.told(q, v))
		}
	}
	out.Total = p.told(q, total)
	return out
}

// told is what is told of a noised number. It sees nothing but that, so it costs no privacy.
func (p *Policy) told(q Question, noised int64) psi.Released {
	n := q.Noise()
	if !q.Slice.Whole() {
		return psi.Released{Value: &noised, Noise: n.String()}
	}
	v := uint64(max(0, noised))
	if n.Exact() {
		return p.floored(v, v, n)
	}
	return p.floored(v, max(p.floors.Report, psi.Rounded(v)), n)
}

// ReleaseHandles is Release for a list of handles, whose length is the released number: v, shifted and rounded up, so
// that no match is lost and decoys fill the list. Only once in 2^30 cases does the number of matches exceed it, and is
// released instead: that is a δ of (ε, δ)-differential privacy. The floor looks at v less the shift.
func (p *Policy) ReleaseHandles(q Question, exact uint64) psi.Released {
	return p.now().releaseHandles(q, exact, source(random).laplace)
}

func (p *Policy) releaseHandles(q Question, exact uint64, draw func(psi.Epsilon) int64) psi.Released {
	n := q.Noise()
	noised := int64(min(exact, math.MaxInt64/128)) + draw(n.Epsilon)
	v := max(exact, uint64(max(0, noised+int64(n.Shift))))
	return p.floored(uint64(max(0, noised)), psi.RoundedUp(v), n)
}

// floored is value, or nothing if size, which stays secret, is below the floor.
func (p *Policy) floored(size, value uint64, n psi.Noise) psi.Released {
	out := psi.Released{Floor: p.floors.Report, Noise: n.String()}
	if size < p.floors.Report {
		out.BelowFloor = true
	} else {
		v := int64(value)
		out.Value = &v
	}
	return out
}
