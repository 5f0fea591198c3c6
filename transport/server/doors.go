package server

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// DoorsConfig bounds the connections of a server. The zero value is usable.
type DoorsConfig struct {
	Connections int          // whose client has identified itself; 0 means 512
	Reserve     int          // of these, kept for clients that are in a session; 0 means a quarter
	Client      int          // of one certificate; 0 means 32
	Strangers   int          // before the end of the handshake; 0 means 256
	Address     int          // of these, from one IPv4 address or IPv6 network (/64); 0 means 32
	Handshakes  int          // that such an address may begin in a second; 0 means 16
	Bodies      int64        // as in HandlerConfig: connections buffer less if it is less
	Log         *slog.Logger // for handshakes that failed, at a bounded rate; nil means none
	// Answered hears of requests that are refused before they come to the server's handler; nil means nobody asks.
	Answered func(Answered)
}

// How long a connection may go on that gets no place: it has an answer by then.
const shownOut = 2 * time.Second

// comeBack is what those are told for whom there is no room now.
const comeBack = 5 * time.Second

// Doors decides which connections a server holds. Before a handshake has ended nobody knows who is there: of these
// strangers there are few, and the one that has been silent for longest makes room for the next, first where most come
// from. The handshakes of an address have a rate. After it, a certificate has a number of connections, and the last ones
// of all are for clients that are in a session. A connection ends with its certificate. It is safe for concurrent use.
type Doors struct {
	cfg   DoorsConfig
	count DoorCounts

	mu        sync.Mutex
	guests    map[net.Conn]*guest
	strangers map[string][]*guest  // by addressOf, oldest first
	clients   map[[32]byte]int     // connections that are seated or doubtful
	turns     map[string]time.Time // of the next handshake, by address
	waiting   int                  // strangers
	seated    int
}

// DoorCounts is what Doors has seen since it was made, and holds now.
type DoorCounts struct {
	Strangers, Seated                 int    // now
	Displaced, Refused, Full, Expired uint64 // strangers; of a certificate that has too many; without a place; with the certificate
	Handshakes                        uint64 // that failed
}

// guest is a connection. Its doors' mu guards all of it.
type guest struct {
	doors   *Doors
	conn    net.Conn
	address string
	client  [32]byte // of the certificate's public key; zero without one
	place   place
	known   bool // counted for its client
	speaks  bool // has begun a handshake
	timer   *time.Timer
}

// place is what a connection has.
type place int

const (
	stranger place = iota // nothing yet
	seated                // a place
	doubtful              // none, unless its client is in a session
	refused               // its certificate has too many
	gone
)

// NewDoors returns doors with nobody inside.
func NewDoors(cfg DoorsConfig) *Doors {
	for _, x := range []struct {
		value    *int
		fallback int
	}{{&cfg.Connections, 512}, {&cfg.Client, 32}, {&cfg.Strangers, 256}, {&cfg.Address, 32}, {&cfg.Handshakes, 16}} {
		if *x.value <= 0 {
			*x.value = x.fallback
		}
	}
	if cfg.Reserve <= 0 {
		cfg.Reserve = cfg.Connections / 4
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Doors{cfg: cfg, guests: map[net.Conn]*guest{}, strangers: map[string][]*guest{}, clients: map[[32]byte]int{}, turns: map[string]time.Time{}}
}

// Counts says what happened so far.
func (d *Doors) Counts() DoorCounts {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.count
	c.Strangers, c.Seated = d.waiting, d.seated
	return c
}

type guestKey struct{}

// guard makes srv's connections come through d. address is what strangers are told apart by.
func (d *Doors) guard(srv *http.Server, address func(net.Conn) string) {
	h := srv.Handler
	srv.ConnState = d.state
	srv.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, guestKey{}, d.arrive(c, address(c))) // before any state
	}
	srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := guestOf(r).welcome(); err != nil {
			d.refuse(w, r, err)
			return
		}
		h.ServeHTTP(w, r)
	})
	srv.ErrorLog = d.ErrorLog()
}

// refuse answers a request that does not come to the handler.
func (d *Doors) refuse(w http.ResponseWriter, r *http.Request, err error) {
	heard(d.cfg.Answered, NoRoute, func(w http.ResponseWriter, r *http.Request) { refuse(w, r, err) })(w, r)
}

// state follows a connection.
func (d *Doors) state(c net.Conn, s http.ConnState) {
	switch s {
	case http.StateActive:
		d.identify(c)
	case http.StateClosed, http.StateHijacked:
		d.leave(c)
	}
}

// arrive lets a stranger in, in the place of another one if there are too many.
func (d *Doors) arrive(c net.Conn, address string) *guest {
	d.mu.Lock()
	defer d.mu.Unlock()
	g := &guest{doors: d, conn: c, address: address}
	d.guests[under(c)] = g
	if len(d.strangers[g.address]) >= d.cfg.Address {
		d.displace(g.address)
	} else if d.waiting >= d.cfg.Strangers {
		most := g.address
		for a, all := range d.strangers {
			if len(all) > len(d.strangers[most]) {
				most = a
			}
		}
		if len(d.strangers[most]) == 0 {
			for a := range d.strangers {
				most = a
				break
			}
		}
		d.displace(most)
	}
	d.strangers[g.address] = append(d.strangers[g.address], g)
	d.waiting++
	return g
}

// displace closes the stranger of an address that has waited for longest, of those that say nothing if there are any.
// d.mu is held.
func (d *Doors) displace(address string) {
	g := d.strangers[address][0]
	for _, other := range d.strangers[address] {
		if !other.speaks {
			g = other
			break
		}
	}
	d.forget(g)
	g.place = gone
	d.count.Displaced++
	hangUp(g.conn)
}

// forget takes a stranger off the list. d.mu is held.
func (d *Doors) forget(g *guest) {
	all := d.strangers[g.address]
	for i := range all {
		if all[i] == g {
			all = append(all[:i], all[i+1:]...)
			d.waiting--
			break
		}
	}
	if d.strangers[g.address] = all; len(all) == 0 {
		delete(d.strangers, g.address)
	}
}

// identify gives a connection whose handshake has ended its place.
func (d *Doors) identify(c net.Conn) {
	var leaf *x509.Certificate
	var ends time.Time
	if t, ok := c.(*tls.Conn); ok {
		st := t.ConnectionState()
		if leaf, ends = certificateOf(&st), validUntil(&st); !st.HandshakeComplete {
			return
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	g := d.guests[under(c)]
	if g == nil || g.place != stranger {
		return
	}
	d.forget(g)
	if leaf != nil {
		g.client = sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
		if d.clients[g.client] >= d.cfg.Client {
			g.place = refused
			d.count.Refused++
			g.timer = time.AfterFunc(shownOut, func() { hangUp(c) })
			return
		}
		d.clients[g.client]++
		g.known = true
		g.timer = time.AfterFunc(time.Until(ends), func() {
			d.mu.Lock()
			d.count.Expired++
			d.mu.Unlock()
			hangUp(c)
		})
	}
	if g.place = doubtful; d.seated < d.cfg.Connections-d.cfg.Reserve {
		g.place = seated
		d.seated++
		return
	}
	time.AfterFunc(shownOut, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if g.place == doubtful {
			hangUp(c)
		}
	})
}

// leave forgets a connection.
func (d *Doors) leave(c net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	g := d.guests[under(c)]
	if g == nil {
		return
	}
	delete(d.guests, under(c))
	switch g.place {
	case stranger:
		d.forget(g)
	case seated:
		d.seated--
	}
	if g.known {
		if d.clients[g.client]--; d.clients[g.client] == 0 {
			delete(d.clients, g.client)
		}
	}
	if g.timer != nil {
		g.timer.Stop()
	}
	g.place = gone
}

// guestOf is the connection of a request, or nil if it didn't come through Doors.
func guestOf(r *http.Request) *guest {
	g, _ := r.Context().Value(guestKey{}).(*guest)
	return g
}

// welcome fails if the connection's certificate has too many.
func (g *guest) welcome() error {
	if g == nil {
		return nil
	}
	g.doors.mu.Lock()
	defer g.doors.mu.Unlock()
	if g.place != refused {
		return nil
	}
	return &statusError{http.StatusTooManyRequests, busy("this certificate has %d connections open: close some", g.doors.cfg.Client)}
}

// enter fails if there is no place for the connection: the last ones are for clients that are in a session.
func (g *guest) enter(inSession func() bool) error {
	if g == nil {
		return nil
	}
	d := g.doors
	d.mu.Lock()
	place := g.place
	d.mu.Unlock()
	if place != doubtful {
		return nil
	}
	in := inSession()
	d.mu.Lock()
	defer d.mu.Unlock()
	most := d.cfg.Connections
	if !in {
		most -= d.cfg.Reserve
	}
	switch {
	case g.place != doubtful:
		return nil
	case d.seated < most:
		g.place = seated
		d.seated++
		return nil
	}
	d.count.Full++
	return busy("the platform has %d connections and no room for another", d.seated)
}

// hasNoPlace says whether the connection has to end.
func (g *guest) hasNoPlace() bool {
	if g == nil {
		return false
	}
	g.doors.mu.Lock()
	defer g.doors.mu.Unlock()
	return g.place == doubtful || g.place == refused
}

func busy(format string, args ...any) *psi.Error {
	e := psi.Errorf(psi.CodeBusy, format, args...)
	e.RetryAfter = comeBack
	return e
}

// hangUp closes a connection at once. A close by TLS would wait for the peer to read.
func hangUp(c net.Conn) {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	c.Close()
}

// addressOf is whose connections count together: an IPv4 address, or the 64 bits of an IPv6 address that name a network.
// One person has all the addresses of such a network.
func addressOf(c net.Conn) string {
	at, err := netip.ParseAddrPort(c.RemoteAddr().String())
	if err != nil {
		return ""
	}
	address := at.Addr().Unmap()
	if address.Is4() {
		return address.String()
	}
	network, _ := address.WithZone("").Prefix(64)
	return network.String()
}

// certificateOf is the client's certificate that was verified, or nil.
func certificateOf(st *tls.ConnectionState) *x509.Certificate {
	if len(st.VerifiedChains) == 0 {
		return nil
	}
	return st.PeerCertificates[0]
}

// validUntil is when the first certificate of the client's chain ends.
func validUntil(st *tls.ConnectionState) (ends time.Time) {
	if len(st.VerifiedChains) == 0 {
		return ends
	}
	for i, c := range st.VerifiedChains[0] {
		if i == 0 || c.NotAfter.Before(ends) {
			ends = c.NotAfter
		}
	}
	return ends
}
