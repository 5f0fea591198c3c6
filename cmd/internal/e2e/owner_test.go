//go:build unix

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Root does not write into a service user's directory, whose server could not open it any more, and leaves it as it was.
func TestRootRefused(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can be somebody else")
	}
	const nobody = 65534
	dir := t.TempDir()
	if err := copyShared(dir); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(filepath.Join(dir, "data"), func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, nobody, nobody)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.csv"},
		{"client", "add", "acme", "--data", "data", "--url", "https://psi.example"},
		{"serve", "--data", "data", "--listen", "127.0.0.1:0"},
	} {
		p := start(dir, "psi-server", args...)
		if code := p.wait(); code != 1 || !strings.Contains(p.stderr.String(), "run the command as that user (sudo -u ") {
			t.Fatalf("%v: exit code %d: %s", args, code, p.stderr.String())
		}
	}
	// Its owner still can.
	copied := exec.Command("cp", bin+"/psi-server", dir) // where nobody may reach them
	if out, err := copied.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for d := dir; d != os.TempDir() && d != "/"; d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command(filepath.Join(dir, "psi-server"), "client", "add", "acme", "--data", "data", "--url", "https://psi.example", "-o", "-")
	c.Dir, c.Env = dir, []string{"HOME=" + dir}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
