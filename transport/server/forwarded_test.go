package server_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/stretchr/testify/require"
)

// The forms of a certificate in a header.
func rfc9440(der []byte) string { return ":" + base64.StdEncoding.EncodeToString(der) + ":" }

func escaped(der []byte) string { // as nginx does
	return strings.ReplaceAll(url.QueryEscape(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))), "+", "%20")
}

func amazon(der []byte) string { // "+=/" are themselves
	return strings.NewReplacer("%2B", "+", "%3D", "=", "%2F", "/").Replace(escaped(der))
}

func derOf(t *testing.T, c transport.Connection) []byte {
	t.Helper()
	block, _ := pem.Decode([]byte(c.ClientCertificate))
	require.NotNil(t, block)
	return block.Bytes
}

// forwarding serves w without TLS for a proxy on 127.0.0.1.
func (w *world) forwarding(cfg server.Forwarded, wrap func(http.Handler) http.Handler) (base string) {
	w.t.Helper()
	cfg.From = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	if cfg.Clients == nil {
		pool := x509.NewCertPool()
		pool.AddCert(w.ca.Certificate())
		cfg.Clients = func() *x509.CertPool { return pool }
	}
	var h http.Handler = w.handler
	if wrap != nil {
		h = wrap(h)
	}
	srv := w.doors.NewPlainServer(h, cfg)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(w.t, err)
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	w.t.Cleanup(func() { srv.Close(); <-done })
	return "http://" + l.Addr().String()
}

// get asks for the dataset with these headers.
func get(t *testing.T, c *http.Client, base string, h http.Header) (status int, body string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, base+"/v1/datasets/users?purpose=audience-matching", nil)
	require.NoError(t, err)
	r.Header = h
	resp, err := c.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(b)
}

// issue signs a certificate for a key, with what change makes of it. A nil signer signs itself.
func issue(t *testing.T, signer *x509.Certificate, by, key *ecdsa.PrivateKey, change func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "x"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if change != nil {
		change(c)
	}
	if signer == nil {
		signer, by = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, signer, &key.PublicKey, by)
	require.NoError(t, err)
	c, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	return c
}

func isCA(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage, c.ExtKeyUsage = true, true, x509.KeyUsageCertSign, nil
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

// A certificate that a proxy passes on is worth what it is worth in a handshake.
func TestForwarded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	ca, between, client := newKey(t), newKey(t), newKey(t)
	root := issue(t, nil, nil, ca, isCA)
	middle := issue(t, root, ca, between, isCA)
	pool := x509.NewCertPool()
	pool.AddCert(w.ca.Certificate())
	pool.AddCert(root)
	cfg := server.Forwarded{Clients: func() *x509.CertPool { return pool }}
	base := w.forwarding(cfg, nil)
	cfg.Header = "X-Client-Cert"
	named := w.forwarding(cfg, nil)
	c := new(http.Client)
	defer c.CloseIdleConnections()

	acme := derOf(t, w.conn)
	for form, value := range map[string]string{"RFC 9440": rfc9440(acme), "nginx": escaped(acme), "Amazon": amazon(acme)} {
		for at, name := range map[string]string{base: "Client-Cert", named: "X-Client-Cert"} {
			status, body := get(t, c, at, http.Header{name: {value}})
			require.Equal(t, http.StatusOK, status, "%s: %s", form, body)
		}
	}
	// Nobody but the proxy is answered, whatever he says.
	stranger := &http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP("127.0.0.2")}}).DialContext, DisableKeepAlives: true}}
	if probe, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP("127.0.0.2")}}).Dial("tcp", strings.TrimPrefix(base, "http://")); err == nil {
		probe.Close()
		status, body := get(t, stranger, base, http.Header{"Client-Cert": {rfc9440(acme)}, "X-Forwarded-For": {"127.0.0.1"}})
		require.Equal(t, http.StatusForbidden, status)
		require.Contains(t, body, "only the platform's proxy is answered here")
		require.Contains(t, w.log.String(), "only the platform's proxy is answered here")
	}

	status, _ := get(t, c, named, http.Header{"Client-Cert": {rfc9440(acme)}})
	require.Equal(t, http.StatusForbidden, status, "another header than the proxy's")

	// Others of the same key: only a CA of the platform's makes it the client's.
	leaf := issue(t, middle, between, client, nil)
	require.NoError(t, w.platform.Store().RegisterClient(context.Background(), "globex", platform.ClientKey{SPKI: leaf.RawSubjectPublicKeyInfo, Expires: leaf.NotAfter}, 1, platform.ClientGrant{}))
	status, body := get(t, c, base, http.Header{"Client-Cert": {rfc9440(leaf.Raw)}, "Client-Cert-Chain": {rfc9440(middle.Raw) + ", " + rfc9440(root.Raw)}})
	require.Equal(t, http.StatusOK, status, body)
	status, body = get(t, c, base, http.Header{"Client-Cert": {escaped(leaf.Raw) + escaped(middle.Raw)}})
	require.Equal(t, http.StatusOK, status, body)

	der := rfc9440(leaf.Raw)
	for name, h := range map[string]http.Header{
		"none":                {},
		"empty":               {"Client-Cert": {""}},
		"two":                 {"Client-Cert": {rfc9440(acme), rfc9440(acme)}},
		"two in one":          {"Client-Cert": {rfc9440(acme) + ", " + rfc9440(acme)}},
		"unpadded":            {"Client-Cert": {strings.TrimRight(strings.TrimSuffix(der, ":"), "=") + "A:"}},
		"open":                {"Client-Cert": {strings.TrimSuffix(der, ":")}},
		"bare base64":         {"Client-Cert": {strings.Trim(der, ":")}},
		"cut":                 {"Client-Cert": {rfc9440(acme[:len(acme)-1])}},
		"more":                {"Client-Cert": {rfc9440(append(bytes.Clone(acme), 0))}},
		"text before":         {"Client-Cert": {"x" + escaped(acme)}},
		"text after":          {"Client-Cert": {escaped(acme) + "x"}},
		"not encoded":         {"Client-Cert": {"-----BEGIN CERTIFICATE-----"}},
		"bad encoding":        {"Client-Cert": {escaped(acme) + "%4"}},
		"a key":               {"Client-Cert": {strings.ReplaceAll(escaped(acme), "CERTIFICATE", "PUBLIC%20KEY")}},
		"no chain":            {"Client-Cert": {der}},
		"another chain":       {"Client-Cert": {der}, "Client-Cert-Chain": {rfc9440(root.Raw)}},
		"two chains":          {"Client-Cert": {der}, "Client-Cert-Chain": {rfc9440(middle.Raw), rfc9440(middle.Raw)}},
		"its own CA":          {"Client-Cert": {rfc9440(issue(t, nil, nil, client, nil).Raw)}},
		"for servers":         {"Client-Cert": {rfc9440(issue(t, root, ca, client, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }).Raw)}},
		"ended":               {"Client-Cert": {rfc9440(issue(t, root, ca, client, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }).Raw)}},
		"not yet":             {"Client-Cert": {rfc9440(issue(t, root, ca, client, func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) }).Raw)}},
		"known to nobody":     {"Client-Cert": {rfc9440(issue(t, root, ca, newKey(t), nil).Raw)}},
		"a proxy's statement": {"X-Ssl-Client-Verify": {"SUCCESS"}, "X-Forwarded-Client-Cert": {"Cert=\"" + escaped(acme) + "\""}},
	} {
		status, body := get(t, c, base, h)
		require.Equal(t, http.StatusForbidden, status, "%s: %s", name, body)
		require.Contains(t, body, `"unauthenticated"`, name)
	}

	require.NoError(t, w.platform.Store().RevokeClient(context.Background(), "acme"))
	status, _ = get(t, c, base, http.Header{"Client-Cert": {rfc9440(acme)}})
	require.Equal(t, http.StatusForbidden, status, "revoked")
	// Over TLS the header means nothing.
	tc, err := w.conn.TLSConfig()
	require.NoError(t, err)
	over := &http.Client{Transport: &http.Transport{TLSClientConfig: tc}}
	defer over.CloseIdleConnections()
	status, _ = get(t, over, w.conn.URL, http.Header{"Client-Cert": {der}, "Client-Cert-Chain": {rfc9440(middle.Raw)}})
	require.Equal(t, http.StatusForbidden, status)
}

// Silent connections of a proxy are many clients'; those of anybody else on the machine make room for one another.
func TestForwardedStrangers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{doors: &server.DoorsConfig{Address: 4}})
	addr := strings.TrimPrefix(w.forwarding(server.Forwarded{}, nil), "http://")
	for from, n := range map[string]int{"127.0.0.1": 20, "127.0.0.2": 24} {
		for range n {
			c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).Dial("tcp", addr)
			if err != nil {
				t.Skipf("this machine has no address %s: %v", from, err)
			}
			t.Cleanup(func() { c.Close() })
		}
	}
	require.Eventually(t, func() bool {
		c := w.doors.Counts()
		return c.Displaced == 20 && c.Strangers == 24
	}, 4*time.Second, 10*time.Millisecond)
}

// Without a CA nobody is known: the system's have no say.
func TestForwardedWithoutCA(t *testing.T) {
	t.Parallel()
	heard := make(chan server.Answered, 1)
	w := newWorld(t, setup{doors: &server.DoorsConfig{Answered: func(a server.Answered) { heard <- a }}})
	base := w.forwarding(server.Forwarded{Clients: func() *x509.CertPool { return nil }}, nil)
	status, body := get(t, http.DefaultClient, base, http.Header{"Client-Cert": {rfc9440(derOf(t, w.conn))}})
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, body, "the platform knows no CA of clients")
	a := <-heard // whoever counts requests counts this one
	require.Equal(t, server.NoRoute, a.Route)
	require.Equal(t, http.StatusForbidden, a.Status)
	require.Equal(t, psi.CodeUnauthenticated, a.Code)
}

// A certificate has a number of requests under way, whatever connections its proxy uses; others have theirs.
func TestForwardedRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{doors: &server.DoorsConfig{Address: 1}})
	arrived, goOn := make(chan *tls.ConnectionState), make(chan struct{})
	base := w.forwarding(server.Forwarded{Requests: 3}, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			arrived <- r.TLS
			<-goOn
		})
	})
	c := &http.Client{Transport: &http.Transport{}}
	defer c.CloseIdleConnections()
	acme, other := http.Header{"Client-Cert": {rfc9440(derOf(t, w.conn))}}, http.Header{"Client-Cert": {rfc9440(derOf(t, w.fresh()))}}
	var wg sync.WaitGroup
	send := func(h http.Header) {
		wg.Go(func() {
			status, _ := get(t, c, base, h)
			if status != http.StatusOK {
				t.Errorf("status %d", status)
			}
		})
		st := <-arrived
		require.Len(t, st.VerifiedChains, 1)
	}
	for range 3 {
		send(acme)
	}
	status, body := get(t, c, base, acme)
	require.Equal(t, http.StatusTooManyRequests, status)
	require.Contains(t, body, `"busy"`)
	send(other)
	close(goOn)
	wg.Wait()
	go func() { <-arrived }()
	status, _ = get(t, c, base, acme)
	require.Equal(t, http.StatusOK, status)
}

// The value of a header never makes a certificate out of nothing.
func FuzzForwarded(f *testing.F) {
	for _, s := range []string{"", ":", "::", ":AA==:", "%2D", "-----BEGIN%20CERTIFICATE-----%0A-----END%20CERTIFICATE-----"} {
		f.Add(s)
	}
	srv := server.NewDoors(server.DoorsConfig{}).NewPlainServer(http.NotFoundHandler(), server.Forwarded{Clients: x509.NewCertPool})
	f.Fuzz(func(t *testing.T, value string) {
		r := httptest.NewRequest(http.MethodGet, "/v1/datasets/users", nil)
		r.RemoteAddr, r.Header = "@", http.Header{"Client-Cert": {value}}
		answer := httptest.NewRecorder()
		srv.Handler.ServeHTTP(answer, r)
		require.Equal(t, http.StatusForbidden, answer.Code)
	})
}
