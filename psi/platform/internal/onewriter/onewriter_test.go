package onewriter

import (
	"context"
	"database/sql"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Many who write at once, each for longer than SQLite has patience, all come to it; who doesn't wait any more doesn't.
func TestOneWriter(t *testing.T) {
	t.Parallel()
	Register()
	uri := "file:" + filepath.ToSlash(filepath.Join(t.TempDir(), "x.db")) + "?_pragma=busy_timeout(20)&_pragma=journal_mode(WAL)&_txlock=immediate"
	db, err := sql.Open(Name, uri)
	require.NoError(t, err)
	defer db.Close()
	_, err = db.Exec("CREATE TABLE t (n INTEGER)")
	require.NoError(t, err)
	ctx := context.Background()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				t.Error(err)
				return
			}
			_, err = tx.Exec("INSERT INTO t VALUES (1)")
			time.Sleep(30 * time.Millisecond)
			if err != nil || tx.Commit() != nil {
				t.Error("not committed: ", err)
			}
		})
		all.Go(func() {
			if _, err := db.Exec("INSERT INTO t VALUES (1)"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	tx, err := db.BeginTx(ctx, nil)
	require.NoError(t, err)
	var n int
	require.NoError(t, db.QueryRow("SELECT count(*) FROM t").Scan(&n), "reading doesn't wait")
	require.Equal(t, 40, n)
	brief, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	_, err = db.BeginTx(brief, nil)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, tx.Rollback())
	_, err = db.Exec("INSERT INTO t VALUES (1)")
	require.NoError(t, err)
}
