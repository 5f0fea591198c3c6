package platform

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
)

// LedgerDir is the log's folder in a data directory.
func (s *Directory) LedgerDir() string { return s.rows.Files.Ledger() }

// LedgerReader opens the data directory's log for reading. It fails with fs.ErrNotExist if there is none.
func (s *Directory) LedgerReader() (*ledger.Reader, error) { return s.journal.Reader() }

// Ledger opens the data directory's log, and makes it if need be. It fails with
// ledger.ErrRolledBack if the log or the database has gone back.
func (s *Directory) Ledger(ctx context.Context) (*ledger.Log, error) { return s.journal.Log(ctx) }

// VerifyLedger reads the whole log and follows it. Checkpoints that clients have
// cosigned must be in its history.
func (s *Directory) VerifyLedger(ctx context.Context, each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
	return s.journal.Verify(ctx, each)
}

// Acknowledge lets the platform run on although log and database don't go
// together, and says so in the log. reason is for the log's readers.
func (s *Directory) Acknowledge(ctx context.Context, reason string) error {
	return s.journal.Acknowledge(ctx, reason)
}

// Acknowledgeable says whether err is that log and database don't go together, and Acknowledge settles that.
func Acknowledgeable(err error) bool { return journal.Acknowledgeable(err) }

// Cosigned lists the latest checkpoint that each client has cosigned.
func (s *Directory) Cosigned(ctx context.Context) ([]ledger.Cosigned, error) {
	return s.journal.Cosigned(ctx)
}

// startLedger verifies the log, records that this process serves, and puts in order
// what goes with the log.
func (p *Platform) startLedger(ctx context.Context) error {
	monthly, yearly := p.policy.Budget()
	w, replay, err := p.store.journal.Serve(ctx, ledger.Start{
		Platform: p.identity, Modes: p.cfg.Modes, Floors: p.policy.Floors(),
		Disclosure: ledger.Disclosure{
			Epsilon: p.policy.Epsilon().String(), Month: monthly.String(), Year: yearly.String(), Spacing: int64(p.policy.Spacing() / time.Second),
		},
	})
	if err != nil {
		return err
	}
	p.journal = w
	if err := p.restoreDebits(ctx, replay); err != nil {
		return err
	}
	if err := p.store.eraser().Repeat(ctx, replay); err != nil {
		return err
	}
	if err := p.store.eraser().Finish(ctx); err != nil {
		p.cfg.Log.Error("erasures: not finished; tried again in a minute", "error", err)
	}
	if err := p.store.subjectFiles().DropStrays(replay); err != nil {
		return err
	}
	if err := p.store.recordDatasets(ctx, replay); err != nil {
		return err
	}
	return w.KeepAnchor()
}

// LogFile returns a public file of the log by its name in the C2SP tlog-tiles
// layout. Bundles of entries, which tell of all clients' sessions, are given to
// auditors only. It fails with an *psi.Error.
func (p *Platform) LogFile(ctx context.Context, client, name string) ([]byte, error) {
	l, err := p.journal.Log(ctx)
	if err != nil {
		return nil, err
	}
	if name == "checkpoint" {
		c, err := l.Checkpoint()
		if err != nil {
			return nil, err
		}
		return c.Note, nil
	}
	none := psi.Errorf(psi.CodeUnknownDataset, "the log has no such file")
	ok, entries := ledger.IsPublicName(name)
	if !ok {
		return nil, none
	}
	if entries && !slices.Contains(p.cfg.Auditors, client) {
		return nil, psi.Errorf(psi.CodePurpose, "entries tell of other advertisers' sessions too: they are for auditors; your receipts prove yours")
	}
	b, err := l.Tiles().Read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, none
	}
	return b, err
}

// Cosign takes a checkpoint with a client's signature and keeps it. It fails
// with an *psi.Error.
func (p *Platform) Cosign(ctx context.Context, client, witness, signed string) error {
	err := p.journal.Cosign(ctx, ledger.Cosigned{Client: client, Witness: witness, Note: signed})
	var other *journal.OtherHistory
	var bad *journal.BadCosignature
	switch {
	case errors.As(err, &other):
		p.cfg.Log.Error("ledger: a client holds a checkpoint that is not of this log's history", "client", client, "entries", other.Size, "error", other.Err)
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	case errors.As(err, &bad):
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	return err
}
