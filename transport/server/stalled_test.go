package server_test

import (
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// Chunks that are announced and never sent hold no more than the bound, whatever the number of connections, and an
// honest session gets its share of it.
func TestStalledChunks(t *testing.T) {
	t.Parallel()
	const bound = 24 << 20
	w := newWorld(t, setup{bodies: bound})
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	for range 3 {
		c := w.fresh()
		x := newWire(w, httpClient(t, c, true))
		x.list = make([]byte, 16<<20)
		x.offer(psi.Count)
		x.ok(x.post(x.session("/list"), x.opening()))
		for range 3 {
			hc := httpClient(t, c, true)
			for range 2 {
				all.Go(func() { stall(ctx, hc, w.conn.URL+x.session("/list/0")) })
			}
		}
	}
	watch.Eventually(t, "the bound is reached", func() bool { return w.handler.Bodies().Held > bound-5<<20 }) // no chunk more
	w.stillServes()
	counts := w.handler.Bodies()
	require.LessOrEqual(t, counts.Held, int64(bound))
	require.Positive(t, counts.Dropped)
}

// stall sends chunks of which only the beginning comes, again and again.
func stall(ctx context.Context, hc *http.Client, url string) {
	for ctx.Err() == nil {
		r, w := io.Pipe()
		go func() {
			_, _ = w.Write(make([]byte, 1<<10))
			<-ctx.Done()
			w.Close()
		}()
		req, err := http.NewRequestWithContext(ctx, http.MethodPut, url, r)
		if err != nil {
			panic(err)
		}
		req.ContentLength = 4 << 20
		req.Header.Set("Content-Type", elements)
		req.Header.Set("Content-Digest", digestOf(nil))
		resp, err := hc.Do(req)
		r.Close()
		if err == nil {
			resp.Body.Close()
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}
