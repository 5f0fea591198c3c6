// Package platform is the platform's side of Blindmatch as one type to embed:
// datasets, epochs and sessions in one data directory, with no service beside it.
//
// A Directory is the durable part: what was imported, and which clients there are.
// Any number of processes may have one open. A Platform serves sessions from a data
// directory; one process at a time may do that.
package platform

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"sync"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Sealer protects keys at rest, for instance with a key management service.
// name says what the key is for and is authenticated with it. Kept are
// the keys of datasets and of the index of persons; those of epochs and those that
// sessions mask under live in memory and die with the process.
type Sealer interface {
	Seal(name string, key []byte) ([]byte, error)
	Open(name string, sealed []byte) ([]byte, error)
}

// Directory is a data directory. It is safe for concurrent use.
type Directory struct {
	rows   *store.Store
	dir    string
	anchor string // file; "" means none

	ledgerMu sync.Mutex
	ledger   *ledger.Log // once it is opened
	keeper   *headKeeper // of ledger

	unrecorded bool // nothing is recorded: for benchmarks of what recording costs
}

// Store is a Directory.
type Store = Directory

// ErrNoDirectory says that there is no data directory where one is wanted.
var ErrNoDirectory = store.ErrNone

// OpenDirectory opens a data directory and makes it if need be.
func OpenDirectory(dir string, cfg DirectoryConfig) (*Directory, error) {
	return openDirectory(store.Open, dir, cfg)
}

// OpenExistingDirectory opens a data directory that is there already. It fails with
// ErrNoDirectory if there is none.
func OpenExistingDirectory(dir string, cfg DirectoryConfig) (*Directory, error) {
	return openDirectory(store.OpenExisting, dir, cfg)
}

// OpenDirectoryReadOnly opens a data directory for reading: nothing is made, changed or
// locked, neither in the directory nor beside it. A server may run on it meanwhile, or
// nothing can be written there at all. It fails with ErrNoDirectory if there is none.
// What would write fails.
func OpenDirectoryReadOnly(dir string, cfg DirectoryConfig) (*Directory, error) {
	return openDirectory(store.OpenReadOnly, dir, cfg)
}

func openDirectory(open func(string, store.Options) (*store.Store, error), dir string, cfg DirectoryConfig) (*Directory, error) {
	o := store.Options{Driver: sqlDriver}
	if cfg.Sealer != nil {
		o.Sealer = cfg.Sealer
	}
	rows, err := open(dir, o)
	if err != nil {
		return nil, err
	}
	return &Directory{rows: rows, dir: dir, anchor: cfg.Anchor}, nil
}

// Close releases the database.
func (s *Directory) Close() error {
	_ = s.confirmHead() // without it the database knows of two heads, and one is right
	s.ledgerMu.Lock()
	s.ledger = nil // nothing is remembered of it any more
	s.ledgerMu.Unlock()
	return s.rows.Close()
}

// Dir is the data directory.
func (s *Directory) Dir() string { return s.dir }

// identityKey is where that name is kept.
const identityKey = "identity"

// PlatformIdentity is the name that the data directory keeps for a platform
// without a configured one.
func (s *Directory) PlatformIdentity(ctx context.Context) (string, error) {
	if s.rows.ReadOnly() {
		return s.identityKept(ctx)
	}
	return s.rows.Meta.GetOrSet(ctx, identityKey, func() (string, error) {
		b := make([]byte, 8)
		rand.Read(b)
		return "platform-" + hex.EncodeToString(b), nil
	})
}

// ErrUnknownClient says that no client with this key is registered.
var ErrUnknownClient = errors.New("this client certificate is not registered here")

// AddClient registers a client by the public key of its certificate (DER
// SubjectPublicKeyInfo). Names and keys are unique.
func (s *Directory) AddClient(ctx context.Context, name string, spki []byte) error {
	if err := psi.CheckIdentity(name); err != nil {
		return err
	}
	return s.rows.Clients.Add(ctx, name, spki)
}

// Client returns the name of the client whose certificate has this public key.
func (s *Directory) Client(ctx context.Context, spki []byte) (string, error) {
	name, err := s.rows.Clients.ByKey(ctx, spki)
	if err == nil && name == "" {
		err = ErrUnknownClient
	}
	return name, err
}

// RevokeClient refuses a client from now on. Its name stays taken, so that what it
// did stays attributable.
func (s *Directory) RevokeClient(ctx context.Context, name string) error {
	return s.rows.Clients.Revoke(ctx, name)
}

// RemoveClient takes back a registration that nobody has seen.
func (s *Directory) RemoveClient(ctx context.Context, name string) error {
	return s.rows.Clients.Remove(ctx, name)
}

// Budgets lists who has spent what, by owner and dataset.
func (s *Directory) Budgets(ctx context.Context) ([]budget.Row, error) {
	return budget.List(ctx, s.rows.DB())
}
