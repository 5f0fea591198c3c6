// Package estimate says what a noised number tells of the true one: intervals at 95 % for a released size, for a total
// of segments and for a slice; the ε that a wanted precision takes; the slice that a machine can count in a given time.
// SPEC.md §7.4. It is for the side that is told a number. All functions are pure and safe for concurrent use.
package estimate

import "fmt"

// tail is what an interval leaves out on each side.
const tail = 0.025

// Interval is where a true number is in 95 of 100 cases, both ends included.
type Interval struct {
	Low  uint64 `json:"low"`
	High uint64 `json:"high"`
}

func (i Interval) String() string { return fmt.Sprintf("%d to %d", i.Low, i.High) }

// Width is the number of steps from one end to the other.
func (i Interval) Width() uint64 { return i.High - i.Low }

// between is the interval from low to high, within 0 to most. It is never empty: what lies beside is its nearest end.
func between(low, high int64, most uint64) Interval {
	clamp := func(n int64) uint64 { return min(uint64(max(0, n)), most) }
	return Interval{clamp(low), clamp(max(low, high))}
}

// least is the least k from low to high for which f holds, or high. f holds for all that are larger.
func least(low, high uint64, f func(uint64) bool) uint64 {
	for low < high {
		if k := low + (high-low)/2; f(k) {
			high = k
		} else {
			low = k + 1
		}
	}
	return low
}

// leastNear is least from 0 to n, with few calls of f if the answer is some steps from near, at most n.
func leastNear(near, step, n uint64, f func(uint64) bool) uint64 {
	low, high := near, near
	for s := step; high < n && !f(high); s *= 2 {
		low, high = high+1, high+min(s, n-high)
	}
	for s := step; low > 0 && f(low-1); s *= 2 {
		high, low = low-1, low-min(s, low)
	}
	return least(low, high, f)
}
