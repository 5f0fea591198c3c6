package budget

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/postgres"
	"github.com/blindmatch/blindmatch/internal/postgres/pgtest"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"
)

var ctx = context.Background()

// account is a database with a clock and a policy.
type account struct {
	*Accounts
	t       *testing.T
	db      *sql.DB
	another func() *sql.DB // opens the database as another process would
	times   *watch.Clocks
	paid    int
}

// maker makes an account on one of the databases.
type maker func(t *testing.T, policy *disclosure.Policy) *account

// onEach runs a test on SQLite and, if there is a server, on PostgreSQL.
func onEach(t *testing.T, f func(t *testing.T, newAccount maker)) {
	t.Parallel()
	run := func(name string, place func(t *testing.T) func() *sql.DB, ddl func(string) string) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, func(t *testing.T, policy *disclosure.Policy) *account {
				a := &account{t: t, times: watch.NewClocks(), another: place(t)}
				a.db = a.another()
				a.makeTables(ddl)
				a.start(policy)
				return a
			})
		})
	}
	run("SQLite", sqliteIn, func(text string) string { return text })
	run("PostgreSQL", postgresIn, postgres.Schema)
}

func (a *account) makeTables(ddl func(string) string) {
	schema, err := os.ReadFile(filepath.FromSlash("../platform/internal/store/schema.sql"))
	require.NoError(a.t, err)
	_, err = a.db.Exec(ddl(string(schema)))
	require.NoError(a.t, err)
	steps, err := os.ReadFile(filepath.FromSlash("../platform/internal/store/migrate.go"))
	require.NoError(a.t, err)
	for _, step := range regexp.MustCompile(`ALTER TABLE budget_clock [^;]+;`).FindAllString(string(steps), -1) {
		_, err = a.db.Exec(ddl(step))
		require.NoError(a.t, err)
	}
}

// sqliteIn opens a database as a platform does, again and again, each time as another process would.
func sqliteIn(t *testing.T) func() *sql.DB {
	path := filepath.Join(t.TempDir(), "budget.db")
	return func() *sql.DB {
		db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_txlock=immediate")
		require.NoError(t, err)
		t.Cleanup(func() { db.Close() })
		return db
	}
}

// postgresIn is sqliteIn on a server.
func postgresIn(t *testing.T) func() *sql.DB {
	url := pgtest.URL(t)
	db := sql.OpenDB(pgtest.Connector(t, url))
	_, err := db.Exec(`CREATE TABLE ` + postgres.Turn + ` (version BIGINT NOT NULL)`)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	return func() *sql.DB {
		db := sql.OpenDB(postgres.Connector(pgtest.Connector(t, url), postgres.Write))
		t.Cleanup(func() { db.Close() })
		return db
	}
}

// start opens the accounts as a new process would.
func (a *account) start(policy *disclosure.Policy) {
	a.t.Helper()
	var err error
	a.Accounts, err = Open(ctx, a.db, policy, a.times.Get)
	require.NoError(a.t, err)
}

// release is a client's next, of a whole set and by the policy's ε unless its owner gets exact numbers.
func (a *account) release(client, population string) Release {
	a.paid++
	owner := a.policy.Owner(client)
	r := Release{Session: fmt.Sprint("session ", a.paid), Client: client, Dataset: "users", Population: population, Owner: owner.Name}
	if !owner.Exact() {
		r.Charge, r.Drawn = a.policy.Epsilon(), a.policy.Epsilon()
	}
	return r
}

// debit pays for a release and commits.
func (a *account) debit(db *sql.DB, r Release) (*ledger.Budget, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	cost, err := a.Debit(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	return cost, tx.Commit()
}

func (a *account) pay(client, population string) error {
	_, err := a.debit(a.db, a.release(client, population))
	return err
}

// left is what an owner has left.
func (a *account) left(owner, population string) (month, year string, wait time.Duration) {
	a.t.Helper()
	m, y, next, err := a.Left(ctx, a.db, owner, population)
	require.NoError(a.t, err)
	if !next.IsZero() {
		wall, _ := a.times.Get()
		wait = next.Sub(wall)
	}
	return m.String(), y.String(), wait
}

// refused checks a refusal and when it says to come back.
func (a *account) refused(err error, code psi.Code, wait time.Duration) {
	a.t.Helper()
	require.Equal(a.t, code, psi.CodeOf(err), "%v", err)
	require.True(a.t, code.Refused())
	e := err.(*psi.Error)
	require.Equal(a.t, wait, e.RetryAfter)
	wall, _ := a.times.Get()
	require.ErrorContains(a.t, err, "come back after "+wall.Add(wait).Truncate(time.Minute).Add(time.Minute).Format("2006-01-02 15:04 UTC"))
}

const hour, day = time.Hour, 24 * time.Hour

func TestBudget(t *testing.T) { onEach(t, testBudget) }

func testBudget(t *testing.T, newAccount maker) {
	a := newAccount(t, disclosure.Default())
	require.NoError(t, a.pay("acme", "users"))
	a.refused(a.pay("acme", "users"), psi.CodeTooSoon, hour)
	a.refused(a.pay("acme", "others"), psi.CodeTooSoon, hour)
	require.NoError(t, a.pay("globex", "users"), "another owner")
	for range 9 {
		a.times.Pass(hour)
		require.NoError(t, a.pay("acme", "users"))
	}
	a.times.Pass(hour)
	err := a.pay("acme", "users") // ten of 1/10 make 1, exactly
	a.refused(err, psi.CodeBudgetExhausted, 30*day-10*hour)
	require.ErrorContains(t, err, `the privacy budget of "acme" for population "users" is spent: 1 of 1 in 30 days`)
	require.NoError(t, a.pay("acme", "others"), "another population has its own budget")

	// They come back one by one as they age.
	a.times.Pass(30*day - 10*hour - time.Nanosecond)
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, time.Nanosecond)
	a.times.Pass(time.Nanosecond)
	require.NoError(t, a.pay("acme", "users"))
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, hour)

	rows, err := List(ctx, a.db)
	require.NoError(t, err)
	require.Len(t, rows, 3)
	require.Equal(t, []string{"acme others", "acme users", "globex users"}, []string{
		rows[0].Owner + " " + rows[0].Population, rows[1].Owner + " " + rows[1].Population, rows[2].Owner + " " + rows[2].Population})
	require.Equal(t, 11, rows[1].Releases)
}

// A year's budget is four monthly budgets.
func TestBudgetYear(t *testing.T) { onEach(t, testBudgetYear) }

func testBudgetYear(t *testing.T, newAccount maker) {
	a := newAccount(t, disclosure.Default())
	for range 4 {
		for range 10 {
			require.NoError(t, a.pay("acme", "users"))
			a.times.Pass(hour)
		}
		a.times.Pass(30 * day)
	}
	err := a.pay("acme", "users")
	a.refused(err, psi.CodeBudgetExhausted, 365*day-4*(30*day+10*hour))
	require.ErrorContains(t, err, "4 of 4 in 365 days")
}

// Clients of one owner share its budget. An owner with a contract has no budget, but what it was told is recorded.
func TestBudgetOwners(t *testing.T) { onEach(t, testBudgetOwners) }

func testBudgetOwners(t *testing.T, newAccount maker) {
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
	rows, err := List(ctx, a.db)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, "acme-group", rows[0].Owner)
	require.Equal(t, 30, rows[1].Exact)
	require.Equal(t, "0", rows[1].Days30)
}

// If many want the last part of a budget at the same time, one gets it.
func TestBudgetRace(t *testing.T) { onEach(t, testBudgetRace) }

func testBudgetRace(t *testing.T, newAccount maker) {
	policy, err := disclosure.Parse([]byte("budget: {days_30: 0.1, days_365: 0.1}"))
	require.NoError(t, err)
	a := newAccount(t, policy)
	other := a.another()
	var wg sync.WaitGroup
	errs := make([]error, 32)
	for i := range errs {
		db := []*sql.DB{a.db, other}[i%2]
		r := a.release("acme", "users")
		wg.Go(func() { _, errs[i] = a.debit(db, r) })
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
func TestBudgetPaidOnce(t *testing.T) { onEach(t, testBudgetPaidOnce) }

func testBudgetPaidOnce(t *testing.T, newAccount maker) {
	a := newAccount(t, disclosure.Default())
	r := a.release("acme", "users")
	for range 3 {
		cost, err := a.debit(a.db, r)
		require.NoError(t, err)
		require.Equal(t, []string{"users", "1/10", "9/10", "39/10"}, []string{cost.Population, cost.Epsilon, cost.LeftMonth, cost.LeftYear})
		a.times.Pass(time.Second)
	}
	rows, err := List(ctx, a.db)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "1/10", rows[0].Days365)
}

// Setting the wall clock brings no budget back, neither while the server runs nor across a restart, except for the two
// days that it may have been down, and these only until the clock is put right.
func TestBudgetClockJumps(t *testing.T) { onEach(t, testBudgetClockJumps) }

func testBudgetClockJumps(t *testing.T, newAccount maker) {
	a := newAccount(t, disclosure.Default())
	require.NoError(t, a.pay("acme", "users"))
	for _, jump := range []time.Duration{-hour, 365 * day, -2 * 365 * day} {
		a.times.Jump(jump)
		a.refused(a.pay("acme", "users"), psi.CodeTooSoon, hour)
	}
	a.times.Jump(hour)
	for range 9 {
		a.times.Pass(hour)
		require.NoError(t, a.pay("acme", "users"))
	}
	a.times.Pass(hour)
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, 30*day-10*hour)

	// The server stops, and starts again with the clock, which is a year behind, put a year ahead: two days come back.
	require.NoError(t, a.Keep(ctx, a.db))
	a.times.Jump(2 * 365 * day)
	a.start(a.policy)
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, 28*day-10*hour)
	a.start(a.policy) // and not a second time
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, 28*day-10*hour)
	// It starts again with the clock put right: no time is lost or gained.
	a.times.Jump(-365 * day)
	a.start(a.policy)
	a.refused(a.pay("acme", "users"), psi.CodeBudgetExhausted, 30*day-10*hour)
	a.times.Pass(30*day - 10*hour)
	require.NoError(t, a.pay("acme", "users"))
}
