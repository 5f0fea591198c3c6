package sqltable

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

const canary = "zqcanary"

func emails(t testing.TB, table *dataset.Table) (n int, report dataset.ListReport, err error) {
	t.Helper()
	l, err := dataset.NewList(table, dataset.ListConfig{Type: identity.Email})
	require.NoError(t, err)
	for _, err := range l.MatchKeys(t.Context()) {
		if err != nil {
			return n, l.Report(), err
		}
		n++
	}
	return n, l.Report(), nil
}

func sqliteFile(t testing.TB) string {
	path := filepath.Join(t.TempDir(), "a b?c.db")
	db, err := sql.Open("sqlite", "file:"+strings.ReplaceAll(strings.ReplaceAll(path, "?", "%3f"), " ", "%20"))
	require.NoError(t, err)
	defer db.Close()
	_, err = db.Exec(`CREATE TABLE u (id INTEGER, mail TEXT, at TIMESTAMP);
		INSERT INTO u VALUES (1, 'ann@example.com', '2026-01-02 03:04:05'), (2, NULL, NULL), (3, '` + canary + `', '2026-02-02 03:04:05')`)
	require.NoError(t, err)
	return path
}

func TestSQLite(t *testing.T) {
	path := sqliteFile(t)
	table, err := Open(t.Context(), Config{Source: "sqlite:" + path, Query: "SELECT id AS user_id, mail AS email, at AS given_at FROM u"})
	require.NoError(t, err)
	defer table.Close()
	require.Equal(t, []string{"user_id", "email", "given_at"}, table.Headers())
	n, r, err := emails(t, table)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, [3]uint64{3, 1, 1}, [3]uint64{r.Rows, r.RowsEmpty, r.Rejected})
	require.Equal(t, []dataset.Place{{Line: 3, Column: 2}}, r.Rejects[0].First)
	table, err = Open(t.Context(), Config{Source: "sqlite://" + path, Query: "SELECT mail AS email FROM u WHERE at > $1", Since: "2026-02-01"})
	require.NoError(t, err)
	defer table.Close()
	_, r, err = emails(t, table)
	require.NoError(t, err)
	require.Equal(t, uint64(1), r.Rows)
}

func TestErrors(t *testing.T) {
	path := sqliteFile(t)
	notDB := filepath.Join(t.TempDir(), "x.db")
	require.NoError(t, os.WriteFile(notDB, []byte(strings.Repeat("not a database ", 100)), 0o600))
	for _, c := range []struct{ source, query, want string }{
		{"mysql://u:p" + canary + "@h/db", "SELECT 1", `unknown kind of database "mysql"`},
		{"sqlite:" + path, " ", "no query"},
		{"sqlite:" + path + "x", "SELECT 1", "no such file"},
		{"sqlite:" + filepath.Dir(path), "SELECT 1", "is not a file"},
		{"sqlite:" + notDB, "SELECT 1 FROM u", "the query failed"},
		{"sqlite:" + path, "SELECT emial FROM u", "no such column: emial"},
		{"sqlite:" + path, "SELEKT 1", "syntax error"},
		{"sqlite:" + path, "DELETE FROM u", "the query failed"},
		{"postgres://u:p" + canary + "@127.0.0.1:1/db?connect_timeout=2", "SELECT 1", "no connection to the database at 127.0.0.1:1"},
		{"postgres://u:p" + canary + "@127.0.0.1:x/db", "SELECT 1", "malformed"},
	} {
		table, err := Open(t.Context(), Config{Source: c.source, Query: c.query})
		if err == nil {
			_, _, err = emails(t, table)
			table.Close()
		}
		require.ErrorContains(t, err, c.want)
		require.NotContains(t, err.Error(), canary)
	}
}

func TestPostgres(t *testing.T) {
	url := startPostgres(t)
	const rows = 5*batchRows + 7
	query := fmt.Sprintf(`SELECT n AS user_id, 'user' || n || '@example.com' AS email, now() AS given_at, false AS revoked FROM generate_series(1, %d) n`, rows)
	table, err := Open(t.Context(), Config{Source: url, Query: query})
	require.NoError(t, err)
	defer table.Close()
	require.Equal(t, []string{"user_id", "email", "given_at", "revoked"}, table.Headers())
	n, _, err := emails(t, table)
	require.NoError(t, err)
	require.Equal(t, rows, n)

	// Whole batches, no rows, and a parameter.
	for query, want := range map[string]int{
		fmt.Sprintf("SELECT n || '@example.com' AS email FROM generate_series(1, %d) n", 2*batchRows):                                   2 * batchRows,
		"SELECT n || '@example.com' AS email FROM generate_series(1, 9) n WHERE '2026-01-01'::timestamptz + n * '1 day'::interval > $1": 4,
	} {
		since := ""
		if strings.Contains(query, "$1") {
			since = "2026-01-06 00:00:00+00"
		}
		table, err := Open(t.Context(), Config{Source: url, Query: query, Since: since})
		require.NoError(t, err)
		n, _, err := emails(t, table)
		require.NoError(t, err)
		require.Equal(t, want, n)
		require.NoError(t, table.Close())
	}
	for _, c := range []struct{ query, want string }{
		{"SELECT emial FROM t", `relation "t" does not exist (SQLSTATE 42P01)`},
		{"SELECT '" + canary + "'::int AS email", "SQLSTATE 22P02; the server's log"},
		{"SELECT CASE WHEN n > 4999 THEN ('" + canary + "' || n)::int::text ELSE n || '@example.com' END AS email FROM generate_series(1, 6000) n", "SQLSTATE 22P02"},
		{"SELECT 1 AS email; DROP TABLE x", "SQLSTATE"},
		{"WITH d AS (DELETE FROM pg_class RETURNING *) SELECT * FROM d", "SQLSTATE"},
		{"SELECT '' AS email WHERE false", "a header but no rows"},
	} {
		table, err := Open(t.Context(), Config{Source: url, Query: c.query})
		if err == nil {
			_, _, err = emails(t, table)
			table.Close()
		}
		require.ErrorContains(t, err, c.want, c.query)
		require.NotContains(t, err.Error(), canary)
	}

	// Arrays are lists. Anything that is neither a single value nor a list of them is refused where it is used.
	for query, want := range map[string]int{
		`SELECT ARRAY['a@example.com', NULL, 'b"{},@example.com', 'b@example.com']::text[] AS email, '{"a":1}'::jsonb AS context`:    2,
		"SELECT e AS email FROM (VALUES ('{a@example.com}'::varchar[]), ('{}'), (NULL), ('{{c@example.com},{d@example.com}}')) t(e)": 3,
		"SELECT ARRAY['a@example.com'::name, 'c@example.com'] AS email, '{pg_class}'::regclass[] AS phone":                           2,
	} {
		table, err := Open(t.Context(), Config{Source: url, Query: query})
		require.NoError(t, err)
		n, _, err := emails(t, table)
		require.NoError(t, err)
		require.Equal(t, want, n, query)
		require.NoError(t, table.Close())
	}
	for query, want := range map[string]string{
		`SELECT '["a@example.com"]'::jsonb AS email`:                                               `column "email" is used as email and can't be read: it holds values of type "jsonb"`,
		`SELECT ARRAY['{}'::json] AS email`:                                                        `it holds values of type "json"`,
		`SELECT c AS email FROM pg_class c`:                                                        `it holds values of type "pg_class"`,
		`SELECT ARRAY['DE'] AS country, ARRAY['+442079460001'] AS phone, 'a@example.com' AS email`: "",
	} {
		table, err := Open(t.Context(), Config{Source: url, Query: query})
		require.NoError(t, err, query)
		_, err = dataset.NewList(table, dataset.ListConfig{Type: identity.Email})
		if want == "" {
			require.NoError(t, err)
			_, err = dataset.NewList(table, dataset.ListConfig{Type: identity.Phone})
			want = `column "country" is used as country, which takes one value, and holds lists`
		}
		require.ErrorContains(t, err, want)
		require.NoError(t, table.Close())
	}

	// The context ends half way through the reading.
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	table, err = Open(ctx, Config{Source: url, Query: query})
	require.NoError(t, err)
	l, err := dataset.NewList(table, dataset.ListConfig{Type: identity.Email})
	require.NoError(t, err)
	n = 0
	for _, err = range l.MatchKeys(context.Background()) {
		if n++; n == batchRows+1 {
			cancel()
		}
		if err != nil {
			break
		}
	}
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, n, rows)
	require.NoError(t, table.Close())
}
