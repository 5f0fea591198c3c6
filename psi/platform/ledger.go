package platform

import (
	"context"
	"encoding/json"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// ofLedger are the methods of a Directory that are about its ledger.
type ofLedger struct {
	rows    *store.Store
	journal *journal.Journal
}

// LedgerDir is the log's folder in a data directory.
func (s *ofLedger) LedgerDir() string { return s.rows.Files.Ledger() }

// LedgerReader opens the data directory's log for reading. It fails with fs.ErrNotExist if there is none.
func (s *ofLedger) LedgerReader() (*ledger.Reader, error) { return s.journal.Reader() }

// Ledger opens the data directory's log, and creates it if it does not exist. It fails with ledger.ErrRolledBack if the
// log or the database was put back to an older state.
func (s *ofLedger) Ledger(ctx context.Context) (*ledger.Log, error) { return s.journal.Log(ctx) }

// VerifyLedger reads the whole log and checks it. Checkpoints that clients have cosigned must be in its history.
func (s *ofLedger) VerifyLedger(ctx context.Context, each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
	return s.journal.Verify(ctx, each)
}

// Acknowledge lets the platform go on although the log and the database don't match, and records that in the log.
// reason is for the log's readers.
func (s *ofLedger) Acknowledge(ctx context.Context, reason string) error {
	return s.journal.Acknowledge(ctx, reason)
}

// AcknowledgeRestored is Acknowledge for a data directory that was restored from a copy although nothing in it or beside
// it shows that.
func (s *ofLedger) AcknowledgeRestored(ctx context.Context, reason string) error {
	return s.journal.AcknowledgeRestored(ctx, reason)
}

// ErrNothing says that there is nothing to acknowledge.
var ErrNothing = journal.ErrNothing

// Lost is the entry by which an operator last acknowledged a state of the data directory, if entries may be missing
// before it: budgets lack what these charged. Else it is nil.
func (s *ofLedger) Lost(ctx context.Context) (*ledger.Entry, error) {
	text, err := s.rows.Copies.Lacking(ctx)
	if err != nil || text == "" {
		return nil, err
	}
	e := new(ledger.Entry)
	return e, json.Unmarshal([]byte(text), e)
}

// Acknowledgeable says whether err means that the log and the database don't match, and Acknowledge can settle it.
func Acknowledgeable(err error) bool { return journal.Acknowledgeable(err) }

// Cosigned lists the latest checkpoint that each client has cosigned.
func (s *ofLedger) Cosigned(ctx context.Context) ([]ledger.Cosigned, error) {
	return s.journal.Cosigned(ctx)
}
