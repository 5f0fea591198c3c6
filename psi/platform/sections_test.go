package platform

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// current waits until the epoch of the current import serves, and returns what a client is told.
func current(t testing.TB, p *Platform) *psi.DatasetInfo {
	t.Helper()
	require.NoError(t, p.sessions.Epochs.Refresh(ctx))
	p.sessions.Hooks().Masked()
	require.NoError(t, p.sessions.Epochs.Refresh(ctx))
	info, err := p.Info(ctx, "acme", "users", params.Purpose)
	require.NoError(t, err)
	require.True(t, info.State.Ready)
	return info
}

var hexOrReceipt = regexp.MustCompile(`[0-9a-f]{16,}|[A-Za-z0-9+/=]{40,}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z`)

// view is everything that a client and the entries of its session and of its epoch show of a dataset's size. What is
// random is blotted out.
func view(t testing.TB, p *Platform) (all []string) {
	t.Helper()
	note := func(x any) {
		b, err := json.Marshal(x)
		require.NoError(t, err)
		all = append(all, hexOrReceipt.ReplaceAllString(string(b), "#"))
	}
	note(current(t, p))
	s := begin(t, p, "acme", psi.Count)
	status := s.wait(t, psi.StateOpen)
	result := s.finish(t)
	status.Receipt, result.Receipt = "", "" // which have the log's size
	note(status)
	note(result)
	var epoch *ledger.PlatformSet
	_, _, err := p.store.VerifyLedger(ctx, func(e *ledger.Entry) error {
		e.Seq, e.Salt = 0, ""
		if e.Epoch != nil && e.Epoch.Set.Is(s.c.PlatformSet) {
			epoch = e.Epoch
		}
		if e.Session == s.id {
			note(e)
		}
		return nil
	})
	require.NoError(t, err)
	require.NotNil(t, epoch)
	note(epoch)
	return all
}

// One user more changes nothing that a client or an entry about it shows. If a section is outgrown, capacities are drawn
// again, and the entry of the next epoch says so. SPEC M16
func TestCapacities(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	was := view(t, p)
	set := begin(t, p, "acme", psi.Count).c.PlatformSet
	for _, n := range []int{most + 1, most - 1, most + 300} {
		require.NoError(t, importCSV(t, ctx, dir, users(0, n), nil))
		require.Equal(t, was, view(t, p), "%d users", n)
		next := begin(t, p, "acme", psi.Count).c.PlatformSet
		require.NotEqual(t, set.Digest, next.Digest, "another epoch")
		require.Equal(t, set.Parts, next.Parts)
		set = next
	}
	require.NoError(t, importCSV(t, ctx, dir, users(0, capacity-1023), nil))
	now := view(t, p)
	require.NotEqual(t, was, now)
	next := begin(t, p, "acme", psi.Count).c.PlatformSet
	require.Greater(t, next.Records(), set.Records())
	_, err := imported(t, dir, users(0, most), func(c *ImportConfig) { c.MaxShrink = 100 })
	require.NoError(t, err)
	require.Equal(t, next.Parts, current(t, p).Sections, "it does not shrink at once")
	opened := 0
	all, _ := verifyLedger(t, dir)
	for _, e := range all {
		if e.Type == ledger.TypeEpochOpen {
			require.Zero(t, e.Epoch.Set.Records()%psi.SliceUnits)
			opened++
		}
	}
	require.GreaterOrEqual(t, opened, 5)
}

// Elements beyond the widest section are left out of an epoch, and the log says how many. SPEC.md §5.4
func TestCutIsSaid(t *testing.T) {
	t.Parallel()
	var csv strings.Builder
	csv.WriteString(users(0, most)) // of one address each
	for i := range 3 {
		fmt.Fprintf(&csv, "u0,more%d@mail.example,newsletter,\n", i)
	}
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importInto(t, dir, "users", policyYAML, csv.String()))
	p, log := open(t, dir, Config{})
	require.Equal(t, []psi.Part{{Width: 1, Size: capacity}}, begin(t, p, "acme", psi.Count).c.PlatformSet.Parts)
	require.Contains(t, log.String(), "purpose=audience-matching identifiers=3\n")
}

// Capacities are drawn again after a month.
func TestCapacitiesOfAMonth(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	current(t, p)
	drawn := func() (at string) {
		require.NoError(t, p.store.rows.DB().QueryRow(`SELECT drawn FROM layouts`).Scan(&at))
		return at
	}
	first := drawn()
	current(t, p)
	require.Equal(t, first, drawn())
	for _, r := range []struct {
		age   time.Duration
		again bool
	}{{29 * 24 * time.Hour, false}, {31 * 24 * time.Hour, true}} {
		old := time.Now().Add(-r.age).UTC().Format(time.RFC3339Nano)
		_, err := p.store.rows.DB().Exec(`UPDATE layouts SET drawn = ?`, old)
		require.NoError(t, err)
		current(t, p)
		require.Equal(t, r.again, drawn() != old)
	}
}

// An epoch survives a restart with its key: the same set is served, and what was made of it before still counts.
func TestEpochSurvivesRestart(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	list := anybody().list(params, some(200, 120))
	count := func(p *Platform) psi.Set {
		s := anybody().begin(t, p, "acme", psi.Count, list, nil)
		require.EqualValues(t, 120, *s.finish(t).Released.Value)
		return s.c.PlatformSet
	}
	p, _ := open(t, dir, Config{})
	info := current(t, p)
	set := count(p)
	require.NoError(t, p.Close())
	p, log := open(t, dir, Config{})
	again, err := p.Info(ctx, "acme", "users", params.Purpose)
	require.NoError(t, err)
	require.True(t, again.State.Ready, "at once")
	require.Equal(t, info.Opened, again.Opened)
	require.True(t, set.Is(count(p)))
	require.NotContains(t, log.String(), "masking begins")
	require.NoError(t, p.Close())
	all, replay := verifyLedger(t, dir)
	require.NotContains(t, typesOf(all), ledger.TypeKeyDestroyed)
	require.Len(t, replay.OpenSets(), 1)

	// It does not if it is too old, or of an older import.
	p, _ = open(t, dir, Config{Lifetimes: Lifetimes{Epoch: time.Since(info.Opened)}})
	require.False(t, set.Is(count(p)))
	require.NoError(t, p.Close())
	p, _ = open(t, dir, Config{})
	set = count(p)
	require.NoError(t, p.Close())
	require.NoError(t, importCSV(t, ctx, dir, users(0, most), nil))
	p, _ = open(t, dir, Config{})
	require.False(t, set.Is(count(p)))
	require.NoError(t, p.Close())
	_, replay = verifyLedger(t, dir)
	require.Len(t, replay.OpenSets(), 1)
}

// A damaged file of an epoch is noticed at the restart, and another epoch is made: no honest owner is struck.
func TestDamagedEpoch(t *testing.T) {
	t.Parallel()
	intact := newData(t)
	p, _ := open(t, intact, Config{})
	digest := begin(t, p, "acme", psi.Count).c.PlatformSet.Digest
	require.NoError(t, p.Close())
	for _, ending := range []string{".elements", ".leaves", ".order", ".sentinels"} {
		for what, change := range map[string]func(b []byte) []byte{
			"flipped":   func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
			"truncated": func(b []byte) []byte { return b[:len(b)-1] },
			"longer":    func(b []byte) []byte { return append(b, 0) },
			"missing":   nil,
		} {
			t.Run(what+" "+ending, func(t *testing.T) {
				t.Parallel()
				dir := filepath.Join(t.TempDir(), "data")
				require.NoError(t, os.CopyFS(dir, os.DirFS(intact)))
				path := filepath.Join(dir, "epochs", digest.String()+ending)
				b, err := os.ReadFile(path)
				require.NoError(t, err)
				require.NoError(t, os.Remove(path))
				if change != nil {
					require.NoError(t, os.WriteFile(path, change(b), 0o600))
				}
				p, log := open(t, dir, Config{})
				s := begin(t, p, "acme", psi.Blinded)
				require.NotEqual(t, digest, s.c.PlatformSet.Digest)
				s.finish(t)
				require.Contains(t, log.String(), "not taken over")
				files, err := os.ReadDir(filepath.Join(dir, "epochs"))
				require.NoError(t, err)
				require.Len(t, files, 4)
				rows, err := p.Store().Strikes(ctx)
				require.NoError(t, err)
				require.Empty(t, rows)
			})
		}
	}
}

// Sentinels that are damaged while the platform serves bar nobody either: the session ends by the platform's fault, and
// the next one is on another epoch.
func TestDamagedWhileServing(t *testing.T) {
	t.Parallel()
	p, log := open(t, newData(t), Config{})
	s := begin(t, p, "acme", psi.Count)
	path := p.store.rows.Files.Epoch(s.c.PlatformSet.Digest).Sentinels()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	b[len(b)-2] ^= 1 // the number of the last one
	require.NoError(t, os.WriteFile(path, b, 0o600))
	s.toTags(t)
	require.NoError(t, p.CloseTags("acme", s.id))
	require.Equal(t, psi.CodeInternal, s.wait(t, psi.StateFailed).Error.Code)
	require.Contains(t, log.String(), "the epoch's file .sentinels is damaged")
	next := begin(t, p, "acme", psi.Count)
	require.NotEqual(t, s.c.PlatformSet.Digest, next.c.PlatformSet.Digest)
	next.finish(t)
	watch.Eventually(t, "the damaged epoch is gone", func() bool {
		require.NoError(t, p.sessions.Epochs.Refresh(ctx))
		_, err := p.EpochFile(s.c.PlatformSet.Digest)
		return err != nil
	})
}
