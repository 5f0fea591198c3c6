package platform

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/stretchr/testify/require"
)

// readings is everything that can be asked of a data directory that is open for reading.
var readings = map[string]func(t testing.TB, d *Directory) error{
	"identity": func(_ testing.TB, d *Directory) error { _, err := d.PlatformIdentity(ctx); return err },
	"datasets": func(_ testing.TB, d *Directory) error { _, err := d.Datasets(ctx); return err },
	"clients":  func(_ testing.TB, d *Directory) error { _, err := d.Clients(ctx); return err },
	"client":   func(_ testing.TB, d *Directory) error { _, err := d.Client(ctx, []byte("key of acme")); return err },
	"sessions": func(_ testing.TB, d *Directory) error { _, err := d.Sessions(ctx, 20); return err },
	"budgets":  func(_ testing.TB, d *Directory) error { _, err := d.Budgets(ctx); return err },
	"strikes":  func(_ testing.TB, d *Directory) error { _, err := d.Strikes(ctx); return err },
	"cosigned": func(_ testing.TB, d *Directory) error { _, err := d.Cosigned(ctx); return err },
	"change": func(_ testing.TB, d *Directory) error {
		_, err := d.LastChange(ctx, "users", params.Purpose)
		if err != nil && err.Error() == `dataset "users": no imported row had a time in a column updated_at that has passed` {
			return nil
		}
		return err
	},
	"ledger": func(_ testing.TB, d *Directory) error { _, _, err := d.VerifyLedger(ctx, nil); return err },
	"export": func(t testing.TB, d *Directory) error {
		head, _, err := d.VerifyLedger(ctx, nil)
		if err != nil {
			return err
		}
		r, err := d.LedgerReader()
		if err != nil {
			return err
		}
		return r.CopyTo(filepath.Join(t.TempDir(), "log"), head)
	},
	"explain": func(_ testing.TB, d *Directory) error {
		rows, err := d.Datasets(ctx)
		if err != nil {
			return err
		}
		records, err := d.Explain(&rows[0], "u7")
		if err == nil && len(records) != 1 {
			err = fmt.Errorf("%d records of the user", len(records))
		}
		return err
	},
	"subject": func(_ testing.TB, d *Directory) error {
		r, err := d.Subject(ctx, subject.Query{User: "u7"})
		if err == nil && !r.Sessions[0].Matched {
			err = fmt.Errorf("the first session does not know that the user was matched")
		}
		return err
	},
}

// readEverything opens a data directory for reading and asks it everything.
func readEverything(t testing.TB, dir string) {
	t.Helper()
	for name, read := range readings {
		d, err := OpenDirectoryReadOnly(dir, DirectoryConfig{})
		require.NoError(t, err, name)
		require.NoError(t, read(t, d), name)
		require.NoError(t, d.Close(), name)
	}
}

// unchanged reads everything, and fails if that has changed anything.
func unchanged(t testing.TB, dir string) {
	t.Helper()
	was := watch.Tree(t, dir)
	readEverything(t, dir)
	now := watch.Tree(t, dir)
	for path := range was { // name by name, for a message that can be read
		require.Equal(t, was[path], now[path], path)
	}
	require.Len(t, now, len(was))
}

// served returns a data directory with a client and a finished session, and the platform that serves it.
func served(t testing.TB) (string, *Platform) {
	t.Helper()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	require.NoError(t, p.Store().AddClient(ctx, "acme", []byte("key of acme")))
	runBlinded(t, p, emails(0, 200))
	return dir, p
}

// crashed is a copy of a directory that is being served, as if the machine had stopped. The server must be idle: what
// it writes during the copy could be copied in part.
func crashed(t testing.TB, dir string) string {
	t.Helper()
	watch.Eventually(t, "the server is idle", func() bool {
		was := watch.Tree(t, dir)
		time.Sleep(200 * time.Millisecond)
		return maps.Equal(was, watch.Tree(t, dir))
	})
	to := filepath.Join(t.TempDir(), "crashed")
	require.NoError(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}

// Reading changes nothing, whether a server runs, was stopped or has crashed.
func TestReadingWritesNothing(t *testing.T) {
	t.Parallel()
	dir, p := served(t)
	// Beside a server: see reading.txtar of package e2e. Within one process SQLite has a single index of the
	// write-ahead log, and writes it.
	unchanged(t, crashed(t, dir))
	require.NoError(t, p.Close())
	require.NoFileExists(t, p.store.rows.Files.Database()+"-wal")
	unchanged(t, dir)

	t.Run("writing", func(t *testing.T) { // whatever would write fails, and changes nothing either
		was := watch.Tree(t, dir)
		d, err := OpenDirectoryReadOnly(dir, DirectoryConfig{})
		require.NoError(t, err)
		defer d.Close()
		rows, err := d.Sessions(ctx, 1)
		require.NoError(t, err)
		_, ledger := d.Ledger(ctx)
		_, imported := d.Import(ctx, nil, ImportConfig{Dataset: "users"})
		_, rolled := d.Rollback(ctx, "users", "audience-matching")
		for what, err := range map[string]error{
			"ledger": ledger, "import": imported, "lift": d.LiftStrike(ctx, "acme", "users", "x"), "acknowledge": d.Acknowledge(ctx, "x"), "erase": d.EraseSession(ctx, rows[0].ID, "x"),
			"add": d.AddClient(ctx, "globex", []byte("x")), "rollback": rolled, "rm": d.RemoveDataset(ctx, "users", "audience-matching"), "revoke": d.RevokeClient(ctx, "acme"), "remove": d.RemoveClient(ctx, "acme"),
		} {
			require.Error(t, err, what)
		}
		require.Equal(t, was, watch.Tree(t, dir))
	})
}

// Nothing is created where there is nothing, and the error says what is missing.
func TestNothingToRead(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	touched := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(touched, "blindmatch.db"), nil, 0o600))
	for _, dir := range []string{empty, filepath.Join(empty, "missing"), touched} {
		_, err := OpenDirectoryReadOnly(dir, DirectoryConfig{})
		require.ErrorIs(t, err, ErrNoDirectory)
		require.ErrorContains(t, err, dir+": not a data directory: import a dataset first, or check the spelling")
	}
	require.Len(t, watch.Tree(t, empty), 1)
	require.Len(t, watch.Tree(t, touched), 2)

	bare := filepath.Join(t.TempDir(), "data") // created, and nothing imported
	d, err := OpenDirectory(bare, DirectoryConfig{})
	require.NoError(t, err)
	require.NoError(t, d.Close())
	was := watch.Tree(t, bare)
	d, err = OpenDirectoryReadOnly(bare, DirectoryConfig{})
	require.NoError(t, err)
	defer d.Close()
	_, _, err = d.VerifyLedger(ctx, nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "there is none yet")
	_, err = d.PlatformIdentity(ctx)
	require.ErrorContains(t, err, "no name yet")
	require.Equal(t, was, watch.Tree(t, bare))
}

// A directory is read while sessions run on it, again and again.
func TestReadBesideServer(t *testing.T) {
	t.Parallel()
	dir, p := served(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 4 {
			s := begin(t, p, "acme", psi.Count)
			s.toTags(t)
			if err := p.CloseTags("acme", s.id); err != nil {
				t.Error(err)
			}
			s.wait(t, psi.StateDone)
		}
	}()
	for {
		readEverything(t, dir)
		select {
		case <-done:
			readEverything(t, dir)
			return
		default:
		}
	}
}

// Readers notice too when the log or the database was restored from an older copy.
func TestReadRollback(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	old := crashed(t, dir)
	p, _ := open(t, dir, Config{})
	runBlinded(t, p, emails(0, 200))
	require.NoError(t, p.Close())
	for _, restored := range []string{"ledger", "blindmatch.db"} {
		both := crashed(t, dir)
		copyState(t, both, old, restored)
		was := watch.Tree(t, both)
		d, err := OpenDirectoryReadOnly(both, DirectoryConfig{})
		require.NoError(t, err)
		_, _, err = d.VerifyLedger(ctx, nil)
		require.ErrorIs(t, err, ledger.ErrRolledBack, restored)
		require.NoError(t, d.Close())
		require.Equal(t, was, watch.Tree(t, both))
	}
}
