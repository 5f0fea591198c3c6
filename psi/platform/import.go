package platform

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/gofrs/flock"
)

// ImportConfig says what an import makes.
type ImportConfig struct {
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
	Sealer   Sealer                  // protects the dataset's keys; nil means that they are stored as they are
	Memory   int                     // bytes for each sort; 0 means 64 MiB
	Progress func(rows uint64)       // called now and then with the rows read; nil means no calls
}

// importPrefix marks the folder of an import that is under way; its lock is
// held by the process that makes it.
const importPrefix = "importing-"

// Import reads a table through the purpose gate into a dataset. The dataset of
// that name and purpose, if there is one, is replaced in one step at the end:
// an import that fails or is killed leaves it as it was. A Platform that serves
// the data directory takes up the new one by itself.
func (s *Store) Import(ctx context.Context, t *dataset.Table, cfg ImportConfig) (*dataset.BuildReport, error) {
	if cfg.Suite == "" {
		cfg.Suite = ecdh.Ristretto255().String()
	}
	if cfg.Profile == (identity.Profile{}) {
		cfg.Profile = identity.Default()
	}
	if err := psi.CheckName("dataset", cfg.Dataset); err != nil {
		return nil, err
	}
	gate, err := cfg.Policy.Gate(cfg.Dataset, cfg.Purpose)
	if err != nil {
		return nil, err
	}
	root := filepath.Join(s.dir, "datasets")
	if err := durable.MkDirAll(root); err != nil {
		return nil, err
	}
	dropDeadImports(root)
	if err := s.dropStrays(ctx, root); err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp(root, importPrefix)
	if err != nil {
		return nil, err
	}
	defer durable.Drop(work)
	lock := flock.New(filepath.Join(work, "lock"))
	if ok, err := lock.TryLock(); err != nil || !ok {
		return nil, errors.Join(err, errors.New("the import's own folder could not be locked"))
	}
	defer lock.Unlock()
	previous, err := s.openPrevious(ctx, &cfg)
	if err != nil {
		return nil, err
	}
	defer previous.close()
	dir := filepath.Join(work, "data")
	index := ledger.NewIndexKey()
	report, err := s.build(ctx, dir, t, gate, &cfg, previous, index)
	if err != nil {
		return nil, err
	}
	if report.Newest == nil {
		report.Newest = previous.newest
	}
	entry := importEntry(&cfg, report)
	if entry.Commitment, entry.Index, err = s.commitDataset(ctx, dir, &cfg, index); err != nil {
		return nil, err
	}
	return report, s.commit(ctx, dir, &cfg, report, entry, previous)
}

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

func (s *Store) openPrevious(ctx context.Context, cfg *ImportConfig) (*previous, error) {
	d, err := s.dataset(ctx, cfg.Dataset, cfg.Purpose)
	if code := psi.CodeOf(err); code == psi.CodeUnknownDataset || code == psi.CodePurpose {
		if !cfg.Since.IsZero() {
			return nil, fmt.Errorf("dataset %q for purpose %q was not imported yet: import all of it first", cfg.Dataset, cfg.Purpose)
		}
		return &previous{}, nil
	}
	if err != nil {
		return nil, err
	}
	p := &previous{generation: d.generation, newest: d.newest, policy: d.PolicyDigest}
	if !cfg.Since.IsZero() && d.Suite != cfg.Suite {
		return nil, fmt.Errorf("dataset %q is of suite %s, this import of %s: import all of it", d.Name, d.Suite, cfg.Suite)
	}
	p.stored, err = dataset.OpenStored(filepath.Join(s.generationDir(d.generation), dataFolder))
	if err != nil && cfg.Since.IsZero() {
		return &previous{generation: d.generation, policy: d.PolicyDigest}, nil // a damaged dataset can still be replaced
	}
	return p, err
}

// LastChange is the latest change that the imports of a dataset have seen.
func (s *Store) LastChange(ctx context.Context, name, purpose string) (time.Time, error) {
	d, err := s.dataset(ctx, name, purpose)
	if err != nil {
		return time.Time{}, errors.New(err.Error()) // no refusal of a client's
	}
	if d.newest == nil {
		return time.Time{}, fmt.Errorf("dataset %q: no row that was imported had a time in a column updated_at", name)
	}
	return *d.newest, nil
}

func (s *Store) build(ctx context.Context, dir string, t *dataset.Table, gate *purpose.Gate, cfg *ImportConfig, prev *previous, index ledger.IndexKey) (*dataset.BuildReport, error) {
	if err := durable.MkDir(dir); err != nil {
		return nil, err
	}
	var params []psi.Params
	for _, t := range []identity.Type{identity.Email, identity.Phone} {
		if cfg.Profile.Supports(t) {
			params = append(params, psi.Params{Suite: cfg.Suite, Purpose: cfg.Purpose, Profile: cfg.Profile.String(), IDType: string(t)})
		}
	}
	keys, err := s.importKeys(dir, cfg, params, prev, index)
	if err != nil {
		return nil, err
	}
	byType := map[identity.Type]*ecdh.Key{}
	for name, k := range keys {
		defer k.Destroy()
		byType[identity.Type(name)] = k
	}
	return dataset.Build(ctx, filepath.Join(dir, dataFolder), dataset.BuildConfig{
		Keys: byType, Profile: cfg.Profile, Gate: gate, Region: cfg.Region, Map: cfg.Map, Plus: cfg.Plus, Strict: cfg.Strict,
		Previous: prev.stored, Merge: !cfg.Since.IsZero(), Since: cfg.Since,
		Memory: cfg.Memory, Progress: cfg.Progress,
	}, t)
}

// importKeys draws fresh keys for a whole dataset, and takes over the old ones
// for one that is merged into.
func (s *Store) importKeys(dir string, cfg *ImportConfig, params []psi.Params, prev *previous, index ledger.IndexKey) (map[string]*ecdh.Key, error) {
	if cfg.Since.IsZero() {
		return newDatasetKeys(dir, cfg.Dataset, cfg.Sealer, params, index)
	}
	keys := map[string]*ecdh.Key{}
	for _, p := range params {
		k, err := datasetKey(s.generationDir(prev.generation), cfg.Dataset, cfg.Sealer, p)
		if err != nil {
			return nil, err
		}
		keys[p.IDType] = k
	}
	return keys, writeKeys(dir, cfg.Dataset, cfg.Sealer, params, keys, index)
}

// dataFolder holds the files of package dataset in a generation's folder.
const dataFolder = "set"

// commit makes dir the dataset's newest generation.
func (s *Store) commit(ctx context.Context, dir string, cfg *ImportConfig, report *dataset.BuildReport, entry *ledger.Import, prev *previous) (err error) {
	if err := s.recordImport(ctx, entry, prev.policy); err != nil {
		return err
	}
	b := make([]byte, 16)
	rand.Read(b)
	generation := hex.EncodeToString(b)
	target := s.generationDir(generation)
	if err := durable.Move(dir, target); err != nil {
		return err
	}
	inDoubt := false // whether the database has taken it over
	defer func() {
		if err != nil && !inDoubt {
			err = errors.Join(err, durable.Drop(target))
		}
	}()
	if err := errors.Join(durable.SyncDir(target), durable.SyncDir(filepath.Dir(target))); err != nil {
		return err
	}
	sizes := map[string]uint64{}
	for _, t := range report.Types {
		if t.Elements > 0 {
			sizes[string(t.Type)] = t.Elements
		}
	}
	sizesJSON, err := json.Marshal(sizes)
	if err != nil {
		return err
	}
	reportJSON, err := json.Marshal(report)
	if err != nil {
		return err
	}
	entryJSON, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if !cfg.Since.IsZero() {
		var current string
		err := tx.QueryRowContext(ctx, `SELECT generation FROM datasets WHERE name = ? AND purpose = ?`, cfg.Dataset, cfg.Purpose).Scan(&current)
		if err != nil || current != prev.generation {
			return errors.Join(err, errors.New("another import has replaced the dataset meanwhile: run this one again"))
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO superseded SELECT generation FROM datasets WHERE name = ? AND purpose = ?`, cfg.Dataset, cfg.Purpose)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO datasets VALUES (?,?,?,?,?,?,?,?,?,?)`,
		cfg.Dataset, cfg.Purpose, generation, cfg.Suite, cfg.Profile.String(), psi.Digest(cfg.Policy.Digest()).String(), now(), sizesJSON, reportJSON, entryJSON)
	if err != nil {
		return err
	}
	inDoubt = true
	return tx.Commit()
}

// dropGenerations removes the files of superseded datasets that are not in keep.
func (s *Store) dropGenerations(ctx context.Context, keep map[string]bool) error {
	rows, err := s.db.QueryContext(ctx, `SELECT generation FROM superseded`)
	if err != nil {
		return err
	}
	var old []string
	for rows.Next() {
		var g string
		if err := rows.Scan(&g); err != nil {
			return errors.Join(err, rows.Close())
		}
		if !keep[g] {
			old = append(old, g)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, g := range old {
		if err := s.keepCandidates(ctx, g); err != nil {
			return fmt.Errorf("superseded dataset: index: %w", err)
		}
		if err := durable.Drop(s.generationDir(g)); err != nil {
			return fmt.Errorf("superseded dataset: %w", err)
		}
		if _, err := s.db.ExecContext(ctx, `DELETE FROM superseded WHERE generation = ?`, g); err != nil {
			return err
		}
	}
	return nil
}

// dropStrays removes generations that no row knows of: an import was killed
// between the renaming and the commit. A young one may be just there.
func (s *Store) dropStrays(ctx context.Context, root string) error {
	entries, err := os.ReadDir(root)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || strings.HasPrefix(e.Name(), importPrefix) || time.Since(info.ModTime()) < time.Hour {
			continue
		}
		var known bool
		err = s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM datasets WHERE generation = ?1 UNION SELECT 1 FROM superseded WHERE generation = ?1)`, e.Name()).Scan(&known)
		if err != nil {
			return err
		}
		if !known {
			os.RemoveAll(filepath.Join(root, e.Name()))
		}
	}
	return nil
}

// dropDeadImports removes what killed imports left behind.
func dropDeadImports(root string) {
	entries, err := os.ReadDir(root)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), importPrefix) {
			continue
		}
		lock := flock.New(filepath.Join(root, e.Name(), "lock"))
		if ok, err := lock.TryLock(); err == nil && ok {
			lock.Unlock()
			os.RemoveAll(filepath.Join(root, e.Name()))
		}
	}
}
