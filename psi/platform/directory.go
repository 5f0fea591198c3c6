// Package platform is the platform's side of Blindmatch as one type to embed: datasets, epochs and sessions in one data
// directory, with no other service needed.
//
// A Directory is the durable part: what was imported, and which clients there are. Any number of processes may have one
// open. A Platform serves sessions from a data directory; one process at a time may do that.
package platform

import (
	"context"
	"crypto/rand"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/blindmatch/blindmatch/internal/secretfile"
	"github.com/blindmatch/blindmatch/psi/platform/internal/audiences"
	"github.com/blindmatch/blindmatch/psi/platform/internal/epochjob"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
	"github.com/blindmatch/blindmatch/psi/platform/internal/lease"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Sealer protects keys at rest, for instance with a key management service. name says what the key is for and is
// authenticated with it. The keys of datasets and of the index of persons are kept, and the secrets of epochs while they
// are served.
type Sealer interface {
	Seal(name string, key []byte) ([]byte, error)
	Open(name string, sealed []byte) ([]byte, error)
}

// Directory is a data directory. It is safe for concurrent use.
type Directory struct {
	ofClients
	ofAudiences
	ofLedger
	rows  *store.Store
	lease *lease.Lease
	dir   string
}

// sqlDriver is replaced in this package's crash table.
var sqlDriver string

// postgresOf is set by tests that run on PostgreSQL.
var postgresOf func(dir string) driver.Connector

// errReadOnly is what every method that would write returns.
var errReadOnly = errors.New("the data directory is open for reading only")

// ErrNoDirectory says that the given path is not a data directory.
var ErrNoDirectory = store.ErrNone

// ErrElsewhere says that the database of a data directory is on PostgreSQL, and that DirectoryConfig.Postgres is missing.
var ErrElsewhere = store.ErrElsewhere

// OpenDirectory opens a data directory, and creates it if it does not exist.
func OpenDirectory(dir string, cfg DirectoryConfig) (*Directory, error) {
	return openDirectory(store.Open, dir, cfg)
}

// OpenExistingDirectory opens a data directory that exists already. It fails with ErrNoDirectory if there is none.
func OpenExistingDirectory(dir string, cfg DirectoryConfig) (*Directory, error) {
	return openDirectory(store.OpenExisting, dir, cfg)
}

// OpenDirectoryReadOnly opens a data directory for reading: nothing is created, changed or locked, in the directory or
// beside it. That works while a server runs on it, and on a read-only medium. It fails with ErrNoDirectory if there is
// none. Methods that would write fail.
func OpenDirectoryReadOnly(dir string, cfg DirectoryConfig) (*Directory, error) {
	return openDirectory(store.OpenReadOnly, dir, cfg)
}

func openDirectory(open func(string, store.Options) (*store.Store, error), dir string, cfg DirectoryConfig) (*Directory, error) {
	o := store.Options{Driver: sqlDriver, Postgres: cfg.Postgres}
	if postgresOf != nil {
		o.Postgres = postgresOf(dir)
	}
	if cfg.Sealer != nil {
		o.Sealer = cfg.Sealer
	}
	rows, err := open(dir, o)
	if err != nil {
		return nil, err
	}
	d := &Directory{rows: rows, lease: lease.New(rows), dir: dir}
	d.ofClients = ofClients{rows: rows}
	d.ofLedger = ofLedger{rows: rows, journal: journal.New(journalConfig(d, o, cfg.Anchor))}
	d.ofAudiences.rows, d.ofAudiences.audiences = rows, &audiences.To{Rows: rows, Journal: d.journal}
	return d, nil
}

func journalConfig(s *Directory, o store.Options, anchor string) journal.Config {
	c := journal.Config{Dir: s.rows.Files.Ledger(), Anchor: anchor, Identity: s.PlatformIdentity, Heads: lease.Heads{Lease: s.lease, Meta: s.rows.Meta}, Witnesses: s.rows.Witnesses, Copies: epochjob.Copies{Copies: s.rows.Copies, Files: s.rows.Files}, Full: s.rows.MakeRoom}
	if s.rows.ReadOnly() {
		c.Reread = func(ctx context.Context) (string, error) {
			again, err := store.OpenReadOnly(s.dir, o)
			if err != nil {
				return "", err
			}
			defer again.Close()
			return again.Meta.Head(ctx)
		}
	}
	return c
}

// Close releases the database.
func (s *Directory) Close() error {
	s.journal.Close()
	return s.rows.Close()
}

// CheckSecrets refuses a data directory in which others on the machine may read the files that hold keys.
func CheckSecrets(d *Directory) error {
	all, err := store.Secrets(d.rows.Files)
	if err != nil {
		return err
	}
	for _, path := range all {
		if err := secretfile.Check(path, "keys"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Dir is the data directory.
func (s *Directory) Dir() string { return s.dir }

// identityKey is the key under which the platform's name is kept.
const identityKey = "identity"

// PlatformIdentity is the name that the data directory keeps for a platform that has no configured name.
func (s *Directory) PlatformIdentity(ctx context.Context) (string, error) {
	if s.rows.ReadOnly() {
		name, err := s.rows.Meta.Get(ctx, identityKey)
		if err == nil && name == "" {
			err = fmt.Errorf("%s: the platform has no name yet: nothing was imported into it", s.dir)
		}
		return name, err
	}
	return s.rows.Meta.GetOrSet(ctx, identityKey, func() (string, error) {
		b := make([]byte, 8)
		rand.Read(b)
		return "platform-" + hex.EncodeToString(b), nil
	})
}
