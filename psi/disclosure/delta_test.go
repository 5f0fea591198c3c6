package disclosure

import (
	"strconv"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// Delta is at least what the exact numbers of sentinels and groups would give, and falls with the section's size.
func TestDelta(t *testing.T) {
	t.Parallel()
	last := 2.0
	for _, groups := range []uint64{2000, 10_000, 100_000, 1_000_000, 100_000_000} {
		l, err := DrawLayout([Classes]uint64{groups})
		require.NoError(t, err)
		p := l.Sections()[0]
		got, err := strconv.ParseFloat(Delta(l.Sections(), 10_000_000), 64)
		require.NoError(t, err)
		sentinels := float64(p.Size - groups)
		exact := (float64(p.Size)/sentinels + 2*float64(p.Size)/sentinels/2) / (2.72 * float64(groups))
		require.GreaterOrEqual(t, got, min(1, exact), groups)
		require.Less(t, got, last)
		last = got
	}
	require.Less(t, last, 1e-6)
	small := Delta([]psi.Part{{Width: 1, Size: 2048}, {Width: 16, Size: 1 << 30}}, 1<<40)
	require.Equal(t, "0.119", small, "a small section beside a large one is the weak place")
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ n, m, want float64 }{{1000, 1000, 2}, {1_000_000, 1000, 1}, {14_000, 1e8, 3}, {17_400, 1e8, 2}, {1e9, 1e8, 1}} {
		require.InDelta(t, c.want, places(c.n, c.m), 0.02)
	}
}
