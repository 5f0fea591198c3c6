package server_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/stretchr/testify/require"
)

// garbage is what a client does that wants no answer, again and again until ctx ends. It reports nothing: what counts is
// what the platform does for others.
var garbage = []struct {
	name string
	do   func(ctx context.Context, w *world, c transport.Connection, hc *http.Client)
}{
	{"silent sockets", func(ctx context.Context, w *world, _ transport.Connection, _ *http.Client) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.conn.URL, "https://"))
		if err == nil {
			context.AfterFunc(ctx, func() { conn.Close() })
		}
		pause(ctx)
	}},
	{"no handshake", func(ctx context.Context, w *world, _ transport.Connection, _ *http.Client) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.conn.URL, "https://"))
		if err == nil {
			_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\n\r\n")
			conn.Close()
		}
		pause(ctx)
	}},
	{"connections that stay", func(ctx context.Context, w *world, c transport.Connection, _ *http.Client) {
		cfg, err := c.TLSConfig()
		if err == nil {
			tr := &http.Transport{TLSClientConfig: cfg}
			context.AfterFunc(ctx, tr.CloseIdleConnections)
			request(ctx, &http.Client{Transport: tr}, "GET", w.conn.URL+"/v1/datasets/users?purpose=audience-matching", "")
		}
		pause(ctx)
	}},
	{"the log", func(ctx context.Context, w *world, _ transport.Connection, hc *http.Client) {
		request(ctx, hc, "GET", w.conn.URL+"/v1/log/checkpoint", "")
	}},
	{"offers that are deleted", func(ctx context.Context, w *world, c transport.Connection, hc *http.Client) {
		cl, err := client.New(&c, client.Config{HTTP: hc})
		if err != nil {
			panic(err)
		}
		defer cl.Close()
		quick, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		info, err := cl.Info(quick, "users", "audience-matching")
		if err != nil {
			pause(ctx)
			return
		}
		o := psi.Offer{
			Version: psi.Version, Mode: psi.Count, Params: info.Params, Dataset: info.Dataset, Advertiser: info.Advertiser, Platform: info.Platform,
			Nonce: psi.Nonce{1}, Commitment: psi.Digest{1}, Epsilon: info.Prices.Most, Segments: 1,
		}
		copy(o.Nonce[:], fmt.Sprint(time.Now().UnixNano()))
		if a, err := cl.Offer(quick, o); err == nil {
			_ = cl.Abort(quick, a.Session)
		} else {
			pause(ctx)
		}
	}},
}

func pause(ctx context.Context) {
	select {
	case <-time.After(20 * time.Millisecond):
	case <-ctx.Done():
	}
}

func request(ctx context.Context, hc *http.Client, method, url, body string) {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	if resp, err := hc.Do(req); err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// Clients that want no answer: beside each kind of them an honest session comes to its end, and what the platform holds
// stays within its bounds. The campaign has ten of each kind, and prints by how much the honest session is slower.
func TestGarbageClients(t *testing.T) {
	t.Parallel()
	clients, rounds := effort.Of(2, 2, 10), effort.Of(1, 1, 5)
	doors := server.DoorsConfig{Connections: 64, Client: 8, Strangers: 32, Address: 16}
	const bodies = 16 << 20
	w := newWorld(t, setup{doors: &doors, bodies: bodies, cfg: platform.Config{Limits: platform.Limits{ClientSessions: 4, Sessions: 64}}})
	mine := w.client(client.Config{})
	honest := func() time.Duration {
		began := time.Now()
		for range rounds {
			_, err := w.match(context.Background(), mine, psi.Count, 900, 1100, nil)
			require.NoError(t, err)
		}
		return time.Since(began) / time.Duration(rounds)
	}
	honest() // the first masks
	alone := honest()
	for _, kind := range garbage {
		ctx, cancel := context.WithCancel(context.Background())
		var all sync.WaitGroup
		for range clients {
			c := w.fresh()
			hc := httpClient(t, c, true)
			all.Go(func() {
				for ctx.Err() == nil {
					kind.do(ctx, w, c, hc)
				}
			})
		}
		took := honest()
		held := w.doors.Counts()
		cancel()
		all.Wait()
		require.LessOrEqual(t, held.Seated, doors.Connections, kind.name)
		require.LessOrEqual(t, held.Strangers, doors.Strangers, kind.name)
		require.LessOrEqual(t, w.handler.Bodies().Held, int64(bodies), kind.name)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		t.Logf("%d clients, %s: a session takes %.2f × its time alone (%v), heap %d MiB", clients, kind.name,
			took.Seconds()/alone.Seconds(), alone.Round(time.Millisecond), m.HeapInuse>>20)
	}
}
