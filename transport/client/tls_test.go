package client

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/stretchr/testify/require"
)

// Neither side talks below TLS 1.3, and a client sends nothing to a server that is not the connection file's.
// SPEC M42, M43
func TestTLSVersions(t *testing.T) {
	t.Parallel()
	ours, err := authority.Open(t.TempDir())
	require.NoError(t, err)
	theirs, err := authority.Open(t.TempDir())
	require.NoError(t, err)
	for what, x := range map[string]struct {
		change func(server *tls.Config, c *transport.Connection)
		ok     bool
	}{
		"as it should be":  {func(*tls.Config, *transport.Connection) {}, true},
		"a server of 1.2":  {func(s *tls.Config, _ *transport.Connection) { s.MinVersion, s.MaxVersion = 0, tls.VersionTLS12 }, false},
		"another CA":       {func(_ *tls.Config, c *transport.Connection) { c.ServerCA = string(theirs.CertificatePEM()) }, false},
		"another name":     {func(_ *tls.Config, c *transport.Connection) { c.ServerName = "other.example" }, false},
		"the system's CAs": {func(_ *tls.Config, c *transport.Connection) { c.ServerCA = "" }, false},
	} {
		t.Run(what, func(t *testing.T) {
			asked := 0
			srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked++
				w.Header().Set("Content-Type", transport.TypeJSON)
				_, _ = io.WriteString(w, "{}")
			}))
			srv.Config.ErrorLog = log.New(io.Discard, "", 0)
			srv.TLS = ours.ServerConfig()
			cert, key, _, err := ours.IssueClient("acme", time.Hour)
			require.NoError(t, err)
			c := &transport.Connection{Platform: "platform", Advertiser: "acme", ServerCA: string(ours.CertificatePEM()), ServerName: authority.ServerName,
				ClientCertificate: string(cert), ClientKey: string(key)}
			x.change(srv.TLS, c)
			srv.StartTLS()
			defer srv.Close()
			c.URL = srv.URL
			client, err := New(c, Config{Patience: time.Second})
			require.NoError(t, err)
			defer client.Close()
			_, err = client.Offer(context.Background(), psi.Offer{})
			if x.ok {
				require.Equal(t, 1, asked)
				return
			}
			require.Error(t, err)
			require.Zero(t, asked)
		})
	}
	// A client of 1.2 at our server.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	tc := ours.ServerConfig()
	done := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err == nil {
			err = tls.Server(conn, tc).Handshake()
			conn.Close()
		}
		done <- err
	}()
	_, err = tls.Dial("tcp", l.Addr().String(), &tls.Config{MaxVersion: tls.VersionTLS12, InsecureSkipVerify: true})
	require.Error(t, err)
	require.ErrorContains(t, <-done, "unsupported versions")
}
