//go:build unix

package e2e

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
)

// link is a bad line to a server. It passes rate bytes a second in each direction, if rate is above 0, and breaks each
// connection after so many bytes from the client, if most is above 0.
type link struct {
	target string
	rate   int
	most   int

	mu    sync.Mutex
	conns int
}

// listen serves the line until the test ends.
func (l *link) listen(t *testing.T) (addr string) {
	t.Helper()
	in, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var open []net.Conn
	wg.Go(func() {
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
			for _, x := range []net.Conn{c, s} { // else the line's own buffers are all that a test sees
				_ = x.(*net.TCPConn).SetReadBuffer(16 << 10)
				_ = x.(*net.TCPConn).SetWriteBuffer(16 << 10)
			}
			l.mu.Lock()
			l.conns++
			open = append(open, c, s)
			l.mu.Unlock()
			wg.Go(func() { l.pass(s, c, l.most) })
			wg.Go(func() { l.pass(c, s, 0) })
		}
	})
	t.Cleanup(func() {
		in.Close()
		l.mu.Lock()
		for _, c := range open {
			c.Close()
		}
		l.mu.Unlock()
		wg.Wait()
	})
	return in.Addr().String()
}

func (l *link) pass(dst, src net.Conn, most int) {
	defer dst.Close()
	defer src.Close()
	buf := make([]byte, 4<<10)
	for passed := 0; ; {
		n, err := src.Read(buf)
		if l.rate > 0 {
			time.Sleep(time.Duration(n) * time.Second / time.Duration(l.rate))
		}
		if passed += n; most > 0 && passed > most {
			return
		}
		if _, werr := dst.Write(buf[:n]); err != nil || werr != nil {
			return
		}
	}
}

// over runs psi count over a line, with a list of so many rows, and returns what it says.
func (l *link) over(t *testing.T, p *platform, rows int) (*process, time.Duration) {
	t.Helper()
	var list bytes.Buffer
	b, err := os.ReadFile(filepath.Join(shared, "list.csv"))
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := bytes.Cut(b, []byte("\n"))
	fmt.Fprintf(&list, "%s\n%s", head, rest)
	for i := range rows {
		fmt.Fprintf(&list, "%s\n", row(head, fmt.Sprintf("nobody%d@mail.example", i)))
	}
	if err := os.WriteFile(filepath.Join(p.dir, "long.csv"), list.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	redirect(t, filepath.Join(p.dir, "acme.json"), p.addr, l.listen(t))
	began := time.Now()
	c := start(p.dir, "psi", "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "long.csv")
	code := c.wait()
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, c.stderr.String())
	}
	if want := fmt.Sprintf("released  %d people on your list", truth.Emails); !strings.Contains(c.stdout.String(), want) {
		t.Fatalf("want %q in %s", want, c.stdout.String())
	}
	return c, time.Since(began)
}

// row is a line of a table with nothing but an e-mail address.
func row(head []byte, email string) string {
	cells := strings.Split(string(head), ",")
	for i, name := range cells {
		cells[i] = ""
		if strings.Contains(strings.ToLower(name), "mail") {
			cells[i] = email
		}
	}
	return strings.Join(cells, ",")
}

// A line that breaks each connection after 100 kB takes a list of 220 kB all the same: chunks get shorter.
func TestLinkThatBreaks(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t)
	l := &link{target: p.addr, most: 100_000}
	l.over(t, p, 5500)
	if l.conns < 3 {
		t.Errorf("the line was broken %d times", l.conns-1)
	}
}

// A line of 400 kbit/s takes a list of a megabyte, in not much more time than its bytes need.
func TestSlowLink(t *testing.T) {
	needsCommands(t)
	if effort.Quick() {
		t.Skip("takes half a minute; BLINDMATCH_SLOW=1 runs it")
	}
	t.Parallel()
	p := newPlatform(t)
	l := &link{target: p.addr, rate: 50_000}
	_, took := l.over(t, p, 30_000)
	if l.conns > 2 {
		t.Errorf("the line was used %d times", l.conns)
	}
	t.Log("took", took)
}
