package disclosure

import (
	"math"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func TestFloorBounds(t *testing.T) {
	t.Parallel()
	require.Equal(t, psi.Floors{List: 1000, Dataset: 10000, Report: 100}, Default().Floors())
	for _, tc := range []struct {
		floors psi.Floors
		want   string
	}{
		{psi.Floors{List: 99}, "least list size 99: want at least 100"},
		{psi.Floors{Dataset: 999}, "least dataset size 999: want at least 1000"},
		{psi.Floors{Report: 49}, "reporting floor 49: want at least 50"},
		{psi.Floors{Report: math.MaxUint64}, "reporting floor 18446744073709551615: want at most 1000000000"},
		{psi.Floors{List: 100, Dataset: 1000, Report: 50}, ""},
	} {
		p, err := Default().WithFloors(tc.floors)
		if tc.want == "" {
			require.NoError(t, err)
			require.Equal(t, tc.floors, p.Floors())
		} else {
			require.EqualError(t, err, tc.want)
		}
	}
}

func TestFloors(t *testing.T) {
	t.Parallel()
	p := Default()
	require.Equal(t, psi.CodeListTooSmall, psi.CodeOf(p.CheckList(999)))
	require.NoError(t, p.CheckList(1000))
	require.Equal(t, psi.CodeDatasetTooSmall, psi.CodeOf(p.CheckDataset(9999)))
	require.NoError(t, p.CheckDataset(10000))
	exact := Owner{Name: "acme", Contract: "MSA 7"}
	below, at := p.Release(exact, 99), p.Release(exact, 100)
	require.True(t, below.BelowFloor)
	require.Nil(t, below.Value, "a size below the floor must not be released")
	require.False(t, at.BelowFloor)
	require.EqualValues(t, 100, *at.Value)
	require.Equal(t, "none", at.Noise)
	require.EqualValues(t, 12_345, *p.Release(exact, 12_345).Value, "an exact number is not rounded")
}

// draws releases a size n times.
func draws(t *testing.T, p *Policy, exact uint64, n int) (values []uint64, below int) {
	t.Helper()
	for range n {
		r := p.noised(exact, random)
		require.Equal(t, "laplace 1/10", r.Noise)
		require.Equal(t, r.BelowFloor, r.Value == nil)
		if r.BelowFloor {
			below++
			continue
		}
		values = append(values, *r.Value)
	}
	return values, below
}

// The floor applies to the noised number: a size below it is sometimes released and one above it sometimes not, as
// often as the noise predicts.
func TestNoisedFloor(t *testing.T) {
	t.Parallel()
	p := Default()
	const n = 20_000
	q := math.Exp(-0.1)
	for _, exact := range []uint64{0, 90, 100, 110} {
		_, below := draws(t, p, exact, n)
		// Pr[exact + Z < 100] = Pr[Z ≤ 99 − exact]
		k := float64(99) - float64(exact)
		want := 1 - math.Pow(q, k+1)/(1+q)
		if k < 0 {
			want = math.Pow(q, -k) / (1 + q)
		}
		require.InDelta(t, want, float64(below)/n, 6*math.Sqrt(want*(1-want)/n)+1e-3, exact)
	}
}

func TestNoisedRounded(t *testing.T) {
	t.Parallel()
	p := Default()
	values, below := draws(t, p, 5000, 2000)
	require.Zero(t, below)
	seen := map[uint64]bool{}
	for _, v := range values {
		require.Zero(t, v%10)
		seen[v] = true
	}
	require.Greater(t, len(seen), 8, "the noise shows")
	values, _ = draws(t, p, 123_456, 100)
	for _, v := range values {
		require.Zero(t, v%1000)
	}
	values, _ = draws(t, p, math.MaxInt64, 10) // no overflow
	for _, v := range values {
		require.Greater(t, v, uint64(1)<<62)
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for in, want := range map[uint64]uint64{0: 0, 999: 999, 1000: 1000, 1001: 1010, 10_000: 10_000, 10_001: 10_100, 38_123: 38_200, 999_001: 1_000_000} {
		require.Equal(t, want, Default().Published(in), in)
	}
	plain, err := Parse([]byte("padding: false"))
	require.NoError(t, err)
	require.EqualValues(t, 1001, plain.Published(1001))
}

// The number of handles never exceeds the exact size, and has the same noise.
func TestHandles(t *testing.T) {
	t.Parallel()
	p := Default()
	require.Equal(t, "laplace 1/10 shift 201", psi.HandleNoise(p.epsilon).String())
	var sum float64
	for range 5000 {
		r := p.fewer(5000, random)
		require.Equal(t, "laplace 1/10 shift 201", r.Noise)
		require.LessOrEqual(t, *r.Value, uint64(5000))
		require.Zero(t, *r.Value%10)
		sum += float64(*r.Value)
	}
	require.InDelta(t, 5000-201-4.5, sum/5000, 2, "rounding down takes 4.5 on average")
	require.True(t, p.fewer(100, random).BelowFloor)
	require.EqualValues(t, 777, *p.ReleaseHandles(Owner{Contract: "MSA 7"}, 777).Value)
	for _, exact := range []uint64{0, 50, 99, 200, 300} {
		for range 2000 {
			if r := p.fewer(exact, random); !r.BelowFloor {
				require.LessOrEqual(t, *r.Value, exact)
				require.GreaterOrEqual(t, *r.Value, p.floors.Report)
			}
		}
	}
}
