//go:build unix

// Package e2e tests the commands as their users run them: real processes, real
// files, real TLS.
package e2e

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/sample"
)

// What TestMain makes for all tests.
var (
	bin      string       // folder of psi and psi-server
	shared   string       // users.csv, list.csv, policy.yaml, and data: they are imported
	truth    sample.Truth // of the files
	leastCfg = []string{"--min-list", "100", "--min-dataset", "1000", "--floor", "50"}
)

func TestMain(m *testing.M) {
	if spec := os.Getenv(rivalEnv); spec != "" {
		beRivals(spec)
	}
	// A signal that is ignored, as under nohup, would be ignored by the commands too; one that is caught is not.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// needsCommands skips what runs the commands in a short run: they are built
// without the race detector, so there would be nothing to learn beside a long one.
func needsCommands(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs the commands themselves")
	}
}

func run(m *testing.M) (int, error) {
	flag.Parse()
	if testing.Short() {
		return m.Run(), nil
	}
	dir, err := os.MkdirTemp("", "e2e-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	bin, shared = filepath.Join(dir, "bin"), filepath.Join(dir, "shared")
	if err := os.MkdirAll(shared, 0o700); err != nil {
		return 0, err
	}
	// The two commands are different main packages, so they can't both be part
	// of the test's own binary.
	build := exec.Command("go", "build", "-o", bin+"/", "../../psi", "../../psi-server")
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("go build: %w\n%s", err, out)
	}
	if err := makeShared(); err != nil {
		return 0, err
	}
	return m.Run(), nil
}

func makeShared() error {
	var users, list bytes.Buffer
	t, err := sample.Write(sample.Config{Users: 2500, Rows: 800, Seed: 7}, &users, &list)
	if err != nil {
		return err
	}
	truth = *t
	for name, b := range map[string][]byte{"users.csv": users.Bytes(), "list.csv": list.Bytes(), "policy.yaml": []byte(sample.Policy)} {
		if err := os.WriteFile(filepath.Join(shared, name), b, 0o600); err != nil {
			return err
		}
	}
	p := start(shared, "psi-server", "import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.csv")
	if code := p.wait(); code != 0 {
		return fmt.Errorf("import: exit code %d: %s", code, p.stderr.String())
	}
	return nil
}

// process is one of the two commands, running.
type process struct {
	cmd            *exec.Cmd
	stdout, stderr output
	ended          chan struct{}
	err            error
}

// output collects what a process writes.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// start starts a command in dir. Its scratch files go to dir/tmp.
func start(dir, name string, args ...string) *process {
	p := &process{cmd: exec.Command(filepath.Join(bin, name), args...), ended: make(chan struct{})}
	tmp := filepath.Join(dir, "tmp")
	if p.err = os.MkdirAll(tmp, 0o700); p.err != nil {
		close(p.ended)
		return p
	}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = dir, &p.stdout, &p.stderr
	p.cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+filepath.Join(dir, "config"), "TMPDIR="+tmp, "SQLITE_TMPDIR="+tmp)
	p.cmd.WaitDelay = 10 * time.Second
	if p.err = p.cmd.Start(); p.err != nil {
		close(p.ended)
		return p
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return p
}

// wait returns the exit code, or -1 if a signal ended the process or if it does
// not end.
func (p *process) wait() int {
	select {
	case <-p.ended:
	case <-time.After(2 * time.Minute):
		p.kill()
		return -1
	}
	if p.err == nil {
		return 0
	}
	if e, ok := errors.AsType[*exec.ExitError](p.err); ok {
		return e.ExitCode()
	}
	return -1
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// said waits until the process has written text to standard error.
func (p *process) said(text string) error {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(p.stderr.String(), text) {
			return nil
		}
		select {
		case <-p.ended:
			if strings.Contains(p.stderr.String(), text) {
				return nil
			}
			return fmt.Errorf("it ended without saying %q: %s", text, p.stderr.String())
		default:
		}
	}
	return fmt.Errorf("it did not say %q: %s", text, p.stderr.String())
}

var serving = regexp.MustCompile(`msg=serving address=(\S+)`)

// platform is a running psi-server with one client.
type platform struct {
	*process
	dir  string // of data and acme.json
	addr string
}

// exactByContract lets client acme have exact numbers, and as many sessions as
// the tests want.
const exactByContract = "owners: {tests: {clients: [acme], noise: none, contract: test bench}}\n"

// serve serves dir/data, with exact numbers for acme if args say nothing else.
// listen is an address, or "" for a free port.
func serve(dir, listen string, args ...string) (*platform, error) {
	return serveBy("psi-server", dir, listen, args...)
}

// serveBy is serve with a command of another name.
func serveBy(command, dir, listen string, args ...string) (*platform, error) {
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	all := append([]string{"serve", "--data", "data", "--listen", listen}, leastCfg...)
	if !slices.Contains(args, "--disclosure") {
		if err := os.WriteFile(filepath.Join(dir, "contract.yaml"), []byte(exactByContract), 0o600); err != nil {
			return nil, err
		}
		all = append(all, "--disclosure", "contract.yaml")
	}
	p := &platform{process: start(dir, command, append(all, args...)...), dir: dir}
	if err := p.said("msg=serving"); err != nil {
		p.kill()
		return nil, err
	}
	p.addr = serving.FindStringSubmatch(p.stderr.String())[1]
	return p, nil
}

// copyShared makes dir/data a copy of the imported users, with list.csv beside it.
func copyShared(dir string) error {
	if err := os.CopyFS(filepath.Join(dir, "data"), os.DirFS(filepath.Join(shared, "data"))); err != nil {
		return err
	}
	err := filepath.WalkDir(filepath.Join(dir, "data"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return errors.Join(err, os.Chmod(path, 0o700))
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		return err
	}
	for _, name := range []string{"list.csv", "users.csv", "policy.yaml"} {
		if err := os.Link(filepath.Join(shared, name), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// addClient registers a client that reaches the server at addr.
func addClient(dir, name, addr string) error {
	p := start(dir, "psi-server", "client", "add", name, "--data", "data", "--url", "https://"+addr)
	if code := p.wait(); code != 0 {
		return fmt.Errorf("client add: exit code %d: %s", code, p.stderr.String())
	}
	return nil
}

// stop asks the server to stop.
func (p *platform) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if code := p.wait(); code != 0 {
		return fmt.Errorf("exit code %d after SIGTERM: %s", code, p.stderr.String())
	}
	if !strings.Contains(p.stderr.String(), "msg=stopped") {
		return fmt.Errorf("it did not say that it stopped: %s", p.stderr.String())
	}
	return nil
}

// told is what a program has said on standard error, but for the price of a session.
func (p *process) told() string { return price.ReplaceAllString(p.stderr.String(), "") }

// newPlatform serves a copy of the imported users until the test ends.
func newPlatform(t *testing.T, args ...string) *platform {
	t.Helper()
	dir := t.TempDir()
	if err := copyShared(dir); err != nil {
		t.Fatal(err)
	}
	p, err := serve(dir, "", args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Log(p.stderr.String())
		}
	})
	if err := addClient(dir, "acme", p.addr); err != nil {
		t.Fatal(err)
	}
	return p
}

// count runs psi count over the list and wants the truth.
func (p *platform) count(t *testing.T, args ...string) {
	t.Helper()
	c := start(p.dir, "psi", append([]string{"count", "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv"}, args...)...)
	if code := c.wait(); code != 0 {
		t.Fatalf("exit code %d: %s", code, c.stderr.String())
	}
	if want := "released  " + strconv.Itoa(truth.Emails) + " people on your list"; !strings.Contains(c.stdout.String(), want) {
		t.Fatalf("want %q in %s", want, c.stdout.String())
	}
}

func isEmpty(t testing.TB, dir string) bool {
	t.Helper()
	f, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, err = f.ReadDir(1)
	return err == io.EOF
}
