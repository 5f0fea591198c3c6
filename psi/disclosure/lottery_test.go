package disclosure

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLottery(t *testing.T) {
	t.Parallel()
	hits := make([]int, 5)
	for range 10_000 {
		l, picked := NewLottery(2, 5), 0
		for i := range hits {
			if l.Draw() {
				hits[i]++
				picked++
			}
		}
		require.Equal(t, 2, picked)
	}
	for _, n := range hits {
		require.InDelta(t, 4000, n, 300) // six sigma
	}
}
