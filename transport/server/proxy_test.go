package server_test

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// proxy passes TCP connections on to a server until their byte budgets are spent. It is another thing than a link of
// internal/link, which has a rate and a delay and breaks each connection after as many bytes of the client: here each
// connection has a budget of its own each way, and every other one ends with a reset.
type proxy struct {
	listener net.Listener
	target   string
	budget   func(connection int) (up, down int64) // bytes; negative means all
	accepted atomic.Int64
	wg       sync.WaitGroup
}

func newProxy(t *testing.T, target string, budget func(connection int) (up, down int64)) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &proxy{listener: l, target: strings.TrimPrefix(target, "https://"), budget: budget}
	p.wg.Go(p.serve)
	t.Cleanup(func() { l.Close(); p.wg.Wait() })
	return p
}

func (p *proxy) url() string { return "https://" + p.listener.Addr().String() }

func (p *proxy) serve() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		n := int(p.accepted.Add(1)) - 1
		p.wg.Go(func() { p.pass(c, n) })
	}
}

// pass ends both connections when one direction ends or has spent its budget.
func (p *proxy) pass(client net.Conn, n int) {
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		client.Close()
		return
	}
	up, down := p.budget(n)
	var wg sync.WaitGroup
	copyDirection := func(dst, src net.Conn, budget int64) {
		var r io.Reader = src
		if budget >= 0 {
			r = io.LimitReader(src, budget)
		}
		_, _ = io.Copy(dst, r)
		if n%2 == 1 { // every other connection ends with a reset
			_ = client.(*net.TCPConn).SetLinger(0)
			_ = server.(*net.TCPConn).SetLinger(0)
		}
		client.Close()
		server.Close()
	}
	wg.Go(func() { copyDirection(server, client, up) })
	wg.Go(func() { copyDirection(client, server, down) })
	wg.Wait()
}

// capture keeps the plaintext of everything that goes through a handler, by method and path.
type capture struct {
	mu   sync.Mutex
	up   map[string][]byte
	down map[string][]byte
}

func newCapture() *capture { return &capture{up: map[string][]byte{}, down: map[string][]byte{}} }

func (c *capture) wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.Method + " " + r.URL.Path
		var in bytes.Buffer
		if r.Body != nil {
			r.Body = struct {
				io.Reader
				io.Closer
			}{io.TeeReader(r.Body, &in), r.Body}
		}
		out := &captureWriter{ResponseWriter: w}
		h.ServeHTTP(out, r)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.up[name] = in.Bytes()
		c.down[name] = out.b.Bytes()
	})
}

// of returns what went through in the sessions with the given ids, by the path's end.
func (c *capture) of(session string) (up, down map[string][]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	pick := func(m map[string][]byte) map[string][]byte {
		out := maps.Clone(m)
		maps.DeleteFunc(out, func(name string, _ []byte) bool { return !strings.Contains(name, session) })
		for name, b := range maps.Clone(out) {
			delete(out, name)
			_, rest, _ := strings.Cut(name, session)
			out[rest] = b
		}
		return out
	}
	return pick(c.up), pick(c.down)
}

type captureWriter struct {
	http.ResponseWriter
	b bytes.Buffer
}

func (w *captureWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *captureWriter) Write(p []byte) (int, error) {
	w.b.Write(p)
	return w.ResponseWriter.Write(p)
}

// slow makes a handler read and write in small pieces with pauses.
func slow(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(2 * time.Millisecond)
		if r.Body != nil {
			r.Body = struct {
				io.Reader
				io.Closer
			}{slowReader{r.Body}, r.Body}
		}
		h.ServeHTTP(slowWriter{w}, r)
	})
}

type slowReader struct{ r io.Reader }

func (s slowReader) Read(p []byte) (int, error) {
	time.Sleep(time.Millisecond)
	return s.r.Read(p[:min(len(p), 501)])
}

type slowWriter struct{ http.ResponseWriter }

func (s slowWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s slowWriter) Write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		time.Sleep(time.Millisecond)
		var k int
		k, err = s.ResponseWriter.Write(p[n:min(len(p), n+1003)])
		n += k
		err = errors.Join(err, http.NewResponseController(s.ResponseWriter).Flush())
	}
	return n, err
}
