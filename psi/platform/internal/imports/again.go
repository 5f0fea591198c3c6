package imports

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/dataset"
)

// Again is a table that was read a second time, for an audit. Nothing of it lasts.
type Again struct {
	*dataset.Stored
	Report *dataset.BuildReport

	work *workFolder
}

// Again reads a table into a folder of its own.
func (t *To) Again(ctx context.Context, table *dataset.Table, cfg dataset.BuildConfig) (*Again, error) {
	work, err := t.newWorkFolder(ctx)
	if err != nil {
		return nil, err
	}
	a := &Again{work: work}
	if a.Report, err = dataset.Build(ctx, work.in("data"), cfg, table); err == nil {
		a.Stored, err = dataset.OpenStored(work.in("data"))
	}
	if err != nil {
		work.close()
		return nil, err
	}
	return a, nil
}

// Scratch is a folder for what does not last longer than a.
func (a *Again) Scratch() string { return a.work.path }

// Close drops everything.
func (a *Again) Close() error {
	defer a.work.close()
	return a.Stored.Close()
}
