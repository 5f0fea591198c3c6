//go:build unix

package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// resume runs psi resume, or psi result, and wants the truth.
func (p *platform) resume(t *testing.T, args ...string) *process {
	t.Helper()
	c := start(p.dir, "psi", append(args, "-c", "acme.json")...)
	if code := c.wait(); code != 0 {
		t.Fatalf("exit code %d: %s", code, c.stderr.String())
	}
	if want := "released  " + strconv.Itoa(truth.Emails) + " people on your list"; !strings.Contains(c.stdout.String(), want) {
		t.Fatalf("want %q in %s", want, c.stdout.String())
	}
	return c
}

// keptFiles are the files of what psi keeps of sessions.
func (p *platform) keptFiles(t *testing.T) (names []string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(p.dir, "config", "blindmatch", "kept-*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		names = append(names, filepath.Base(name))
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v: %v", name, info.Mode(), err)
		}
	}
	return names
}

// A run that is killed can go on, whether the server has been killed meanwhile or
// not: one session, the right number, and neither key nor list is left.
func TestResumedClient(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	for _, both := range []bool{false, true} {
		p := newPlatform(t)
		_, c := stall(t, p, "count", "--receipt", "receipt.txt")
		c.kill()
		if got := strings.Join(p.keptFiles(t), " "); got != "list state.json tags" {
			t.Errorf("kept of an open session: %s", got)
		}
		if both {
			p.kill()
			again, err := serve(p.dir, p.addr)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(again.kill)
			p = again
		}
		p.resume(t, "resume", "--receipt", "receipt.txt")
		if rows := p.sessions(t); len(rows) != 1 || rows[0].State != "done" {
			t.Errorf("the sessions are recorded as %+v", rows)
		}
		if got := strings.Join(p.keptFiles(t), " "); got != "state.json" {
			t.Errorf("kept of an answered session: %s", got)
		}
		state, err := filepath.Glob(filepath.Join(p.dir, "config", "blindmatch", "kept-*", "state.json"))
		if err != nil || len(state) != 1 {
			t.Fatal(state, err)
		}
		if b, err := os.ReadFile(state[0]); err != nil || bytes.Contains(b, []byte(`"key":`)) {
			t.Errorf("the key is kept: %v", err)
		}
		first, err := os.ReadFile(filepath.Join(p.dir, "receipt.txt"))
		if err != nil {
			t.Fatal(err)
		}
		p.resume(t, "result", "--receipt", "again.txt")
		if again, err := os.ReadFile(filepath.Join(p.dir, "again.txt")); err != nil || !bytes.Equal(first, again) {
			t.Errorf("another receipt: %v", err)
		}
		none := start(p.dir, "psi", "resume", "-c", "acme.json")
		if code := none.wait(); code != 1 || !strings.Contains(none.stderr.String(), "no session with this platform was cut off here") {
			t.Errorf("exit code %d: %s", code, none.stderr.String())
		}
	}
}

// Who wants nothing kept gets nothing kept.
func TestNoResume(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t)
	_, c := stall(t, p, "count", "--no-resume")
	c.kill()
	if got := p.keptFiles(t); len(got) > 0 {
		t.Errorf("kept: %v", got)
	}
	p.count(t, "--no-resume")
	if got := p.keptFiles(t); len(got) > 0 {
		t.Errorf("kept: %v", got)
	}
}

// An answer that can't be written is not lost: the run fails and says how to get
// it, and the number is shown if it can be.
func TestUnwritableAnswer(t *testing.T) {
	needsCommands(t)
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full")
	}
	t.Parallel()
	p := newPlatform(t, "--mode", "blinded", "--mode", "count")
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	const again = "the answer can be fetched again, at no cost, with psi result -c acme.json "
	session := func(stderr string) string {
		t.Helper()
		_, name, ok := strings.Cut(stderr, again)
		if !ok || !strings.Contains(stderr, "no space left on device") {
			t.Fatalf("it says %q", stderr)
		}
		return strings.TrimSpace(name)
	}
	var names []string
	for _, format := range []string{"--json", "--json=false"} {
		var stderr bytes.Buffer
		c := exec.Command(filepath.Join(bin, "psi"), "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv", format)
		c.Dir, c.Stdout, c.Stderr = p.dir, full, &stderr
		c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+filepath.Join(p.dir, "config"))
		if err := c.Run(); err == nil || c.ProcessState.ExitCode() != 1 {
			t.Fatalf("%v: %s", err, stderr.String())
		}
		names = append(names, session(stderr.String()))
		p.resume(t, "result", names[len(names)-1])
	}
	p.resume(t, "result", names[0]) // whose entry is older than what was seen since
	c := start(p.dir, "psi", "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv", "--receipt", "/dev/full")
	if code := c.wait(); code != 1 || !strings.Contains(c.stdout.String(), "released  "+strconv.Itoa(truth.Emails)) {
		t.Fatalf("exit code %d: %s", code, c.stdout.String())
	}
	p.resume(t, "result", session(c.stderr.String()), "--receipt", "receipt.txt")

	c = start(p.dir, "psi", "blinded", "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv", "-o", "/dev/full")
	if code := c.wait(); code != 1 {
		t.Fatalf("exit code %d: %s", code, c.stdout.String())
	}
	r := start(p.dir, "psi", "result", "-c", "acme.json", session(c.stderr.String()), "-o", "handles.txt")
	if code := r.wait(); code != 0 {
		t.Fatalf("exit code %d: %s", code, r.stderr.String())
	}
	b, err := os.ReadFile(filepath.Join(p.dir, "handles.txt"))
	if err != nil || bytes.Count(b, []byte("\n")) < truth.Emails {
		t.Errorf("%d handles for %d matches: %v", bytes.Count(b, []byte("\n")), truth.Emails, err)
	}
	if rows := p.sessions(t); len(rows) != 4 {
		t.Errorf("%d sessions: fetching again must not be one", len(rows))
	}
	for _, args := range [][]string{{"--help"}, {"check", "--help"}, {"--version"}} {
		c := exec.Command(filepath.Join(bin, "psi"), args...)
		c.Stdout = full
		if err := c.Run(); err == nil {
			t.Errorf("psi %v > /dev/full exits with 0", args)
		}
	}
}
