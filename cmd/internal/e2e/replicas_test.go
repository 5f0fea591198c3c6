//go:build unix

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/internal/postgres/pgtest"
	"github.com/blindmatch/blindmatch/internal/watch"
)

// replicas are two servers on one data directory, with a plain round-robin before them.
type replicas struct {
	*platform // without a process
	t         *testing.T
	store     string // "" for a database in a file
	front     *balancer
	peers     []string // where each is reached by the other one; nil if they only stand by
	metrics   []string
	servers   []*process
	more      []string // flags
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// newReplicas starts both, with clients of these names, of which acme has a contract, and each exact… one of its own.
// Relaying, both listen.
func newReplicas(t *testing.T, store string, relaying bool, clients ...string) *replicas {
	t.Helper()
	r := prepareReplicas(t, store, clients...)
	if relaying {
		r.relaying()
	}
	r.begin()
	return r
}

// relaying has both listen.
func (r *replicas) relaying() { r.peers = []string{freeAddress(r.t), freeAddress(r.t)} }

// prepareReplicas starts nothing yet.
func prepareReplicas(t *testing.T, store string, clients ...string) *replicas {
	t.Helper()
	dir := t.TempDir()
	if err := copyShared(dir); err != nil {
		t.Fatal(err)
	}
	r := &replicas{platform: &platform{dir: dir}, t: t, store: store, front: newBalancer(t, freeAddress(t), freeAddress(t))}
	r.addr = r.front.addr
	if store != "" {
		r.run(t, 0, "psi-server", r.on("store", "migrate")...)
	}
	owners := strings.TrimSuffix(exactByContract, "}\n")
	for _, name := range clients {
		if strings.HasPrefix(name, "exact") {
			owners += ", " + name + ": {clients: [" + name + "], noise: none, contract: test bench}"
		}
		r.run(t, 0, "psi-server", r.on("client", "add", name, "--url", "https://"+r.addr)...)
	}
	if err := os.WriteFile(filepath.Join(dir, "contract.yaml"), []byte(owners+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.metrics = []string{freeAddress(t), freeAddress(t)}
	return r
}

// begin starts both.
func (r *replicas) begin() {
	t := r.t
	t.Helper()
	r.servers = make([]*process, 2)
	for i := range r.servers {
		r.start(i)
	}
	t.Cleanup(func() {
		for i, s := range r.servers {
			s.kill()
			if t.Failed() {
				t.Logf("server %d: %s", i, s.stderr.String())
			}
		}
	})
	r.serving()
}

// on is a command on the data directory.
func (r *replicas) on(args ...string) []string {
	args = append(args, "--data", "data")
	if r.store != "" {
		args = append(args, "--store", r.store)
	}
	return args
}

// start starts one of them, again.
func (r *replicas) start(i int) {
	args := append(r.on("serve", "--listen", r.front.backends[i], "--standby", "--metrics", r.metrics[i],
		"--disclosure", "contract.yaml", "--max-client-sessions", "64"), leastCfg...)
	if r.peers != nil {
		args = append(args, "--replica-listen", r.peers[i], "--replica-from", "127.0.0.1")
	}
	r.servers[i] = start(r.dir, "psi-server", append(args, r.more...)...)
}

// serving is the one that serves.
func (r *replicas) serving() int {
	r.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if i := slices.IndexFunc(r.servers, func(s *process) bool { return strings.Contains(s.stderr.String(), "msg=serving") }); i >= 0 {
			return i
		}
	}
	r.t.Fatalf("none serves: %s\n%s", r.servers[0].stderr.String(), r.servers[1].stderr.String())
	return -1
}

// kill kills the one that serves, waits until the other one does, and starts the first again.
func (r *replicas) kill() {
	r.t.Helper()
	i := r.serving()
	r.servers[i].kill()
	began := time.Now()
	if err := r.servers[1-i].said("msg=serving"); err != nil {
		r.t.Fatal(err)
	}
	r.start(i)
	if took := time.Since(began); took > 20*time.Second {
		r.t.Errorf("it took %v to take over", took)
	}
}

// budgets are what owners have paid, as "NAME RELEASES SPENT".
func (r *replicas) budgets() (paid []string) {
	r.t.Helper()
	out, _ := r.run(r.t, 0, "psi-server", r.on("budget", "--json")...)
	var budget struct {
		Budgets []struct {
			Owner    string
			Releases int
			Days30   string `json:"spent_30_days"`
		}
	}
	if err := json.Unmarshal([]byte(out), &budget); err != nil {
		r.t.Fatal(err)
	}
	for _, b := range budget.Budgets {
		paid = append(paid, fmt.Sprint(b.Owner, " ", b.Releases, " ", b.Days30))
	}
	return paid
}

// once wants that each of these owners paid ε for one release.
func (r *replicas) once(owners ...string) {
	r.t.Helper()
	paid := r.budgets()
	for _, name := range owners {
		if !slices.Contains(paid, name+" 1 1/10") {
			r.t.Errorf("what was paid by %s: %q", name, paid)
		}
	}
}

// verify checks the ledger by psi-server, and by programs that know nothing of us if there is time.
func (r *replicas) verify() {
	r.t.Helper()
	out, _ := r.run(r.t, 0, "psi-server", r.on("ledger", "verify")...)
	r.t.Log(strings.TrimSpace(out))
	if effort.Quick() {
		return
	}
	b, err := os.ReadFile(filepath.Join(r.dir, "acme.json"))
	var conn struct {
		Key string `json:"log_key"`
	}
	if err == nil {
		err = json.Unmarshal(b, &conn)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	c := exec.Command("go", "test", "-count=1", "-v", "-run", "TestThatLedger", ".")
	c.Dir = "../../../psi/ledger/_interop"
	c.Env = append(os.Environ(), "BLINDMATCH_LEDGER="+filepath.Join(r.dir, "data", "ledger", "log"), "BLINDMATCH_LEDGER_KEY="+conn.Key)
	told, err := c.CombinedOutput()
	if r.t.Log(string(told)); err != nil || !strings.Contains(string(told), "--- PASS") {
		r.t.Error(err)
	}
}

var releasedRE = regexp.MustCompile(`released  ([\d,]+) people on your list`)

// noised wants a number with noise that is about the truth.
func noised(t *testing.T, c *process) {
	t.Helper()
	m := releasedRE.FindStringSubmatch(c.stdout.String())
	if m == nil {
		t.Fatalf("no number: %s%s", c.stdout.String(), c.stderr.String())
	}
	if n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", "")); err != nil || max(n-truth.Emails, truth.Emails-n) > 300 { // 30 × its scale
		t.Errorf("%d people: want about %d", n, truth.Emails)
	}
}

// Two servers serve one session between them: each of its requests may come to any. When the one that serves is killed
// in the middle, the session ends in the right number, and ε is paid once.
func TestReplicas(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	t.Run("PostgreSQL", func(t *testing.T) { t.Parallel(); serveOne(t, newReplicas(t, pgtest.URL(t), true, "acme", "globex")) })
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); serveOne(t, newReplicas(t, "", true, "acme", "globex")) })
}

func serveOne(t *testing.T, r *replicas) {
	relays := 1 - r.serving()
	if err := r.servers[relays].said("relay: passing connections on"); err != nil {
		t.Fatal(err)
	}
	watch.Eventually(t, "it is ready, since the other one is", func() bool {
		resp, err := http.Get("http://" + r.metrics[relays] + "/readyz")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		_, _ = io.Copy(io.Discard, resp.Body)
		return resp.StatusCode == http.StatusOK
	})
	r.front.cut.Store(24_000)
	r.count(t)
	r.front.cut.Store(0)
	for i := range r.front.passed {
		if n := r.front.passed[i].Load(); n < 2 {
			t.Errorf("%d connections of the session came to server %d", n, i)
		}
	}

	r.process = r.servers[r.serving()]
	g, exact := stall(t, r.platform, "count")
	g2, paying := stallAs(t, r.platform, "globex", "count")
	before := r.process
	r.kill()
	if took := r.servers[r.serving()]; took == before {
		t.Fatal("the one that was killed serves")
	}
	g.open("")
	g2.open("")
	if code := exact.wait(); code != 0 || !strings.Contains(exact.stdout.String(), "released  "+strconv.Itoa(truth.Emails)+" people on your list") {
		t.Errorf("exit code %d: %s%s", code, exact.stdout.String(), exact.stderr.String())
	}
	if code := paying.wait(); code != 0 {
		t.Errorf("exit code %d: %s", code, paying.stderr.String())
	}
	noised(t, paying)
	r.once("globex")
	r.verify()

	// Both end when they are asked to: the one that passes on, and the one that serves.
	last := r.serving()
	if err := r.servers[1-last].said("relay: passing connections on"); err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{1 - last, last} {
		if err := (&platform{process: r.servers[i]}).stop(); err != nil {
			t.Error(err)
		}
	}
}

// Clients go on and on while one of the two servers is killed again and again: mostly the one that serves, sometimes the
// other. Every session ends in the right number or a clear refusal, ε is paid once, and the ledger is one.
func TestReplicasKilled(t *testing.T) {
	needsCommands(t)
	if effort.Quick() {
		t.Skip("takes ten seconds; BLINDMATCH_SLOW=1 runs it")
	}
	t.Parallel()
	kills, pause := effort.Of(0, 4, 30), effort.Of(0, time.Second, 10*time.Second)
	var exact, paying []string // again and again; each once
	for i := range effort.Of(0, 8, 64) {
		exact = append(exact, fmt.Sprintf("exact%d", i))
	}
	for i := range effort.Of(0, 2, 16) {
		paying = append(paying, fmt.Sprintf("paying%d", i))
	}
	r := prepareReplicas(t, pgtest.URL(t), slices.Concat(exact, paying, []string{"acme"})...)
	r.relaying()
	r.front.headers.Store(true) // else they have the limits of one address
	r.more = []string{"--proxy-protocol", "--proxy-protocol-from", "127.0.0.1", "--max-sessions", "128"}
	r.begin()
	began := time.Now()
	var all sync.WaitGroup
	var right, refused, over atomic.Int64
	count := func(client string) *process {
		return start(r.dir, "psi", "count", "-c", client+".json", "--dataset", "users", "--type", "email", "list.csv")
	}
	for _, client := range exact {
		all.Go(func() {
			for over.Load() == 0 {
				c := count(client)
				switch code := c.wait(); {
				case code == 0 && strings.Contains(c.stdout.String(), "released  "+strconv.Itoa(truth.Emails)+" people on your list"):
					right.Add(1)
				case code > 0 && strings.Contains(c.stderr.String(), "psi count: ") && c.stdout.String() == "":
					refused.Add(1)
					t.Logf("refused: %s", c.told())
				default:
					t.Errorf("exit code %d: %s%s", code, c.stdout.String(), c.stderr.String())
				}
				time.Sleep(time.Duration(rand.IntN(3000)) * time.Millisecond)
			}
		})
	}
	for i, client := range paying {
		all.Go(func() { // who was cut off before there was a session begins again
			time.Sleep(time.Duration(i) * pause * time.Duration(kills) / time.Duration(len(paying)))
			for tries := 5; ; tries-- {
				c := count(client)
				if code := c.wait(); code == 0 {
					noised(t, c)
					return
				}
				t.Logf("%s refused: %s", client, c.told())
				if tries == 0 || !strings.Contains(c.stderr.String(), "closes the connection without an answer") {
					t.Error(c.stderr.String())
					return
				}
			}
		})
	}
	for k := range kills {
		time.Sleep(pause)
		if k%5 != 4 {
			r.kill()
			continue
		}
		i := 1 - r.serving()
		r.servers[i].kill()
		r.start(i)
	}
	over.Store(1)
	all.Wait()
	t.Logf("%d right, %d refused, %d kills, in %v", right.Load(), refused.Load(), kills, time.Since(began).Round(time.Second))
	if right.Load() < int64(len(exact)) || refused.Load() > int64(kills*len(exact)) { // at most the one that was just beginning
		t.Errorf("%d right, %d refused", right.Load(), refused.Load())
	}
	r.once(paying...)
	r.verify()
}
