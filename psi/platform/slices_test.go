package platform

import (
	"errors"
	"fmt"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func sliced(t testing.TB, text string) func(*psi.Offer) {
	s, err := psi.ParseSlice(text)
	require.NoError(t, err)
	return func(o *psi.Offer) { o.Slice = s }
}

// Slices are disjoint over all owners until an epoch's units are used up. The whole set is always there. SPEC M29
func TestSlicesOfOwners(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{})
	list := anybody().list(params, some(2000, most))
	var taken [psi.SliceUnits]bool
	total := int64(0)
	for i := range 4 {
		s := anybody().begin(t, p, fmt.Sprint("client", i), psi.Count, list, sliced(t, "1/4"))
		for j := range s.c.Slice.Units() {
			unit := &taken[(s.c.Slice.Start+j)%psi.SliceUnits]
			require.False(t, *unit, "a unit is in two slices")
			*unit = true
		}
		r := s.finish(t).Released
		require.False(t, r.BelowFloor)
		require.Zero(t, r.Floor)
		require.InDelta(t, most/4, *r.Value, 250)
		total += *r.Value
	}
	require.InDelta(t, most, total, 400, "each user is in one of them")
	for _, text := range []string{"1/4", "1/1024"} {
		offer, _ := anybody().offer(p, "acme", psi.Count, list, sliced(t, text))
		_, err := p.Offer(ctx, "acme", offer)
		require.Equal(t, psi.CodeTooManySessions, psi.CodeOf(err))
		require.ErrorContains(t, err, "this epoch has no slice of "+text+" left; come back after ")
		e, _ := errors.AsType[*psi.Error](err)
		require.Positive(t, e.RetryAfter)
	}
	info, err := p.Info(ctx, "acme", "users", params.Purpose)
	require.NoError(t, err)
	require.Zero(t, info.Prices.Units)
	require.EqualValues(t, most, *anybody().begin(t, p, "acme", psi.Count, list, nil).finish(t).Released.Value)
}

// Ten owners who ask for slices of all sizes in one epoch get no unit twice. SPEC M29
func TestSlicesOfTenOwners(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{})
	list := maskedList()
	var taken [psi.SliceUnits]string
	var digest psi.Digest
	for i, size := range []string{"1/8", "1/1024", "1/16", "1/512", "1/4", "1/32", "1/256", "1/64", "1/128", "1/1024"} {
		owner := fmt.Sprint("owner", i)
		s := anybody().begin(t, p, owner, psi.Count, list, sliced(t, size))
		if i == 0 {
			digest = s.c.PlatformSet.Digest
		}
		require.Equal(t, digest, s.c.PlatformSet.Digest, "one epoch")
		for j := range s.c.Slice.Units() {
			unit := &taken[(s.c.Slice.Start+j)%psi.SliceUnits]
			require.Empty(t, *unit, "unit is in two slices")
			*unit = owner
		}
	}
}

// A slice of the least size can be negative, and costs next to nothing. A contract does not make it exact.
func TestLeastSlice(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{})
	s := anybody().begin(t, p, "acme", psi.Count, maskedList(), sliced(t, "1/1024"))
	require.EqualValues(t, 4, s.who.tags(t, s).set.Records())
	r := s.finish(t)
	require.Equal(t, "laplace 1/10", r.Released.Noise)
	require.NotNil(t, r.Released.Value)
	require.Less(t, *r.Released.Value, int64(300))
	rows, err := p.Store().Budgets(ctx)
	require.NoError(t, err)
	require.Equal(t, "103/1000000", rows[0].Days30) // ln(1 + (e^0.1 − 1)/1024)
	_, replay, err := p.Store().VerifyLedger(ctx, nil)
	require.NoError(t, err)
	require.Equal(t, "103/1000000", replay.Session(s.id).Budget.Epsilon)
	require.Equal(t, s.c.Slice, replay.Session(s.id).Slice)
}

// An older copy of the database does not give units out again that the ledger knows as taken, nor sessions.
func TestRestoredSlices(t *testing.T) {
	t.Parallel()
	dir, old := newData(t), t.TempDir()
	policy := func() Config {
		return Config{Disclosure: parsePolicy(t, "sessions_per_epoch: 2\nspacing: 1m"), times: hasty()}
	}
	p, _ := open(t, dir, policy())
	current(t, p)
	require.NoError(t, p.Close())
	copyState(t, old, dir, "blindmatch.db")
	p, _ = open(t, dir, policy())
	first := anybody().begin(t, p, "acme", psi.Count, maskedList(), sliced(t, "1/4"))
	first.finish(t)
	anybody().begin(t, p, "acme", psi.Count, maskedList(), nil).finish(t)
	require.Equal(t, psi.CodeTooManySessions, refusal(t, p, "acme", psi.Count, nil))
	require.NoError(t, p.Close())
	copyState(t, dir, old, "blindmatch.db")
	store, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	require.NoError(t, store.Acknowledge(ctx, "restored a copy"))
	require.NoError(t, store.Close())
	p, _ = open(t, dir, policy())
	again := anybody().begin(t, p, "acme", psi.Count, maskedList(), sliced(t, "1/4"))
	require.NotEqual(t, first.c.PlatformSet.Digest, again.c.PlatformSet.Digest, "another epoch")
	again.finish(t)
}

// An epoch that the ledger has ended is not taken over from an older copy of the database, nor ended twice.
func TestRestoredEpoch(t *testing.T) {
	t.Parallel()
	dir, old := newData(t), t.TempDir()
	p, _ := open(t, dir, Config{})
	set := begin(t, p, "acme", psi.Count).c.PlatformSet
	require.NoError(t, p.Close())
	copyState(t, old, dir, "blindmatch.db", "epochs")
	require.NoError(t, importCSV(t, ctx, dir, users(0, most), nil))
	p, _ = open(t, dir, Config{})
	require.False(t, set.Is(begin(t, p, "acme", psi.Count).c.PlatformSet))
	require.NoError(t, p.Close())
	for _, what := range [][]string{{"blindmatch.db", "epochs"}, {"blindmatch.db"}} {
		copyState(t, dir, old, what...)
		store, err := OpenDirectory(dir, DirectoryConfig{})
		require.NoError(t, err)
		require.NoError(t, store.Acknowledge(ctx, "restored a copy"))
		require.NoError(t, store.Close())
		p, _ = open(t, dir, Config{})
		s := begin(t, p, "acme", psi.Count)
		require.False(t, set.Is(s.c.PlatformSet))
		s.finish(t)
		require.NoError(t, p.Close())
		_, replay := verifyLedger(t, dir)
		require.Equal(t, []psi.Digest{s.c.PlatformSet.Digest}, replay.OpenSets())
	}
}

// An owner has so many sessions in an epoch and no more, free ones too, whatever becomes of them and over a restart.
func TestSessionsOfAnEpoch(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	cfg := func() Config {
		return Config{Disclosure: parsePolicy(t, "sessions_per_epoch: 3\nowners: {tests: {clients: [acme, globex], noise: none, contract: test bench}}")}
	}
	p, _ := open(t, dir, cfg())
	left := func() uint64 { return current(t, p).Limits.Sessions }
	require.EqualValues(t, 3, left())
	require.NoError(t, p.Abort("acme", begin(t, p, "acme", psi.Count).id))
	require.EqualValues(t, 2, left())
	begin(t, p, "globex", psi.Count).finish(t)
	begin(t, p, "acme", psi.Count)
	require.Zero(t, left())
	full := func() {
		t.Helper()
		for _, client := range []string{"acme", "globex"} {
			offer, _ := offerOf(p, client, psi.Count)
			_, err := p.Offer(ctx, client, offer)
			require.Equal(t, psi.CodeTooManySessions, psi.CodeOf(err))
			require.ErrorContains(t, err, `"tests" has had its sessions in this epoch, 3 at most; come back after `)
			e, _ := errors.AsType[*psi.Error](err)
			require.Positive(t, e.RetryAfter)
		}
		require.Zero(t, left())
	}
	full()
	require.Equal(t, psi.Code(""), refusal(t, p, "initech", psi.Count, nil), "another owner")
	require.NoError(t, p.Close())
	p, _ = open(t, dir, cfg())
	full()
	require.NoError(t, importCSV(t, ctx, dir, users(0, most), nil))
	require.EqualValues(t, 3, left(), "the next epoch")
	begin(t, p, "acme", psi.Count).finish(t)
}
