package ledger

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/stretchr/testify/require"
)

var old1970 = time.Unix(1, 0).UTC()

// A process dies at every step of writing, in every way a disk can treat the step. Afterwards nothing that was
// acknowledged is lost, the log is sound, and it accepts entries again: from a process that was already running, and
// from one that starts later.
func TestCrashTable(t *testing.T) {
	grown := newLog(t, 0)
	for _, c := range []struct{ before, batch int }{
		{0, 1},    // a log is created
		{3, 1},    // an entry in a partial tile
		{3, 4},    // several
		{250, 10}, // some that fill a tile, and the first of the next
		{255, 1},  // one that fills a tile
		{256, 1},  // the first of the next
	} {
		if testing.Short() && c.before > 3 {
			continue
		}
		base := t.TempDir()
		if c.before > 0 {
			fill(t, grown, c.before)
			require.NoError(t, copyAll(base, grown.dir))
			// Older partial tiles aren't needed here.
			for i := 1; i < c.before-1; i++ {
				for _, name := range []string{"tile/0/000.p", "tile/entries/000.p"} {
					os.Remove(filepath.Join(base, logFolder, filepath.FromSlash(name), fmt.Sprint(i)))
				}
			}
		}
		for _, f := range []durable.Fate{durable.Fail, durable.DoFail, durable.Tear} {
			for _, later := range []bool{true, false} {
				if c.before == 0 && !later {
					continue
				}
				for step := 0; crashAt(t, base, c.before, c.batch, f, step, later); step++ {
					require.Less(t, step, 100)
				}
			}
		}
	}
}

// crashAt appends a batch and then an entry to a copy of base, and dies at the given step. It returns false if there
// are fewer steps.
func crashAt(t *testing.T, base string, before, batch int, f durable.Fate, step int, later bool) bool {
	name := fmt.Sprintf("fault %d at step %d of a batch of %d after %d entries, later: %t", f, step, batch, before, later)
	dir := t.TempDir()
	require.NoError(t, copyAll(dir, base))
	var l *Log
	var err error
	if !later {
		l, err = Open(dir, "")
		require.NoError(t, err, name)
	}
	steps, dead := 0, false
	durable.SetHook(func(op, path, from string) durable.Fate {
		switch {
		case dead:
			return durable.Fail // a dead process writes nothing
		case f == durable.Tear && op != durable.Write:
			return noSync(op, path, from)
		}
		steps++
		if dead = steps > step; dead {
			return f
		}
		return noSync(op, path, from)
	})
	acknowledged, err := tryAppend(t, dir, before, batch)
	durable.SetHook(noSync)
	if !dead {
		require.NoError(t, err, name)
		require.Greater(t, step, 2)
		return false
	}
	require.ErrorIs(t, err, durable.ErrFault, name)
	if later {
		l, err = Open(dir, "log.example/p")
		require.NoError(t, err, name)
		require.GreaterOrEqual(t, l.head.Load().Size, int64(acknowledged), name)
		_, err = Verify(l.Dir(), verifier(t, l), nil, nil)
		require.NoError(t, err, name)
	}
	e := preamble()[0]
	require.NoError(t, l.Append(e), name)
	require.GreaterOrEqual(t, e.Seq, int64(acknowledged), name)
	_, err = Verify(l.Dir(), verifier(t, l), nil, nil)
	require.NoError(t, err, name)
	left, err := os.ReadDir(l.disk.Tmp)
	require.NoError(t, err)
	require.Empty(t, left, name)
	return true
}

// noSync is the hook of a process that doesn't die: nothing is flushed.
func noSync(op, _, _ string) durable.Fate {
	if op == durable.Sync || op == durable.SyncFolder {
		return durable.Pretend
	}
	return durable.Do
}

// Benchmarks flush; tests do only if they ask for it.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		durable.SetHook(noSync)
	}
	os.Exit(m.Run())
}

// tryAppend opens a log and appends a batch and an entry. It returns how many entries the log has acknowledged in
// total.
func tryAppend(t *testing.T, dir string, before, batch int) (int, error) {
	l, err := Open(dir, "log.example/p")
	if err != nil {
		return before, err
	}
	acknowledged := before
	for _, n := range []int{batch, 1} {
		if err := appendBatch(l, n); err != nil {
			require.Error(t, l.Append(preamble()[0]), "a log accepts nothing after a write of unknown outcome")
			return acknowledged, err
		}
		acknowledged += n
	}
	return acknowledged, nil
}

// appendBatch appends n entries as one batch.
func appendBatch(l *Log, n int) error {
	for range n - 1 {
		l.join(&member{entry: preamble()[0]})
	}
	return l.Append(preamble()[0])
}

func copyAll(dst, src string) error {
	return os.CopyFS(dst, os.DirFS(src))
}

// Files that no writer can have left, not even one that died, are evidence and stay.
func TestSetBackIsNoCrash(t *testing.T) {
	for _, was := range []int{256, 255, 250} {
		l := newLog(t, was)
		old := l.head.Load().Note
		fill(t, l, 257)
		require.NoError(t, os.WriteFile(l.disk.Path(checkpointFile), old, 0o600))
		before := copyLog(t, l)
		_, err := Open(l.dir, "")
		require.ErrorIs(t, err, ErrRolledBack)
		require.Equal(t, namesIn(t, before), namesIn(t, l.Dir()))
	}
}

func namesIn(t *testing.T, dir string) (names []string) {
	require.NoError(t, walkTiles(dir, func(f tileFile) error {
		names = append(names, f.path)
		return nil
	}))
	return names
}
