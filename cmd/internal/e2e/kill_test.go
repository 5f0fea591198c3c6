//go:build unix

package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/internal/watch"
)

type sessionRow struct {
	ID    string `json:"session"`
	State string `json:"state"`
	Error string `json:"error"`
}

// sessions are the newest first.
func (p *platform) sessions(t *testing.T) []sessionRow {
	t.Helper()
	s := start(p.dir, "psi-server", "status", "--data", "data", "--json", "--sessions", "1000")
	if code := s.wait(); code != 0 {
		t.Fatalf("status: %s", s.stderr.String())
	}
	var v struct{ Sessions []sessionRow }
	if err := json.Unmarshal([]byte(s.stdout.String()), &v); err != nil {
		t.Fatal(err)
	}
	return v.Sessions
}

// A client that is killed leaves nothing where its output goes; the server goes
// on, and ends the session when it has been idle for long enough, if no run on
// the same machine does.
func TestKilledClient(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t, "--mode", "blinded", "--mode", "count", "--session-idle", "2s")
	out := filepath.Join(p.dir, "out")
	if err := os.Mkdir(out, 0o700); err != nil {
		t.Fatal(err)
	}
	_, c := stall(t, p, "blinded", "-o", "out/handles.txt")
	c.kill()
	if !isEmpty(t, out) {
		t.Error("files are left where the output goes")
	}
	p.count(t, "--state", "another")
	if err := p.said("expired after 2 seconds without a message"); err != nil {
		t.Fatal(err)
	}
	rows := p.sessions(t)
	if len(rows) != 2 || rows[1].State != "failed" || rows[1].Error != "session_failed" {
		t.Errorf("the session is recorded as %+v", rows)
	}
	watch.Eventually(t, "the session's files are gone", func() bool {
		_, err := os.Stat(filepath.Join(p.dir, "data", "sessions", rows[1].ID))
		return errors.Is(err, os.ErrNotExist)
	})
	p.count(t)
}

// A client that is killed does not keep its owner out: the next run ends what it
// has left open. What a living one has open stays open.
func TestRunAfterKilledClient(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	dir := t.TempDir()
	noised := filepath.Join(dir, "noised.yaml")
	if err := os.WriteFile(noised, []byte("owners: {acme-group: {clients: [acme]}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := newPlatform(t, "--disclosure", noised)
	again := func() *process {
		return start(p.dir, "psi", "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv")
	}
	_, c := stall(t, p, "count")
	second := again()
	if code := second.wait(); code != 3 || !strings.Contains(second.stderr.String(), "one at a time") {
		t.Errorf("beside a living one: exit code %d: %s", code, second.stderr.String())
	}
	c.kill()
	third := again()
	if code := third.wait(); code != 0 || !strings.Contains(third.stdout.String(), "with noise") {
		t.Fatalf("after a killed one: exit code %d: %s", code, third.stderr.String())
	}
	if got := third.told(); got != "psi count: an earlier run was killed and left its session open; that session is now ended\n" {
		t.Errorf("it says %q", got)
	}
	rows := p.sessions(t)
	if len(rows) != 2 || rows[0].State != "done" || rows[1].State != "failed" || rows[1].Error != "session_failed" {
		t.Errorf("the sessions are recorded as %+v", rows)
	}
	left, err := filepath.Glob(filepath.Join(p.dir, "config", "blindmatch", "session-*"))
	if err != nil || len(left) != 1 || !strings.HasSuffix(left[0], ".lock") {
		t.Errorf("what is remembered of sessions: %v, %v", left, err)
	}
}

// A session that expires under a client that is still there.
func TestExpiredSession(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t, "--session-idle", "2s")
	g, c := stall(t, p, "count")
	if err := p.said("expired after 2 seconds without a message"); err != nil {
		t.Fatal(err)
	}
	g.open("")
	if code := c.wait(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if got := c.told(); got != "psi count: the session expired after 2 seconds without a message; run the command again\n" || c.stdout.String() != "" {
		t.Errorf("it says %q and %q", got, c.stdout.String())
	}
	if !isEmpty(t, filepath.Join(p.dir, "tmp")) {
		t.Error("scratch files are left")
	}
	p.count(t)
}

// A server that is killed and comes back: the client goes on by itself, and gets
// all it would have got.
func TestKilledServer(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM} {
		p := newPlatform(t, "--mode", "blinded", "--mode", "count")
		g, c := stall(t, p, "blinded", "-o", "handles.txt")
		if err := p.cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		g.open("") // before a stopped one has waited for its requests
		<-p.ended
		again, err := serve(p.dir, p.addr, "--mode", "blinded", "--mode", "count")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(again.kill)
		if code := c.wait(); code != 0 || c.told() != "" {
			t.Fatalf("exit code %d: %s", code, c.stderr.String())
		}
		b, err := os.ReadFile(filepath.Join(p.dir, "handles.txt"))
		if err != nil || bytes.Count(b, []byte("\n")) < truth.Emails {
			t.Errorf("%d handles for %d matches: %v", bytes.Count(b, []byte("\n")), truth.Emails, err)
		}
		if !isEmpty(t, filepath.Join(p.dir, "tmp")) {
			t.Error("scratch files are left")
		}
		if err := again.said("goes on after a restart"); err != nil {
			t.Error(err)
		}
		if rows := again.sessions(t); len(rows) != 1 || rows[0].State != "done" {
			t.Errorf("the session is recorded as %+v", rows)
		}
		again.count(t)
		if err := again.stop(); err != nil {
			t.Error(err)
		}
	}
}

// A server that keeps sessions in memory is killed and comes back: the client is
// told to run again, and the lost session is on record.
func TestKilledServerThatForgets(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	forgets := filepath.Join(t.TempDir(), "memory.yaml")
	if err := os.WriteFile(forgets, []byte("open_sessions: memory\n"+exactByContract), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--mode", "blinded", "--mode", "count", "--disclosure", forgets}
	p := newPlatform(t, args...)
	g, c := stall(t, p, "blinded", "-o", "handles.txt")
	p.kill()
	again, err := serve(p.dir, p.addr, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(again.kill)
	g.open(again.addr)
	if code := c.wait(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if got := c.told(); got != "psi blinded: no such session: it has expired, or the platform was restarted; run the command again\n" || c.stdout.String() != "" {
		t.Errorf("it says %q and %q", got, c.stdout.String())
	}
	if _, err := os.Stat(filepath.Join(p.dir, "handles.txt")); !errors.Is(err, os.ErrNotExist) {
		t.Error("there is output")
	}
	if !isEmpty(t, filepath.Join(p.dir, "tmp")) {
		t.Error("scratch files are left")
	}
	if err := again.said("sessions lost"); err != nil {
		t.Error(err)
	}
	if rows := again.sessions(t); len(rows) != 1 || rows[0].State != "failed" || rows[0].Error != "lost" {
		t.Errorf("the session is recorded as %+v", rows)
	}
	again.count(t)
	if err := again.stop(); err != nil {
		t.Error(err)
	}
}

// A server that is killed and stays away: the client gives up after a while.
func TestKilledServerForGood(t *testing.T) {
	needsCommands(t)
	if effort.Quick() {
		t.Skip("takes half a minute; BLINDMATCH_SLOW=1 runs it")
	}
	t.Parallel()
	p := newPlatform(t)
	g, c := stall(t, p, "count")
	p.kill()
	g.open("")
	if code := c.wait(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if got := c.told(); !strings.Contains(got, "127.0.0.1") || strings.Count(got, "\n") != 1 || c.stdout.String() != "" {
		t.Errorf("it says %q and %q", got, c.stdout.String())
	}
}

// A server that keeps sessions in memory and is stopped tells its clients.
func TestStoppedServerThatForgets(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	forgets := filepath.Join(t.TempDir(), "memory.yaml")
	if err := os.WriteFile(forgets, []byte("open_sessions: memory\n"+exactByContract), 0o600); err != nil {
		t.Fatal(err)
	}
	p := newPlatform(t, "--disclosure", forgets)
	g, c := stall(t, p, "count")
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.said("the platform was stopped; run the command again later"); err != nil {
		t.Fatal(err)
	}
	g.open("")
	if code := p.wait(); code != 0 {
		t.Errorf("the server's exit code is %d", code)
	}
	again, err := serve(p.dir, p.addr, "--disclosure", forgets)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(again.kill)
	if code := c.wait(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if got := c.stderr.String(); !strings.Contains(got, "run the command again") {
		t.Errorf("it says %q", got)
	}
	if rows := again.sessions(t); len(rows) != 1 || rows[0].Error != "session_failed" {
		t.Errorf("the session is recorded as %+v", rows)
	}
}

// An interrupted client ends its session and cleans up.
func TestInterruptedClient(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t, "--mode", "blinded")
	g, c := stall(t, p, "blinded", "-o", "handles.txt")
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	time.Sleep(10 * time.Millisecond) // not a must: the gate may open before or after
	g.open("")
	if code := c.wait(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if got := c.told(); got != "psi blinded: interrupted; nothing was written\n" {
		t.Errorf("it says %q", got)
	}
	if !isEmpty(t, filepath.Join(p.dir, "tmp")) {
		t.Error("scratch files are left")
	}
	if err := p.said("the client ended the session"); err != nil {
		t.Error(err)
	}
}

// An import that is killed leaves the dataset as it was, and the next one
// clears up.
func TestKilledImport(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t)
	fifo := filepath.Join(p.dir, "users.fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	imp := start(p.dir, "psi-server", "import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.fifo")
	t.Cleanup(imp.kill)
	w, err := os.OpenFile(fifo, os.O_WRONLY, 0) // waits for the reader
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	fmt.Fprintln(w, "user_id,email,collection_context,grants")
	for i := range 5000 {
		fmt.Fprintf(w, "v%d,other%d@mail.example,newsletter,\n", i, i)
	}
	work := func() []string {
		names, err := filepath.Glob(filepath.Join(p.dir, "data", "datasets", "importing-*"))
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	watch.Eventually(t, "the import is at work", func() bool { return len(work()) == 1 })
	imp.kill()
	p.count(t)
	next := start(p.dir, "psi-server", "import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.csv")
	if code := next.wait(); code != 0 {
		t.Fatalf("exit code %d: %s", code, next.stderr.String())
	}
	if left := work(); len(left) > 0 {
		t.Errorf("%d folders of dead imports are left", len(left))
	}
	p.count(t)
}
