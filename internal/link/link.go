// Package link is a line between a client and a server on one machine, for tests and measurements: full duplex, of a
// rate and with a delay, as netem makes one where a kernel has it, or one that breaks. What TCP itself does with such a
// line is not in it, since both ends are near: no slow start, and no losses.
package link

import (
	"net"
	"sync"
	"time"
)

// Link is a line to a server. Its connections share it. The zero value of a field is a line without that trouble.
type Link struct {
	Target string        // the server's address
	Rate   float64       // bytes a second, each way
	Delay  time.Duration // each way
	Most   int           // bytes from the client after which a connection breaks

	mu    sync.Mutex
	open  []net.Conn
	count int
	next  [2]time.Time // when the line is free again: up, down
}

const (
	queue  = 50 * time.Millisecond // how much of the line's time waits in front of it
	packet = 16 << 10              // the longest piece that is sent at once
	flight = 16 << 20              // bytes of one connection that are on the way at most, as TCP has a window
)

// Listen serves the line, on a port of this machine, until stop is called.
func (l *Link) Listen() (addr string, stop func(), err error) {
	in, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return "", nil, err
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := in.Accept()
			if err != nil {
				return
			}
			s, err := net.Dial("tcp", l.Target)
			if err != nil {
				c.Close()
				continue
			}
			l.join(c, s)
			all.Go(func() { l.pass(s, c, up) })
			all.Go(func() { l.pass(c, s, down) })
		}
	})
	return in.Addr().String(), func() {
		in.Close()
		l.mu.Lock()
		for _, c := range l.open {
			c.Close()
		}
		l.mu.Unlock()
		all.Wait()
	}, nil
}

// Connections is how many there have been.
func (l *Link) Connections() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count
}

// join notes a connection's two ends. What their buffers for reading hold is a part of the line, so these are short; but
// with less than some segments, which are of 64 KiB here, TCP waits for acknowledgements that come late.
func (l *Link) join(c, s net.Conn) {
	for _, x := range []net.Conn{c, s} {
		_ = x.(*net.TCPConn).SetReadBuffer(256 << 10)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = append(l.open, c, s)
	l.count++
}

const up, down = 0, 1

// piece is a part of what goes over the line.
type piece struct {
	b  []byte
	at time.Time // when it arrives
}

// pass takes what src sends to dst, one way or the other. Where one direction ends, the other does.
func (l *Link) pass(dst, src net.Conn, way int) {
	line := make(chan piece, flight/packet)
	var far sync.WaitGroup
	far.Go(func() {
		defer src.Close()
		defer dst.Close()
		for p := range line {
			time.Sleep(time.Until(p.at))
			if _, err := dst.Write(p.b); err != nil {
				src.Close()
				for range line { // until the near end notices
				}
			}
		}
	})
	defer far.Wait()
	defer close(line)
	size := packet
	if l.Rate > 0 {
		size = min(size, max(1<<10, int(l.Rate/50))) // a fiftieth of a second
	}
	for passed := 0; ; {
		b := make([]byte, size)
		n, err := src.Read(b)
		if passed += n; l.Most > 0 && way == up && passed > l.Most {
			src.Close()
			return
		}
		if n > 0 {
			free := l.take(n, way)
			line <- piece{b[:n], free.Add(l.Delay)}
			time.Sleep(time.Until(free.Add(-queue)))
		}
		if err != nil {
			return
		}
	}
}

// take is when the line has sent n more bytes.
func (l *Link) take(n, way int) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if l.next[way].Before(now) {
		l.next[way] = now
	}
	if l.Rate > 0 {
		l.next[way] = l.next[way].Add(time.Duration(float64(n) / l.Rate * 1e9))
	}
	return l.next[way]
}
