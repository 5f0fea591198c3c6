package estimate

import (
	"fmt"
	"math"

	"github.com/blindmatch/blindmatch/psi"
)

// Cell is the noised numbers that one answer stands for, both ends included: what rounding and the floor hide.
type Cell struct{ Low, High int64 }

// none is the lower end of what is below a floor.
const none = math.MinInt64

// mostSize bounds sizes, so that sums of 64 of them are exact.
const mostSize = 1 << 53

// CellOf is the cell of a released number. It fails if no noised number leads to it.
func CellOf(r psi.Released) (Cell, psi.Noise, error) {
	n, err := psi.ParseNoise(r.Noise)
	switch {
	case err != nil:
		return Cell{}, n, err
	case r.BelowFloor != (r.Value == nil):
		return Cell{}, n, fmt.Errorf("want either a value or below the floor")
	case r.Floor > mostSize || r.Value != nil && (*r.Value < 0 || *r.Value > mostSize):
		return Cell{}, n, fmt.Errorf("want a size of at most 2^53")
	case r.BelowFloor:
		return Cell{none, int64(r.Floor) - 1}, n, nil
	case n.Exact():
		return Cell{*r.Value, *r.Value}, n, nil
	}
	v := uint64(*r.Value)
	floor := r.Floor
	released := func(noised uint64) uint64 { return max(r.Floor, psi.Rounded(noised)) } // monotone
	if n.Shift > 0 {                                                                    // of handles
		floor = r.Floor + n.Shift
		released = psi.RoundedUp
	}
	low := max(floor, least(0, 2*v+10, func(k uint64) bool { return released(k) >= v }))
	above := least(0, 2*v+10, func(k uint64) bool { return released(k) > v })
	switch {
	case low >= above:
		return Cell{}, n, fmt.Errorf("value %d with floor %d: no number is rounded to it", v, r.Floor)
	case low == 0:
		return Cell{none, int64(above) - 1}, n, nil // what was negative became 0
	}
	shift := int64(n.Shift)
	return Cell{int64(low) - shift, int64(above) - 1 - shift}, n, nil
}

// Released is the interval for one released number, which is noised terms times: once, or, if it is a total that was
// made from the noised numbers of segments before they were floored and rounded, as often as there are segments. The
// true number is known to be at most most. In no case is the interval right less often than in 95 of 100 cases; with
// rounding that is coarser than the noise, more often.
func Released(r psi.Released, terms int, most uint64) (Interval, error) {
	c, n, err := CellOf(r)
	if err != nil {
		return Interval{}, err
	}
	w := reach(n.Epsilon, terms)
	return around(c, w, w, most), nil
}

// around is the numbers from which noise of −below to above leads to the cell.
func around(c Cell, above, below int64, most uint64) Interval {
	low := int64(0)
	if c.Low != none {
		low = c.Low - above
	}
	return between(low, c.High+below, most)
}
