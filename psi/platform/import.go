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

// Import reads a table through the purpose gate into a dataset. The dataset of that name and purpose, if there is one,
// is replaced in one step at the end: an import that fails or is killed leaves it as it was. A Platform that serves the
// data directory picks up the new one by itself.
func (s *Directory) Import(ctx context.Context, t *dataset.Table, cfg ImportConfig) (*dataset.BuildReport, error) {
	if s.rows.ReadOnly() {
		return nil, errReadOnly
	}
	return s.imports().Import(ctx, t, cfg)
}

func (s *Directory) imports() *imports.To {
	return &imports.To{Rows: s.rows, Journal: s.journal, Eraser: s.eraser()}
}

// LastChange is the time of the latest change that any import of a dataset has seen.
func (s *Directory) LastChange(ctx context.Context, name, purpose string) (time.Time, error) {
	d, err := s.rows.Datasets.Get(ctx, name, purpose)
	if err != nil {
		return time.Time{}, errors.New(err.Error()) // not as an answer to a client
	}
	if d.Newest == nil {
		return time.Time{}, fmt.Errorf("dataset %q: no imported row had a time in a column updated_at", name)
	}
	return *d.Newest, nil
}
