//go:build unix

package e2e

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/postgres/pgtest"
)

// A data directory's database moves to PostgreSQL: the server goes on with it, also after a kill, and commands find what
// was there before. The password is in no output and no file but that with settings.
func TestPostgres(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	plain := pgtest.URL(t)
	p := newPlatform(t)
	p.count(t)
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	const secret = "CANARYCANARY"
	u, err := url.Parse(plain)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(u.User.Username(), secret)
	if err := os.WriteFile(filepath.Join(p.dir, "settings.yaml"), fmt.Appendf(nil, "store: %q\n", u), 0o600); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	server := func(code int, args ...string) (stdout, stderr string) {
		stdout, stderr = p.run(t, code, "psi-server", args...)
		said.WriteString(stdout + stderr)
		return stdout, stderr
	}
	if _, told := server(2, "store", "migrate", "--data", "data", "--store", u.String()); !strings.Contains(told, "others on the machine see a password") {
		t.Fatal(told)
	}
	if out, _ := server(0, "config", "check", "--config", "settings.yaml"); !strings.Contains(out, ":xxxxx@") {
		t.Fatal(out)
	}
	if out, _ := server(0, "store", "migrate", "--data", "data", "--config", "settings.yaml"); !strings.Contains(out, "blindmatch.db is gone") {
		t.Fatal(out)
	}
	if _, told := server(1, "status", "--data", "data"); !strings.Contains(told, "with --store or BLINDMATCH_STORE") {
		t.Fatal(told)
	}
	for range 2 {
		q, err := serve(p.dir, p.addr, "--config", "settings.yaml")
		if err != nil {
			t.Fatal(err)
		}
		q.count(t)
		q.kill()
		said.WriteString(q.stderr.String())
	}
	for _, args := range [][]string{{"ledger", "verify"}, {"status"}, {"budget"}, {"client", "list"}, {"backup", "-o", "copy"}} {
		out, _ := server(0, append(args, "--data", "data", "--store", plain)...)
		if args[0] == "status" && strings.Count(out, "released ") < 3 {
			t.Fatalf("a session is missing: %s", out)
		}
	}
	server(0, "ledger", "verify", "--data", "copy/data")
	if strings.Contains(said.String(), secret) {
		t.Fatal("the password was shown")
	}
	err = filepath.WalkDir(p.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "settings.yaml" {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(b), secret) {
			t.Errorf("the password is in %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
