//go:build unix

package e2e

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/stretchr/testify/require"
)

// proxyPage is docs/proxies.md, from which the tests take every configuration and every command.
const proxyPage = "../../../docs/proxies.md"

// Where a proxy can't be started, tests with it are skipped, unless BLINDMATCH_PROXIES says that there are some.
func needsProxy(t *testing.T, program string) string {
	t.Helper()
	needsCommands(t)
	t.Parallel()
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin") {
		if path := filepath.Join(dir, program); exec.Command(path, "-v").Run() == nil {
			return path
		}
	}
	if os.Getenv("BLINDMATCH_PROXIES") != "" {
		t.Fatalf("there is no %s", program)
	}
	t.Skipf("there is no %s; BLINDMATCH_PROXIES=1 insists", program)
	return ""
}

// stage is a section of the page, put on this machine.
type stage struct {
	*platform
	t       *testing.T
	section string
	replace []string // what the page says, and what it is here
	port    string   // of the proxy
	url     string
	roots   string // file of the CA that signed the proxy's certificate
}

// newStage reads a section, and makes what it takes for granted.
func newStage(t *testing.T, heading string, replace ...string) *stage {
	t.Helper()
	page, err := os.ReadFile(proxyPage)
	require.NoError(t, err)
	_, section, ok := strings.Cut(string(page), "\n## "+heading+"\n")
	require.True(t, ok, "the page has no section %q", heading)
	section, _, _ = strings.Cut(section, "\n## ")
	s := &stage{t: t, section: section, port: freePort(t), platform: &platform{dir: t.TempDir()}}
	require.NoError(t, copyShared(s.dir))
	if os.Geteuid() == 0 { // a proxy's workers are somebody else
		for d := s.dir; d != os.TempDir() && d != "/"; d = filepath.Dir(d) {
			require.NoError(t, os.Chmod(d, 0o755))
		}
	}
	s.url = "https://localhost:" + s.port
	s.certificate()
	run := filepath.Join(s.dir, "run")
	if os.Geteuid() != 0 { // else the page's command makes it
		require.NoError(t, os.Mkdir(run, 0o750))
	}
	s.replace = append(replace, "/run/blindmatch", run, "/etc/nginx", s.dir, "/etc/haproxy", s.dir)
	return s
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// certificate makes the proxy's own: psi.pem and psi.key for nginx, and both in psi.pem for HAProxy.
func (s *stage) certificate() {
	s.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(s.t, err)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "proxy"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	require.NoError(s.t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(s.t, err)
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	both := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
	write(s.t, s.dir, "roots.pem", string(cert))
	write(s.t, s.dir, "psi.key", string(both))
	write(s.t, s.dir, "psi.pem", string(cert)+string(both))
	s.roots = filepath.Join(s.dir, "roots.pem")
}

// here is a text of the page with what differs on this machine. What is replaced must be there somewhere in the section.
func (s *stage) here(text string) string { return strings.NewReplacer(s.replace...).Replace(text) }

// block is the first block of a language in the section.
func (s *stage) block(language string) string {
	s.t.Helper()
	_, rest, ok := strings.Cut(s.section, "\n```"+language+"\n")
	require.True(s.t, ok, "the section has no block of %s", language)
	text, _, _ := strings.Cut(rest, "\n```")
	return s.here(text)
}

// start serves as the section says, with the least floors and a contract, and registers client acme.
func (s *stage) start(add ...string) {
	s.t.Helper()
	commands := regexp.MustCompile(`(?m)^(psi-server|openssl|sudo) .*$`).FindAllString(s.section, -1)
	var serve []string
	for _, line := range commands {
		fields := strings.Fields(s.here(line))
		switch {
		case fields[0] == "openssl":
			defer func() { // the server makes its CA
				c := exec.Command("openssl", fields[1:]...)
				c.Dir = s.dir
				out, err := c.CombinedOutput()
				require.NoError(s.t, err, "%s", out)
			}()
		case fields[0] == "sudo" && os.Geteuid() == 0:
			line := strings.Replace(strings.Join(fields[1:], " "), "-o blindmatch", "-o root", 1)
			out, err := exec.Command("sh", "-c", line).CombinedOutput()
			require.NoError(s.t, err, "%s: %s", line, out)
		case fields[0] == "psi-server" && fields[1] == "serve":
			serve = fields[1:]
		}
	}
	require.NotEmpty(s.t, serve, "the section has no psi-server serve")
	write(s.t, s.dir, "contract.yaml", exactByContract)
	serve = append(append(serve, leastCfg...), "--disclosure", "contract.yaml")
	s.process = start(s.dir, "psi-server", serve...)
	s.t.Cleanup(func() {
		s.kill()
		if s.t.Failed() {
			s.t.Log(s.stderr.String())
		}
	})
	require.NoError(s.t, s.said("msg=serving"))
	s.client("acme", add...)
}

// client registers a client that comes by the proxy.
func (s *stage) client(name string, add ...string) {
	s.t.Helper()
	s.run(s.t, 0, "psi-server", append([]string{"client", "add", name, "--data", "data", "--url", s.url}, add...)...)
}

// proxy runs one until the test ends.
func (s *stage) proxy(program string, args ...string) {
	s.t.Helper()
	c := exec.Command(program, args...)
	c.Dir = s.dir
	var said output
	c.Stdout, c.Stderr = &said, &said
	require.NoError(s.t, c.Start())
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	s.t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			_ = c.Process.Kill()
		}
		if s.t.Failed() {
			s.t.Log(said.String())
		}
	})
	watch.Eventually(s.t, "the proxy listens", func() bool {
		conn, err := net.Dial("tcp", "127.0.0.1:"+s.port)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
}

// nginx runs one with a block of the page within what a distribution's nginx.conf has around it.
func (s *stage) nginx(program string) {
	s.t.Helper()
	var conf strings.Builder
	for _, module := range []string{"/usr/lib/nginx/modules/ngx_stream_module.so"} {
		if _, err := os.Stat(module); err == nil {
			fmt.Fprintf(&conf, "load_module %s;\n", module)
		}
	}
	if os.Geteuid() == 0 {
		conf.WriteString("user www-data;\n")
	}
	fmt.Fprintf(&conf, "daemon off;\nworker_processes 1;\npid %s/nginx.pid;\nerror_log stderr;\nevents {}\n", s.dir)
	block := s.block("nginx")
	temporary := "http {\n    access_log off;\n"
	for _, x := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		temporary += fmt.Sprintf("    %s_temp_path %s/tmp/%s;\n", x, s.dir, x)
	}
	conf.WriteString(strings.Replace(block, "http {\n", temporary, 1))
	write(s.t, s.dir, "nginx.conf", conf.String())
	s.proxy(program, "-p", s.dir, "-e", "stderr", "-c", filepath.Join(s.dir, "nginx.conf"))
}

func (s *stage) haproxy(program string) {
	s.t.Helper()
	write(s.t, s.dir, "haproxy.cfg", "global\n    maxconn 200\n"+s.block("haproxy")+"\n")
	s.proxy(program, "-db", "-f", filepath.Join(s.dir, "haproxy.cfg"))
}

// asks asks for the dataset, from an address of this machine, with headers of a client's own.
func (s *stage) asks(name, from string, headers map[string]string) (int, string) {
	s.t.Helper()
	return s.sends(name, from, headers, http.MethodGet, "/v1/datasets/users?purpose=audience-matching", nil)
}

// sends sends a request as a client does.
func (s *stage) sends(name, from string, headers map[string]string, method, path string, body io.Reader) (int, string) {
	s.t.Helper()
	conn, err := transport.ReadConnection(filepath.Join(s.dir, name+".json"))
	require.NoError(s.t, err)
	tc, err := conn.TLSConfig()
	require.NoError(s.t, err)
	d := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	over := &http.Client{Transport: &http.Transport{TLSClientConfig: tc, DialContext: d.DialContext, DisableKeepAlives: true}}
	r, err := http.NewRequest(method, strings.Replace(s.url, "localhost", "127.0.0.1", 1)+path, body)
	require.NoError(s.t, err)
	if tc.ServerName == "" {
		tc.ServerName = "localhost"
	}
	for k, v := range headers {
		r.Header.Set(k, v)
	}
	resp, err := over.Do(r)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	return resp.StatusCode, string(b)
}

// takesChunks sends the largest body that there is, to a session that there is not: the platform says so, not the proxy.
func (s *stage) takesChunks() {
	s.t.Helper()
	status, body := s.sends("acme", "127.0.0.1", map[string]string{"Content-Type": transport.TypeElements, transport.DigestHeader: transport.FormatDigest(psi.Digest{})},
		http.MethodPut, transport.At(transport.PathList+transport.Chunk, strings.Repeat("0", 64), "0"), bytes.NewReader(make([]byte, psi.MaxChunk)))
	require.Equal(s.t, http.StatusNotFound, status, body)
	require.Contains(s.t, body, string(psi.CodeUnknownSession))
}

// passesOn is what holds where a proxy passes TLS on: the right number, and the client's own address.
func (s *stage) passesOn() {
	s.t.Helper()
	s.count(s.t)
	s.run(s.t, 0, "psi-server", "client", "revoke", "acme", "--data", "data")
	status, _ := s.asks("acme", "127.0.0.3", nil)
	require.Equal(s.t, http.StatusForbidden, status)
	require.NoError(s.t, s.said(`msg="request refused" remote=127.0.0.3:`))
}

// endsTLS is what holds where a proxy ends TLS: the right number, whatever headers a client sends, and for nobody else.
func (s *stage) endsTLS(header string) {
	s.t.Helper()
	s.count(s.t)
	s.takesChunks()
	s.client("globex", "--server-ca", s.roots)
	globex, err := transport.ReadConnection(filepath.Join(s.dir, "globex.json"))
	require.NoError(s.t, err)
	forged := map[string]string{header: url.PathEscape(globex.ClientCertificate), "Client-Cert-Chain": "x"}
	status, body := s.asks("acme", "127.0.0.1", map[string]string{header: "forged", "Client-Cert-Chain": "x"})
	require.Equal(s.t, http.StatusOK, status, body)
	s.run(s.t, 0, "psi-server", "client", "revoke", "acme", "--data", "data")
	status, body = s.asks("acme", "127.0.0.1", forged)
	require.Equal(s.t, http.StatusForbidden, status, body)
	require.Contains(s.t, body, "unauthenticated")
}
