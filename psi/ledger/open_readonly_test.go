package ledger

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/stretchr/testify/require"
)

// readAll opens a log for reading, verifies it, copies it, verifies the copy as a stranger would, and returns how many
// entries it has.
func readAll(t testing.TB, dir string) int64 {
	t.Helper()
	r, err := OpenReadOnly(dir)
	require.NoError(t, err)
	c, err := r.Verify(nil, nil)
	require.NoError(t, err)
	folder := filepath.Join(t.TempDir(), "log")
	require.NoError(t, r.CopyTo(folder, c))
	copied, err := Verify(folder, r.verifier, []*Checkpoint{c}, nil)
	require.NoError(t, err)
	require.Equal(t, c.Size, copied.Size)
	return c.Size
}

// A log is read while it grows: files beyond the head that is read, and partial tiles that disappear, are not errors.
func TestReadOnlyWhileGrowing(t *testing.T) {
	l := newLog(t, 0)
	require.NoError(t, appendBatch(l, 200))
	done := make(chan error)
	go func() {
		for range 120 {
			if err := l.Append(preamble()[0]); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	last, readings := int64(200), 0
	for {
		size := readAll(t, l.dir)
		require.GreaterOrEqual(t, size, last)
		last = size
		readings++
		select {
		case err := <-done:
			require.NoError(t, err)
			require.EqualValues(t, 320, readAll(t, l.dir))
			require.Greater(t, readings, 1)
			return
		default:
		}
	}
}

// A log can be read as a dead writer left it, at whatever step, and reading doesn't change it.
func TestReadOnlyAfterCrash(t *testing.T) {
	for _, before := range []int{6, 255} {
		l := newLog(t, 0)
		require.NoError(t, appendBatch(l, before)) // so that there are few files
		for _, f := range []durable.Fate{durable.Fail, durable.DoFail, durable.Tear} {
			for step := 0; ; step++ {
				dir := t.TempDir()
				require.NoError(t, copyAll(dir, l.dir))
				steps, dead := 0, false
				durable.SetHook(func(op, path, from string) durable.Fate {
					switch {
					case dead:
						return durable.Fail
					case f == durable.Tear && op != durable.Write:
						return noSync(op, path, from)
					}
					steps++
					if dead = steps > step; dead {
						return f
					}
					return noSync(op, path, from)
				})
				acknowledged, err := tryAppend(t, dir, before, 2)
				durable.SetHook(noSync)
				if !dead {
					require.NoError(t, err)
					break
				}
				was := watch.Tree(t, dir)
				require.GreaterOrEqual(t, readAll(t, dir), int64(acknowledged), "fault %d at step %d after %d entries", f, step, before)
				require.Equal(t, was, watch.Tree(t, dir))
			}
		}
	}
}

// Whatever isn't growth is found: a log that was rolled back, one that was changed, one without its key, and none at
// all.
func TestReadOnlyRefuses(t *testing.T) {
	l := newLog(t, 250)
	old := l.head.Load().Note
	fill(t, l, 257)
	set := func(name string, change func([]byte) []byte) string {
		dir := t.TempDir()
		require.NoError(t, copyAll(dir, l.dir))
		path := filepath.Join(dir, filepath.FromSlash(name))
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, os.Remove(path))
		if b = change(b); b != nil {
			require.NoError(t, os.WriteFile(path, b, 0o600))
		}
		return dir
	}
	for _, c := range []struct {
		name   string
		change func([]byte) []byte
		want   string
	}{
		{"log/checkpoint", func([]byte) []byte { return old }, "goes beyond the checkpoint"},
		{"log/checkpoint", func([]byte) []byte { return nil }, "the checkpoint is missing"},
		{"log/tile/entries/000", func(b []byte) []byte { b[len(b)/2] ^= 1; return b }, "entry "},
		{"log/tile/entries/000", func([]byte) []byte { return nil }, "its file is missing"},
		{"log/tile/0/000", func(b []byte) []byte { b[77] ^= 1; return b }, "is not what the tree was made of"},
		{"key", func([]byte) []byte { return nil }, "the signing key is missing"},
		{"key", func([]byte) []byte { return []byte("x") }, "the signing key is damaged"},
	} {
		r, err := OpenReadOnly(set(c.name, c.change))
		if err == nil {
			_, err = r.Verify(nil, nil)
		}
		require.ErrorContains(t, err, c.want, c.name)
	}
	empty := t.TempDir()
	_, err := OpenReadOnly(empty)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Len(t, watch.Tree(t, empty), 1, "nothing was created")
	_, err = OpenReadOnly(filepath.Join(empty, "none"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}
