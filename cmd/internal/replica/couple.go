package replica

import (
	"context"
	"io"
	"net"
	"sync"
	"time"

	"github.com/pires/go-proxyproto"
)

// idleTime is how long a connection may carry nothing, in either direction: docs/proxies.md wants it of a proxy.
const idleTime = 75 * time.Second

// leaveTime is how long a client may stay whose server has hung up.
const leaveTime = 2 * time.Second

// couple passes on what two connections carry, each to the other, until both have ended, nothing comes for a while, or ctx
// ends. Both are closed then. An end of one direction is passed on. After the client's the server goes on. After the
// server's nothing is to come: a client that stayed would have a place here from which the server has sent it away.
func couple(ctx context.Context, client, server net.Conn) {
	both := newPair(client, server, idleTime)
	cut := context.AfterFunc(ctx, both.close)
	defer cut()
	defer both.close()
	both.touch()
	var wg sync.WaitGroup
	wg.Go(func() {
		both.carry(client, server)
		both.leave()
	})
	wg.Go(func() { both.carry(server, client) })
	wg.Wait()
}

type pair struct {
	conns [2]net.Conn
	idle  time.Duration

	mu   sync.Mutex
	last time.Time // when the deadlines were set; zero: never
	left bool      // they stay as they are
}

func newPair(a, b net.Conn, idle time.Duration) *pair {
	return &pair{conns: [2]net.Conn{a, b}, idle: idle}
}

func (p *pair) close() {
	for _, c := range p.conns {
		c.Close()
	}
}

// touch says that something was carried.
func (p *pair) touch() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); !p.left && now.Sub(p.last) >= p.idle/100 {
		p.last = now
		p.until(now.Add(p.idle))
	}
}

// leave says that the server has hung up.
func (p *pair) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = true
	p.until(time.Now().Add(leaveTime))
}

// until sets the deadlines. p.mu is held.
func (p *pair) until(end time.Time) {
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
