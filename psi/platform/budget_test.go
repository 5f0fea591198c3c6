package platform

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/stretchr/testify/require"
)

// testTimes are clocks that a test sets.
type testTimes struct {
	mu   sync.Mutex
	wall time.Time
	mono time.Duration
}

func newTestTimes() *testTimes {
	return &testTimes{wall: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
}

func (c *testTimes) get() (time.Time, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall, c.mono
}

// pass lets time go by; jump sets the wall clock only.
func (c *testTimes) pass(d time.Duration) { c.jump(d); c.mu.Lock(); c.mono += d; c.mu.Unlock() }
func (c *testTimes) jump(d time.Duration) { c.mu.Lock(); c.wall = c.wall.Add(d); c.mu.Unlock() }

// account is a store with a clock and the default policy.
type account struct {
	t      *testing.T
	store  *Store
	times  *testTimes
	clock  *budgetClock
	policy *disclosure.Policy
	paid   int
}

func newAccount(t *testing.T, policy *disclosure.Policy) *account {
	a := &account{t: t, times: newTestTimes(), policy: policy}
	a.start(filepath.Join(t.TempDir(), "data"))
	return a
}

// start opens dir as a new process would.
func (a *account) start(dir string) {
	a.t.Helper()
	var err error
	if a.store != nil {
		require.NoError(a.t, a.store.Close())
	}
	a.store, err = OpenStore(dir)
	require.NoError(a.t, err)
	a.t.Cleanup(func() { a.store.Close() })
	a.clock, err = a.store.startBudgetClock(ctx, a.times.get)
	require.NoError(a.t, err)
}

func (a *account) pay(client, dataset string) error {
	a.paid++
	_, err := a.store.debit(ctx, fmt.Sprint("session ", a.paid), client, dataset, a.policy.Owner(client), a.policy, a.clock)
	return err
}

// refused checks a refusal and when it says to come back.
func (a *account) refused(err error, code psi.Code, wait time.Duration) {
	a.t.Helper()
	require.Equal(a.t, code, psi.CodeOf(err), "%v", err)
	require.True(a.t, code.Refused())
	e := err.(*psi.Error)
	require.Equal(a.t, wait, e.RetryAfter)
	wall, _ := a.times.get()
	require.ErrorContains(a.t, err, "come back after "+wall.Add(wait).Truncate(time.Minute).Add(time.Minute).Format("2006-01-02 15:04 UTC"))
}

const hour, day = time.Hour, 24 * time.Hour

func TestBudget(t *testing.T) {
	t.Parallel()
	a := newAccount(t, disclosure.Default())
	require.NoError(t, a.pay("acme", "users"))
	a.refused(a.pay("acme", "users"), psi.CodeTooSoon, hour)
	a.refused(a.pay("acme", "others"), psi.CodeTooSoon, hour)
	require.NoError(t, a.pay("globex", "users"), "another owner")
	for range 9 {
		a.times.pass(hour)
		require.NoError(t, a.pay("acme", "users"))
	}
	a.times.pass(hour)
	err := a.pay("acme", "users") // ten of 1/10 make 1, exactly
	a.refused(err, psi.CodeBudgetExhausted, 30*day-10*hour)
	require.ErrorContains(t, err, `the privacy budget of "acme" for dataset "users" is spent: 1 of 1 in 30 days`)
	require.NoError(t, a.pay("acme", "others"), "another dataset has a budget of its own")

	// They come back one by one, as old as they get.
	a.times.pass(30*day - 10*hour - time.Nanosecond)
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, time.Nanosecond)
	a.times.pass(time.Nanosecond)
	require.NoError(t, a.pay("acme", "users"))
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, hour)

	rows, err := a.store.Budgets(ctx)
	require.NoError(t, err)
	require.Len(t, rows, 3)
	require.Equal(t, []string{"acme others", "acme users", "globex users"}, []string{
		rows[0].Owner + " " + rows[0].Dataset, rows[1].Owner + " " + rows[1].Dataset, rows[2].Owner + " " + rows[2].Dataset})
	require.Equal(t, 11, rows[1].Releases)
}

// Four budgets of a month are that of a year.
func TestBudgetYear(t *testing.T) {
	t.Parallel()
	a := newAccount(t, disclosure.Default())
	for range 4 {
		for range 10 {
			require.NoError(t, a.pay("acme", "users"))
			a.times.pass(hour)
		}
		a.times.pass(30 * day)
	}
	err := a.pay("acme", "users")
	a.refused(err, psi.CodeBudgetExhausted, 365*day-4*(30*day+10*hour))
	require.ErrorContains(t, err, "4 of 4 in 365 days")
}

// Clients of one owner share; an owner by contract has no budget to spend, and
// what it was told is on record.
func TestBudgetOwners(t *testing.T) {
	t.Parallel()
	policy, err := disclosure.Parse([]byte(`owners:
  acme-group: {clients: [acme, acme-eu]}
  auditor: {clients: [audit], noise: none, contract: DPA 7}
`))
	require.NoError(t, err)
	a := newAccount(t, policy)
	require.NoError(t, a.pay("acme", "users"))
	a.refused(a.pay("acme-eu", "users"), psi.CodeTooSoon, hour)
	for range 30 {
		require.NoError(t, a.pay("audit", "users"))
	}
	rows, err := a.store.Budgets(ctx)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, "acme-group", rows[0].Owner)
	require.Equal(t, 30, rows[1].Exact)
	require.Equal(t, "0", rows[1].Days30)
}

// Of many who want the last of a budget at the same time, one gets it.
func TestBudgetRace(t *testing.T) {
	t.Parallel()
	policy, err := disclosure.Parse([]byte("budget: {days_30: 0.1, days_365: 0.1}"))
	require.NoError(t, err)
	a := newAccount(t, policy)
	other, err := OpenStore(a.store.Dir()) // another connection pool, as another process has
	require.NoError(t, err)
	defer other.Close()
	var wg sync.WaitGroup
	errs := make([]error, 32)
	for i := range errs {
		store := []*Store{a.store, other}[i%2]
		wg.Go(func() {
			_, errs[i] = store.debit(ctx, fmt.Sprint("racer ", i), "acme", "users", policy.Owner("acme"), policy, a.clock)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else {
			require.Equal(t, psi.CodeBudgetExhausted, psi.CodeOf(err), "%v", err)
		}
	}
	require.Equal(t, 1, won)
}

// A session pays once, however often it asks.
func TestBudgetPaidOnce(t *testing.T) {
	t.Parallel()
	a := newAccount(t, disclosure.Default())
	for range 3 {
		_, err := a.store.debit(ctx, "one", "acme", "users", a.policy.Owner("acme"), a.policy, a.clock)
		require.NoError(t, err)
	}
	rows, err := a.store.Budgets(ctx)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "1/10", rows[0].Days365)
}

// Setting the wall clock brings no budget back, neither while the server runs
// nor over a restart, but for the week that it may have been down.
func TestBudgetClockJumps(t *testing.T) {
	t.Parallel()
	a := newAccount(t, disclosure.Default())
	dir := a.store.Dir()
	require.NoError(t, a.pay("acme", "users"))
	for _, jump := range []time.Duration{-hour, 365 * day, -2 * 365 * day} {
		a.times.jump(jump)
		a.refused(a.pay("acme", "users"), psi.CodeTooSoon, hour)
	}
	a.times.jump(hour)
	for range 9 {
		a.times.pass(hour)
		require.NoError(t, a.pay("acme", "users"))
	}
	a.times.pass(hour)
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, 30*day-10*hour)

	// Down, and up again with the clock a year ahead: a week comes back.
	require.NoError(t, a.store.keepBudgetClock(ctx, a.clock))
	a.times.jump(365 * day)
	a.start(dir)
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, 23*day-10*hour)
	a.start(dir) // and not once more
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, 23*day-10*hour)
	// Up again with the clock put right: no time is lost, and none won.
	a.times.jump(-365 * day)
	a.start(dir)
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, 23*day-10*hour)
	a.times.pass(23*day - 10*hour)
	require.NoError(t, a.pay("acme", "users"))
}

// noised serves dir under the default noise, with times that the test sets.
func noised(t *testing.T, dir string) (*Platform, *testLog, *testTimes) {
	times := newTestTimes()
	p, log := open(t, dir, Config{Disclosure: disclosure.Default(), times: times.get})
	return p, log, times
}

// A session pays before anything is counted; the refusal comes at the offer
// where it can, and nothing that is told or logged shows the exact size.
func TestNoisedSession(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, log, times := noised(t, dir)
	s := begin(t, p, "acme", psi.Count)
	offer, _ := offerOf(p, "acme", psi.Blinded)
	_, err := p.Offer(ctx, "acme", offer)
	require.Equal(t, psi.CodeTooManySessions, psi.CodeOf(err))
	require.ErrorContains(t, err, `"acme" has a session on dataset "users" open: one at a time`)

	s.toTags(t)
	spent := func() string {
		rows, err := p.Store().Budgets(ctx)
		require.NoError(t, err)
		if len(rows) == 0 {
			return "0"
		}
		require.Len(t, rows, 1)
		return rows[0].Days30
	}
	require.Equal(t, "0", spent())
	closed := time.Now()
	require.NoError(t, p.CloseTags("acme", s.id))
	s.wait(t, psi.StateDone)
	require.GreaterOrEqual(t, time.Since(closed), quantum)
	require.Equal(t, "1/10", spent())
	first, err := p.Result(ctx, "acme", s.id)
	require.NoError(t, err)
	require.Contains(t, string(first), `"noise":"laplace 1/10"`)
	for range 3 {
		again, err := p.Result(ctx, "acme", s.id)
		require.NoError(t, err)
		require.Equal(t, first, again)
	}
	require.Equal(t, "1/10", spent())
	require.Contains(t, log.String(), `noise="laplace 1/10"`)

	offer, _ = offerOf(p, "acme", psi.Count)
	_, err = p.Offer(ctx, "acme", offer)
	require.Equal(t, psi.CodeTooSoon, psi.CodeOf(err))
	times.pass(hour)
	_, err = p.Offer(ctx, "acme", offer)
	require.NoError(t, err)
}

// A session that pays and then fails has paid.
func TestNoRefund(t *testing.T) {
	t.Parallel()
	p, _, times := noised(t, newData(t))
	s := begin(t, p, "acme", psi.Count)
	require.NoError(t, p.OpenList("acme", s.id, s.opening()))
	require.NoError(t, s.put(MaskedList, 0, maskedList()))
	require.NoError(t, p.CloseList("acme", s.id))
	bad := newChunk(make([]byte, 10_000), psi.TagSize) // unsorted: found as they are counted
	require.NoError(t, p.OpenTags("acme", s.id, psi.OpenTags{Tags: bad.set}))
	require.NoError(t, s.put(Tags, 0, bad))
	require.NoError(t, p.CloseTags("acme", s.id))
	s.wait(t, psi.StateFailed)
	rows, err := p.Store().Budgets(ctx)
	require.NoError(t, err)
	require.Equal(t, "1/10", rows[0].Days30)
	times.pass(hour - time.Minute)
	offer, _ := offerOf(p, "acme", psi.Count)
	_, err = p.Offer(ctx, "acme", offer)
	require.Equal(t, psi.CodeTooSoon, psi.CodeOf(err))
}

// A session that can't pay any more at its end is told nothing, and pays nothing.
func TestUnpaid(t *testing.T) {
	t.Parallel()
	p, _, _ := noised(t, newData(t))
	s := begin(t, p, "acme", psi.Count)
	s.toTags(t)
	// As another dataset's session of the same owner would have done meanwhile.
	_, err := p.store.debit(ctx, "other", "acme", "other", p.policy.Owner("acme"), p.policy, p.clock)
	require.NoError(t, err)
	require.NoError(t, p.CloseTags("acme", s.id))
	s.wait(t, psi.StateFailed)
	_, err = p.Result(ctx, "acme", s.id)
	require.Equal(t, psi.CodeTooSoon, psi.CodeOf(err))
	rows, err := p.Store().Budgets(ctx)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "other", rows[0].Dataset)
}

// The log says who is told exact numbers, by which contract.
func TestExactIsLogged(t *testing.T) {
	t.Parallel()
	p, log := open(t, newData(t), Config{})
	s := begin(t, p, "acme", psi.Count)
	s.toTags(t)
	require.NoError(t, p.CloseTags("acme", s.id))
	s.wait(t, psi.StateDone)
	require.True(t, strings.Contains(log.String(), `exact=true owner=tests contract="test bench"`), log)
}

func TestShort(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{hour: "1h", 90 * time.Minute: "1h30m", 10 * time.Minute: "10m", 100 * hour: "100h", 61 * time.Second: "1m1s", 20 * time.Second: "20s"} {
		require.Equal(t, want, short(d))
	}
}

// An answer outlives the process that gave it, byte for byte and at no new
// cost, and no longer than it said.
func TestAnswerAfterRestart(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	answer := func(lifetime time.Duration) (*opened, []byte) {
		p, err := Open(dir, Config{Floors: psi.Floors{List: 100, Dataset: 1000}, SessionLifetime: lifetime, Disclosure: exactByContract(t)})
		require.NoError(t, err)
		s := begin(t, p, "acme", psi.Count)
		s.toTags(t)
		require.NoError(t, p.CloseTags("acme", s.id))
		s.wait(t, psi.StateDone)
		b, err := p.Result(ctx, "acme", s.id)
		require.NoError(t, err)
		require.NoError(t, p.Close())
		return s, b
	}
	s, first := answer(time.Hour)
	brief, _ := answer(2 * time.Second)
	time.Sleep(2 * time.Second)
	p, _ := open(t, dir, Config{})
	again, err := p.Result(ctx, "acme", s.id)
	require.NoError(t, err)
	require.Equal(t, first, again)
	_, err = p.Result(ctx, "globex", s.id)
	require.Equal(t, psi.CodeUnknownSession, psi.CodeOf(err), "another's")
	_, err = p.Result(ctx, "acme", brief.id)
	require.Equal(t, psi.CodeUnknownSession, psi.CodeOf(err), "expired")
	rows, err := p.Store().Budgets(ctx)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, 2, rows[0].Exact)
	require.DirExists(t, filepath.Join(dir, "sessions", s.id))
	require.NoDirExists(t, filepath.Join(dir, "sessions", brief.id))
	_, err = p.HandlesFile("acme", s.id)
	require.ErrorContains(t, err, "released no handles")
	_, err = p.HandlesFile("acme", brief.id)
	require.Equal(t, psi.CodeUnknownSession, psi.CodeOf(err))
}
