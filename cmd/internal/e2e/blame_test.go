//go:build unix

package e2e

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/stretchr/testify/require"
)

// place is where a platform should be: a server with an authority of its own, and a connection file for it. To the
// client its name is platform.example, which only a proxy knows.
type place struct {
	dir string
	ca  *authority.Authority
	srv *httptest.Server
}

func newPlace(t *testing.T, h http.HandlerFunc, change func(*tls.Config, *transport.Connection)) *place {
	t.Helper()
	needsCommands(t)
	ca, err := authority.Open(t.TempDir())
	require.NoError(t, err)
	x := &place{dir: t.TempDir(), ca: ca, srv: httptest.NewUnstartedServer(h)}
	x.srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	x.srv.TLS = ca.ServerConfig()
	x.srv.EnableHTTP2 = true
	cert, key, _, err := ca.IssueClient("acme", 365*24*time.Hour)
	require.NoError(t, err)
	c := &transport.Connection{
		Platform: "platform", Advertiser: "acme", ServerCA: string(ca.CertificatePEM()), ServerName: authority.ServerName,
		ClientCertificate: string(cert), ClientKey: string(key),
	}
	if change != nil {
		change(x.srv.TLS, c)
	}
	x.srv.StartTLS()
	t.Cleanup(x.srv.Close)
	for name, url := range map[string]string{"acme.json": x.srv.URL, "far.json": "https://platform.example:8443"} {
		c.URL = url
		b, err := c.Encode()
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(x.dir, name), b, 0o600))
	}
	return x
}

// ask runs psi info and returns what it says. It must fail.
func (x *place) ask(t *testing.T, connection string, env ...string) string {
	t.Helper()
	c := exec.Command(filepath.Join(bin, "psi"), "info", "-c", connection, "--dataset", "users")
	c.Dir = x.dir
	c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+x.dir, "TMPDIR="+x.dir, "NO_PROXY=", "no_proxy=", "HTTPS_PROXY=", "https_proxy=")
	c.Env = append(c.Env, env...)
	out, err := c.CombinedOutput()
	require.Error(t, err, "it said: %s", out)
	for _, r := range string(out) {
		require.False(t, r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e, "it printed %U: %q", r, out)
	}
	require.NotContains(t, string(out), "hunter2", "a password")
	return strings.TrimSpace(string(out))
}

// newProxy is a proxy that answers CONNECT with an answer, or connects to addr if that is "".
func newProxy(t *testing.T, answer, addr string) (host string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	srv := &http.Server{ErrorLog: log.New(io.Discard, "", 0), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		if answer != "" {
			_, _ = io.WriteString(conn, "HTTP/1.1 "+answer+"\r\nContent-Length: 0\r\n\r\n")
			return
		}
		to, err := net.Dial("tcp", addr)
		if err != nil {
			return
		}
		defer to.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
		go func() { _, _ = io.Copy(to, conn) }()
		_, _ = io.Copy(conn, to)
	})}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { srv.Close() })
	return l.Addr().String()
}

// needsNames skips what needs somebody who knows that there is no such name.
func needsNames(t *testing.T) {
	t.Helper()
	_, err := net.LookupHost("platform.invalid")
	if dns, ok := errors.AsType[*net.DNSError](err); !ok || !dns.IsNotFound {
		t.Skip("nobody here knows names: ", err)
	}
}

// nobody is an address at which nothing answers.
func nobody(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// What a proxy does wrong is said of the proxy, with the variable that it comes from and without its password.
func TestProxies(t *testing.T) {
	t.Parallel()
	x := newPlace(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusNotFound) }, nil)
	addr := x.srv.Listener.Addr().String()
	inspector, err := authority.Open(t.TempDir())
	require.NoError(t, err)
	inspecting := httptest.NewUnstartedServer(http.NotFoundHandler())
	inspecting.TLS, inspecting.Config.ErrorLog = inspector.ServerConfig(), log.New(io.Discard, "", 0)
	inspecting.StartTLS()
	t.Cleanup(inspecting.Close)
	hangup := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	hangup.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(hangup.Close)
	const noProxy = "if platform.example can be reached without it, add that name to NO_PROXY"
	down := nobody(t)
	for name, r := range map[string]struct {
		proxy string // its address
		user  string
		want  []string
	}{
		"wants a user":            {newProxy(t, "407 x\x1b[2J\r\nProxy-Authenticate: Basic realm=x", ""), "", []string{"wants a user name and a password: put them into VAR, as http://USER:PASSWORD@PROXY", noProxy}},
		"refuses the user":        {newProxy(t, "407 Denied\r\nProxy-Authenticate: Basic realm=x", ""), "joe:hunter2@", []string{"does not accept the user name and password in VAR", noProxy}},
		"wants something else":    {newProxy(t, "407 Denied\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM", ""), "joe:hunter2@", []string{"identify themselves by Negotiate, NTLM, and only Basic"}},
		"does not allow it":       {newProxy(t, "403 \u202eForbidden", ""), "", []string{"does not allow connections to platform.example:8443", noProxy}},
		"can't reach it":          {newProxy(t, "502 Bad Gateway", ""), "", []string{"says that it can't connect to platform.example:8443", "502 Bad Gateway"}},
		"down":                    {down, "joe:hunter2@", []string{"nothing answers at the proxy PROXY (from VAR): is it running, and is the variable right?", noProxy}},
		"unknown":                 {"proxy.invalid:3128", "joe:hunter2@", []string{"there is no host named proxy.invalid, which VAR gives as the proxy", noProxy}},
		"inspects TLS":            {newProxy(t, "", inspecting.Listener.Addr().String()), "", []string{"ends at another server than the platform", `signed by another CA, "Blindmatch platform CA"`, "If the proxy inspects TLS, ask whoever runs it to except platform.example"}},
		"closes the connection":   {newProxy(t, "", down), "", []string{"the server at platform.example:8443 closes the connection through the proxy PROXY (from VAR) without an answer"}},
		"is no TLS server's way":  {newProxy(t, "", hangup.Listener.Addr().String()), "", []string{"does not speak TLS through the proxy PROXY (from VAR)"}},
		"is no proxy's address":   {"[::1", "joe:hunter2@", []string{"the value of VAR is not the address of a proxy: want http://HOST:PORT"}},
		"works, and behind it is": {newProxy(t, "", addr), "joe:hunter2@", []string{`unexpected answer "404 Not Found"`}},
	} {
		for _, variable := range []string{"HTTPS_PROXY", "https_proxy"} {
			t.Run(name+", "+variable, func(t *testing.T) {
				if name == "unknown" {
					needsNames(t)
				}
				said := x.ask(t, "far.json", variable+"=http://"+r.user+r.proxy)
				for _, want := range r.want {
					require.Contains(t, said, strings.NewReplacer("VAR", variable, "PROXY)", "PROXY)", "@PROXY", "@"+r.proxy, "proxy PROXY", "proxy "+r.proxy).Replace(want))
				}
				if name != "works, and behind it is" && name != "is no TLS server's way" {
					require.Contains(t, said, variable)
				}
			})
		}
	}
	t.Run("no proxy", func(t *testing.T) {
		needsNames(t)
		require.Contains(t, x.ask(t, "far.json", "HTTPS_PROXY=http://"+down, "NO_PROXY=platform.example"), "there is no host named platform.example")
	})
}

// What a gateway answers is not blamed on the platform's own server.
func TestGateways(t *testing.T) {
	t.Parallel()
	const front = `from something in front of the platform ("nginx/1.24.0"), not from the platform's own server`
	for name, r := range map[string]struct {
		status int
		want   []string
	}{
		"a limit":         {413, []string{front, "allow bodies of 4 MiB (nginx: client_max_body_size 4m)"}},
		"unauthorized":    {401, []string{front, "wants a login"}},
		"forbidden":       {403, []string{front, "wants a login, or does not let this machine through"}},
		"a redirect":      {302, []string{front, "it leads to login.example"}},
		"not implemented": {501, []string{`unexpected answer "501 Not Implemented"`, "is the URL in the connection file a Blindmatch platform's?"}},
		"a page":          {200, []string{front, `"200 OK" of type "text/html"`, "it is a page, perhaps to log in"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := newPlace(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Server", "nginx/1.24.0")
				w.Header().Set("Content-Type", "text/html")
				w.Header().Set("Location", "https://login.example/start")
				w.WriteHeader(r.status)
				_, _ = io.WriteString(w, "<html>\x1b[2J")
			}, nil)
			said := x.ask(t, "acme.json")
			for _, want := range r.want {
				require.Contains(t, said, want)
			}
		})
	}
}

// A terminal obeys nothing that a server says, on whatever path it is printed.
func TestServersTextIsCleaned(t *testing.T) {
	t.Parallel()
	const evil = `\u001b[2J\u202eevil\u009b31m\npsi: done`
	for name, h := range map[string]http.HandlerFunc{
		"error": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", transport.TypeJSON)
			w.WriteHeader(http.StatusConflict)
			_, _ = io.WriteString(w, `{"code":"mismatch","message":"`+evil+`"}`)
		},
		"info": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", transport.TypeJSON)
			b, _ := json.Marshal(psi.DatasetInfo{
				Version: "VERSION", Platform: "platform", Advertiser: "acme", Params: psi.Params{Types: "email"},
				Modes: []psi.Mode{psi.Count}, Sections: []psi.Part{{Width: 1, Size: 2048}},
			})
			_, _ = io.WriteString(w, strings.Replace(string(b), "VERSION", evil, 1))
		},
		"header": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Server", "\u202eevil\u009b")
			w.WriteHeader(http.StatusForbidden)
		},
		"type": func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "\u202eevil\u009b") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := newPlace(t, h, nil).ask(t, "acme.json")
			require.Contains(t, said, "evil")
			require.NotContains(t, said, "\n", "a line of the server's own")
		})
	}
}

// Without descriptors nothing can be said about names, or about a database.
func TestFewDescriptors(t *testing.T) {
	t.Parallel()
	x := newPlace(t, http.NotFound, nil)
	require.NoError(t, os.WriteFile(filepath.Join(x.dir, "list.csv"), []byte("email\nx@example.com\n"), 0o600))
	require.NoError(t, copyShared(filepath.Join(x.dir, "of-platform")))
	for _, command := range []string{
		"psi count -c acme.json --dataset users list.csv", "psi count -c far.json --dataset users list.csv",
		"psi-server import --data of-platform/data --dataset users --policy of-platform/policy.yaml of-platform/users.csv",
	} {
		c := exec.Command("bash", "-c", "ulimit -n 8; exec "+filepath.Join(bin, command))
		c.Dir, c.Env = x.dir, append(os.Environ(), "XDG_CONFIG_HOME="+x.dir, "HTTPS_PROXY=", "https_proxy=")
		out, err := c.CombinedOutput()
		require.Error(t, err)
		require.Contains(t, string(out), "this process may have only 8 files and connections (descriptors) open at once: raise that with ulimit -n 1024")
		require.NotContains(t, string(out), "no host named")
	}
}
