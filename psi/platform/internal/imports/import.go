// Package imports takes tables into datasets: through the purpose gate, masked and sorted, into a generation of files
// that replaces the one before in one step.
package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// Config says what an import makes.
type Config struct {
	Dataset  string           // name
	Purpose  string           // only what may be used for it is imported
	Suite    string           // "" means ristretto255
	Profile  identity.Profile // the zero Profile means identity.Default
	Policy   *purpose.Policy
	Region   string                  // country of phone numbers without a country code; "" means that they are rejected
	Map      map[string]dataset.Role // columns by header, or by "#number"
	Plus     bool                    // phone numbers without a plus sign carry their country code, unless they begin with 0
	Strict   bool                    // damaged cells are not repaired
	Since    time.Time               // if not zero, only rows changed after it are read, and merged into the dataset
	Memory   int                     // bytes for each sort; 0 means 64 MiB
	Progress func(rows uint64)       // called now and then with the rows read; nil means no calls
}

// To is where datasets are imported to. It is safe for concurrent use, also by several processes.
type To struct {
	Rows    *store.Store
	Journal *journal.Journal
	Eraser  *subject.Eraser
}

// Import reads a table through the purpose gate into a dataset. The dataset of that name and purpose, if there is one,
// is replaced in one step at the end: an import that fails or is killed leaves it as it was.
func (t *To) Import(ctx context.Context, table *dataset.Table, cfg Config) (*dataset.BuildReport, error) {
	x, err := t.newImporter(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer x.close()
	if err := x.build(ctx, table); err != nil {
		return nil, err
	}
	if err := x.describe(ctx); err != nil {
		return nil, err
	}
	return x.report, x.replace(ctx)
}

// importer is an import under way. It is closed in any case.
type importer struct {
	*To
	cfg      Config
	gate     *purpose.Gate
	params   []psi.Params // of the identifier types that the profile has
	previous *previous
	work     *workFolder
	made     store.Generation // in the work folder, until it is moved

	index  subject.IndexKey // of the candidate index
	report *dataset.BuildReport
	entry  *ledger.Import // what the ledger will say
}

// newImporter checks what is wanted, and clears away what dead imports have left.
func (t *To) newImporter(ctx context.Context, cfg Config) (*importer, error) {
	if cfg.Suite == "" {
		cfg.Suite = ecdh.Ristretto255().String()
	}
	if cfg.Profile == (identity.Profile{}) {
		cfg.Profile = identity.Default()
	}
	if err := psi.CheckName("dataset", cfg.Dataset); err != nil {
		return nil, err
	}
	x := &importer{To: t, cfg: cfg, index: subject.NewIndexKey()}
	for _, typ := range identity.Types() {
		if cfg.Profile.Supports(typ) {
			x.params = append(x.params, psi.Params{Suite: cfg.Suite, Purpose: cfg.Purpose, Profile: cfg.Profile.String(), IDType: string(typ)})
		}
	}
	var err error
	if x.gate, err = cfg.Policy.Gate(cfg.Dataset, cfg.Purpose); err != nil {
		return nil, err
	}
	if x.work, err = t.newWorkFolder(ctx); err != nil {
		return nil, err
	}
	x.made = store.Generation(x.work.in("data"))
	if x.previous, err = t.openPrevious(ctx, &cfg); err != nil {
		x.work.close()
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

// previous is the generation that an import replaces; the zero value is none.
type previous struct {
	generation string
	stored     *dataset.Stored
	newest     *time.Time // latest change that it has seen
	policy     psi.Digest
}

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
	p := &previous{generation: d.Generation, newest: d.Newest, policy: d.PolicyDigest}
	if !cfg.Since.IsZero() && d.Suite != cfg.Suite {
		return nil, fmt.Errorf("dataset %q is of suite %s, this import of %s: import all of it", d.Name, d.Suite, cfg.Suite)
	}
	p.stored, err = dataset.OpenStored(t.Rows.Files.Generation(d.Generation).Set())
	if err != nil && cfg.Since.IsZero() {
		return &previous{generation: d.Generation, policy: d.PolicyDigest}, nil // a damaged dataset can still be replaced
	}
	return p, err
}

// build reads the table into a new generation.
func (x *importer) build(ctx context.Context, t *dataset.Table) error {
	if err := durable.MkDir(string(x.made)); err != nil {
		return err
	}
	keys, err := x.keys()
	if err != nil {
		return err
	}
	defer keys.Destroy()
	if err := x.Rows.WriteKeys(x.made, x.cfg.Dataset, x.params, keys); err != nil {
		return err
	}
	byType := map[identity.Type]*ecdh.Key{}
	for name, k := range keys.Elements {
		byType[identity.Type(name)] = k
	}
	x.report, err = dataset.Build(ctx, x.made.Set(), dataset.BuildConfig{
		Keys: byType, Profile: x.cfg.Profile, Gate: x.gate, Region: x.cfg.Region, Map: x.cfg.Map, Plus: x.cfg.Plus, Strict: x.cfg.Strict,
		Previous: x.previous.stored, Merge: x.merges(), Since: x.cfg.Since,
		Memory: x.cfg.Memory, Progress: x.cfg.Progress,
	}, t)
	if err == nil && x.report.Newest == nil {
		x.report.Newest = x.previous.newest
	}
	return err
}

// keys draws fresh keys for a whole dataset, and takes over the old ones for one that
// is merged into. The candidate index has a fresh one in any case.
func (x *importer) keys() (*store.Keys, error) {
	keys := &store.Keys{Elements: map[string]*ecdh.Key{}, Index: x.index}
	for _, p := range x.params {
		if x.merges() {
			k, err := x.Rows.ElementsKey(x.Rows.Files.Generation(x.previous.generation), x.cfg.Dataset, p)
			if err != nil {
				keys.Destroy()
				return nil, err
			}
			keys.Elements[p.IDType] = k
			continue
		}
		g, err := p.Group()
		if err != nil {
			return nil, err
		}
		keys.Elements[p.IDType] = g.GenerateKey()
	}
	return keys, nil
}

// describe writes the new generation's candidate index, and says what the ledger
// will say of it.
func (x *importer) describe(ctx context.Context) (err error) {
	x.entry = importEntry(&x.cfg, x.report)
	x.entry.Commitment, x.entry.Index, err = x.commitDataset(ctx)
	return err
}

// replace makes what was built the dataset's current generation.
func (x *importer) replace(ctx context.Context) (err error) {
	report, err := json.Marshal(x.report)
	if err != nil {
		return err
	}
	if err := x.Journal.Import(ctx, x.entry, x.previous.policy); err != nil {
		return err
	}
	name, err := x.place()
	if err != nil {
		return err
	}
	row := &store.Dataset{
		Name: x.cfg.Dataset, Purpose: x.cfg.Purpose, Generation: name, Suite: x.cfg.Suite, Profile: x.cfg.Profile.String(),
		PolicyDigest: psi.Digest(x.cfg.Policy.Digest()), Imported: time.Now(), Sizes: map[string]uint64{}, Entry: *x.entry,
	}
	for _, t := range x.report.Types {
		if t.Elements > 0 {
			row.Sizes[string(t.Type)] = t.Elements
		}
	}
	over := ""
	if x.merges() {
		over = x.previous.generation
	}
	err = x.Rows.Datasets.Replace(ctx, row, report, over)
	if _, inDoubt := errors.AsType[*store.InDoubt](err); err != nil && !inDoubt {
		err = errors.Join(err, durable.Drop(string(x.Rows.Files.Generation(name))))
	}
	return err
}
