// Package platform is the platform's side of Blindmatch as one type to embed:
// datasets, epochs and sessions in one data directory, with no service beside it.
//
// A Store is the directory's durable part: what was imported, and which clients
// there are. Any number of processes may have one open. A Platform serves
// sessions from a Store; one process at a time may do that.
package platform

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	_ "modernc.org/sqlite" // the database/sql driver "sqlite": SQLite without CGO
)

// Store is a data directory. It is safe for concurrent use.
type Store struct {
	dir string
	db  *sql.DB

	journal *journal.Journal
}

// sqlDriver is another one in the crash table of this package.
var sqlDriver = "sqlite"

const databaseFile = "blindmatch.db"

// OpenExistingStore opens a data directory that is there already.
func OpenExistingStore(dir string) (*Store, error) {
	if _, err := os.Stat(filepath.Join(dir, databaseFile)); err != nil {
		return nil, fmt.Errorf("%s is no data directory: import a dataset first, or check the spelling", dir)
	}
	return OpenStore(dir)
}

// OpenStore opens a data directory and makes it if need be.
func OpenStore(dir string) (*Store, error) {
	if err := durable.MkDirAll(dir); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	// WAL lets an import write while the server reads; FULL makes a commit
	// survive a power cut.
	name := filepath.Join(dir, databaseFile)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600) // SQLite gives its other files the same mode
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	path := url.URL{Path: filepath.ToSlash(name)}
	db, err := sql.Open(sqlDriver, "file:"+path.EscapedPath()+
		"?_pragma=secure_delete(1)&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := setUp(db); err != nil {
		return nil, errors.Join(fmt.Errorf("data directory %s: database: %w", dir, err), db.Close())
	}
	s := &Store{dir: dir, db: db}
	s.journal = s.newJournal("")
	return s, nil
}

// schemaVersion is SQLite's user_version of a database with this schema. Version 2
// had cosignatures in meta.
const schemaVersion = 3

// setUp makes the tables of a new database, brings one of version 2 up to date, and
// refuses one of another version.
func setUp(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var version int
	if err := tx.QueryRow(`PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	switch version {
	case schemaVersion:
		return nil
	case 0:
		_, err = tx.Exec(store.Schema + cosignaturesSchema)
	case 2:
		_, err = tx.Exec(cosignaturesSchema + cosignaturesFromMeta)
	default:
		err = fmt.Errorf("schema version %d: this program has %d", version, schemaVersion)
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", schemaVersion)); err != nil {
		return err
	}
	return tx.Commit()
}

// Close releases the database.
func (s *Store) Close() error {
	s.journal.Close()
	return s.db.Close()
}

// Dir is the data directory.
func (s *Store) Dir() string { return s.dir }

// Meta returns a value kept under key, setting it to fallback() first if there
// is none.
func (s *Store) Meta(ctx context.Context, key string, fallback func() (string, error)) (string, error) {
	var v string
	err := s.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = ?`, key).Scan(&v)
	if !errors.Is(err, sql.ErrNoRows) {
		return v, err
	}
	if v, err = fallback(); err != nil {
		return "", err
	}
	if _, err := s.db.ExecContext(ctx, `INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING`, key, v); err != nil {
		return "", err
	}
	err = s.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = ?`, key).Scan(&v)
	return v, err
}

// AddClient registers a client by the public key of its certificate (DER
// SubjectPublicKeyInfo). Names and keys are unique.
func (s *Store) AddClient(ctx context.Context, name string, spki []byte) error {
	if err := psi.CheckIdentity(name); err != nil {
		return err
	}
	res, err := s.db.ExecContext(ctx, `INSERT INTO clients (name, spki, created) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		name, keyID(spki), now())
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fmt.Errorf("client %q or its key is registered already: choose another name", name))
	}
	return nil
}

// ErrUnknownClient says that no client with this key is registered.
var ErrUnknownClient = errors.New("this client certificate is not registered here")

// Client returns the name of the client whose certificate has this public key.
func (s *Store) Client(ctx context.Context, spki []byte) (string, error) {
	var name string
	err := s.db.QueryRowContext(ctx, `SELECT name FROM clients WHERE spki = ? AND revoked IS NULL`, keyID(spki)).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrUnknownClient
	}
	return name, err
}

func keyID(spki []byte) string {
	sum := sha256.Sum256(spki)
	return hex.EncodeToString(sum[:])
}

func now() string { return time.Now().UTC().Format(time.RFC3339Nano) }

// DatasetRow is one imported dataset.
type DatasetRow struct {
	Name         string            `json:"dataset"`
	Purpose      string            `json:"purpose"`
	Suite        string            `json:"suite"`
	Profile      string            `json:"profile"`
	PolicyDigest psi.Digest        `json:"policy_digest"`
	Imported     time.Time         `json:"imported"`
	Sizes        map[string]uint64 `json:"sizes"` // identifier type to distinct elements
	generation   string            // folder of its files
	newest       *time.Time        // latest change that its imports have seen
	metadata     string            // numbering plans that judged its phone numbers
	entry        ledger.Import     // what the ledger says of the import
}

// Params are what the dataset's elements of the given type are hashed under.
func (d *DatasetRow) Params(idType string) psi.Params {
	return psi.Params{Suite: d.Suite, Purpose: d.Purpose, Profile: d.Profile, IDType: idType}
}

const selectDataset = `SELECT name, purpose, generation, suite, profile, policy_digest, imported, sizes, report, entry FROM datasets`

// Datasets lists what was imported, by name and purpose.
func (s *Store) Datasets(ctx context.Context) ([]DatasetRow, error) {
	rows, err := s.db.QueryContext(ctx, selectDataset+` ORDER BY name, purpose`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []DatasetRow
	for rows.Next() {
		d, err := scanDataset(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, *d)
	}
	return all, rows.Err()
}

// dataset returns the one under a name and purpose, or an *psi.Error that says
// whether the name or the purpose is unknown.
func (s *Store) dataset(ctx context.Context, name, purpose string) (*DatasetRow, error) {
	d, err := scanDataset(s.db.QueryRowContext(ctx, selectDataset+` WHERE name = ? AND purpose = ?`, name, purpose))
	if !errors.Is(err, sql.ErrNoRows) {
		return d, err
	}
	var other string
	err = s.db.QueryRowContext(ctx, `SELECT purpose FROM datasets WHERE name = ? LIMIT 1`, name).Scan(&other)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, psi.Errorf(psi.CodeUnknownDataset, "no dataset %.80q here: check the spelling, or ask the platform for the name", name)
	}
	if err != nil {
		return nil, err
	}
	return nil, psi.Errorf(psi.CodePurpose, "dataset %q is not offered for purpose %.80q (it is for %q)", name, purpose, other)
}

func scanDataset(row interface{ Scan(...any) error }) (*DatasetRow, error) {
	var d DatasetRow
	var digest, imported, sizes, report, entry string
	if err := row.Scan(&d.Name, &d.Purpose, &d.generation, &d.Suite, &d.Profile, &digest, &imported, &sizes, &report, &entry); err != nil {
		return nil, err
	}
	var err error
	if d.Imported, err = time.Parse(time.RFC3339Nano, imported); err != nil {
		return nil, err
	}
	if err := d.PolicyDigest.UnmarshalText([]byte(digest)); err != nil {
		return nil, err
	}
	var counts struct { // of the dataset.BuildReport
		Newest        *time.Time `json:"newest"`
		PhoneMetadata string     `json:"phone_metadata"`
	}
	err = errors.Join(json.Unmarshal([]byte(sizes), &d.Sizes), json.Unmarshal([]byte(report), &counts), json.Unmarshal([]byte(entry), &d.entry))
	d.newest, d.metadata = counts.Newest, counts.PhoneMetadata
	return &d, err
}

// filesIn returns the paths of what is in a folder under names of a pattern. The
// folder's own name is none.
func filesIn(dir, pattern string) ([]string, error) {
	names, err := fs.Glob(os.DirFS(dir), pattern)
	for i, name := range names {
		names[i] = filepath.Join(dir, name)
	}
	return names, err
}

func (s *Store) generationDir(generation string) string {
	return filepath.Join(s.dir, "datasets", generation)
}

// RevokeClient refuses a client from now on. Its name stays taken, so that what
// it did stays attributable.
func (s *Store) RevokeClient(ctx context.Context, name string) error {
	res, err := s.db.ExecContext(ctx, `UPDATE clients SET revoked = ? WHERE name = ? AND revoked IS NULL`, now(), name)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fmt.Errorf("no client %q that could be revoked", name))
	}
	return nil
}

// RemoveClient takes back a registration that nobody has seen.
func (s *Store) RemoveClient(ctx context.Context, name string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM clients WHERE name = ?`, name)
	return err
}

// ClientRow is one registered client.
type ClientRow struct {
	Name    string `json:"name"`
	Created string `json:"created"`           // RFC 3339
	Revoked string `json:"revoked,omitempty"` // RFC 3339
}

// Clients lists the registered clients by name.
func (s *Store) Clients(ctx context.Context) ([]ClientRow, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT name, created, coalesce(revoked, '') FROM clients ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []ClientRow
	for rows.Next() {
		var r ClientRow
		if err := rows.Scan(&r.Name, &r.Created, &r.Revoked); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// PlatformIdentity is the name that the data directory keeps for a platform
// without a configured one.
func (s *Store) PlatformIdentity(ctx context.Context) (string, error) {
	return s.Meta(ctx, "identity", func() (string, error) {
		b := make([]byte, 8)
		rand.Read(b)
		return "platform-" + hex.EncodeToString(b), nil
	})
}
