package answer

import (
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// A floor that is no multiple of a unit is released as it is, and nothing beside it.
func TestFloorBesideUnits(t *testing.T) {
	t.Parallel()
	tenth, err := psi.ParseEpsilon("1/10")
	require.NoError(t, err)
	n := numbers{noise: psi.Noise{Epsilon: tenth}, floor: 103, groups: 1000}
	for v, want := range map[int64]string{103: "", 110: "", 104: "104 is not rounded", 100: "100 is below its own floor"} {
		err := n.check(&psi.Released{Value: &v, Floor: 103, Noise: "laplace 1/10"}, 200, 1)
		if want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, want)
	}
}

// A contract makes whole counts exact, and nothing else.
func TestExactByContract(t *testing.T) {
	t.Parallel()
	tenth, err := psi.ParseEpsilon("1/10")
	require.NoError(t, err)
	var part psi.Slice
	require.NoError(t, part.UnmarshalText([]byte("1/4")))
	for _, r := range []struct {
		mode  psi.Mode
		slice psi.Slice
		exact bool
		want  string
	}{
		{psi.Count, psi.Slice{}, true, "none"},
		{psi.Count, psi.Slice{}, false, "laplace 1/10"},
		{psi.Count, part, true, "laplace 1/10"},
		{psi.Activate, psi.Slice{}, true, "laplace 1/10"},
		{psi.Blinded, psi.Slice{}, true, psi.HandleNoise(tenth).String()},
	} {
		c := psi.Context{Mode: r.mode, Epsilon: tenth, Slice: psi.Allotted{Slice: r.slice}}
		q := Question{Context: &c, Exact: r.exact}
		require.Equal(t, r.want, q.noise().String(), "%s of %s", r.mode, r.slice)
	}
}
