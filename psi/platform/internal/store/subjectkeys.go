package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/blindmatch/blindmatch/psi/subject"
)

// SubjectKeys is the table of session keys, without which nothing can tell whom a session was about. It is a
// subject.Keys.
type SubjectKeys struct {
	db *sql.DB
	dialect
}

// List returns the keys that have not been destroyed, oldest first.
func (k SubjectKeys) List(ctx context.Context) ([]subject.KeyRow, error) {
	rows, err := k.db.QueryContext(ctx, `SELECT session, generation, key, wrapped FROM subject_keys WHERE key IS NOT NULL ORDER BY created`)
	return collect(rows, err, func(scan func(...any) error) (x subject.KeyRow, err error) {
		return x, scan(&x.Session, &x.Generation, &x.Sealed, &x.Wrapped)
	})
}

// Destroy overwrites a session's key, and says whether there was one.
func (k SubjectKeys) Destroy(ctx context.Context, session, reason string) (had bool, err error) {
	res, err := k.db.ExecContext(ctx, `UPDATE subject_keys SET key = NULL, wrapped = NULL, reason = ? WHERE session = ? AND key IS NOT NULL`, reason, session)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// DestroyOlder overwrites the keys of ended sessions that were drawn before a given time.
func (k SubjectKeys) DestroyOlder(ctx context.Context, before time.Time, reason string) error {
	_, err := k.db.ExecContext(ctx, `UPDATE subject_keys SET key = NULL, wrapped = NULL, reason = ?
		WHERE key IS NOT NULL AND created < ? AND session NOT IN (SELECT id FROM sessions WHERE state = ?)`, reason, stamp(before), open)
	return err
}

// Scrub removes what was overwritten in the database from wherever else it is still.
func (k SubjectKeys) Scrub(ctx context.Context) error { return k.scrub(ctx, k.db) }

// Unrecorded lists the destroyed keys that SetRecorded was not called for, oldest first.
func (k SubjectKeys) Unrecorded(ctx context.Context) ([]subject.Destroyed, error) {
	rows, err := k.db.QueryContext(ctx, `SELECT session, reason FROM subject_keys WHERE key IS NULL AND recorded IS NULL ORDER BY created`)
	return collect(rows, err, func(scan func(...any) error) (x subject.Destroyed, err error) { return x, scan(&x.Session, &x.Reason) })
}

// SetRecorded notes that the destruction of a key is in the ledger.
func (k SubjectKeys) SetRecorded(ctx context.Context, session string) error {
	_, err := k.db.ExecContext(ctx, `UPDATE subject_keys SET recorded = 1 WHERE session = ?`, session)
	return err
}

// Reach says whether any session on a generation still has a key.
func (k SubjectKeys) Reach(ctx context.Context, generation string) (has bool, err error) {
	err = k.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM subject_keys WHERE generation = ? AND key IS NOT NULL)`, generation).Scan(&has)
	return has, err
}
