package disclosure

import (
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func TestBounds(t *testing.T) {
	r, err := NewRules(psi.Floors{})
	require.NoError(t, err)
	require.Equal(t, psi.Floors{List: 1000, Dataset: 10000, Report: 100}, r.Floors())
	for _, tc := range []struct {
		floors psi.Floors
		want   string
	}{
		{psi.Floors{List: 99}, "least list size 99: want at least 100"},
		{psi.Floors{Dataset: 999}, "least dataset size 999: want at least 1000"},
		{psi.Floors{Report: 49}, "reporting floor 49: want at least 50"},
		{psi.Floors{List: 100, Dataset: 1000, Report: 50}, ""},
	} {
		_, err := NewRules(tc.floors)
		if tc.want == "" {
			require.NoError(t, err)
		} else {
			require.EqualError(t, err, tc.want)
		}
	}
}

func TestFloors(t *testing.T) {
	r, err := NewRules(psi.Floors{})
	require.NoError(t, err)
	require.Equal(t, psi.CodeListTooSmall, psi.CodeOf(r.CheckList(999)))
	require.NoError(t, r.CheckList(1000))
	require.Equal(t, psi.CodeDatasetTooSmall, psi.CodeOf(r.CheckDataset(9999)))
	require.NoError(t, r.CheckDataset(10000))
	below, at := r.Release(99), r.Release(100)
	require.True(t, below.BelowFloor)
	require.Nil(t, below.Value, "a size below the floor must not leave")
	require.False(t, at.BelowFloor)
	require.EqualValues(t, 100, *at.Value)
	require.Equal(t, "none", at.Noise)
}
