package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// inTiny runs a shell script with a file system of its own on the folder tiny, of so many kB. Programs are on its path.
func inTiny(t *testing.T, dir string, kB int, script string) (output string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, "tiny"), 0o700); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("unshare", "-rm", "sh", "-c", fmt.Sprintf("mount -t tmpfs -o size=%dk tmpfs tiny && chmod 700 tiny && echo mounted && {\n%s\n}", kB, script))
	c.Dir = dir
	c.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "TMPDIR="+t.TempDir())
	out, err := c.CombinedOutput()
	said, isOn := strings.CutPrefix(string(out), "mounted\n")
	if !isOn {
		t.Skipf("no file system can be mounted here: %v: %s", err, out)
	}
	return said
}

// fill fills tiny from the moment on when the tags are made, and holds it full for as long as an answer takes.
const fill = `(until grep -qs '"tags"' tiny/kept-*/state.json; do :; done
for i in $(seq 40); do dd if=/dev/zero of=tiny/fill bs=4k oflag=append conv=notrunc 2>/dev/null; sleep 0.05; done) &
`

// A disk that is full when the answer comes does not cost what was paid, in any mode: psi resume gets it when there is room.
func TestFullWhenAnswered(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t, "--mode", "count,blinded,activate")
	for _, client := range []string{"two", "three"} { // of which each has a budget of its own
		if err := addClient(p.dir, client, p.addr); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct{ connection, command, output string }{
		{"acme.json", "count -c acme.json", ""}, {"two.json", "blinded -c two.json -o handles.txt", "-o handles.txt"}, {"three.json", "audience push vips -c three.json --release", ""},
	} {
		said := inTiny(t, p.dir, 6000, fill+"psi "+x.command+` --state tiny --dataset users --type email list.csv; echo "exit code $?"
wait; rm tiny/fill
psi resume -c `+x.connection+" --state tiny "+x.output+`; echo "exit code $?"`)
		failed, resumed, _ := strings.Cut(said, "exit code 1\n")
		for _, text := range []string{"no space left on device", "psi resume -c " + x.connection + " --state tiny goes on with the session"} {
			if !strings.Contains(failed, text) {
				t.Errorf("%s: no %q in %s", x.command, text, said)
			}
		}
		if !strings.Contains(resumed, "released") || !strings.HasSuffix(resumed, "exit code 0\n") {
			t.Errorf("%s: the answer is lost: %s", x.command, said)
		}
	}
	b, err := os.ReadFile(filepath.Join(p.dir, "handles.txt"))
	if err != nil || strings.Count(string(b), "\n") < truth.Emails {
		t.Errorf("the handles of %d people: %d lines, %v", truth.Emails, strings.Count(string(b), "\n"), err)
	}
}

// Outputs that a disk has no room for are noticed before anything is entered into the ledger or paid, if their size is
// about known; else they fail, and leave nothing.
func TestFullOutputs(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t, "--mode", "blinded")
	p.run(t, 0, "psi", "blinded", "-c", "acme.json", "--dataset", "users", "--type", "email", "-o", "handles.txt", "list.csv")
	epochs, _ := p.run(t, 0, "psi-server", "audit", "list", "--data", "data")
	epoch, _, _ := strings.Cut(epochs, " ")
	_, auditor, err := ledger.GenerateAuditor("auditor.example")
	if err != nil {
		t.Fatal(err)
	}
	matches, err := os.ReadDir(filepath.Join(p.dir, "data", "matches"))
	if err != nil || len(matches) != 1 {
		t.Fatal(matches, err)
	}
	entries := func() string {
		out, _ := p.run(t, 0, "psi-server", "ledger", "verify", "--data", "data")
		return out
	}
	audit := " --data data --epoch " + epoch + " --auditor " + auditor + " --policy policy.yaml "
	spot := "psi-server audit spot" + audit + "--beacon " + strings.Repeat("ab", 16) + " --beacon-source test "
	for _, x := range []struct {
		command string
		kB      int
		records bool // in the ledger, before it fails
	}{
		{spot + "-o tiny/opening.json users.csv", 64, false},
		{spot + "-o policy.yaml users.csv", 64, false}, // which exists
		{spot + "--force -o /dev/full users.csv", 64, true},
		{"dd if=/dev/zero of=tiny/fill bs=4k; psi-server audit full" + audit + "-o tiny/verdict.txt users.csv", 64, false},
		{"psi-server audit full" + audit + "users.csv >/dev/full", 64, true},
		{"psi-server matches --data data " + strings.TrimSuffix(matches[0].Name(), ".csv") + " -o tiny/matches.csv", 8, false},
		{"psi-server matches --data data " + strings.TrimSuffix(matches[0].Name(), ".csv") + " >/dev/full", 8, false},
	} {
		before := entries()
		said := inTiny(t, p.dir, x.kB, x.command+`; echo "exit code $?"; rm -f tiny/fill; ls -A tiny`)
		told, left, failed := strings.Cut(said, "exit code 1\n")
		if !failed || left != "" || !strings.Contains(told, "no space left on device") && !strings.Contains(told, "policy.yaml exists") {
			t.Errorf("%s: %s", x.command, said)
		}
		if recorded := entries() != before; recorded != x.records {
			t.Errorf("%s: recorded in the ledger: %s, want %s", x.command, strconv.FormatBool(recorded), strconv.FormatBool(x.records))
		}
	}
}

// Without descriptors the programs say so, and nothing is paid.
func TestSpentDescriptors(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t, "--mode", "count,blinded,activate")
	if _, err := exec.LookPath("prlimit"); err != nil {
		t.Skip(err)
	}
	for _, command := range []string{
		"psi count -c acme.json --state few --dataset users --type email list.csv", "psi blinded -c acme.json --state few --dataset users --type email -o handles.txt list.csv",
		"psi audience push vips -c acme.json --state few --dataset users --type email list.csv", "psi-server matches --data data 00000000",
	} {
		for _, n := range []int{9, 11, 13} {
			name, args, _ := strings.Cut(command, " ")
			c := exec.Command("prlimit", append([]string{fmt.Sprintf("--nofile=%d:%d", n, n), filepath.Join(bin, name)}, strings.Fields(args)...)...)
			c.Dir, c.Env = p.dir, append(os.Environ(), "TMPDIR="+t.TempDir())
			out, err := c.CombinedOutput()
			if c.ProcessState.ExitCode() == 2 && strings.Contains(string(out), "no session whose name begins") {
				continue // the whole ledger could be read, and there is none
			}
			if err == nil || c.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), fmt.Sprintf("only %d files and connections", n)) {
				t.Errorf("%s, with %d descriptors: %v: %s", command, n, err, out)
			}
		}
	}
	p.run(t, 0, "psi", "count", "-c", "acme.json", "--state", "few", "--dataset", "users", "--type", "email", "list.csv")
	sessions, _ := p.run(t, 0, "psi-server", "ledger", "sessions", "--data", "data")
	if n := strings.Count(sessions, "released"); n != 1 {
		t.Errorf("%d numbers were released: %s", n, sessions)
	}

	// The export of an audience is whole or not there, wherever the descriptors end.
	p.run(t, 0, "psi", "audience", "push", "vips", "-c", "acme.json", "--state", "few", "--dataset", "users", "--type", "email", "list.csv")
	whole := false
	for n := 9; !whole && n < 40; n++ {
		out := fmt.Sprintf("vips%d.csv", n)
		c := exec.Command("prlimit", fmt.Sprintf("--nofile=%d:%d", n, n), filepath.Join(bin, "psi-server"), "audience", "export", "vips",
			"--data", "data", "--advertiser", "acme", "--dataset", "users", "-o", out)
		c.Dir = p.dir
		told, err := c.CombinedOutput()
		_, left := os.Stat(filepath.Join(p.dir, out))
		if whole = err == nil; whole != (left == nil) {
			t.Errorf("with %d descriptors: %v, %v: %s", n, err, left, told)
		}
		if !whole && !strings.Contains(string(told), fmt.Sprintf("only %d files and connections", n)) {
			t.Errorf("with %d descriptors: %s", n, told)
		}
	}
	if !whole {
		t.Error("it was never exported")
	}
}
