package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/blindmatch/blindmatch/internal/nearest"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
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
	Population   string            `json:"population"` // whose budget its releases are paid from
	Sizes        map[string]uint64 `json:"sizes"`      // identifier type to distinct elements
	Groups       Groups            `json:"groups"`     // contact groups of each class
	Generation   string            `json:"-"`          // folder of its files
	Newest       *time.Time        `json:"-"`          // latest change that any of its imports has seen
	Metadata     string            `json:"-"`          // numbering plans that its phone numbers were checked with
	Entry        ledger.Import     `json:"-"`          // what the ledger says of the import
	Report       []byte            `json:"-"`          // the import's counts, as JSON
}

// Groups counts contact groups by disclosure.ClassOf their width.
type Groups = [disclosure.Classes]uint64

// Params are what the dataset's elements are hashed under. Its types are those that it has, or all that it could have if
// it has none.
func (d *Dataset) Params() psi.Params {
	var has, may []string
	for t, n := range d.Sizes {
		may = append(may, t)
		if n > 0 {
			has = append(has, t)
		}
	}
	if has == nil {
		has = may
	}
	types, err := psi.NewTypes(has...)
	if err != nil {
		panic("store: internal error: " + err.Error())
	}
	return psi.Params{Suite: d.Suite, Purpose: d.Purpose, Profile: d.Profile, Types: types}
}

// SetEntry is the ledger's entry for an epoch of d.
func (d *Dataset) SetEntry(set psi.Set, audit psi.Digest) ledger.PlatformSet {
	return ledger.PlatformSet{Dataset: d.Name, Import: d.Entry.Commitment, PolicyDigest: d.PolicyDigest, Params: d.Params(), Set: set, AuditKey: audit}
}

const (
	columns       = `name, purpose, generation, suite, profile, policy_digest, imported, population, sizes, groups, report, entry`
	selectDataset = `SELECT ` + columns + ` FROM datasets`
)

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
		all, err := d.List(ctx)
		if err != nil {
			return nil, err
		}
		var names []string
		for _, x := range all {
			names = append(names, x.Name)
		}
		return nil, UnknownDataset(name, names)
	}
	if err != nil {
		return nil, err
	}
	return nil, psi.Errorf(psi.CodePurpose, "dataset %q is not offered for purpose %.80q (it is for %q)", name, purpose, other)
}

// UnknownDataset says that there is no dataset of a name, or none for whoever asks, who may know the others.
func UnknownDataset(name string, others []string) error {
	if meant := nearest.Meant(name, others); meant != "" {
		return psi.Errorf(psi.CodeUnknownDataset, "no dataset %.80q here%s", name, meant)
	}
	return psi.Errorf(psi.CodeUnknownDataset, "no dataset %.80q here: check the spelling, or ask the platform for the name", name)
}

// reported is what a Dataset takes from the dataset.BuildReport.
type reported struct {
	Newest        *time.Time `json:"newest"`
	PhoneMetadata string     `json:"phone_metadata"`
}

func scanDataset(scan func(...any) error) (d Dataset, err error) {
	var digest, imported, sizes, groups, entry string
	if err = scan(&d.Name, &d.Purpose, &d.Generation, &d.Suite, &d.Profile, &digest, &imported, &d.Population, &sizes, &groups, &d.Report, &entry); err != nil {
		return d, err
	}
	if d.Imported, err = time.Parse(time.RFC3339Nano, imported); err != nil {
		return d, err
	}
	if err = d.PolicyDigest.UnmarshalText([]byte(digest)); err != nil {
		return d, err
	}
	var r reported
	err = errors.Join(json.Unmarshal([]byte(sizes), &d.Sizes), json.Unmarshal([]byte(groups), &d.Groups), json.Unmarshal(d.Report, &r), json.Unmarshal([]byte(entry), &d.Entry))
	d.Newest, d.Metadata = r.Newest, r.PhoneMetadata
	return d, err
}

// Succession says what becomes of the generation that another takes the place of.
type Succession struct {
	Over   string // it must be that; "" means any, or none
	Amends bool   // the new one stands for it, too: it is not kept, and a rollback leads past it
}

// Replace makes x the current generation of its dataset, and supersedes the one
// before. It fails with an InDoubt if x may be in place nevertheless.
func (d Datasets) Replace(ctx context.Context, x *Dataset, s Succession) error {
	sizes, err := json.Marshal(x.Sizes)
	if err != nil {
		return err
	}
	groups, err := json.Marshal(x.Groups)
	if err != nil {
		return err
	}
	entry, err := json.Marshal(x.Entry)
	if err != nil {
		return err
	}
	return d.supersede(ctx, x.Name, x.Purpose, s, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, put("datasets", 2, columns),
			x.Name, x.Purpose, x.Generation, x.Suite, x.Profile, x.PolicyDigest.String(), stamp(x.Imported), x.Population, sizes, groups, x.Report, entry)
		return err
	})
}

// Remove takes a dataset away, of which over is the current generation. Its files are
// to go, also those that a rollback would need.
func (d Datasets) Remove(ctx context.Context, name, purpose, over string) error {
	return d.supersede(ctx, name, purpose, Succession{Over: over, Amends: true}, func(tx *sql.Tx) error {
		for _, table := range []string{"former", "datasets", "layouts"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE name = ? AND purpose = ?`, name, purpose); err != nil {
				return err
			}
		}
		return nil
	})
}

// supersede ends the current generation of a dataset, with what comes instead.
func (d Datasets) supersede(ctx context.Context, name, purpose string, s Succession, instead func(*sql.Tx) error) error {
	return Transact(ctx, d.db, func(tx *sql.Tx) error { return supersede(ctx, tx, name, purpose, s, instead) })
}

func supersede(ctx context.Context, tx *sql.Tx, name, purpose string, s Succession, instead func(*sql.Tx) error) error {
	const which = ` WHERE name = ? AND purpose = ?`
	if s.Over != "" {
		var current string
		err := tx.QueryRowContext(ctx, `SELECT generation FROM datasets`+which, name, purpose).Scan(&current)
		if err != nil || current != s.Over {
			return errors.Join(err, errors.New("another import has replaced the dataset meanwhile: run this one again"))
		}
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO superseded SELECT generation FROM datasets`+which, name, purpose); err != nil {
		return err
	}
	if !s.Amends {
		_, err := tx.ExecContext(ctx, `INSERT INTO former (`+columns+`, superseded) SELECT `+columns+`, ? FROM datasets`+which+` `+replacing(2, columns+`, superseded`), now(), name, purpose)
		if err != nil {
			return err
		}
	}
	return instead(tx)
}

// Former returns the generation before the current one, or nil if there is none, and
// since when it is superseded.
func (d Datasets) Former(ctx context.Context, name, purpose string) (x *Dataset, since time.Time, err error) {
	var at string
	got, err := scanDataset(func(to ...any) error {
		return d.db.QueryRowContext(ctx, `SELECT `+columns+`, superseded FROM former WHERE name = ? AND purpose = ?`, name, purpose).Scan(append(to, &at)...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, since, nil
	}
	if err == nil {
		since, err = time.Parse(time.RFC3339Nano, at)
	}
	return &got, since, err
}

// ExpireFormer ends the time of what was superseded before, so that a rollback brings
// it back no more.
func (d Datasets) ExpireFormer(ctx context.Context, before time.Time) error {
	_, err := d.db.ExecContext(ctx, `DELETE FROM former WHERE superseded < ?`, stamp(before))
	return err
}

// Superseded lists the generations whose files are to go: those that a rollback brings
// back are not among them.
func (d Datasets) Superseded(ctx context.Context) ([]string, error) {
	rows, err := d.db.QueryContext(ctx, `SELECT generation FROM superseded WHERE generation NOT IN (SELECT generation FROM former)`)
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
