package imports

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/dataset/runs"
	"github.com/blindmatch/blindmatch/psi/platform/internal/jobs"
)

// Prepare makes a job of an import, for workers on parts of the table. Nothing is changed. tables are those of this
// program.
func (t *To) Prepare(ctx context.Context, tables jobs.Tables, cfg Config) (*jobs.Files, error) {
	if !cfg.Since.IsZero() {
		return nil, errors.New("a job imports a whole table, not changes")
	}
	x, err := t.newImporter(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer x.close()
	of, err := x.keyed()
	if err != nil {
		return nil, err
	}
	d, err := x.elementsKey(of)
	if err != nil {
		return nil, err
	}
	defer d.Destroy()
	keys := &jobs.Keys{Elements: d.Bytes()}
	if keys.Erased, err = t.Rows.Erased.Snapshot(ctx); err != nil {
		return nil, err
	}
	defer keys.Destroy()
	rand.Read(keys.Join[:])
	j := &jobs.Job{
		Version: jobs.Version, Tables: tables, Dataset: x.cfg.Dataset, Purpose: x.cfg.Purpose, Suite: x.cfg.Suite, Profile: x.cfg.Profile,
		Policy: psi.Digest(x.cfg.Policy.Digest()), At: x.gate.Now(), Over: x.previous.row.Generation,
		Region: x.cfg.Region, Map: x.cfg.Map, Plus: x.cfg.Plus, Strict: x.cfg.Strict,
	}
	rand.Read(j.ID[:])
	f := &jobs.Files{}
	f.Job, f.Keys, err = jobs.Seal(j, keys, t.Rows.Sealer())
	return f, err
}

// Adopt makes what a job has made of a table the dataset, as Import does with the table itself: with the same report,
// under the same guards, in one step. Of cfg, what the job says counts; its dataset and policy have to be the job's.
func (t *To) Adopt(ctx context.Context, tables jobs.Tables, files *jobs.Files, set *runs.Set, cfg Config) (*Report, error) {
	j, keys, err := jobs.Open(files.Job, files.Keys, t.Rows.Sealer())
	if err != nil {
		return nil, err
	}
	defer keys.Destroy()
	if err := j.Checked(tables, cfg.Policy); err != nil {
		return nil, err
	}
	digest := jobs.Digest(files.Job)
	switch age := time.Since(j.At); {
	case set.Job() != hex.EncodeToString(digest[:]):
		return nil, errors.New("the runs were made by another job")
	case cfg.Dataset != j.Dataset || cfg.Purpose != j.Purpose:
		return nil, fmt.Errorf("the job is for dataset %q and purpose %q", j.Dataset, j.Purpose)
	case !cfg.Since.IsZero():
		return nil, errors.New("a job imports a whole table, not changes")
	case age > jobs.MaxAge:
		return nil, fmt.Errorf("the job was prepared %d days ago, and grants may have ended since: prepare and run it again", int(age.Hours()/24))
	}
	cfg.Suite, cfg.Profile, cfg.Region, cfg.Map, cfg.Plus, cfg.Strict = j.Suite, j.Profile, j.Region, j.Map, j.Plus, j.Strict
	x, err := t.newImporter(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer x.close()
	if x.previous.row.Generation != j.Over {
		return nil, fmt.Errorf("dataset %q has been imported, rolled back or amended since the job was prepared, so that its table may be older: prepare and run it again", j.Dataset)
	}
	x.gate = x.gate.At(j.At)
	if err := x.adopt(ctx, j, keys, set); err != nil {
		return nil, err
	}
	return x.conclude(ctx)
}

// adopt reads runs into a new generation.
func (x *importer) adopt(ctx context.Context, j *jobs.Job, secret *jobs.Keys, set *runs.Set) error {
	cfg, err := j.Build(secret, x.cfg.Policy)
	if err != nil {
		return err
	}
	keys, err := x.keep(cfg.Key)
	if err != nil {
		return err
	}
	defer keys.Destroy()
	erased, err := x.Rows.Erased.Load(ctx)
	if err != nil {
		return err
	}
	cfg.Previous, cfg.Memory, cfg.Progress = x.previous.stored, x.cfg.Memory, x.cfg.Progress
	cfg.Erased = func(user []byte) bool { return erased.Has(string(user)) }
	x.report, err = dataset.Adopt(ctx, x.made.Set(), cfg, secret.Join, set)
	if err == nil && x.report.Newest == nil {
		x.report.Newest = x.previous.row.Newest
	}
	return err
}
