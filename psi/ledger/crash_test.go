package ledger

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var old1970 = time.Unix(1, 0).UTC()

// A process dies at every step of writing, in every way a disk can treat the
// step. Afterwards nothing that was acknowledged is lost, the log is sound, and
// it takes entries again.
func TestCrashTable(t *testing.T) {
	bases := map[int]*Log{}
	grown := newLog(t, 0)
	for _, size := range []int{3, 255, 256} {
		fill(t, grown, size)
		dir := t.TempDir()
		require.NoError(t, copyAll(dir, grown.dir))
		base, err := Open(dir, "")
		require.NoError(t, err)
		// Older partial tiles are of no use here.
		for i := 1; i < size-1; i++ {
			for _, name := range []string{"tile/0/000.p", "tile/entries/000.p"} {
				os.Remove(base.disk.path(fmt.Sprintf("%s/%d", name, i)))
			}
		}
		bases[size] = base
	}
	for _, f := range []fault{faultBefore, faultAfter, faultTorn} {
		// 0: a log is made; 3: an entry in a partial tile; 255: one that fills a tile; 256: the first of the next.
		for _, before := range []int{0, 3, 255, 256} {
			if testing.Short() && before > 3 {
				continue
			}
			base := bases[before]
			for step := 0; ; step++ {
				dir := t.TempDir()
				if before > 0 {
					require.NoError(t, copyAll(dir, base.dir))
				}
				name := fmt.Sprintf("fault %d at step %d of entry %d", f, step, before)
				steps, dead := 0, false
				acknowledged, err := tryAppend(t, dir, before, func(op, _ string) fault {
					if dead {
						return faultBefore // a dead process writes nothing
					}
					if (op == "tear") != (f == faultTorn) {
						return faultNone
					}
					steps++
					if dead = steps > step; dead {
						return f
					}
					return faultNone
				})
				if !dead {
					require.NoError(t, err, name)
					require.Greater(t, step, 2)
					break
				}
				require.ErrorIs(t, err, errFault, name)
				l, err := Open(dir, "log.example/p")
				require.NoError(t, err, name)
				require.GreaterOrEqual(t, l.head.Size, int64(acknowledged), name)
				_, err = Verify(l.Dir(), verifier(t, l), nil, nil)
				require.NoError(t, err, name)
				require.NoError(t, l.Append(preamble()[0]), name)
				_, err = Verify(l.Dir(), verifier(t, l), nil, nil)
				require.NoError(t, err, name)
			}
		}
	}
}

// tryAppend opens a log under a hook and appends two entries. It returns how many
// the log has acknowledged in all.
func tryAppend(t *testing.T, dir string, before int, h hook) (int, error) {
	l, err := open(dir, "log.example/p", h)
	if err != nil {
		return before, err
	}
	for i := range 2 {
		if err := l.Append(preamble()[0]); err != nil {
			require.Error(t, l.Append(preamble()[0]), "a log takes nothing after a write of unknown outcome")
			return before + i, err
		}
	}
	return before + 2, nil
}

func copyAll(dst, src string) error {
	return os.CopyFS(dst, os.DirFS(src))
}
