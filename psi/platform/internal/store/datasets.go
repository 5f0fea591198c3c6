package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Datasets is the table of datasets, with the table of superseded generations whose files are still to be removed.
type Datasets struct{ db *sql.DB }

// Dataset is the current generation of a dataset.
type Dataset struct {
	Name         string            `json:"dataset"`
	Purpose      string            `json:"purpose"`
	Suite        string            `json:"suite"`
	Profile      string            `json:"profile"`
	PolicyDigest psi.Digest        `json:"policy_digest"`
	Imported     time.Time         `json:"imported"`
	Sizes        map[string]uint64 `json:"sizes"` // identifier type to distinct elements
	Generation   string            `json:"-"`     // folder of its files
	Newest       *time.Time        `json:"-"`     // latest change that any of its imports has seen
	Metadata     string            `json:"-"`     // numbering plans that its phone numbers were checked with
	Entry        ledger.Import     `json:"-"`     // what the ledger says of the import
}

// Params are what the dataset's elements of the given type are hashed under.
func (d *Dataset) Params(idType string) psi.Params {
	return psi.Params{Suite: d.Suite, Purpose: d.Purpose, Profile: d.Profile, IDType: idType}
}

// SetEntry is the ledger's entry for a set made from d.
func (d *Dataset) SetEntry(params psi.Params, set psi.Set) ledger.PlatformSet {
	return ledger.PlatformSet{Dataset: d.Name, Import: d.Entry.Commitment, PolicyDigest: d.PolicyDigest, Params: params, Set: set}
}

const selectDataset = `SELECT name, purpose, generation, suite, profile, policy_digest, imported, sizes, report, entry FROM datasets`

// List returns all datasets, by name and purpose.
func (d Datasets) List(ctx context.Context) ([]Dataset, error) {
	rows, err := d.db.QueryContext(ctx, selectDataset+` ORDER BY name, purpose`)
	return collect(rows, err, scanDataset)
}

// Get returns the dataset with a name and purpose, or a *psi.Error that says whether the name or the purpose is
// unknown.
func (d Datasets) Get(ctx context.Context, name, purpose string) (*Dataset, error) {
	x, err := scanDataset(d.db.QueryRowContext(ctx, selectDataset+` WHERE name = ? AND purpose = ?`, name, purpose).Scan)
	if !errors.Is(err, sql.ErrNoRows) {
		return &x, err
	}
	var other string
	err = d.db.QueryRowContext(ctx, `SELECT purpose FROM datasets WHERE name = ? LIMIT 1`, name).Scan(&other)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, psi.Errorf(psi.CodeUnknownDataset, "no dataset %.80q here: check the spelling, or ask the platform for the name", name)
	}
	if err != nil {
		return nil, err
	}
	return nil, psi.Errorf(psi.CodePurpose, "dataset %q is not offered for purpose %.80q (it is for %q)", name, purpose, other)
}

// reported is what a Dataset takes from the dataset.BuildReport.
type reported struct {
	Newest        *time.Time `json:"newest"`
	PhoneMetadata string     `json:"phone_metadata"`
}

func scanDataset(scan func(...any) error) (d Dataset, err error) {
	var digest, imported, sizes, report, entry string
	if err = scan(&d.Name, &d.Purpose, &d.Generation, &d.Suite, &d.Profile, &digest, &imported, &sizes, &report, &entry); err != nil {
		return d, err
	}
	if d.Imported, err = time.Parse(time.RFC3339Nano, imported); err != nil {
		return d, err
	}
	if err = d.PolicyDigest.UnmarshalText([]byte(digest)); err != nil {
		return d, err
	}
	var r reported
	err = errors.Join(json.Unmarshal([]byte(sizes), &d.Sizes), json.Unmarshal([]byte(report), &r), json.Unmarshal([]byte(entry), &d.Entry))
	d.Newest, d.Metadata = r.Newest, r.PhoneMetadata
	return d, err
}

// InDoubt says that nobody knows whether a transaction was committed.
type InDoubt struct{ Err error }

func (e *InDoubt) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *InDoubt) Unwrap() error { return e.Err }

// Replace makes d the current generation of its dataset and supersedes the previous one. report is the import's report,
// as JSON. If over is not "", the previous generation must be over. It fails with an InDoubt if d may be in place all
// the same.
func (d Datasets) Replace(ctx context.Context, x *Dataset, report []byte, over string) error {
	sizes, err := json.Marshal(x.Sizes)
	if err != nil {
		return err
	}
	entry, err := json.Marshal(x.Entry)
	if err != nil {
		return err
	}
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if over != "" {
		var current string
		err := tx.QueryRowContext(ctx, `SELECT generation FROM datasets WHERE name = ? AND purpose = ?`, x.Name, x.Purpose).Scan(&current)
		if err != nil || current != over {
			return errors.Join(err, errors.New("another import replaced the dataset meanwhile: run this one again"))
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO superseded SELECT generation FROM datasets WHERE name = ? AND purpose = ?`, x.Name, x.Purpose)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO datasets VALUES (?,?,?,?,?,?,?,?,?,?)`,
		x.Name, x.Purpose, x.Generation, x.Suite, x.Profile, x.PolicyDigest.String(), stamp(x.Imported), sizes, report, entry)
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return &InDoubt{err}
	}
	return nil
}

// Superseded lists the generations whose files are to be removed.
func (d Datasets) Superseded(ctx context.Context) ([]string, error) {
	rows, err := d.db.QueryContext(ctx, `SELECT generation FROM superseded`)
	return collect(rows, err, func(scan func(...any) error) (g string, err error) { return g, scan(&g) })
}

// Forget is called when the files of a superseded generation are gone.
func (d Datasets) Forget(ctx context.Context, generation string) error {
	_, err := d.db.ExecContext(ctx, `DELETE FROM superseded WHERE generation = ?`, generation)
	return err
}

// Knows says whether a generation is current or superseded.
func (d Datasets) Knows(ctx context.Context, generation string) (known bool, err error) {
	err = d.db.QueryRowContext(ctx,
		`SELECT EXISTS (SELECT 1 FROM datasets WHERE generation = ?1 UNION SELECT 1 FROM superseded WHERE generation = ?1)`, generation).Scan(&known)
	return known, err
}
