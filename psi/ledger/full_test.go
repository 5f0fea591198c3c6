package ledger

import (
	"errors"
	"os"
	"testing"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/stretchr/testify/require"
)

// Wherever the disk is full while a batch is written, and stays full for the rest of it, the log goes on once there is
// room: the entries that were refused are not in it, and it was not opened again. Only if the new checkpoint has its
// name, and the name can't be flushed, it stays closed.
func TestFullDiskIsRetryable(t *testing.T) {
	for _, c := range []struct{ before, batch int }{{3, 1}, {30, 226}} {
		for _, fate := range []durable.Fate{durable.Full, durable.Fail} {
			retried, doubtful := 0, 0
			l := newLog(t, c.before)
			for step := 0; ; step++ {
				steps, hit := 0, false
				durable.SetHook(func(op, path, from string) durable.Fate {
					if steps++; steps > step {
						hit = true
						return fate
					}
					return noSync(op, path, from)
				})
				err := appendBatch(l, c.batch)
				durable.SetHook(noSync)
				if !hit {
					require.NoError(t, err)
					break
				}
				require.Error(t, err)
				require.Equal(t, fate == durable.Full, durable.IsFull(err), "%v", err)
				if errors.Is(err, ErrInDoubt) {
					doubtful++
					require.ErrorIs(t, l.Append(preamble()[0]), ErrInDoubt)
					l, err = Open(l.dir, "")
					require.NoError(t, err)
					continue
				}
				retried++
				size := l.head.Load().Size
				require.NoError(t, l.Append(preamble()[0]), "step %d", step)
				require.Equal(t, size+1, l.head.Load().Size)
				_, err = Verify(l.Dir(), verifier(t, l), nil, nil)
				require.NoError(t, err)
				left, err := os.ReadDir(l.disk.Tmp)
				require.NoError(t, err)
				require.Empty(t, left)
			}
			require.Greater(t, retried, 8)
			require.Equal(t, 1, doubtful)
		}
	}
}
