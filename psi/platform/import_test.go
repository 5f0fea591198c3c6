package platform

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/gofrs/flock"
	"github.com/stretchr/testify/require"
)

func generations(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "datasets"))
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// A dataset is imported again while it is served: open sessions end with the set they began with, new ones see the new
// set, and the old key and files are removed with the last of the old sessions.
func TestReimportWhileServing(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{Lifetimes: Lifetimes{Idle: 4 * time.Second, Former: time.Millisecond}})
	old := begin(t, p, "acme", psi.Count)
	done := begin(t, p, "acme", psi.Count) // an ended session keeps nothing
	require.NoError(t, p.Abort("acme", done.id))
	before := generations(t, dir)
	require.Len(t, before, 1)
	oldEpoch := p.sessions.Hooks().Epochs()[old.c.PlatformSet.Digest]
	require.NotNil(t, oldEpoch)

	require.NoError(t, importCSV(t, ctx, dir, users(0, most+2500), nil)) // which the section has no room for
	awake, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { // the old session is not idle
		for awake.Err() == nil {
			if _, err := p.Status("acme", old.id); err != nil {
				t.Error(err)
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	defer wg.Wait()
	defer stop()
	watch.Eventually(t, "new sessions see the new set", func() bool {
		s := begin(t, p, "acme", psi.Count)
		require.NoError(t, p.Abort("acme", s.id))
		if s.c.PlatformSet.Records() > capacity {
			require.NotEqual(t, old.c.PlatformSet.Digest, s.c.PlatformSet.Digest)
			return true
		}
		require.Equal(t, old.c.PlatformSet, s.c.PlatformSet)
		return false
	})
	path, err := p.EpochFile(old.c.PlatformSet.Digest)
	require.NoError(t, err, "the old session still reads its set")
	require.FileExists(t, path)
	old.toTags(t)
	require.NoError(t, p.CloseTags("acme", old.id))
	old.wait(t, psi.StateDone)

	watch.Eventually(t, "the old epoch is gone", func() bool {
		_, err := p.EpochFile(old.c.PlatformSet.Digest)
		return err != nil
	})
	watch.Eventually(t, "its file is gone", func() bool {
		_, err := os.Stat(path)
		return err != nil
	})
	_, err = oldEpoch.Evaluate(ctx, old.c, strings.NewReader(""), psi.Scratch{})
	require.Error(t, err)
	require.ErrorIs(t, err, psi.ErrKeyUsed)
	watch.Eventually(t, "the old files are gone", func() bool { return len(generations(t, dir)) == 1 })
	require.NotEqual(t, before, generations(t, dir))
}

// An epoch does not last for ever, and the next one shares nothing with it. SPEC M6, M14
func TestEpochRotation(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{Limits: Limits{Unpaid: 1 << 40}, Lifetimes: Lifetimes{Epoch: 1200 * time.Millisecond, Idle: 2 * time.Second}})
	read := func(s *opened) map[string]bool {
		path, err := p.EpochFile(s.c.PlatformSet.Digest)
		require.NoError(t, err)
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		all := map[string]bool{}
		for ; len(b) > 0; b = b[32:] {
			all[string(b[:32])] = true
		}
		return all
	}
	first := begin(t, p, "acme", psi.Count)
	elements := read(first)
	require.Len(t, elements, capacity)
	var second *opened
	watch.Eventually(t, "there is another epoch", func() bool {
		if second != nil {
			require.NoError(t, p.Abort("acme", second.id))
		}
		second = begin(t, p, "acme", psi.Count)
		return second.c.PlatformSet.Digest != first.c.PlatformSet.Digest
	})
	for e := range read(second) {
		require.False(t, elements[e], "two epochs share an element")
	}
	require.NoError(t, p.Abort("acme", first.id))
	watch.Eventually(t, "the first is gone", func() bool {
		_, err := p.EpochFile(first.c.PlatformSet.Digest)
		return err != nil
	})
}

// An import that fails, at any point, leaves the dataset as it was.
func TestImportFails(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	before := generations(t, dir)
	s := begin(t, p, "acme", psi.Count)
	cancelled, cancel := context.WithCancel(ctx)
	for _, r := range []struct {
		name     string
		csv      string
		progress func(uint64)
		want     string
	}{
		{"unclosed quote", users(0, 3000) + `u3000,"a@mail.example,newsletter,` + "\n", nil, "line 3002: a quoted cell starts here and is never closed"},
		{"header only", users(0, 0), nil, "no rows"},
		{"no context", "user_id,email\nu1,a@mail.example\n", nil, "collection_context"},
		{"nobody", "user_id,email,collection_context\n", nil, "no rows"},
		{"cancelled", users(0, 50_000), func(uint64) { cancel() }, "context canceled"},
	} {
		t.Run(r.name, func(t *testing.T) {
			err := importCSV(t, cancelled, dir, r.csv, r.progress)
			require.ErrorContains(t, err, r.want)
			require.NotContains(t, err.Error(), "@mail.example")
			require.Equal(t, before, generations(t, dir))
		})
	}
	require.Equal(t, s.c.PlatformSet, begin(t, p, "acme", psi.Count).c.PlatformSet)
}

// What a killed import left behind is removed by the next one, unless it is still alive.
func TestDeadImport(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	dead, alive := filepath.Join(dir, "datasets", "importing-"+"1"), filepath.Join(dir, "datasets", "importing-"+"2")
	for _, d := range []string{dead, alive} {
		require.NoError(t, os.MkdirAll(filepath.Join(d, "data"), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(d, "data", "x"), []byte("x"), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(d, "lock"), nil, 0o600))
	}
	lock := flock.New(filepath.Join(alive, "lock"))
	held, err := lock.TryLock()
	require.NoError(t, err)
	require.True(t, held)
	defer lock.Unlock()
	require.NoError(t, importCSV(t, ctx, dir, users(0, most), nil))
	require.NoDirExists(t, dead)
	require.DirExists(t, alive)
}

// Only the platform's own user may read what lies in the data directory.
func TestFileModes(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	begin(t, p, "acme", psi.Blinded).toTags(t)
	seen := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || strings.HasPrefix(d.Name(), "blindmatch.db") { // the database's own files lie in a folder of mode 0700
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		require.NoError(t, err)
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		require.Equal(t, want, info.Mode().Perm(), path)
		seen++
		return nil
	}))
	require.Greater(t, seen, 10)
}

// A dataset with damaged files is not matched against, and the log says what to do.
func TestDamagedDataset(t *testing.T) {
	t.Parallel()
	intact := newData(t)
	key := func(change func(map[string]any)) func([]byte) []byte {
		return func(b []byte) []byte {
			var m map[string]any
			require.NoError(t, json.Unmarshal(b, &m))
			change(m)
			b, err := json.Marshal(m)
			require.NoError(t, err)
			return b
		}
	}
	setKey := func(hex string) func([]byte) []byte {
		return key(func(m map[string]any) { m["elements"] = hex })
	}
	const again = "import the dataset again"
	for _, r := range []struct {
		name, file string
		change     func([]byte) []byte // nil removes the file
		want       string
	}{
		{"key file missing", "keys.json", nil, again},
		{"key file empty", "keys.json", func([]byte) []byte { return nil }, again},
		{"key file truncated", "keys.json", func(b []byte) []byte { return b[:len(b)/2] }, again},
		{"key not hex", "keys.json", setKey("zz"), again},
		{"key short", "keys.json", setKey(strings.Repeat("01", 31)), again},
		{"key zero", "keys.json", setKey(strings.Repeat("00", 32)), again},
		{"key above the order", "keys.json", setKey(strings.Repeat("ff", 32)), again},
		{"key changed", "keys.json", key(func(m map[string]any) {
			k := []byte(m["elements"].(string))
			if k[9]++; k[9] > '9' { // another hex digit, and another valid key
				k[9] = '0'
			}
			m["elements"] = string(k)
		}), again},
		{"index key missing", "keys.json", key(func(m map[string]any) { delete(m, "index") }), again},
		{"index key changed", "keys.json", key(func(m map[string]any) { m["index"] = strings.Repeat("ab", 32) }), again},
		{"key missing", "keys.json", key(func(m map[string]any) { delete(m, "elements") }), again},
		{"sealed", "keys.json", key(func(m map[string]any) { m["sealed"] = true }), "sealed: true, but a sealer is configured: false"},
		{"elements flipped", "set/elements.dat", func(b []byte) []byte { b[77] ^= 1; return b }, "elements.dat"},
		{"elements truncated", "set/elements.dat", func(b []byte) []byte { return b[:len(b)-32] }, "elements.dat"},
		{"elements missing", "set/elements.dat", nil, "elements.dat"},
		{"manifest flipped", "set/manifest.json", func(b []byte) []byte { b[len(b)/2] ^= 1; return b }, "manifest.json"},
		{"manifest missing", "set/manifest.json", nil, "manifest.json"},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "data")
			require.NoError(t, os.CopyFS(dir, os.DirFS(intact)))
			require.NoError(t, os.Chmod(dir, 0o700))
			path := filepath.Join(dir, "datasets", generations(t, dir)[0], filepath.FromSlash(r.file))
			b, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.Remove(path))
			if r.change != nil {
				require.NoError(t, os.WriteFile(path, r.change(b), 0o600))
			}
			p, log := open(t, dir, Config{})
			for _, m := range []psi.Mode{psi.Count, psi.Blinded} {
				offer, _ := offerOf(p, "acme", m)
				a, err := p.Offer(ctx, "acme", offer)
				if err != nil {
					require.Equal(t, psi.CodeInternal, psi.CodeOf(err))
					require.ErrorContains(t, err, "its log has the details")
					continue
				}
				require.NoError(t, err)
				st := (&opened{p: p, id: a.Session, c: psi.Context{Advertiser: "acme"}}).wait(t, psi.StateFailed)
				require.Equal(t, psi.CodeInternal, st.Error.Code)
				require.Contains(t, st.Error.Message, "its log has the details")
			}
			require.Contains(t, log.String(), r.want)
			require.Contains(t, log.String(), `dataset \"users\"`)
			require.NotRegexp(t, `(00|ff|01){16}`, log.String(), "a key in a log")
		})
	}
}
