package server_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/stretchr/testify/require"
)

const aRequest = "GET /v1/datasets/users?purpose=audience-matching HTTP/1.1\r\nHost: x\r\n\r\n"

// ask sends a request over a connection of HTTP/1.1 and returns the answer's status, and whether the connection ends.
func ask(t *testing.T, conn net.Conn) (resp *http.Response, ends bool) {
	t.Helper()
	_, err := io.WriteString(conn, aRequest)
	require.NoError(t, err)
	r := bufio.NewReader(conn)
	resp, err = http.ReadResponse(r, nil)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, resp.Body)
	require.NoError(t, err)
	return resp, resp.Close
}

// A certificate has a number of connections, over both versions of HTTP. Who is over it is told so, and when to come
// back.
func TestConnectionsOfOneClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{doors: &server.DoorsConfig{Client: 3}})
	var first net.Conn
	for i := range 3 {
		conn := dial(t, w.conn)
		resp, ends := ask(t, conn)
		require.Equal(t, http.StatusOK, resp.StatusCode)
		require.False(t, ends)
		if i == 0 {
			first = conn
		}
	}
	resp, ends := ask(t, dial(t, w.conn))
	require.Equal(t, http.StatusTooManyRequests, resp.StatusCode)
	require.NotEmpty(t, resp.Header.Get("Retry-After"))
	require.True(t, ends)
	for _, h2 := range []bool{false, true} {
		resp, err := httpClient(t, w.conn, h2).Get(w.conn.URL + "/v1/datasets/users?purpose=audience-matching")
		require.NoError(t, err)
		resp.Body.Close()
		require.Equal(t, http.StatusTooManyRequests, resp.StatusCode)
		require.Equal(t, h2, resp.ProtoMajor == 2)
	}
	require.EqualValues(t, 3, w.doors.Counts().Refused)

	other := w.fresh() // has its own
	resp, _ = ask(t, dial(t, other))
	require.Equal(t, http.StatusOK, resp.StatusCode)

	first.Close()
	require.Eventually(t, func() bool { return w.doors.Counts().Seated == 3 }, 10*time.Second, 10*time.Millisecond)
	resp, _ = ask(t, dial(t, w.conn))
	require.Equal(t, http.StatusOK, resp.StatusCode)
}

// Whoever is over the number and sends nothing is shown out.
func TestSilentConnectionOfOneClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{doors: &server.DoorsConfig{Client: 1}})
	_, _ = ask(t, dial(t, w.conn))
	tc, err := w.conn.TLSConfig()
	require.NoError(t, err)
	tc.NextProtos = []string{"h2"}
	conn, err := tls.Dial("tcp", strings.TrimPrefix(w.conn.URL, "https://"), tc)
	require.NoError(t, err)
	defer conn.Close()
	began := time.Now()
	require.NoError(t, conn.SetDeadline(began.Add(30*time.Second)))
	_, err = io.Copy(io.Discard, conn)
	require.Less(t, time.Since(began), 20*time.Second, "%v", err)
}

// A certificate that is not registered, or was revoked, keeps no connection.
func TestRevokedIsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	c := w.fresh()
	conn := dial(t, c)
	resp, ends := ask(t, conn)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.False(t, ends)
	require.NoError(t, w.platform.Store().RevokeClient(context.Background(), c.Advertiser))
	for range 40 {
		resp, ends = ask(t, conn)
		require.Equal(t, http.StatusForbidden, resp.StatusCode)
		require.True(t, ends)
		conn.Close()
		conn = dial(t, c)
	}
	require.Eventually(t, func() bool { return w.doors.Counts().Seated == 0 }, 10*time.Second, 10*time.Millisecond)
	w.stillServes()
}

// Sockets that never say who they are take places of one another, not of a client that does.
func TestStrangers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{doors: &server.DoorsConfig{Strangers: 24, Address: 8}})
	addr := strings.TrimPrefix(w.conn.URL, "https://")
	silent := func(from string, n int) {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		for range n {
			conn, err := d.Dial("tcp", addr)
			if err != nil {
				t.Skipf("this machine has no address %s: %v", from, err)
			}
			t.Cleanup(func() { conn.Close() })
			require.LessOrEqual(t, w.doors.Counts().Strangers, 24)
		}
	}
	silent("127.0.0.1", 300)
	require.Eventually(t, func() bool { return w.doors.Counts().Displaced >= 292 }, 10*time.Second, 10*time.Millisecond)
	w.stillServes()
	for _, from := range []string{"127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"} {
		silent(from, 20)
	}
	w.stillServes()
}

// The last places are for clients that are in a session.
func TestReserve(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{doors: &server.DoorsConfig{Connections: 4, Reserve: 2}})
	inSession := w.fresh()
	x := newWire(w, httpClient(t, inSession, true))
	x.mask(0, 200)
	x.offer(psi.Count)
	x.http.CloseIdleConnections()
	require.Eventually(t, func() bool { return w.doors.Counts().Seated == 0 }, 10*time.Second, 10*time.Millisecond)

	for range 2 {
		resp, _ := ask(t, dial(t, w.conn))
		require.Equal(t, http.StatusOK, resp.StatusCode)
	}
	resp, ends := ask(t, dial(t, w.conn))
	require.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
	require.NotEmpty(t, resp.Header.Get("Retry-After"))
	require.True(t, ends)
	for range 2 {
		resp, _ = ask(t, dial(t, inSession))
		require.Equal(t, http.StatusOK, resp.StatusCode)
	}
	resp, _ = ask(t, dial(t, inSession))
	require.Equal(t, http.StatusServiceUnavailable, resp.StatusCode, "more than there are")
}

// A connection ends with the certificate of its client.
func TestConnectionEndsWithCertificate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	cert, key, spki, err := w.ca.IssueClient("brief", 3*time.Second)
	require.NoError(t, err)
	require.NoError(t, w.platform.Store().AddClient(context.Background(), "brief", spki))
	c := w.conn
	c.ClientCertificate, c.ClientKey = string(cert), string(key)
	conn := dial(t, c)
	resp, ends := ask(t, conn)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.False(t, ends)
	_, err = conn.Read(make([]byte, 1))
	require.Error(t, err)
	require.EqualValues(t, 1, w.doors.Counts().Expired)
}

// Whoever can connect can make the server say something, but not fill its log.
func TestHandshakeErrorsAreCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	for range 60 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.conn.URL, "https://"))
		require.NoError(t, err)
		_, err = io.WriteString(conn, "not a handshake\r\n\r\n")
		require.NoError(t, err)
		_, _ = io.Copy(io.Discard, conn)
		conn.Close()
	}
	require.Eventually(t, func() bool { return w.doors.Counts().Handshakes == 60 }, 10*time.Second, 10*time.Millisecond)
	require.LessOrEqual(t, strings.Count(w.log.String(), "handshake error"), 20) // a minute may have ended
	require.NotEmpty(t, w.log.String())
}

// A server's handshakes have the doors' rate: of 24 at once from one address, those end that would wait for too long.
func TestHandshakesHaveARate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{doors: &server.DoorsConfig{Handshakes: 1}})
	cfg, err := w.conn.TLSConfig()
	require.NoError(t, err)
	var done atomic.Int32
	var wg sync.WaitGroup
	for range 24 {
		wg.Go(func() {
			if conn, err := tls.Dial("tcp", strings.TrimPrefix(w.conn.URL, "https://"), cfg); err == nil {
				done.Add(1)
				conn.Close()
			}
		})
	}
	wg.Wait()
	require.Positive(t, done.Load())
	require.Less(t, done.Load(), int32(24))
}
