package platform

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// budgetSchema is added to a database that lacks it.
const budgetSchema = `
CREATE TABLE IF NOT EXISTS releases (
	session TEXT PRIMARY KEY,
	owner   TEXT NOT NULL,
	client  TEXT NOT NULL,
	dataset TEXT NOT NULL,
	epsilon TEXT NOT NULL,   -- exact fraction, '' if the release is exact
	spent   INTEGER NOT NULL, -- budget clock, ns
	at      TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS releases_owner ON releases (owner, spent);
CREATE TABLE IF NOT EXISTS budget_clock (
	id     INTEGER PRIMARY KEY CHECK (id = 1),
	budget INTEGER NOT NULL, -- ns
	wall   INTEGER NOT NULL  -- ns, when budget was written
);`

// maxDowntime is how much of the time between two runs of the server counts for
// budgets: a machine that comes up with its clock a year ahead gains this much.
const maxDowntime = 7 * 24 * time.Hour

// budgetClock is the time that budgets go by, in ns. It follows the monotonic
// clock while the server runs, so that setting the wall clock changes nothing,
// and never goes back.
type budgetClock struct {
	base  int64
	start time.Duration
	times func() (wall time.Time, monotonic time.Duration)
}

func systemTimes() func() (time.Time, time.Duration) {
	start := time.Now()
	return func() (time.Time, time.Duration) { return time.Now(), time.Since(start) }
}

func (c *budgetClock) now() int64 {
	_, mono := c.times()
	return c.base + int64(mono-c.start)
}

// readBudgetClock is the stored time and what has passed since.
func (s *Store) readBudgetClock(ctx context.Context, wall time.Time) (int64, error) {
	var budget, written int64
	err := s.db.QueryRowContext(ctx, `SELECT budget, wall FROM budget_clock`).Scan(&budget, &written)
	if errors.Is(err, sql.ErrNoRows) {
		return wall.UnixNano(), nil
	}
	return budget + min(max(wall.UnixNano()-written, 0), int64(maxDowntime)), err
}

const writeBudgetClock = `INSERT INTO budget_clock VALUES (1, ?, ?)
	ON CONFLICT (id) DO UPDATE SET budget = max(budget, excluded.budget), wall = excluded.wall`

func (s *Store) startBudgetClock(ctx context.Context, times func() (time.Time, time.Duration)) (*budgetClock, error) {
	wall, mono := times()
	base, err := s.readBudgetClock(ctx, wall)
	if err != nil {
		return nil, fmt.Errorf("budget clock: %w", err)
	}
	c := &budgetClock{base: base, start: mono, times: times}
	return c, s.keepBudgetClock(ctx, c)
}

// keepBudgetClock stores the time, from which the next run goes on.
func (s *Store) keepBudgetClock(ctx context.Context, c *budgetClock) error {
	wall, _ := c.times()
	_, err := s.db.ExecContext(ctx, writeBudgetClock, c.now(), wall.UnixNano())
	return err
}

// spending is one release that was paid for.
type spending struct {
	dataset string
	epsilon *big.Rat
	spent   int64
}

// querier is a database or a connection to one.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// noisedSpending returns an owner's noised releases since a time, oldest first.
func noisedSpending(ctx context.Context, q querier, owner string, since int64) ([]spending, error) {
	rows, err := q.QueryContext(ctx, `SELECT dataset, epsilon, spent FROM releases WHERE owner = ? AND epsilon <> '' AND spent > ? ORDER BY spent`, owner, since)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []spending
	for rows.Next() {
		var x spending
		var epsilon string
		if err := rows.Scan(&x.dataset, &epsilon, &x.spent); err != nil {
			return nil, err
		}
		e, err := psi.ParseEpsilon(epsilon)
		if err != nil {
			return nil, fmt.Errorf("budget: stored amount: %w", err)
		}
		x.epsilon = e.Rat()
		all = append(all, x)
	}
	return all, rows.Err()
}

// window is what was spent of a budget in a rolling window.
type window struct {
	spent *big.Rat
	wait  time.Duration // until a further release fits; 0 if it does now
}

// look adds up what lies in the window that ends now, and how long it takes
// until cost fits into budget again.
func look(all []spending, dataset string, now int64, length time.Duration, cost, budget *big.Rat) window {
	w := window{spent: new(big.Rat)}
	inside := slices.DeleteFunc(slices.Clone(all), func(x spending) bool {
		return x.dataset != dataset || x.spent <= now-int64(length)
	})
	for _, x := range inside {
		w.spent.Add(w.spent, x.epsilon)
	}
	left := new(big.Rat).Add(w.spent, cost)
	for _, x := range inside {
		if left.Cmp(budget) <= 0 {
			break
		}
		left.Sub(left, x.epsilon)
		w.wait = time.Duration(x.spent + int64(length) - now)
	}
	return w
}

// affordable says whether an owner's next noised release on a dataset is
// within its budgets and its spacing, or else when it will be.
func affordable(ctx context.Context, q querier, policy *disclosure.Policy, owner, dataset string, clock *budgetClock) error {
	now := clock.now()
	all, err := noisedSpending(ctx, q, owner, now-int64(psi.Days365))
	if err != nil {
		return err
	}
	monthly, yearly := policy.Budget()
	cost := policy.Epsilon().Rat()
	month := look(all, dataset, now, psi.Days30, cost, monthly.Rat())
	year := look(all, dataset, now, psi.Days365, cost, yearly.Rat())
	soon := time.Duration(0)
	if n := len(all); n > 0 {
		soon = max(0, policy.Spacing()-time.Duration(now-all[n-1].spent))
	}
	wait := max(month.wait, year.wait, soon)
	if wait == 0 {
		return nil
	}
	wall, _ := clock.times()
	at := wall.Add(wait).UTC().Truncate(time.Minute).Add(time.Minute).Format("2006-01-02 15:04 MST")
	var e *psi.Error
	switch {
	case max(month.wait, year.wait) == 0:
		e = psi.Errorf(psi.CodeTooSoon, "the last release to %q was too short a time ago: this platform leaves %s between two; come back after %s", owner, short(policy.Spacing()), at)
	case year.wait > month.wait:
		e = psi.Errorf(psi.CodeBudgetExhausted, "the privacy budget of %q for dataset %q is spent: %s of %s in 365 days; come back after %s",
			owner, dataset, psi.Decimal(year.spent), psi.Decimal(yearly.Rat()), at)
	default:
		e = psi.Errorf(psi.CodeBudgetExhausted, "the privacy budget of %q for dataset %q is spent: %s of %s in 30 days; come back after %s",
			owner, dataset, psi.Decimal(month.spent), psi.Decimal(monthly.Rat()), at)
	}
	e.RetryAfter = wait
	return e
}

// short is a duration without zeros at its end.
func short(d time.Duration) string {
	s := strings.TrimSuffix(d.String(), "m0s")
	if s != d.String() {
		s = strings.TrimSuffix(s+"m", "h0m")
	}
	if s != d.String() && !strings.HasSuffix(s, "m") {
		s += "h"
	}
	return s
}

// afford is affordable for an owner who may be under no noise, and so under no
// budget: what is exact is not made less so by being asked for once only.
func (p *Platform) afford(ctx context.Context, owner disclosure.Owner, dataset string) error {
	if owner.Exact() {
		return nil
	}
	return affordable(ctx, p.store.db, p.policy, owner.Name, dataset, p.clock)
}

// debit pays for a session's release, before anything is counted. It is on disk
// when debit returns, and is never given back. It is paid once for a session. An
// exact release costs nothing, but is noted.
func (s *Store) debit(ctx context.Context, session, client, dataset string, owner disclosure.Owner, policy *disclosure.Policy, clock *budgetClock) (cost *ledger.Budget, err error) {
	ctx = context.WithoutCancel(ctx) // a transaction must not be left half way
	c, err := s.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	// Immediate: whoever looks at the budget is the only one to change it.
	if _, err := c.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_, rollback := c.ExecContext(ctx, `ROLLBACK`)
			if psi.CodeOf(err) == "" {
				err = errors.Join(err, rollback)
			}
		}
	}()
	var paid int
	if err := c.QueryRowContext(ctx, `SELECT count(*) FROM releases WHERE session = ?`, session).Scan(&paid); err != nil {
		return nil, err
	}
	epsilon := ""
	if !owner.Exact() && paid == 0 {
		epsilon = policy.Epsilon().String()
		if err := affordable(ctx, c, policy, owner.Name, dataset, clock); err != nil {
			return nil, err
		}
	}
	wall, _ := clock.times()
	if paid == 0 {
		if _, err := c.ExecContext(ctx, insertRelease,
			session, owner.Name, client, dataset, epsilon, clock.now(), wall.UTC().Format(time.RFC3339Nano)); err != nil {
			return nil, err
		}
	}
	if _, err := c.ExecContext(ctx, writeBudgetClock, clock.now(), wall.UnixNano()); err != nil {
		return nil, err
	}
	if !owner.Exact() {
		if cost, err = costOf(ctx, c, session, owner.Name, dataset, policy); err != nil {
			return nil, err
		}
	}
	_, err = c.ExecContext(ctx, `COMMIT`)
	return cost, err
}

const insertRelease = `INSERT INTO releases (session, owner, client, dataset, epsilon, spent, at) VALUES (?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT DO NOTHING`

// costOf is what a session's release has cost, for the ledger.
func costOf(ctx context.Context, c *sql.Conn, session, owner, dataset string, policy *disclosure.Policy) (*ledger.Budget, error) {
	var epsilon string
	var spent int64
	if err := c.QueryRowContext(ctx, `SELECT epsilon, spent FROM releases WHERE session = ?`, session).Scan(&epsilon, &spent); err != nil {
		return nil, err
	}
	all, err := noisedSpending(ctx, c, owner, spent-int64(psi.Days365))
	if err != nil {
		return nil, err
	}
	left := func(budget psi.Epsilon, length time.Duration) string {
		w := look(all, dataset, spent, length, new(big.Rat), budget.Rat())
		return new(big.Rat).Sub(budget.Rat(), w.spent).RatString()
	}
	month, year := policy.Budget()
	return &ledger.Budget{
		At: time.Unix(0, spent).UTC().Truncate(time.Millisecond), Epsilon: epsilon,
		LeftMonth: left(month, psi.Days30), LeftYear: left(year, psi.Days365),
	}, nil
}

// restoreDebits takes from the ledger what the database does not know to be
// spent, because it was restored from an older copy.
func (p *Platform) restoreDebits(ctx context.Context, replay *ledger.Replay) error {
	for _, s := range replay.Sessions {
		if s.Released == nil {
			continue
		}
		epsilon, spent := "", s.Ended.UnixNano()
		if s.Budget != nil {
			epsilon, spent = s.Budget.Epsilon, s.Budget.At.UnixNano()
		}
		res, err := p.store.db.ExecContext(ctx, insertRelease, s.ID, s.Owner, s.Advertiser, s.Dataset, epsilon, spent, s.Ended.Format(time.RFC3339Nano))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err == nil && n > 0 {
			p.cfg.Log.Warn("budget: restored from the ledger", "session", s.ID, "owner", s.Owner, "epsilon", epsilon)
			if s.Budget != nil { // else spent is the wall clock's
				p.clock.base = max(p.clock.base, spent)
			}
		}
	}
	return p.store.keepBudgetClock(ctx, p.clock)
}

// BudgetRow is what an owner has spent on a dataset.
type BudgetRow struct {
	Owner    string     `json:"owner"`
	Dataset  string     `json:"dataset"`
	Releases int        `json:"releases"`       // noised ones in 365 days
	Exact    int        `json:"exact_releases"` // in all
	Days30   string     `json:"spent_30_days"`  // exact fraction
	Days365  string     `json:"spent_365_days"` // exact fraction
	Last     string     `json:"last"`           // RFC 3339
	Back     *time.Time `json:"back,omitempty"` // when the oldest part of Days30 or, without one, of Days365 comes back
	Clients  []string   `json:"clients"`        // through whom
}

// Budgets lists who has spent what, by owner and dataset.
func (s *Store) Budgets(ctx context.Context) ([]BudgetRow, error) {
	wall := time.Now()
	now, err := s.readBudgetClock(ctx, wall)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT owner, dataset, client, epsilon, spent, at FROM releases ORDER BY owner, dataset, spent`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []BudgetRow{}
	var month, year *big.Rat
	var oldest [2]int64 // in the windows
	finish := func() {
		if len(all) == 0 {
			return
		}
		r := &all[len(all)-1]
		r.Days30, r.Days365 = month.RatString(), year.RatString()
		for i, length := range []time.Duration{psi.Days30, psi.Days365} {
			if oldest[i] != 0 && r.Back == nil {
				t := wall.Add(time.Duration(oldest[i] + int64(length) - now)).UTC().Truncate(time.Second)
				r.Back = &t
			}
		}
	}
	for rows.Next() {
		var owner, dataset, client, epsilon, at string
		var spent int64
		if err := rows.Scan(&owner, &dataset, &client, &epsilon, &spent, &at); err != nil {
			return nil, err
		}
		if n := len(all); n == 0 || all[n-1].Owner != owner || all[n-1].Dataset != dataset {
			finish()
			all = append(all, BudgetRow{Owner: owner, Dataset: dataset})
			month, year, oldest = new(big.Rat), new(big.Rat), [2]int64{}
		}
		r := &all[len(all)-1]
		r.Last = at
		if !slices.Contains(r.Clients, client) {
			r.Clients = append(r.Clients, client)
		}
		if epsilon == "" {
			r.Exact++
			continue
		}
		e, err := psi.ParseEpsilon(epsilon)
		if err != nil {
			return nil, fmt.Errorf("budget: stored amount: %w", err)
		}
		for i, w := range []struct {
			sum    *big.Rat
			length time.Duration
		}{{month, psi.Days30}, {year, psi.Days365}} {
			if spent > now-int64(w.length) {
				w.sum.Add(w.sum, e.Rat())
				if oldest[i] == 0 {
					oldest[i] = spent
				}
			}
		}
		if spent > now-int64(psi.Days365) {
			r.Releases++
		}
	}
	finish()
	return all, rows.Err()
}
