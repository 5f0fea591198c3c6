// Package stages is how a role uses all cores: batches that move through stages, and work that is divided.
package stages

import (
	"context"
	"runtime"
	"sync"

	"github.com/blindmatch/blindmatch/psi/internal/panics"
)

// Run moves batches, in order, through stages that go on at the same time, each with one batch: fill reads, work
// multiplies on all cores, and keep takes what came of it, so that reading and keeping take no extra time beside
// multiplying. fill returns false after the last batch. All have ended when Run returns, with the first error, or
// panics as one of them did.
func Run[T any](ctx context.Context, newBatch func() *T, fill func(*T) (bool, error), work, keep func(*T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	const batches = 3
	free, filled, worked := make(chan *T, batches), make(chan *T), make(chan *T)
	for range batches {
		free <- newBatch()
	}
	var caught panics.Caught
	stage := func(in <-chan *T, f func(*T) error, out chan<- *T) {
		for b := range in {
			if ctx.Err() == nil {
				if err := caught.Do(func() error { return f(b) }); err != nil {
					cancel(err)
				}
			}
			out <- b
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() { stage(filled, work, worked); close(worked) })
	wg.Go(func() { stage(worked, keep, free) })
	var end error
	for more := true; more && ctx.Err() == nil; {
		b := <-free
		end = caught.Do(func() (err error) { more, err = fill(b); return err })
		if end != nil {
			break
		}
		filled <- b
	}
	close(filled)
	wg.Wait()
	caught.Again()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return end // what is wrong with an earlier batch comes first
}

// Parallel calls f for parts of [0, n) on all cores.
func Parallel(n int, f func(lo, hi int)) {
	workers := runtime.GOMAXPROCS(0)
	if n < 1024 || workers == 1 {
		f(0, n)
		return
	}
	var wg sync.WaitGroup
	var caught panics.Caught
	for w := range workers {
		caught.Go(&wg, func() { f(n*w/workers, n*(w+1)/workers) })
	}
	wg.Wait()
	caught.Again()
}
