package transport

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/cenkalti/backoff/v5"
	"github.com/go-json-experiment/json"
)

// Client speaks to a platform over HTTPS. It implements advertiser.Platform,
// is safe for concurrent use, and repeats what a broken connection interrupted.
type Client struct {
	base     string
	http     *http.Client
	header   http.Header
	tls      *tls.Config // nil if the HTTP client is the caller's own
	patience time.Duration
	up, down atomic.Int64
	reached  atomic.Bool // a request was answered
}

var _ advertiser.Platform = (*Client)(nil)

// ClientConfig configures a Client. The zero value is usable.
type ClientConfig struct {
	// HTTP replaces the client that the connection describes. Bytes are not
	// counted then. nil means the connection's.
	HTTP *http.Client
	// Header is sent with every request, such as a token by which a platform
	// knows its clients.
	Header http.Header
	// Patience is how long a request is repeated while the platform can't be
	// reached, once it has been reached before; 0 means 30 seconds.
	Patience time.Duration
}

// NewClient returns a Client for the platform that c names.
func NewClient(c *Connection, cfg ClientConfig) (*Client, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	x := &Client{base: strings.TrimSuffix(c.URL, "/"), http: cfg.HTTP, header: cfg.Header.Clone(), patience: cfg.Patience}
	if x.patience == 0 {
		x.patience = 30 * time.Second
	}
	if x.http == nil {
		tc, err := c.tlsConfig()
		if err != nil {
			return nil, err
		}
		x.tls = tc.Clone()
		dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
		x.http = &http.Client{
			Transport: &http.Transport{
				Proxy:                 http.ProxyFromEnvironment,
				TLSClientConfig:       tc,
				ForceAttemptHTTP2:     true,
				DisableCompression:    true,
				TLSHandshakeTimeout:   10 * time.Second,
				ResponseHeaderTimeout: 3 * longPoll,
				IdleConnTimeout:       45 * time.Second,
				HTTP2:                 &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 15 * time.Second},
				DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
					conn, err := dialer.DialContext(ctx, network, addr)
					if err != nil {
						return nil, err
					}
					return &countingConn{conn, x}, nil
				},
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return x, nil
}

// countingConn counts what crosses the wire, TLS included, and breaks a
// connection that has gone silent.
type countingConn struct {
	net.Conn
	client *Client
}

// stall is how long a connection may be silent while something is awaited.
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

// Bytes returns how many bytes were sent and received so far, TLS included.
func (c *Client) Bytes() (up, down int64) { return c.up.Load(), c.down.Load() }

// Close drops idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// request is one HTTP exchange that may be repeated.
type request struct {
	method, path string
	mediaType    string
	body         []byte
	digest       string // Content-Digest of body
	header       http.Header
	message      bool // the answer is a control message: read it whole, so that it is repeated if it breaks off
}

// do sends r until it is answered, and returns an answer of status 2xx. It does
// not repeat what the platform refused.
func (c *Client) do(ctx context.Context, r request) (*http.Response, error) {
	policy := backoff.NewExponentialBackOff()
	policy.InitialInterval = 100 * time.Millisecond
	policy.MaxInterval = 5 * time.Second
	tries := 0
	return backoff.Retry(ctx, func() (*http.Response, error) {
		resp, err := c.once(ctx, r)
		e, answered := errors.AsType[*psi.Error](err)
		tries++
		switch {
		case err == nil:
			return resp, nil
		case ctx.Err() != nil:
			return nil, backoff.Permanent(context.Cause(ctx))
		case answered && e.Code == psi.CodeDigestMismatch && r.digest != "":
			return nil, err // damaged on the way: send it again
		case answered || isTLSRefusal(err) || isForeign(err):
			return nil, backoff.Permanent(err)
		case !c.reached.Load() && !brokeOff(err):
			return nil, backoff.Permanent(err)
		case !c.reached.Load() && tries == 3:
			return nil, backoff.Permanent(c.verdict(ctx, err))
		}
		return nil, err
	}, backoff.WithBackOff(policy), backoff.WithMaxElapsedTime(c.patience))
}

// once sends r once.
func (c *Client) once(ctx context.Context, r request) (*http.Response, error) {
	var body io.Reader
	if r.method != http.MethodGet {
		body = bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, c.base+r.path, body)
	if err != nil {
		return nil, err
	}
	for _, h := range []http.Header{c.header, r.header} {
		maps.Copy(req.Header, h)
	}
	if r.mediaType != "" {
		req.Header.Set("Content-Type", r.mediaType)
	}
	if r.digest != "" {
		req.Header.Set(digestHeader, r.digest)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.explain(err)
	}
	if resp.StatusCode/100 == 2 {
		if r.message {
			b, err := io.ReadAll(io.LimitReader(resp.Body, maxJSON))
			resp.Body.Close()
			if err != nil {
				return nil, c.explain(err)
			}
			resp.Body = io.NopCloser(bytes.NewReader(b))
		}
		c.reached.Store(true)
		return resp, nil
	}
	c.reached.Store(true)
	defer resp.Body.Close()
	return nil, readError(resp)
}

// readError turns an error response into an *psi.Error, or into another error
// if it is none of a platform's.
func readError(resp *http.Response) error {
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxJSON))
	if err != nil {
		return err
	}
	e := new(psi.Error)
	if json.Unmarshal(b, e) != nil || e.Code == "" {
		return &foreignError{resp.StatusCode}
	}
	e.Message = printable(e.Message)
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s >= 0 && s < 1<<26 {
		e.RetryAfter = time.Duration(s) * time.Second
	}
	return e
}

// foreignError is an answer that no platform gives.
type foreignError struct{ status int }

func (e *foreignError) Error() string {
	return fmt.Sprintf("unexpected answer %q: is the URL in the connection file a Blindmatch platform's?", fmt.Sprint(e.status, " ", http.StatusText(e.status)))
}

// isForeign says whether err is an answer that another try won't change: none
// of a platform's, nor of a gateway that can't reach it.
func isForeign(err error) bool {
	e, ok := errors.AsType[*foreignError](err)
	return ok && e.status != http.StatusBadGateway && e.status != http.StatusServiceUnavailable && e.status != http.StatusGatewayTimeout
}

// printable makes a message from the other side safe for a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, s[:min(len(s), 1000)])
}

// isTLSRefusal says whether err is a verdict of the TLS handshake, which
// another try won't change.
func isTLSRefusal(err error) bool {
	_, cert := errors.AsType[*tls.CertificateVerificationError](err)
	_, alert := errors.AsType[tls.AlertError](err)
	return cert || alert || isPlain(err) || strings.Contains(err.Error(), "remote error: tls:")
}

// isPlain says whether err means that the other side does not speak TLS.
func isPlain(err error) bool {
	_, record := errors.AsType[tls.RecordHeaderError](err)
	return record || errors.Is(err, http.ErrSchemeMismatch)
}

// brokeOff says whether a connection was made and then closed from the other
// side: a TLS 1.3 server that does not accept the client's certificate may do
// that before its reason has been read, so that another try is worth it.
func brokeOff(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	timeout, isNet := errors.AsType[net.Error](err)
	return !(ok && op.Op == "dial") && !(isNet && timeout.Timeout()) && !isTLSRefusal(err)
}

// verdict asks a server that closed the connection why, and returns err if it
// does not say. A TLS 1.3 server refuses a client's certificate after the
// client's handshake is done; a client that has sent a request by then may be
// told of the broken connection only. This one sends nothing.
func (c *Client) verdict(ctx context.Context, err error) error {
	u, _ := url.Parse(c.base)
	if c.tls == nil {
		return err
	}
	addr := u.Host
	if u.Port() == "" {
		addr = net.JoinHostPort(u.Hostname(), "443")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, refusal := (&tls.Dialer{Config: c.tls.Clone()}).DialContext(ctx, "tcp", addr)
	if refusal == nil {
		_ = conn.SetReadDeadline(time.Now().Add(2 * time.Second))
		_, refusal = conn.Read(make([]byte, 1))
		conn.Close()
	}
	if refusal != nil && isTLSRefusal(refusal) {
		return c.explain(refusal)
	}
	return err
}

// explain says what a failed connection means and what to do.
func (c *Client) explain(err error) error {
	u, _ := url.Parse(c.base)
	if ue, ok := errors.AsType[*url.Error](err); ok {
		err = ue.Err
	}
	_, unknownCA := errors.AsType[x509.UnknownAuthorityError](err)
	_, wrongName := errors.AsType[x509.HostnameError](err)
	_, invalid := errors.AsType[x509.CertificateInvalidError](err)
	dns, isDNS := errors.AsType[*net.DNSError](err)
	switch {
	case unknownCA || wrongName:
		return fmt.Errorf("the server at %s is not the platform of this connection file: its certificate is signed by another CA or for another name; ask the platform for a new connection file: %w", u.Host, err)
	case invalid:
		return fmt.Errorf("the certificate of the server at %s is not valid now; check this machine's clock, then ask the platform: %w", u.Host, err)
	case isPlain(err):
		return fmt.Errorf("the server at %s does not speak TLS; check the URL in the connection file: %w", u.Host, err)
	case strings.Contains(err.Error(), "remote error: tls:"):
		return fmt.Errorf("the platform at %s does not accept the client certificate of this connection file; ask it for a new one: %w", u.Host, err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("nothing answers at %s: is the platform's server running, and is the URL in the connection file right?: %w", u.Host, err)
	case isDNS && dns.IsNotFound:
		return fmt.Errorf("no machine is named %s: check the URL in the connection file: %w", u.Hostname(), err)
	}
	if !c.reached.Load() && brokeOff(err) {
		return fmt.Errorf("the server at %s closes the connection without an answer; if it stays so, ask the platform whether it accepts this connection file: %w", u.Host, err)
	}
	return fmt.Errorf("the connection to %s failed: %w", u.Host, err)
}

// call exchanges JSON messages. in and out may be nil.
func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
	r := request{method: method, path: path, message: true}
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		r.body, r.mediaType = b, typeJSON
	}
	resp, err := c.do(ctx, r)
	if err != nil {
		return err
	}
	if out == nil {
		return resp.Body.Close()
	}
	return decode(resp, out)
}

// decode reads an answer that is a JSON message, and closes it.
func decode(resp *http.Response, out any) error {
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	// Names that a later version of the platform adds are no error.
	if err := json.Unmarshal(b, out); err != nil {
		return fmt.Errorf("the platform's answer is not what SPEC.md §7 describes: %w", err)
	}
	return nil
}

// Info implements advertiser.Platform.
func (c *Client) Info(ctx context.Context, dataset, purpose, idType string) (*psi.DatasetInfo, error) {
	q := url.Values{"purpose": {purpose}, "type": {idType}}
	info := new(psi.DatasetInfo)
	return info, c.call(ctx, http.MethodGet, "/v1/datasets/"+url.PathEscape(dataset)+"?"+q.Encode(), nil, info)
}

// Offer implements advertiser.Platform.
func (c *Client) Offer(ctx context.Context, o psi.Offer) (*psi.Accept, error) {
	a := new(psi.Accept)
	return a, c.call(ctx, http.MethodPost, "/v1/sessions", o, a)
}

func sessionPath(id string) string { return "/v1/sessions/" + url.PathEscape(id) }

// Status implements advertiser.Platform.
func (c *Client) Status(ctx context.Context, session string) (*psi.Status, error) {
	st := new(psi.Status)
	return st, c.call(ctx, http.MethodGet, sessionPath(session), nil, st)
}

// SendList implements advertiser.Platform.
func (c *Client) SendList(ctx context.Context, session string, open psi.OpenList, list io.ReaderAt) error {
	return c.send(ctx, sessionPath(session)+"/list", open, typeElements, psi.ElementSize, open.List.Size, list)
}

// SendTags implements advertiser.Platform.
func (c *Client) SendTags(ctx context.Context, session string, open psi.OpenTags, tags io.ReaderAt) error {
	return c.send(ctx, sessionPath(session)+"/tags", open, typeTags, psi.TagSize, open.Tags.Size, tags)
}

// send announces records, puts them in chunks and closes the part.
func (c *Client) send(ctx context.Context, path string, open any, mediaType string, width, size uint64, records io.ReaderAt) error {
	if err := c.call(ctx, http.MethodPost, path, open, nil); err != nil {
		return err
	}
	chunk := maxChunk / width * width
	buf := make([]byte, min(chunk, width*size))
	for i := uint64(0); i*chunk < width*size; i++ {
		b := buf[:min(chunk, width*size-i*chunk)]
		if _, err := records.ReadAt(b, int64(i*chunk)); err != nil && err != io.EOF {
			return fmt.Errorf("scratch file: %w", err)
		}
		resp, err := c.do(ctx, request{
			method: http.MethodPut, path: path + "/" + strconv.FormatUint(i, 10), mediaType: mediaType,
			body: b, digest: formatDigest(sha256.Sum256(b)),
		})
		if err != nil {
			return err
		}
		resp.Body.Close()
	}
	return c.call(ctx, http.MethodPost, path+"/close", nil, nil)
}

// Result implements advertiser.Platform.
func (c *Client) Result(ctx context.Context, session string) (*psi.Result, error) {
	for {
		resp, err := c.do(ctx, request{method: http.MethodGet, path: sessionPath(session) + "/result", message: true})
		if err != nil {
			return nil, err
		}
		if resp.StatusCode != http.StatusNoContent {
			r := new(psi.Result)
			return r, decode(resp, r)
		}
		resp.Body.Close()
		select { // the platform has waited already; a hasty one is not asked faster
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Abort implements advertiser.Platform.
func (c *Client) Abort(ctx context.Context, session string) error {
	return c.call(ctx, http.MethodDelete, sessionPath(session), nil, nil)
}

// Download implements advertiser.Platform.
func (c *Client) Download(ctx context.Context, s *psi.Status) (io.ReadCloser, error) {
	if !strings.HasPrefix(s.Path, "/v1/") || s.PlatformSet == nil {
		return nil, fmt.Errorf("the platform names no path for its set")
	}
	return c.open(ctx, s.Path, typeElements, int64(s.PlatformSet.Size*psi.ElementSize))
}

// Handles implements advertiser.Platform.
func (c *Client) Handles(ctx context.Context, session string, set psi.Set) (io.ReadCloser, error) {
	return c.open(ctx, sessionPath(session)+"/handles", typeHandles, int64(set.Size*psi.HandleSize))
}
