package store

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/internal/postgres"
	"github.com/blindmatch/blindmatch/psi/platform/internal/unwritten"
)

// OpenReadOnly opens a data directory for reading, and writes nothing: it works on a read-only mount, on a full disk,
// and beside a server that runs. It fails with ErrNone if there is none.
func OpenReadOnly(dir string, o Options) (*Store, error) {
	l := Layout{dir}
	if err := check(l, o); err != nil {
		return nil, err
	}
	if o.Postgres != nil {
		return openPostgres(l, o, postgres.Read)
	}
	db, err := unwritten.Open(l.Database(), o.driver())
	if err == nil {
		if err = checkVersion(db, sqliteDialect{}); err != nil {
			err = errors.Join(err, db.Close())
		}
	}
	if err != nil {
		return nil, fmt.Errorf("data directory %s: database: %w", dir, err)
	}
	s := newStore(l, db, o)
	s.readOnly = true
	return s, nil
}

func checkVersion(db *sql.DB, d dialect) error {
	version, err := d.version(db)
	if err != nil {
		return err
	}
	return schema.check(version)
}
