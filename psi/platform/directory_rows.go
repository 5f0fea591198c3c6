package platform

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// DatasetRow is one imported dataset.
type DatasetRow = store.Dataset

// SessionRow is one session as the data directory remembers it.
type SessionRow = store.Summary

// Datasets lists what was imported, by name and purpose.
func (s *Directory) Datasets(ctx context.Context) ([]DatasetRow, error) {
	return s.rows.Datasets.List(ctx)
}

// Sessions lists all sessions, newest first, at most limit.
func (s *Directory) Sessions(ctx context.Context, limit int) ([]SessionRow, error) {
	return s.rows.Sessions.List(ctx, limit)
}

// Budgets lists who has spent what, by owner and dataset.
func (s *Directory) Budgets(ctx context.Context) ([]budget.Row, error) {
	return budget.List(ctx, s.rows.DB())
}
