package platform

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/blindmatch/blindmatch/psi/subject"
)

// subjectKeys is the table of the keys of sessions: a subject.Keys.
type subjectKeys struct{ db *sql.DB }

// rows returns what sessions have a key, the oldest first.
func (k subjectKeys) rows(ctx context.Context) ([]subject.KeyRow, error) {
	rows, err := k.db.QueryContext(ctx, `SELECT session, generation, key, wrapped FROM subject_keys WHERE key IS NOT NULL ORDER BY created`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []subject.KeyRow
	for rows.Next() {
		var r subject.KeyRow
		if err := rows.Scan(&r.Session, &r.Generation, &r.Sealed, &r.Wrapped); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

func (k subjectKeys) Destroy(ctx context.Context, session, reason string) (bool, error) {
	res, err := k.db.ExecContext(ctx, `UPDATE subject_keys SET key = NULL, wrapped = NULL, reason = ? WHERE session = ? AND key IS NOT NULL`, reason, session)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

func (k subjectKeys) DestroyOlder(ctx context.Context, before time.Time, reason string) error {
	_, err := k.db.ExecContext(ctx, `UPDATE subject_keys SET key = NULL, wrapped = NULL, reason = ?
		WHERE key IS NOT NULL AND created < ? AND session NOT IN (SELECT id FROM sessions WHERE state = 'open')`,
		reason, before.UTC().Format(time.RFC3339Nano))
	return err
}

// Scrub empties the write-ahead log, which still holds what the database has
// overwritten.
func (k subjectKeys) Scrub(ctx context.Context) error {
	var busy, pages, moved int
	if err := k.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("the database is being read, so its write-ahead log may still hold destroyed keys: the server tries again within a minute; without one, run the command again")
	}
	return nil
}

func (k subjectKeys) Unrecorded(ctx context.Context) ([]subject.Destroyed, error) {
	rows, err := k.db.QueryContext(ctx, `SELECT session, reason FROM subject_keys WHERE key IS NULL AND recorded IS NULL ORDER BY created`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []subject.Destroyed
	for rows.Next() {
		var d subject.Destroyed
		if err := rows.Scan(&d.Session, &d.Reason); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, rows.Err()
}

func (k subjectKeys) SetRecorded(ctx context.Context, session string) error {
	_, err := k.db.ExecContext(ctx, `UPDATE subject_keys SET recorded = 1 WHERE session = ?`, session)
	return err
}

func (k subjectKeys) Reach(ctx context.Context, generation string) (has bool, err error) {
	err = k.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM subject_keys WHERE generation = ? AND key IS NOT NULL)`, generation).Scan(&has)
	return has, err
}
