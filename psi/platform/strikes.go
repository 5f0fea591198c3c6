package platform

import (
	"context"
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/gofrs/flock"
)

// StrikeRow bars an owner from a dataset.
type StrikeRow = store.Strike

// Strikes lists the owners that are barred from datasets, oldest first.
func (s *Directory) Strikes(ctx context.Context) ([]StrikeRow, error) {
	return s.rows.Strikes.List(ctx)
}

// LiftStrike lets an owner match against a dataset again, and records that in the ledger, unless the ledger knows
// nothing of the strike: one of the two may have been put back to an older state. reason is for the ledger's readers.
func (s *Directory) LiftStrike(ctx context.Context, owner, dataset, reason string) error {
	if s.rows.ReadOnly() {
		return errReadOnly
	}
	if reason == "" {
		return errors.New("lifting a strike needs a reason")
	}
	lock := flock.New(s.rows.Files.EraseLock()) // it must not be recorded twice
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("data directory: lock: %w", err)
	}
	defer lock.Unlock()
	x, err := s.rows.Strikes.Of(ctx, owner, dataset)
	if err != nil {
		return err
	}
	if x == nil {
		return fmt.Errorf("owner %q is not barred from dataset %q", owner, dataset)
	}
	_, replay, err := s.journal.Verify(ctx, nil)
	if err != nil {
		return err
	}
	if replay.Barred(owner, dataset) {
		err := s.journal.Record(ctx, &ledger.Entry{Type: ledger.TypeLifted, Lifted: &ledger.Lifted{Owner: owner, Dataset: dataset, Reason: reason}})
		if err != nil {
			return err
		}
	}
	return s.rows.Strikes.Lift(ctx, owner, dataset)
}
