package contract_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/contract"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/stretchr/testify/require"
)

const policy = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

// users is how many users the platform has; their numbers are 0, 1, ….
const users = 3000

func address(i int) string { return fmt.Sprintf("person%d@mail.example", i) }

// world is a real platform, of which every exchange is compared with the document.
type world struct {
	*platform.Platform
	srv *httptest.Server

	mu   sync.Mutex
	seen map[string]int // operations that were answered well
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	var csv strings.Builder
	csv.WriteString("user_id,email,collection_context,grants\n")
	for i := range users {
		fmt.Fprintf(&csv, "u%d,%s,newsletter,\n", i, address(i))
	}
	source := filepath.Join(t.TempDir(), "users.csv")
	require.NoError(t, os.WriteFile(source, []byte(csv.String()), 0o600))
	rules, err := purpose.Parse([]byte(policy))
	require.NoError(t, err)
	table, err := dataset.OpenTable(source, dataset.TableConfig{})
	require.NoError(t, err)
	defer table.Close()
	d, err := platform.OpenDirectory(dir, platform.DirectoryConfig{})
	require.NoError(t, err)
	_, err = d.Import(t.Context(), table, platform.ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: rules})
	require.NoError(t, err)
	require.NoError(t, d.Close())

	floors, err := disclosure.Default().WithFloors(psi.Floors{List: 100, Dataset: 1000, Report: 50})
	require.NoError(t, err)
	w := &world{seen: map[string]int{}}
	w.Platform, err = platform.Open(dir, platform.Config{Disclosure: floors, Modes: []psi.Mode{psi.Count, psi.Activate, psi.Blinded}, Auditors: []string{"counter"}})
	require.NoError(t, err)
	doc, err := contract.Open("../../openapi.json")
	require.NoError(t, err)
	ca, err := authority.Open(filepath.Join(dir, "tls"))
	require.NoError(t, err)
	h := server.NewHandler(w.Platform, server.HandlerConfig{Renew: server.RenewBy(ca, w.Store()), Identify: func(r *http.Request) (string, error) {
		if name := r.Header.Get("X-Client"); name != "" {
			return name, nil
		}
		return "", errors.New("nobody")
	}})
	checked := doc.Handler(h, func(x *contract.Exchange, err error) { t.Errorf("%s %s: %d: %v", x.Method, x.URL, x.Status, err) })
	w.srv = httptest.NewTLSServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.seen[doc.Operation(r.Method, r.URL.EscapedPath())]++
		w.mu.Unlock()
		checked.ServeHTTP(rw, r)
	}))
	t.Cleanup(func() {
		w.EndSessions()
		w.srv.Close()
		require.NoError(t, w.Close())
	})
	return w
}

// client is one of its clients, each of an owner of its own.
func (w *world) client(t *testing.T, name string) *client.Client {
	t.Helper()
	c, err := client.New(&transport.Connection{URL: w.srv.URL, Platform: w.Identity(), Advertiser: name},
		client.Config{HTTP: w.srv.Client(), Header: http.Header{"X-Client": {name}}})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// list yields people in two segments; 500 of them are users.
func list(t *testing.T, segments int) iter.Seq2[psi.Item, error] {
	n, err := identity.Default().Normaliser(identity.Email, identity.Options{})
	require.NoError(t, err)
	return func(yield func(psi.Item, error) bool) {
		for i := users - 500; i < users+500; i++ {
			key, _ := n.Key([]byte(address(i)))
			if !yield(psi.Item{Segment: i % segments, Key: key}, nil) {
				return
			}
		}
	}
}

// ask runs a session.
func (w *world) ask(t *testing.T, name string, cfg advertiser.Config) (*advertiser.Outcome, *bytes.Buffer) {
	t.Helper()
	c := w.client(t, name)
	l, err := advertiser.NewLedger(w.ledgerKey(t), t.TempDir(), c)
	require.NoError(t, err)
	cfg.Params.Purpose, cfg.Dataset, cfg.Ledger, cfg.ScratchDir = "audience-matching", "users", l, t.TempDir()
	var handles bytes.Buffer
	info, err := advertiser.Info(t.Context(), c, &cfg)
	require.NoError(t, err)
	out, err := advertiser.Run(t.Context(), c, cfg, info, list(t, max(cfg.Segments, 1)), &handles)
	require.NoError(t, err)
	return out, &handles
}

func (w *world) ledgerKey(t *testing.T) string {
	t.Helper()
	l, err := w.Store().Ledger(t.Context())
	require.NoError(t, err)
	return l.VerifierKey()
}

// The real handler, asked by the real client, in every mode, sends and takes what the document says, and nothing else.
func TestPlatform(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	audience := func(a psi.Audience) advertiser.Config { return advertiser.Config{Mode: psi.Activate, Audience: &a} }
	create := psi.Audience{Action: psi.CreateAudience, Name: "spring", Use: psi.Include, Expires: time.Now().Add(time.Hour).UTC().Format(time.RFC3339), Release: true}

	out, _ := w.ask(t, "counter", advertiser.Config{Mode: psi.Count, Segments: 2})
	require.Len(t, out.Segments, 2)
	require.InDelta(t, 500, *out.Released.Value, 700)
	quarter, err := psi.ParseSlice("1/4")
	require.NoError(t, err)
	out, _ = w.ask(t, "slicer", advertiser.Config{Mode: psi.Count, Slice: quarter})
	require.Equal(t, quarter, out.Slice.Slice)
	out, handles := w.ask(t, "matcher", advertiser.Config{Mode: psi.Blinded})
	require.EqualValues(t, out.Handles*psi.HandleSize, handles.Len())
	out, _ = w.ask(t, "activator", audience(create))
	require.NotNil(t, out.Released)
	out, _ = w.ask(t, "activator", audience(psi.Audience{Action: psi.AddToAudience, Name: "spring"}))
	require.Nil(t, out.Released)
	c := w.client(t, "activator")
	all, err := advertiser.ListAudiences(t.Context(), c, "users", "audience-matching")
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.NoError(t, c.RenewAudience(t.Context(), "users", "audience-matching", "spring", time.Now().Add(2*time.Hour)))
	require.NoError(t, c.DeleteAudience(t.Context(), "users", "audience-matching", "spring"))
	st, err := c.Status(t.Context(), out.Session)
	require.NoError(t, err)
	require.Equal(t, psi.StateDone, st.State)
	require.NoError(t, c.Abort(t.Context(), out.Session))
	all, err = advertiser.ListAudiences(t.Context(), c, "users", "audience-matching")
	require.NoError(t, err)
	require.Empty(t, all)

	require.NoError(t, w.Store().AddClient(t.Context(), "activator", []byte("key")))
	renewed, err := client.Renew(t.Context(), c, &transport.Connection{URL: w.srv.URL, Platform: w.Identity(), Advertiser: "activator"})
	require.NoError(t, err)
	require.WithinDuration(t, time.Now().Add(365*24*time.Hour), renewed.Expires(), time.Hour)

	doc, err := contract.Open("../../openapi.json")
	require.NoError(t, err)
	for _, op := range doc.Operations() {
		require.NotZero(t, w.seen[op], "nobody asked for %s", op)
	}
}

// raw sends a request as it is.
func (w *world) raw(t *testing.T, method, path, body string, header map[string]string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, w.srv.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("X-Client", "raw")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	resp, err := w.srv.Client().Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	require.NoError(t, err)
	return resp
}

// What the document does not have is refused, with an error that it has. SPEC M18, M45, M46
func TestPlatformRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	session := "/v1/sessions/" + strings.Repeat("5e", 32)
	digest := transport.FormatDigest(sha256.Sum256([]byte("x")))
	offer := fmt.Sprintf(`{"version":"Blindmatch-V1","mode":"count","suite":"ristretto255","purpose":"audience-matching","profile":"default-v1",
		"types":["email"],"dataset":"users","advertiser":"raw","platform":%q,"nonce":%q,"commitment":%q,"epsilon":"1/10","slice":"1","segments":1}`,
		w.Identity(), strings.Repeat("ab", 32), strings.Repeat("cd", 32))
	with := func(from, to string) string {
		require.Contains(t, offer, from)
		return strings.Replace(offer, from, to, 1)
	}
	for what, x := range map[string]struct {
		method, path, body string
		header             map[string]string
		status             int
	}{
		"a name that is not there":     {"POST", "/v1/sessions", with(`"segments"`, `"other":1,"segments"`), nil, 400},
		"a name in capitals":           {"POST", "/v1/sessions", with(`"segments"`, `"Segments"`), nil, 400},
		"a name twice":                 {"POST", "/v1/sessions", with(`"segments":1`, `"segments":1,"segments":1`), nil, 400},
		"null":                         {"POST", "/v1/sessions", with(`"segments":1`, `"segments":1,"phone_metadata":null`), nil, 400},
		"two values":                   {"POST", "/v1/sessions", offer + "{}", nil, 400},
		"no nonce":                     {"POST", "/v1/sessions", with(strings.Repeat("ab", 32), strings.Repeat("00", 32)), nil, 400},
		"another type":                 {"POST", "/v1/sessions", offer, map[string]string{"Content-Type": "text/plain"}, 415},
		"a type with a parameter":      {"POST", "/v1/sessions", offer, map[string]string{"Content-Type": "application/json; charset=utf-8"}, 415},
		"a chunk as JSON":              {"PUT", session + "/list/0", "x", map[string]string{"Content-Digest": digest}, 415},
		"an encoding":                  {"POST", "/v1/sessions", offer, map[string]string{"Content-Encoding": "gzip"}, 415},
		"an encoding that is none":     {"POST", "/v1/sessions", offer, map[string]string{"Content-Encoding": "identity"}, 415},
		"a long message":               {"POST", "/v1/sessions", offer + strings.Repeat(" ", 1<<16), nil, 413},
		"another version":              {"POST", "/v1/sessions", with("Blindmatch-V1", "Blindmatch-V2"), nil, 409},
		"another dataset":              {"POST", "/v1/sessions", with(`"users"`, `"others"`), nil, 404},
		"another purpose":              {"POST", "/v1/sessions", with(`"audience-matching"`, `"measurement"`), nil, 403},
		"a dataset that is no name":    {"GET", "/v1/datasets/USERS?purpose=audience-matching", "", nil, 404},
		"a purpose twice":              {"GET", "/v1/datasets/users?purpose=audience-matching&purpose=audience-matching", "", nil, 400},
		"a query that is not there":    {"GET", "/v1/datasets/users?purpose=audience-matching&type=email", "", nil, 400},
		"no session":                   {"GET", session, "", nil, 404},
		"no such resource":             {"GET", "/v1/other", "", nil, 400},
		"no such method":               {"PATCH", session, "", nil, 400},
		"HEAD":                         {"HEAD", session, "", nil, 400},
		"an epoch that nobody serves":  {"GET", "/v1/epochs/" + strings.Repeat("5e", 32), "", nil, 404},
		"a body where there is none":   {"POST", session + "/list/close", "{}", nil, 400},
		"an audience that is not ours": {"DELETE", "/v1/audiences/users/spring?purpose=audience-matching", "", nil, 404},
		"an end that has been":         {"POST", "/v1/audiences/users/spring?purpose=audience-matching", `{"expires":"2020-01-01T00:00:00Z"}`, nil, 400},
		"nobody":                       {"GET", session, "", map[string]string{"X-Client": ""}, 403},
		"a file that the log lacks":    {"GET", "/v1/log/tile/9/000", "", nil, 404},
		"others' entries":              {"GET", "/v1/log/tile/entries/000.p/1", "", nil, 403},
		"a cosignature of nothing":     {"POST", "/v1/log/cosignatures", `{"witness":"x","checkpoint":"y"}`, nil, 400},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			resp := w.raw(t, x.method, x.path, x.body, x.header)
			require.Equal(t, x.status, resp.StatusCode)
		})
	}
	t.Run("what is as it must be", func(t *testing.T) {
		require.Equal(t, http.StatusCreated, w.raw(t, "POST", "/v1/sessions", offer, nil).StatusCode)
	})
}
