//go:build unix

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/internal/watch"
)

// before is the release before, or until there is one the oldest commit whose messages are still those of SPEC.md.
const before = "d81caf10584c"

// buildBefore builds the commands of the release before: their names are then before/psi and before/psi-server.
func buildBefore(t *testing.T) {
	t.Helper()
	src := t.TempDir()
	shell := fmt.Sprintf("git archive %s | tar -x -C '%s' && cd '%s' && go build -o '%s/' ./cmd/psi ./cmd/psi-server", before, src, src, filepath.Join(bin, "before"))
	if err := exec.Command("git", "cat-file", "-e", before+"^{commit}").Run(); err != nil {
		t.Skip("needs git, and the history of the repository")
	}
	if out, err := exec.Command("sh", "-c", "cd ../../.. && "+shell).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// right waits for psi and wants the truth.
func right(t *testing.T, what string, c *process) {
	t.Helper()
	if code := c.wait(); code != 0 {
		t.Fatalf("%s: exit code %d: %s", what, code, c.stderr.String())
	}
	if want := fmt.Sprintf("released  %d people on your list", truth.Emails); !strings.Contains(c.stdout.String(), want) {
		t.Fatalf("%s: want %q in %s", what, want, c.stdout.String())
	}
}

// The release before and this one, together: either side's client counts with either side's server, and a session that
// was begun with the one goes on with the other, on the same data. P12 of docs/campaign.md
func TestReleaseBefore(t *testing.T) {
	needsCommands(t)
	if effort.Quick() {
		t.Skip("builds the release before; BLINDMATCH_SLOW=1 runs it")
	}
	t.Parallel()
	buildBefore(t)
	dir := t.TempDir()
	for _, name := range []string{"list.csv", "users.csv", "policy.yaml"} {
		if err := os.Link(filepath.Join(shared, name), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	imported := start(dir, "before/psi-server", "import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.csv")
	if code := imported.wait(); code != 0 {
		t.Fatalf("import: %s", imported.stderr.String())
	}
	p, err := serveBy("before/psi-server", dir, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("the server: %s", p.stderr.String())
		}
	})
	// A command of this release does not bring the database up to date under the server before, which couldn't go on.
	if err := addClient(dir, "early", p.addr); err == nil || !strings.Contains(err.Error(), "stop that first") {
		t.Errorf("client add under the server before: %v", err)
	}
	added := start(dir, "before/psi-server", "client", "add", "acme", "--data", "data", "--url", "https://"+p.addr)
	if code := added.wait(); code != 0 {
		t.Fatalf("client add: %s", added.stderr.String())
	}
	count := func(command, connection string) *process {
		return start(dir, command, "count", "-c", connection, "--dataset", "users", "--type", "email", "list.csv")
	}
	right(t, "this client, the server before", count("psi", "acme.json"))

	// Two sessions of the release before stand still while the server is replaced; of one the client is, too.
	var gates []*gate
	var clients []*process
	for i, command := range []string{"before/psi", "psi"} {
		g := newGate(t, p.addr, midSession)
		b, err := os.ReadFile(filepath.Join(dir, "acme.json"))
		if err != nil {
			t.Fatal(err)
		}
		connection := fmt.Sprintf("through%d.json", i)
		if err := os.WriteFile(filepath.Join(dir, connection), []byte(strings.Replace(string(b), p.addr, g.addr(), 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		c := count(command, connection)
		t.Cleanup(c.kill)
		watch.Eventually(t, "the session stands still", g.isStalled)
		gates, clients = append(gates, g), append(clients, c)
	}
	p.kill()
	for _, g := range gates {
		g.open("")
	}
	addr := p.addr
	if p, err = serve(dir, addr); err != nil {
		t.Fatal(err)
	}
	right(t, "a session of before, its client still there", clients[0])
	right(t, "a session of this client with the server before", clients[1])
	right(t, "the client before, this server", count("before/psi", "acme.json"))

	g := newGate(t, p.addr, midSession)
	redirect(t, filepath.Join(dir, "acme.json"), p.addr, g.addr())
	cut := count("before/psi", "acme.json")
	t.Cleanup(cut.kill)
	watch.Eventually(t, "the session stands still", g.isStalled)
	cut.kill()
	g.open("")
	right(t, "resumed by this client", start(dir, "psi", "resume", "-c", "acme.json"))
	if v := start(dir, "psi-server", "ledger", "verify", "--data", "data"); v.wait() != 0 {
		t.Errorf("the ledger: %s", v.stderr.String())
	}
}
