package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// verifyLedger verifies the ledger of a data directory and returns its entries. Every test of a platform ends with it.
func verifyLedger(t testing.TB, dir string) (all []*ledger.Entry, replay *ledger.Replay) {
	t.Helper()
	store, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer store.Close()
	_, replay, err = store.VerifyLedger(ctx, func(e *ledger.Entry) error {
		all = append(all, e)
		return nil
	})
	require.NoError(t, err)
	return all, replay
}

func typesOf(all []*ledger.Entry) (types []ledger.Type) {
	for _, e := range all {
		types = append(types, e.Type)
	}
	return types
}

// What the ledger says about an import, a count, a refusal and an abort, in order. SPEC M50
func TestLedgerOfSessions(t *testing.T) {
	dir := newData(t)
	p, _ := open(t, dir, Config{Modes: []psi.Mode{psi.Count}})
	watch.Eventually(t, "the epoch is ready", func() bool {
		info, err := p.Info(ctx, "acme", "users", params.Purpose)
		require.NoError(t, err)
		return info.State.Ready
	})
	s := begin(t, p, "acme", psi.Count)
	s.toTags(t)
	require.NoError(t, p.CloseTags("acme", s.id))
	b, err := p.Result(ctx, "acme", s.id)
	require.NoError(t, err)
	var result psi.Result
	require.NoError(t, json.Unmarshal(b, &result))
	log, err := p.store.Ledger(ctx)
	require.NoError(t, err)
	v, err := ledger.NewVerifier(log.VerifierKey())
	require.NoError(t, err)
	proven, err := ledger.VerifyReceipt([]byte(result.Receipt), v)
	require.NoError(t, err)
	require.Equal(t, result.Released, proven.Entry.Result.Released)
	for range 2 { // the second time is not recorded
		o, _ := offerOf(p, "acme", psi.Blinded)
		_, err = p.Offer(ctx, "acme", o)
		require.Equal(t, psi.CodeModeOff, psi.CodeOf(err))
	}
	s = begin(t, p, "acme", psi.Count)
	require.NoError(t, p.Abort("acme", s.id))
	require.NoError(t, p.Close())
	all, replay := verifyLedger(t, dir)
	require.Equal(t, []ledger.Type{
		ledger.TypePolicy, ledger.TypeImport, ledger.TypeStart, ledger.TypeEpochOpen,
		ledger.TypeOffer, ledger.TypeCommit, ledger.TypeResult, ledger.TypeRefusal,
		ledger.TypeOffer, ledger.TypeRefusal,
	}, typesOf(all))
	require.Len(t, replay.Sessions, 2)
	require.Equal(t, "acme", replay.Sessions[0].Advertiser)
	require.True(t, replay.Sessions[0].Released.BelowFloor)
}

// The folders of a data directory that make up its state.
func copyState(t *testing.T, dst, src string, names ...string) {
	for _, name := range names {
		from, to := filepath.Join(src, name), filepath.Join(dst, name)
		require.NoError(t, os.RemoveAll(to))
		info, err := os.Stat(from)
		require.NoError(t, err)
		if info.IsDir() {
			require.NoError(t, os.CopyFS(to, os.DirFS(from)))
			continue
		}
		b, err := os.ReadFile(from)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(to, b, 0o600))
	}
}

// If either half of a data directory is restored from a copy, that is noticed until an operator acknowledges it.
func TestRollback(t *testing.T) {
	for _, restored := range []string{"ledger", "blindmatch.db"} {
		t.Run(restored, func(t *testing.T) {
			dir, old := newData(t), t.TempDir()
			copyState(t, old, dir, "ledger", "blindmatch.db")
			p, _ := open(t, dir, Config{})
			require.NoError(t, p.Abort("acme", begin(t, p, "acme", psi.Count).id))
			require.NoError(t, p.Close())
			copyState(t, dir, old, restored)
			if restored == "blindmatch.db" {
				for _, x := range []string{"-wal", "-shm"} {
					os.Remove(filepath.Join(dir, restored+x))
				}
			}
			_, err := Open(dir, Config{})
			require.ErrorIs(t, err, ledger.ErrRolledBack)
			require.ErrorIs(t, importCSV(t, ctx, dir, users(0, 1000), nil), ledger.ErrRolledBack)
			store, err := OpenDirectory(dir, DirectoryConfig{})
			require.NoError(t, err)
			require.Error(t, store.Acknowledge(ctx, " "))
			require.NoError(t, store.Acknowledge(ctx, "restored a copy"))
			require.Error(t, store.Acknowledge(ctx, "again"))
			require.NoError(t, store.Close())
			p, _ = open(t, dir, Config{})
			require.NoError(t, p.Close())
			all, _ := verifyLedger(t, dir)
			require.Contains(t, typesOf(all), ledger.TypeAcknowledged)
		})
	}
}

// A process may die before or after the log reaches the head that the database was told about. No other head is
// accepted, and once the store was closed only the last one is.
func TestHeads(t *testing.T) {
	dir := newData(t)
	snapshot := func() (copied string) {
		copied = t.TempDir()
		copyDir(t, copied, dir)
		return copied
	}
	at := []string{snapshot()} // after 0, 1 and 2 entries, the database open, and after closing it
	store, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, store.journal.Record(ctx, &ledger.Entry{Type: ledger.TypeRefusal, Refusal: &ledger.Refusal{Advertiser: "acme", Code: "x"}}))
		at = append(at, snapshot())
	}
	require.NoError(t, store.Close())
	at = append(at, snapshot())
	for _, c := range []struct {
		db, log int
		ok      bool
	}{{0, 0, true}, {0, 1, false}, {1, 0, true}, {1, 1, true}, {1, 2, false}, {2, 0, false}, {2, 1, true}, {2, 2, true}, {3, 1, false}, {3, 2, true}} {
		both := t.TempDir()
		copyDir(t, both, at[c.db])
		copyState(t, both, at[c.log], "ledger")
		for range 2 {
			store, err := OpenDirectory(both, DirectoryConfig{})
			require.NoError(t, err)
			l, err := store.Ledger(ctx)
			require.Equal(t, c.ok, err == nil, "%+v: %v", c, err)
			if !c.ok {
				require.ErrorIs(t, err, ledger.ErrRolledBack)
			} else {
				remembered, err := store.rows.Meta.Head(ctx)
				require.NoError(t, err)
				head, err := l.Checkpoint()
				require.NoError(t, err)
				require.Equal(t, fmt.Sprintf("%d %s", head.Size, head.Hash), remembered)
			}
			require.NoError(t, store.Close())
		}
	}
}

// A ledger that was changed on disk keeps the platform from serving.
func TestDamagedLedger(t *testing.T) {
	dir := newData(t)
	path := filepath.Join(dir, "ledger", "log", "tile", "entries", "000.p", "2")
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	b[100] ^= 1
	require.NoError(t, os.WriteFile(path, b, 0o600))
	_, err = Open(dir, Config{})
	require.ErrorContains(t, err, "entry 0")
}

// A session that the last process left open is closed in the ledger as well.
func TestLedgerOfLostSession(t *testing.T) {
	dir := newData(t)
	p, _ := open(t, dir, inMemory(t))
	begin(t, p, "acme", psi.Count) // waits for the epoch
	begin(t, p, "initech", psi.Blinded)
	// Nothing is written now, so the copy shows one moment.
	crashed := t.TempDir()
	require.NoError(t, os.CopyFS(crashed, os.DirFS(dir)))
	q, _ := open(t, crashed, inMemory(t))
	require.NoError(t, q.Close())
	_, replay := verifyLedger(t, crashed)
	require.Len(t, replay.Sessions, 2)
	for _, s := range replay.Sessions {
		require.Equal(t, "lost", s.Refused)
	}
	require.Len(t, replay.OpenSets(), 1, "the epoch was taken over")
}

// What a session records: an offer, a commit and a result with its receipt. An operation is one session, with one at a
// time or 64 at once.
func BenchmarkLedgerSession(b *testing.B) {
	for _, together := range []int{1, 64} {
		b.Run(fmt.Sprint(together), func(b *testing.B) {
			p, err := Open(newData(b), Config{})
			require.NoError(b, err)
			defer p.Close()
			errs := make([]error, together)
			var all sync.WaitGroup
			b.ResetTimer()
			for g := range together {
				all.Go(func() {
					for i := g; i < b.N && errs[g] == nil; i += together {
						errs[g] = recordSession(p, i)
					}
				})
			}
			all.Wait()
			b.StopTimer()
			require.NoError(b, errors.Join(errs...))
		})
	}
}

func recordSession(p *Platform, i int) error {
	value := int64(1234)
	id, w := fmt.Sprintf("%064x", i), p.env.Journal
	if err := w.Offer(ctx, id, ledger.Offer{Advertiser: "acme", Dataset: "users", Mode: psi.Count, Params: params, Epsilon: psi.MostEpsilon(), Segments: 1}); err != nil {
		return err
	}
	if err := w.Record(ctx, &ledger.Entry{Type: ledger.TypeCommit, Session: id, Commit: &ledger.Commit{List: []psi.Part{{Width: 1, Size: 5000}}}}); err != nil {
		return err
	}
	_, err := w.Result(id, &ledger.Result{Advertiser: "acme", Dataset: "users", Purpose: params.Purpose, Mode: psi.Count,
		Released: &psi.Released{Value: &value, Noise: "none"}})
	return err
}

// The anchor shows that a whole data directory was restored, or that another ledger took its place.
func TestAnchor(t *testing.T) {
	dir, old := newData(t), filepath.Join(t.TempDir(), "copy")
	cfg := Config{Directory: DirectoryConfig{Anchor: filepath.Join(t.TempDir(), "anchors", "a")}}
	p, _ := open(t, dir, cfg)
	require.NoError(t, p.Close())
	require.NoError(t, os.CopyFS(old, os.DirFS(dir)))
	p, _ = open(t, dir, cfg)
	require.NoError(t, p.Abort("acme", begin(t, p, "acme", psi.Count).id))
	require.NoError(t, p.Close())
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.Rename(old, dir))
	_, err := Open(dir, cfg)
	require.ErrorIs(t, err, ledger.ErrRolledBack)
	require.ErrorContains(t, err, cfg.Directory.Anchor)
	store, err := OpenDirectory(dir, cfg.Directory)
	require.NoError(t, err)
	require.NoError(t, store.Acknowledge(ctx, "restored yesterday's copy"))
	require.NoError(t, store.Close())
	p, _ = open(t, dir, cfg)
	_, replay, err := p.store.VerifyLedger(ctx, nil)
	require.NoError(t, err)
	require.Greater(t, replay.Acknowledged[0].Acknowledged.Known, replay.Acknowledged[0].Acknowledged.Log)
	require.NoError(t, p.Close())
	_, err = Open(newData(t), cfg)
	require.ErrorContains(t, err, "belongs to another ledger")
	require.NoError(t, os.WriteFile(cfg.Directory.Anchor, nil, 0o600))
	_, err = Open(dir, cfg)
	require.ErrorContains(t, err, "belongs to another ledger, or is damaged")
}

// What a client makes up does not get into the ledger. SPEC M52
func TestInventedNames(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{Modes: []psi.Mode{psi.Count}})
	const made = "canary-name"
	for _, m := range []psi.Mode{psi.Count, psi.Blinded, "canary-name"} {
		for _, change := range []func(*psi.Offer){
			func(o *psi.Offer) { o.Dataset = made }, func(o *psi.Offer) { o.Purpose = made }, func(o *psi.Offer) { o.Profile = made },
			func(o *psi.Offer) { o.Types = made }, func(o *psi.Offer) { o.Suite = made }, func(o *psi.Offer) { o.PhoneMetadata = made },
		} {
			o, _ := offerOf(p, "acme", m)
			change(&o)
			if a, err := p.Offer(ctx, "acme", o); err == nil {
				require.NoError(t, p.Abort("acme", a.Session))
			}
		}
	}
	require.NoError(t, p.Close())
	requireAbsent(t, filepath.Join(dir, "ledger"), "", made)
	all, _ := verifyLedger(t, dir)
	require.Contains(t, typesOf(all), ledger.TypeRefusal)
}

// A session whose entry can't be written does not go on. SPEC M51
func TestLedgerThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	s := begin(t, p, "acme", psi.Count)
	late := begin(t, p, "initech", psi.Count) // has sent all by then
	late.toTags(t)
	log := filepath.Join(dir, "ledger", "log")
	require.NoError(t, os.Rename(log, log+".away"))
	require.NoError(t, os.WriteFile(log, nil, 0o600))
	require.Equal(t, psi.CodeInternal, psi.CodeOf(p.OpenList("acme", s.id, s.opening())))
	st, err := p.Status("acme", s.id)
	require.NoError(t, err)
	require.Equal(t, psi.CodeInternal, st.Error.Code)
	require.NoError(t, p.CloseTags("initech", late.id))
	_, err = p.Result(ctx, "initech", late.id)
	require.Equal(t, psi.CodeInternal, psi.CodeOf(err), "nothing is told: %v", err)
	o, _ := offerOf(p, "globex", psi.Count)
	_, err = p.Offer(ctx, "globex", o)
	require.Equal(t, psi.CodeInternal, psi.CodeOf(err), "%v", err)
	require.NoError(t, os.Remove(log))
	require.NoError(t, os.Rename(log+".away", log))
	begin(t, p, "globex", psi.Count)
}
