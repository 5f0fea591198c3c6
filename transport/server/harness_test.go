package server_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
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

// The lowest possible floors, so that small sets will do.
var leastFloors = psi.Floors{List: 100, Dataset: 1000, Report: 50}

// setup describes a world.
type setup struct {
	users    int // e-mails in dataset "users" are those of the numbers from −200 to this one; 0 means 1,000
	cfg      platform.Config
	wrap     func(http.Handler) http.Handler
	tls      func(*tls.Config)
	prepare  func(dir string) // runs between import and start
	doors    *server.DoorsConfig
	bodies   int64 // as HandlerConfig says, and answered
	answered func(server.Answered)
}

// world is a platform that serves on loopback, with one registered client.
type world struct {
	t        *testing.T
	dir      string
	log      *syncBuffer
	platform *platform.Platform
	doors    *server.Doors
	handler  *server.Handler
	ca       *authority.Authority
	conn     transport.Connection      // of client acme
	others   map[string]*client.Client // of other clients
	*memo
}

// syncBuffer collects a log.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// described is openapi.json.
var described = sync.OnceValue(func() *contract.Contract {
	c, err := contract.Open("../../openapi.json")
	if err != nil {
		panic(err)
	}
	return c
})

func newWorld(t *testing.T, s setup) *world {
	t.Helper()
	if s.users == 0 {
		s.users = 1000
	}
	w := &world{t: t, dir: filepath.Join(t.TempDir(), "data"), log: new(syncBuffer), memo: &memo{sets: map[string][]ecdh.Element{}}}
	w.importUsers(-200, s.users)
	if s.prepare != nil {
		s.prepare(w.dir)
	}
	if s.cfg.Disclosure == nil {
		s.cfg.Disclosure = exactByContract(t)
	}
	var err error
	s.cfg.Disclosure, err = s.cfg.Disclosure.WithFloors(leastFloors)
	require.NoError(t, err)
	if s.cfg.Modes == nil {
		s.cfg.Modes = []psi.Mode{psi.Count, psi.Blinded}
	}
	if s.cfg.Limits.ClientSessions == 0 {
		s.cfg.Limits.ClientSessions, s.cfg.Limits.Sessions, s.cfg.Limits.Unpaid = 10_000, 10_000, 1<<40
	}
	s.cfg.Limits.Reserve = 4096
	log := slog.New(slog.NewTextHandler(w.log, nil))
	s.cfg.Log = log
	w.platform, err = platform.Open(w.dir, s.cfg)
	require.NoError(t, err)
	w.ca, err = authority.Open(filepath.Join(w.dir, "tls"))
	require.NoError(t, err)
	// Whatever a test asks, the answer must be one that openapi.json has.
	w.handler = server.NewHandler(w.platform, server.HandlerConfig{Log: log, Bodies: s.bodies, Answered: s.answered, Renew: server.RenewBy(w.ca, w.platform.Store())})
	var h http.Handler = described().Handler(w.handler, func(x *contract.Exchange, err error) {
		t.Errorf("%s %s: %d: %v", x.Method, x.URL, x.Status, err)
	})
	if s.wrap != nil {
		h = s.wrap(h)
	}
	tc := w.ca.ServerConfig()
	if s.tls != nil {
		s.tls(tc)
	}
	if s.doors == nil {
		s.doors = &server.DoorsConfig{Client: 512}
	}
	if s.doors.Handshakes == 0 { // all of a test's clients have one address
		s.doors.Handshakes = 10_000
	}
	s.doors.Log = log
	w.doors = server.NewDoors(*s.doors)
	srv := w.doors.NewServer(h, tc)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.ServeTLS(l, "", "") }()
	t.Cleanup(func() {
		w.platform.EndSessions()
		srv.Close()
		<-done
		require.NoError(t, w.platform.Close())
		if t.Failed() {
			t.Log(w.log)
		}
	})
	w.conn = w.register("acme")
	w.conn.URL = "https://" + l.Addr().String()
	return w
}

// manyOwners is how many owners there are for sessions that must not stand in each other's way.
const manyOwners = 700

// exactByContract gives the clients of most tests exact counts, so that the tests can compare them. Handles are never
// exact, and a strike bars an owner: whoever needs many sessions with handles, or bad ones, takes fresh clients.
func exactByContract(t testing.TB) *disclosure.Policy {
	t.Helper()
	var b strings.Builder
	b.WriteString("spacing: 1m\nowners:\n  tests: {clients: [acme, globex], noise: none, contract: test bench}\n")
	for i := range manyOwners {
		fmt.Fprintf(&b, "  t%d: {clients: [t%d], noise: none, contract: test bench}\n", i, i)
	}
	p, err := disclosure.Parse([]byte(b.String()))
	require.NoError(t, err)
	return p
}

// fresh is the connection of a client whose owner has done nothing yet.
func (w *world) fresh() transport.Connection {
	w.t.Helper()
	n := w.owners.Add(1) - 1
	require.Less(w.t, n, int64(manyOwners))
	return w.register(fmt.Sprintf("t%d", n))
}

// freshClient is a client of fresh.
func (w *world) freshClient(cfg client.Config) *client.Client {
	w.t.Helper()
	conn := w.fresh()
	c, err := client.New(&conn, cfg)
	require.NoError(w.t, err)
	w.t.Cleanup(c.Close)
	return c
}

// importUsers imports e-mails of the numbers [from, to).
func (w *world) importUsers(from, to int) {
	w.t.Helper()
	var csv strings.Builder
	csv.WriteString("user_id,email,collection_context,grants\n")
	for i := from; i < to; i++ {
		fmt.Fprintf(&csv, "u%d,%s,newsletter,\n", i, email(i))
	}
	path := filepath.Join(w.t.TempDir(), "users.csv")
	require.NoError(w.t, os.WriteFile(path, []byte(csv.String()), 0o600))
	policy, err := purpose.Parse([]byte(policyYAML))
	require.NoError(w.t, err)
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	require.NoError(w.t, err)
	defer table.Close()
	store, err := platform.OpenDirectory(w.dir, platform.DirectoryConfig{})
	require.NoError(w.t, err)
	defer store.Close()
	_, err = store.Import(context.Background(), table, platform.ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: policy})
	require.NoError(w.t, err)
}

const policyYAML = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

func email(i int) string { return fmt.Sprintf("person%d@mail.example", i) }

// register registers a client and returns its connection, with w's URL if that is already known.
func (w *world) register(name string) transport.Connection {
	w.t.Helper()
	c, spki := w.issue(w.ca, name)
	require.NoError(w.t, w.platform.Store().AddClient(context.Background(), name, spki))
	return c
}

// issue makes a connection with a certificate of ca that nobody registers.
func (w *world) issue(ca *authority.Authority, name string) (transport.Connection, []byte) {
	w.t.Helper()
	cert, key, spki, err := ca.IssueClient(name, time.Hour)
	require.NoError(w.t, err)
	return transport.Connection{
		URL: w.conn.URL, Platform: w.platform.Identity(), Advertiser: name,
		ServerCA: string(w.ca.CertificatePEM()), ServerName: authority.ServerName,
		ClientCertificate: string(cert), ClientKey: string(key),
	}, spki
}

// items yields the numbers [from, to) of a list.
func items(t testing.TB, from, to int) iter.Seq2[psi.Item, error] {
	return func(yield func(psi.Item, error) bool) {
		for key, err := range matchKeys(t, from, to) {
			if !yield(psi.Item{Key: key}, err) {
				return
			}
		}
	}
}

// matchKeys yields the match keys of the numbers [from, to).
func matchKeys(t testing.TB, from, to int) iter.Seq2[[32]byte, error] {
	n, err := identity.Default().Normaliser(identity.Email, identity.Options{})
	require.NoError(t, err)
	return func(yield func([32]byte, error) bool) {
		for i := from; i < to; i++ {
			key, reject := n.Key([]byte(email(i)))
			if reject != identity.Accepted {
				panic("the test's own e-mail is rejected")
			}
			if !yield(key, nil) {
				return
			}
		}
	}
}

func (w *world) client(cfg client.Config) *client.Client {
	w.t.Helper()
	c, err := client.New(&w.conn, cfg)
	require.NoError(w.t, err)
	w.t.Cleanup(c.Close)
	return c
}

// match runs a whole session with the numbers [from, to).
func (w *world) match(ctx context.Context, c advertiser.Platform, mode psi.Mode, from, to int, handles io.Writer) (*advertiser.Outcome, error) {
	cfg := advertiser.Config{
		Mode: mode, Params: psi.Params{Purpose: "audience-matching"}, Dataset: "users",
		Platform: w.platform.Identity(), ScratchDir: w.t.TempDir(), NoPadding: true,
	}
	info, err := advertiser.Info(ctx, c, &cfg)
	if err != nil {
		return nil, err
	}
	out, err := advertiser.Run(ctx, c, cfg, info, items(w.t, from, to), handles)
	left, readErr := os.ReadDir(cfg.ScratchDir)
	require.NoError(w.t, readErr)
	require.Empty(w.t, left, "scratch files are left")
	return out, err
}

// stillServes checks that w counts correctly.
func (w *world) stillServes() {
	w.t.Helper()
	out, err := w.match(context.Background(), w.client(client.Config{}), psi.Count, 900, 1100, nil)
	require.NoError(w.t, err)
	require.NotNil(w.t, out.Released.Value)
	require.EqualValues(w.t, 100, *out.Released.Value)
}

// httpClient is a plain HTTP client with the certificates of c.
func httpClient(t *testing.T, c transport.Connection, h2 bool) *http.Client {
	t.Helper()
	pair, err := tls.X509KeyPair([]byte(c.ClientCertificate), []byte(c.ClientKey))
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM([]byte(c.ServerCA)))
	tr := &http.Transport{
		TLSClientConfig:   &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: roots, ServerName: c.ServerName, Certificates: []tls.Certificate{pair}},
		ForceAttemptHTTP2: h2, DisableCompression: true,
	}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{
		Transport: tr, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// invalidEncodings are the ones of RFC 9496, Appendix A.2, and the identity.
func invalidEncodings(t *testing.T) map[string][]byte {
	t.Helper()
	b, err := os.ReadFile("../../vectors/rfc9496/ristretto255.json")
	require.NoError(t, err)
	var v struct {
		InvalidEncodings []struct{ Encoding, Reason string } `json:"invalid_encodings"`
	}
	require.NoError(t, json.Unmarshal(b, &v))
	require.Len(t, v.InvalidEncodings, 29)
	all := map[string][]byte{"identity": make([]byte, 32)}
	for i, x := range v.InvalidEncodings {
		e, err := hex.DecodeString(strings.TrimPrefix(x.Encoding, "0x"))
		require.NoError(t, err)
		require.Len(t, e, 32)
		all[fmt.Sprintf("%02d %s", i, x.Reason)] = e
	}
	require.Len(t, all, 30)
	return all
}

// dial opens a connection for HTTP/1.1.
func dial(t *testing.T, c transport.Connection) net.Conn {
	t.Helper()
	tc, err := c.TLSConfig()
	require.NoError(t, err)
	conn, err := tls.Dial("tcp", strings.TrimPrefix(c.URL, "https://"), tc)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	return conn
}
