// Package panics makes the panics of goroutines their caller's, which may survive them: a session ends, the server lives.
package panics

import (
	"errors"
	"sync"
)

// Caught is what goroutines have panicked with. The zero value is usable, by all of them at once.
type Caught struct {
	mu    sync.Mutex
	first any
}

var errPanic = errors.New("internal error: a panic")

// Do calls f, and fails if that panics.
func (c *Caught) Do(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			c.mu.Lock()
			defer c.mu.Unlock()
			if err = errPanic; c.first == nil {
				c.first = r
			}
		}
	}()
	return f()
}

// Again panics as the first one did, if there was one. The goroutines have ended.
func (c *Caught) Again() {
	if c.first != nil {
		panic(c.first)
	}
}

// Go runs f in a goroutine of wg.
func (c *Caught) Go(wg *sync.WaitGroup, f func()) {
	wg.Go(func() { _ = c.Do(func() error { f(); return nil }) })
}
