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

// follower has the latest reading of a ledger that may grow.
type follower struct {
	open   func(context.Context) (*record.Record, error)
	ctx    context.Context // of readings
	cancel context.CancelFunc
	done   sync.WaitGroup

	mu      sync.Mutex
	latest  *reading      // nil before the first
	pending chan struct{} // closed when the reading under way has ended; nil if there is none
	failed  error         // of the last reading
}

func follow(open func(context.Context) (*record.Record, error)) *follower {
	f := &follower{open: open}
	f.ctx, f.cancel = context.WithCancel(context.Background())
	return f
}

// close stops reading, and waits for that.
func (f *follower) close() {
	f.cancel()
	f.done.Wait()
}

// current returns a reading of the record as it is now, or, if that takes longer than a page may, the one before, with an
// error if the last try failed.
func (f *follower) current(ctx context.Context, rec *record.Record) (*reading, error) {
	head, err := rec.Head()
	if err != nil {
		return f.before(err)
	}
	witnesses, err := rec.Witnesses(ctx)
	if err != nil {
		return f.before(err)
	}
	f.mu.Lock()
	if x := f.latest; x != nil && x.head.Size == head.Size && x.head.Hash == head.Hash && slices.Equal(x.witnesses, witnesses) {
		f.mu.Unlock()
		return x, nil
	}
	if f.pending == nil {
		f.pending = make(chan struct{})
		f.done.Add(1)
		go f.read(f.pending)
	}
	pending := f.pending
	var enough <-chan time.Time // never, the first time
	if f.latest != nil {
		enough = time.After(patience)
	}
	f.mu.Unlock()
	select {
	case <-pending:
	case <-enough:
	case <-ctx.Done():
		return f.before(ctx.Err())
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.latest, f.failed
}

// before is the reading that there is, when a newer one can't be had.
func (f *follower) before(err error) (*reading, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.latest, err
}

// read makes a new reading.
func (f *follower) read(pending chan struct{}) {
	defer f.done.Done()
	x, err := f.readOnce()
	if err != nil && f.ctx.Err() == nil {
		x, err = f.readOnce() // a server may have begun to write, or stopped
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failed, f.pending = err, nil; err == nil {
		f.latest = x
	}
	close(pending)
}

func (f *follower) readOnce() (_ *reading, err error) {
	rec, err := f.open(f.ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rec.Close()) }()
	x := &reading{book: report.NewBook(), reports: map[report.Scope]*report.Report{}}
	if x.witnesses, err = rec.Witnesses(f.ctx); err != nil {
		return nil, err
	}
	x.head, x.replay, err = rec.Verify(f.ctx, func(e *ledger.Entry) error {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		return x.book.Add(e)
	})
	if err != nil {
		return nil, fmt.Errorf("the ledger can't be verified: %w", err)
	}
	x.at = time.Now().UTC()
	_, err = x.report(report.All()) // most pages need it
	return x, err
}
