package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// chunks are those of an upload that the platform does not have yet. A chunk is halved when its connection breaks, so
// that a bad line gets through what it can.
type chunks struct {
	*upload

	mu      sync.Mutex
	changed sync.Cond
	left    []span // not begun yet, in order
	pace           // as it has been so far
	now     int    // under way
	err     error  // the first
}

// pace is what chunks have shown of the way to the platform.
type pace struct {
	size  uint64 // of the next one
	well  int    // chunks in a row that have arrived
	quick bool   // the last one
}

// paces has what the last upload of a client has shown, for the next one. The zero value knows nothing.
type paces struct {
	mu   sync.Mutex
	last pace
}

func (p *paces) known() pace {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last.size == 0 {
		return pace{size: firstChunk, well: calm}
	}
	return p.last
}

func (p *paces) learn(x pace) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = x
}

// span is a part of a set, in bytes.
type span struct{ from, to uint64 }

func newChunks(u *upload, from uint64) *chunks {
	c := &chunks{upload: u, pace: u.client.paces.known()}
	c.changed.L = &c.mu
	if from < u.bytes {
		c.left = []span{{from, u.bytes}}
	}
	return c
}

// send sends them all. When it returns, none is under way.
func (c *chunks) send(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for {
		x, ok := c.take()
		if !ok {
			break
		}
		sent := make(chan struct{})
		all.Go(func() {
			if err := c.one(ctx, x, sync.OnceFunc(func() { close(sent) })); err != nil {
				cancel(err)
			}
		})
		<-sent
	}
	all.Wait()
	c.client.paces.learn(c.pace)
	return c.err
}

// take waits until another chunk may be under way, and returns it, if there is one.
func (c *chunks) take() (x span, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.err == nil && (c.now > 0 && len(c.left) == 0 || c.now >= c.places()) { // one under way may be shortened
		c.changed.Wait()
	}
	if c.err != nil || len(c.left) == 0 {
		return x, false
	}
	n := c.size
	for c.left[0].from%n != 0 {
		n /= 2
	}
	x = span{c.left[0].from, min(c.left[0].from+n, c.left[0].to)}
	if c.left[0].from = x.to; x.to == c.left[0].to {
		c.left = c.left[1:]
	}
	c.now++
	return x, true
}

// places is how many chunks may be under way. c.mu is held.
func (c *chunks) places() int {
	if c.well < calm || !c.quick {
		return 1
	}
	return underWay
}

// one sends a chunk, and calls sent once most of it is on its way, or it has failed.
func (c *chunks) one(ctx context.Context, x span, sent func()) (err error) {
	began := time.Now()
	defer func() {
		c.arrived(&x, time.Since(began), err)
		sent()
	}()
	buf := make([]byte, x.to-x.from) // not used again: a request that was answered early may still be read from
	if _, err := c.records.ReadAt(buf, int64(x.from)); err != nil && err != io.EOF {
		return fmt.Errorf("scratch file: %w", err)
	}
	r := request{
		method: http.MethodPut, path: transport.At(c.path+transport.Chunk, strconv.FormatUint(x.from, 10)), mediaType: c.mediaType,
		status: []int{http.StatusNoContent}, sent: sent,
	}
	r.send(buf)
	r.shorten = func(r *request) bool {
		if !c.shorten(&x) {
			return false
		}
		r.send(buf[:x.to-x.from])
		return true
	}
	resp, err := c.client.do(ctx, r)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// shorten halves x, if it can, and leaves the other half for later.
func (c *chunks) shorten(x *span) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.well = 0
	for c.size > psi.MinChunk {
		c.size /= 2
		if x.from+c.size < x.to {
			rest := span{x.from + c.size, x.to}
			at, _ := slices.BinarySearchFunc(c.left, rest, func(a, b span) int { return int(int64(a.from) - int64(b.from)) })
			c.left = slices.Insert(c.left, at, rest)
			x.to = rest.from
			return true
		}
	}
	return false
}

// arrived learns from a chunk that has arrived, or failed.
func (c *chunks) arrived(x *span, took time.Duration, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.changed.Broadcast()
	c.now--
	if err != nil {
		if c.err == nil {
			c.err = err
		}
		return
	}
	c.well++
	c.quick = took < quick
	switch n := x.to - x.from; {
	case took > slow && c.size > psi.MinChunk:
		c.size /= 2
	case c.quick && c.well >= calm && n >= c.size: // as long as another one will be quick
		for ; took < quick/2 && c.size < psi.MaxChunk; took *= 2 {
			c.size *= 2
		}
	}
}
