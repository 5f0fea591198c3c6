//go:build unix

package e2e

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/internal/watch"
)

// gate is a TCP proxy that can stop passing on what the server sends, so that a
// session stands still at a known place.
type gate struct {
	listener net.Listener

	mu      sync.Mutex
	target  string
	after   int64 // bytes from the server to pass on each connection while it is shut
	shut    bool
	stalled bool
	change  *sync.Cond
	conns   []net.Conn
}

func newGate(t *testing.T, target string, after int64) *gate {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{listener: l, target: target, after: after, shut: true}
	g.change = sync.NewCond(&g.mu)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { g.pass(c) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		g.open("")
		g.mu.Lock()
		for _, c := range g.conns {
			c.Close()
		}
		g.mu.Unlock()
		wg.Wait()
	})
	return g
}

func (g *gate) addr() string { return g.listener.Addr().String() }

// open lets everything pass, to another server if target is not empty.
func (g *gate) open(target string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = false
	if target != "" {
		g.target = target
	}
	g.change.Broadcast()
}

func (g *gate) isStalled() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.stalled
}

func (g *gate) pass(client net.Conn) {
	defer client.Close()
	g.mu.Lock()
	target := g.target
	g.mu.Unlock()
	server, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer server.Close()
	g.mu.Lock()
	g.conns = append(g.conns, client, server)
	g.mu.Unlock()
	go func() {
		_, _ = io.Copy(server, client)
		server.Close()
	}()
	buf := make([]byte, 4<<10)
	for passed := int64(0); ; {
		n, err := server.Read(buf)
		g.mu.Lock()
		for g.shut && passed+int64(n) > g.after && err == nil {
			g.stalled = true
			g.change.Wait()
		}
		g.mu.Unlock()
		if _, writeErr := client.Write(buf[:n]); err != nil || writeErr != nil {
			return
		}
		passed += int64(n)
	}
}

// The set of 1,700 e-mails has 54 kB: the gate shuts within its download.
const midSession = 20_000

// stall starts psi through a gate and returns when the session stands still
// with its list announced.
func stall(t *testing.T, p *platform, args ...string) (*gate, *process) {
	t.Helper()
	return stallAs(t, p, "acme", args...)
}

func stallAs(t *testing.T, p *platform, client string, args ...string) (*gate, *process) {
	t.Helper()
	g := newGate(t, p.addr, midSession)
	b, err := os.ReadFile(filepath.Join(p.dir, client+".json"))
	if err != nil {
		t.Fatal(err)
	}
	through := strings.Replace(string(b), p.addr, g.addr(), 1)
	if err := os.WriteFile(filepath.Join(p.dir, client+"-through.json"), []byte(through), 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, "-c", client+"-through.json", "--dataset", "users", "--type", "email", "list.csv")
	c := start(p.dir, "psi", args...)
	t.Cleanup(c.kill)
	watch.Eventually(t, "the session stands still", func() bool {
		select {
		case <-c.ended:
			t.Fatalf("psi ended: %s", c.stderr.String())
		default:
		}
		return g.isStalled()
	})
	if err := p.said("list announced"); err != nil {
		t.Fatal(err)
	}
	return g, c
}
