package behind

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/pires/go-proxyproto"
	"github.com/stretchr/testify/require"
)

// text collects a log.
type text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (x *text) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.Write(p)
}

func (x *text) String() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.String()
}

// certs are those of a new authority.
type certs struct{ *authority.Authority }

func (c certs) Config() *tls.Config  { return c.ServerConfig() }
func (c certs) Current() *tls.Config { return c.ServerConfig() }

// house is a front with a handler that says where a request comes from.
type house struct {
	t      *testing.T
	addr   string
	log    *text
	doors  *server.Doors
	client *tls.Config
}

func open(t *testing.T, f *Flags, cfg server.DoorsConfig) *house {
	t.Helper()
	require.NoError(t, f.Check())
	x, err := f.Open()
	require.NoError(t, err)
	ca, err := authority.Open(t.TempDir())
	require.NoError(t, err)
	cert, key, _, err := ca.IssueClient("acme", time.Hour)
	require.NoError(t, err)
	pair, err := tls.X509KeyPair(cert, key)
	require.NoError(t, err)
	h := &house{t: t, log: new(text), client: &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: x509.NewCertPool(), ServerName: authority.ServerName}}
	h.client.RootCAs.AddCert(ca.Certificate())
	cfg.Log = slog.New(slog.NewTextHandler(h.log, nil))
	h.doors = server.NewDoors(cfg)
	stopped := x.Serve(h.doors, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.RemoteAddr, " ", len(r.TLS.VerifiedChains))
	}), certs{ca})
	t.Cleanup(func() {
		require.NoError(t, x.Shutdown(10*time.Second))
		for range x.servers {
			require.ErrorIs(t, <-stopped, http.ErrServerClosed)
		}
		if t.Failed() {
			t.Log(h.log)
		}
	})
	if x.tls != nil {
		h.addr = x.tls.Addr().String()
	}
	return h
}

// dial connects from an address of this machine and sends a header.
func (h *house) dial(from string, header []byte) net.Conn {
	h.t.Helper()
	c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).Dial("tcp", h.addr)
	if err != nil {
		h.t.Skipf("this machine has no address %s: %v", from, err)
	}
	h.t.Cleanup(func() { c.Close() })
	require.NoError(h.t, c.SetDeadline(time.Now().Add(30*time.Second)))
	_, err = c.Write(header)
	require.NoError(h.t, err)
	return c
}

// ask asks over a connection where it comes from.
func (h *house) ask(c net.Conn) (string, error) {
	over := &http.Client{Transport: &http.Transport{
		DialTLSContext:    func(context.Context, string, string) (net.Conn, error) { return tls.Client(c, h.client), nil },
		DisableKeepAlives: true,
	}}
	resp, err := over.Get("https://x/")
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

// of is a header about a connection from an address.
func of(t *testing.T, version byte, from string) []byte {
	t.Helper()
	b, err := proxyproto.HeaderProxyFromAddrs(version, net.TCPAddrFromAddrPort(netip.MustParseAddrPort(from)), net.TCPAddrFromAddrPort(netip.MustParseAddrPort("192.0.2.1:443"))).Format()
	require.NoError(t, err)
	return b
}

func proxied(from ...string) *Flags {
	return &Flags{listen: "127.0.0.1:0", proxied: true, from: from, header: server.ClientCertHeader}
}

// The header of a proxy that is named says where a connection comes from, and nobody else gets in.
func TestProxyProtocol(t *testing.T) {
	t.Parallel()
	h := open(t, proxied("127.0.0.1", "127.9.0.0/16"), server.DoorsConfig{})
	local, err := (&proxyproto.Header{Version: 2, Command: proxyproto.LOCAL, TransportProtocol: proxyproto.UNSPEC}).Format()
	require.NoError(t, err)
	for _, x := range []struct {
		from   string
		header []byte
		want   string // "" for the connection's own
	}{
		{"127.0.0.1", of(t, 1, "198.51.100.7:1234"), "198.51.100.7:1234 1"},
		{"127.0.0.1", of(t, 2, "198.51.100.7:1234"), "198.51.100.7:1234 1"},
		{"127.9.1.2", of(t, 2, "[2001:db8::7]:1234"), "[2001:db8::7]:1234 1"},
		{"127.0.0.1", local, ""},
		{"127.0.0.1", []byte("PROXY UNKNOWN\r\n"), ""},
	} {
		c := h.dial(x.from, x.header)
		if x.want == "" {
			x.want = c.LocalAddr().String() + " 1"
		}
		got, err := h.ask(c)
		require.NoError(t, err)
		require.Equal(t, x.want, got)
	}
	udp, err := (&proxyproto.Header{Version: 2, Command: proxyproto.PROXY, TransportProtocol: proxyproto.UDPv4,
		SourceAddr: &net.UDPAddr{IP: net.IPv4(198, 51, 100, 7), Port: 1}, DestinationAddr: &net.UDPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 2}}).Format()
	require.NoError(t, err)
	for name, x := range map[string]struct {
		from   string
		header []byte
	}{
		"a stranger":            {"127.0.0.2", of(t, 2, "127.0.0.1:1234")},
		"a stranger, version 1": {"127.0.0.2", of(t, 1, "127.0.0.1:1234")},
		"a stranger without":    {"127.0.0.2", nil},
		"no header":             {"127.0.0.1", nil},
		"two headers":           {"127.0.0.1", append(of(t, 2, "198.51.100.7:1234"), of(t, 2, "198.51.100.8:1234")...)},
		"not a header":          {"127.0.0.1", []byte("PROXY TCP4 198.51.100.7\r\n")},
		"another protocol":      {"127.0.0.1", udp},
	} {
		_, err := h.ask(h.dial(x.from, x.header))
		require.Error(t, err, name)
	}
	require.Contains(t, h.log.String(), "is not an address of --proxy-protocol-from: closed")
}

// Whoever is silent is told apart by the address in the header, not by the proxy's.
func TestDoorsByHeader(t *testing.T) {
	t.Parallel()
	h := open(t, proxied("127.0.0.1"), server.DoorsConfig{Address: 2, Strangers: 100})
	for i := range 40 {
		h.dial("127.0.0.1", of(t, 2, fmt.Sprintf("198.51.100.%d:1234", i)))
	}
	watch.Eventually(t, "40 strangers", func() bool { return h.doors.Counts().Strangers == 40 })
	require.Zero(t, h.doors.Counts().Displaced)
	for range 3 {
		h.dial("127.0.0.1", of(t, 1, "198.51.100.7:1234"))
	}
	watch.Eventually(t, "two are displaced", func() bool { return h.doors.Counts().Displaced == 2 })
	require.Equal(t, 41, h.doors.Counts().Strangers)
}

// A proxy that sends nothing does not keep others waiting, and not for ever.
func TestSilentProxy(t *testing.T) {
	t.Parallel()
	h := open(t, proxied("127.0.0.1"), server.DoorsConfig{})
	first := h.dial("127.0.0.1", nil)
	for range mostSilent + 20 {
		h.dial("127.0.0.1", []byte("PROXY")[:0])
	}
	require.NoError(t, first.SetReadDeadline(time.Now().Add(headerTime/2)))
	_, err := first.Read(make([]byte, 1))
	require.Error(t, err)
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "it made room")
	got, err := h.ask(h.dial("127.0.0.1", of(t, 2, "198.51.100.7:1234")))
	require.NoError(t, err)
	require.Equal(t, "198.51.100.7:1234 1", got)

	in, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &headed{Listener: in, from: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, log: log.New(io.Discard, "", 0), patience: 20 * time.Millisecond, arrived: make(chan arrival), closed: make(chan struct{})}
	p.wg.Go(p.accept)
	c, err := net.Dial("tcp", in.Addr().String())
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.SetReadDeadline(time.Now().Add(30*time.Second)))
	_, err = c.Read(make([]byte, 1))
	require.Error(t, err)
	require.NotErrorIs(t, err, net.ErrClosed)
	if timeout, ok := err.(net.Error); ok {
		require.False(t, timeout.Timeout(), "the header's time has no end")
	}
	require.NoError(t, p.Close())
}
