package platform_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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

// Sessions of real clients over loopback TLS: 1,000 rows each against a dataset of 10,000, all in this process.
// "unrecorded" is without a ledger, "recorded" with one that the clients ignore, and in "verified" they verify their
// receipts and cosign. An operation is one session of any client.
func BenchmarkSessions64(b *testing.B) { benchmarkSessions(b, 64) }

// The same with one client: the difference is what a session waits for.
func BenchmarkSessions1(b *testing.B) { benchmarkSessions(b, 1) }

func benchmarkSessions(b *testing.B, clients int) {
	for _, mode := range []string{"unrecorded", "recorded", "verified"} {
		var run []func(context.Context) error
		outer := b
		b.Run(mode, func(b *testing.B) {
			if run == nil {
				run = connect(outer, clients, mode)
				b.ResetTimer()
			}
			var left atomic.Int64
			left.Store(int64(b.N))
			errs := make([]error, clients)
			var all sync.WaitGroup
			for i, session := range run {
				all.Go(func() {
					for left.Add(-1) >= 0 && errs[i] == nil {
						errs[i] = session(b.Context())
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sessions/s")
			for _, err := range errs {
				require.NoError(b, err)
			}
		})
	}
}

// connect starts a platform and its clients, and returns a function for each client that runs one session.
func connect(b *testing.B, clients int, mode string) (run []func(context.Context) error) {
	p, connections := serve(b, clients)
	var key string
	switch mode {
	case "unrecorded":
		p.Unrecorded()
	case "verified":
		log, err := p.Store().Ledger(b.Context())
		require.NoError(b, err)
		key = log.VerifierKey()
	}
	for _, c := range connections {
		run = append(run, counter(b, c, key))
	}
	return run
}

// counter returns a client's count of 1,000 rows, all of them users. With the ledger's key it verifies too.
func counter(b *testing.B, conn transport.Connection, key string) func(context.Context) error {
	c, err := client.New(&conn, client.Config{})
	require.NoError(b, err)
	b.Cleanup(c.Close)
	cfg := advertiser.Config{
		Mode: psi.Count, Params: psi.Params{Purpose: "audience-matching"}, Dataset: "users", ScratchDir: b.TempDir(), NoPadding: true,
	}
	if key != "" {
		cfg.Ledger, err = advertiser.NewLedger(key, b.TempDir(), c)
		require.NoError(b, err)
	}
	normaliser, err := identity.Default().Normaliser(identity.Email, identity.Options{})
	require.NoError(b, err)
	items := func(yield func(psi.Item, error) bool) {
		for i := range 1000 {
			key, _ := normaliser.Key(fmt.Appendf(nil, "person%d@mail.example", i))
			if !yield(psi.Item{Key: key}, nil) {
				return
			}
		}
	}
	_, err = advertiser.Info(b.Context(), c, &cfg) // connects
	require.NoError(b, err)
	return func(ctx context.Context) error {
		info, err := advertiser.Info(ctx, c, &cfg)
		if err != nil {
			return err
		}
		out, err := advertiser.Run(ctx, c, cfg, info, items, io.Discard)
		if err == nil && (out.Released.Value == nil || *out.Released.Value != 1000) {
			err = fmt.Errorf("released: %+v", out.Released)
		}
		return err
	}
}

// serve serves 10,000 users to clients with exact numbers, so that no session waits for another or for a tick. Each is an
// owner of its own, since an owner's sessions in an epoch are limited.
func serve(b *testing.B, clients int) (*platform.Platform, []transport.Connection) {
	dir := filepath.Join(b.TempDir(), "data")
	importUsers(b, dir, 10_000)
	names := make([]string, clients)
	policy := "owners:\n"
	for i := range names {
		names[i] = fmt.Sprintf("client%d", i)
		policy += fmt.Sprintf("  owner%d: {clients: [%s], noise: none, contract: bench}\n", i, names[i])
	}
	rules, err := disclosure.Parse([]byte(policy))
	require.NoError(b, err)
	p, err := platform.Open(dir, platform.Config{Disclosure: rules})
	require.NoError(b, err)
	ca, err := authority.Open(filepath.Join(dir, "tls"))
	require.NoError(b, err)
	srv := server.NewServer(server.NewHandler(p, server.HandlerConfig{}), ca.ServerConfig())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.ServeTLS(l, "", "") }()
	b.Cleanup(func() {
		p.EndSessions()
		srv.Close()
		<-done
		require.NoError(b, p.Close())
	})
	connections := make([]transport.Connection, clients)
	for i, name := range names {
		cert, key, spki, err := ca.IssueClient(name, time.Hour)
		require.NoError(b, err)
		require.NoError(b, p.Store().AddClient(b.Context(), name, spki))
		connections[i] = transport.Connection{
			URL: "https://" + l.Addr().String(), Platform: p.Identity(), Advertiser: name,
			ServerCA: string(ca.CertificatePEM()), ServerName: authority.ServerName,
			ClientCertificate: string(cert), ClientKey: string(key),
		}
	}
	return p, connections
}

func importUsers(b *testing.B, dir string, n int) {
	var users strings.Builder
	users.WriteString("user_id,email,collection_context,grants\n")
	for i := range n {
		fmt.Fprintf(&users, "u%d,person%d@mail.example,newsletter,\n", i, i)
	}
	path := filepath.Join(b.TempDir(), "users.csv")
	require.NoError(b, os.WriteFile(path, []byte(users.String()), 0o600))
	policy, err := purpose.Parse([]byte(`contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`))
	require.NoError(b, err)
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	require.NoError(b, err)
	defer table.Close()
	store, err := platform.OpenDirectory(dir, platform.DirectoryConfig{})
	require.NoError(b, err)
	defer store.Close()
	_, err = store.Import(b.Context(), table, platform.ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: policy})
	require.NoError(b, err)
}
