package platform

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/platform/internal/imports"
)

// ImportConfig says what an import makes.
type ImportConfig = imports.Config

// ImportReport says what an import did.
type ImportReport = imports.Report

// ImportOutcome is what became of an import that did not fail.
type ImportOutcome = imports.Outcome

const (
	ImportDone      = imports.Imported
	ImportUnchanged = imports.Unchanged // no row has changed, and the dataset stays as it is
	ImportDryRun    = imports.DryRun
	ImportStopped   = imports.Halted
)

// StoppedError says that an import would have done what is rather a mistake.
type StoppedError = imports.Stopped

// Import reads a table through the purpose gate into a dataset. The dataset of that name and purpose, if there is one,
// is replaced in one step at the end: an import that fails or is killed leaves it as it was. A Platform that serves the
// data directory takes up the new one by itself.
//
// An import that would do more than ImportConfig allows fails with a *StoppedError, and its report says what it would
// have done. Those whom the table explicitly withdraws or deletes are taken out of the dataset all the same, whatever is
// left of it; else the dataset stays as it was.
func (s *Directory) Import(ctx context.Context, t *dataset.Table, cfg ImportConfig) (*ImportReport, error) {
	if s.rows.ReadOnly() {
		return nil, errReadOnly
	}
	if err := eraseAgain(ctx, s); err != nil {
		return nil, err
	}
	return importsTo(s).Import(ctx, t, cfg)
}

func importsTo(s *Directory) *imports.To {
	return &imports.To{Rows: s.rows, Journal: s.journal, Eraser: eraserOf(s)}
}

// RollbackReport says what a rollback did.
type RollbackReport = imports.RollbackReport

// Rollback puts the generation of a dataset before the current one in its place, as an import of its own, and without
// the users whom later imports recorded as withdrawn or deleted. The current one is then the one before.
func (s *Directory) Rollback(ctx context.Context, name, purpose string) (*RollbackReport, error) {
	if s.rows.ReadOnly() {
		return nil, errReadOnly
	}
	if err := eraseAgain(ctx, s); err != nil {
		return nil, err
	}
	return importsTo(s).Rollback(ctx, name, purpose)
}

// RemoveDataset takes a dataset away, with what a rollback would need. Sessions on it end as they began, and what can be
// told of them stays.
func (s *Directory) RemoveDataset(ctx context.Context, name, purpose string) error {
	if s.rows.ReadOnly() {
		return errReadOnly
	}
	return importsTo(s).Remove(ctx, name, purpose)
}

// Former returns the generation of a dataset that Rollback would bring back, and since when another is in its place;
// nil if there is none.
func (s *Directory) Former(ctx context.Context, name, purpose string) (*DatasetRow, time.Time, error) {
	return s.rows.Datasets.Former(ctx, name, purpose)
}

// LastChange is the latest change that the imports of a dataset have seen.
func (s *Directory) LastChange(ctx context.Context, name, purpose string) (time.Time, error) {
	d, err := s.rows.Datasets.Get(ctx, name, purpose)
	if err != nil {
		return time.Time{}, errors.New(err.Error()) // not as an answer to a client
	}
	if d.Newest == nil {
		return time.Time{}, fmt.Errorf("dataset %q: no imported row had a time in a column updated_at that has passed", name)
	}
	if d.Newest.After(time.Now()) {
		return time.Time{}, fmt.Errorf("dataset %q: the latest change that was imported is dated %s, which is still to come: say since when, or import all of it", name, d.Newest.Format(time.RFC3339))
	}
	return *d.Newest, nil
}
