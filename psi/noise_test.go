package psi_test

import (
	"math"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func TestRound(t *testing.T) {
	t.Parallel()
	for in, want := range map[uint64]uint64{
		0: 0, 4: 0, 5: 10, 104: 100, 105: 110, 9994: 9990, 9995: 10_000, 9999: 10_000,
		10_049: 10_000, 10_050: 10_100, 99_949: 99_900, 99_950: 100_000, 123_456: 123_000, 1_005_000: 1_010_000,
	} {
		require.Equal(t, want, psi.Rounded(in), in)
	}
}

func TestPadList(t *testing.T) {
	t.Parallel()
	for in, want := range map[uint64]uint64{1: 1000, 1000: 1000, 1001: 1190, 1190: 1190, 1191: 1415, 1416: 1682, 1683: 2000, 2001: 2380, 4567: 4760, 1_000_001: 1_024_000} {
		require.Equal(t, want, psi.PadList(in, 100_000_000), in)
	}
	require.EqualValues(t, 1100, psi.PadList(1001, 1100), "never over the platform's limit")
	require.EqualValues(t, 1200, psi.PadList(1200, 1100), "nor below the list")
	for m := uint64(1000); m < 1<<40; m += m/7 + 1 {
		require.LessOrEqual(t, psi.PadList(m, math.MaxUint64), m*6/5, "a fifth at most")
	}
}

func TestNoise(t *testing.T) {
	t.Parallel()
	n, err := psi.ParseNoise("laplace 1/10")
	require.NoError(t, err)
	require.False(t, n.Exact())
	require.Equal(t, "laplace 1/10", n.String())
	require.EqualValues(t, 46, n.Within(100))
	require.Greater(t, n.Most(100), uint64(600))
	require.Less(t, n.Most(100), uint64(800))
	shifted, err := psi.ParseNoise("laplace 1/10 shift 201")
	require.NoError(t, err)
	require.EqualValues(t, 201, shifted.Shift)
	require.Greater(t, shifted.Most(100), uint64(800))
	none, err := psi.ParseNoise("none")
	require.NoError(t, err)
	require.True(t, none.Exact())
	require.EqualValues(t, 100, none.Most(100))
	for _, bad := range []string{"", "laplace", "laplace 0", "laplace 2/20", "laplace 1/1001", "gauss 1", "laplace 1/10 ", "laplace 1/10 shift 0", "laplace 1/10 shift -1", "laplace 1/10 shift 1 shift 2"} {
		_, err := psi.ParseNoise(bad)
		require.Error(t, err, bad)
	}
}

func TestParseEpsilon(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"0.1": "1/10", "1/10": "1/10", "2/20": "1/10", "1": "1", "0.000001": "1/1000000", "1.0": "1", "4": "4",
	} {
		e, err := psi.ParseEpsilon(in)
		require.NoError(t, err, in)
		require.Equal(t, want, e.String())
	}
	for _, in := range []string{"", "0", "0.0", "0/5", "1/0", "-1", "NaN", "inf", "1e9", "1e-1", "0.0000001", "1/1000001", "0x1", "1/2/3", " 1", "٣"} {
		_, err := psi.ParseEpsilon(in)
		require.Error(t, err, in)
	}
}
