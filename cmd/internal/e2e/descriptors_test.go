//go:build unix

package e2e

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A server has few descriptors, and strangers take all that are left, so that it can't accept anybody. Sessions of
// clients go on when the strangers' time is over, or they leave. P8 of docs/campaign.md
func TestNoDescriptorsToAccept(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	limited := filepath.Join(bin, "limited")
	if err := os.MkdirAll(limited, 0o700); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("#!/bin/sh\nulimit -n 40 && exec '%s' \"$@\"\n", filepath.Join(bin, "psi-server"))
	if err := os.WriteFile(filepath.Join(limited, "psi-server"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := copyShared(dir); err != nil {
		t.Fatal(err)
	}
	p, err := serveBy("limited/psi-server", dir, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	if err := addClient(dir, "acme", p.addr); err != nil {
		t.Fatal(err)
	}
	p.count(t)
	var strangers []net.Conn
	for range 60 {
		c, err := net.Dial("tcp", p.addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		strangers = append(strangers, c)
	}
	if err := p.said("too many open files"); err != nil {
		t.Error(err)
	}
	for tries := 1; ; tries++ { // the strangers that wait to be accepted come first, and each has its five seconds
		c := start(dir, "psi", "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv")
		if c.wait() == 0 {
			break
		}
		if !strings.Contains(c.stderr.String(), "TLS handshake timeout") || tries == 10 {
			t.Fatal(c.stderr.String())
		}
	}
	for _, c := range strangers {
		c.Close()
	}
	p.count(t)
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}
