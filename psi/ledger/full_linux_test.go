package ledger

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/stretchr/testify/require"
)

// A real file system of 4 MiB that something else fills.
func TestFullFileSystem(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skip("needs the right to mount: ", err)
	}
	defer func() { require.NoError(t, syscall.Unmount(dir, 0)) }()
	l, err := Open(filepath.Join(dir, "ledger"), "log.example/p")
	require.NoError(t, err)
	fill(t, l, 50)
	filler, err := os.Create(filepath.Join(dir, "filler"))
	require.NoError(t, err)
	_, err = filler.Write(bytes.Repeat([]byte("x"), 8<<20))
	require.True(t, durable.IsFull(err), "%v", err)
	require.NoError(t, filler.Close())
	for range 3 {
		err = appendBatch(l, 20)
		require.True(t, durable.IsFull(err), "%v", err)
		require.EqualValues(t, 50, l.head.Load().Size)
	}
	require.NoError(t, os.Remove(filler.Name()))
	require.NoError(t, appendBatch(l, 20))
	c, err := Verify(l.Dir(), verifier(t, l), nil, nil)
	require.NoError(t, err)
	require.EqualValues(t, 70, c.Size)
}

// A process that has no descriptors left can write again when it has some. It is a process of its own, since the limit
// is.
func TestNoDescriptors(t *testing.T) {
	const child = "BLINDMATCH_TEST_DESCRIPTORS"
	if os.Getenv(child) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestNoDescriptors$", "-test.v")
		cmd.Env = append(os.Environ(), child+"=1")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Contains(t, string(out), "appended after 1 to 12 failures")
		return
	}
	l := newLog(t, 250)
	var was syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &was))
	free, err := os.Open(os.DevNull) // the lowest descriptor that is free
	require.NoError(t, err)
	first := uint64(free.Fd())
	require.NoError(t, free.Close())
	failures := 0
	for more := uint64(0); ; more++ { // descriptors, so that each step is the first to have none
		require.Less(t, more, uint64(12))
		require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: first + more, Max: was.Max}))
		size := l.head.Load().Size
		failed := appendBatch(l, 1)
		require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &was))
		if failed == nil {
			break
		}
		failures++
		require.ErrorIs(t, failed, syscall.EMFILE)
		require.NotErrorIs(t, failed, ErrInDoubt)
		require.Equal(t, size, l.head.Load().Size)
		require.NoError(t, appendBatch(l, 1))
	}
	require.Positive(t, failures)
	_, err = Verify(l.Dir(), verifier(t, l), nil, nil)
	require.NoError(t, err)
	t.Log("appended after 1 to 12 failures")
}
