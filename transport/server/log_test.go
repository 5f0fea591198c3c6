package server_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/stretchr/testify/require"
)

// ledgerOf returns acme's memory of w's ledger, in a state directory.
func ledgerOf(t *testing.T, w *world, dir string, client advertiser.LogReader) *advertiser.Ledger {
	log, err := w.platform.Store().Ledger(context.Background())
	require.NoError(t, err)
	l, err := advertiser.NewLedger(log.VerifierKey(), dir, client)
	require.NoError(t, err)
	return l
}

// count runs a count session with the receipts verified against l.
func count(t *testing.T, p advertiser.Platform, l *advertiser.Ledger, mode psi.Mode) (*advertiser.Outcome, error) {
	cfg := advertiser.Config{
		Mode: mode, Params: psi.Params{Purpose: "audience-matching"}, Dataset: "users", Ledger: l, ScratchDir: t.TempDir(),
	}
	info, err := advertiser.Info(t.Context(), p, &cfg)
	require.NoError(t, err)
	list := func(yield func(psi.Item, error) bool) {
		for i := range 100 {
			if !yield(psi.Item{Key: [32]byte{byte(i), 1}}, nil) {
				return
			}
		}
	}
	return advertiser.Run(t.Context(), p, cfg, info, list, new(strings.Builder))
}

// liar is a platform that changes what it says about its ledger.
type liar struct {
	advertiser.Platform
	status func(*psi.Status)
	result func(*psi.Result)
}

func (l *liar) Offer(ctx context.Context, o psi.Offer) (*psi.Accept, error) {
	a, err := l.Platform.Offer(ctx, o)
	if err == nil && l.status != nil {
		l.status(&a.Status)
	}
	return a, err
}

func (l *liar) Status(ctx context.Context, session string) (*psi.Status, error) {
	s, err := l.Platform.Status(ctx, session)
	if err == nil && l.status != nil {
		l.status(s)
	}
	return s, err
}

func (l *liar) Result(ctx context.Context, session string) (*psi.Result, error) {
	r, err := l.Platform.Result(ctx, session)
	if err == nil && l.result != nil {
		l.result(r)
	}
	return r, err
}

// Both modes end with a receipt that verifies, and the platform has our signature of the ledger; also in later sessions of
// an epoch, whose receipt is then older than what is remembered. SPEC M58
func TestLedgerOverHTTP(t *testing.T) {
	w := newWorld(t, setup{})
	client, err := client.New(&w.conn, client.Config{})
	require.NoError(t, err)
	defer client.Close()
	dir := t.TempDir()
	for _, mode := range []psi.Mode{psi.Count, psi.Blinded, psi.Count} {
		out, err := count(t, client, ledgerOf(t, w, dir, client), mode)
		require.NoError(t, err)
		require.True(t, out.Witnessed)
		require.NotEmpty(t, out.Receipt)
	}
	seen, err := w.platform.Store().Cosigned(t.Context())
	require.NoError(t, err)
	require.Len(t, seen, 1)
	files, err := filepath.Glob(filepath.Join(dir, "ledger-*.json"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	info, err := os.Stat(files[0])
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	_, replay, err := w.platform.Store().VerifyLedger(t.Context(), nil)
	require.NoError(t, err)
	require.Len(t, replay.Sessions, 3)
	for _, s := range replay.Sessions {
		require.NotNil(t, s.Released)
		require.Equal(t, s.Mode == psi.Blinded, s.Budget != nil, "handles are never exact")
	}
}

// Hashes are for every client, entries only for auditors, and nothing else in the ledger's folder is served.
func TestLogFiles(t *testing.T) {
	w := newWorld(t, setup{cfg: platform.Config{Auditors: []string{"globex"}}})
	globex := w.register("globex")
	globex.URL = w.conn.URL
	for _, c := range []struct {
		conn *transport.Connection
		name string
		ok   bool
	}{
		{&w.conn, "checkpoint", true}, {&w.conn, "tile/0/000.p/3", true}, {&w.conn, "tile/entries/000.p/3", false},
		{&globex, "tile/entries/000.p/3", true}, {&globex, "tile/0/000", false}, {&globex, "key", false},
		{&globex, "tile/0/0", false}, {&globex, "tile/entries/key", false},
	} {
		client, err := client.New(c.conn, client.Config{})
		require.NoError(t, err)
		_, err = client.LogFile(t.Context(), c.name)
		require.Equal(t, c.ok, err == nil, "%s: %v", c.name, err)
		client.Close()
	}
}

// What a platform says without proof from its ledger is refused: before the list is sent, if it is about the set.
// SPEC M53
func TestReceiptsRefused(t *testing.T) {
	w := newWorld(t, setup{})
	client, err := client.New(&w.conn, client.Config{})
	require.NoError(t, err)
	defer client.Close()
	var stale string
	for name, p := range map[string]*liar{
		"no receipt for the set":            {client, func(s *psi.Status) { s.Receipt = "" }, nil},
		"damaged receipt for the set":       {client, func(s *psi.Status) { s.Receipt = strings.Replace(s.Receipt, "index ", "index 1", 1) }, nil},
		"no receipt for the result":         {client, nil, func(r *psi.Result) { r.Receipt = "" }},
		"another number than the receipt's": {client, nil, func(r *psi.Result) { v := int64(70); r.Released = &psi.Released{Value: &v, Floor: 50, Noise: "none"} }},
		"the receipt of another session": {client, nil, func(r *psi.Result) {
			if stale == "" {
				stale = r.Receipt
			}
			r.Receipt = stale
		}},
	} {
		l := ledgerOf(t, w, t.TempDir(), client)
		if strings.Contains(name, "another session") {
			_, err := count(t, p, l, psi.Count)
			require.NoError(t, err)
		}
		_, err := count(t, p, l, psi.Count)
		require.ErrorContains(t, err, "the platform gives no proof that", name)
	}
}

// A ledger that was rolled back, or rewritten with the same key, is refused before the list is sent, and the evidence
// is kept. SPEC M57, M60
func TestForkedLedger(t *testing.T) {
	w := newWorld(t, setup{})
	client, err := client.New(&w.conn, client.Config{})
	require.NoError(t, err)
	defer client.Close()
	dir := t.TempDir()
	l := ledgerOf(t, w, dir, client)
	_, err = count(t, client, l, psi.Count)
	require.NoError(t, err)

	for _, entries := range []int{1, 30} { // shorter than what we know, and longer
		other := t.TempDir()
		require.NoError(t, os.MkdirAll(other, 0o700))
		key, err := os.ReadFile(filepath.Join(w.dir, "ledger", "key"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(other, "key"), key, 0o600))
		fork, err := ledger.Open(other, "")
		require.NoError(t, err)
		for range entries {
			require.NoError(t, fork.Append(&ledger.Entry{Type: ledger.TypeRefusal, Refusal: &ledger.Refusal{Advertiser: "x", Code: "x"}}))
		}
		_, err = count(t, client, ledgerOf(t, w, dir, forkedLog{fork.Tiles()}), psi.Count)
		broken, ok := errors.AsType[*advertiser.BrokenLedger](err)
		require.True(t, ok, "%v", err)
		require.Contains(t, err.Error(), "ask the platform in writing")
		b, err := os.ReadFile(broken.Evidence)
		require.NoError(t, err)
		require.Contains(t, string(b), string(broken.Before.Note))
		require.Contains(t, string(b), string(broken.Now.Note))
	}
	_, replay, err := w.platform.Store().VerifyLedger(t.Context(), nil)
	require.NoError(t, err)
	for _, s := range replay.Sessions[1:] {
		require.Zero(t, s.List, "the list was announced")
	}
}

// forkedLog serves the files of another log.
type forkedLog struct{ files ledger.Tiles }

func (f forkedLog) LogFile(_ context.Context, name string) ([]byte, error) { return f.files.Read(name) }
func (f forkedLog) Cosign(context.Context, string, string) error           { return nil }
