package server

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// How long a body waits for room, and how many may: what they send meanwhile is in buffers of HTTP/2.
const (
	bodyPatience  = 2 * time.Second
	waitingBodies = 64
	waitingOthers = 48 // of these, of clients without standing
	waitingOf     = 16 // of one client
)

// bodies bounds the bytes of bodies that are held at once. Nothing is read of a body before it is let in. Shares are
// fair: a client of standing has one, and all the others together have one, which they divide. Of those who wait, the
// one that holds least is next, and if somebody holds more than it would, the oldest body of the one that holds most is
// given up. A weighted semaphore could do neither. It is safe for concurrent use.
type bodies struct {
	total    int64
	buffer   int64             // of a stream of HTTP/2, which has that much of a body before anybody reads it
	standing func(string) bool // whether a client has standing

	mu      sync.Mutex
	used    int64
	held    map[string]int64 // by client, without what was given up
	shares  map[string]int64 // the same by share
	inside  map[string][]*body
	waiting []*body // oldest first
	dropped uint64
	refused uint64
}

// body is a body that waits or is let in. Its bodies' mu guards all but in.
type body struct {
	client string
	share  string // the client, or "" if it has no standing
	size   int64
	in     chan struct{} // closed when it is let in
	stop   func()        // makes reading it fail
	given  bool          // up
}

func newBodies(total, buffer int64, standing func(client string) bool) *bodies {
	return &bodies{total: total, buffer: buffer, standing: standing, held: map[string]int64{}, shares: map[string]int64{}, inside: map[string][]*body{}}
}

// admitted serves a request once there is room for its body.
func (b *bodies) admitted(serve func(string, http.ResponseWriter, *http.Request) error, client string, w http.ResponseWriter, r *http.Request) (err error) {
	if r.ContentLength == 0 {
		return serve(client, w, r)
	}
	control := http.NewResponseController(w)
	leave, err := b.take(r.Context(), client, r.ContentLength, func() { _ = control.SetReadDeadline(time.Unix(1, 0)) })
	if err != nil {
		return err
	}
	defer func() {
		if leave() && err != nil {
			err = busy("the body was given up for those of others")
		}
	}()
	return serve(client, w, r)
}

// defaultBodies is how many bytes of bodies are held if nobody says otherwise.
const defaultBodies = 128 << 20

// streamBuffer is what HTTP/2 may have of one body before it is read. 2 MiB are enough for a fast line around the world;
// where fewer bytes of bodies are held, a distant client sends more slowly.
func streamBuffer(total int64) int64 {
	if total <= 0 || total >= 96<<20 {
		return 2 << 20
	}
	return max(total/128, 64<<10)
}

// weight is what a body of a length takes: what is read of it, and what HTTP/2 has of it before that.
func weight(length, buffer int64) int64 { return length + min(length, buffer) }

// take waits until there is room for a body. Whoever is let in calls leave, which says whether the body was given up.
func (b *bodies) take(ctx context.Context, client string, length int64, stop func()) (leave func() bool, err error) {
	x := &body{client: client, size: min(weight(length, b.buffer), b.total), in: make(chan struct{}), stop: stop}
	if b.standing(client) {
		x.share = client
	}
	b.mu.Lock()
	mine, others := 0, 0
	for _, other := range b.waiting {
		if other.client == client {
			mine++
		}
		if other.share == "" {
			others++
		}
	}
	if mine >= waitingOf || len(b.waiting) >= waitingBodies || x.share == "" && others >= waitingOthers {
		b.refused++
		b.mu.Unlock()
		return nil, busy("%d bodies wait already: send fewer at once", mine)
	}
	b.waiting = append(b.waiting, x)
	b.admit()
	b.makeRoom(true)
	b.mu.Unlock()
	deadline := time.NewTimer(bodyPatience)
	defer deadline.Stop()
	again := time.NewTicker(bodyPatience / 20)
	defer again.Stop()
	for {
		select {
		case <-x.in:
			return func() bool { return b.leave(x) }, nil
		case <-again.C:
			b.mu.Lock()
			b.makeRoom(false)
			b.mu.Unlock()
		case <-deadline.C:
			if b.giveUp(x) {
				return nil, busy("the platform holds as many bytes of bodies as it can")
			}
		case <-ctx.Done():
			if b.giveUp(x) {
				return nil, context.Cause(ctx)
			}
		}
	}
}

// next is who is let in next. mu is held.
func (b *bodies) next() (next int) {
	for i, x := range b.waiting {
		if b.isRicher(b.waiting[next], x, 0) {
			next = i
		}
	}
	return next
}

// admit lets in whom there is room for. mu is held.
func (b *bodies) admit() {
	for len(b.waiting) > 0 {
		i := b.next()
		x := b.waiting[i]
		if b.used+x.size > b.total {
			return
		}
		b.waiting = append(b.waiting[:i], b.waiting[i+1:]...)
		b.used += x.size
		b.hold(x, x.size)
		b.inside[x.client] = append(b.inside[x.client], x)
		close(x.in)
	}
}

// hold counts bytes more, or less, that are held by x. mu is held.
func (b *bodies) hold(x *body, size int64) {
	if b.held[x.client] += size; b.held[x.client] == 0 {
		delete(b.held, x.client)
	}
	if b.shares[x.share] += size; b.shares[x.share] == 0 {
		delete(b.shares, x.share)
	}
}

// makeRoom gives up bodies for the one that is next, of whoever holds more than that one would. At first only those of
// clients without standing make room for one that has it: others may end by themselves. mu is held.
func (b *bodies) makeRoom(atFirst bool) {
	if len(b.waiting) == 0 {
		return
	}
	x := b.waiting[b.next()]
	for b.needed()+x.size > b.total {
		y := b.spare(x)
		if y == nil || atFirst && (y.share != "" || x.share == "") {
			return
		}
		y.given = true
		b.hold(y, -y.size)
		b.dropped++
		y.stop()
	}
}

// needed is how many bytes are held by bodies that were not given up. mu is held.
func (b *bodies) needed() (n int64) {
	for _, size := range b.shares {
		n += size
	}
	return n
}

// spare is the oldest body of the client that holds most, in the share that holds most, if that is more than there would
// be with x in x's own; or nil. mu is held.
func (b *bodies) spare(x *body) (spare *body) {
	for _, all := range b.inside {
		for _, y := range all {
			if y.given || !b.isRicher(y, x, x.size) {
				continue
			}
			if spare == nil || b.isRicher(y, spare, 0) {
				spare = y
			}
		}
	}
	return spare
}

// isRicher says whether y's share holds more than x's with more bytes, or y's client if they are of one share. mu is held.
func (b *bodies) isRicher(y, x *body, more int64) bool {
	if y.share != x.share {
		return b.shares[y.share] > b.shares[x.share]+more
	}
	return b.held[y.client] > b.held[x.client]+more
}

// giveUp takes a body off the list. It fails if that was let in just now.
func (b *bodies) giveUp(x *body) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, y := range b.waiting {
		if x == y {
			b.waiting = append(b.waiting[:i], b.waiting[i+1:]...)
			b.refused++
			return true
		}
	}
	return false
}

func (b *bodies) leave(x *body) (given bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.inside[x.client]
	for i, y := range all {
		if x == y {
			all = append(all[:i], all[i+1:]...)
			break
		}
	}
	if b.inside[x.client] = all; len(all) == 0 {
		delete(b.inside, x.client)
	}
	b.used -= x.size
	if !x.given {
		b.hold(x, -x.size)
	}
	b.admit()
	return x.given
}

// BodyCounts is what a Handler has seen of requests' bodies since it was made, and holds now.
type BodyCounts struct {
	Held             int64  // bytes, now
	Dropped, Refused uint64 // given up for others; not let in
}

// Bodies says what happened so far to requests' bodies.
func (b *bodies) Bodies() BodyCounts {
	b.mu.Lock()
	defer b.mu.Unlock()
	return BodyCounts{b.used, b.dropped, b.refused}
}
