package budget

import (
	"math/big"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/stretchr/testify/require"
)

// slice is a client's next release, in a slice with ε = 1.
func (a *account) slice(client, population, fraction string) Release {
	a.t.Helper()
	s, err := psi.ParseSlice(fraction)
	require.NoError(a.t, err)
	r := a.release(client, population)
	r.Drawn = psi.MostDrawn()
	r.Charge, err = s.Charge(r.Drawn)
	require.NoError(a.t, err)
	return r
}

// A slice costs its charge and not the ε that is drawn for it. The last part of a budget can be spent to the millionth.
func TestSlices(t *testing.T) { onEach(t, testSlices) }

func testSlices(t *testing.T, newAccount maker) {
	policy, err := disclosure.Parse([]byte("budget: {days_30: 0.8, days_365: 1}"))
	require.NoError(t, err)
	a := newAccount(t, policy)
	spent := new(big.Rat)
	for _, fraction := range []string{"1/1024", "1/64", "1/4"} {
		r := a.slice("acme", "users", fraction)
		spent.Add(spent, r.Charge.Rat())
		cost, err := a.debit(a.db, r)
		require.NoError(t, err)
		require.Equal(t, r.Charge.String(), cost.Epsilon)
		require.Equal(t, new(big.Rat).Sub(big.NewRat(4, 5), spent).RatString(), cost.LeftMonth)
		require.Equal(t, new(big.Rat).Sub(big.NewRat(1, 1), spent).RatString(), cost.LeftYear)
		// However little it cost, the next one has to wait.
		a.refused(a.pay("acme", "others"), psi.CodeTooSoon, hour)
		a.refused(a.Affordable(ctx, a.db, "acme", "users", r.Charge), psi.CodeTooSoon, hour)
		a.times.Pass(hour)
	}
	// 0.385861 is spent: the rest is afforded, and a millionth more is not.
	rest := psi.RatEpsilon(new(big.Rat).Sub(big.NewRat(4, 5), spent))
	over := psi.RatEpsilon(new(big.Rat).Add(rest.Rat(), big.NewRat(1, 1_000_000)))
	a.refused(a.Affordable(ctx, a.db, "acme", "users", over), psi.CodeBudgetExhausted, 30*day-3*hour)
	require.NoError(t, a.Affordable(ctx, a.db, "acme", "others", over))
	require.NoError(t, a.Affordable(ctx, a.db, "globex", "users", over))
	r := a.slice("acme", "users", "1/4")
	r.Charge = rest
	_, err = a.debit(a.db, r)
	require.NoError(t, err)
	month, year, _ := a.left("acme", "users")
	require.Equal(t, []string{"0", "1/5"}, []string{month, year})
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, 30*day-hour) // 1/10 fits once the slice of 1/4 is back

	var charged, drawn string
	require.NoError(t, a.db.QueryRow(`SELECT epsilon, drawn FROM releases WHERE session = 'session 1'`).Scan(&charged, &drawn))
	require.Equal(t, []string{"1677/1000000", "1"}, []string{charged, drawn})
}

// Left says what an owner may still spend on a population, and when.
func TestLeft(t *testing.T) { onEach(t, testLeft) }

func testLeft(t *testing.T, newAccount maker) {
	a := newAccount(t, disclosure.Default())
	is := func(owner, population, month, year string, wait time.Duration) {
		t.Helper()
		m, y, w := a.left(owner, population)
		require.Equal(t, []string{month, year}, []string{m, y})
		require.Less(t, (w - wait).Abs(), time.Second+1)
		require.Equal(t, wait > 0, w > 0)
	}
	is("acme", "users", "1", "4", 0)
	require.NoError(t, a.pay("acme", "users"))
	is("acme", "users", "9/10", "39/10", hour)
	is("acme", "others", "1", "4", hour) // the spacing is the owner's
	is("globex", "users", "1", "4", 0)
	a.times.Pass(hour - time.Millisecond)
	is("acme", "users", "9/10", "39/10", time.Millisecond)
	a.times.Pass(time.Millisecond)
	is("acme", "users", "9/10", "39/10", 0)
	a.times.Pass(30*day - hour)
	is("acme", "users", "1", "39/10", 0)
	a.times.Pass(335 * day)
	is("acme", "users", "1", "4", 0)

	// A policy that allows less than was spent leaves nothing.
	for range 3 {
		require.NoError(t, a.pay("acme", "users"))
		a.times.Pass(hour)
	}
	policy, err := disclosure.Parse([]byte("budget: {days_30: 0.2, days_365: 0.35}"))
	require.NoError(t, err)
	a.start(policy)
	is("acme", "users", "0", "1/20", 0)
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, 365*day-3*hour)
}

// What is exact costs nothing, waits for nothing and makes nobody wait.
func TestExact(t *testing.T) { onEach(t, testExact) }

func testExact(t *testing.T, newAccount maker) {
	a := newAccount(t, disclosure.Default())
	require.NoError(t, a.pay("acme", "users"))
	for range 20 {
		r := a.release("acme", "users")
		r.Charge, r.Drawn = psi.Epsilon{}, psi.Epsilon{}
		require.NoError(t, a.Affordable(ctx, a.db, "acme", "users", r.Charge))
		cost, err := a.debit(a.db, r)
		require.NoError(t, err)
		require.Nil(t, cost)
		a.times.Pass(3 * time.Minute)
	}
	month, year, wait := a.left("acme", "users")
	require.Equal(t, []string{"9/10", "39/10"}, []string{month, year})
	require.Zero(t, wait)
	require.NoError(t, a.pay("acme", "users"))
	rows, err := List(ctx, a.db)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, []int{2, 20}, []int{rows[0].Releases, rows[0].Exact})
}

// Datasets of one population share its budget, and are one row.
func TestPopulation(t *testing.T) { onEach(t, testPopulation) }

func testPopulation(t *testing.T, newAccount maker) {
	a := newAccount(t, disclosure.Default())
	for i := range 10 {
		r := a.release("acme", "people")
		r.Dataset = []string{"users", "staff"}[i%2]
		_, err := a.debit(a.db, r)
		require.NoError(t, err)
		a.times.Pass(hour)
	}
	for _, dataset := range []string{"users", "staff"} {
		r := a.release("acme", "people")
		r.Dataset = dataset
		_, err := a.debit(a.db, r)
		a.refused(err, psi.CodeBudgetExhausted, 30*day-10*hour)
	}
	require.NoError(t, a.pay("acme", "users"), "a population of that name is another")
	rows, err := List(ctx, a.db)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, []string{"people", "1", "1"}, []string{rows[0].Population, rows[0].Days30, rows[0].Days365})
	require.Equal(t, "users", rows[1].Population)
}
