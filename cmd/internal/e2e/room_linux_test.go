package e2e

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A disk without room for a session is told of before anything is downloaded or paid, with what helps.
func TestNoRoomForSession(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	dir := t.TempDir()
	small := filepath.Join(dir, "small")
	require.NoError(t, os.Mkdir(small, 0o700))
	if err := syscall.Mount("none", small, "tmpfs", 0, "size=900k,mode=700"); err != nil {
		t.Skipf("needs to mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(small, syscall.MNT_DETACH) })
	require.NoError(t, copyShared(dir))
	p, err := serve(dir, "")
	require.NoError(t, err)
	defer p.kill()
	require.NoError(t, addClient(dir, "acme", p.addr))
	for flag, want := range map[string]string{
		"--scratch": `the temporary files of the session take 2 MiB here, and 1 MiB are free: make room, or name another folder with --scratch or TMPDIR`,
		"--state":   `the files that are kept until the session is over take 2 MiB here, and 1 MiB are free: make room, name another folder with --state, or keep nothing there with --no-resume`,
	} {
		c := start(dir, "psi", "count", "-c", "acme.json", "--dataset", "users", flag, small, "list.csv")
		require.Equal(t, 1, c.wait(), c.stderr.String())
		require.Contains(t, c.stderr.String(), want)
	}
	c := start(dir, "psi", "count", "-c", "acme.json", "--dataset", "users", "list.csv")
	require.Equal(t, 0, c.wait(), c.stderr.String())
}
