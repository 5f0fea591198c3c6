package server_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// frames is a connection of HTTP/2 whose frames the test writes itself.
type frames struct {
	*http2.Framer
	headers bytes.Buffer
	encoder *hpack.Encoder
	closed  chan struct{} // when the server has ended it
}

func (w *world) frames(t *testing.T) *frames {
	t.Helper()
	tc, err := w.conn.TLSConfig()
	require.NoError(t, err)
	tc.NextProtos = []string{"h2"}
	conn, err := tls.Dial("tcp", strings.TrimPrefix(w.conn.URL, "https://"), tc)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	_, err = io.WriteString(conn, http2.ClientPreface)
	require.NoError(t, err)
	f := &frames{Framer: http2.NewFramer(conn, conn), closed: make(chan struct{})}
	f.encoder = hpack.NewEncoder(&f.headers)
	require.NoError(t, f.WriteSettings())
	go func() {
		defer close(f.closed)
		_, _ = io.Copy(io.Discard, conn)
	}()
	return f
}

// ask begins a request that the platform has to look something up for.
func (f *frames) ask(stream uint32, ends bool) error {
	f.headers.Reset()
	for _, h := range [][2]string{{":method", "GET"}, {":scheme", "https"}, {":authority", "x"}, {":path", "/v1/datasets/users" + infoQuery}} {
		if err := f.encoder.WriteField(hpack.HeaderField{Name: h[0], Value: h[1]}); err != nil {
			return err
		}
	}
	return f.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: f.headers.Bytes(), EndHeaders: true, EndStream: ends})
}

// Connections that abuse HTTP/2, and those that dawdle, are bounded or ended, and an honest session does not notice. W17
// of docs/campaign.md
func TestAbusedConnections(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	streams := uint32(effort.Of(2000, 20_000, 100_000))
	var all sync.WaitGroup
	all.Go(func() { // each request is taken back at once
		f := w.frames(t)
		for i := range streams {
			if f.ask(2*i+1, true) != nil || f.WriteRSTStream(2*i+1, http2.ErrCodeCancel) != nil {
				return
			}
		}
	})
	all.Go(func() { // requests without an end
		f := w.frames(t)
		for i := range streams {
			if f.ask(2*i+1, false) != nil {
				return
			}
		}
	})
	slow := make(chan time.Duration, 1)
	all.Go(func() { // a header that comes a byte at a time
		conn := dial(t, w.conn)
		began := time.Now()
		for _, b := range []byte("GET /v1/datasets/users HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 100)) {
			if _, err := conn.Write([]byte{b}); err != nil {
				break
			}
			time.Sleep(200 * time.Millisecond)
		}
		slow <- time.Since(began)
	})
	all.Go(func() { // a header without an end
		conn := dial(t, w.conn)
		_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", 64<<10)+"\r\n\r\n")
		b, _ := io.ReadAll(conn)
		if !bytes.HasPrefix(b, []byte("HTTP/1.1 431")) {
			t.Errorf("64 kB of headers are answered with %.40q", b)
		}
	})
	began := time.Now()
	w.stillServes()
	require.Less(t, time.Since(began), 30*time.Second)
	all.Wait()
	require.Less(t, <-slow, 15*time.Second, "a slow header is cut off")
	w.stillServes()
}

// Sessions with random ends, for a while: what was started is done, failed or open no more; the ledger has the same; and
// files, goroutines and descriptors are what they were. P18 of docs/campaign.md
func TestSoak(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	watch.NoLeak(t)
	clients, long := effort.Of(4, 8, 32), effort.Of(3*time.Second, 15*time.Second, 30*time.Minute)
	w := newWorld(t, setup{cfg: platform.Config{Limits: platform.Limits{ClientSessions: 8, Sessions: 256, Unpaid: 1 << 40}}})
	w.stillServes()
	before, heapBefore := descriptors(t), heap()
	var all sync.WaitGroup
	var connections []*http.Client
	var mu sync.Mutex
	visit := func() (*client.Client, *http.Client) { // of another owner: one has at most 168 sessions in an epoch
		mu.Lock()
		defer mu.Unlock()
		conn := w.fresh()
		hc := httpClient(t, conn, true)
		connections = append(connections, hc)
		c, err := client.New(&conn, client.Config{HTTP: hc})
		require.NoError(t, err)
		return c, hc
	}
	for range clients {
		c, hc := visit()
		all.Go(func() {
			for end := time.Now().Add(long); time.Now().Before(end); {
				ctx, cancel := context.WithCancel(context.Background())
				if rand.N(2) == 0 { // the user leaves
					time.AfterFunc(rand.N(300*time.Millisecond), cancel)
				}
				if rand.N(3) == 0 { // the line breaks
					time.AfterFunc(rand.N(300*time.Millisecond), hc.CloseIdleConnections)
				}
				out, err := w.match(ctx, c, psi.Count, 900, 1100, nil)
				switch {
				case err == nil && *out.Released.Value != 100:
					t.Errorf("%d people", *out.Released.Value)
				case psi.CodeOf(err) == psi.CodeTooManySessions:
					c, hc = visit()
				case err != nil && ctx.Err() == nil:
					t.Error(err)
				}
				cancel()
			}
		})
	}
	all.Wait()
	ctx := context.Background()
	done, failed := 0, 0
	watch.Eventually(t, "no session is open", func() bool {
		rows, err := w.platform.Store().Sessions(ctx, 1_000_000)
		require.NoError(t, err)
		done, failed = 0, 0
		for _, s := range rows {
			switch s.State {
			case "done":
				done++
			case "failed":
				failed++
			}
		}
		if done+failed < len(rows) { // the offer of a user who left may have been answered to nobody
			for _, s := range rows {
				if s.State == "open" {
					require.NoError(t, w.platform.Abort(s.Client, s.ID))
				}
			}
			return false
		}
		return true
	})
	_, replay, err := w.platform.Store().VerifyLedger(ctx, nil)
	require.NoError(t, err)
	told := 0
	for _, s := range replay.Sessions {
		require.False(t, s.Open(), "the ledger has a session open")
		if s.Refused == "" {
			told++
		}
	}
	require.Equal(t, done, told)
	require.LessOrEqual(t, len(replay.Sessions), done+failed)
	t.Logf("%d sessions done, %d failed", done, failed)
	watch.Eventually(t, "working files are gone", func() bool {
		left, err := filepath.Glob(filepath.Join(w.dir, "sessions", "*", "*"))
		scratch, err2 := os.ReadDir(filepath.Join(w.dir, "scratch"))
		return err == nil && err2 == nil && len(left)+len(scratch) == 0
	})
	defer func() {
		if t.Failed() {
			t.Log(open(t))
		}
	}()
	watch.Eventually(t, "descriptors are what they were", func() bool {
		for _, hc := range connections { // a request that was given up may end after its user
			hc.CloseIdleConnections()
		}
		return descriptors(t) <= before+8
	})
	require.LessOrEqual(t, len(open(t))-descriptors(t), 3*clients+8)
	logged := 2 * uint64(len(w.log.String())) // which this test keeps in memory
	watch.Eventually(t, "memory is what it was", func() bool { return heap() <= heapBefore+logged+16<<20 })
	t.Logf("%d descriptors, %d before; heap of %d kB, %d before, %d of it logs", descriptors(t), before, heap()>>10, heapBefore>>10, logged>>10)
}

// heap is what is in use after a collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// open is what this process has open, or nothing where that can't be known.
func open(t *testing.T) (names []string) {
	t.Helper()
	all, _ := os.ReadDir("/proc/self/fd")
	for _, fd := range all {
		if name, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil {
			names = append(names, name)
		}
	}
	return names
}

// descriptors is how many this process has open, or 0 where that can't be known: without those of the database, which
// SQLite keeps for the next connections, as many as there were at once.
func descriptors(t *testing.T) (n int) {
	t.Helper()
	for _, name := range open(t) {
		if filepath.Base(name) != "blindmatch.db" {
			n++
		}
	}
	return n
}
