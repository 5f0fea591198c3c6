package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/blindmatch/blindmatch/internal/postgres"
)

// mostConnections is how many a process has to PostgreSQL at once, which has 100 for everybody unless it is told.
const mostConnections = 24

// openPostgres opens a data directory whose rows are in PostgreSQL.
func openPostgres(l Layout, o Options, m postgres.Mode) (*Store, error) {
	db := sql.OpenDB(postgres.Connector(o.Postgres, m))
	db.SetMaxOpenConns(mostConnections)
	db.SetMaxIdleConns(4)
	err := reach(db)
	if err == nil {
		err = belongs(l, db, m)
	}
	if err == nil && m == postgres.Read {
		err = checkVersion(db, postgresDialect{})
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("data directory %s: database: %w", l.dir, err), db.Close())
	}
	s := newStore(l, db, o)
	s.readOnly = m == postgres.Read
	return s, nil
}

func reach(db *sql.DB) error {
	if err := db.Ping(); err != nil {
		return fmt.Errorf("PostgreSQL can't be reached, or does not let us in: %w", err)
	}
	return nil
}

// belongs fails unless the database is the data directory's own. Two that are new become each other's.
func belongs(l Layout, db *sql.DB, m postgres.Mode) error {
	name, state, err := elsewhere(l)
	if err == nil && name == "" {
		name, state, err = claim(l, db)
	}
	if err != nil {
		return err
	}
	if state == moving {
		return errMoving
	}
	version, err := postgresDialect{}.version(db)
	if err != nil {
		return err
	}
	if version == 0 && state != unmade {
		return errors.New("it has no tables, and the data directory was used with one that has: name that one")
	}
	if m == postgres.Write {
		if err := makeTurn(db); err != nil {
			return err
		}
		if err := unserved(l, db, postgresDialect{}); err != nil {
			return err
		}
		if err := schema.migrate(db, postgresDialect{}); err != nil {
			return err
		}
	}
	meta := Meta{db}
	set := meta.Get
	if state == unmade && m == postgres.Write {
		set = func(ctx context.Context, key string) (string, error) {
			return meta.GetOrSet(ctx, key, func() (string, error) { return name, nil })
		}
	}
	has, err := set(context.Background(), storeKey)
	if err == nil && has != name {
		err = errors.New("it is that of another data directory")
	}
	if err == nil && state == unmade && m == postgres.Write {
		err = writeElsewhere(l, name, made)
	}
	return err
}

// claim names a data directory without a database, before that has any tables.
func claim(l Layout, db *sql.DB) (name, state string, err error) {
	if checkFile(l) == nil { // as always for reading
		return "", "", errors.New("the data directory has a database of its own, blindmatch.db: move that to PostgreSQL first")
	}
	version, err := postgresDialect{}.version(db)
	if err != nil {
		return "", "", err
	}
	if version != 0 {
		return "", "", errors.New("it is that of another data directory, and this one is new: name an empty database or schema")
	}
	name = strings.ToLower(rand.Text())
	return name, unmade, writeElsewhere(l, name, unmade)
}

// makeTurn makes the table that has the version, outside of transactions, which lock it.
func makeTurn(db *sql.DB) error {
	const text = `CREATE TABLE IF NOT EXISTS ` + postgres.Turn + ` (version BIGINT NOT NULL)`
	_, err := db.Exec(text)
	if postgres.Exists(err) { // two made it at once
		_, err = db.Exec(text)
	}
	return err
}
