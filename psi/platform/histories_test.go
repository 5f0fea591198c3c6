package platform

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// While the epoch file of a new import is being masked, sessions are opened on the
// one before.
func TestOfferWhileMasking(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{Jobs: 1})
	begin(t, p, "acme", psi.Count) // the epoch file is there
	for id := range p.sessions {
		require.NoError(t, p.Abort("acme", id))
	}
	p.jobs <- struct{}{} // the next one takes its time
	require.NoError(t, importCSV(t, ctx, dir, users(0, 1200), nil))
	require.NoError(t, p.refresh(ctx))
	o, _ := offerOf(p, "acme", psi.Count)
	_, err := p.Offer(ctx, "acme", o)
	<-p.jobs
	require.NoError(t, err)
}

// The server and the command line finish the same erasure, and it is recorded once.
func TestErasedAtOnce(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	var ids []string
	for range 5 {
		s := begin(t, p, "acme", psi.Count)
		require.NoError(t, p.Abort("acme", s.id))
		ids = append(ids, s.id)
	}
	other, err := OpenStore(dir)
	require.NoError(t, err)
	defer other.Close()
	for _, id := range ids {
		_, err := other.db.ExecContext(ctx, `UPDATE subject_keys SET key = NULL, wrapped = NULL, reason = 'x' WHERE session = ?`, id)
		require.NoError(t, err)
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			s := []*Store{p.store, other}[i%2]
			wg.Go(func() { errs[i] = s.finishErasures(ctx) })
		}
		wg.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
	}
}

// A process that opens the ledger while another one writes to it does not take that
// for a restored copy.
func TestOpenWhileWriting(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	var writers sync.WaitGroup
	for range 2 {
		w, err := OpenStore(dir)
		require.NoError(t, err)
		defer w.Close()
		writers.Go(func() {
			for stop.Err() == nil {
				assert.NoError(t, w.record(ctx, &ledger.Entry{Type: ledger.TypeRefusal, Refusal: &ledger.Refusal{
					Advertiser: "acme", Code: string(psi.CodeTooSoon), Mode: psi.Count,
				}}))
			}
		})
	}
	for range 60 {
		s, err := OpenStore(dir)
		require.NoError(t, err)
		_, err = s.Ledger(ctx)
		assert.NoError(t, err)
		require.NoError(t, s.Close())
	}
	cancel()
	writers.Wait()
}

// An import that ends as a server starts is recorded once.
func TestImportWhileStarting(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	_, replay, err := p.store.VerifyLedger(ctx, nil)
	require.NoError(t, err)
	require.NoError(t, importCSV(t, ctx, dir, users(0, 1200), nil))
	require.NoError(t, p.recordDatasets(ctx, replay))
	_, _, err = p.store.VerifyLedger(ctx, nil)
	require.NoError(t, err)
}

// A data directory's name is no pattern.
func TestDirWithBrackets(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data[1")
	require.NoError(t, importCSV(t, ctx, dir, users(0, 1000), nil))
	p, err := Open(dir, Config{})
	require.NoError(t, err)
	p.cfg.KeepMatches = 1
	for _, name := range []string{p.store.matchesFile("x"), p.store.oldCandidates("x")} {
		require.NoError(t, os.WriteFile(name, nil, 0o600))
		require.NoError(t, p.expireMatches(ctx))
		require.NoFileExists(t, name)
	}
	require.NoError(t, p.Close())
}

// A process that dies as it has recorded a result leaves a session that can be asked
// about: the ledger says what was released.
func TestKilledAfterResult(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	id, _ := runBlinded(t, p, people(0, 200), 0)
	_, err := p.store.db.ExecContext(ctx, `UPDATE sessions SET state = 'open' WHERE id = ?`, id)
	require.NoError(t, err)
	require.NoError(t, p.Close())
	stray := p.store.matchIndex(strings.Repeat("0", 64))
	require.NoError(t, os.WriteFile(stray, nil, 0o600))
	open(t, dir, Config{})
	s := ask(t, dir, SubjectQuery{User: "u7"}).Sessions[0]
	require.Equal(t, KnownYes, s.Known)
	require.True(t, s.Matched)
	require.NoFileExists(t, stray)
	require.NoFileExists(t, p.store.matchesFile(id))
}
