package estimate

import (
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// task is a list of 100,000 rows, 1.6 elements each, against so many groups of 2.
func task(t *testing.T, capacity uint64) Task {
	return Task{
		Size: 100_000, List: 181_000, Capacity: capacity, Elements: 2 * capacity, Mask: 50_000, Remask: 100_000,
		Most: epsilon(t, "1/10"), MostWhole: epsilon(t, "1"),
	}
}

func TestFast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		capacity uint64
		slice    string
		inTime   bool
	}{
		{20 << 10, "1", true}, {249_999, "1", true}, {1 << 18, "1/4", true}, {1_000_000, "1/4", true}, {1_000_448, "1/8", true},
		{100_000_000 / 1024 * 1024, "1/512", true}, {1_000_000_000 / 1024 * 1024, "1/1024", false},
	} {
		p := Fast(task(t, c.capacity))
		require.Equal(t, c.slice, p.Slice.String(), c.capacity)
		require.Equal(t, c.inTime, p.InTime)
		require.LessOrEqual(t, p.Charged.Cmp(epsilon(t, "1/10")), 0)
		require.Equal(t, 2*c.capacity/p.Slice.Parts(), p.Elements)
		require.Equal(t, 32*181_000+42*p.Elements, p.Bytes)
		require.InDelta(t, 3.62+float64(p.Elements)/100_000, p.Time.Seconds(), 0.01)
		in := p.Interval(10_000)
		require.Less(t, in.Low, uint64(10_000))
		require.Greater(t, in.High, uint64(10_000))
	}
	longer := task(t, 1<<30)
	longer.Time = time.Hour
	require.Equal(t, "1/8", Fast(longer).Slice.String())
	longer.Time = 0
	longer.List, longer.Mask = 50_000_000, 10_000 // a list that takes more than an hour anyway
	require.Equal(t, "1/8", Fast(longer).Slice.String())

	p := Fast(task(t, 1<<30))
	require.Equal(t, psi.MostDrawn(), p.Drawn)
	require.Equal(t, "a slice of 1/1024 costs ε 0.001677 and takes 25 s for 2097152 elements; of 10000 matches the answer would say 3986 to 17547, of 50000 it would say 36407 to 64894", p.String())
	whole := task(t, 1<<16)
	whole.MostWhole = epsilon(t, "1/20")
	p = Fast(whole)
	require.Equal(t, "1/20", p.Drawn.String())
	require.Equal(t, p.Drawn, p.Charged)
	require.Equal(t, "the whole set costs ε 0.05 and takes 5 s for 131072 elements; of 6553 matches the answer would say 6488 to 6618, of 32768 it would say 32658 to 32878", p.String())
}

// For the same money and the same matches, a larger slice has the narrower interval.
func TestLargerIsNarrower(t *testing.T) {
	t.Parallel()
	for _, money := range []string{"1/1000", "1/100", "1/10", "3/10"} {
		for _, matches := range []uint64{10_000, 1_000_000} {
			last := uint64(0)
			for i, s := range psi.Slices() {
				drawn := s.Drawn(epsilon(t, money))
				e, err := Slice(int64(matches/s.Parts()), s, 1<<30, drawn, 1<<30)
				require.NoError(t, err)
				if i > 0 {
					require.Greater(t, e.Width(), last*98/100, "%s for %s: not even lattices and clamps make it narrower", s, money)
				}
				last = e.Width()
			}
		}
	}
}
