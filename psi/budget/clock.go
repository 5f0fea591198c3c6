package budget

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// maxDowntime is how much of the time between two runs of the server counts for budgets at most: a machine that starts
// with its clock a year ahead gains only this much.
const maxDowntime = 7 * 24 * time.Hour

// Times reads the wall clock, and a monotonic clock with an arbitrary start.
type Times func() (wall time.Time, monotonic time.Duration)

// SystemTimes are the machine's.
func SystemTimes() Times {
	start := time.Now()
	return func() (time.Time, time.Duration) { return time.Now(), time.Since(start) }
}

// clock is the time that budgets go by, in ns. It never goes back. While the server runs it follows the monotonic
// clock, so setting the wall clock changes nothing.
type clock struct {
	base  int64
	start time.Duration
	times Times
}

func (c *clock) now() int64 {
	_, mono := c.times()
	return c.base + int64(mono-c.start)
}

func (c *clock) wall() time.Time {
	wall, _ := c.times()
	return wall
}

// readClock returns the stored time plus what has passed since.
func readClock(ctx context.Context, db Querier, wall time.Time) (int64, error) {
	var budget, written int64
	err := db.QueryRowContext(ctx, `SELECT budget, wall FROM budget_clock`).Scan(&budget, &written)
	if errors.Is(err, sql.ErrNoRows) {
		return wall.UnixNano(), nil
	}
	return budget + min(max(wall.UnixNano()-written, 0), int64(maxDowntime)), err
}

func startClock(ctx context.Context, db Querier, times Times) (clock, error) {
	wall, mono := times()
	base, err := readClock(ctx, db, wall)
	if err != nil {
		return clock{}, fmt.Errorf("budget clock: %w", err)
	}
	return clock{base: base, start: mono, times: times}, nil
}

// keep stores the time. The stored time never goes back.
func (c *clock) keep(ctx context.Context, db Querier) error {
	_, err := db.ExecContext(ctx, `INSERT INTO budget_clock VALUES (1, ?, ?)
	ON CONFLICT (id) DO UPDATE SET budget = max(budget, excluded.budget), wall = excluded.wall`, c.now(), c.wall().UnixNano())
	return err
}
