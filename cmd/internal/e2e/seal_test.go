//go:build unix

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// With a key file, what is kept on either side is of no use without it, and sessions go on all the same.
func TestSealed(t *testing.T) {
	needsCommands(t)
	dir := t.TempDir()
	key := filepath.Join(dir, "sealing-key")
	if err := os.WriteFile(key, []byte(strings.Repeat("5a", 32)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"list.csv", "users.csv", "policy.yaml"} {
		if err := os.Link(filepath.Join(shared, name), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("BLINDMATCH_SEAL_KEY", key)
	imp := start(dir, "psi-server", "import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.csv")
	if code := imp.wait(); code != 0 {
		t.Fatalf("import: exit code %d: %s", code, imp.stderr.String())
	}
	p, err := serve(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.kill() })
	if err := addClient(dir, "acme", p.addr); err != nil {
		t.Fatal(err)
	}
	_, c := stall(t, p, "count")
	c.kill()
	p.kill()
	addr := p.addr
	t.Setenv("BLINDMATCH_SEAL_KEY", "")
	without := start(dir, "psi-server", append([]string{"serve", "--data", "data", "--listen", addr}, leastCfg...)...)
	if code := without.wait(); code != 1 {
		t.Errorf("without the key: exit code %d: %s", code, without.stderr.String())
	}
	t.Setenv("BLINDMATCH_SEAL_KEY", key)
	if p, err = serve(dir, addr); err != nil {
		t.Fatal(err)
	}
	state, err := filepath.Glob(filepath.Join(dir, "config", "blindmatch", "kept-*", "state.json"))
	if err != nil || len(state) != 1 {
		t.Fatal(state, err)
	}
	if b, err := os.ReadFile(state[0]); err != nil || !bytes.Contains(b, []byte(`"key":"`)) {
		t.Errorf("no key is kept: %v", err)
	}
	t.Setenv("BLINDMATCH_SEAL_KEY", "")
	r := start(dir, "psi", "resume", "-c", "acme.json")
	if code := r.wait(); code != 1 || !strings.Contains(r.stderr.String(), "the session's key") {
		t.Errorf("without the key: exit code %d: %s", code, r.stderr.String())
	}
	// A backup needs no key, and its keys are sealed.
	if out, _ := p.run(t, 0, "psi-server", "backup", "--data", "data", "-o", "copy"); !strings.Contains(out, "those of datasets and of sessions (sealed)") {
		t.Error(out)
	}
	if keys, err := filepath.Glob(filepath.Join(dir, "copy", "data", "datasets", "*", "keys.json")); err != nil || len(keys) != 1 {
		t.Error(keys, err)
	} else if b, err := os.ReadFile(keys[0]); err != nil || !bytes.Contains(b, []byte(`"sealed":true`)) {
		t.Error("keys that are not sealed", err)
	}
	t.Setenv("BLINDMATCH_SEAL_KEY", key)
	p.resume(t, "resume")
}
