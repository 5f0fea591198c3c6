package store

import (
	"context"
	"database/sql"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/internal/postgres"
	"github.com/blindmatch/blindmatch/internal/postgres/pgtest"
	"github.com/stretchr/testify/require"
)

func onPostgres(t *testing.T) Options {
	return Options{Postgres: pgtest.Connector(t, pgtest.URL(t))}
}

// A data directory and its database on PostgreSQL are no other's, and neither is used without the other.
func TestBelongs(t *testing.T) {
	t.Parallel()
	own, others := onPostgres(t), onPostgres(t)
	dir := t.TempDir()
	_, err := OpenExisting(dir, own)
	require.ErrorIs(t, err, ErrNone)
	_, err = OpenReadOnly(dir, own)
	require.ErrorIs(t, err, ErrNone)
	for range 2 {
		s, err := Open(dir, own)
		require.NoError(t, err)
		require.NoError(t, s.Close())
	}
	for _, open := range []func(string, Options) (*Store, error){Open, OpenExisting, OpenReadOnly} {
		_, err := open(dir, Options{})
		require.ErrorIs(t, err, ErrElsewhere)
		_, err = open(dir, others)
		require.ErrorContains(t, err, "it has no tables, and the data directory was used with one that has")
		require.NoFileExists(t, Layout{dir}.Database())
	}
	_, err = Open(t.TempDir(), own)
	require.ErrorContains(t, err, "it is that of another data directory")
	s, err := Open(t.TempDir(), others)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	for _, open := range []func(string, Options) (*Store, error){Open, OpenExisting, OpenReadOnly} {
		_, err = open(dir, others)
		require.ErrorContains(t, err, "it is that of another data directory")
	}

	file := t.TempDir()
	s, err = Open(file, Options{})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	for _, open := range []func(string, Options) (*Store, error){Open, OpenExisting, OpenReadOnly} {
		_, err = open(file, onPostgres(t))
		require.ErrorContains(t, err, "has a database of its own")
	}
}

// A process that dies before its database has a name leaves nothing in the way of the next.
func TestBelongsAfterACrash(t *testing.T) {
	t.Parallel()
	o, dir := onPostgres(t), t.TempDir()
	require.NoError(t, os.WriteFile(Layout{dir}.Elsewhere(), []byte("abc unmade\n"), 0o600))
	s, err := Open(dir, o)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.NoError(t, os.WriteFile(Layout{dir}.Elsewhere(), []byte("abc unmade\n"), 0o600))
	s, err = Open(dir, o)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	b, err := os.ReadFile(Layout{dir}.Elsewhere())
	require.NoError(t, err)
	require.Equal(t, "abc\n", string(b))
}

// Who only reads can't write.
func TestPostgresReadOnly(t *testing.T) {
	t.Parallel()
	o, dir := onPostgres(t), t.TempDir()
	s, err := Open(dir, o)
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Meta.Set(t.Context(), "a", "b"))
	r, err := OpenReadOnly(dir, o)
	require.NoError(t, err)
	defer r.Close()
	v, err := r.Meta.Get(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, "b", v)
	require.ErrorContains(t, r.Meta.Set(t.Context(), "a", "c"), "read-only transaction")
	require.ErrorContains(t, r.Copies.Detach(t.Context()), "read-only transaction")
	require.NoError(t, s.SubjectKeys.Scrub(t.Context()))
}

// All who come at once, from any version, end with the same tables, and those are SQLite's.
func TestPostgresMigrates(t *testing.T) {
	t.Parallel()
	for from := range 4 {
		url := pgtest.URL(t)
		db := func() *sql.DB {
			db := sql.OpenDB(postgres.Connector(pgtest.Connector(t, url), postgres.Write))
			t.Cleanup(func() { db.Close() })
			return db
		}
		if from > 0 {
			older := fake
			older.steps = older.steps[:from-1]
			require.NoError(t, makeTurn(db()))
			require.NoError(t, older.migrate(db(), postgresDialect{}))
		}
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			db := db()
			wg.Go(func() {
				if errs[i] = makeTurn(db); errs[i] == nil {
					errs[i] = fake.migrate(db, postgresDialect{})
				}
			})
		}
		wg.Wait()
		for _, err := range errs {
			require.NoError(t, err, "from %d", from)
		}
		var all string
		require.NoError(t, db().QueryRow(`SELECT string_agg(y, ',') FROM a`).Scan(&all))
		require.Equal(t, "made and filled", all, "from %d: every step once", from)
	}
	p, err := Open(t.TempDir(), onPostgres(t))
	require.NoError(t, err)
	defer p.Close()
	s, err := Open(t.TempDir(), Options{})
	require.NoError(t, err)
	defer s.Close()
	tables, err := s.Copies.names(t.Context(), `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	require.NoError(t, err)
	require.ElementsMatch(t, tableNames, tables)
	for _, table := range tables {
		require.Equal(t, columnsOf(t, s.db, table), columnsOf(t, p.db, table), table)
	}
}

func columnsOf(t *testing.T, db *sql.DB, table string) string {
	rows, err := db.Query(`SELECT * FROM ` + table)
	require.NoError(t, err)
	defer rows.Close()
	names, err := rows.Columns()
	require.NoError(t, err)
	return strings.Join(names, " ")
}

// Of two that write in transactions, on connections of their own, one waits for the other; what came in between from
// outside has the transaction run again.
func TestTransactions(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, open opener) {
		dir := t.TempDir()
		a, b := open(t, dir, Options{}), open(t, dir, Options{})
		ctx := context.Background()
		require.NoError(t, a.Meta.Set(ctx, "n", ""))
		var wg sync.WaitGroup
		for i := range 40 {
			s := []*Store{a, b}[i%2]
			wg.Go(func() {
				err := Transact(ctx, s.db, func(tx *sql.Tx) error {
					var v string
					if err := tx.QueryRow(`SELECT value FROM meta WHERE key = ?`, "n").Scan(&v); err != nil {
						return err
					}
					_, err := tx.Exec(`UPDATE meta SET value = ? WHERE key = ?`, v+"x", "n")
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		v, err := b.Meta.Get(ctx, "n")
		require.NoError(t, err)
		require.Equal(t, strings.Repeat("x", 40), v, "none was lost")
	})
	t.Run("again", func(t *testing.T) {
		s, err := Open(t.TempDir(), onPostgres(t))
		require.NoError(t, err)
		defer s.Close()
		ctx := context.Background()
		require.NoError(t, s.Meta.Set(ctx, "n", "a"))
		runs := 0
		require.NoError(t, Transact(ctx, s.db, func(tx *sql.Tx) error {
			var v string
			if err := tx.QueryRow(`SELECT value FROM meta WHERE key = ?`, "n").Scan(&v); err != nil {
				return err
			}
			if runs++; runs == 1 {
				if err := s.Meta.Set(ctx, "n", "b"); err != nil {
					return err
				}
			}
			_, err := tx.Exec(`UPDATE meta SET value = ? WHERE key = ?`, v+"x", "n")
			return err
		}))
		require.Equal(t, 2, runs)
		v, err := s.Meta.Get(ctx, "n")
		require.NoError(t, err)
		require.Equal(t, "bx", v)
	})
}
