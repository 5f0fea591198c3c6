package journal

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Hold calls f with the log's head while nobody can append to it, and the database has that head.
func (j *Journal) Hold(ctx context.Context, f func(head *ledger.Checkpoint) error) error {
	if _, err := j.Reader(); err != nil { // none is made for this
		return err
	}
	l, err := j.open(ctx)
	if err != nil {
		return err
	}
	if err := checkCopied(ctx, j.cfg.Copies); err != nil {
		return err
	}
	return l.Observe(&holding{j.heads, f})
}

// holding is a ledger.Observer that only looks.
type holding struct {
	heads
	f func(head *ledger.Checkpoint) error
}

// At implements ledger.Observer.
func (h *holding) At(c *ledger.Checkpoint) error {
	if err := h.check(c); err != nil {
		return err
	}
	return h.f(c)
}

// Growing implements ledger.Observer. Nothing is appended to the log that it is of.
func (h *holding) Growing(c, next *ledger.Checkpoint) error { return h.remember(c, next) }
