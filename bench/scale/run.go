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

// runs imports the users of a folder, lets the two programs count its list twice, the first time while the epoch's set
// is masked, and compares the wall time with what all cores need for the multiplications alone. It reads /proc.
func runs(dir string) error {
	bin, err := os.MkdirTemp("", "scale-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(bin)
	if err := command("..", "go", "build", "-o", bin, "./cmd/psi", "./cmd/psi-server").Run(); err != nil {
		return err
	}
	server, client := filepath.Join(bin, "psi-server"), filepath.Join(bin, "psi")
	const address = "localhost:18443"
	data := filepath.Join(bin, "data")
	imported := command(dir, server, "import", "--data", data, "--dataset", "users", "--policy", "policy.yaml", "users.csv")
	began := time.Now()
	if err := imported.Run(); err != nil {
		return err
	}
	fmt.Printf("import: %s\n", usage(imported, time.Since(began)))
	connection := filepath.Join(bin, "acme.json")
	if err := command(dir, server, "client", "add", "acme", "--data", data, "--url", "https://"+address, "-o", connection).Run(); err != nil {
		return err
	}

	mask, remask := rates()
	fmt.Printf("%d cores together: %.3f µs to mask an identifier, %.3f µs to multiply an element\n", runtime.GOMAXPROCS(0), mask*1e6, remask*1e6)
	serve, log, err := startServer(command(dir, server, "serve", "--data", data, "--listen", address, "--disclosure", "disclosure.yaml"), address)
	if err != nil {
		return err
	}
	defer serve.Kill()
	for i := range 2 {
		if err := session(dir, client, connection, serve.Pid, i == 0, log, mask, remask); err != nil {
			return fmt.Errorf("%w; the server: %s", err, log)
		}
		time.Sleep(61 * time.Second) // the policy's spacing
	}
	return nil
}

// session counts once, and prints what that took.
func session(dir, client, connection string, server int, first bool, log *serverLog, mask, remask float64) error {
	m, err := measure(dir, client, connection, server, first, log, mask, remask)
	if err != nil {
		return err
	}
	fmt.Printf("count: %d people; %.0f bytes up, %.0f down\n  psi         %s\n  psi-server  %.2f s of CPU, %s\n", m.people, m.up, m.down, m.psi, m.server, m.memory)
	fmt.Printf("  %.0f multiplications, which all cores together do in %.2f s; wall ÷ that = %.3f\n", m.multiplications, m.points, m.wall.Seconds()/m.points)
	return nil
}

// measured is what a session took.
type measured struct {
	people          uint64
	up, down        float64 // bytes
	wall            time.Duration
	psi             string  // time and memory of the client
	server          float64 // seconds of CPU
	memory          string  // of the server
	multiplications float64
	points          float64 // seconds that all cores together take for these
}

// measure counts once. Multiplications are two for each element of the list, one for each of the set, and another one
// for those of the set that were masked in the meantime.
func measure(dir, client, connection string, server int, first bool, log *serverLog, mask, remask float64) (m measured, err error) {
	before, err := cpu(server)
	if err != nil {
		return m, err
	}
	count := command(dir, client, "count", "-c", connection, "--dataset", "users", "--json", "list.csv")
	var out bytes.Buffer
	count.Stdout = &out
	began := time.Now()
	if err := count.Run(); err != nil {
		return m, err
	}
	m.wall = time.Since(began)
	m.psi = usage(count, m.wall)
	after, err := cpu(server)
	if err != nil {
		return m, err
	}
	m.server = after - before
	var answer struct {
		List     struct{ Sent float64 }
		Released struct{ Value uint64 }
		Bytes    struct{ Up, Down float64 }
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		return m, err
	}
	m.people, m.up, m.down = answer.Released.Value, answer.Bytes.Up, answer.Bytes.Down
	masked := regexp.MustCompile(`masking begins.* elements=(\d+)`).FindStringSubmatch(log.String())
	if masked == nil {
		return m, errors.New("no epoch was masked")
	}
	set, err := strconv.ParseFloat(masked[1], 64)
	if err != nil {
		return m, err
	}
	fresh := 0.0
	if first {
		fresh = set
	}
	m.multiplications = 2*answer.List.Sent + set + fresh
	m.points = answer.List.Sent*(mask+remask) + (set+fresh)*remask
	m.memory, err = peak(server)
	return m, err
}

// rates are the seconds that all cores together take for one item, the median of five rounds.
func rates() (mask, remask float64) {
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
	mask = round(func() { k.Mask(dst, items) })
	return mask, round(func() { _, _ = k.Remask(dst, dst) })
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
