package platform

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// A process that is killed between log and database, again and again, does not keep the next one from starting.
// SPEC M50
func TestKillsBetweenLogAndDatabase(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	for range 5 {
		s, err := OpenDirectory(dir, DirectoryConfig{})
		require.NoError(t, err)
		l, err := s.Ledger(ctx)
		require.NoError(t, err)
		require.NoError(t, l.Append(&ledger.Entry{Type: ledger.TypeRefusal, Refusal: &ledger.Refusal{
			Advertiser: "acme", Code: string(psi.CodeTooSoon), Mode: psi.Count,
		}}))
		require.NoError(t, s.Close())
	}
}

// An import records its policy if the log lacks it, whatever the database remembers.
func TestPolicyThatTheLogLacks(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "ledger")))
	s, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	_, err = s.rows.DB().Exec(`DELETE FROM meta WHERE key = 'ledger_head'`)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.NoError(t, importCSV(t, ctx, dir, users(0, 1300), nil))
	p, err := Open(dir, Config{})
	require.NoError(t, err)
	require.NoError(t, p.Close())
}

// After an acknowledgement the server runs, even if a client has cosigned what was given up.
func TestAcknowledgeWithWitness(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, err := Open(dir, Config{})
	require.NoError(t, err)
	require.NoError(t, p.Close())
	old := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(old, "ledger"), os.DirFS(filepath.Join(dir, "ledger"))))
	p, err = Open(dir, Config{})
	require.NoError(t, err)
	l, err := p.store.Ledger(ctx)
	require.NoError(t, err)
	c, err := l.Checkpoint()
	require.NoError(t, err)
	w, err := ledger.GenerateWitness("witness/x")
	require.NoError(t, err)
	require.NoError(t, p.Cosign(ctx, "acme", w.VerifierKey(), string(w.Cosign(c, time.Now()))))
	require.NoError(t, p.Close())

	require.NoError(t, os.RemoveAll(filepath.Join(dir, "ledger")))
	require.NoError(t, os.CopyFS(filepath.Join(dir, "ledger"), os.DirFS(filepath.Join(old, "ledger"))))
	_, err = Open(dir, Config{})
	require.Error(t, err)
	s, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	require.NoError(t, s.Acknowledge(ctx, "restored from a copy"))
	require.NoError(t, s.Close())
	p, err = Open(dir, Config{})
	require.NoError(t, err)
	require.NoError(t, p.Close())
}

// The ledger tells of sessions that were refused for their budget.
func TestBudgetRefusalsAreRecorded(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{Disclosure: disclosure.Default()})
	s := begin(t, p, "acme", psi.Count)
	s.toTags(t)
	require.NoError(t, p.CloseTags("acme", s.id))
	s.wait(t, psi.StateDone)
	o, _ := offerOf(p, "acme", psi.Count)
	_, err := p.Offer(ctx, "acme", o)
	require.Equal(t, psi.CodeTooSoon, psi.CodeOf(err))
	_, replay, err := p.store.VerifyLedger(ctx, nil)
	require.NoError(t, err)
	require.EqualValues(t, 1, replay.Refusals)
}
