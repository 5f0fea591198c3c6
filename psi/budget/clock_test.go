package budget

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// history is a server's clock of budgets over many starts.
type history struct{ reading }

// run lets the server run.
func (h *history) run(d time.Duration) { h.reading = h.after(int64(d)) }

// restart starts it again, with a wall clock that is so far from what it would show if no time had passed.
func (h *history) restart(off time.Duration) { h.reading = h.started(h.wall + int64(off)) }

// came is how far the clock has come.
func (h *history) came() time.Duration { return time.Duration(h.budget) }

// However often a server starts with a clock that is further ahead, it gains two days, and what it earns by running.
func TestClockWoundForward(t *testing.T) {
	t.Parallel()
	var h history
	for range 100 {
		h.restart(7 * day)
	}
	require.Equal(t, 2*day, h.came(), "no time has passed")
	for range 100 { // forward, back, and forward again
		h.restart(7 * day)
		h.restart(-7 * day)
	}
	require.Equal(t, 2*day, h.came(), "no time has passed")

	// A day passes between any two starts, of which each is a week further ahead: 30 days are over after 25.
	h = history{}
	days := 0
	for ; h.came() < 30*day; days++ {
		h.run(day)
		h.restart(7 * day)
	}
	require.Equal(t, 25, days)
}

// One start with a wrong clock, however wrong, stops nothing for more than two days, and what came of one that was ahead
// is taken back when the clock is right again.
func TestClockOnceWrong(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{365 * day, 7 * day, -365 * day, -56 * 365 * day} {
		var h history
		h.run(100 * day)
		h.restart(off)
		h.run(hour)
		h.restart(-off)
		h.run(20 * day)
		h.restart(0)
		h.run(20 * day)
		if off > 0 {
			require.InDelta(t, 140*day, h.came(), float64(2*hour), "%s", off)
		} else {
			require.InDelta(t, 140*day, h.came(), float64(2*day+hour), "%s", off)
		}
	}
	// It stands still for two days, not for 56 years.
	var h history
	h.run(10 * day)
	h.restart(2 * day)
	h.restart(-56 * 365 * day)
	h.run(2 * day)
	require.Equal(t, 12*day, h.came())
	h.run(day)
	require.Equal(t, 13*day, h.came())
}

// Nights off, a weekend and restarts count as the time that they are.
func TestClockOfAnHonestServer(t *testing.T) {
	t.Parallel()
	var h history
	for range 90 {
		h.run(22 * hour)
		h.restart(2 * hour)
	}
	require.Equal(t, 90*day, h.came())
	h.run(16 * day)
	h.restart(2 * day)
	require.Equal(t, 108*day, h.came())
}

// Whatever clocks do, budgets never run ahead of the time that the server has run by more than two days and an eighth,
// never go back, and never fall behind it by more than what was given on credit.
func TestClockBounds(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 12))
		var h history
		var ran time.Duration
		for range 100 {
			last := h.came()
			d := time.Duration(r.Int64N(int64(3 * day)))
			h.run(d)
			ran += d
			h.restart(time.Duration(r.Int64N(int64(20*day))) - 10*day)
			require.GreaterOrEqual(t, h.came(), last, "seed %d", seed)
			require.LessOrEqual(t, h.came(), ran+2*day+ran/payBack, "seed %d", seed)
			require.GreaterOrEqual(t, h.came(), ran-2*day, "seed %d", seed)
		}
	}
}
