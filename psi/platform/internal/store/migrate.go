package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
)

// tables creates the tables of version base.
//
//go:embed schema.sql
var tables string

// schema is what a database of this program looks like. Versions before 5 had no contact groups.
var schema = migrations{base: 5, tables: tables, steps: []migration{
	{"add a column for what an open session needs to go on", `ALTER TABLE sessions ADD COLUMN held TEXT`},
	{"let a client have several keys, and less than all", `
CREATE TABLE client_keys (
	spki    TEXT PRIMARY KEY, -- hex SHA-256 of a certificate's public key
	client  TEXT NOT NULL,
	created TEXT NOT NULL,
	expires TEXT NOT NULL -- of the certificate; '' if it is not known
);
INSERT INTO client_keys SELECT spki, name, created, '' FROM clients;
ALTER TABLE clients ADD COLUMN removed TEXT; -- its name stays taken
ALTER TABLE clients ADD COLUMN days INTEGER NOT NULL DEFAULT 365; -- that a renewed certificate lasts
ALTER TABLE clients ADD COLUMN datasets TEXT NOT NULL DEFAULT ''; -- between commas; '' for all
ALTER TABLE clients ADD COLUMN modes TEXT NOT NULL DEFAULT ''; -- likewise`},
	{"let the budget clock know what of it may be false", `
ALTER TABLE budget_clock ADD COLUMN credit INTEGER NOT NULL DEFAULT 0; -- ns of time between runs that may be false
ALTER TABLE budget_clock ADD COLUMN owed INTEGER NOT NULL DEFAULT 0; -- ns for which the clock stands still`},
}}

// tableNames are the tables that the schema has, which a copy in another database gets.
var tableNames = []string{
	"meta", "datasets", "superseded", "clients", "sessions", "subject_keys", "releases", "budget_clock", "cosignatures", "former", "layouts",
	"epochs", "strikes", "audiences", "audience_drafts", "erased_persons", "client_keys",
}

// ErrNone says that there is no data directory.
var ErrNone = errors.New("not a data directory: import a dataset first, or check the spelling")

// migrations bring a database to the newest version. A new one takes the same steps as an old one, so that both end alike.
type migrations struct {
	base   int         // the oldest version that is supported
	tables string      // creates its tables
	steps  []migration // steps[i] leads from version base+i to base+i+1
}

// migration is a step from one version to the next.
type migration struct {
	what string // for errors: "add a column for …"
	sql  string
}

func (m *migrations) newest() int { return m.base + len(m.steps) }

// check says whether a database of a version can be read as it is, and if not, what to do.
func (m *migrations) check(version int) error {
	switch newest := m.newest(); {
	case version == 0:
		return fmt.Errorf("it has no tables: %w", ErrNone)
	case version > newest:
		return fmt.Errorf("it has schema version %d, and this program knows versions up to %d: a newer release wrote it; use that one", version, newest)
	case version < m.base:
		return fmt.Errorf("it has schema version %d, and this program reads versions from %d on: import the datasets again, into a new data directory", version, m.base)
	case version < newest:
		return fmt.Errorf("it has schema version %d, and this program reads version %d: start the server or an import of this release on it once, which brings it up to date", version, newest)
	}
	return nil
}

// migrate brings a database to the newest version, or leaves it as it was. If several processes try, one of them does
// it.
func (m *migrations) migrate(db *sql.DB, d dialect) error {
	version, err := d.version(db)
	if err != nil {
		return err
	}
	for version != m.newest() {
		if version != 0 && (version < m.base || version > m.newest()) {
			return m.check(version)
		}
		if version, err = m.step(db, d); err != nil {
			return err
		}
	}
	return nil
}

// step takes a database one version further, in one transaction.
func (m *migrations) step(db *sql.DB, d dialect) (version int, err error) {
	err = Transact(context.Background(), db, func(tx *sql.Tx) error {
		version, err = m.stepIn(tx, d)
		return err
	})
	return version, err
}

func (m *migrations) stepIn(tx *sql.Tx, d dialect) (version int, err error) {
	// Another process may have done it first.
	if version, err = d.version(tx); err != nil || version == m.newest() {
		return version, err
	}
	next, what, do := m.base, "make the tables", m.tables
	if version != 0 {
		s := m.steps[version-m.base]
		next, what, do = version+1, s.what, s.sql
	}
	if _, err = tx.Exec(d.ddl(do)); err == nil {
		err = d.setVersion(tx, next)
	}
	if err != nil {
		return version, fmt.Errorf("schema version %d to %d: %s: %w", version, next, what, err)
	}
	return next, nil
}
