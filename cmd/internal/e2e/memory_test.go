//go:build linux

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/blindmatch/blindmatch/cmd/internal/sample"
	"github.com/blindmatch/blindmatch/internal/effort"
)

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peak is the most memory that a running process has had, in MiB.
func (p *process) peak(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	m := highWater.FindSubmatch(b)
	if m == nil {
		t.Fatal("no VmHWM")
	}
	n, _ := strconv.Atoi(string(m[1]))
	return n >> 10
}

// peaked is that of one that has ended.
func (p *process) peaked() int {
	return int(p.cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10)
}

// Each of the processes keeps to its --memory, and to the same for four times as much data. P5 of docs/campaign.md
func TestMemoryOfProcesses(t *testing.T) {
	needsCommands(t)
	if effort.Quick() {
		t.Skip("takes half a minute; BLINDMATCH_SLOW=1 runs it, BLINDMATCH_CAMPAIGN=1 with more data")
	}
	memory, sizes := effort.Of(0, 128, 512), effort.Of(nil, []int{50_000, 200_000}, []int{1_000_000, 4_000_000})
	for _, n := range sizes {
		dir := t.TempDir()
		// Into files: what a process starts with counts as its memory, and that is what its parent has.
		var files []*os.File
		for _, name := range []string{"users.csv", "list.csv", "policy.yaml"} {
			f, err := os.Create(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			files = append(files, f)
		}
		truth, err := sample.Write(sample.Config{Users: n, Rows: n, Seed: 7}, files[0], files[1])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := files[2].WriteString(sample.Policy); err != nil {
			t.Fatal(err)
		}
		bound := "--memory=" + strconv.Itoa(memory)
		imported := start(dir, "psi-server", "import", bound, "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.csv")
		if imported.wait() != 0 {
			t.Fatal(imported.stderr.String())
		}
		p, err := serve(dir, "", bound)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.kill)
		if err := addClient(dir, "acme", p.addr); err != nil {
			t.Fatal(err)
		}
		c := start(dir, "psi", "count", bound, "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv")
		if c.wait() != 0 {
			t.Fatal(c.stderr.String())
		}
		if want := fmt.Sprintf("released  %d people on your list", truth.Emails); !strings.Contains(strings.ReplaceAll(c.stdout.String(), ",", ""), want) {
			t.Errorf("want %q in %s", want, c.stdout.String())
		}
		peaks := map[string]int{"import": imported.peaked(), "psi-server": p.peak(t), "psi": c.peaked()}
		t.Logf("%d users and %d rows: MiB %v", n, n, peaks)
		for name, peak := range peaks {
			if peak > memory {
				t.Errorf("%s takes %d MiB of %d, with %d users and rows", name, peak, memory, n)
			}
		}
		p.kill()
	}
}
