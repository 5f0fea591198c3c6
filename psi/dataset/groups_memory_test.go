package dataset

import (
	"encoding/binary"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// Memory does not grow with the users of one identifier, the identifiers of one user, or the length of a chain.
func TestGroupingMemory(t *testing.T) {
	if effort.Quick() {
		t.Skip("takes a minute; BLINDMATCH_SLOW=1 runs it")
	}
	rows := effort.Of(0, 400_000, 2_000_000)
	for name, of := range map[string]func(n int) (user, id int){
		"one identifier": func(n int) (int, int) { return n, 0 },
		"one user":       func(n int) (int, int) { return 0, n },
		"one chain":      func(n int) (int, int) { return (n + 1) / 2, n / 2 },
	} {
		cfg := testConfig(t)
		cfg.Memory = 512 << 10
		b, err := NewBuilder(filepath.Join(t.TempDir(), "data"), cfg)
		require.NoError(t, err)
		context, err := b.context("newsletter")
		require.NoError(t, err)
		for n := range rows {
			user, id := of(n)
			require.NoError(t, b.addRecord(strconv.AppendInt(nil, int64(user), 10), decision{context: context, codes: [2]byte{decidedAdmitted, 0}}))
			var rec [admittedWidth]byte
			e := identity.Sum(strconv.AppendInt(nil, int64(id), 10))
			copy(rec[:], e[:])
			binary.BigEndian.PutUint64(rec[elementWidth+1:], uint64(n))
			rec[elementWidth+11] = 1
			require.NoError(t, b.sorter.Add(rec[:]))
		}
		start := time.Now()
		most, base := atomic.Uint64{}, heap()
		done, ended := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			for {
				select {
				case <-done:
					return
				case <-time.After(20 * time.Millisecond):
					most.Store(max(most.Load(), heap()))
				}
			}
		}()
		sum, err := b.Finish(t.Context())
		close(done)
		<-ended
		require.NoError(t, err)
		require.NoError(t, b.Close())
		t.Logf("%s: %d rows in %.1f s; heap %.1f MB, at most %.1f MB; %+v", name, rows, time.Since(start).Seconds(), float64(base)/1e6, float64(most.Load())/1e6, sum.Grouping)
		require.Less(t, most.Load(), base+8<<20, name)
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
