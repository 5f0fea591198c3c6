package server

import (
	"crypto/tls"
	"errors"
	"net"
	"time"
)

// A handshake costs the server as much as a hundred multiplications, before it knows who asks, and whoever is refused
// may come again at once. So the handshakes of an address have a rate: after a few seconds' worth of them each waits for
// its turn, as a stranger.
const (
	paceBurst   = 4 * time.Second // as much of an address's rate as it may have at once
	paceMost    = 3 * time.Second // the longest wait: the handshake has a deadline
	paceEntries = 1024            // addresses that are remembered before old ones are swept
)

var errPace = errors.New("this address begins more handshakes than it may")

// paced is tc with the handshakes of d's connections in turns.
func (d *Doors) paced(tc *tls.Config) *tls.Config {
	tc = tc.Clone()
	choose := tc.GetConfigForClient
	tc.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		if wait := d.hello(h.Conn, time.Now()); wait > paceMost {
			return nil, errPace
		} else if wait > 0 {
			select {
			case <-time.After(wait):
			case <-h.Context().Done():
				return nil, h.Context().Err()
			}
		}
		if choose == nil {
			return nil, nil
		}
		return choose(h)
	}
	return tc
}

// hello is told that a stranger has begun a handshake, and says how long that must wait.
func (d *Doors) hello(c net.Conn, now time.Time) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	g := d.guests[c]
	if g == nil {
		return 0
	}
	g.speaks = true
	if len(d.turns) >= paceEntries {
		for a, next := range d.turns {
			if now.Sub(next) > paceBurst {
				delete(d.turns, a)
			}
		}
	}
	next := d.turns[g.address]
	if earliest := now.Add(-paceBurst); next.Before(earliest) {
		next = earliest
	}
	if next.Sub(now) > paceMost {
		return next.Sub(now)
	}
	d.turns[g.address] = next.Add(time.Second / time.Duration(d.cfg.Handshakes))
	return next.Sub(now)
}

// under is the connection below TLS, by which its guest is known.
func under(c net.Conn) net.Conn {
	if t, ok := c.(*tls.Conn); ok {
		return t.NetConn()
	}
	return c
}
