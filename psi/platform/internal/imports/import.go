package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Import reads a table through the purpose gate into a dataset. The dataset of that name and purpose, if there is one,
// is replaced in one step at the end: an import that fails or is killed leaves it as it was. One that does more than is
// allowed fails with a *Stopped and its report: then those whom the table withdraws or deletes are taken out of the
// dataset, which else is as it was.
func (t *To) Import(ctx context.Context, table *dataset.Table, cfg Config) (*Report, error) {
	x, err := t.newImporter(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer x.close()
	if err := x.build(ctx, table); err != nil {
		return nil, err
	}
	return x.conclude(ctx)
}

// conclude makes what was built the dataset, unless that is not wanted or does more than is allowed.
func (x *importer) conclude(ctx context.Context) (*Report, error) {
	cfg := &x.cfg
	var err error
	r := &Report{BuildReport: x.report, Outcome: Imported, Stopped: x.reasons()}
	switch {
	case x.unchanged():
		r.Outcome = Unchanged
		if cfg.DryRun || x.report.Stated.Late == 0 {
			return r, nil
		}
		return r, x.keepRemembered(ctx)
	case cfg.DryRun:
		r.Outcome = DryRun
	case r.Stopped != nil:
		r.Outcome = Halted
	default:
		return r, x.replace(ctx)
	}
	if r.Stopped == nil {
		return r, nil
	}
	stopped := &Stopped{Dataset: cfg.Dataset, Reasons: r.Stopped}
	if !cfg.DryRun {
		stopped.Unsure = x.unsure()
		if stopped.TakenOut, err = x.takeOut(ctx); err != nil {
			return r, fmt.Errorf("%w; and those whom the file withdraws or deletes could not be taken out: %w", stopped, err)
		}
	}
	return r, stopped
}

// newImporter checks what is wanted, and clears away what dead imports have left.
func (t *To) newImporter(ctx context.Context, cfg Config) (*importer, error) {
	if cfg.Suite == "" {
		cfg.Suite = ecdh.Ristretto255().String()
	}
	if cfg.Profile == (identity.Profile{}) {
		cfg.Profile = identity.Default()
	}
	if cfg.Floor == 0 {
		cfg.Floor = disclosure.Default().Floors().Dataset
	}
	if err := psi.CheckName("dataset", cfg.Dataset); err != nil {
		return nil, err
	}
	x := &importer{cfg: cfg}
	var err error
	if x.gate, err = cfg.Policy.Gate(cfg.Dataset, cfg.Purpose); err != nil {
		return nil, err
	}
	x.gate = x.gate.At(entryTime())
	if cfg.Since.After(x.gate.Now()) {
		return nil, fmt.Errorf("changes since %s, which is still to come: none would be found; name a time that has passed", cfg.Since.Format(time.RFC3339))
	}
	if x.work, err = t.newWorkFolder(ctx); err != nil {
		return nil, err
	}
	if x.previous, err = t.openPrevious(ctx, &cfg); err != nil {
		x.work.close()
		return nil, err
	}
	row := store.Dataset{
		Name: cfg.Dataset, Purpose: cfg.Purpose, Suite: cfg.Suite, Profile: cfg.Profile.String(), PolicyDigest: psi.Digest(cfg.Policy.Digest()),
		Population: cfg.Policy.Population(cfg.Dataset),
	}
	if x.draft, err = t.newDraft(row, x.work.in("data"), cfg.Memory); err != nil {
		x.close()
		return nil, err
	}
	return x, nil
}

// close releases what the import has opened. What it has made and not moved goes.
func (x *importer) close() {
	x.previous.close()
	x.work.close()
}

// merges says whether the import takes over what the previous generation has.
func (x *importer) merges() bool { return !x.cfg.Since.IsZero() }

func (p *previous) close() {
	if p.stored != nil {
		p.stored.Close()
	}
}

func (t *To) openPrevious(ctx context.Context, cfg *Config) (*previous, error) {
	d, err := t.Rows.Datasets.Get(ctx, cfg.Dataset, cfg.Purpose)
	if code := psi.CodeOf(err); code == psi.CodeUnknownDataset || code == psi.CodePurpose {
		if !cfg.Since.IsZero() {
			return nil, fmt.Errorf("dataset %q for purpose %q was not imported yet: import all of it first", cfg.Dataset, cfg.Purpose)
		}
		return &previous{}, nil
	}
	if err != nil {
		return nil, err
	}
	p := &previous{row: *d}
	if !cfg.Since.IsZero() && d.Suite != cfg.Suite {
		return nil, fmt.Errorf("dataset %q is of suite %s, this import of %s: import all of it", d.Name, d.Suite, cfg.Suite)
	}
	p.stored, err = dataset.OpenStored(t.Rows.Files.Generation(d.Generation).Set())
	if err != nil && cfg.Since.IsZero() {
		return &previous{row: *d}, nil // a damaged dataset can still be replaced
	}
	return p, err
}

// build reads the table into a new generation.
func (x *importer) build(ctx context.Context, t *dataset.Table) error {
	of, err := x.keyed()
	if err != nil {
		return err
	}
	keys, err := x.keys(of)
	if err != nil {
		return err
	}
	defer keys.Destroy()
	// The key by which erased persons are remembered is there before any of them: a later copy of the database has it.
	if _, err := x.Rows.Erased.PersonsKey(ctx); err != nil {
		return err
	}
	erased, err := x.Rows.Erased.Load(ctx)
	if err != nil {
		return err
	}
	cfg := dataset.BuildConfig{
		Key: keys.Elements, Gate: x.gate, Profile: x.cfg.Profile, Region: x.cfg.Region, Map: x.cfg.Map, Plus: x.cfg.Plus, Strict: x.cfg.Strict,
		Previous: x.previous.stored, Merge: x.merges(), Since: x.cfg.Since, Erased: func(user []byte) bool { return erased.Has(string(user)) },
		Memory: x.cfg.Memory, Progress: x.cfg.Progress,
	}
	x.report, err = dataset.Build(ctx, x.made.Set(), cfg, t)
	if e, ok := errors.AsType[*dataset.ColumnError](err); ok && e.Undecided && x.previous.stored != nil && !x.cfg.DryRun {
		return x.onlyNo(ctx, cfg, t, e)
	}
	if err == nil && x.report.Newest == nil {
		x.report.Newest = x.previous.row.Newest
	}
	return err
}

// onlyNo takes those out whom a table plainly withdraws or deletes that is not imported, because of a column that nothing
// says how to read: that can wait for nobody. It returns why nothing else is taken up.
func (x *importer) onlyNo(ctx context.Context, cfg dataset.BuildConfig, t *dataset.Table, why error) (err error) {
	cfg.OnlyNo, cfg.Merge = true, false
	if x.report, err = dataset.Build(ctx, x.made.Set(), cfg, t); err != nil {
		return fmt.Errorf("%w; and whom the file withdraws or deletes could not be read: %w", why, err)
	}
	out, err := x.takeOut(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("%w; and those whom the file withdraws or deletes could not be taken out: %w", why, err)
	case out > 0:
		return fmt.Errorf("%w; %s whom it plainly withdraws or deletes %s taken out all the same", why, figures.Counted(out, "user"), figures.Is(out))
	}
	return why
}

// keyed is the generation whose key the import takes over: the one before, if it was hashed alike and its key can be
// read. A merge can't do without it.
func (x *importer) keyed() (store.Generation, error) {
	before := &x.previous.row
	if before.Generation == "" || before.Suite != x.row.Suite || before.Profile != x.row.Profile {
		return "", nil
	}
	of := x.Rows.Files.Generation(before.Generation)
	k, err := x.Rows.ElementsKey(of, &x.row)
	if err != nil {
		if x.merges() {
			return "", err
		}
		return "", nil
	}
	k.Destroy()
	return of, nil
}

// unchanged says whether there is nothing to merge: no row has changed, nobody is out by one that has not, and no grant
// has ended.
func (x *importer) unchanged() bool {
	u := x.report.Users
	return x.merges() && x.report.Rows == x.report.RowsUnchanged && u.Expired+u.Removed+u.Withdrawn == 0
}

// keepRemembered keeps it for a rollback whom a table names that changes nothing else.
func (x *importer) keepRemembered(ctx context.Context) error {
	former, _, err := x.Rows.Datasets.Former(ctx, x.cfg.Dataset, x.cfg.Purpose)
	if err != nil || former == nil {
		return err
	}
	table, err := dataset.OpenStored(x.made.Set())
	if err != nil {
		return err
	}
	defer table.Close()
	known, err := x.previous.stored.Recalls(table, x.memory, x.work.path)
	if err != nil || known {
		return err
	}
	_, err = x.takeOut(ctx)
	return err
}

// replace makes what was built the dataset's current generation.
func (x *importer) replace(ctx context.Context) (err error) {
	if x.row.Report, err = json.Marshal(x.report); err != nil {
		return err
	}
	x.row.Entry = *importEntry(&x.cfg, x.report, x.gate.Now())
	x.draft.policy = x.cfg.Policy.Text()
	var s store.Succession
	if x.merges() {
		s.Over = x.previous.row.Generation
	}
	return x.draft.replace(ctx, x.previous.row.PolicyDigest, s)
}
