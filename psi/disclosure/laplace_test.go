package disclosure

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// chiSquare compares draws with the exact distribution, with one cell for each value that is expected at least 20 times
// and one for each tail. It returns the statistic and the degrees of freedom.
func chiSquare(draws []int64, epsilon float64) (float64, int) {
	q := math.Exp(-epsilon)
	n := float64(len(draws))
	p := func(z int64) float64 { return (1 - q) / (1 + q) * math.Pow(q, math.Abs(float64(z))) }
	k := int64(0)
	for n*p(k+1) >= 20 {
		k++
	}
	seen := map[int64]float64{}
	for _, z := range draws {
		seen[min(max(z, -k-1), k+1)]++
	}
	tail := math.Pow(q, float64(k+1)) / (1 + q) // Pr[Z > k]
	sum := 0.0
	for z := -k - 1; z <= k+1; z++ {
		want := n * p(z)
		if z < -k || z > k {
			want = n * tail
		}
		sum += (seen[z] - want) * (seen[z] - want) / want
	}
	return sum, int(2*k + 2)
}

// chiLimit is what a chi-square of df degrees of freedom exceeds about once in a million times (Wilson and Hilferty).
func chiLimit(df int) float64 {
	d := float64(df)
	c := 1 - 2/(9*d) + 4.75*math.Sqrt(2/(9*d))
	return d * c * c * c
}

// With the system's randomness, the sampler's draws have the exact distribution. SPEC M28
func TestLaplaceDistribution(t *testing.T) {
	t.Parallel()
	for _, e := range []string{"1/10", "1/100", "1", "3/7", "0.25"} {
		epsilon := mustEpsilon(e)
		value, _ := epsilon.Rat().Float64()
		draws := make([]int64, 100_000)
		var mean float64
		for i := range draws {
			draws[i] = source(random).laplace(epsilon)
			mean += float64(draws[i]) / float64(len(draws))
		}
		x, df := chiSquare(draws, value)
		t.Logf("ε = %s: chi-square %.1f of %d degrees of freedom, limit %.1f; mean %.3f", e, x, df, chiLimit(df), mean)
		require.Less(t, x, chiLimit(df), e)
		// The test can fail: the same draws don't fit an ε that is 15 % off.
		wrong, df := chiSquare(draws, value*1.15)
		require.Greater(t, wrong, chiLimit(df), e)
	}
}

// With fixed randomness the draws are fixed, and two sources are independent. SPEC M28
func TestLaplaceDeterministic(t *testing.T) {
	t.Parallel()
	draw := func(seed uint64) (all []int64) {
		s := source(rand.New(rand.NewPCG(seed, 0)).Uint64)
		for range 12 {
			all = append(all, s.laplace(mustEpsilon("1/10")))
		}
		return all
	}
	require.Equal(t, draw(1), draw(1))
	require.NotEqual(t, draw(1), draw(2))
}

func TestBelow(t *testing.T) {
	t.Parallel()
	// 2^64 mod 3 = 1: the one number that would favour a result is drawn again.
	next := []uint64{0, 1 << 63}
	s := source(func() uint64 { v := next[0]; next = next[1:]; return v })
	require.EqualValues(t, 1, s.below(3))
	require.Empty(t, next, "the first number was not thrown away")
	require.Zero(t, source(func() uint64 { return math.MaxUint64 }).below(1))
}
