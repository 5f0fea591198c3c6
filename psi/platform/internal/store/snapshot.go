package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
)

// Snapshot is the database as it was at one moment, while others go on writing.
type Snapshot struct {
	conn *sql.Conn
	d    dialect
}

// Snapshot takes one. Until Close, the write-ahead log can't be emptied.
func (c Copies) Snapshot(ctx context.Context) (*Snapshot, error) {
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	x := &Snapshot{conn, c.dialect}
	if _, err = conn.ExecContext(ctx, c.beginReading()); err == nil {
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

// WriteTo writes it into a new file, as the database of a copy, which a platform goes on with only when an operator has
// acknowledged it.
func (x *Snapshot) WriteTo(ctx context.Context, path string) error {
	f, err := durable.MkFile(path) // SQLite would give it another mode
	if err == nil {
		err = f.Close()
	}
	if err == nil {
		err = x.d.writeFile(ctx, x.conn, path)
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

// detachFile is Detach on a copy. No file beside it ever holds what is taken away, and in
// the file itself it is overwritten.
func detachFile(ctx context.Context, path string) error {
	db, err := openFile(path)
	if err != nil {
		return err
	}
	c := Copies{db, sqliteDialect{}}
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
