package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// onSmallDisk serves a data directory that is a file system of 48 MiB.
func onSmallDisk(t *testing.T, args ...string) *platform {
	t.Helper()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("none", data, "tmpfs", 0, "size=48m,mode=700"); err != nil {
		t.Skip("needs the right to mount: ", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(data, syscall.MNT_DETACH) })
	if err := copyShared(dir); err != nil {
		t.Fatal(err)
	}
	p, err := serve(dir, "", args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	if err := addClient(dir, "acme", p.addr); err != nil {
		t.Fatal(err)
	}
	p.count(t)
	return p
}

// fillDisk takes all the room that is left on the disk, to the last page.
func (p *platform) fillDisk(t *testing.T) (empty func()) {
	t.Helper()
	f, err := os.Create(filepath.Join(p.dir, "data", "filler"))
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1 << 20, 1 << 12} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return func() {
		if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
			t.Fatal(err)
		}
	}
}

// tryCount runs psi count, which may fail.
func (p *platform) tryCount() (code int, told string) {
	c := start(p.dir, "psi", "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv")
	return c.wait(), c.told()
}

// well says that the server is as it was, without a restart.
func (p *platform) well(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(90 * time.Second); ; time.Sleep(time.Second) { // it looks after its reserve once a minute
		code, told := p.tryCount()
		if code == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("it does not go on: %s", told)
		}
	}
	p.run(t, 0, "psi-server", "ledger", "verify", "--data", "data")
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

// A server whose disk is full refuses sessions, and says when to come back; an epoch that there is no room for is not
// begun. With room it goes on.
func TestServerWithAFullDisk(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := onSmallDisk(t, "--reserve", "1", "--session-idle", "4s")
	empty := p.fillDisk(t)
	refused := 0
	for range 3 {
		code, told := p.tryCount()
		if code == 0 {
			continue // what the session before has left is room again
		}
		refused++
		if !strings.Contains(told, "the platform has no room for this session") && !strings.Contains(told, "the platform's disk") {
			t.Errorf("exit code %d: %s", code, told)
		}
	}
	if refused == 0 {
		t.Error("nobody was refused")
	}
	empty()
	p.well(t)
}

// What an operator does on a full disk fails, and stops nobody; with room it is done.
func TestOperatorWithAFullDisk(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := onSmallDisk(t, "--reserve", "-1")
	commands := [][]string{
		{"client", "add", "globex", "--data", "data", "--url", "https://" + p.addr},
		{"import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.csv"},
		{"dataset", "rollback", "users", "--data", "data"},
		{"subject", "erase-person", "u00000042", "--data", "data", "--yes"},
	}
	empty := p.fillDisk(t)
	for _, args := range commands {
		c := start(p.dir, "psi-server", args...)
		if code := c.wait(); code == 0 || code == 2 || strings.Contains(c.stderr.String(), "panic") {
			t.Errorf("%v: exit code %d: %s", args, code, c.stderr.String())
		}
	}
	empty()
	p.run(t, 0, "psi-server", commands[0]...)
	p.run(t, 0, "psi-server", commands[1]...)
	p.well(t)
}

// Folders that are read-only for a moment, as after an error of a device, fail sessions and operators; when they can be
// written again the server goes on.
func TestServerWithReadOnlyFolders(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := onSmallDisk(t, "--reserve", "1", "--mode", "count", "--mode", "blinded")
	for _, name := range []string{"ledger", "sessions", "scratch", "matches", "subjects", "audiences", "epochs", "datasets"} {
		dir := filepath.Join(p.dir, "data", name)
		if err := addClient(p.dir, "of-"+name, p.addr); err != nil { // each pays for one release
			t.Fatal(err)
		}
		// The folder on itself: a file system with files that are open for writing is not made read-only.
		if err := syscall.Mount(dir, dir, "", syscall.MS_BIND, ""); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"count", "-c", "acme.json"}, {"blinded", "-c", "of-" + name + ".json", "-o", "handles-" + name}} {
			c := start(p.dir, "psi", append(args, "--dataset", "users", "--type", "email", "list.csv")...)
			if code, told := c.wait(), c.told(); code != 0 && !strings.Contains(told, "internal error") && !strings.Contains(told, "error on the platform's side") {
				t.Errorf("%s, %s: exit code %d: %s", name, args[0], code, told)
			}
		}
		imp := start(p.dir, "psi-server", "import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.csv")
		if code := imp.wait(); code != 0 && code != 1 || strings.Contains(imp.stderr.String(), "panic") {
			t.Errorf("%s, import: exit code %d: %s", name, code, imp.stderr.String())
		}
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Fatal(name, err)
		}
		if code, told := p.tryCount(); code != 0 {
			t.Errorf("after %s: %s", name, told)
		}
	}
	p.well(t)
}

// A server that can't open files refuses sessions, and says that it helps to come back. When it can, it goes on.
func TestServerWithoutDescriptors(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	if _, err := exec.LookPath("prlimit"); err != nil {
		t.Skip("needs prlimit")
	}
	p := newPlatform(t)
	p.count(t)
	pid := strconv.Itoa(p.cmd.Process.Pid)
	limit := func(n string) {
		t.Helper()
		if out, err := exec.Command("prlimit", "--pid", pid, "--nofile="+n+":").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &was); err != nil {
		t.Fatal(err)
	}
	open, err := os.ReadDir(filepath.Join("/proc", pid, "fd"))
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for more := 1; more < 12; more += 2 { // each step may be the first without one
		limit(fmt.Sprint(len(open) + more))
		code, told := p.tryCount()
		limit(fmt.Sprint(was.Cur))
		if code == 0 {
			continue
		}
		refused++
		if strings.Contains(told, "internal error") {
			t.Errorf("with %d more: %s", more, told)
		}
	}
	if refused == 0 {
		t.Error("it never lacked a descriptor")
	}
	p.well(t)
}
