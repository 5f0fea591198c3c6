//go:build unix

package e2e

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/stretchr/testify/require"
)

const (
	passed = "10.0.0.5:8443" // as the page has it
	from   = "10.0.0.4"
)

func TestNginxPassesOn(t *testing.T) {
	program := needsProxy(t, "nginx")
	addr := "127.0.0.1:" + freePort(t)
	s := newStage(t, "nginx, passing TLS on", passed, addr, from, "127.0.0.1")
	s.replace = append(s.replace, "listen 443;", "listen 127.0.0.1:"+s.port+";")
	s.start()
	s.nginx(program)
	s.passesOn()

	// Who is not the proxy does not get as far as a handshake, whatever header he sends.
	c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP("127.0.0.3")}}).Dial("tcp", addr)
	require.NoError(t, err)
	defer c.Close()
	_, err = fmt.Fprintf(c, "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n")
	require.NoError(t, err)
	require.Error(t, tls.Client(c, &tls.Config{InsecureSkipVerify: true}).Handshake())
	require.NoError(t, s.said("is not an address of --proxy-protocol-from: closed"))
}

func TestNginxEndsTLS(t *testing.T) {
	program := needsProxy(t, "nginx")
	s := newStage(t, "nginx, ending TLS")
	s.replace = append(s.replace, "listen 443 ssl", "listen 127.0.0.1:"+s.port+" ssl", "psi.example.com", "localhost")
	s.start("--server-ca", s.roots)
	s.nginx(program)
	s.endsTLS("Client-Cert")
}

func TestHAProxyPassesOn(t *testing.T) {
	program := needsProxy(t, "haproxy")
	s := newStage(t, "HAProxy, passing TLS on", passed, "127.0.0.1:"+freePort(t), from, "127.0.0.1")
	s.replace = append(s.replace, "bind :443", "bind 127.0.0.1:"+s.port)
	s.start()
	s.haproxy(program)
	s.passesOn()
}

func TestHAProxyEndsTLS(t *testing.T) {
	program := needsProxy(t, "haproxy")
	addr := "127.0.0.1:" + freePort(t)
	s := newStage(t, "HAProxy, ending TLS", "127.0.0.1:8080", addr)
	s.replace = append(s.replace, "bind :443", "bind 127.0.0.1:"+s.port)
	s.start("--server-ca", s.roots)
	out, err := exec.Command("openssl", "x509", "-in", filepath.Join(s.dir, "data/tls/ca.pem"), "-out", filepath.Join(s.dir, "clients-ca.pem")).CombinedOutput()
	require.NoError(t, err, "%s", out)
	s.haproxy(program)
	s.endsTLS("Client-Cert")

	// A certificate is no secret: whoever is not the proxy can send it, and is refused.
	globex, err := transport.ReadConnection(filepath.Join(s.dir, "globex.json"))
	require.NoError(t, err)
	for at, want := range map[string]int{"127.0.0.1": http.StatusOK, "127.0.0.3": http.StatusForbidden} {
		d := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(at)}}
		r, err := http.NewRequest(http.MethodGet, "http://"+addr+"/v1/datasets/users?purpose=audience-matching", nil)
		require.NoError(t, err)
		r.Header.Set("Client-Cert", url.PathEscape(globex.ClientCertificate))
		resp, err := (&http.Client{Transport: &http.Transport{DialContext: d.DialContext, DisableKeepAlives: true}}).Do(r)
		require.NoError(t, err)
		resp.Body.Close()
		require.Equal(t, want, resp.StatusCode, at)
	}
}

// A load balancer that ends TLS, played by this test, before the page's nginx.
func TestLoadBalancer(t *testing.T) {
	program := needsProxy(t, "nginx")
	s := newStage(t, "A load balancer of a cloud", "10.0.0.0/24", "127.0.0.1")
	inner := s.port
	s.replace = append(s.replace, "listen 8443 ssl", "listen 127.0.0.1:"+inner+" ssl")
	_, _, found := strings.Cut(s.block("nginx"), "allow 127.0.0.1;")
	require.True(t, found)

	ca, key := filepath.Join(s.dir, "clients-ca.pem"), filepath.Join(s.dir, "clients-ca.key")
	for _, line := range []string{
		"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=clients -keyout " + key + " -out " + ca,
		"req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=acme -keyout acme.key -out acme.csr",
		"x509 -req -in acme.csr -CA " + ca + " -CAkey " + key + " -CAcreateserial -days 1 -out acme.pem",
	} {
		c := exec.Command("openssl", strings.Fields(line)...)
		c.Dir = s.dir
		out, err := c.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	b, err := os.ReadFile(ca)
	require.NoError(t, err)
	trusted := x509.NewCertPool()
	require.True(t, trusted.AppendCertsFromPEM(b))
	roots, err := os.ReadFile(s.roots)
	require.NoError(t, err)

	pair, err := tls.LoadX509KeyPair(filepath.Join(s.dir, "psi.pem"), filepath.Join(s.dir, "psi.key"))
	require.NoError(t, err)
	target, err := url.Parse("https://127.0.0.1:" + inner)
	require.NoError(t, err)
	balancer := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			leaf := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r.In.TLS.PeerCertificates[0].Raw})
			safe := strings.NewReplacer("%2B", "+", "%3D", "=", "%2F", "/")
			r.Out.Header.Set("X-Amzn-Mtls-Clientcert-Leaf", safe.Replace(url.PathEscape(string(leaf))))
		},
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, // as balancers do
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: trusted})
	require.NoError(t, err)
	srv := &http.Server{Handler: balancer}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = srv.Serve(l) }()
	t.Cleanup(func() { srv.Close(); <-ended })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	s.url = "https://localhost:" + port
	s.start("--server-ca", s.roots, "--client-cert", "acme.pem", "--client-key", "acme.key")
	s.nginx(program)
	s.count(t)
	s.takesChunks()
	status, body := s.asks("acme", "127.0.0.1", map[string]string{"X-Amzn-Mtls-Clientcert-Leaf": "forged"})
	require.Equal(t, http.StatusOK, status, body)

	// Another CA is in force as soon as its file is there: the server looks for itself, whatever the balancer trusts.
	write(t, s.dir, "clients-ca.pem", string(roots))
	watch.Eventually(t, "the other CA is in force", func() bool {
		status, _ := s.asks("acme", "127.0.0.1", nil)
		return status == http.StatusForbidden
	})
	write(t, s.dir, "clients-ca.pem", string(b))
	watch.Eventually(t, "the first CA is in force again", func() bool {
		status, _ := s.asks("acme", "127.0.0.1", nil)
		return status == http.StatusOK
	})
	s.run(t, 0, "psi-server", "client", "revoke", "acme", "--data", "data")
	status, _ = s.asks("acme", "127.0.0.1", nil)
	require.Equal(t, http.StatusForbidden, status)
}

// The page's limits are those of the server.
func TestProxyPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(proxyPage)
	require.NoError(t, err)
	waits := regexp.MustCompile(`waits for a result for up to (\d+) s`).FindSubmatch(page)
	require.NotNil(t, waits)
	require.Equal(t, strconv.Itoa(int(transport.LongPoll/time.Second)), string(waits[1]))
	blocks := regexp.MustCompile("(?s)```(nginx|haproxy)\n.*?```").FindAllString(string(page), -1)
	require.Len(t, blocks, 6)
	for _, b := range blocks {
		if strings.Contains(b, "http {") && !strings.Contains(b, "limit_except GET") { // a mirror takes no bodies
			require.Contains(t, b, "client_max_body_size 5m;")
		}
		for _, x := range regexp.MustCompile(`(?:proxy_timeout|proxy_read_timeout|timeout (?:client|server)) (\d+)s`).FindAllStringSubmatch(b, -1) {
			require.True(t, slices.Contains([]string{"75"}, x[1]), x[0])
		}
	}
}
