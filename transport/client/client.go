// Package client connects an advertiser to a platform over HTTPS. A program that uses it links no database and no code
// that reads files of contacts.
package client

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/transport"
)

// Client talks to a platform over HTTPS. It implements advertiser.Platform, is safe for concurrent use, and repeats
// requests that a broken connection interrupted.
type Client struct {
	between
	base     string
	way      *way
	clock    skew
	http     *http.Client
	header   http.Header
	tls      *tls.Config // nil if the HTTP client is the caller's own
	patience time.Duration
	up, down atomic.Int64
	reached  atomic.Bool // a request was answered
	paces    paces
	mirrors  *mirrors // nil if there are none
}

var (
	_ advertiser.Platform  = (*Client)(nil)
	_ advertiser.Audiences = (*Client)(nil)
	_ advertiser.LogReader = (*Client)(nil)
)

// Config configures a Client. The zero value is usable.
type Config struct {
	// HTTP replaces the HTTP client that the connection describes; then bytes are not counted. No redirects are followed
	// either way. nil means the connection's own.
	HTTP *http.Client
	// Header is sent with every request, for example a token that identifies the client to the platform.
	Header http.Header
	// Patience is how long a request is repeated after its first failure while the platform can't be reached, once it has
	// been reached before; 0 means 30 seconds.
	Patience time.Duration
	// Skewed, if set, is told once, in words, if the platform's clock and this machine's differ by more than psi.MaxSkew.
	Skewed func(string)
}

// between is whom a connection is between.
type between struct{ parties advertiser.Parties }

// Parties are the platform and the advertiser, as the connection names them.
func (b *between) Parties() advertiser.Parties { return b.parties }

// New returns a Client for the platform that c names.
func New(c *transport.Connection, cfg Config) (*Client, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	x := &Client{base: strings.TrimSuffix(c.URL, "/"), http: cfg.HTTP, header: cfg.Header.Clone(), patience: cfg.Patience}
	x.between = between{advertiser.Parties{Platform: c.Platform, Advertiser: c.Advertiser, LogKey: c.LogKey}}
	x.way, x.clock.tell = newWay(x.base), cfg.Skewed
	if x.http != nil {
		own := *x.http
		own.CheckRedirect = noRedirect
		x.http = &own
	}
	if x.patience == 0 {
		x.patience = 30 * time.Second
	}
	tc, err := c.TLSConfig()
	if err != nil {
		return nil, err
	}
	own := newTransport(x, tc)
	if x.http == nil {
		x.tls, x.http = tc.Clone(), &http.Client{Transport: own, CheckRedirect: noRedirect}
	}
	x.mirrors = newMirrors(c, own)
	return x, nil
}

// newTransport counts the bytes of its connections for x.
func newTransport(x *Client, tc *tls.Config) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	return &http.Transport{
		Proxy:                  x.way.proxyURL,
		OnProxyConnectResponse: connected,
		TLSClientConfig:        tc,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  3 * transport.LongPoll,
		IdleConnTimeout:        45 * time.Second,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 15 * time.Second},
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return &countingConn{conn, x}, nil
		},
	}
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// countingConn counts the bytes on the wire, TLS included, and breaks a connection that has gone silent.
type countingConn struct {
	net.Conn
	client *Client
}

// stall is how long a connection may be silent while we wait for something.
const stall = 2 * time.Minute

func (c *countingConn) Read(p []byte) (int, error) {
	_ = c.SetReadDeadline(time.Now().Add(stall))
	n, err := c.Conn.Read(p)
	c.client.down.Add(int64(n))
	return n, err
}

func (c *countingConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.client.up.Add(int64(n))
	return n, err
}

// Bytes returns how many bytes have been sent and received so far, TLS included.
func (c *Client) Bytes() (up, down int64) { return c.up.Load(), c.down.Load() }

// Close drops idle connections.
func (c *Client) Close() {
	c.http.CloseIdleConnections()
	c.mirrors.close()
}
