package store

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/postgres"
)

// InDoubt says that nobody knows whether a transaction was committed.
type InDoubt struct{ Err error }

func (e *InDoubt) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *InDoubt) Unwrap() error { return e.Err }

// mostTries is how often a transaction begins that others come in the way of. They can't for long: whoever writes in a
// transaction has all others wait.
const mostTries = 20

// Transact runs f in a transaction, which has the right to write from its beginning. f runs again if a change from
// outside of transactions came in its way, as PostgreSQL says. It fails with an InDoubt if nobody knows whether it was
// committed.
func Transact(ctx context.Context, db *sql.DB, f func(*sql.Tx) error) error {
	for tries := 1; ; tries++ {
		err := transactOnce(ctx, db, f)
		if !postgres.Again(err) || tries == mostTries {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(time.Duration(rand.IntN(5*tries)) * time.Millisecond):
		}
	}
}

func transactOnce(ctx context.Context, db *sql.DB, f func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return &InDoubt{err}
	}
	return nil
}

// put is a statement that writes a row in the place of the one with the same key, which the first columns are.
func put(table string, key int, columns string) string {
	n := strings.Count(columns, ",") + 1
	return `INSERT INTO ` + table + ` (` + columns + `) VALUES (?` + strings.Repeat(`,?`, n-1) + `) ` + replacing(key, columns)
}

// replacing ends such a statement.
func replacing(key int, columns string) string {
	names := strings.Split(columns, ",")
	var set []string
	for _, name := range names[key:] {
		name = strings.TrimSpace(name)
		set = append(set, name+` = excluded.`+name)
	}
	return `ON CONFLICT (` + strings.Join(names[:key], ",") + `) DO UPDATE SET ` + strings.Join(set, ", ")
}
