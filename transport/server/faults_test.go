package server_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/stretchr/testify/require"
)

// through returns a client whose connections go through a proxy.
func (w *world) through(t *testing.T, p *proxy, patience time.Duration) *client.Client {
	t.Helper()
	conn := w.conn
	conn.URL = p.url()
	c, err := client.New(&conn, client.Config{Patience: patience})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// Nobody notices a connection that breaks once, anywhere after the first answer. Before that the client says what is
// wrong.
func TestBrokenOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	ctx := context.Background()

	// How many bytes a session takes, and how many when the platform was reached.
	straight := w.client(client.Config{})
	_, err := straight.Info(ctx, "users", "audience-matching")
	require.NoError(t, err)
	upFirst, downFirst := straight.Bytes()
	whole := w.client(client.Config{})
	_, err = w.match(ctx, whole, psi.Count, 900, 1100, new(bytes.Buffer))
	require.NoError(t, err)
	up, down := whole.Bytes()
	steps := effort.Of[int64](8, 25, 100)
	if testing.Short() {
		steps = 3
	}
	for _, mode := range []psi.Mode{psi.Count, psi.Blinded} {
		if mode == psi.Blinded {
			steps = (steps + 1) / 2
		}
		for _, d := range []struct {
			name        string
			first, size int64
		}{{"up", upFirst, up}, {"down", downFirst, down}} {
			for i := range steps {
				at := d.size * (2*i + 1) / (2 * steps)
				t.Run(fmt.Sprintf("%s/%s/%d", mode, d.name, at), func(t *testing.T) {
					t.Parallel()
					sub := *w
					sub.t = t
					p := newProxy(t, w.conn.URL, func(n int) (int64, int64) {
						switch {
						case n > 0:
							return -1, -1
						case d.name == "up":
							return at, -1
						}
						return -1, at
					})
					sub.conn = sub.fresh()
					var handles bytes.Buffer
					out, err := sub.match(ctx, sub.through(t, p, time.Minute), mode, 900, 1100, &handles)
					if err != nil {
						require.Less(t, at, 2*d.first, "the platform was reached: %v", err)
						require.Regexp(t, "^the (connection to|server at) 127.0.0.1:[0-9]+ ", err.Error())
						return
					}
					if mode == psi.Count {
						require.EqualValues(t, 100, *out.Released.Value)
					}
					require.EqualValues(t, out.Handles*psi.HandleSize, handles.Len())
				})
			}
		}
	}
}

// If every connection breaks soon, the result is right or there is a clear error.
func TestBrokenAlways(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	for _, budget := range []int64{500, 3000, 7000, 9000, 16_000, 30_000} {
		for _, up := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d/up=%t", budget, up), func(t *testing.T) {
				t.Parallel()
				sub := *w
				sub.t = t
				p := newProxy(t, w.conn.URL, func(int) (int64, int64) {
					if up {
						return budget, budget
					}
					return -1, budget
				})
				out, err := sub.match(context.Background(), sub.through(t, p, 2*time.Second), psi.Count, 900, 1100, nil)
				switch {
				case err == nil:
					require.EqualValues(t, 100, *out.Released.Value)
					require.Greater(t, p.accepted.Load(), int64(1), "the proxy cut nothing")
				default:
					require.Regexp(t, "failed|broke off|closes the connection", err.Error())
				}
				// A TLS record of 16 KiB has to get through for any progress.
				require.True(t, err == nil || up || budget < 25_000, "downloads resume where they broke: %v", err)
			})
		}
	}
}

func TestSlowServer(t *testing.T) {
	t.Parallel()
	for _, h2 := range []bool{false, true} {
		w := newWorld(t, setup{wrap: slow, tls: func(c *tls.Config) {
			if !h2 {
				c.NextProtos = []string{"http/1.1"}
			}
		}})
		var handles bytes.Buffer
		out, err := w.match(context.Background(), w.client(client.Config{}), psi.Blinded, 800, 1000, &handles) // far above the floor
		require.NoError(t, err)
		require.EqualValues(t, out.Handles*psi.HandleSize, handles.Len())
		require.NotZero(t, handles.Len())
	}
}

// epoch stands for the path of the platform's set.
const epoch = "/v1/epochs/…"

func isEpoch(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/v1/epochs/") && !strings.HasSuffix(r.URL.Path, "/leaves")
}

// What the client does with a platform that is broken or lies. SPEC M21, M27, M44
func TestClientRefuses(t *testing.T) {
	t.Parallel()
	// edit changes a JSON answer.
	edit := func(path string, change func(m map[string]any)) func(http.ResponseWriter, *http.Request, http.Handler) bool {
		return func(w http.ResponseWriter, r *http.Request, h http.Handler) bool {
			if !strings.HasSuffix(r.URL.Path, path) {
				return false
			}
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			var m map[string]any
			if json.Unmarshal(rec.Body.Bytes(), &m) != nil || rec.Code >= 300 {
				maps.Copy(w.Header(), rec.Header())
				w.WriteHeader(rec.Code)
				_, _ = w.Write(rec.Body.Bytes())
				return true
			}
			change(m)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(rec.Code)
			_ = json.NewEncoder(w).Encode(m)
			return true
		}
	}
	// file changes a file on its way.
	file := func(path string, change func(b []byte) []byte) func(http.ResponseWriter, *http.Request, http.Handler) bool {
		return func(w http.ResponseWriter, r *http.Request, h http.Handler) bool {
			if path == epoch && !isEpoch(r) || path != epoch && !strings.HasSuffix(r.URL.Path, path) {
				return false
			}
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			b := change(rec.Body.Bytes())
			maps.Copy(w.Header(), rec.Header())
			w.Header().Set("Content-Length", strconv.Itoa(len(b)))
			w.WriteHeader(rec.Code)
			_, _ = w.Write(b)
			return true
		}
	}
	released := func(change func(m map[string]any)) func(http.ResponseWriter, *http.Request, http.Handler) bool {
		return edit("/result", func(m map[string]any) { change(m["released"].(map[string]any)) })
	}
	rows := []struct {
		name string
		lie  func(http.ResponseWriter, *http.Request, http.Handler) bool // true if it answered
		want string
		code psi.Code
	}{
		{"info of another version", edit("/users", func(m map[string]any) { m["version"] = "Blindmatch-V9" }), `protocol version: we want "Blindmatch-V1", the platform says "Blindmatch-V9"`, psi.CodeMismatch},
		{"info of another platform", edit("/users", func(m map[string]any) { m["platform"] = "elsewhere" }), `platform: we want`, psi.CodeMismatch},
		{"info of another advertiser", edit("/users", func(m map[string]any) { m["advertiser"] = "globex" }), `advertiser: the offer says "globex"`, psi.CodeMismatch},
		{"mode not on offer", edit("/users", func(m map[string]any) { m["modes"] = []string{"count"} }), `does not offer mode "blinded"`, psi.CodeModeOff},
		{"a section of nobody", edit("/users", func(m map[string]any) { m["sections"].([]any)[0].(map[string]any)["size"] = 0 }), `the platform's dataset: part 0 has 0 records`, ""},
		{"info is no JSON", file("/users", func([]byte) []byte { return []byte("<html>") }), "the platform's answer is not what SPEC.md §7 describes", ""},
		{"set shrinks", edit("/sessions", func(m map[string]any) {
			m["state"] = "open"
			m["platform_set"] = map[string]any{"parts": []any{map[string]any{"width": 1, "size": 1024}}, "digest": strings.Repeat("0", 64)}
			m["opened"] = time.Now()
			delete(m, "progress")
		}), ", and then committed to 1024", ""},
		{"an old epoch", edit("/sessions", func(m map[string]any) { m["opened"] = time.Now().AddDate(0, 0, -8) }), "epochs of at most 7 days", ""},
		{"no set", edit("/sessions", func(m map[string]any) { m["state"] = "open"; delete(m, "platform_set") }), "without a set", ""},
		{"value below the floor", released(func(m map[string]any) { m["value"] = 200 }), "200 is below its own floor of 50", ""},
		{"another floor", released(func(m map[string]any) { m["floor"] = 51 }), "its floor is 51, and the platform announced 50", ""},
		{"noise of another mode", released(func(m map[string]any) { m["noise"] = "laplace 1/10" }), `its noise is "laplace 1/10", and "laplace 1/10 shift 201" was offered`, ""},
		{"a value that is no unit", released(func(m map[string]any) { m["value"] = 301 }), "301 is not rounded", ""},
		{"floors of nothing", edit("/users", func(m map[string]any) { m["floors"].(map[string]any)["report"] = 0 }), "below what SPEC.md §7.4 allows", ""},
		{"nonce changed", edit("/sessions", func(m map[string]any) { m["nonce"] = strings.Repeat("7", 64) }), "disagree about the context", psi.CodeContextMismatch},
		{"set with a flipped bit", file(epoch, func(b []byte) []byte { b[len(b)-1] ^= 1; return b }), "leaf 0 is not the committed one", psi.CodeDigestMismatch},
		{"set truncated", file(epoch, func(b []byte) []byte { return b[:len(b)-32] }), "the platform sends", ""},
		{"set over-long", file(epoch, func(b []byte) []byte { return append(b, b[:32]...) }), "the platform sends", ""},
		{"set with an identity", file(epoch, func(b []byte) []byte { copy(b, make([]byte, 32)); return b }), "", psi.CodeDigestMismatch},
		{"set unsorted", file(epoch, func(b []byte) []byte { return swapped(b, 32, 5, 6) }), "", psi.CodeDigestMismatch},
		{"leaves with a flipped bit", file("/leaves", func(b []byte) []byte { b[0] ^= 1; return b }), "the leaf hashes are not those of the committed set", psi.CodeDigestMismatch},
		{"leaves truncated", file("/leaves", func(b []byte) []byte { return b[:len(b)-1] }), "the platform sends 31 bytes", ""},
		{"result of another session", edit("/result", func(m map[string]any) { m["session"] = "x" }), "belongs to another session", ""},
		{"result of another context", edit("/result", func(m map[string]any) { m["context"] = strings.Repeat("7", 64) }), "belongs to another session", ""},
		{"result too large", released(func(m map[string]any) { m["value"] = 2000 }), "2000 is further from what the two sets allow", ""},
		{"result both", released(func(m map[string]any) { m["below_floor"] = true }), "neither a number nor below its floor", ""},
		{"result neither", released(func(m map[string]any) { m["value"] = nil }), "neither a number nor below its floor", ""},
		{"result negative", released(func(m map[string]any) { m["value"] = -10 }), "-10 is below its own floor", ""},
		{"handles missing", edit("/result", func(m map[string]any) { delete(m, "handles") }), "handles where there must be none, or none where there must be some", ""},
		{"handles too many", edit("/result", func(m map[string]any) {
			m["handles"].(map[string]any)["parts"].([]any)[0].(map[string]any)["size"] = 101
		}), "do not match its result", ""},
		{"handles with a flipped bit", file("/handles", func(b []byte) []byte { b[len(b)-1] ^= 1; return b }), "", psi.CodeDigestMismatch},
		{"handles unsorted", file("/handles", func(b []byte) []byte { return swapped(b, 16, 0, 1) }), "record 1 is not above", psi.CodeNotAscending},
		{"no Blindmatch platform", func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
			http.Error(w, "nothing here", http.StatusNotFound)
			return true
		}, `unexpected answer "404 Not Found" of type "text/plain; charset=utf-8": is the URL in the connection file`, ""},
		{"redirect", func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
			http.Redirect(w, r, "https://elsewhere.example/", http.StatusFound)
			return true
		}, `unexpected answer "302 Found"`, ""},
		{"error with control characters", func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"code":"mode_off","message":"a\u001b[31mb\nc"}`))
			return true
		}, `a\u001b[31mb\u000ac`, psi.CodeModeOff},
		{"set changes while it is resumed", func(w http.ResponseWriter, r *http.Request, h http.Handler) bool {
			if !isEpoch(r) {
				return false
			}
			if r.Header.Get("Range") == "" {
				rec := httptest.NewRecorder()
				h.ServeHTTP(rec, r)
				w.Header().Set("Content-Type", "application/vnd.blindmatch.elements")
				w.Header().Set("Content-Length", strconv.Itoa(rec.Body.Len()))
				w.Header().Set("ETag", `"before"`)
				_, _ = w.Write(make([]byte, 9000))
				_ = http.NewResponseController(w).Flush()
				panic(http.ErrAbortHandler)
			}
			return false // with its own tag, so that the whole file is sent
		}, "the platform's set changed during the download", ""},
	}
	// There is one platform; each row's lies have their own prefix.
	w := newWorld(t, setup{wrap: func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			prefix, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
			i, err := strconv.Atoi(prefix)
			if err != nil {
				h.ServeHTTP(w, r)
				return
			}
			r.URL.Path = "/" + path
			if !rows[i].lie(w, r, h) {
				h.ServeHTTP(w, r)
			}
		})
	}})
	for i, r := range rows {
		if testing.Short() && i%4 != 1 {
			continue
		}
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			sub := *w
			sub.t = t
			sub.conn = sub.fresh()
			sub.conn.URL += "/" + strconv.Itoa(i)
			var handles bytes.Buffer
			out, err := sub.match(context.Background(), sub.client(client.Config{Patience: 200 * time.Millisecond}), psi.Blinded, 800, 1000, &handles) // far above the floor
			require.Error(t, err)
			require.Nil(t, out)
			require.Contains(t, err.Error(), r.want)
			require.Equal(t, r.code, psi.CodeOf(err), "%v", err)
			require.NotRegexp(t, longHex, err.Error())
		})
	}
}

// Who the two sides let in. SPEC M42, M43
func TestTLS(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	elsewhere, err := authority.Open(t.TempDir())
	require.NoError(t, err)
	foreign, _ := w.issue(elsewhere, "acme")
	unregistered, _ := w.issue(w.ca, "acme")
	revoked := w.register("revoked")
	require.NoError(t, w.platform.Store().RevokeClient(context.Background(), "revoked"))
	wrongCA := w.conn
	wrongCA.ServerCA = string(elsewhere.CertificatePEM())
	wrongName := w.conn
	wrongName.ServerName = "elsewhere"
	systemCA := w.conn
	systemCA.ServerCA = ""
	none := w.conn
	none.ClientCertificate, none.ClientKey = "", ""
	expired := w.conn
	cert, key, spki, err := w.ca.IssueClient("expired", -time.Minute)
	require.NoError(t, err)
	require.NoError(t, w.platform.Store().AddClient(context.Background(), "expired", spki))
	expired.ClientCertificate, expired.ClientKey = string(cert), string(key)
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	noTLS := w.conn
	noTLS.URL = strings.Replace(plain.URL, "http:", "https:", 1)
	instead := func(tc *tls.Config) transport.Connection {
		other := httptest.NewUnstartedServer(http.NotFoundHandler())
		other.TLS, other.Config.ErrorLog = tc, log.New(io.Discard, "", 0)
		other.StartTLS()
		t.Cleanup(other.Close)
		conn := w.conn
		conn.URL = other.URL
		return conn
	}
	old := instead(&tls.Config{MaxVersion: tls.VersionTLS12})
	unwilling := instead(&tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return nil, errors.New("no such name") }})
	down := httptest.NewServer(http.NotFoundHandler())
	down.Close()
	nobody := w.conn
	nobody.URL = strings.Replace(down.URL, "http:", "https:", 1)
	for _, r := range []struct {
		name string
		conn transport.Connection
		want string
		code psi.Code
	}{
		{"server down", nobody, "nothing answers at 127.0.0.1", ""},
		{"no TLS", noTLS, "does not speak TLS;", ""},
		{"TLS 1.2", old, "does not speak TLS 1.3", ""},
		{"no handshake", unwilling, "broke off the TLS handshake (internal error)", ""},
		{"wrong CA", wrongCA, "is not the platform of this connection file", ""},
		{"wrong name", wrongName, "is not the platform of this connection file", ""},
		{"the system's CAs", systemCA, "is not the platform of this connection file", ""},
		{"client certificate of another CA", foreign, "does not accept the client certificate", ""},
		{"no client certificate", none, "does not accept the client certificate", ""},
		{"client certificate expired", expired, "does not accept the client certificate", ""},
		{"client certificate not registered", unregistered, "not registered here", psi.CodeUnauthenticated},
		{"client revoked", revoked, "not registered here", psi.CodeUnauthenticated},
	} {
		t.Run(r.name, func(t *testing.T) {
			c, err := client.New(&r.conn, client.Config{})
			require.NoError(t, err)
			defer c.Close()
			start := time.Now()
			_, err = c.Info(context.Background(), "users", "audience-matching")
			require.Error(t, err)
			require.Contains(t, err.Error(), r.want)
			require.Equal(t, r.code, psi.CodeOf(err))
			require.False(t, r.code.Refused())
			require.Less(t, time.Since(start), 20*time.Second, "the reason is not asked for twice")
		})
	}
	w.stillServes()
}

// A cancelled run tells the platform, and leaves nothing behind.
func TestCancelledClient(t *testing.T) {
	watch.NoLeak(t)
	w := newWorld(t, setup{})
	c := w.client(client.Config{})
	for _, path := range []string{"/v1/sessions", "/list", "/list/0", "/list/close", "/v1/epochs/", "/tags", "/tags/0", "/tags/close", "/result"} {
		ctx, cancel := context.WithCancelCause(context.Background())
		why := fmt.Errorf("the user left at %s", path)
		hc := httpClient(t, w.conn, true)
		hc.Transport = tripper{hc.Transport, func(r *http.Request) {
			if strings.HasSuffix(r.URL.Path, path) || strings.HasSuffix(path, "/") && strings.HasPrefix(r.URL.Path, path) {
				cancel(why)
			}
		}}
		c, err := client.New(&w.conn, client.Config{HTTP: hc})
		require.NoError(t, err)
		_, err = w.match(ctx, c, psi.Count, 900, 1100, nil)
		require.ErrorIs(t, err, why, path)
		hc.CloseIdleConnections()
	}
	// Sessions whose offer was answered were ended by the client, not left open.
	watch.Eventually(t, "no session is open", func() bool {
		rows, err := w.platform.Store().Sessions(context.Background(), 100)
		require.NoError(t, err)
		return !slices.ContainsFunc(rows[:len(rows)-1], func(r platform.SessionRow) bool { return r.State == "open" })
	})
	_, err := w.match(context.Background(), c, psi.Count, 900, 1100, nil)
	require.NoError(t, err)
	c.Close()
}

type tripper struct {
	http.RoundTripper
	see func(*http.Request)
}

func (x tripper) RoundTrip(r *http.Request) (*http.Response, error) {
	x.see(r)
	return x.RoundTripper.RoundTrip(r)
}
