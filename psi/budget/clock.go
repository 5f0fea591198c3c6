package budget

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Time between two runs is known only from the wall clock, which may be wrong at either. So it counts on credit: at most
// maxCredit, which running pays back at one part in payBack. Clocks that are set forward at every start, however often
// and far, bring 30 days back in 25 at the earliest; and an outage of two days counts in full.
const (
	maxCredit = 2 * 24 * time.Hour
	payBack   = 8
)

// Times reads the wall clock, and a monotonic clock with an arbitrary start.
type Times func() (wall time.Time, monotonic time.Duration)

// SystemTimes are the machine's.
func SystemTimes() Times {
	start := time.Now()
	return func() (time.Time, time.Duration) { return time.Now(), time.Since(start) }
}

// reading is a state of the clock, in ns; what the database holds of it.
type reading struct {
	budget int64 // the time that budgets go by
	wall   int64 // the wall clock's of the same moment, if it was not set since the start
	credit int64 // of the time between runs that budget has, what may yet turn out to be false
	owed   int64 // what did, before budget goes on
}

// clock is the time that budgets go by. It never goes back. While the server runs it follows the monotonic clock, so
// setting the wall clock changes nothing.
type clock struct {
	from  reading // at the start
	start time.Duration
	times Times
}

// passed is how long the clock has run.
func (c *clock) passed() int64 {
	_, mono := c.times()
	return int64(mono - c.start)
}

func (c *clock) read() reading { return c.from.after(c.passed()) }
func (c *clock) now() int64    { return c.read().budget }

// still is how long the clock will stand still.
func (c *clock) still() time.Duration { return time.Duration(c.read().owed) }

func (c *clock) wall() time.Time {
	wall, _ := c.times()
	return wall
}

// after is the reading when the server has run on for some time.
func (r reading) after(ns int64) reading {
	return reading{
		budget: r.budget + max(0, ns-r.owed),
		wall:   r.wall + ns,
		credit: max(0, r.credit-ns/payBack),
		owed:   max(0, r.owed-ns),
	}
}

// started is the reading when a server starts at a time of the wall clock. If that is later than what was written, the
// server was down, or a clock is wrong: what credit is left is given. If it is earlier, one of the two was wrong; what
// was given on credit is owed back, but no more, so that a clock that starts in the last century stops nothing for long.
func (r reading) started(wall int64) reading {
	jump := wall - r.wall
	r.wall = wall
	if jump < 0 {
		back := min(-jump, r.credit)
		r.credit, r.owed = r.credit-back, r.owed+back
		return r
	}
	given := min(jump, int64(maxCredit)-r.credit)
	r.credit += given
	off := min(given, r.owed)
	r.owed -= off
	r.budget += given - off
	return r
}

// readClock returns what is stored, as a server that starts now would take it.
func readClock(ctx context.Context, db Querier, wall time.Time) (r reading, err error) {
	now := wall.UnixNano()
	err = db.QueryRowContext(ctx, `SELECT budget, wall, credit, owed FROM budget_clock`).Scan(&r.budget, &r.wall, &r.credit, &r.owed)
	if errors.Is(err, sql.ErrNoRows) {
		return reading{budget: now, wall: now}, nil
	}
	return r.started(now), err
}

func startClock(ctx context.Context, db Querier, times Times) (clock, error) {
	wall, mono := times()
	r, err := readClock(ctx, db, wall)
	if err != nil {
		return clock{}, fmt.Errorf("budget clock: %w", err)
	}
	return clock{from: r, start: mono, times: times}, nil
}

// keep stores the reading. The stored time never goes back.
func (c *clock) keep(ctx context.Context, db Querier) error {
	r := c.read()
	_, err := db.ExecContext(ctx, `INSERT INTO budget_clock (id, budget, wall, credit, owed) VALUES (1, ?, ?, ?, ?)
	ON CONFLICT (id) DO UPDATE SET budget = CASE WHEN budget_clock.budget > excluded.budget THEN budget_clock.budget ELSE excluded.budget END,
		wall = excluded.wall, credit = excluded.credit, owed = excluded.owed`,
		r.budget, r.wall, r.credit, r.owed)
	return err
}
