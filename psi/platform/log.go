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

// startLedger verifies the log, records that this process serves, and brings everything that depends on the log up to
// date. That takes over the epochs of the last process.
func (p *Platform) startLedger(ctx context.Context) error {
	monthly, yearly := p.cfg.Disclosure.Budget()
	epochs, err := p.sessions.Epochs.Kept(ctx)
	if err != nil {
		return err
	}
	open, err := p.sessions.Kept(ctx)
	if err != nil {
		return err
	}
	w, replay, err := p.store.journal.Serve(ctx, ledger.Start{
		Platform: p.env.Identity, Modes: p.cfg.Modes, Floors: p.cfg.Disclosure.Floors(), Page: p.cfg.Page,
		Disclosure: ledger.Disclosure{
			Epsilon: p.cfg.Disclosure.Epsilon().String(), Month: monthly.String(), Year: yearly.String(), Spacing: int64(p.cfg.Disclosure.Spacing() / time.Second),
			Sessions: p.cfg.Disclosure.Sessions(),
		},
	}, journal.Kept{Epochs: epochs, Sessions: open})
	if err != nil {
		return err
	}
	p.env.Journal = w
	if n := len(replay.Acknowledged); n > 0 {
		p.acknowledged = replay.Acknowledged[n-1]
	}
	if e, err := p.store.Lost(ctx); err != nil {
		return err
	} else if e != nil {
		p.cfg.Log.Warn("entries of the ledger are lost, and what they charged is not in the budgets", "acknowledged", e.Time, "entry", e.Seq)
	}
	if err := p.restoreDebits(ctx, replay); err != nil {
		return err
	}
	if err := p.restoreStrikes(ctx, replay); err != nil {
		return err
	}
	if n, err := p.env.Audiences.EraseAgain(ctx, replay); err != nil {
		return err
	} else if n > 0 {
		p.cfg.Log.Warn("erasures: the database was restored from an older copy; persons are erased again, from the ledger", "persons", n)
	}
	if err := eraserOf(p.store).Repeat(ctx, replay); err != nil {
		return err
	}
	if err := eraserOf(p.store).Finish(ctx); err != nil {
		p.cfg.Log.Error("erasures: not finished; tried again in a minute", "error", err)
	}
	if err := p.store.rows.Files.SubjectFiles().DropStrays(replay); err != nil {
		return err
	}
	if err := p.env.Audiences.Recover(ctx, replay); err != nil {
		return err
	}
	if err := p.store.restoreAudits(ctx, replay); err != nil {
		return err
	}
	if err := p.env.Imports.RecordMissing(ctx, replay); err != nil {
		return err
	}
	if err := p.sessions.Epochs.Restore(ctx, replay); err != nil {
		return err
	}
	if err := p.sessions.Restore(ctx, replay); err != nil {
		return err
	}
	return w.KeepAnchor()
}

// PageReceipt returns the receipt of the entry by which this process began to serve, if it has the digest of a page: the
// entry is for everybody who gets the page. Otherwise it fails with a *psi.Error.
func (p *Platform) PageReceipt(ctx context.Context) ([]byte, error) {
	if p.cfg.Page == (psi.Digest{}) {
		return nil, psi.Errorf(psi.CodeUnknownDataset, "the ledger has no entry of a page")
	}
	return p.env.Journal.Receipt(ctx, p.env.Journal.Started)
}

// LogFile returns a public file of the log by its name in the C2SP tlog-tiles layout, or "acknowledged", the receipt of
// the last entry about a restored copy. Only auditors get bundles of entries, since these cover all clients' sessions. It fails with a *psi.Error.
func (p *Platform) LogFile(ctx context.Context, client, name string) ([]byte, error) {
	l, err := p.env.Journal.Log(ctx)
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
	if name == "acknowledged" {
		if p.acknowledged == nil {
			return nil, none
		}
		return l.Receipt(p.acknowledged.Seq)
	}
	ok, entries := ledger.IsPublicName(name)
	if !ok {
		return nil, none
	}
	if entries && !slices.Contains(p.cfg.Auditors, client) {
		return nil, psi.Errorf(psi.CodePurpose, "entries cover other advertisers' sessions too, so only auditors get them; your receipts prove your own")
	}
	b, err := l.Tiles().Read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, none
	}
	return b, err
}

// Cosign takes a checkpoint with a client's signature and keeps it. It fails with a *psi.Error.
func (p *Platform) Cosign(ctx context.Context, client, witness, signed string) error {
	err := p.env.Journal.Cosign(ctx, ledger.Cosigned{Client: client, Witness: witness, Note: signed})
	var other *journal.OtherHistory
	var bad *journal.BadCosignature
	switch {
	case errors.As(err, &other):
		p.cfg.Log.Error("ledger: a client holds a checkpoint that is not in this log's history", "client", client, "entries", other.Size, "error", other.Err)
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	case errors.As(err, &bad):
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	return err
}
