package psi_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func TestSlice(t *testing.T) {
	t.Parallel()
	require.Len(t, psi.Slices(), 9)
	for i, s := range psi.Slices() {
		require.EqualValues(t, 4<<i, s.Parts())
		require.Equal(t, fmt.Sprintf("1/%d", 4<<i), s.String())
		again, err := psi.ParseSlice(s.String())
		require.NoError(t, err)
		require.Equal(t, s, again)
		require.False(t, s.Whole())
		groups, err := s.Of(3 * s.Parts())
		require.NoError(t, err)
		require.EqualValues(t, 3, groups)
		_, err = s.Of(3*s.Parts() + 2)
		require.ErrorContains(t, err, fmt.Sprintf("want a multiple of %d", s.Parts()))
	}
	whole, err := psi.ParseSlice("1")
	require.NoError(t, err)
	require.True(t, whole.Whole())
	require.Equal(t, psi.Slice{}, whole)
	groups, err := whole.Of(12_345)
	require.NoError(t, err)
	require.EqualValues(t, 12_345, groups)
	for _, bad := range []string{"", "0", "1/1", "1/2", "1/3", "1/2048", "2/8", "0.25", "1/04", " 1/4", "1/4 ", "1/-4"} {
		_, err := psi.ParseSlice(bad)
		require.Error(t, err, bad)
	}
	text, err := json.Marshal(psi.Slices()[0])
	require.NoError(t, err)
	require.Equal(t, `"1/4"`, string(text))
	var s psi.Slice
	require.NoError(t, json.Unmarshal([]byte(`"1/1024"`), &s))
	require.EqualValues(t, 1024, s.Parts())
	require.Error(t, json.Unmarshal([]byte(`"1/1000"`), &s))
}

// charges were computed by Python's decimal with 80 digits. The last three are, of all drawn ε with six digits, those
// whose real cost is closest above a whole number of millionths or below it.
var charges = []struct{ slice, drawn, want string }{
	{"1/4", "1", "0.357375"}, {"1/4", "1/10", "0.025954"}, {"1/4", "1/1000", "0.000251"}, {"1/4", "1/1000000", "0.000001"},
	{"1/8", "1", "0.194568"}, {"1/8", "999999/1000000", "0.194568"}, {"1/8", "1/3", "0.048268"},
	{"1/16", "1", "0.102009"}, {"1/16", "123457/1000000", "0.00818"}, {"1/32", "1", "0.052305"}, {"1/32", "1/3", "0.012288"},
	{"1/64", "1", "0.026495"}, {"1/64", "1/10", "0.001642"}, {"1/128", "1", "0.013335"}, {"1/128", "1/1000", "0.000008"},
	{"1/256", "1", "0.00669"}, {"1/256", "1/3", "0.001545"}, {"1/512", "1", "0.003351"}, {"1/512", "1/10", "0.000206"},
	{"1/1024", "1", "0.001677"}, {"1/1024", "1/10", "0.000103"}, {"1/1024", "1/1000", "0.000001"},
	{"1", "1/10", "1/10"}, {"1", "2", "2"},
	{"1/4", "0.253999", "0.0698"}, {"1/1024", "0.346991", "0.000405"}, {"1/64", "0.440583", "0.008614"},
}

// SPEC M31, M32
func TestCharge(t *testing.T) {
	t.Parallel()
	for _, c := range charges {
		s, err := psi.ParseSlice(c.slice)
		require.NoError(t, err)
		got, err := s.Charge(epsilon(t, c.drawn))
		require.NoError(t, err)
		require.Equal(t, epsilon(t, c.want), got, "%s of %s", c.slice, c.drawn)
	}
	for _, s := range psi.Slices() {
		_, err := s.Charge(epsilon(t, "1000001/1000000"))
		require.Error(t, err)
		_, err = s.Charge(epsilon(t, "10001/10000"))
		require.ErrorContains(t, err, "want at most 1")
		free, err := s.Charge(psi.Epsilon{})
		require.NoError(t, err)
		require.Equal(t, psi.Epsilon{}, free, "no noise and no cost")
	}
}

// A charge is never less than the loss, nor a millionth more, and ten disjoint slices never cost less than they lose
// together.
func TestChargeCovers(t *testing.T) {
	t.Parallel()
	for _, s := range psi.Slices() {
		last := psi.Epsilon{}
		p, together := 1/float64(s.Parts()), 0.0
		var paid big.Rat
		for k := uint64(1); k <= 1_000_000; k += 27_027 {
			drawn := epsilon(t, fmt.Sprintf("%d/1000000", k))
			got, err := s.Charge(drawn)
			require.NoError(t, err)
			require.GreaterOrEqual(t, got.Cmp(last), 0, "monotone")
			require.LessOrEqual(t, got.Cmp(drawn), 0, "never more than the whole set costs")
			last = got
			f, _ := got.Rat().Float64()
			loss := math.Log1p(p * math.Expm1(float64(k)/1e6))
			require.GreaterOrEqual(t, f, loss-1e-15)
			require.Less(t, f, loss+1.000001e-6)
			together += p * math.Expm1(float64(k)/1e6)
			paid.Add(&paid, got.Rat())
		}
		f, _ := paid.Float64()
		require.GreaterOrEqual(t, f, math.Log1p(together))
	}
}

func TestDrawn(t *testing.T) {
	t.Parallel()
	for _, s := range psi.Slices() {
		for _, most := range []string{"1/1000000", "1/1000", "1/600", "1/100", "1/20", "1/10", "1/3", "1"} {
			drawn := s.Drawn(epsilon(t, most))
			charge, err := s.Charge(drawn)
			require.NoError(t, err)
			require.LessOrEqual(t, charge.Cmp(epsilon(t, most)), 0)
			if drawn.Cmp(psi.MostDrawn()) < 0 {
				n, d := drawn.Fraction()
				more, err := s.Charge(epsilon(t, fmt.Sprintf("%d/1000000", n*(1_000_000/d)+1)))
				require.NoError(t, err)
				require.Equal(t, 1, more.Cmp(epsilon(t, most)), "%s could draw more for %s", s, most)
			}
		}
		require.Equal(t, psi.Epsilon{}, s.Drawn(psi.Epsilon{}))
	}
	require.Equal(t, epsilon(t, "1/10"), psi.Slice{}.Drawn(epsilon(t, "1/10")))
}

func epsilon(t *testing.T, s string) psi.Epsilon {
	t.Helper()
	e, err := psi.ParseEpsilon(s)
	require.NoError(t, err)
	return e
}
