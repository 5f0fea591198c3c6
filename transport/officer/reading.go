package officer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform/record"
)

// patience is how long a page waits for a new reading if there is an older one to show.
const patience = 600 * time.Millisecond

// reading is a state of the ledger, all of it verified.
type reading struct {
	head      *ledger.Checkpoint
	replay    *ledger.Replay
	book      *report.Book
	witnesses []report.Witness
	at        time.Time

	mu      sync.Mutex
	reports map[report.Scope]*report.Report // those asked for last
}

// keptReports is how many reports a reading keeps.
const keptReports = 32

// report makes the report of a scope, or has it from before.
func (x *reading) report(scope report.Scope) (*report.Report, error) {
	x.mu.Lock()
	r := x.reports[scope]
	x.mu.Unlock()
	if r != nil {
		return r, nil
	}
	r, err := x.book.Report(scope)
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.reports) >= keptReports {
		all := x.reports[report.All()]
		clear(x.reports)
		x.reports[report.All()] = all
	}
	x.reports[scope] = r
	return r, nil
}

// current returns a reading of the record as it is now, or, if that takes longer than a page may, the one before, with an
// error if the last try failed.
func (h *Handler) current(ctx context.Context, rec *record.Record) (*reading, error) {
	head, err := rec.Head()
	if err != nil {
		return h.before(err)
	}
	witnesses, err := rec.Witnesses(ctx)
	if err != nil {
		return h.before(err)
	}
	h.mu.Lock()
	if x := h.latest; x != nil && x.head.Size == head.Size && x.head.Hash == head.Hash && slices.Equal(x.witnesses, witnesses) {
		h.mu.Unlock()
		return x, nil
	}
	if h.pending == nil {
		h.pending = make(chan struct{})
		h.done.Add(1)
		go h.read(h.pending)
	}
	pending := h.pending
	var enough <-chan time.Time // never, the first time
	if h.latest != nil {
		enough = time.After(patience)
	}
	h.mu.Unlock()
	select {
	case <-pending:
	case <-enough:
	case <-ctx.Done():
		return h.before(ctx.Err())
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.latest, h.failed
}

// before is the reading that there is, when a newer one can't be had.
func (h *Handler) before(err error) (*reading, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.latest, err
}

// read makes a new reading.
func (h *Handler) read(pending chan struct{}) {
	defer h.done.Done()
	x, err := h.readOnce()
	if err != nil && h.ctx.Err() == nil {
		x, err = h.readOnce() // a server may have begun to write, or stopped
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.failed, h.pending = err, nil; err == nil {
		h.latest = x
	}
	close(pending)
}

func (h *Handler) readOnce() (_ *reading, err error) {
	rec, err := h.cfg.Open(h.ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rec.Close()) }()
	x := &reading{book: report.NewBook(), reports: map[report.Scope]*report.Report{}}
	if x.witnesses, err = rec.Witnesses(h.ctx); err != nil {
		return nil, err
	}
	x.head, x.replay, err = rec.Verify(h.ctx, func(e *ledger.Entry) error {
		if err := h.ctx.Err(); err != nil {
			return err
		}
		return x.book.Add(e)
	})
	if err != nil {
		return nil, fmt.Errorf("the ledger can't be verified: %w", err)
	}
	x.at = h.now().UTC()
	_, err = x.report(report.All()) // most pages need it
	return x, err
}

// verified says how much is verified, and by whom witnessed.
func (x *reading) Verified() report.Verified {
	return report.Verified{Origin: x.head.Origin, Entries: x.head.Size, Root: x.head.Hash.String(), Witnesses: x.witnesses}
}

// At is when it was verified.
func (x *reading) At() time.Time { return x.at }
