package store

import (
	"context"
	"database/sql"
)

// Copies says of the database whether it is a copy that was restored, and what it must not go on with then.
type Copies struct {
	db *sql.DB
	dialect
}

// The keys under which the table of single values has when a copy was made, until an operator has acknowledged that it
// was restored, and the ledger's entry before which others may be missing.
const (
	copiedKey  = "copied"
	lackingKey = "lacking"
)

// Copied is when the copy was made, RFC 3339; "" if this is none, or if an operator has acknowledged it.
func (c Copies) Copied(ctx context.Context) (string, error) { return Meta{c.db}.Get(ctx, copiedKey) }

// Lacking is the last entry that Settle was called with, or "".
func (c Copies) Lacking(ctx context.Context) (string, error) {
	return Meta{c.db}.Get(ctx, lackingKey)
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
	return Meta{c.db}.Set(ctx, lackingKey, lacking)
}

// detach takes away what may have gone on elsewhere since: slices of an epoch would be given out twice, a session
// answered twice, and an audience would have members that have left it. The ledger is told at the next start.
const detach = `DELETE FROM epochs; UPDATE sessions SET held = NULL; DELETE FROM audiences; DELETE FROM audience_drafts;`

// Detach forgets epochs with their secrets, audiences with their keys, and what open sessions need to go on.
func (c Copies) Detach(ctx context.Context) error {
	return Transact(ctx, c.db, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, detach)
		return err
	})
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
