package store

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/psi/platform/internal/unwritten"
	"github.com/gofrs/flock"
	"github.com/stretchr/testify/require"
)

// fake is a schema whose third step leads to version 5.
var fake = migrations{base: 3, tables: `CREATE TABLE a (x TEXT); INSERT INTO a VALUES ('made')`, steps: []migration{
	{"add y", `ALTER TABLE a ADD COLUMN y TEXT`},
	{"fill y", `UPDATE a SET y = x || ' and filled'`},
}}

func fakeDatabase(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", unwritten.URI(path)+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_txlock=immediate")
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

// A new database and old ones of every version end up the same, whoever comes first.
func TestMigrate(t *testing.T) {
	t.Parallel()
	for from := range 4 {
		path := filepath.Join(t.TempDir(), "a.db")
		if from > 0 { // made by a program that knew fewer steps
			older := fake
			older.steps = older.steps[:from-1]
			require.NoError(t, older.migrate(fakeDatabase(t, path), sqliteDialect{}))
		}
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			db := fakeDatabase(t, path)
			wg.Go(func() { errs[i] = fake.migrate(db, sqliteDialect{}) })
		}
		wg.Wait()
		for _, err := range errs {
			require.NoError(t, err, "from %d", from)
		}
		db := fakeDatabase(t, path)
		version, err := sqliteDialect{}.version(db)
		require.NoError(t, err)
		require.Equal(t, 5, version)
		var all string
		require.NoError(t, db.QueryRow(`SELECT group_concat(y) FROM a`).Scan(&all))
		require.Equal(t, "made and filled", all, "from %d: every step once", from)
	}
}

// A step that fails leaves the previous version, and the error names the step.
func TestMigrateFails(t *testing.T) {
	t.Parallel()
	db := fakeDatabase(t, filepath.Join(t.TempDir(), "a.db"))
	broken := fake
	broken.steps = []migration{fake.steps[0], {"break", `UPDATE a SET y = 'half'; UPDATE nothing SET y = 1`}}
	require.ErrorContains(t, broken.migrate(db, sqliteDialect{}), "schema version 4 to 5: break:")
	version, err := sqliteDialect{}.version(db)
	require.NoError(t, err)
	require.Equal(t, 4, version)
	var y sql.NullString
	require.NoError(t, db.QueryRow(`SELECT y FROM a`).Scan(&y))
	require.False(t, y.Valid)
	require.NoError(t, fake.migrate(db, sqliteDialect{}), "the mended program goes on")
}

// A version that this program can't read is refused, with what to do about it, and stays as it was. For reading only,
// that includes an older one.
func TestOtherVersions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version          int
		writing, reading string
	}{
		{4, "schema version 4, and this program reads versions from 5 on: import the datasets again", "import the datasets again"},
		{schema.newest() + 1, "a newer release wrote it", "a newer release wrote it"},
		{0, "", "it has no tables: not a data directory"},
	} {
		dir := t.TempDir()
		s, err := Open(dir, Options{})
		require.NoError(t, err)
		_, err = s.DB().Exec(fmt.Sprintf(`DROP TABLE releases; PRAGMA user_version = %d`, c.version))
		require.NoError(t, err)
		require.NoError(t, s.Close())
		_, err = OpenReadOnly(dir, Options{})
		require.ErrorContains(t, err, c.reading)
		if c.writing != "" {
			_, err = Open(dir, Options{})
			require.ErrorContains(t, err, c.writing)
			_, err = OpenExisting(dir, Options{})
			require.ErrorContains(t, err, c.writing)
		}
	}
	require.ErrorContains(t, fake.check(4), "start the server or an import of this release on it once")
	require.NoError(t, fake.check(5))
}

// A database is not brought up to date under a server of an earlier release.
func TestMigrateUnderAServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := Open(dir, Options{})
	require.NoError(t, err)
	lock := flock.New(d.Files.ServeLock())
	ok, err := lock.TryLock()
	require.True(t, ok, err)
	defer lock.Unlock()
	again, err := Open(dir, Options{})
	require.NoError(t, err, "a server of this release is no hindrance")
	require.NoError(t, again.Close())
	_, err = d.DB().Exec(fmt.Sprintf(`PRAGMA user_version = %d`, schema.newest()-1))
	require.NoError(t, err)
	require.NoError(t, d.Close())
	_, err = Open(dir, Options{})
	require.ErrorContains(t, err, "a server of an earlier release runs on it: stop that first")
}
