package disclosure

import (
	"math"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func TestArrange(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		noised, into [Classes]uint64
	}{
		{[5]uint64{5000, 3000, 0, 0, 0}, [5]uint64{1, 2, 2, 2, 2}},
		{[5]uint64{999, 3000, 0, 0, 0}, [5]uint64{2, 2, 2, 2, 2}},
		{[5]uint64{5000, 999, 1, 0, 0}, [5]uint64{1, 4, 4, 4, 4}},
		{[5]uint64{5000, 900, 0, 0, 99}, [5]uint64{1, 1, 1, 1, 1}},
		{[5]uint64{5000, 900, 0, 0, 100}, [5]uint64{1, 16, 16, 16, 16}},
		{[5]uint64{5000, 2000, 300, 3, 1}, [5]uint64{1, 2, 2, 2, 2}},
		{[5]uint64{1000, 1000, 1000, 1000, 1000}, [5]uint64{1, 2, 4, 8, 16}},
		{[5]uint64{200_000, 1990, 0, 0, 0}, [5]uint64{1, 1, 1, 1, 1}},
		{[5]uint64{0, 0, 0, 0, 1000}, [5]uint64{16, 16, 16, 16, 16}},
	} {
		l, ok := arrange(tc.noised)
		require.True(t, ok)
		require.Equal(t, tc.into, l.Into, tc.noised)
	}
	_, ok := arrange([5]uint64{500, 499})
	require.False(t, ok)
}

// A layout holds its groups and some more, in capacities that can be sliced, with sentinels enough; and it shows
// nothing but noised numbers. SPEC M16
func TestLayout(t *testing.T) {
	t.Parallel()
	for _, groups := range [][5]uint64{{10_000, 0, 0, 0, 0}, {600_000, 400_000, 5000, 40, 2}, {900, 20_000, 999, 1, 0}} {
		l, err := DrawLayout(groups)
		require.NoError(t, err)
		require.NoError(t, l.Holds(groups))
		all := uint64(0)
		for _, p := range l.Sections() {
			n := l.Groups(p.Width, groups)
			all += n
			require.Zero(t, p.Size%psi.SliceUnits)
			require.GreaterOrEqual(t, p.Size-n, psi.LeastSentinels(p))
			require.LessOrEqual(t, p.Size, n+n*4/10+3*1024+2000)
			more := groups
			more[ClassOf(p.Width)] += n / 50
			require.NoError(t, l.Holds(more), "some more fit")
			more[ClassOf(p.Width)] += p.Size
			require.Error(t, l.Holds(more), "as many again don't")
		}
		require.Equal(t, groups[0]+groups[1]+groups[2]+groups[3]+groups[4], all)
	}
	_, err := DrawLayout([5]uint64{500, 0, 0, 0, 100})
	require.Equal(t, psi.CodeDatasetTooSmall, psi.CodeOf(err))
}

// A section just above its least size is there or not by chance, as the noise says.
func TestSectionByChance(t *testing.T) {
	t.Parallel()
	narrow := 0
	for range 2000 {
		l, err := DrawLayout([5]uint64{1000, 50_000})
		require.NoError(t, err)
		if l.Into[0] == 1 {
			narrow++
		}
	}
	want := 1 / (1 + math.Exp(-0.1)) // Pr[Z ≥ 0]
	require.InDelta(t, want, float64(narrow)/2000, 0.06)
}
