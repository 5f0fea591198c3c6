//go:build unix

package secretfile

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Nobody else may read a secret, but for a group that is ours.
func TestModes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(path, []byte("secret"), 0o600))
	for mode, want := range map[os.FileMode]string{
		0o600: "", 0o400: "", 0o440: "", 0o640: "", 0o660: "",
		0o444: "mode 0444", 0o604: "mode 0604", 0o644: "mode 0644", 0o602: "mode 0602", 0o641: "mode 0641",
	} {
		require.NoError(t, os.Chmod(path, mode))
		b, err := Read(path, "a key", 6)
		if want == "" {
			require.NoError(t, err, "%04o", mode)
			require.Equal(t, "secret", string(b))
			continue
		}
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "holds a key, but others may read it")
		require.NotContains(t, err.Error(), "secret")
		require.Error(t, Check(path, "a key"))
	}
	require.NoError(t, os.Chmod(path, 0o600))
	_, err := Read(path, "a key", 5)
	require.ErrorContains(t, err, "more than 5 bytes")
	_, err = Read(filepath.Dir(path), "a key", 5)
	require.ErrorContains(t, err, "is not a regular file")
	if os.Geteuid() == 0 {
		require.NoError(t, os.Chmod(path, 0o440))
		require.NoError(t, os.Chown(path, 0, 54321))
		require.ErrorContains(t, Check(path, "a key"), "group 54321 is not one of yours")
	}
}

// A pipe is read to its end.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	long := strings.Repeat("x", 10_000)
	go func() { _ = os.WriteFile(path, []byte(long), 0o600) }()
	b, err := Read(path, "a key", 1<<20)
	require.NoError(t, err)
	require.Equal(t, long, string(b))
}
