package scratch

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a process has left goes, and nothing else.
func TestSweep(t *testing.T) {
	t.Parallel()
	parent := filepath.Join(t.TempDir(), "with [brackets]*")
	require.NoError(t, os.Mkdir(parent, 0o700))
	living, err := Make(parent, "blindmatch-")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(living.Path(), "list"), nil, 0o600))
	stray, err := Make(parent, "blindmatch-")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(stray.Path(), "list"), nil, 0o600))
	require.NoError(t, stray.lock.Close()) // as the end of its process does
	other, err := Make(parent, "other-")
	require.NoError(t, err)
	require.NoError(t, other.lock.Close())
	foreign := filepath.Join(parent, "blindmatch-of-somebody")
	require.NoError(t, os.Mkdir(foreign, 0o700))

	next, err := Make(parent, "blindmatch-")
	require.NoError(t, err)
	require.NoDirExists(t, stray.Path())
	require.FileExists(t, filepath.Join(living.Path(), "list"))
	require.DirExists(t, other.Path())
	require.DirExists(t, foreign, "without a lock it is not ours")
	require.NoError(t, next.Remove())
	require.NoDirExists(t, next.Path())
	require.NoError(t, living.Remove())
}
