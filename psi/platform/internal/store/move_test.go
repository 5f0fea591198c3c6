package store

import (
	"database/sql"
	"fmt"
	"testing"

	"github.com/blindmatch/blindmatch/internal/postgres"
	"github.com/blindmatch/blindmatch/internal/postgres/pgtest"
	"github.com/stretchr/testify/require"
)

// filled is a data directory with rows in each table.
func filled(t *testing.T) (dir string, counts map[string]int64) {
	t.Helper()
	dir = t.TempDir()
	s, err := Open(dir, Options{})
	require.NoError(t, err)
	defer s.Close()
	counts = map[string]int64{}
	for i, table := range tableNames {
		rows, err := s.db.Query(`SELECT name, type FROM pragma_table_info(?)`, table)
		names, err := collect(rows, err, func(scan func(...any) error) (x [2]string, err error) { return x, scan(&x[0], &x[1]) })
		require.NoError(t, err)
		most := 1 + i%3
		if table == "budget_clock" {
			most = 1
		}
		for n := 1; n <= most; n++ {
			columns, values := "", []any{}
			for _, c := range names {
				columns += ", " + c[0]
				switch {
				case c[1] == "INTEGER":
					values = append(values, 1<<40*(n-1)+1)
				case c[1] == "BLOB" && n == 2:
					values = append(values, nil)
				case c[1] == "BLOB":
					values = append(values, []byte{0, 255, byte(n)})
				default:
					values = append(values, fmt.Sprintf("%s ü %d", c[0], n))
				}
			}
			_, err := s.db.Exec(`INSERT OR IGNORE INTO `+table+` (`+columns[2:]+`) VALUES (?`+fmt.Sprintf("%.*s", 2*(len(values)-1), ",?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?")+`)`, values...)
			require.NoError(t, err, table)
		}
		var n int64
		require.NoError(t, s.db.QueryRow(`SELECT count(*) FROM `+table).Scan(&n))
		require.Positive(t, n, table)
		counts[table] = n
	}
	return dir, counts
}

// contents are all rows of a database, but for what says whose it is.
func contents(t *testing.T, db *sql.DB) (all []string) {
	t.Helper()
	for _, table := range tableNames {
		rows, err := db.Query(`SELECT * FROM ` + table + ` ORDER BY 1`)
		require.NoError(t, err)
		names, err := rows.Columns()
		require.NoError(t, err)
		for rows.Next() {
			values, places := make([]any, len(names)), make([]any, len(names))
			for i := range values {
				places[i] = &values[i]
			}
			require.NoError(t, rows.Scan(places...))
			if values[0] != storeKey {
				all = append(all, table+": "+fmt.Sprint(values))
			}
		}
		require.NoError(t, rows.Err())
		rows.Close()
	}
	return all
}

func allOf(t *testing.T, dir string, o Options) []string {
	t.Helper()
	s, err := Open(dir, o)
	require.NoError(t, err)
	defer s.Close()
	return contents(t, s.db)
}

// Every row arrives as it was; a process that has the old database open can't write any more; and what was moved is gone
// from the data directory.
func TestMove(t *testing.T) {
	t.Parallel()
	o := onPostgres(t)
	dir, counts := filled(t)
	before := allOf(t, dir, Options{})
	late, err := Open(dir, Options{})
	require.NoError(t, err)
	defer late.Close()
	rows, err := MoveToPostgres(t.Context(), dir, o)
	require.NoError(t, err)
	require.Equal(t, counts, rows)
	require.Equal(t, before, allOf(t, dir, o))
	require.ErrorContains(t, late.Meta.Set(t.Context(), "late", "x"), "the database was moved to PostgreSQL")
	require.NoFileExists(t, Layout{dir}.Database())
	_, err = Open(dir, Options{})
	require.ErrorIs(t, err, ErrElsewhere)
	_, err = MoveToPostgres(t.Context(), dir, onPostgres(t))
	require.ErrorContains(t, err, "is on PostgreSQL already")
}

// What can't be moved stays as it was, and so does the place where it was to go.
func TestMoveRefused(t *testing.T) {
	t.Parallel()
	dir, _ := filled(t)
	before := allOf(t, dir, Options{})
	url := pgtest.URL(t)
	db := sql.OpenDB(postgres.Connector(pgtest.Connector(t, url), postgres.Write))
	defer db.Close()
	_, err := db.Exec(`CREATE TABLE others (x TEXT)`)
	require.NoError(t, err)
	to := Options{Postgres: pgtest.Connector(t, url)}
	_, err = MoveToPostgres(t.Context(), dir, to)
	require.ErrorContains(t, err, "is not empty: it has 1 tables")
	require.Equal(t, before, allOf(t, dir, Options{}))
	_, err = db.Exec(`DROP TABLE others`)
	require.NoError(t, err)

	s, err := Open(dir, Options{})
	require.NoError(t, err)
	_, err = s.db.Exec("INSERT INTO strikes VALUES ('a' || char(0), 'b', 'c', 'd', 'e')") // no text for PostgreSQL
	require.NoError(t, err)
	require.NoError(t, s.Close())
	_, err = MoveToPostgres(t.Context(), dir, to)
	require.ErrorContains(t, err, "table strikes, row ")
	var n int
	require.NoError(t, db.QueryRow(`SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name <> ?`, postgres.Turn).Scan(&n))
	require.Zero(t, n)
	s, err = Open(dir, Options{})
	require.NoError(t, err, "it goes on where it was")
	_, err = s.db.Exec("DELETE FROM strikes WHERE dataset = 'b'")
	require.NoError(t, err)
	require.NoError(t, s.Close())
	_, err = MoveToPostgres(t.Context(), dir, to)
	require.NoError(t, err)
	require.Equal(t, before, allOf(t, dir, to))
}

// A move that was killed before or after the server committed is brought to its end by the next, and nothing runs on the
// data directory before that.
func TestMoveKilled(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"before", "committed", "dropped"} {
		committed := at != "before"
		dir, counts := filled(t)
		before := allOf(t, dir, Options{})
		l, o := Layout{dir}, onPostgres(t)
		require.NoError(t, writeElsewhere(l, "abc", moving))
		if committed {
			to := sql.OpenDB(postgres.Connector(o.Postgres, postgres.Write))
			_, err := moveRows(t.Context(), l, Options{}, to, "abc")
			require.NoError(t, err)
			require.NoError(t, to.Close())
			if at == "dropped" {
				require.NoError(t, dropOwn(l))
			}
		}
		for _, o := range []Options{{}, o} {
			for _, open := range []func(string, Options) (*Store, error){Open, OpenExisting, OpenReadOnly} {
				_, err := open(dir, o)
				require.ErrorIs(t, err, errMoving)
			}
		}
		if committed {
			_, err := MoveToPostgres(t.Context(), dir, filledElsewhere(t))
			require.ErrorContains(t, err, "is not the one that the rows were on their way to")
		}
		rows, err := MoveToPostgres(t.Context(), dir, o)
		require.NoError(t, err)
		require.Equal(t, counts, rows)
		require.Equal(t, before, allOf(t, dir, o))
	}
}

func filledElsewhere(t *testing.T) Options {
	o := onPostgres(t)
	s, err := Open(t.TempDir(), o)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	return o
}
