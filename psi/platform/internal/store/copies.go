package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"modernc.org/sqlite"
)

// Copies says of the database whether it is a copy that was restored, and what it must not go on with then.
type Copies struct{ db *sql.DB }

// The keys under which the table of single values has when a copy was made, until an operator has acknowledged that it
// was restored, and the ledger's entry before which others may be missing.
const (
	copiedKey  = "copied"
	lackingKey = "lacking"
)

// Copied is when the copy was made, RFC 3339; "" if this is none, or if an operator has acknowledged it.
func (c Copies) Copied(ctx context.Context) (string, error) { return Meta(c).Get(ctx, copiedKey) }

// Lacking is the last entry that Settle was called with, or "".
func (c Copies) Lacking(ctx context.Context) (string, error) {
	return Meta(c).Get(ctx, lackingKey)
}

// Settle notes that an operator has acknowledged the state of the data directory, and by which entry of the ledger, if
// entries may be missing before that; else lacking is "".
func (c Copies) Settle(ctx context.Context, lacking string) error {
	if _, err := c.db.ExecContext(ctx, `DELETE FROM meta WHERE key = ?`, copiedKey); err != nil {
		return err
	}
	if lacking == "" {
		return nil
	}
	return Meta(c).Set(ctx, lackingKey, lacking)
}

// detach takes away what may have gone on elsewhere since: slices of an epoch would be given out twice, a session
// answered twice, and an audience would have members that have left it. The ledger is told at the next start.
const detach = `DELETE FROM epochs; UPDATE sessions SET held = NULL; DELETE FROM audiences; DELETE FROM audience_drafts;`

// Detach forgets epochs with their secrets, audiences with their keys, and what open sessions need to go on.
func (c Copies) Detach(ctx context.Context) error {
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, detach); err != nil {
		return err
	}
	return tx.Commit()
}

// Generations are those of which a copy needs the files: those of current and former datasets, and the superseded ones
// that may be removed at any moment.
func (c Copies) Generations(ctx context.Context) (kept, superseded []string, err error) {
	if kept, err = c.names(ctx, `SELECT generation FROM datasets UNION SELECT generation FROM former`); err == nil {
		superseded, err = c.names(ctx, `SELECT generation FROM superseded EXCEPT SELECT generation FROM former`)
	}
	return kept, superseded, err
}

// Sessions are the ids of all sessions.
func (c Copies) Sessions(ctx context.Context) ([]string, error) {
	return c.names(ctx, `SELECT id FROM sessions`)
}

func (c Copies) names(ctx context.Context, query string) ([]string, error) {
	rows, err := c.db.QueryContext(ctx, query)
	return collect(rows, err, func(scan func(...any) error) (x string, err error) { return x, scan(&x) })
}

// Snapshot is the database as it was at one moment, while others go on writing.
type Snapshot struct{ conn *sql.Conn }

// Snapshot takes one. Until Close, the write-ahead log can't be emptied.
func (c Copies) Snapshot(ctx context.Context) (*Snapshot, error) {
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	x := &Snapshot{conn}
	if _, err = conn.ExecContext(ctx, `BEGIN DEFERRED`); err == nil {
		var n int
		err = conn.QueryRowContext(ctx, `SELECT count(*) FROM meta`).Scan(&n) // the first reading is the moment
	}
	if err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// Close ends it.
func (x *Snapshot) Close() error {
	_, err := x.conn.ExecContext(context.Background(), `ROLLBACK`)
	return errors.Join(err, x.conn.Close())
}

// pages is how much of a database is copied between two looks at the context.
const pages = 1024

// WriteTo writes it into a new file, as the database of a copy, which a platform goes on with only when an operator has
// acknowledged it.
func (x *Snapshot) WriteTo(ctx context.Context, path string) error {
	f, err := durable.MkFile(path) // SQLite would give it another mode
	if err == nil {
		err = f.Close()
	}
	if err == nil {
		err = x.conn.Raw(func(driver any) error { return backup(ctx, driver, fileURI(path)) })
	}
	if err == nil {
		err = detachFile(ctx, path)
	}
	if err == nil {
		if f, err = durable.Reopen(path); err == nil {
			err = errors.Join(durable.SyncFile(f), f.Close())
		}
	}
	return err
}

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

// detachFile is Detach on a copy, which nobody else has open. No file beside it ever holds what is taken away, and in
// the file itself it is overwritten.
func detachFile(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", fileURI(path)+"?_pragma=secure_delete(1)&_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(MEMORY)&_txlock=immediate")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	c := Copies{db}
	if err = c.Detach(ctx); err == nil {
		err = Meta{db}.Set(ctx, copiedKey, time.Now().UTC().Format(time.RFC3339))
	}
	var found string
	if err == nil {
		err = db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&found)
	}
	if err == nil && found != "ok" {
		err = fmt.Errorf("the database is damaged: %s", found)
	}
	return errors.Join(err, db.Close())
}
