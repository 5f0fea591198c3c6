package probe

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/stretchr/testify/require"
)

const policy = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

// served is our own server, behind wrap, with two clients.
func served(t *testing.T, suite string, wrap func(http.Handler) http.Handler) (conns []*transport.Connection) {
	data := filepath.Join(t.TempDir(), "data")
	var users strings.Builder
	users.WriteString("user_id,email,collection_context\n")
	for i := range 1200 {
		fmt.Fprintf(&users, "u%d,person%d@mail.example,newsletter\n", i, i)
	}
	path := filepath.Join(t.TempDir(), "users.csv")
	require.NoError(t, os.WriteFile(path, []byte(users.String()), 0o600))
	rules, err := purpose.Parse([]byte(policy))
	require.NoError(t, err)
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	require.NoError(t, err)
	defer table.Close()
	store, err := platform.OpenDirectory(data, platform.DirectoryConfig{})
	require.NoError(t, err)
	_, err = store.Import(t.Context(), table, platform.ImportConfig{Dataset: "users", Purpose: "audience-matching", Suite: suite, Policy: rules})
	require.NoError(t, err)
	require.NoError(t, store.Close())

	told, err := disclosure.Parse([]byte("spacing: 1m\nowners:\n  a: {clients: [a], noise: none, contract: test}\n  b: {clients: [b], noise: none, contract: test}\n"))
	require.NoError(t, err)
	told, err = told.WithFloors(psi.Floors{List: 500, Dataset: 1000, Report: 100})
	require.NoError(t, err)
	p, err := platform.Open(data, platform.Config{
		Disclosure: told, Modes: []psi.Mode{psi.Count, psi.Activate}, Limits: platform.Limits{Reserve: -1, Unpaid: 1 << 40, ClientSessions: 100},
	})
	require.NoError(t, err)
	ca, err := authority.Open(filepath.Join(data, "tls"))
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	srv := server.NewDoors(server.DoorsConfig{Handshakes: 1000}).NewServer(wrap(server.NewHandler(p, server.HandlerConfig{})), ca.ServerConfig())
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.ServeTLS(l, "", "") }()
	t.Cleanup(func() {
		p.EndSessions()
		srv.Close()
		<-done
		require.NoError(t, p.Close())
	})
	for _, name := range []string{"a", "b"} {
		cert, key, spki, err := ca.IssueClient(name, time.Hour)
		require.NoError(t, err)
		require.NoError(t, p.Store().AddClient(t.Context(), name, spki))
		conns = append(conns, &transport.Connection{
			URL: "https://" + l.Addr().String(), Platform: p.Identity(), Advertiser: name, ServerCA: string(ca.CertificatePEM()),
			ServerName: authority.ServerName, ClientCertificate: string(cert), ClientKey: string(key),
		})
	}
	return conns
}

func probed(t *testing.T, conns []*transport.Connection) []kit.Case {
	cases, err := Run(t.Context(), Config{Connections: conns, Dataset: "users", Purpose: "audience-matching", Strike: true, Patience: 10 * time.Second})
	require.NoError(t, err)
	return cases
}

func same(h http.Handler) http.Handler { return h }

// Our own server passes all that can be tried of it.
func TestOwnServer(t *testing.T) {
	for _, suite := range effort.Of([]string{"ristretto255"}, []string{"ristretto255", "P256"}, []string{"ristretto255", "P256"}) {
		t.Run(suite, func(t *testing.T) {
			tried := map[int]bool{}
			for _, c := range probed(t, served(t, suite, same)) {
				if c.Verdict != kit.Passed && c.Name != "audience-exists" && c.Name != "tags-twice" {
					t.Errorf("%s: %s: %s", c.Name, c.Verdict, c.Saw)
				}
				for _, m := range c.Musts {
					tried[m] = true
				}
			}
			for _, m := range kit.Musts() {
				require.Equal(t, m.Server == "", tried[m.Number], "M%d", m.Number)
			}
		})
	}
}

// Servers with a rule switched off are found out, by the case that is for it.
func TestOtherServers(t *testing.T) {
	for _, x := range []struct {
		name, caught string
		must         int
		wrap         func(http.Handler) http.Handler
	}{
		{"names that it does not know are skipped", "offer-unknown-name", 18, request(func(r *http.Request, body []byte) []byte {
			return bytes.Replace(body, []byte(`"lunar_phase":"full",`), nil, 1)
		})},
		{"any content type", "type-other", 45, request(func(r *http.Request, body []byte) []byte {
			if r.Header.Get("Content-Type") == "text/plain" {
				r.Header.Set("Content-Type", "application/json")
			}
			return body
		})},
		{"lists are not checked", "list-unsorted", 11, answer(func(r *http.Request, a *httptest.ResponseRecorder) {
			if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/v1/sessions/") && bytes.Contains(a.Body.Bytes(), []byte(`"failed"`)) {
				b := bytes.Replace(a.Body.Bytes(), []byte(`"state":"failed"`), []byte(`"state":"done"`), 1)
				a.Body = bytes.NewBuffer(bytes.Clone(b))
			}
		})},
		{"another answer each time", "result-again", 66, answer(func(r *http.Request, a *httptest.ResponseRecorder) {
			if strings.HasSuffix(r.URL.Path, "/result") && a.Code == http.StatusOK {
				a.Body.WriteString(strings.Repeat(" ", int(draws.Add(1))))
			}
		})},
		{"another code", "public-key-identity", 2, answer(func(_ *http.Request, a *httptest.ResponseRecorder) {
			b := bytes.Replace(a.Body.Bytes(), []byte("bad_element"), []byte("bad_request"), 1)
			a.Body = bytes.NewBuffer(bytes.Clone(b))
		})},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := kit.NewReport("server", probed(t, served(t, "", x.wrap)))
			caught := false
			for _, c := range r.Cases {
				caught = caught || c.Name == x.caught && c.Verdict == kit.Failed
			}
			require.True(t, caught, "%s did not fail", x.caught)
			require.Equal(t, kit.Failed, r.Rules[x.must-1].Verdict)
			require.Error(t, r.Err())
		})
		if effort.Quick() {
			break
		}
	}
}

var draws atomic.Int64

// request is a server that changes what it is sent.
func request(change func(*http.Request, []byte) []byte) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == transport.PathSessions && r.ContentLength > 0 {
				body, _ := io.ReadAll(r.Body)
				body = change(r, body)
				r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			}
			h.ServeHTTP(w, r)
		})
	}
}

// answer is a server that changes what it says.
func answer(change func(*http.Request, *httptest.ResponseRecorder)) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := httptest.NewRecorder()
			h.ServeHTTP(a, r)
			change(r, a)
			for name, values := range a.Header() {
				w.Header()[name] = values
			}
			w.Header().Del("Content-Length")
			w.WriteHeader(a.Code)
			_, _ = w.Write(a.Body.Bytes())
		})
	}
}

// Where a server says "later", a case is not tested, and nothing fails.
func TestLater(t *testing.T) {
	conns := served(t, "", answer(func(r *http.Request, a *httptest.ResponseRecorder) {
		if r.Method == http.MethodPost && r.URL.Path == transport.PathSessions && a.Code == http.StatusCreated {
			a.Code = http.StatusTooManyRequests
			a.Header().Set("Retry-After", "600")
			a.Body = bytes.NewBufferString(`{"code":"too_many_sessions","message":"later"}`)
		}
	}))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cases, err := Run(ctx, Config{Connections: conns[:1], Dataset: "users", Purpose: "audience-matching"})
	require.NoError(t, err)
	later := 0
	for _, c := range cases {
		require.NotEqual(t, kit.Failed, c.Verdict, "%s: %s", c.Name, c.Saw)
		if strings.Contains(c.Saw, "later") {
			later++
		}
	}
	require.Greater(t, later, 10)
}
