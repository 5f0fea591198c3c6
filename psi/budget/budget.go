// Package budget keeps account of what legal owners have spent of their privacy budgets: the clock that budgets go by,
// the rolling windows, and the debit, which runs in the caller's transaction. SPEC.md §7.4.
//
// It has no database of its own. It reads and writes the tables releases and budget_clock, which are defined in
// psi/platform/internal/store/schema.sql.
package budget

import (
	"context"
	"database/sql"
	"math/big"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Querier is a database, a connection to one, or a transaction.
type Querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Accounts decide what owners may spend, by a policy and a clock. Open makes them. They are safe for concurrent use;
// call Restore before anything else.
type Accounts struct {
	policy *disclosure.Policy
	clock  clock
}

// Open starts the clock at the time in the database, and stores it.
func Open(ctx context.Context, db Querier, policy *disclosure.Policy, times Times) (*Accounts, error) {
	c, err := startClock(ctx, db, times)
	if err != nil {
		return nil, err
	}
	a := &Accounts{policy, c}
	return a, a.Keep(ctx, db)
}

// Keep stores the clock's time. The next run continues from it.
func (a *Accounts) Keep(ctx context.Context, db Querier) error { return a.clock.keep(ctx, db) }

// Release is an answer that an owner is about to get.
type Release struct {
	Session    string
	Client     string
	Dataset    string
	Population string // whose budget is charged
	Owner      string
	Charge     psi.Epsilon // what it costs; 0 if it is exact
	Drawn      psi.Epsilon // ε of its noise; 0 likewise
}

// Affordable says whether a charge is within an owner's budgets for a population and its spacing. If it is not, it fails
// with a *psi.Error that says when it will be. Exact numbers cost nothing: limiting how often an exact number is asked
// for doesn't make it less exact.
func (a *Accounts) Affordable(ctx context.Context, db Querier, owner, population string, charge psi.Epsilon) error {
	if charge == (psi.Epsilon{}) {
		return nil
	}
	now := a.clock.now()
	all, err := noisedSpending(ctx, db, owner, now-int64(psi.Days365))
	if err != nil {
		return err
	}
	monthly, yearly := a.policy.Budget()
	month := look(all, population, now, psi.Days30, charge.Rat(), monthly.Rat())
	year := look(all, population, now, psi.Days365, charge.Rat(), yearly.Rat())
	soon := a.soon(all, now)
	wait := max(month.wait, year.wait, soon)
	if wait == 0 {
		return nil
	}
	wait += a.clock.still()
	at := a.clock.wall().Add(wait).UTC().Truncate(time.Minute).Add(time.Minute).Format("2006-01-02 15:04 MST")
	var e *psi.Error
	switch {
	case max(month.wait, year.wait) == 0:
		e = psi.Errorf(psi.CodeTooSoon, "the last release to %q was too recent: this platform leaves %s between two; come back after %s",
			owner, figures.Duration(a.policy.Spacing()), at)
	case year.wait > month.wait:
		e = psi.Errorf(psi.CodeBudgetExhausted, "the privacy budget of %q for population %q is spent: %s of %s in 365 days; come back after %s",
			owner, population, psi.Decimal(year.spent), psi.Decimal(yearly.Rat()), at)
	default:
		e = psi.Errorf(psi.CodeBudgetExhausted, "the privacy budget of %q for population %q is spent: %s of %s in 30 days; come back after %s",
			owner, population, psi.Decimal(month.spent), psi.Decimal(monthly.Rat()), at)
	}
	e.RetryAfter = wait
	return e
}

// soon is how long an owner must wait for its next release, whatever it costs.
func (a *Accounts) soon(all []spending, now int64) time.Duration {
	if len(all) == 0 {
		return 0
	}
	return max(0, a.policy.Spacing()-time.Duration(now-all[len(all)-1].spent))
}

// Left is what an owner has left of its budgets for a population, and when its next release may be; zero if that is
// now.
func (a *Accounts) Left(ctx context.Context, db Querier, owner, population string) (month, year psi.Epsilon, next time.Time, err error) {
	now := a.clock.now()
	all, err := noisedSpending(ctx, db, owner, now-int64(psi.Days365))
	if err != nil {
		return month, year, next, err
	}
	left := func(budget psi.Epsilon, length time.Duration) psi.Epsilon {
		w := look(all, population, now, length, new(big.Rat), budget.Rat())
		return psi.RatEpsilon(new(big.Rat).Sub(budget.Rat(), w.spent))
	}
	monthly, yearly := a.policy.Budget()
	month, year = left(monthly, psi.Days30), left(yearly, psi.Days365)
	if soon := a.soon(all, now); soon > 0 {
		next = a.clock.wall().Add(soon + a.clock.still()).UTC().Truncate(time.Second).Add(time.Second)
	}
	return month, year, next, nil
}

const insertRelease = `INSERT INTO releases (session, owner, client, dataset, population, epsilon, drawn, spent, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT DO NOTHING`

// Debit pays for a release before anything is counted. A session pays once and gets no refund. The payment counts once
// the caller has committed tx. Nobody else may change a budget between the look and the debit, so tx has to hold the
// right to write from its beginning (SQLite: BEGIN IMMEDIATE; PostgreSQL: a lock, and serializable). An exact release
// costs nothing, but is recorded.
//
// It returns the cost as the ledger will record it: nil for an exact release.
func (a *Accounts) Debit(ctx context.Context, tx *sql.Tx, r Release) (*ledger.Budget, error) {
	exact := r.Charge == (psi.Epsilon{})
	var paid bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM releases WHERE session = ?)`, r.Session).Scan(&paid); err != nil {
		return nil, err
	}
	if !paid {
		if err := a.Affordable(ctx, tx, r.Owner, r.Population, r.Charge); err != nil {
			return nil, err
		}
		charged, drawn := "", ""
		if !exact {
			charged, drawn = r.Charge.String(), r.Drawn.String()
		}
		_, err := tx.ExecContext(ctx, insertRelease,
			r.Session, r.Owner, r.Client, r.Dataset, r.Population, charged, drawn, a.clock.now(), a.clock.wall().UTC().Format(time.RFC3339Nano))
		if err != nil {
			return nil, err
		}
	}
	if err := a.Keep(ctx, tx); err != nil || exact {
		return nil, err
	}
	return a.cost(ctx, tx, r)
}

// cost says what a paid release cost, and what it left of the budgets.
func (a *Accounts) cost(ctx context.Context, db Querier, r Release) (*ledger.Budget, error) {
	var epsilon string
	var spent int64
	if err := db.QueryRowContext(ctx, `SELECT epsilon, spent FROM releases WHERE session = ?`, r.Session).Scan(&epsilon, &spent); err != nil {
		return nil, err
	}
	all, err := noisedSpending(ctx, db, r.Owner, spent-int64(psi.Days365))
	if err != nil {
		return nil, err
	}
	left := func(budget psi.Epsilon, length time.Duration) string {
		w := look(all, r.Population, spent, length, new(big.Rat), budget.Rat())
		return new(big.Rat).Sub(budget.Rat(), w.spent).RatString()
	}
	month, year := a.policy.Budget()
	return &ledger.Budget{
		At: time.Unix(0, spent).UTC().Truncate(time.Millisecond), Population: r.Population, Epsilon: epsilon,
		LeftMonth: left(month, psi.Days30), LeftYear: left(year, psi.Days365),
	}, nil
}
