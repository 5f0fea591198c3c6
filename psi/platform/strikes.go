package platform

import (
	"context"
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// StrikeRow bars an owner from a dataset.
type StrikeRow = store.Strike

// Strikes lists the owners that are barred from datasets, oldest first.
func (s *Directory) Strikes(ctx context.Context) ([]StrikeRow, error) {
	return s.rows.Strikes.List(ctx)
}

// LiftStrike lets an owner match against a dataset again, and records that in the ledger. reason is for its readers.
func (s *Directory) LiftStrike(ctx context.Context, owner, dataset, reason string) error {
	if s.rows.ReadOnly() {
		return errReadOnly
	}
	if reason == "" {
		return errors.New("lifting a strike needs a reason")
	}
	x, err := s.rows.Strikes.Of(ctx, owner, dataset)
	if err != nil {
		return err
	}
	if x == nil {
		return fmt.Errorf("owner %q is not barred from dataset %q", owner, dataset)
	}
	err = s.journal.Record(ctx, &ledger.Entry{Type: ledger.TypeLifted, Lifted: &ledger.Lifted{Owner: owner, Dataset: dataset, Reason: reason}})
	if err != nil {
		return err
	}
	return s.rows.Strikes.Lift(ctx, owner, dataset)
}
