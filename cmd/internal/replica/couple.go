package replica

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pires/go-proxyproto"
)

// idleTime is how long a connection may carry nothing, in either direction: docs/proxies.md wants it of a proxy.
const idleTime = 75 * time.Second

// couple passes on what two connections carry, each to the other, until both have ended, nothing comes for a while, or ctx
// ends. Both are closed then. An end of one direction is passed on, and the other one goes on.
func couple(ctx context.Context, a, b net.Conn) {
	both := newPair(a, b, idleTime)
	cut := context.AfterFunc(ctx, both.close)
	defer cut()
	defer both.close()
	both.touch()
	var wg sync.WaitGroup
	wg.Go(func() { both.carry(a, b) })
	wg.Go(func() { both.carry(b, a) })
	wg.Wait()
}

type pair struct {
	conns [2]net.Conn
	idle  time.Duration
	began time.Time
	last  atomic.Int64 // when the deadlines were set, ns after began; one less: never
}

func newPair(a, b net.Conn, idle time.Duration) *pair {
	p := &pair{conns: [2]net.Conn{a, b}, idle: idle, began: time.Now()}
	p.last.Store(-1)
	return p
}

func (p *pair) close() {
	for _, c := range p.conns {
		c.Close()
	}
}

// touch says that something was carried.
func (p *pair) touch() {
	now, last := int64(time.Since(p.began)), p.last.Load()
	if last >= 0 && now-last < int64(p.idle/100) || !p.last.CompareAndSwap(last, now) {
		return
	}
	end := p.began.Add(time.Duration(now) + p.idle)
	for _, c := range p.conns {
		_ = c.SetDeadline(end)
	}
}

// carry copies one direction. If it breaks, so does the other one.
func (p *pair) carry(to, from net.Conn) {
	_, err := io.Copy(to, reader{p, from}) // through a buffer of 32 KiB: the system can't copy from a reader of ours
	if err == nil {
		err = closeWrite(to)
	}
	if err != nil {
		p.close()
	}
}

type reader struct {
	p    *pair
	from net.Conn
}

func (r reader) Read(b []byte) (int, error) {
	n, err := r.from.Read(b)
	if n > 0 {
		r.p.touch()
	}
	return n, err
}

// closeWrite ends one direction of a connection.
func closeWrite(c net.Conn) error {
	if with, ok := c.(*proxyproto.Conn); ok {
		c = with.Raw()
	}
	if x, ok := c.(interface{ CloseWrite() error }); ok {
		return x.CloseWrite()
	}
	return c.Close()
}
