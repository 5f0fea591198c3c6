package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Whatever changes below a folder shows, and reading it changes nothing.
func TestTree(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "sub", "file")
	require.NoError(t, os.Mkdir(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, []byte("one"), 0o600))
	was := Tree(t, dir)
	require.Len(t, was, 3)
	require.Equal(t, was, Tree(t, dir))
	info, err := os.Stat(file)
	require.NoError(t, err)
	for what, change := range map[string]func() error{
		"content": func() error { // of the same length and time
			if err := os.WriteFile(file, []byte("two"), 0o600); err != nil {
				return err
			}
			return os.Chtimes(file, info.ModTime(), info.ModTime())
		},
		"time":  func() error { return os.Chtimes(file, time.Time{}, info.ModTime().Add(time.Second)) },
		"mode":  func() error { return os.Chmod(file, 0o400) },
		"name":  func() error { return os.Rename(file, file+"2") },
		"empty": func() error { return os.Mkdir(filepath.Join(dir, "more"), 0o700) },
	} {
		require.NoError(t, os.RemoveAll(dir))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte("one"), 0o600))
		was := Tree(t, dir)
		info, err = os.Stat(file)
		require.NoError(t, err)
		require.NoError(t, change(), what)
		require.NotEqual(t, was, Tree(t, dir), what)
	}
	var failed failure
	Tree(&failed, filepath.Join(dir, "missing"))
	require.Contains(t, string(failed), "missing")
}

// failure is the message that a test would fail with.
type failure string

func (f *failure) Fatalf(format string, args ...any) { *f = failure(fmt.Sprintf(format, args...)) }

func TestClocks(t *testing.T) {
	c := NewClocks()
	wall, mono := c.Get()
	c.Pass(time.Hour)
	c.Jump(-2 * time.Hour)
	after, passed := c.Get()
	require.Equal(t, wall.Add(-time.Hour), after)
	require.Equal(t, mono+time.Hour, passed)
}

func TestEventually(t *testing.T) {
	n := 0
	Eventually(t, "it was asked three times", func() bool { n++; return n == 3 })
	require.Equal(t, 3, n)
}
