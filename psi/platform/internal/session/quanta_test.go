package session

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQuanta(t *testing.T) {
	t.Parallel()
	var count countMode
	var blinded blindedMode
	require.EqualValues(t, 1, count.quanta(100, 1000))
	require.EqualValues(t, 1, blinded.quanta(49_999, 1_000_000))
	require.EqualValues(t, 2, blinded.quanta(1_000_000, 50_000))
	require.EqualValues(t, 3, count.quanta(1_000_000, 10_000_000))
	require.EqualValues(t, 23, blinded.quanta(1_000_000, 10_000_000))
	require.EqualValues(t, 1, activateMode{most: 49_899}.quanta(100, 1000))
	require.EqualValues(t, 2, activateMode{most: 49_900}.quanta(100, 1000), "whatever was in the audience before is written again")
	require.EqualValues(t, 43, activateMode{most: 1_000_000}.quanta(1_000_000, 10_000_000))
}
