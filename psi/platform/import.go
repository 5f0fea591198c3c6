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

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
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
	Sealer   Sealer            // protects the dataset's keys; nil means that they are stored as they are
	Memory   int               // bytes for each sort; 0 means 64 MiB
	Progress func(rows uint64) // called now and then with the rows read; nil means no calls
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
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, err
	}
	dropDeadImports(root)
	work, err := os.MkdirTemp(root, importPrefix)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	lock := flock.New(filepath.Join(work, "lock"))
	if _, err := lock.TryLock(); err != nil {
		return nil, err
	}
	defer lock.Unlock()
	report, err := s.build(ctx, filepath.Join(work, "data"), t, gate, cfg)
	if err != nil {
		return nil, err
	}
	return report, s.commit(ctx, filepath.Join(work, "data"), cfg, report)
}

func (s *Store) build(ctx context.Context, dir string, t *dataset.Table, gate *purpose.Gate, cfg ImportConfig) (*dataset.BuildReport, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	var params []psi.Params
	for _, t := range []identity.Type{identity.Email, identity.Phone} {
		if cfg.Profile.Supports(t) {
			params = append(params, psi.Params{Suite: cfg.Suite, Purpose: cfg.Purpose, Profile: cfg.Profile.String(), IDType: string(t)})
		}
	}
	keys, err := newDatasetKeys(dir, cfg.Sealer, params)
	if err != nil {
		return nil, err
	}
	byType := map[identity.Type]*ecdh.Key{}
	for name, k := range keys {
		defer k.Destroy()
		byType[identity.Type(name)] = k
	}
	return dataset.Build(ctx, filepath.Join(dir, dataFolder), dataset.BuildConfig{
		Keys: byType, Profile: cfg.Profile, Gate: gate, Memory: cfg.Memory, Progress: cfg.Progress,
	}, t)
}

// dataFolder holds the files of package dataset in a generation's folder.
const dataFolder = "set"

// commit makes dir the dataset's newest generation.
func (s *Store) commit(ctx context.Context, dir string, cfg ImportConfig, report *dataset.BuildReport) error {
	b := make([]byte, 16)
	rand.Read(b)
	generation := hex.EncodeToString(b)
	target := s.generationDir(generation)
	if err := os.Rename(dir, target); err != nil {
		return err
	}
	if err := errors.Join(syncDir(target), syncDir(filepath.Dir(target))); err != nil {
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
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	_, err = tx.ExecContext(ctx, `INSERT INTO superseded SELECT generation FROM datasets WHERE name = ? AND purpose = ?`, cfg.Dataset, cfg.Purpose)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO datasets VALUES (?,?,?,?,?,?,?,?,?)`,
		cfg.Dataset, cfg.Purpose, generation, cfg.Suite, cfg.Profile.String(), psi.Digest(cfg.Policy.Digest()).String(), now(), sizesJSON, reportJSON)
	if err != nil {
		return err
	}
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
		if err := os.RemoveAll(s.generationDir(g)); err != nil {
			return fmt.Errorf("superseded dataset: %w", err)
		}
		if _, err := s.db.ExecContext(ctx, `DELETE FROM superseded WHERE generation = ?`, g); err != nil {
			return err
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

// syncDir makes the names in a directory durable, where the system can do that.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !isSyncRefused(err) {
		return err
	}
	return nil
}
