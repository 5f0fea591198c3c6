// Package store is the durable half of a data directory: where its files lie, the rows of its database, and its keys at
// rest. Package platform says what they mean.
package store

import (
	"cmp"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/internal/postgres"
	"github.com/blindmatch/blindmatch/psi/platform/internal/onewriter"
	"github.com/blindmatch/blindmatch/psi/platform/internal/unwritten"
	_ "modernc.org/sqlite" // the database/sql driver "sqlite": SQLite without CGO
)

// Options are set once, when a directory is opened. The zero value is usable.
type Options struct {
	Sealer Sealer // protects keys at rest; nil means that they are stored unprotected
	Driver string // of database/sql, which a test replaces; "" means "sqlite"
	// Postgres connects to the PostgreSQL server that has the rows; nil means that they are in a file of the data directory.
	Postgres driver.Connector
}

// Store is a data directory. It is safe for concurrent use.
type Store struct {
	Files       Layout
	Meta        Meta
	Clients     Clients
	Datasets    Datasets
	Sessions    Sessions
	SubjectKeys SubjectKeys
	Witnesses   Witnesses
	Layouts     Layouts
	Epochs      Epochs
	Strikes     Strikes
	Audiences   Audiences
	Erased      Erased
	Copies      Copies

	seals
	db         *sql.DB
	readOnly   bool
	onPostgres bool
}

// OpenExisting opens a data directory that exists already.
func OpenExisting(dir string, o Options) (*Store, error) {
	if err := check(Layout{dir}, o); err != nil {
		return nil, err
	}
	return Open(dir, o)
}

// check fails with ErrNone if there is no database, and if it is not where the options say.
func check(l Layout, o Options) error {
	name, state, err := elsewhere(l)
	switch {
	case err != nil:
		return err
	case state == moving:
		return fmt.Errorf("data directory %s: %w", l.dir, errMoving)
	case name != "" && o.Postgres == nil:
		return fmt.Errorf("data directory %s: %w", l.dir, ErrElsewhere)
	case name != "":
		return nil
	}
	return checkFile(l)
}

func checkFile(l Layout) error {
	info, err := os.Stat(l.Database())
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return fmt.Errorf("%s: %w", l.dir, ErrNone)
	}
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	return nil
}

// Open opens a data directory, creates it if it does not exist, and brings the tables of its database up to date.
func Open(dir string, o Options) (*Store, error) {
	l := Layout{dir}
	if err := checkOwner(l); err != nil {
		return nil, fmt.Errorf("data directory %s: %w", dir, err)
	}
	if err := durable.MkDirAll(dir); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if o.Postgres != nil {
		return openPostgres(l, o, postgres.Write)
	}
	if err := check(l, o); err != nil && !errors.Is(err, ErrNone) {
		return nil, err
	}
	db, err := openOwn(l, o)
	if err != nil {
		return nil, err
	}
	return newStore(l, db, o), nil
}

// openOwn opens the database in a data directory, and makes it if there is none.
func openOwn(l Layout, o Options) (*sql.DB, error) {
	f, err := os.OpenFile(l.Database(), os.O_RDWR|os.O_CREATE, 0o600) // SQLite gives its other files the same mode
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	// WAL lets an import write while the server reads; FULL makes a commit survive a power cut. Every transaction is
	// immediate, so that what it has read stays true until it writes.
	onewriter.Register()
	db, err := sql.Open(cmp.Or(o.Driver, onewriter.Name), unwritten.URI(l.Database())+
		"?_pragma=secure_delete(1)&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	err = unserved(l, db, sqliteDialect{})
	if err == nil {
		err = schema.migrate(db, sqliteDialect{})
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("data directory %s: database: %w", l.dir, err), db.Close())
	}
	return db, nil
}

// unserved refuses to bring a database up to date under a server of an earlier release, whose sessions would fail.
func unserved(l Layout, db *sql.DB, d dialect) error {
	version, err := d.version(db)
	if err != nil || version < schema.base || version >= schema.newest() { // nothing is brought up to date
		return err
	}
	served, err := d.served(l, db)
	if err == nil && served {
		return errors.New("a server of an earlier release runs on it: stop that first, since it can't go on with a database of this one")
	}
	return err
}

func newStore(l Layout, db *sql.DB, o Options) *Store {
	sealed := seals{o.Sealer}
	var d dialect = sqliteDialect{}
	if o.Postgres != nil {
		d = postgresDialect{}
	}
	return &Store{
		Files: l, Meta: Meta{db}, Clients: Clients{db}, Datasets: Datasets{db}, Sessions: Sessions{db}, SubjectKeys: SubjectKeys{db, d},
		Witnesses: Witnesses{db}, Layouts: Layouts{db}, Strikes: Strikes{db},
		Epochs: Epochs{db, sealed}, Audiences: Audiences{db, sealed}, Erased: Erased{db, Meta{db}, sealed}, Copies: Copies{db, d},
		seals: sealed, db: db, onPostgres: o.Postgres != nil,
	}
}

// driver is for reading.
func (o *Options) driver() string {
	if o.Driver != "" {
		return o.Driver
	}
	return "sqlite"
}

// DB is the database, for packages that have tables of their own in it.
func (s *Store) DB() *sql.DB { return s.db }

// ReadOnly says whether the store is open for reading only.
func (s *Store) ReadOnly() bool { return s.readOnly }

// Close releases the database.
func (s *Store) Close() error { return s.db.Close() }
