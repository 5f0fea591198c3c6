// Package watch is what tests watch a program by: clocks that they set, names and contents of a directory, goroutines,
// and a state that has to come.
package watch

import (
	"sync"
	"time"
)

// Clocks are a wall clock and a monotonic one that a test sets. Their methods may be called from several goroutines.
type Clocks struct {
	mu   sync.Mutex
	wall time.Time
	mono time.Duration
}

// NewClocks returns clocks that show a noon, and a monotonic time of zero.
func NewClocks() *Clocks {
	return &Clocks{wall: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
}

// Get returns what the clocks show.
func (c *Clocks) Get() (wall time.Time, mono time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall, c.mono
}

// Pass lets time go by on both clocks.
func (c *Clocks) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wall, c.mono = c.wall.Add(d), c.mono+d
}

// Jump sets the wall clock alone, as an administrator does.
func (c *Clocks) Jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wall = c.wall.Add(d)
}
