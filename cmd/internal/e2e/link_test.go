//go:build unix

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/internal/link"
)

// over runs psi count over a line to a platform, with a list of so many rows, and says how long that took.
func over(t *testing.T, l *link.Link, p *platform, rows int) time.Duration {
	t.Helper()
	addr, stop, err := l.Listen()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
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
	redirect(t, filepath.Join(p.dir, "acme.json"), p.addr, addr)
	began := time.Now()
	c := start(p.dir, "psi", "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "long.csv")
	code := c.wait()
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, c.stderr.String())
	}
	if want := fmt.Sprintf("released  %d people on your list", truth.Emails); !strings.Contains(c.stdout.String(), want) {
		t.Fatalf("want %q in %s", want, c.stdout.String())
	}
	return time.Since(began)
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
	l := &link.Link{Target: p.addr, Most: 100_000}
	over(t, l, p, 5500)
	if n := l.Connections(); n < 3 {
		t.Errorf("the line was broken %d times", n-1)
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
	l := &link.Link{Target: p.addr, Rate: 50_000}
	took := over(t, l, p, 30_000)
	if n := l.Connections(); n > 2 {
		t.Errorf("the line was used %d times", n)
	}
	t.Log("took", took)
}
