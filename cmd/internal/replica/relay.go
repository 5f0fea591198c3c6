package replica

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/pires/go-proxyproto"
)

const (
	lookEvery = 250 * time.Millisecond // for who serves
	lookTime  = 2 * time.Second        // that takes at most
	dialTime  = 2 * time.Second
	dialEvery = 100 * time.Millisecond // while nobody serves
	holdTime  = 10 * time.Second       // a connection waits for somebody who does

	// mostPassed is how many connections may be there at once. The server that serves has fewer (server.DoorsConfig), so
	// it decides who makes room for whom.
	mostPassed = 1024
)

// Config is what a relay is told.
type Config struct {
	Self    string                                // the address of this server for the others, to which nothing is passed
	Serving func(context.Context) (string, error) // the address of the one that serves, "" for none
	Log     *slog.Logger
}

// Relay stands between a listener and a server. Until this server serves, it passes connections on to the one that does;
// from then on Accept hands them out.
type Relay struct {
	net.Listener
	cfg      Config
	hold     time.Duration
	ctx      context.Context // ends with Close
	stop     context.CancelFunc
	served   chan struct{} // closed by Served
	arrived  chan net.Conn
	places   chan struct{}
	handlers sync.WaitGroup

	mu      sync.Mutex
	to      *target
	reached bool // the last attempt to reach it was one that did
}

// target is the server that serves, as far as is known. Its connections end when it is another one.
type target struct {
	address string
	ctx     context.Context
	leave   context.CancelFunc
}

// New returns a relay that passes connections on.
func New(l net.Listener, cfg Config) *Relay {
	r := &Relay{Listener: l, cfg: cfg, hold: holdTime, served: make(chan struct{}), arrived: make(chan net.Conn), places: make(chan struct{}, mostPassed), reached: true}
	r.start()
	return r
}

func (r *Relay) start() {
	r.ctx, r.stop = context.WithCancel(context.Background())
	r.turnTo("")
	r.handlers.Go(r.follow)
	r.handlers.Go(r.accept)
}

// Served says that this server serves from now on. Connections that were passed to another one end: it serves no more.
// Those that wait are for Accept.
func (r *Relay) Served() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.isServed() {
		return
	}
	close(r.served)
	r.to.leave()
}

// Accept returns the next connection for this server.
func (r *Relay) Accept() (net.Conn, error) {
	select {
	case c := <-r.arrived:
		return c, nil
	case <-r.ctx.Done():
		return nil, net.ErrClosed
	}
}

// Close stops listening, and ends all connections that are passed on.
func (r *Relay) Close() error {
	r.stop()
	err := r.Listener.Close()
	r.handlers.Wait()
	return err
}

// Ready asks the server that serves whether it is ready.
func (r *Relay) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	c, err := r.dial(ctx, r.target(), &proxyproto.Header{Version: 2, Command: proxyproto.LOCAL, TransportProtocol: proxyproto.UNSPEC})
	if err != nil {
		return err
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	line := make([]byte, len(readyLine))
	if _, err := io.ReadFull(c, line); err != nil {
		return err
	}
	if string(line) != readyLine {
		return errors.New("what answers is not a server of this kind")
	}
	return nil
}

// follow keeps up with who serves.
func (r *Relay) follow() {
	failed := false
	for {
		ctx, cancel := context.WithTimeout(r.ctx, lookTime)
		address, err := r.cfg.Serving(ctx)
		cancel()
		if err == nil {
			r.turnTo(address)
		} else if !failed && r.ctx.Err() == nil && !r.isServed() {
			r.cfg.Log.Warn("relay: the store does not say who serves; passing on to the last one known", "error", err)
		}
		failed = err != nil
		select {
		case <-r.served:
			return
		case <-r.ctx.Done():
			return
		case <-time.After(lookEvery):
		}
	}
}

// turnTo makes an address the one that connections are passed on to, "" for none. It leaves the one before.
func (r *Relay) turnTo(address string) {
	if address == r.cfg.Self {
		address = ""
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.isServed() || r.to != nil && r.to.address == address {
		return
	}
	if r.to != nil {
		r.to.leave()
	}
	r.to = &target{address: address}
	r.to.ctx, r.to.leave = context.WithCancel(r.ctx)
	if address != "" {
		r.cfg.Log.Info("relay: passing connections on", "to", address)
	}
}

func (r *Relay) target() *target {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.to
}

func (r *Relay) isServed() bool {
	select {
	case <-r.served:
		return true
	default:
		return false
	}
}

func (r *Relay) accept() {
	for {
		c, err := r.Listener.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				r.stop()
				return
			}
			select { // too few descriptors, probably
			case <-r.ctx.Done():
			case <-time.After(50 * time.Millisecond):
			}
			continue
		}
		if r.isServed() {
			r.hand(c)
			continue
		}
		select {
		case r.places <- struct{}{}:
			r.handlers.Go(func() {
				defer func() { <-r.places }()
				r.pass(c)
			})
		default:
			c.Close()
		}
	}
}

// hand gives a connection to Accept.
func (r *Relay) hand(c net.Conn) {
	select {
	case r.arrived <- c:
	case <-r.ctx.Done():
		c.Close()
	}
}

// pass passes a connection on, as soon as there is somebody, or closes it.
func (r *Relay) pass(c net.Conn) {
	patience := time.NewTimer(r.hold)
	defer patience.Stop()
	for {
		if r.isServed() {
			r.hand(c)
			return
		}
		to := r.target()
		out, err := r.dial(to.ctx, to, proxyproto.HeaderProxyFromAddrs(2, c.RemoteAddr(), c.LocalAddr()))
		r.note(to, err)
		if err == nil {
			couple(to.ctx, c, out)
			return
		}
		select {
		case <-r.served:
		case <-r.ctx.Done():
			c.Close()
			return
		case <-patience.C:
			c.Close()
			return
		case <-time.After(dialEvery):
		}
	}
}

// dial connects to the server that serves, and sends a header.
func (r *Relay) dial(ctx context.Context, to *target, h *proxyproto.Header) (net.Conn, error) {
	if to.address == "" {
		return nil, errNobody
	}
	c, err := (&net.Dialer{Timeout: dialTime}).DialContext(ctx, "tcp", to.address)
	if err != nil {
		return nil, err
	}
	if err = c.SetDeadline(time.Now().Add(dialTime)); err == nil {
		_, err = h.WriteTo(c)
	}
	if err == nil {
		err = c.SetDeadline(time.Time{})
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// note logs when the server that serves can't be reached, and when it can again.
func (r *Relay) note(to *target, err error) {
	if r.ctx.Err() != nil || r.isServed() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch reached := err == nil; {
	case r.reached && !reached:
		r.cfg.Log.Warn("relay: no connection to the server that serves; clients wait for another one, and are refused after a while", "address", to.address, "error", err)
	case !r.reached && reached:
		r.cfg.Log.Info("relay: the server that serves is reached again", "address", to.address)
	}
	r.reached = err == nil
}
