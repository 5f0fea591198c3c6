package session

import (
	"context"
	"sync"
)

// Work is what a platform does beside its callers: goroutines, and jobs that need all cores. Its methods are safe for
// concurrent use.
type Work struct {
	ctx  context.Context // ends with stop
	stop context.CancelFunc
	jobs chan struct{} // holds one value for each job that runs

	mu     sync.Mutex
	closed bool
	wg     sync.WaitGroup
}

// NewWork takes the number of jobs that may run at a time.
func NewWork(jobs int) *Work {
	w := &Work{jobs: make(chan struct{}, jobs)}
	w.ctx, w.stop = context.WithCancel(context.Background())
	return w
}

// Context ends with Stop.
func (w *Work) Context() context.Context { return w.ctx }

// Stop ends the context, so that what is under way ends soon.
func (w *Work) Stop() { w.stop() }

// Go runs f in a goroutine of its own, unless Wait has begun.
func (w *Work) Go(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.wg.Go(f)
	}
}

// Wait takes no more goroutines and waits for those that run.
func (w *Work) Wait() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.wg.Wait()
}

// job runs f when there is room for it.
func (w *Work) job(ctx context.Context, f func() error) error {
	select {
	case w.jobs <- struct{}{}:
		defer func() { <-w.jobs }()
		return f()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
