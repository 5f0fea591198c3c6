package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
)

// serveToken is where the number of the last process is that got the right to serve.
const serveToken = "serve_token"

// NextToken is a number larger than all that this returned before. What a process does with an earlier one is refused.
func (m Meta) NextToken(ctx context.Context) (token int64, err error) {
	err = Transact(ctx, m.db, func(tx *sql.Tx) error {
		var last string
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(value), '0') FROM meta WHERE key = ?`, serveToken).Scan(&last); err != nil {
			return err
		}
		if token, err = strconv.ParseInt(last, 10, 64); err != nil {
			return fmt.Errorf("the number of the serving process is damaged: %w", err)
		}
		token++
		_, err = tx.ExecContext(ctx, put("meta", 1, "key, value"), serveToken, strconv.FormatInt(token, 10))
		return err
	})
	return token, err
}

// SetHeadAs is SetHead of the process with a token. It says whether that is the last one; if not, nothing is written.
func (m Meta) SetHeadAs(ctx context.Context, token int64, head string) (last bool, err error) {
	res, err := m.db.ExecContext(ctx, `INSERT INTO meta (key, value) SELECT ?, ? WHERE EXISTS (SELECT 1 FROM meta WHERE key = ? AND value = ?)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, ledgerHead, head, serveToken, strconv.FormatInt(token, 10))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// OnPostgres says whether the database is on a PostgreSQL server.
func (s *Store) OnPostgres() bool { return s.onPostgres }
