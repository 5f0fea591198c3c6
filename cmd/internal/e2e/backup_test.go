//go:build unix

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var acknowledgedAs = regexp.MustCompile(`recorded in the ledger, as entry ([0-9]+): `)

// The whole story of docs/backup.md: a backup is made while the server counts; more is counted and paid, and witnessed;
// the server is killed and its disk lost; the backup is restored. Nothing runs on it before an operator has said so in
// the ledger; the advertiser who has seen more is stopped until somebody there accepts that entry; and who looks at the
// budgets is told what they lack.
func TestBackupAndRestore(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t)
	for _, name := range []string{"globex", "initech"} {
		if err := addClient(p.dir, name, p.addr); err != nil {
			t.Fatal(err)
		}
	}
	count := func(client string, more ...string) []string {
		return append([]string{"count", "-c", client + ".json", "--dataset", "users", "--type", "email", "list.csv"}, more...)
	}
	right := fmt.Sprintf("%d", truth.Emails)
	p.run(t, 0, "psi", count("globex")...)
	for i := range 3 {
		busy := start(p.dir, "psi", count("acme")...)
		out, _ := p.run(t, 0, "psi-server", "backup", "--data", "data", "-o", fmt.Sprint("copy", i))
		for _, want := range []string{"verified", "keys      the ledger's, the CA's, those of datasets and of sessions (not sealed)"} {
			if !strings.Contains(out, want) {
				t.Fatalf("no %q in %s", want, out)
			}
		}
		if code := busy.wait(); code != 0 || !strings.Contains(busy.stdout.String(), right) {
			t.Fatalf("a count beside a backup: exit code %d: %s", code, busy.stderr.String())
		}
		p.run(t, 0, "psi-server", "ledger", "verify", "--data", fmt.Sprintf("copy%d/data", i))
	}
	if _, told := p.run(t, 1, "psi-server", "backup", "--data", "data", "-o", "copy2"); !strings.Contains(told, "is there already") {
		t.Fatal(told)
	}
	p.run(t, 0, "psi", count("acme")...)
	p.run(t, 0, "psi", count("initech")...) // pays, and nobody here will know of it
	p.kill()
	if err := os.RemoveAll(filepath.Join(p.dir, "data")); err != nil {
		t.Fatal(err)
	}

	out, _ := p.run(t, 0, "psi-server", "restore", "copy2", "--data", "data")
	for _, want := range []string{"verified", "psi-server ledger acknowledge --data data --reason TEXT", "revoke again"} {
		if !strings.Contains(out, want) {
			t.Fatalf("no %q in %s", want, out)
		}
	}
	if _, told := p.run(t, 1, "psi-server", "restore", "copy2", "--data", "data"); !strings.Contains(told, "is not empty") {
		t.Fatal(told)
	}
	for _, args := range [][]string{
		{"serve", "--data", "data", "--listen", p.addr},
		{"import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.csv"},
	} {
		if _, told := p.run(t, 1, "psi-server", args...); !strings.Contains(told, "restored from the copy of") || !strings.Contains(told, "run psi-server ledger acknowledge") {
			t.Fatalf("%v: %s", args, told)
		}
	}
	out, _ = p.run(t, 0, "psi-server", "ledger", "acknowledge", "--data", "data", "--reason", "disk failure; restored copy2")
	entry := acknowledgedAs.FindStringSubmatch(out)
	if entry == nil {
		t.Fatal(out)
	}
	q, err := serve(p.dir, p.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.kill)
	if err := q.said("what they charged is not in the budgets"); err != nil {
		t.Fatal(err)
	}
	_, told := q.run(t, 1, "psi", count("acme")...)
	if !strings.Contains(told, "--accept-restore "+entry[1]) || !strings.Contains(told, "disk failure; restored copy2") {
		t.Fatal(told)
	}
	if out, _ := q.run(t, 0, "psi", count("acme", "--accept-restore", entry[1])...); !strings.Contains(out, right) {
		t.Fatal(out)
	}
	q.run(t, 0, "psi", count("acme")...)
	out, _ = q.run(t, 0, "psi-server", "budget", "--data", "data")
	if !strings.Contains(out, "through globex") || strings.Contains(out, "through initech") || !strings.Contains(out, "(entry "+entry[1]+" of the ledger)") {
		t.Fatal(out)
	}
	if out, _ := q.run(t, 0, "psi-server", "budget", "--data", "data", "--json"); !strings.Contains(out, `"lost":{"entry":`+entry[1]+",") {
		t.Fatal(out)
	}
	q.run(t, 0, "psi-server", "ledger", "verify", "--data", "data")
	if _, told := q.run(t, 1, "psi-server", "ledger", "acknowledge", "--data", "data", "--reason", "again"); !strings.Contains(told, "give --restored") {
		t.Fatal(told)
	}
}

// The commands of docs/backup.md do what it says, one after the other.
func TestBackupPage(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t)
	page, err := os.ReadFile("../../../docs/backup.md")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, block := range strings.Split(string(page), "\n```sh\n")[1:] {
		block, _, _ = strings.Cut(block, "\n```\n")
		if strings.Contains(block, "mv data ") {
			if err := p.stop(); err != nil {
				t.Fatal(err)
			}
		}
		c := exec.Command("sh", "-ec", block)
		c.Dir, c.Env = p.dir, append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "XDG_CONFIG_HOME="+filepath.Join(p.dir, "config"))
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s\n%v: %s", block, err, out)
		}
		ran++
	}
	if ran != 3 {
		t.Fatalf("%d blocks of commands", ran)
	}
	q, err := serve(p.dir, p.addr)
	if err != nil {
		t.Fatal(err)
	}
	q.run(t, 0, "psi", "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv")
	if err := q.stop(); err != nil {
		t.Fatal(err)
	}
}
