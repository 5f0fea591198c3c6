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
	count := func(n ...uint64) psi.Released {
		return p.Release(Question{Owner: exact, Mode: psi.Count, Epsilon: p.epsilon}, n).Total
	}
	below, at := count(99), count(100)
	require.True(t, below.BelowFloor)
	require.Nil(t, below.Value, "a size below the floor must not be released")
	require.False(t, at.BelowFloor)
	require.EqualValues(t, 100, *at.Value)
	require.Equal(t, "none", at.Noise)
	require.EqualValues(t, 12_345, *count(12_345).Value, "an exact number is not rounded")
}

// draws releases a size n times.
func draws(t *testing.T, p *Policy, exact uint64, n int) (values []uint64, below int) {
	t.Helper()
	for range n {
		r := p.Release(Question{Mode: psi.Count, Epsilon: p.epsilon}, []uint64{exact}).Total
		require.Equal(t, "laplace 1/10", r.Noise)
		require.Equal(t, r.BelowFloor, r.Value == nil)
		if r.BelowFloor {
			below++
			continue
		}
		values = append(values, uint64(*r.Value))
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
		require.Greater(t, v, uint64(1)<<55)
	}
}

// A vector costs as much as one number: each of its values has noise of its own, and the total is of the noised values
// before any of them is floored or rounded.
func TestSegments(t *testing.T) {
	t.Parallel()
	p := Default()
	q := Question{Mode: psi.Count, Epsilon: p.epsilon}
	var sum float64
	for range 2000 {
		n := p.Release(q, []uint64{40, 5000, 60})
		require.Len(t, n.Segments, 3)
		require.EqualValues(t, 0, *n.Segments[1].Value%10)
		sum += float64(*n.Total.Value)
	}
	require.InDelta(t, 5100, sum/2000, 3, "segments below the floor are in the total")
	require.Nil(t, p.Release(q, []uint64{5000}).Segments, "one segment is the total")
}

// A slice releases a signed number, as it is.
func TestSliceRelease(t *testing.T) {
	t.Parallel()
	p := Default()
	slice, err := psi.ParseSlice("1/1024")
	require.NoError(t, err)
	q := Question{Owner: Owner{Name: "acme", Contract: "MSA 7"}, Mode: psi.Count, Epsilon: mustEpsilon("1"), Slice: slice}
	require.False(t, q.Exact(), "a contract is about the whole count")
	negative, odd := 0, 0
	for range 1000 {
		r := p.Release(q, []uint64{1}).Total
		require.False(t, r.BelowFloor)
		require.Zero(t, r.Floor)
		require.Equal(t, "laplace 1", r.Noise)
		if *r.Value < 0 {
			negative++
		}
		if *r.Value%2 != 0 {
			odd++
		}
	}
	require.Greater(t, negative, 50)
	require.Greater(t, odd, 300)
	charge, err := q.Charge()
	require.NoError(t, err)
	require.Equal(t, -1, charge.Cmp(mustEpsilon("0.002")))
}

// There is a handle for every match, and more.
func TestHandles(t *testing.T) {
	t.Parallel()
	p := Default()
	q := Question{Owner: Owner{Name: "acme", Contract: "MSA 7"}, Mode: psi.Blinded, Epsilon: p.epsilon}
	require.Equal(t, "laplace 1/10 shift 201", q.Noise().String(), "a contract is about the whole count")
	var sum float64
	for range 5000 {
		r := p.ReleaseHandles(q, 5000)
		require.GreaterOrEqual(t, *r.Value, int64(5000))
		require.Zero(t, *r.Value%10)
		sum += float64(*r.Value)
	}
	require.InDelta(t, 5000+201+4.5, sum/5000, 2, "rounding up adds 4.5 on average")
	below := 0
	for range 2000 {
		if p.ReleaseHandles(q, 100).BelowFloor {
			below++
		}
	}
	require.InDelta(t, 950, below, 200, "the floor looks at the number without its shift")
}
