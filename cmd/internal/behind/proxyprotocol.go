package behind

import (
	"errors"
	"fmt"
	"log"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/pires/go-proxyproto"
)

// Between the arrival of a proxy's connection and the end of its header: how long that may take, and how many may be
// there at once.
const (
	headerTime = 5 * time.Second
	mostSilent = 256
)

// headed is a listener for proxies that begin each connection with a PROXY header, of version 1 or 2. It hands out
// connections whose header was read, so that a silent one does not keep those behind it waiting: net/http asks for the
// address of a connection before it takes the next.
type headed struct {
	net.Listener
	flag     string // that names from
	from     []netip.Prefix
	log      *log.Logger
	patience time.Duration // with a header

	arrived chan arrival
	closed  chan struct{}
	once    sync.Once
	wg      sync.WaitGroup

	mu     sync.Mutex
	silent []net.Conn // oldest first
}

type arrival struct {
	conn net.Conn
	err  error
}

// WithHeaders is l for proxies at these addresses, which a flag names. Connections from others are closed. Those that it
// hands out are *proxyproto.Conn.
func WithHeaders(l net.Listener, flag string, from []netip.Prefix, log *log.Logger) net.Listener {
	p := &headed{Listener: l, flag: flag, from: from, log: log, patience: headerTime, arrived: make(chan arrival), closed: make(chan struct{})}
	p.wg.Go(p.accept)
	return p
}

// Accept returns the next connection whose header was read.
func (p *headed) Accept() (net.Conn, error) {
	select {
	case a := <-p.arrived:
		return a.conn, a.err
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close ends the listener, and connections that have not shown their header.
func (p *headed) Close() error {
	p.once.Do(func() { close(p.closed) })
	err := p.Listener.Close()
	p.mu.Lock()
	for _, c := range p.silent {
		c.Close()
	}
	p.mu.Unlock()
	p.wg.Wait()
	return err
}

// hand gives a connection, or an error, to Accept.
func (p *headed) hand(a arrival) {
	select {
	case p.arrived <- a:
	case <-p.closed:
		if a.conn != nil {
			a.conn.Close()
		}
	}
}

func (p *headed) accept() {
	for {
		c, err := p.Listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			p.hand(arrival{err: err})
			return
		case err != nil:
			p.hand(arrival{err: err}) // net/http waits, and comes back
		case !contains(p.from, c.RemoteAddr()):
			p.log.Printf("PROXY protocol: %s is not an address of --%s: closed", c.RemoteAddr(), p.flag)
			c.Close()
		default:
			p.wait(c)
			p.wg.Go(func() { p.read(c) })
		}
	}
}

// wait notes a connection whose header has not come, in the place of the one that has been silent for longest if there
// are too many.
func (p *headed) wait(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.silent = append(p.silent, c); len(p.silent) > mostSilent {
		p.silent[0].Close()
		p.silent = p.silent[1:]
	}
}

// read reads a connection's header.
func (p *headed) read(c net.Conn) {
	with := proxyproto.NewConn(c, proxyproto.WithPolicy(proxyproto.REQUIRE), proxyproto.SetReadHeaderTimeout(p.patience), proxyproto.ValidateHeader(hasAddress))
	_, err := with.Read(nil)
	p.mu.Lock()
	p.silent = slices.DeleteFunc(p.silent, func(x net.Conn) bool { return x == c })
	p.mu.Unlock()
	if err != nil {
		p.log.Printf("PROXY protocol: %s: %v: closed", c.RemoteAddr(), err)
		c.Close()
		return
	}
	p.hand(arrival{conn: with})
}

// hasAddress refuses headers that are about anything but a TCP connection, or the proxy's own.
func hasAddress(h *proxyproto.Header) error {
	if _, _, ok := h.TCPAddrs(); !ok && !h.Command.IsLocal() {
		return fmt.Errorf("a header for %v: want TCP", h.TransportProtocol)
	}
	return nil
}

func contains(all []netip.Prefix, a net.Addr) bool {
	at, err := netip.ParseAddrPort(a.String())
	return err == nil && slices.ContainsFunc(all, func(p netip.Prefix) bool { return p.Contains(at.Addr().Unmap().WithZone("")) })
}
