package replica

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/behind"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/pires/go-proxyproto"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
)

func TestFlags(t *testing.T) {
	t.Parallel()
	parse := func(args ...string) (*Flags, error) {
		var f Flags
		var front behind.Flags
		fs := pflag.NewFlagSet("x", pflag.ContinueOnError)
		front.RegisterListen(fs)
		front.Register(fs)
		f.Register(fs)
		standby := fs.Bool("standby", false, "")
		require.NoError(t, fs.Parse(args))
		require.NoError(t, front.Check())
		return &f, f.Check(*standby, &front)
	}
	for want, args := range map[string][]string{
		"":               {"--listen", ":0", "--standby"},
		"10.0.0.5:8444":  {"--listen", ":0", "--standby", "--replica-listen", "10.0.0.5:8444", "--replica-from", "10.0.0.0/24"},
		"a.example:8444": {"--listen", ":0", "--standby", "--replica-listen", ":8444", "--replica-from", "10.0.0.6", "--replica-address", "a.example:8444"},
	} {
		f, err := parse(args...)
		require.NoError(t, err)
		require.Equal(t, want, f.Address())
		require.Equal(t, want != "", f.On())
	}
	base := []string{"--listen", ":0", "--standby", "--replica-listen"}
	for want, args := range map[string][]string{
		"are for --replica-listen":         {"--listen", ":0", "--standby", "--replica-from", "10.0.0.6"},
		"for --replica-listen":             {"--listen", ":0", "--replica-address", "10.0.0.5:1"},
		"is for --standby":                 {"--listen", ":0", "--replica-listen", "10.0.0.5:8444", "--replica-from", "10.0.0.6"},
		"does not go with --plain-listen":  {"--plain-listen", "unix:x", "--standby", "--replica-listen", "10.0.0.5:8444", "--replica-from", "10.0.0.6"},
		"needs --replica-from":             append(base, "10.0.0.5:8444"),
		"such as 10.0.0.0/24":              append(base, "10.0.0.5:8444", "--replica-from", "peer.example"),
		"at which the other servers reach": append(base, ":8444", "--replica-from", "10.0.0.6"),
		"want an address and a port":       append(base, "0.0.0.0:8444", "--replica-from", "10.0.0.6"),
		"such as 10.0.0.5:8444":            append(base, "10.0.0.5:0", "--replica-from", "10.0.0.6"),
		`--replica-address "10.0.0.5"`:     append(base, ":8444", "--replica-from", "10.0.0.6", "--replica-address", "10.0.0.5"),
	} {
		_, err := parse(args...)
		require.ErrorContains(t, err, want)
	}
}

// server is one that serves: it answers each connection with whom it is from and the bytes that came, turned round.
type server struct {
	addr  string
	ready atomic.Bool
	l     net.Listener
}

func serve(t *testing.T, from string) *server {
	t.Helper()
	f := Flags{listen: "127.0.0.1:0", peers: []netip.Prefix{netip.MustParsePrefix(from)}}
	p, err := f.Open()
	require.NoError(t, err)
	s := &server{addr: p.in.Addr().String()}
	s.l = p.Serving(log.New(io.Discard, "", 0), func(context.Context) error {
		if !s.ready.Load() {
			return errors.New("not yet")
		}
		return nil
	})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := s.l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { answer(c) })
		}
	})
	t.Cleanup(func() { s.l.Close(); wg.Wait() })
	return s
}

func answer(c net.Conn) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(30 * time.Second))
	b, err := io.ReadAll(c) // to the client's end of its direction
	if err == nil {
		_, _ = io.WriteString(c, c.RemoteAddr().String()+" "+string(b))
	}
}

// relay is one whose target is what at has.
func relay(t *testing.T, at *atomic.Value) *Relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	r := New(l, Config{Self: "127.0.0.1:1", Log: slog.New(slog.DiscardHandler), Serving: func(context.Context) (string, error) {
		return at.Load().(string), nil
	}})
	t.Cleanup(func() { r.Close() })
	return r
}

func dial(t *testing.T, addr string) *net.TCPConn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	require.NoError(t, c.SetDeadline(time.Now().Add(30*time.Second)))
	return c.(*net.TCPConn)
}

func ask(t *testing.T, c *net.TCPConn, text string) string {
	t.Helper()
	_, err := io.WriteString(c, text)
	require.NoError(t, err)
	require.NoError(t, c.CloseWrite())
	b, err := io.ReadAll(c)
	require.NoError(t, err)
	return string(b)
}

// What is passed on arrives as it was, with the address that it comes from, and an end of one direction leaves the other.
func TestPassedOn(t *testing.T) {
	t.Parallel()
	s := serve(t, "127.0.0.1/32")
	var at atomic.Value
	at.Store(s.addr)
	r := relay(t, &at)
	c := dial(t, r.Addr().String())
	text := string(bytes.Repeat([]byte{0, 1, 254, '\n'}, 1<<18))
	require.Equal(t, c.LocalAddr().String()+" "+text, ask(t, c, text))

	require.Error(t, r.Ready(t.Context()))
	s.ready.Store(true)
	require.NoError(t, r.Ready(t.Context()))
	at.Store("127.0.0.1:1") // its own
	watch.Eventually(t, "nobody is known", func() bool { return errors.Is(r.Ready(t.Context()), errNobody) })
}

// Only the other servers may say whom a connection is from, and nobody else is answered.
func TestStrangersAtReplicaListen(t *testing.T) {
	t.Parallel()
	s := serve(t, "127.9.9.9/32")
	s.ready.Store(true)
	for _, h := range []*proxyproto.Header{
		{Version: 2, Command: proxyproto.LOCAL, TransportProtocol: proxyproto.UNSPEC},
		proxyproto.HeaderProxyFromAddrs(2, &net.TCPAddr{IP: net.IPv4(198, 51, 100, 7), Port: 1}, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 2}),
	} {
		c := dial(t, s.addr)
		_, _ = h.WriteTo(c)
		_ = c.CloseWrite()
		b, _ := io.ReadAll(c)
		require.Empty(t, b)
	}
	var at atomic.Value
	at.Store(s.addr)
	require.Error(t, relay(t, &at).Ready(t.Context()))
}

// A connection that comes while nobody serves waits: for another server, or for this one. Those of a server that another
// one has taken over from end.
func TestTakenOver(t *testing.T) {
	t.Parallel()
	first, second := serve(t, "127.0.0.1/32"), serve(t, "127.0.0.1/32")
	var at atomic.Value
	at.Store("")
	r := relay(t, &at)
	held := dial(t, r.Addr().String())
	at.Store(first.addr)
	require.Equal(t, held.LocalAddr().String()+" x", ask(t, held, "x"))

	open := dial(t, r.Addr().String())
	_, err := io.WriteString(open, "y")
	require.NoError(t, err)
	time.Sleep(50 * time.Millisecond) // not a must: it is passed on, or goes to the next at once
	at.Store(second.addr)
	later := dial(t, r.Addr().String())
	watch.Eventually(t, "the next server", func() bool { return r.target().address == second.addr })
	require.NoError(t, first.l.Close())
	_ = later.CloseWrite()
	_, _ = io.ReadAll(later)

	require.NoError(t, second.l.Close())
	watch.Eventually(t, "it is gone", func() bool { return r.Ready(t.Context()) != nil })
	waits := dial(t, r.Addr().String())
	_, err = io.WriteString(waits, "z")
	require.NoError(t, err)
	r.Served()
	go func() {
		for {
			c, err := r.Accept()
			if err != nil {
				return
			}
			go answer(c)
		}
	}()
	require.NoError(t, waits.CloseWrite())
	b, err := io.ReadAll(waits)
	require.NoError(t, err)
	require.Equal(t, waits.LocalAddr().String()+" z", string(b))
	next := dial(t, r.Addr().String())
	require.Equal(t, next.LocalAddr().String()+" w", ask(t, next, "w"))
}

// What was passed to a server that does not serve any more is cut off, though that server still answers.
func TestLeft(t *testing.T) {
	t.Parallel()
	first := serve(t, "127.0.0.1/32")
	var at atomic.Value
	at.Store(first.addr)
	r := relay(t, &at)
	first.ready.Store(true)
	watch.Eventually(t, "it is known", func() bool { return r.Ready(t.Context()) == nil })
	for _, leave := range []func(){func() { at.Store("") }, r.Served} {
		c := dial(t, r.Addr().String())
		_, err := io.WriteString(c, "x")
		require.NoError(t, err)
		watch.Eventually(t, "it is passed on", func() bool { return len(r.places) == 1 })
		time.Sleep(20 * time.Millisecond) // not a must
		leave()
		if !r.isServed() {
			_, err = c.Read(make([]byte, 1))
			require.Error(t, err)
			require.NotErrorIs(t, err, context.DeadlineExceeded)
			at.Store(first.addr)
			watch.Eventually(t, "it is known again", func() bool { return r.Ready(t.Context()) == nil && len(r.places) == 0 })
			continue
		}
		watch.Eventually(t, "it has ended", func() bool { return len(r.places) == 0 })
	}
}

// A connection is refused if nobody serves for a while, if there are too many, and when the relay ends.
func TestRefused(t *testing.T) {
	t.Parallel()
	relay := func(hold time.Duration, places int) *Relay {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		away := func(context.Context) (string, error) { return "", errors.New("away") }
		r := &Relay{Listener: l, cfg: Config{Log: slog.New(slog.DiscardHandler), Serving: away}, hold: hold,
			served: make(chan struct{}), arrived: make(chan net.Conn), places: make(chan struct{}, places)}
		r.start()
		t.Cleanup(func() { r.Close() })
		return r
	}
	ended := func(c net.Conn) {
		t.Helper()
		n, err := c.Read(make([]byte, 1))
		require.Zero(t, n)
		require.Error(t, err)
		var timeout net.Error
		require.False(t, errors.As(err, &timeout) && timeout.Timeout())
	}
	ended(dial(t, relay(50*time.Millisecond, 2).Addr().String()))
	r := relay(time.Hour, 2)
	a, b := dial(t, r.Addr().String()), dial(t, r.Addr().String())
	watch.Eventually(t, "both wait", func() bool { return len(r.places) == 2 })
	ended(dial(t, r.Addr().String()))
	require.NoError(t, r.Close())
	ended(a)
	ended(b)
	_, err := r.Accept()
	require.ErrorIs(t, err, net.ErrClosed)
}

// A client that stays when the server has hung up loses its place here, too, whether it is silent or goes on sending.
func TestHungUp(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	var at atomic.Value
	at.Store(l.Addr().String())
	r := relay(t, &at)
	for _, sends := range []bool{false, true} {
		c := dial(t, r.Addr().String())
		s, err := l.Accept()
		require.NoError(t, err)
		require.NoError(t, s.(*net.TCPConn).CloseWrite())
		began := time.Now()
		watch.Eventually(t, "its place is free", func() bool {
			if sends {
				_, _ = c.Write([]byte("x"))
			}
			return len(r.places) == 0
		})
		require.Less(t, time.Since(began), idleTime/4)
		s.Close()
	}
}

// A connection that carries something is not idle, in whichever direction. One that carries nothing ends.
func TestIdle(t *testing.T) {
	t.Parallel()
	pipe := func() (near *net.TCPConn, far net.Conn) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer l.Close()
		near = dial(t, l.Addr().String())
		far, err = l.Accept()
		require.NoError(t, err)
		return near, far
	}
	client, in := pipe()
	server, out := pipe()
	const idle = 400 * time.Millisecond
	p := newPair(in, out, idle)
	p.touch()
	var wg sync.WaitGroup
	wg.Go(func() { p.carry(in, out) })
	wg.Go(func() { p.carry(out, in) })
	began := time.Now()
	for time.Since(began) < 3*idle {
		_, err := server.Write([]byte("x"))
		require.NoError(t, err)
		_, err = io.ReadFull(client, make([]byte, 1))
		require.NoError(t, err)
		time.Sleep(idle / 20)
	}
	_, err := client.Read(make([]byte, 1))
	require.Error(t, err)
	wg.Wait()
}
