//go:build linux

package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
	"golang.org/x/sys/unix"
)

// rivalry is a server with an honest client and others, which are no rivals yet.
type rivalry struct {
	*platform
	list   string   // of the honest client
	rivals []string // what a process of rivals is told: their list, and their connections
}

func newRivalry(t *testing.T, clients, rows int) *rivalry {
	t.Helper()
	k := &kills{platform: newPlatform(t), list: "honest.csv"}
	k.write(t, rows)
	r := &rivalry{platform: k.platform, list: k.list}
	conn, err := transport.ReadConnection(filepath.Join(r.dir, "acme.json"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(conn, client.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	list, err := newRivalList(c)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	r.rivals = []string{filepath.Join(r.dir, "rivals.json")}
	if err := os.WriteFile(r.rivals[0], b, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range clients {
		name := fmt.Sprintf("rival%d", i)
		if err := addClient(r.dir, name, r.addr); err != nil {
			t.Fatal(err)
		}
		r.rivals = append(r.rivals, filepath.Join(r.dir, name+".json"))
	}
	return r
}

// honest is how long a session of the honest client takes.
func (r *rivalry) honest(t *testing.T, what string) time.Duration {
	t.Helper()
	began := time.Now()
	right(t, what, start(r.dir, "psi", "count", "-c", "acme.json", "--dataset", "users", "--type", "email", r.list))
	return time.Since(began)
}

// cpu is what the server has taken, in seconds.
func (r *rivalry) cpu(t *testing.T) float64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	var user, system float64 // a hundred a second
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		t.Fatal(err)
	}
	return (user + system) / 100
}

// yield gives all threads of a process another priority. In truth the honest client, the server and the rivals have
// machines of their own: the server's work for rivals must not seem to slow the client, nor theirs the server.
func yield(t *testing.T, pid int, to unix.SchedAttr) {
	t.Helper()
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		t.Fatal(err)
	}
	to.Size = unix.SizeofSchedAttr
	for _, thread := range threads {
		id, err := strconv.Atoi(thread.Name())
		if err != nil {
			t.Fatal(err)
		}
		if err := unix.SchedSetAttr(id, &to, 0); err != nil && !errors.Is(err, unix.ESRCH) {
			t.Fatal(err)
		}
	}
}

// begin lets the clients be rivals until end is called.
func (r *rivalry) begin(t *testing.T, kind string) (end func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), rivalEnv+"="+strings.Join(append([]string{kind}, r.rivals...), "\n"))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 8)); err != nil {
		t.Fatal("there are no rivals: ", err)
	}
	yield(t, cmd.Process.Pid, unix.SchedAttr{Policy: unix.SCHED_IDLE})
	return func() {
		if _, err := io.WriteString(in, "\n"); err != nil {
			t.Error("the rivals ended before: ", err)
		}
		in.Close()
		_ = cmd.Wait()
	}
}

// Beside clients of each kind that want no answer, an honest session ends in the right number, and the server's memory
// stays in its bound. BLINDMATCH_CAMPAIGN=1 has ten of each kind, and prints by how much the session is slower: medians
// of rounds that take turns with the session alone.
func TestRivals(t *testing.T) {
	needsCommands(t)
	if effort.Quick() {
		t.Skip("takes a minute; BLINDMATCH_SLOW=1 runs it")
	}
	clients, rounds, rows := effort.Of(0, 2, 10), effort.Of(0, 1, 5), effort.Of(0, 3_000, 400_000)
	const memory = 512
	for _, kind := range rivals {
		t.Run(kind.name, func(t *testing.T) {
			r := newRivalry(t, clients, rows)
			yield(t, r.cmd.Process.Pid, unix.SchedAttr{Policy: unix.SCHED_NORMAL, Nice: 15})
			r.honest(t, "the first one")
			if strings.Contains(kind.name, "revoked") {
				for i := range clients {
					if p := start(r.dir, "psi-server", "client", "revoke", "--data", "data", fmt.Sprintf("rival%d", i)); p.wait() != 0 {
						t.Fatal(p.stderr.String())
					}
				}
			}
			var alone, beside, ratios, extra []float64
			for range rounds {
				before := r.cpu(t)
				a := r.honest(t, "alone").Seconds()
				between := r.cpu(t)
				end := r.begin(t, kind.name)
				time.Sleep(time.Second) // until they are all there
				begun := r.cpu(t)
				b := r.honest(t, "beside rivals").Seconds()
				more := r.cpu(t) - begun - (between - before)
				end()
				alone, beside, ratios, extra = append(alone, a), append(beside, b), append(ratios, b/a), append(extra, more)
			}
			peak := r.peak(t)
			if peak > memory {
				t.Errorf("the server takes %d MiB", peak)
			}
			t.Logf("%d clients, %s: %.2f s beside them, %.2f s alone (medians of %d): %.2f ×; pairs %.2f; the server has had %d MiB, and %.2f s of CPU more",
				clients, kind.name, median(beside), median(alone), rounds, median(beside)/median(alone), ratios, peak, median(extra))
		})
	}
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[len(x)/2]
}
