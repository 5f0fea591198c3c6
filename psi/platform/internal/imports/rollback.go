package imports

import (
	"context"
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// RollbackReport says what a rollback did.
type RollbackReport struct {
	From  store.Dataset       `json:"from"`  // what was there
	To    store.Dataset       `json:"to"`    // what is there again
	Users dataset.UserChanges `json:"users"` // of the dataset that is there again: kept; removed, because the later import withdrew or deleted them, or their grant has ended
}

// Rollback puts the generation before the current one in its place: anew, without the
// users whom the current one's import recorded as withdrawn or deleted.
func (t *To) Rollback(ctx context.Context, name, purpose string) (*RollbackReport, error) {
	current, err := t.Rows.Datasets.Get(ctx, name, purpose)
	if err != nil {
		return nil, errors.New(err.Error()) // no refusal of a client's
	}
	former, _, err := t.Rows.Datasets.Former(ctx, name, purpose)
	if err != nil {
		return nil, err
	}
	if former == nil {
		return nil, fmt.Errorf("dataset %q for purpose %q: the one before was dropped, or there was none", name, purpose)
	}
	later, err := dataset.OpenStored(t.Rows.Files.Generation(current.Generation).Set())
	if err != nil {
		return nil, fmt.Errorf("whom the last import withdrew can't be read, so nothing is brought back: %w", err)
	}
	defer later.Close()
	work, err := t.newWorkFolder(ctx)
	if err != nil {
		return nil, err
	}
	defer work.close()
	r, err := t.rewrite(ctx, former, work.in("data"), dataset.RewriteConfig{Without: later})
	if err != nil {
		return nil, err
	}
	if err := r.replace(ctx, current.PolicyDigest, store.Succession{Over: current.Generation}); err != nil {
		return nil, err
	}
	return &RollbackReport{*current, r.row, r.report.Users}, nil
}
