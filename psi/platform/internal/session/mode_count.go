package session

import (
	"io"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// countMode is mode count: all sessions of an epoch share its file, and the answer is the released size.
type countMode struct{ *Epochs }

func (m countMode) claim(d *store.Dataset, idType string) (claim, error) {
	e := m.take(d, idType)
	if e == nil {
		return nil, psi.Errorf(psi.CodeModeOff, "dataset %q has no epoch file", d.Name)
	}
	return &epochClaim{epochs: m.Epochs, epoch: e}, nil
}

// epochClaim is a session's use of an epoch.
type epochClaim struct {
	epochs *Epochs
	epoch  *epoch
	left   sync.Once
}

func (c *epochClaim) dataset() *store.Dataset { return &c.epoch.data }
func (c *epochClaim) progress() psi.SetState  { return c.epoch.progress() }
func (c *epochClaim) release()                { c.left.Do(func() { c.epochs.leave(c.epoch) }) }

func (c *epochClaim) prepare(f *facts) (psi.Set, string, error) {
	select {
	case <-c.epoch.ready:
	case <-f.ctx.Done():
		return psi.Set{}, "", f.ctx.Err()
	}
	if c.epoch.err != nil {
		return psi.Set{}, "", psi.Errorf(psi.CodeInternal, "the platform could not mask its epoch file; its log has the details")
	}
	return c.epoch.role.Set(), c.epoch.path, nil
}

func (c *epochClaim) receipt(*facts) ([]byte, error) { return c.epoch.receipt, nil }

func (c *epochClaim) evaluate(f *facts, bound psi.Context, list io.Reader) (evaluation, error) {
	e, err := c.epoch.role.Evaluate(f.ctx, bound, list, c.epochs.scratch())
	if err != nil {
		return nil, err
	}
	return &countEvaluation{e, c.epochs.Env}, nil
}

type countEvaluation struct {
	*psi.CountEvaluation
	env *Env
}

func (e *countEvaluation) quanta(m, n uint64) time.Duration { return comparing(m, n) }

// answer adds noise to the exact size, which goes nowhere else.
func (e *countEvaluation) answer(f *facts, tags *upload, a *answer) error {
	exact, err := e.Count(f.ctx, tags.reader(), tags.set)
	if err == nil {
		a.result.Released = e.env.Policy.Release(f.owner, exact)
	}
	return err
}
