package platform

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/stretchr/testify/require"
)

// backUp makes a backup as another process than the one that serves.
func backUp(t testing.TB, dir string) (to string, c *BackupContents, err error) {
	t.Helper()
	d, err := OpenExistingDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer d.Close()
	to = filepath.Join(t.TempDir(), "backup")
	c, err = Backup(ctx, d, to, "tls")
	return to, c, err
}

// acknowledged is a restored data directory that an operator has acknowledged.
func acknowledged(t testing.TB, dir string) {
	t.Helper()
	d, err := OpenExistingDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	require.NoError(t, d.Acknowledge(ctx, "disk failure"))
	require.ErrorIs(t, d.Acknowledge(ctx, "again"), ErrNothing)
	require.NoError(t, d.Close())
}

// A copy that is made while sessions are opened, paid and answered verifies, and so does what is restored of it. It
// serves only after an operator has said so in the ledger; then nothing goes on that may have gone on elsewhere: no
// epoch, no session, no audience. What was answered and paid before is there. SPEC M81
func TestBackup(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "tls"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tls", "ca.pem"), []byte("a CA"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine"), 0o644))
	p, _ := open(t, dir, audienceConfig(t))
	paid := anybody().begin(t, p, "initech", psi.Count, maskedList(), nil)
	paid.finish(t)
	_, matches := runBlinded(t, p, emails(0, crowd))
	activate(t, p, fill(psi.CreateAudience, "spring"), emails(0, crowd))
	waiting := begin(t, p, "acme", psi.Count)
	waiting.sendList(t)
	before := waiting.c.PlatformSet.Digest

	var busy sync.WaitGroup
	stop := make(chan struct{})
	busy.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				begin(t, p, fmt.Sprint("client", i), psi.Count).finish(t)
			}
		}
	})
	for range 3 {
		to, c, err := backUp(t, dir)
		require.NoError(t, err)
		require.Equal(t, []string{"notes.txt"}, c.Skipped)
		require.Positive(t, c.Bytes())
		onlyOurs(t, to)
	}
	close(stop)
	busy.Wait()
	to, c, err := backUp(t, dir)
	require.NoError(t, err)
	spent, err := p.store.Budgets(ctx)
	require.NoError(t, err)
	answer, err := p.Result(ctx, "initech", paid.id)
	require.NoError(t, err)
	begin(t, p, "too-late", psi.Count).finish(t) // nobody here will know of it

	again := filepath.Join(t.TempDir(), "again")
	_, err = Restore(ctx, to, again)
	require.NoError(t, err)
	onlyOurs(t, again)
	secret := []byte("a CA")
	b, err := os.ReadFile(filepath.Join(again, "tls", "ca.pem"))
	require.NoError(t, err)
	require.Equal(t, secret, b)
	_, err = Open(again, audienceConfig(t))
	require.ErrorIs(t, err, ledger.ErrRolledBack)
	require.True(t, Acknowledgeable(err))
	require.ErrorContains(t, err, "they were restored from the copy of ")
	require.ErrorIs(t, importCSV(t, ctx, again, users(0, most), nil), ledger.ErrRolledBack)
	_, _, err = backUp(t, again)
	require.ErrorIs(t, err, ledger.ErrRolledBack)
	acknowledged(t, again)

	q, log := open(t, again, audienceConfig(t))
	e, err := q.store.Lost(ctx)
	require.NoError(t, err)
	require.Equal(t, c.Ledger.Size, e.Seq)
	require.Equal(t, ledger.Acknowledged{Reason: "disk failure", Log: e.Seq, Known: e.Seq}, *e.Acknowledged)
	require.NotEqual(t, before, begin(t, q, "acme", psi.Count).c.PlatformSet.Digest, "an epoch with slices that are taken")
	_, err = q.Status("acme", waiting.id)
	require.Equal(t, psi.CodeUnknownSession, psi.CodeOf(err))
	require.Contains(t, log.String(), "sessions lost")
	all, replay := verifyLedger(t, again)
	require.NotContains(t, typesOf(all[:c.Ledger.Size]), ledger.TypeAcknowledged)
	require.Equal(t, "lost", replay.Session(waiting.id).Refused)
	require.Empty(t, replay.LiveAudiences())
	require.NotContains(t, replay.OpenSets(), before)
	now, err := q.store.Budgets(ctx)
	require.NoError(t, err)
	require.Equal(t, len(spent), len(now))
	for i := range now {
		require.Equal(t, spent[i].Days30, now[i].Days30)
	}
	b, err = q.Result(ctx, "initech", paid.id)
	require.NoError(t, err)
	require.Equal(t, answer, b)
	for _, name := range []string{filepath.Join("matches", matches.Session+".csv"), filepath.Join("sessions", matches.Session, "handles")} {
		was, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(again, name))
		require.NoError(t, err)
		require.Equal(t, was, b, name)
	}
}

// onlyOurs says that nobody else may read a copy, and that no key that has to die is in it.
func onlyOurs(t testing.TB, dir string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := e.Info()
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, path)
		require.NotContains(t, []string{"epochs", "audiences", "scratch", "reserve", "list", "tags", "blindmatch.db-wal", "blindmatch.db-journal"}, e.Name())
		return nil
	}))
	data := dir
	if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
		data = filepath.Join(dir, "data")
	}
	rows, err := store.OpenReadOnly(data, store.Options{})
	require.NoError(t, err)
	defer rows.Close()
	var n int
	require.NoError(t, rows.DB().QueryRow(`SELECT (SELECT count(*) FROM epochs) + (SELECT count(*) FROM audiences) + (SELECT count(*) FROM audience_drafts)
		+ (SELECT count(*) FROM sessions WHERE held IS NOT NULL)`).Scan(&n))
	require.Zero(t, n)
}

// The secret of an epoch, which must die with it, is not in the file of the copied database either.
func TestBackupHasNoEpochSecret(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	current(t, p)
	epochs, err := p.store.rows.Epochs.List(ctx)
	require.NoError(t, err)
	require.Len(t, epochs, 1)
	to, _, err := backUp(t, dir)
	require.NoError(t, err)
	b, err := os.ReadFile(filepath.Join(to, "data", "blindmatch.db"))
	require.NoError(t, err)
	require.False(t, bytes.Contains(b, epochs[0].Secret[:]))
}

// A directory that was copied as a whole, without a trace in it, is acknowledged all the same; and what may have gone on
// elsewhere does not go on here. SPEC M81
func TestAcknowledgeRestored(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	s := anybody().begin(t, p, "acme", psi.Count, maskedList(), sliced(t, "1/4"))
	require.NoError(t, p.Close())
	copied := filepath.Join(t.TempDir(), "data")
	require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
	d, err := OpenExistingDirectory(copied, DirectoryConfig{})
	require.NoError(t, err)
	defer d.Close()
	require.ErrorIs(t, d.Acknowledge(ctx, "a snapshot of the disk"), ErrNothing)
	require.NoError(t, d.AcknowledgeRestored(ctx, "a snapshot of the disk"))
	e, err := d.Lost(ctx)
	require.NoError(t, err)
	require.Equal(t, "a snapshot of the disk", e.Acknowledged.Reason)
	q, log := open(t, copied, Config{})
	_, err = q.Status("acme", s.id)
	require.Equal(t, psi.CodeUnknownSession, psi.CodeOf(err))
	require.NotEqual(t, s.c.PlatformSet.Digest, begin(t, q, "acme", psi.Count).c.PlatformSet.Digest)
	require.Contains(t, log.String(), "entries of the ledger are lost")
}

// Nothing is restored of a backup that was changed, nor into a folder that holds something; and no backup takes the
// place of another.
func TestBackupRefused(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	good, _, err := backUp(t, dir)
	require.NoError(t, err)
	d, err := OpenExistingDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer d.Close()
	_, err = Backup(ctx, d, good)
	require.ErrorContains(t, err, "is there already")
	keys, err := filepath.Glob(filepath.Join(good, "data", "datasets", "*", "keys.json"))
	require.NoError(t, err)
	require.Len(t, keys, 1)
	rel, err := filepath.Rel(good, keys[0])
	require.NoError(t, err)
	for name, x := range map[string]struct {
		spoil func(b string) error
		want  string
	}{
		"no backup": {func(b string) error { return os.Remove(filepath.Join(b, "backup.json")) }, "is not a backup"},
		"a byte more": {func(b string) error {
			f, err := os.OpenFile(filepath.Join(b, rel), os.O_APPEND|os.O_WRONLY, 0)
			require.NoError(t, err)
			defer f.Close()
			_, err = f.WriteString(" ")
			return err
		}, "keys.json is damaged"},
		"a file less":  {func(b string) error { return os.Remove(filepath.Join(b, rel)) }, "keys.json"},
		"a file more":  {func(b string) error { return os.WriteFile(filepath.Join(b, "data", "x"), nil, 0o600) }, `does not name: "x"`},
		"outside":      {edit("blindmatch.db", "../blindmatch.db"), "outside the data directory"},
		"a later form": {edit(`"format": 1`, `"format": 2`), "has format 2"},
		"another head": {edit(`"root": "`, `"root": "x`), "is not the one that"},
	} {
		b := filepath.Join(t.TempDir(), "backup")
		require.NoError(t, os.CopyFS(b, os.DirFS(good)))
		require.NoError(t, x.spoil(b), name)
		to := filepath.Join(t.TempDir(), "new")
		_, err := Restore(ctx, b, to)
		require.ErrorContains(t, err, x.want, name)
		require.NoDirExists(t, to)
	}
	to := t.TempDir()
	_, err = Restore(ctx, good, to) // it is empty
	require.NoError(t, err)
	_, err = Restore(ctx, good, to)
	require.ErrorContains(t, err, "is not empty")
}

func edit(old, text string) func(string) error {
	return func(dir string) error {
		path := filepath.Join(dir, "backup.json")
		b, err := os.ReadFile(path)
		if err == nil && !bytes.Contains(b, []byte(old)) {
			err = fmt.Errorf("no %s in it", old)
		}
		if err != nil {
			return err
		}
		return os.WriteFile(path, bytes.Replace(b, []byte(old), []byte(text), 1), 0o600)
	}
}

// Whatever step fails, of a backup or of restoring it, leaves nothing behind.
func TestBackupFails(t *testing.T) {
	dir := newData(t)
	d, err := OpenExistingDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer d.Close()
	defer durable.SetHook(nil)
	good, at := "", t.TempDir()
	for i, do := range []func(to string) error{
		func(to string) error { _, err := Backup(ctx, d, to); good = to; return err },
		func(to string) error { _, err := Restore(ctx, good, to); return err },
	} {
		from := good
		for n := 1; ; n += 1 + n/6 {
			good = from
			steps, mu := 0, sync.Mutex{}
			durable.SetHook(func(_, path, _ string) durable.Fate {
				mu.Lock()
				defer mu.Unlock()
				if !strings.HasPrefix(path, at) {
					return durable.Do
				}
				if steps++; steps == n {
					return durable.Fail
				}
				return durable.Do
			})
			to := filepath.Join(at, fmt.Sprint(i, "-", n))
			err := do(to)
			durable.SetHook(nil)
			if err == nil {
				require.Greater(t, n, 20)
				require.DirExists(t, to)
				break
			}
			require.ErrorIs(t, err, durable.ErrFault)
			left, err := os.ReadDir(at)
			require.NoError(t, err)
			for _, x := range left {
				require.Equal(t, filepath.Base(from), x.Name(), "after step %d", n)
			}
		}
	}
}

// A backup begins again if an import takes the files away of which it has copied the rows.
func TestBackupMeetsAnImport(t *testing.T) {
	dir := newData(t)
	d, err := OpenExistingDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer d.Close()
	old, err := os.ReadDir(filepath.Join(dir, "datasets"))
	require.NoError(t, err)
	to, met := filepath.Join(t.TempDir(), "backup"), false
	defer durable.SetHook(nil)
	durable.SetHook(func(op, path, _ string) durable.Fate {
		if !met && op == durable.Create && filepath.Base(path) == "keys.json" && !strings.HasPrefix(path, dir) {
			met = true
			for i := range 2 { // the first keeps the files, for a rollback
				require.NoError(t, importCSV(t, ctx, dir, users(1+i, most+1+i), nil))
			}
			require.NoError(t, os.RemoveAll(filepath.Join(dir, "datasets", old[0].Name())))
		}
		return durable.Do
	})
	_, err = Backup(ctx, d, to)
	require.NoError(t, err)
	require.True(t, met)
	now, err := os.ReadDir(filepath.Join(to, "data", "datasets"))
	require.NoError(t, err)
	require.Len(t, now, 2)
	for _, x := range now {
		require.NotEqual(t, old[0].Name(), x.Name())
	}
}
