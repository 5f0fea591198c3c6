package turns

import (
	"context"
	"sync"
)

// Work runs what a platform does in the background: goroutines, and jobs that need all cores, in fair shares of their
// owners. Its methods are safe for concurrent use.
type Work struct {
	Unpaid *Unpaid
	ctx    context.Context // ends with Stop
	stop   context.CancelFunc
	Turns  *Turns

	mu     sync.Mutex
	closed bool
	wg     sync.WaitGroup
}

// NewWork takes the number of jobs that may run at once, and the points that an owner may have for nothing.
func NewWork(jobs int, unpaid uint64) *Work {
	w := &Work{Turns: New(jobs), Unpaid: NewUnpaid(unpaid)}
	w.ctx, w.stop = context.WithCancel(context.Background())
	return w
}

// Context returns a context that ends with Stop.
func (w *Work) Context() context.Context { return w.ctx }

// Stop ends the context, so that running work ends soon.
func (w *Work) Stop() { w.stop() }

// Go runs f in a goroutine of its own, unless Wait has begun.
func (w *Work) Go(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.wg.Go(f)
	}
}

// Wait lets no more goroutines start and waits for the running ones.
func (w *Work) Wait() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.wg.Wait()
}

// Of is a job of an owner's sessions.
func (w *Work) Of(owner string, points uint64) Job {
	return Job{Owner: "owner " + owner, Points: points, Common: !w.Unpaid.Standing(owner)}
}
