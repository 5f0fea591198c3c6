package session

import (
	"context"
	"sync"
)

// Work runs what a platform does in the background: goroutines, and jobs that need all cores. Its methods are safe for
// concurrent use.
type Work struct {
	ctx  context.Context // ends with Stop
	stop context.CancelFunc
	jobs chan struct{} // holds one value for each job that runs

	mu     sync.Mutex
	closed bool
	wg     sync.WaitGroup
}

// NewWork takes the number of jobs that may run at once.
func NewWork(jobs int) *Work {
	w := &Work{jobs: make(chan struct{}, jobs)}
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
