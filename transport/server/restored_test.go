package server_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/stretchr/testify/require"
)

// restoredLog is the platform's ledger, with the proof of an operator's entry in place of its own.
type restoredLog struct {
	advertiser.LogReader
	entry *ledger.Entry
	log   *ledger.Log
}

func (x *restoredLog) LogFile(ctx context.Context, name string) ([]byte, error) {
	if name == "acknowledged" {
		if x.entry == nil {
			return nil, fs.ErrNotExist
		}
		return x.log.Receipt(x.entry.Seq)
	}
	return x.LogReader.LogFile(ctx, name)
}

// A client that has seen what a restored copy lacks is shown the operator's entry, goes on once it is named and not
// before, and keeps the evidence. SPEC M57, M60
func TestAcceptRestore(t *testing.T) {
	w := newWorld(t, setup{})
	c, err := client.New(&w.conn, client.Config{})
	require.NoError(t, err)
	defer c.Close()
	_, err = c.LogFile(t.Context(), "acknowledged")
	require.ErrorIs(t, err, fs.ErrNotExist)
	dir := t.TempDir()

	// What the client has seen before: a longer ledger with the same key, which is lost.
	key, err := os.ReadFile(filepath.Join(w.dir, "ledger", "key"))
	require.NoError(t, err)
	other := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(other, "key"), key, 0o600))
	lost, err := ledger.Open(other, "")
	require.NoError(t, err)
	for range 300 {
		require.NoError(t, lost.Append(&ledger.Entry{Type: ledger.TypeRefusal, Refusal: &ledger.Refusal{Advertiser: "x", Code: "x"}}))
	}
	head, err := lost.Checkpoint()
	require.NoError(t, err)
	sum := sha256.Sum256([]byte(lost.VerifierKey()))
	memory, err := json.Marshal(map[string]any{"ledger": "x", "checkpoint": string(head.Note)})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "ledger-"+hex.EncodeToString(sum[:8])+".json"), memory, 0o600))

	log, err := w.platform.Store().Ledger(t.Context())
	require.NoError(t, err)
	shown := &restoredLog{LogReader: c, log: log}
	run := func(accept int64) error {
		l := ledgerOf(t, w, dir, shown)
		if accept >= 0 {
			l.AcceptRestore(accept)
		}
		_, err := count(t, c, l, psi.Count)
		return err
	}
	broken := func(err error) *advertiser.BrokenLedger {
		t.Helper()
		b, ok := errors.AsType[*advertiser.BrokenLedger](err)
		require.True(t, ok, "%v", err)
		require.FileExists(t, b.Evidence)
		return b
	}
	require.Nil(t, broken(run(-1)).Restored)
	require.ErrorContains(t, run(0), "no entry about a restored copy")

	now, err := log.Checkpoint()
	require.NoError(t, err)
	e := &ledger.Entry{Type: ledger.TypeAcknowledged, Acknowledged: &ledger.Acknowledged{Reason: "disk failure", Log: now.Size, Known: 300}}
	require.NoError(t, log.Append(e))
	shown.entry = e
	err = run(-1)
	b := broken(err)
	require.Equal(t, e.Seq, b.Restored.Seq)
	require.ErrorContains(t, err, `"disk failure"`)
	require.ErrorContains(t, err, "accept that entry")
	require.NotNil(t, broken(run(e.Seq+1)).Restored, "another entry than the one that was named")

	require.NoError(t, run(e.Seq))
	require.FileExists(t, b.Evidence)
	require.NoError(t, run(-1), "it was accepted once and for all")
}
