package ledger

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// An operation is one entry; in the second case 64 goroutines append at a time.
func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprint(writers), func(b *testing.B) {
			l, err := Open(b.TempDir(), "log.example/p")
			require.NoError(b, err)
			var all sync.WaitGroup
			errs := make([]error, writers)
			b.ResetTimer()
			for w := range writers {
				all.Go(func() {
					for i := w; i < b.N && errs[w] == nil; i += writers {
						errs[w] = l.Append(session(i)[2])
					}
				})
			}
			all.Wait()
			b.StopTimer()
			for _, err := range errs {
				require.NoError(b, err)
			}
		})
	}
}
