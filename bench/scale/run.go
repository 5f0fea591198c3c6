package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
)

// runs imports the users of a folder, unless a data directory has them; lets the two programs count its list twice, the
// first time while the epoch's set is masked, and a third time in a slice; and compares the wall time with what all cores
// need for the multiplications alone. Then it asks about a person. It reads /proc.
func runs(dir, data string) error {
	bin, err := os.MkdirTemp("", "scale-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(bin)
	if err := command("..", "go", "build", "-o", bin, "./cmd/psi", "./cmd/psi-server").Run(); err != nil {
		return err
	}
	p := programs{dir: dir, psi: filepath.Join(bin, "psi"), server: filepath.Join(bin, "psi-server"), data: data, connection: filepath.Join(bin, "acme.json")}
	if data == "" {
		p.data = filepath.Join(bin, "data")
		imported := command(dir, p.server, "import", "--data", p.data, "--dataset", "users", "--policy", "policy.yaml", "users.csv")
		began := time.Now()
		if err := imported.Run(); err != nil {
			return err
		}
		fmt.Printf("import: %s\n", usage(imported, time.Since(began)))
	}
	const address = "localhost:18443"
	if err := command(dir, p.server, "client", "add", "acme", "--data", p.data, "--url", "https://"+address, "-o", p.connection).Run(); err != nil {
		return err
	}

	p.rates()
	fmt.Printf("%d cores together: %.3f µs to mask an identifier, %.3f µs to multiply an element\n", runtime.GOMAXPROCS(0), p.mask*1e6, p.remask*1e6)
	serve, log, err := startServer(command(dir, p.server, "serve", "--data", p.data, "--listen", address, "--disclosure", "disclosure.yaml"), address)
	if err != nil {
		return err
	}
	defer serve.Kill()
	p.pid, p.log = serve.Pid, log
	for i, part := range []float64{1, 1, 256} {
		if i > 0 {
			time.Sleep(61 * time.Second) // the policy's spacing
		}
		if err := p.session(i == 0, part); err != nil {
			return fmt.Errorf("%w; the server: %s", err, log)
		}
	}
	return p.subject()
}

// programs are the two, and what is known of the machine that they run on.
type programs struct {
	dir, psi, server, data, connection string
	mask, remask                       float64 // seconds that all cores together take for one item
	pid                                int     // the server's
	log                                *serverLog
}

// session counts once, in one part of so many, and prints what that took.
func (p *programs) session(first bool, part float64) error {
	m, err := p.measure(first, part)
	if err != nil {
		return err
	}
	fmt.Printf("count of 1/%.0f: %d people, 95 %% interval %d to %d; %.0f bytes up, %.0f down\n  psi         %s\n  psi-server  %.2f s of CPU, %s\n",
		part, m.people, m.low, m.high, m.up, m.down, m.psi, m.server, m.memory)
	fmt.Printf("  %.0f multiplications, which all cores together do in %.2f s; wall ÷ that = %.3f\n", m.multiplications, m.points, m.wall.Seconds()/m.points)
	if !first {
		return nil
	}
	var seconds float64
	if ready := regexp.MustCompile(`epoch: ready.* seconds=([\d.]+)`).FindStringSubmatch(p.log.String()); ready != nil {
		seconds, err = strconv.ParseFloat(ready[1], 64)
	}
	fmt.Printf("  masking %.0f elements took %.1f s; all cores together multiply as many in %.1f s\n", m.set, seconds, m.set*p.remask)
	return err
}

// subject asks about a user.
func (p *programs) subject() error {
	ask := command(p.dir, p.server, "subject", "u0000007", "--data", p.data, "--reason", "a run at scale", "--json")
	began := time.Now()
	if err := ask.Run(); err != nil {
		return err
	}
	fmt.Printf("subject: %s\n", usage(ask, time.Since(began)))
	return nil
}

// measured is what a session took.
type measured struct {
	people          uint64
	low, high       uint64  // where they are with a probability of 95 %
	set             float64 // elements of the whole epoch
	up, down        float64 // bytes
	wall            time.Duration
	psi             string  // time and memory of the client
	server          float64 // seconds of CPU
	memory          string  // of the server
	multiplications float64
	points          float64 // seconds that all cores together take for these
}

// measure counts once, in one part of so many. Multiplications are two for each element of the list, one for each of the
// set's part, and another one for those of the set that were masked in the meantime.
func (p *programs) measure(first bool, part float64) (m measured, err error) {
	before, err := cpu(p.pid)
	if err != nil {
		return m, err
	}
	slice := "1"
	if part > 1 {
		slice = fmt.Sprintf("1/%.0f", part)
	}
	count := command(p.dir, p.psi, "count", "-c", p.connection, "--dataset", "users", "--slice", slice, "--json", "list.csv")
	var out bytes.Buffer
	count.Stdout = &out
	began := time.Now()
	if err := count.Run(); err != nil {
		return m, err
	}
	m.wall = time.Since(began)
	m.psi = usage(count, m.wall)
	after, err := cpu(p.pid)
	if err != nil {
		return m, err
	}
	m.server = after - before
	var answer struct {
		List     struct{ Sent float64 }
		Released struct {
			Value, People uint64                     // what was counted in the slice, and what that says of all
			Interval      struct{ Low, High uint64 } `json:"interval_95"`
		}
		Bytes struct{ Up, Down float64 }
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		return m, err
	}
	r := &answer.Released
	m.people, m.low, m.high, m.up, m.down = max(r.Value, r.People), r.Interval.Low, r.Interval.High, answer.Bytes.Up, answer.Bytes.Down
	masked := regexp.MustCompile(`masking begins.* elements=(\d+)`).FindStringSubmatch(p.log.String())
	if masked == nil {
		return m, errors.New("no epoch was masked")
	}
	if m.set, err = strconv.ParseFloat(masked[1], 64); err != nil {
		return m, err
	}
	multiplied := m.set / part
	if first {
		multiplied += m.set
	}
	m.multiplications = 2*answer.List.Sent + multiplied
	m.points = answer.List.Sent*(p.mask+p.remask) + multiplied*p.remask
	m.memory, err = peak(p.pid)
	return m, err
}

// rates sees what all cores together take for one item: the median of five rounds.
func (p *programs) rates() {
	const n = 1 << 15
	k := ecdh.Ristretto255().GenerateKey()
	defer k.Destroy()
	items, dst := make([][]byte, n), make([]ecdh.Element, n)
	for i := range items {
		items[i] = make([]byte, 32)
		rand.Read(items[i])
	}
	round := func(f func()) float64 {
		var times []float64
		for range 5 {
			began := time.Now()
			for range 8 {
				f()
			}
			times = append(times, time.Since(began).Seconds()/8/n)
		}
		slices.Sort(times)
		return times[len(times)/2]
	}
	p.mask = round(func() { k.Mask(dst, items) })
	p.remask = round(func() { _, _ = k.Remask(dst, dst) })
}

func command(dir, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(context.Background(), name, args...)
	c.Dir, c.Stderr = dir, os.Stderr
	return c
}

// usage says what an ended process took.
func usage(c *exec.Cmd, wall time.Duration) string {
	p := c.ProcessState
	return fmt.Sprintf("%.2f s, %.2f s of CPU, %d kB", wall.Seconds(), (p.UserTime() + p.SystemTime()).Seconds(), p.SysUsage().(*syscall.Rusage).Maxrss)
}

// cpu is what a running process has taken, in seconds.
func cpu(pid int) (float64, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var ticks float64 // user and system, a hundred a second
	for _, f := range fields[11:13] {
		n, err := strconv.ParseFloat(f, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return ticks / 100, nil
}

// peak is the most memory that a running process has had.
func peak(pid int) (string, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "", err
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line), nil
}

// startServer starts a server that is to listen at an address, and waits until it does.
func startServer(serve *exec.Cmd, address string) (*os.Process, *serverLog, error) {
	log := new(serverLog)
	serve.Stderr = log
	if err := serve.Start(); err != nil {
		return nil, nil, err
	}
	for range 100 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	return serve.Process, log, nil
}

// serverLog keeps what the server logs.
type serverLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *serverLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *serverLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
