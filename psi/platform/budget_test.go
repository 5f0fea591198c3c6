package platform

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/session"
	"github.com/stretchr/testify/require"
)

const hour = time.Hour

// noised serves dir under the default noise, with times that the test sets.
func noised(t *testing.T, dir string) (*Platform, *testLog, *watch.Clocks) {
	times := watch.NewClocks()
	p, log := open(t, dir, Config{Disclosure: disclosure.Default(), times: times.Get})
	return p, log, times
}

// A session pays before anything is counted. It is refused at the offer where that is possible, and nothing that is
// released or logged shows the exact size. SPEC M33
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
	require.GreaterOrEqual(t, time.Since(closed), session.Quantum)
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
	times.Pass(hour)
	_, err = p.Offer(ctx, "acme", offer)
	require.NoError(t, err)
}

// A session that pays and then fails has paid. SPEC M34
func TestNoRefund(t *testing.T) {
	t.Parallel()
	p, _, times := noised(t, newData(t))
	s := begin(t, p, "acme", psi.Count)
	s.sendList(t)
	s.sendTags(t, unsorted(s.who.tags(t, s))) // which shows as they are counted
	require.NoError(t, p.CloseTags("acme", s.id))
	s.wait(t, psi.StateFailed)
	rows, err := p.Store().Budgets(ctx)
	require.NoError(t, err)
	require.Equal(t, "1/10", rows[0].Days30)
	times.Pass(hour - time.Minute)
	offer, _ := offerOf(p, "acme", psi.Count)
	_, err = p.Offer(ctx, "acme", offer)
	require.Equal(t, psi.CodeTooSoon, psi.CodeOf(err))
}

// A session that can no longer pay at its end gets no answer, and pays nothing.
func TestUnpaid(t *testing.T) {
	t.Parallel()
	p, _, _ := noised(t, newData(t))
	s := begin(t, p, "acme", psi.Count)
	s.toTags(t)
	// As a session of the same owner on another dataset would do meanwhile.
	_, err := p.env.Pay(ctx, budget.Release{Session: "other", Client: "acme", Dataset: "other", Population: "other", Owner: "acme", Charge: p.env.Policy.Epsilon(), Drawn: p.env.Policy.Epsilon()})
	require.NoError(t, err)
	require.NoError(t, p.CloseTags("acme", s.id))
	s.wait(t, psi.StateFailed)
	_, err = p.Result(ctx, "acme", s.id)
	require.Equal(t, psi.CodeTooSoon, psi.CodeOf(err))
	rows, err := p.Store().Budgets(ctx)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "other", rows[0].Population)
}

// The log says who gets exact numbers, and under which contract.
func TestExactIsLogged(t *testing.T) {
	t.Parallel()
	p, log := open(t, newData(t), Config{})
	s := begin(t, p, "acme", psi.Count)
	s.toTags(t)
	require.NoError(t, p.CloseTags("acme", s.id))
	s.wait(t, psi.StateDone)
	require.True(t, strings.Contains(log.String(), `exact=true owner=tests contract="test bench"`), log)
}

// SPEC M66
func TestAnswerAfterRestart(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	answer := func(lifetime time.Duration) (*opened, []byte) {
		p, err := Open(dir, Config{Lifetimes: Lifetimes{Session: lifetime}, Disclosure: leastFloors(t, exactByContract(t))})
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

// unsorted swaps the first two of a set's tags.
func unsorted(c chunk) chunk {
	b := append(slices.Clone(c.bytes[psi.TagSize:2*psi.TagSize]), c.bytes[:psi.TagSize]...)
	return newChunk(c.set.Parts, psi.TagSize, append(b, c.bytes[2*psi.TagSize:]...))
}

// An owner has one budget for a population, whichever of its datasets a session is on; another population has another.
func TestPopulation(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	policy := policyYAML + "populations: {users: people, members: people}\n"
	for _, name := range []string{"users", "members", "dealers"} {
		require.NoError(t, importInto(t, dir, name, policy, users(0, most)))
	}
	p, _ := open(t, dir, Config{Disclosure: parsePolicy(t, "budget: {days_30: 0.15, days_365: 4}\nspacing: 1m"), times: hasty()})
	on := func(name string) func(*psi.Offer) { return func(o *psi.Offer) { o.Dataset = name } }
	left := func(name, client string) string {
		info, err := p.Info(ctx, client, name, params.Purpose)
		require.NoError(t, err)
		return info.Prices.Month.String()
	}
	require.Equal(t, "3/20", left("members", "acme"))
	anybody().begin(t, p, "acme", psi.Count, maskedList(), on("users")).finish(t)
	require.Equal(t, []string{"1/20", "1/20", "3/20", "3/20"}, []string{left("users", "acme"), left("members", "acme"), left("dealers", "acme"), left("members", "globex")})
	for _, name := range []string{"users", "members"} {
		offer, _ := anybody().offer(p, "acme", psi.Count, maskedList(), on(name))
		_, err := p.Offer(ctx, "acme", offer)
		require.Equal(t, psi.CodeBudgetExhausted, psi.CodeOf(err))
		require.ErrorContains(t, err, `for population "people" is spent: 0.1 of 0.15 in 30 days`)
	}
	anybody().begin(t, p, "acme", psi.Count, maskedList(), func(o *psi.Offer) {
		o.Dataset = "members"
		require.NoError(t, o.Epsilon.UnmarshalText([]byte("1/20")))
	}).finish(t)
	require.Equal(t, "0", left("users", "acme"))
	anybody().begin(t, p, "acme", psi.Count, maskedList(), on("dealers")).finish(t)
	rows, err := p.Store().Budgets(ctx)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, [2]string{"dealers", "1/10"}, [2]string{rows[0].Population, rows[0].Days30})
	require.Equal(t, [2]string{"people", "3/20"}, [2]string{rows[1].Population, rows[1].Days30})
}
