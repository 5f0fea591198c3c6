package estimate

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/stretchr/testify/require"
)

// answer is what a platform says of a noised number: SPEC.md §7.4.
func answer(noised int64, floor uint64, noise string) psi.Released {
	r := psi.Released{Floor: floor, Noise: noise, BelowFloor: noised < int64(floor)}
	if !r.BelowFloor {
		v := int64(max(floor, psi.Rounded(uint64(noised))))
		r.Value = &v
	}
	return r
}

func TestCellOf(t *testing.T) {
	t.Parallel()
	value := func(v int64, floor uint64) psi.Released {
		return psi.Released{Value: &v, Floor: floor, Noise: "laplace 1/10"}
	}
	for _, c := range []struct {
		r         psi.Released
		low, high int64
	}{
		{value(100, 100), 100, 104}, {value(110, 100), 105, 114}, {value(9990, 100), 9985, 9994},
		{value(10_000, 100), 9995, 10_049}, {value(10_100, 100), 10_050, 10_149}, {value(100_000, 100), 99_950, 100_499},
		{value(103, 103), 103, 104}, {value(110, 103), 105, 114}, {value(110, 107), 107, 114}, {value(10_000, 9997), 9997, 10_049},
		{value(0, 0), none, 4}, {value(10, 0), 5, 14}, {value(1.12e15, 50), 1.12e15 - 5e12, 1.12e15 + 5e12 - 1},
		{psi.Released{BelowFloor: true, Floor: 100, Noise: "laplace 1"}, none, 99},
		{psi.Released{BelowFloor: true, Floor: 100, Noise: "none"}, none, 99},
	} {
		got, _, err := CellOf(c.r)
		require.NoError(t, err)
		require.Equal(t, Cell{c.low, c.high}, got)
	}
	exact := value(12_345, 100)
	exact.Noise = "none"
	in, err := Released(exact, 1, 20_000)
	require.NoError(t, err)
	require.Equal(t, Interval{12_345, 12_345}, in)
	hundred := int64(100)
	for want, r := range map[string]psi.Released{
		"no number is rounded to it": value(101, 100), "value 90 with floor 100": value(90, 100), "unknown noise": {Value: &hundred, Noise: "gauss"},
		"either a value or below": {Value: &hundred, BelowFloor: true, Noise: "laplace 1"},
		"at most 2^53":            {BelowFloor: true, Floor: math.MaxUint64, Noise: "laplace 1"},
	} {
		_, _, err := CellOf(r)
		require.ErrorContains(t, err, want)
		_, err = Released(r, 1, 1000)
		require.ErrorContains(t, err, want)
	}
}

// What a platform's own code releases is understood, and its cell gives the same answer at either end.
func TestDisclosed(t *testing.T) {
	t.Parallel()
	for _, size := range []uint64{0, 60, 100, 5000, 9999, 10_000, 123_456} {
		for range 200 {
			p := disclosure.Default()
			r := p.Release(disclosure.Question{Mode: psi.Count, Epsilon: p.Epsilon()}, []uint64{size}).Total
			c, n, err := CellOf(r)
			require.NoError(t, err)
			require.Equal(t, r, answer(max(c.Low, 0), r.Floor, n.String()))
			require.Equal(t, r, answer(c.High, r.Floor, n.String()))
			require.NotEqual(t, r, answer(c.High+1, r.Floor, n.String()))
		}
	}
}

// The coverage of a size is Σ Pr[Z = z] over the z whose answer's interval holds it: at least 95 %.
func TestReleasedCovers(t *testing.T) {
	t.Parallel()
	for _, noise := range []string{"laplace 1/100", "laplace 1/10", "laplace 1/3", "laplace 1"} {
		n, err := psi.ParseNoise(noise)
		require.NoError(t, err)
		q, half := base(n.Epsilon), int64(20/-math.Log(base(n.Epsilon)))
		memory := map[int64]Interval{} // by value; 0: below the floor
		interval := func(noised int64) Interval {
			r, key := answer(noised, 100, noise), int64(0)
			if r.Value != nil {
				key = *r.Value
			}
			if _, ok := memory[key]; !ok {
				memory[key], err = Released(r, 1, 12_000)
				require.NoError(t, err)
			}
			return memory[key]
		}
		least, sum, count := 1.0, 0.0, 0.0
		for size := int64(0); size < 12_000; size += effort.Of[int64](37, 7, 1) {
			held := 0.0
			for z := -half; z <= half; z++ {
				if in := interval(size + z); in.Low <= uint64(size) && uint64(size) <= in.High {
					held += (1 - q) / (1 + q) * math.Pow(q, math.Abs(float64(z)))
				}
			}
			least, sum, count = min(least, held), sum+held, count+1
		}
		t.Logf("%s: %.4f at least, on average %.4f", noise, least, sum/count)
		require.GreaterOrEqual(t, least, 0.95)
	}
	v := int64(5000)
	in, err := Released(psi.Released{Value: &v, Floor: 100, Noise: "laplace 1/10"}, 1, 1<<40)
	require.NoError(t, err)
	require.Equal(t, Interval{5000 - 5 - 30, 5004 + 30}, in)
	in, err = Released(psi.Released{BelowFloor: true, Floor: 100, Noise: "laplace 1/10"}, 1, 1<<40)
	require.NoError(t, err)
	require.Equal(t, Interval{0, 99 + 30}, in)
	in, err = Released(psi.Released{Value: &v, Floor: 100, Noise: "laplace 1/10"}, 1, 4990)
	require.NoError(t, err)
	require.Equal(t, Interval{4965, 4990}, in, "no more than most")
}

// The sum's quantile against the closed form for one term, and for many against the normal distribution.
func TestReach(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"1/1000", "1/100", "1/10", "1/3", "1"} {
		e := epsilon(t, s)
		q := base(e)
		above := func(w int64) float64 { return math.Pow(q, float64(w)+1) / (1 + q) } // Pr[Z > w]
		for name, w := range map[string]int64{"one": reach(e, 1)} {
			require.LessOrEqual(t, above(w), tail, name)
			require.Greater(t, above(w-1), tail, name)
		}
		deviation := math.Sqrt(2*q*64) / (1 - q)
		require.InDelta(t, 1.96*deviation, float64(reach(e, 64)), 0.01*deviation+1, s)
	}
	require.Zero(t, reach(psi.Epsilon{}, 5))
	require.Zero(t, reach(epsilon(t, "1"), 0))
}

// A total made from noised numbers.
func TestTotals(t *testing.T) {
	t.Parallel()
	runs := effort.Of(100, 2000, 20_000)
	r := rand.New(rand.NewPCG(11, 1))
	for _, c := range []struct {
		noise string
		floor uint64
		sizes func(i int) int64
		terms int
	}{
		{"laplace 1/10", 100, func(i int) int64 { return int64(500 + 31*i) }, 5},
		{"laplace 1/10", 100, func(i int) int64 { return int64(37 * i) }, 64},
		{"laplace 1/10", 100, func(int) int64 { return 95 }, 64},
		{"laplace 1/10", 100, func(int) int64 { return 120 }, 64},
		{"laplace 1/10", 10, func(int) int64 { return 0 }, 64}, // who passes the floor has nothing but noise
		{"laplace 1/20", 100, func(i int) int64 { return int64(i % 2 * 3000) }, 10},
		{"laplace 1", 100, func(i int) int64 { return int64(90 + i) }, 20},
	} {
		n, err := psi.ParseNoise(c.noise)
		require.NoError(t, err)
		total, held := uint64(0), 0
		for i := range c.terms {
			total += uint64(c.sizes(i))
		}
		for range runs {
			sum := int64(0)
			for i := range c.terms {
				sum += c.sizes(i) + laplace(r, base(n.Epsilon))
			}
			in, err := Released(answer(sum, c.floor, c.noise), c.terms, 1<<40)
			require.NoError(t, err)
			if in.Low <= total && total <= in.High {
				held++
			}
		}
		t.Logf("%d segments, %s: %d of %d held", c.terms, c.noise, held, runs)
		// 5 deviations below 95 %.
		least := 0.95*float64(runs) - 5*math.Sqrt(0.95*0.05*float64(runs))
		require.Greater(t, float64(held), least)
	}
}

// Handles are shifted and rounded up.
func TestHandlesCell(t *testing.T) {
	t.Parallel()
	v := int64(5210)
	c, n, err := CellOf(psi.Released{Value: &v, Floor: 100, Noise: "laplace 1/10 shift 201"})
	require.NoError(t, err)
	require.EqualValues(t, 201, n.Shift)
	require.Equal(t, Cell{5000, 5009}, c)
	least := int64(310)
	c, _, err = CellOf(psi.Released{Value: &least, Floor: 100, Noise: "laplace 1/10 shift 201"})
	require.NoError(t, err)
	require.Equal(t, Cell{100, 109}, c)
}
