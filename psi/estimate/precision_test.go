package estimate

import (
	"fmt"
	"math"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func epsilon(t testing.TB, s string) psi.Epsilon {
	t.Helper()
	e, err := psi.ParseEpsilon(s)
	require.NoError(t, err)
	return e
}

// outside is Pr[|Z| > n], summed up.
func outside(e psi.Epsilon, n int) float64 {
	q := base(e)
	sum, p := 0.0, (1-q)/(1+q)*math.Pow(q, float64(n+1))
	for ; p > 1e-18; p *= q {
		sum += 2 * p
	}
	return sum
}

// The ε is the least in millionths, and near ln 20 ÷ (n + ½). SPEC M30
func TestForWithin(t *testing.T) {
	t.Parallel()
	low, high := epsilon(t, "1/1000"), epsilon(t, "1")
	for _, n := range []uint64{3, 5, 10, 29, 30, 31, 100, 500, 1000, 2990} {
		p := ForWithin(n, low, high)
		require.Equal(t, Unclamped, p.Clamp, n)
		require.Equal(t, n, p.Within)
		require.LessOrEqual(t, outside(p.Epsilon, int(n)), 0.05)
		num, den := p.Epsilon.Fraction()
		require.Zero(t, 1_000_000%den)
		less := epsilon(t, fmt.Sprintf("%d/1000000", num*(1_000_000/den)-1))
		require.Greater(t, outside(less, int(n)), 0.05, n)
		f, _ := p.Epsilon.Rat().Float64()
		require.InDelta(t, math.Log(20)/(float64(n)+0.5), f, f*f*f/8+2e-6)
		require.Less(t, f, math.Log(20)/float64(n)+1e-6, "the rule of thumb is on the safe side")
	}
	require.Equal(t, "ε 0.09818: 95 of 100 answers are within ±30, before rounding", ForWithin(30, low, high).String())

	p := ForWithin(1, low, high)
	require.Equal(t, Precision{Epsilon: high, Within: Within(high), Asked: 1, Clamp: Lowered}, p)
	require.Equal(t, "ε 1: 95 of 100 answers are within ±3, before rounding; ±1 takes more than the platform's most ε", p.String())
	require.Equal(t, Lowered, ForWithin(0, low, high).Clamp)
	p = ForWithin(1_000_000, low, high)
	require.Equal(t, Raised, p.Clamp)
	require.Equal(t, low, p.Epsilon)
	require.Equal(t, "ε 0.001: 95 of 100 answers are within ±2996, before rounding; less than the platform's least ε would do for ±1000000", p.String())
	require.Equal(t, epsilon(t, "1/10"), ForWithin(1_000_000, epsilon(t, "1/10"), epsilon(t, "1/10")).Epsilon)
	third := epsilon(t, "1/3") // not a whole number of millionths
	require.Equal(t, third, ForWithin(5, low, third).Epsilon)
	require.Equal(t, Lowered, ForWithin(5, low, third).Clamp)
}

func TestWithin(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"1/1000", "1/100", "1/20", "1/10", "1/3", "1", "2"} {
		e := epsilon(t, s)
		n := int(Within(e))
		require.LessOrEqual(t, outside(e, n), 0.05, s)
		if n > 0 {
			require.Greater(t, outside(e, n-1), 0.05, s)
		}
	}
	require.Zero(t, Within(psi.Epsilon{}))
}

func TestRounding(t *testing.T) {
	t.Parallel()
	for size, want := range map[uint64]uint64{0: 5, 100: 5, 9_994: 5, 9_995: 50, 123_456: 500, 1_000_000: 5000} {
		require.Equal(t, want, Rounding(size), size)
	}
}
