package session

import (
	"context"
	"time"
)

// countMode is mode count: the answer is the released number, of each segment and of all.
type countMode struct{ *Env }

func (countMode) check(context.Context, *facts) error { return nil }

func (countMode) pays(f *facts) bool { return !f.question.Exact() }

func (countMode) quanta(m, n uint64) time.Duration { return comparing(m, n) }

// answer adds noise to the exact numbers, which go nowhere else.
func (c countMode) answer(f *facts, m *matching, a *answer) error {
	exact, err := m.count(f.ctx)
	if err != nil {
		return err
	}
	told := c.Policy.Release(f.question, exact)
	a.result.Released, a.result.Segments = &told.Total, told.Segments
	return nil
}
