package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi/platform/internal/unwritten"
	"github.com/gofrs/flock"
	"modernc.org/sqlite"
)

type sqliteDialect struct{}

func (sqliteDialect) version(db querier) (version int, err error) {
	err = db.QueryRow(`PRAGMA user_version`).Scan(&version)
	return version, err
}

func (sqliteDialect) setVersion(tx *sql.Tx, version int) error {
	_, err := tx.Exec(fmt.Sprintf(`PRAGMA user_version = %d`, version))
	return err
}

func (sqliteDialect) ddl(text string) string { return text }

// scrub empties the write-ahead log. It waits some seconds for those who read it.
func (sqliteDialect) scrub(ctx context.Context, db *sql.DB) error {
	for tries := 10; ; tries-- {
		var busy, pages, moved int
		if err := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil || busy == 0 {
			return err
		}
		if tries > 0 {
			select {
			case <-ctx.Done():
				return context.Cause(ctx)
			case <-time.After(300 * time.Millisecond):
				continue
			}
		}
		return errors.New("the database is being read, so its write-ahead log may still hold destroyed keys: the server tries again within a minute; without one, run the command again")
	}
}

func (sqliteDialect) served(l Layout, _ *sql.DB) (bool, error) {
	lock := flock.New(l.ServeLock())
	ok, err := lock.TryLock()
	if err != nil || !ok {
		return err == nil, err
	}
	return false, lock.Unlock()
}

func (sqliteDialect) beginReading() string { return `BEGIN DEFERRED` }

func (sqliteDialect) writeFile(ctx context.Context, from *sql.Conn, path string) error {
	return from.Raw(func(driver any) error { return backup(ctx, driver, unwritten.URI(path)) })
}

// pages is how much of a database is copied between two looks at the context.
const pages = 1024

func backup(ctx context.Context, driver any, uri string) error {
	d, ok := driver.(interface {
		NewBackup(string) (*sqlite.Backup, error)
	})
	if !ok {
		return errors.New("the driver can't copy a database")
	}
	b, err := d.NewBackup(uri)
	if err != nil {
		return err
	}
	for more := true; more && err == nil; {
		if err = context.Cause(ctx); err == nil {
			more, err = b.Step(pages)
		}
	}
	return errors.Join(err, b.Finish())
}

// openFile opens the database of a copy, which nobody else has open. It makes no files beside it.
func openFile(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", unwritten.URI(path)+"?_pragma=secure_delete(1)&_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(MEMORY)&_txlock=immediate")
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}
