//go:build unix

package e2e

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pires/go-proxyproto"
)

// balancer is a plain round-robin: it passes connections on to backends in turn. Where nothing listens, the next one gets
// it; if nothing does anywhere, it tries again for a while, as HAProxy does with retries and redispatch.
type balancer struct {
	addr     string
	backends []string
	passed   []atomic.Int64 // connections, by backend
	cut      atomic.Int64   // bytes of a server after which it ends a connection; 0 for none
	next     atomic.Int64
	headers  atomic.Bool // say that connections come from a hundred addresses
}

func newBalancer(t *testing.T, backends ...string) *balancer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	b := &balancer{addr: l.Addr().String(), backends: backends, passed: make([]atomic.Int64, len(backends))}
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go b.pass(in)
		}
	}()
	return b
}

func (b *balancer) pass(in net.Conn) {
	defer in.Close()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		i := int(b.next.Add(1)) % len(b.backends)
		out, err := net.Dial("tcp", b.backends[i])
		if err != nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		defer out.Close()
		b.passed[i].Add(1)
		if b.headers.Load() {
			from := &net.TCPAddr{IP: net.IPv4(198, 51, 100, byte(rand.IntN(100))), Port: 1234}
			if _, err := proxyproto.HeaderProxyFromAddrs(2, from, in.LocalAddr()).WriteTo(out); err != nil {
				return
			}
		}
		var up sync.WaitGroup
		up.Go(func() { io.Copy(out, in); out.Close() })
		if cut := b.cut.Load(); cut > 0 {
			io.CopyN(in, out, cut)
		} else {
			io.Copy(in, out)
		}
		in.Close()
		up.Wait()
		return
	}
}
