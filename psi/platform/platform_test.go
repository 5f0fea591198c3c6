package platform

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func TestConfigRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, r := range []struct {
		cfg  Config
		want string
	}{
		{Config{Modes: []psi.Mode{"intersect"}}, `unknown mode "intersect"`},
		{Config{Lifetimes: Lifetimes{Epoch: 169 * time.Hour}}, "epoch lifetime 7 days 1 hour: want 7 days at most"},
		{Config{Lifetimes: Lifetimes{Idle: -1}}, "negative duration -1ns"},
		{Config{Identity: "no spaces"}, "not a printable ASCII character"},
	} {
		p, err := Open(dir, r.cfg)
		require.ErrorContains(t, err, r.want)
		require.Nil(t, p)
	}
	p, err := Open(dir, Config{}) // the refused ones have left nothing locked
	require.NoError(t, err)
	require.Equal(t, psi.Floors{List: 1000, Dataset: 10_000, Report: 100}, p.env.Policy.Floors())
	require.NoError(t, p.Close())
}

func TestOneServer(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	first, _ := open(t, dir, Config{})
	s := begin(t, first, "acme", psi.Count)
	_, err := Open(dir, Config{})
	require.ErrorIs(t, err, ErrLocked)
	require.ErrorContains(t, err, "another process serves from this data directory")
	s.toTags(t) // the first is not disturbed
	require.NoError(t, first.CloseTags("acme", s.id))
	s.wait(t, psi.StateDone)
}

func TestClose(t *testing.T) {
	watch.NoLeak(t)
	dir := newData(t)
	cfg := Config{Disclosure: leastFloors(t, inMemory(t).Disclosure), Modes: []psi.Mode{psi.Count, psi.Blinded}, Limits: Limits{ClientSessions: 9}}
	p, err := Open(dir, cfg)
	require.NoError(t, err)
	idle := begin(t, p, "initech", psi.Blinded)
	busy := begin(t, p, "acme", psi.Count)
	busy.toTags(t)
	done := begin(t, p, "acme", psi.Count)
	done.toTags(t)
	require.NoError(t, p.CloseTags("acme", done.id))
	done.wait(t, psi.StateDone)
	kept := watch.Tree(t, filepath.Join(dir, "epochs"))
	require.Len(t, kept, 1+4)
	require.NoError(t, importCSV(t, ctx, dir, users(0, most+100), nil))
	require.NoError(t, p.sessions.Epochs.Refresh(ctx)) // an epoch that is masked as we close
	require.NoError(t, p.Close())
	_, err = p.Status("initech", idle.id)
	require.NoError(t, err)
	_, err = p.Result(ctx, "acme", busy.id)
	require.ErrorContains(t, err, "the platform was stopped; run the command again later")

	// No working file is left after it, and an epoch is left whole or not at all.
	left, err := os.ReadDir(filepath.Join(dir, "scratch"))
	require.NoError(t, err)
	require.Empty(t, left)
	now := watch.Tree(t, filepath.Join(dir, "epochs"))
	for path, was := range kept {
		if path != filepath.Join(dir, "epochs") {
			require.Equal(t, was, now[path])
		}
	}
	require.Contains(t, []int{1 + 4, 1 + 8}, len(now))
	require.NoDirExists(t, filepath.Join(dir, "sessions", idle.id))
	store, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer store.Close()
	rows, err := store.Sessions(ctx, 10)
	require.NoError(t, err)
	require.Len(t, rows, 3)
	for _, r := range rows {
		if r.ID == done.id {
			require.Equal(t, string(psi.StateDone), r.State)
			require.True(t, r.Result.Released.BelowFloor)
		} else {
			require.Equal(t, string(psi.StateFailed), r.State)
			require.Equal(t, string(psi.CodeSessionFailed), r.Error)
		}
	}
}

// Matches that are found while the session ends for another reason are not kept.
func TestMatchesOfAFailedSession(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{})
	s := begin(t, p, "acme", psi.Blinded)
	require.NoError(t, p.Abort("acme", s.id))
	require.NoError(t, os.WriteFile(p.store.rows.Files.MatchList(s.id), []byte("handle,user_id\n"), 0o600))
	require.NoError(t, p.sessions.Hooks().CommitMatches("acme", s.id))
	require.NoFileExists(t, p.store.rows.Files.MatchList(s.id))
	_, err := p.Result(ctx, "acme", s.id)
	require.Equal(t, psi.CodeSessionFailed, psi.CodeOf(err))
}

// A process that keeps sessions in memory leaves them open in the database when it is killed. The next one marks them
// as lost.
func TestLostSessions(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, inMemory(t))
	s := begin(t, p, "acme", psi.Blinded)
	s.toTags(t)
	// A copy of the directory is what a killed process leaves.
	copied := filepath.Join(t.TempDir(), "data")
	require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
	matches := filepath.Join(copied, "matches")
	for _, name := range []string{s.id + ".csv", "new-123", "another.csv"} {
		require.NoError(t, os.WriteFile(filepath.Join(matches, name), []byte("handle,user_id\n"), 0o600))
	}
	q, log := open(t, copied, inMemory(t))
	require.Contains(t, log.String(), `sessions lost`)
	kept, err := filepath.Glob(filepath.Join(matches, "*"))
	require.NoError(t, err)
	require.Equal(t, []string{filepath.Join(matches, "another.csv")}, kept, "the platform keeps no matches of a lost session")
	rows, err := q.Store().Sessions(ctx, 10)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, s.id, rows[0].ID)
	require.Equal(t, "failed", rows[0].State)
	require.Equal(t, "lost", rows[0].Error)
	left, err := os.ReadDir(filepath.Join(copied, "sessions"))
	require.NoError(t, err)
	require.Empty(t, left)
	_, err = q.Status("acme", s.id)
	require.Equal(t, psi.CodeUnknownSession, psi.CodeOf(err))
	require.ErrorContains(t, err, "the platform was restarted; run the command again")
	require.Equal(t, p.Identity(), q.Identity(), "the name is kept")
	begin(t, q, "acme", psi.Count)
}

func TestIdleExpiry(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{Lifetimes: Lifetimes{Idle: time.Second}})
	idle := begin(t, p, "acme", psi.Count)
	watch.Eventually(t, "the idle session's files are gone", func() bool {
		_, err := os.Stat(filepath.Join(dir, "sessions", idle.id))
		return errors.Is(err, os.ErrNotExist)
	})
	_, err := p.Result(ctx, "acme", idle.id)
	require.Equal(t, psi.CodeSessionFailed, psi.CodeOf(err))
	require.ErrorContains(t, err, "expired after 1 second without a message; run the command again")
	require.ErrorContains(t, p.OpenList("acme", idle.id, idle.opening()), "expired")
	rows, err := p.Store().Sessions(ctx, 10)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, string(psi.CodeSessionFailed), rows[0].Error)
}

// A session that is not idle ends too at some point, and is forgotten.
func TestLifetime(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{Lifetimes: Lifetimes{Idle: time.Second, Session: 1500 * time.Millisecond}})
	s := begin(t, p, "acme", psi.Blinded)
	watch.Eventually(t, "the session is forgotten", func() bool {
		_, err := p.Status("acme", s.id)
		return psi.CodeOf(err) == psi.CodeUnknownSession
	})
	watch.Eventually(t, "its files are gone", func() bool {
		_, err := os.Stat(filepath.Join(dir, "sessions", s.id))
		return errors.Is(err, os.ErrNotExist)
	})
	rows, err := p.Store().Sessions(ctx, 10)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, string(psi.CodeSessionFailed), rows[0].Error)
}

func TestSessionLimits(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{Limits: Limits{ClientSessions: 2, Sessions: 3, List: 100}})
	first := begin(t, p, "acme", psi.Count)
	begin(t, p, "acme", psi.Count)
	refused := func(client, text string) {
		t.Helper()
		offer, _ := offerOf(p, client, psi.Count)
		_, err := p.Offer(ctx, client, offer)
		require.Equal(t, psi.CodeTooManySessions, psi.CodeOf(err))
		require.ErrorContains(t, err, text)
		e, _ := errors.AsType[*psi.Error](err)
		require.Positive(t, e.RetryAfter)
		require.True(t, e.Code.Refused())
	}
	refused("acme", "sessions open: 2 of yours, 2 in all; the most are 2 and 3: an idle one ends after ")
	begin(t, p, "globex", psi.Count)
	refused("globex", "sessions open: 1 of yours, 3 in all")
	require.NoError(t, p.Abort("acme", first.id))
	third := begin(t, p, "acme", psi.Count)
	third.toTags(t)
	require.NoError(t, p.CloseTags("acme", third.id))
	third.wait(t, psi.StateDone)
	begin(t, p, "acme", psi.Count) // a finished session does not count
}

func TestDatasetFloor(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importCSV(t, ctx, dir, users(0, 500), nil)) // too few for a section, whatever the noise
	p, _ := open(t, dir, Config{})
	for _, m := range []psi.Mode{psi.Count, psi.Blinded} {
		offer, _ := offerOf(p, "acme", m)
		_, err := p.Offer(ctx, "acme", offer)
		require.Equal(t, psi.CodeDatasetTooSmall, psi.CodeOf(err))
		require.ErrorContains(t, err, "the dataset has fewer than 1000 contact groups")
	}
	require.Zero(t, p.sessions.Hooks().Masked(), "a set that nobody can use is not masked")
}

// The floor on a dataset is compared with what everybody sees of it.
func TestCapacityFloor(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	for _, r := range []struct {
		floor uint64
		code  psi.Code
	}{{capacity, ""}, {capacity + 1, psi.CodeDatasetTooSmall}} {
		policy, err := exactByContract(t).WithFloors(psi.Floors{List: 100, Dataset: r.floor, Report: 50})
		require.NoError(t, err)
		p, _ := open(t, dir, Config{Disclosure: policy})
		offer, _ := offerOf(p, "acme", psi.Count)
		_, err = p.Offer(ctx, "acme", offer)
		require.Equal(t, r.code, psi.CodeOf(err))
		if r.code != "" {
			require.ErrorContains(t, err, fmt.Sprintf("the dataset has room for %d contact groups; this platform matches datasets of at least %d", capacity, r.floor))
			_, err = p.Info(ctx, "acme", "users", params.Purpose)
			require.Equal(t, r.code, psi.CodeOf(err))
		}
		require.NoError(t, p.Close())
	}
}

func TestModeOff(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	for _, on := range []psi.Mode{psi.Count, psi.Blinded} {
		t.Run(string(on), func(t *testing.T) {
			p, _ := open(t, dir, Config{Modes: []psi.Mode{on}})
			begin(t, p, "acme", on)
			off := psi.Count
			if on == off {
				off = psi.Blinded
			}
			offer, _ := offerOf(p, "acme", off)
			_, err := p.Offer(ctx, "acme", offer)
			require.Equal(t, psi.CodeModeOff, psi.CodeOf(err))
			require.ErrorContains(t, err, fmt.Sprintf("mode %q is switched off here; on offer: [%q]", off, on))
		})
	}
}

// Count is the only mode that is on by default.
func TestModeDefault(t *testing.T) {
	t.Parallel()
	p, err := Open(t.TempDir(), Config{})
	require.NoError(t, err)
	defer p.Close()
	require.Equal(t, []psi.Mode{psi.Count}, p.cfg.Modes)
}

// Two sessions have different nonces and names, also of the same client. SPEC M17
func TestNoncesAreFresh(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{})
	seen := map[string]bool{}
	for range 3 {
		s := begin(t, p, "acme", psi.Count)
		nonce := fmt.Sprintf("%x", s.c.PlatformNonce)
		require.NotZero(t, s.c.PlatformNonce)
		require.False(t, seen[nonce] || seen[s.id])
		seen[nonce], seen[s.id] = true, true
		require.NoError(t, p.Abort("acme", s.id))
	}
}

// No match key is stored, nor the identifier that it is of. SPEC M8
func TestNoIdentifierIsStored(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	s := begin(t, p, "acme", psi.Count)
	s.toTags(t)
	for _, i := range []int{0, 7, most - 1} {
		address := fmt.Sprintf("person%d@mail.example", i)
		key := sha256.Sum256([]byte(address))
		requireAbsent(t, dir, "", address)
		requireAbsent(t, dir, "", string(key[:]))
		requireAbsent(t, dir, "", fmt.Sprintf("%x", key))
	}
}
