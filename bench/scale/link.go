package main

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// link is a line between a client and a server: full duplex, of a rate and with a delay, as netem makes one where a
// kernel has it. What TCP itself does with such a line is not in it: both ends are near.
type link struct {
	target string
	rate   float64       // bytes a second, each way
	delay  time.Duration // each way

	mu   sync.Mutex
	open []net.Conn
	next [2]time.Time // when the line is free again: up, down
}

// queue is how much of a line's time waits in front of it.
const queue = 50 * time.Millisecond

// listen serves the line until stop is called.
func (l *link) listen() (addr string, stop func(), err error) {
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
			s, err := net.Dial("tcp", l.target)
			if err != nil {
				c.Close()
				continue
			}
			for _, x := range []net.Conn{c, s} { // else these buffers would be a part of the line
				_ = x.(*net.TCPConn).SetReadBuffer(64 << 10)
			}
			l.mu.Lock()
			l.open = append(l.open, c, s)
			l.mu.Unlock()
			all.Go(func() { l.pass(s, c, 0) })
			all.Go(func() { l.pass(c, s, 1) })
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

type packet struct {
	b  []byte
	at time.Time // when it arrives
}

// pass takes what src sends to dst, one way or the other. Connections share the line.
func (l *link) pass(dst, src net.Conn, way int) {
	line := make(chan packet, 4096)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer dst.Close()
		for p := range line {
			time.Sleep(time.Until(p.at))
			if _, err := dst.Write(p.b); err != nil {
				src.Close()
				for range line { // until src's end is noticed
				}
				return
			}
		}
	}()
	for {
		b := make([]byte, 16<<10)
		n, err := src.Read(b)
		if n > 0 {
			free := l.take(n, way)
			line <- packet{b[:n], free.Add(l.delay)}
			time.Sleep(time.Until(free.Add(-queue)))
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				src.Close()
			}
			break
		}
	}
	close(line)
	<-done
}

// take is when the line has sent n more bytes.
func (l *link) take(n, way int) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); l.next[way].Before(now) {
		l.next[way] = now
	}
	l.next[way] = l.next[way].Add(time.Duration(float64(n) / l.rate * 1e9))
	return l.next[way]
}
