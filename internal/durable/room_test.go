package durable

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReserve(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reserve")
	r := NewReserve(path, 100_000)
	require.False(t, r.Held())
	for range 2 {
		held, err := r.Fill()
		require.NoError(t, err)
		require.True(t, held)
		require.True(t, r.Held())
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.EqualValues(t, 100_000, info.Size())
		require.NoError(t, os.Truncate(path, 7)) // as a crash leaves it
		require.False(t, r.Held())
	}
	r.Give()
	r.Give()
	require.False(t, r.Held())
	require.NoFileExists(t, path)

	// It doesn't take what others need.
	free, err := Free(filepath.Dir(path))
	require.NoError(t, err)
	require.Positive(t, free)
	held, err := NewReserve(path, int64(free/2)).Fill()
	require.NoError(t, err)
	require.False(t, held)
	require.NoFileExists(t, path)

	none := NewReserve(path, 0)
	held, err = none.Fill()
	require.NoError(t, err)
	require.True(t, held && none.Held())
	require.NoFileExists(t, path)
}
