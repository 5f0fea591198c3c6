package platform

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// mount mounts something at dir until the test ends, or skips the test.
func mount(t *testing.T, source, dir, kind string, flags uintptr, data string) {
	t.Helper()
	if err := syscall.Mount(source, dir, kind, flags, data); errors.Is(err, syscall.EPERM) {
		t.Skip("this user may not mount anything")
	} else {
		require.NoError(t, err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
}

// A data directory is read where nothing can be written: on a read-only mount, after a
// clean stop and after a crash, and on a full disk.
func TestReadWhereNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	dir, p := served(t)
	dirs := map[string]string{"crashed": crashed(t, dir)}
	require.NoError(t, p.Close())
	dirs["stopped"] = crashed(t, dir)
	for name, dir := range dirs {
		t.Run("read-only mount, "+name, func(t *testing.T) {
			mount(t, dir, dir, "", syscall.MS_BIND, "")
			require.NoError(t, syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, ""))
			require.ErrorIs(t, os.WriteFile(filepath.Join(dir, "x"), nil, 0o600), syscall.EROFS)
			unchanged(t, dir)
			_, err := OpenDirectory(dir, DirectoryConfig{})
			require.Error(t, err)
		})
		t.Run("full disk, "+name, func(t *testing.T) {
			small := t.TempDir()
			mount(t, "tmpfs", small, "tmpfs", 0, "size=16m")
			data := filepath.Join(small, "data")
			require.NoError(t, os.CopyFS(data, os.DirFS(dir)))
			fillDisk(t, filepath.Join(small, "ballast"))
			unchanged(t, data)
		})
	}
}

// fillDisk writes a file until nothing fits any more.
func fillDisk(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	require.NoError(t, err)
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if n, err := f.Write(make([]byte, size)); err == nil {
			continue
		} else if require.ErrorIs(t, err, syscall.ENOSPC); n == 0 {
			size /= 2
		}
	}
	_, err = io.WriteString(f, "x")
	require.ErrorIs(t, err, syscall.ENOSPC)
}
