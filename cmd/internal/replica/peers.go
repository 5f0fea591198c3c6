package replica

import (
	"context"
	"log"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/behind"
	"github.com/pires/go-proxyproto"
)

// What a server that serves answers to one that asks whether it is ready; if it is not, it closes the connection.
const readyLine = "ready\n"

// How long that may take, and how many may ask at once.
const (
	askTime  = 2 * time.Second
	mostAsks = 16
)

// Peers is where the other servers connect.
type Peers struct {
	in   net.Listener
	from []netip.Prefix
}

// Close stops listening.
func (p *Peers) Close() error { return p.in.Close() }

// Serving is a listener with the connections that other servers pass on; whom they are from is in their header, which was
// read. A header about nobody (LOCAL) is a server's own question whether this one is ready.
func (p *Peers) Serving(errors *log.Logger, ready func(context.Context) error) net.Listener {
	return &served{Listener: behind.WithHeaders(p.in, "replica-from", p.from, errors), ready: ready, asks: make(chan struct{}, mostAsks)}
}

type served struct {
	net.Listener
	ready func(context.Context) error
	asks  chan struct{}
	wg    sync.WaitGroup

	mu     sync.Mutex
	closed bool
}

func (s *served) Accept() (net.Conn, error) {
	for {
		c, err := s.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if with, ok := c.(*proxyproto.Conn); !ok || !with.ProxyHeader().Command.IsLocal() {
			return c, nil
		}
		s.asked(c)
	}
}

// asked answers a question while others come, or closes the connection if too many ask.
func (s *served) asked(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.asks <- struct{}{}:
	default:
		c.Close()
		return
	}
	if s.closed {
		c.Close()
		return
	}
	s.wg.Go(func() {
		defer func() { <-s.asks }()
		s.answer(c)
	})
}

func (s *served) answer(c net.Conn) {
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), askTime)
	defer cancel()
	if s.ready(ctx) == nil && c.SetDeadline(time.Now().Add(askTime)) == nil {
		_, _ = c.Write([]byte(readyLine))
	}
}

// Close stops listening, and waits for answers to questions.
func (s *served) Close() error {
	err := s.Listener.Close()
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.wg.Wait()
	return err
}
