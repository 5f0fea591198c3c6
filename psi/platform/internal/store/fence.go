package store

import (
	"context"
	"strconv"
)

// ServeToken is the key of the number of the last process that got the right to serve.
const ServeToken = "serve_token"

// SetHeadAs is SetHead of the process with a token. It says whether that is the last one; if not, nothing is written.
func (m Meta) SetHeadAs(ctx context.Context, token int64, head string) (last bool, err error) {
	res, err := m.db.ExecContext(ctx, `INSERT INTO meta (key, value) SELECT ?, ? WHERE EXISTS (SELECT 1 FROM meta WHERE key = ? AND value = ?)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, ledgerHead, head, ServeToken, strconv.FormatInt(token, 10))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// OnPostgres says whether the database is on a PostgreSQL server.
func (s *Store) OnPostgres() bool { return s.onPostgres }
