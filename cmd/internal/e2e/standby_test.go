//go:build unix

package e2e

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/internal/postgres/pgtest"
)

// rotating passes connections on to backends in turn. Where nothing listens, the next one gets it; if nothing does
// anywhere, it tries again for a while, as HAProxy does with retries and redispatch.
func rotating(t *testing.T, backends ...string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var next atomic.Int64
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer in.Close()
				for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
					out, err := net.Dial("tcp", backends[int(next.Add(1))%len(backends)])
					if err != nil {
						time.Sleep(100 * time.Millisecond)
						continue
					}
					defer out.Close()
					go func() { io.Copy(out, in); out.Close() }()
					io.Copy(in, out)
					return
				}
			}()
		}
	}()
	return l.Addr().String()
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

// evict takes the connection with the lock away from the server that serves, which then ends at once.
func evict(t *testing.T, servers []*process, i int, store string) {
	t.Helper()
	db := sql.OpenDB(pgtest.Connector(t, store))
	defer db.Close()
	var done bool
	err := db.QueryRow(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
		AND objid = (hashtext(current_schema())::bigint & 4294967295)::oid`).Scan(&done)
	if err != nil || !done {
		t.Fatal(err)
	}
	if code := servers[i].wait(); code != 1 || !strings.Contains(servers[i].stderr.String(), "ending at once") {
		t.Fatalf("exit code %d: %s", code, servers[i].stderr.String())
	}
	if err := servers[1-i].said("msg=serving"); err != nil {
		t.Fatal(err)
	}
}

// Two servers on one data directory, with its database on PostgreSQL and a plain round-robin before them. Whichever
// serves is killed again and again, and the other takes over within seconds. Every session ends in the right number, ε is
// paid once, and the ledger is one.
func TestStandby(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	store := pgtest.URL(t)
	dir := t.TempDir()
	if err := copyShared(dir); err != nil {
		t.Fatal(err)
	}
	p := &platform{dir: dir}
	p.run(t, 0, "psi-server", "store", "migrate", "--data", "data", "--store", store)
	addresses := []string{freeAddress(t), freeAddress(t)}
	front := rotating(t, addresses...)
	for _, name := range []string{"acme", "globex"} {
		p.run(t, 0, "psi-server", "client", "add", name, "--data", "data", "--url", "https://"+front, "--store", store)
	}
	if err := os.WriteFile(filepath.Join(dir, "contract.yaml"), []byte(exactByContract), 0o600); err != nil {
		t.Fatal(err)
	}
	serve := func(i int) *process {
		return start(dir, "psi-server", append([]string{"serve", "--data", "data", "--listen", addresses[i], "--store", store, "--standby",
			"--disclosure", "contract.yaml", "--max-client-sessions", "64"}, leastCfg...)...)
	}
	servers := []*process{serve(0), serve(1)}
	defer func() {
		for _, s := range servers {
			s.kill()
		}
	}()
	serving := func() int {
		for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			if i := slices.IndexFunc(servers, func(s *process) bool { return strings.Contains(s.stderr.String(), "msg=serving") }); i >= 0 {
				return i
			}
		}
		t.Fatalf("none serves: %s\n%s", servers[0].stderr.String(), servers[1].stderr.String())
		return -1
	}
	serving()

	clients, kills, pause := effort.Of(3, 8, 64), effort.Of(2, 4, 30), effort.Of(0, 0, 10*time.Second)
	var all sync.WaitGroup
	var right, refused atomic.Int64
	var over atomic.Bool
	for range clients {
		all.Go(func() {
			for !over.Load() {
				c := start(dir, "psi", "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv")
				code := c.wait()
				switch {
				case code == 0 && strings.Contains(c.stdout.String(), "released  "+strconv.Itoa(truth.Emails)+" people on your list"):
					right.Add(1)
				case code != 0 && strings.Contains(c.stderr.String(), "psi: "):
					refused.Add(1)
					t.Logf("refused: %s", c.told())
				default:
					t.Errorf("exit code %d: %s%s", code, c.stdout.String(), c.stderr.String())
				}
			}
		})
	}
	all.Go(func() { // with noise, once: who was cut off before there was a session begins again
		for tries := 5; ; tries-- {
			c := start(dir, "psi", "count", "-c", "globex.json", "--dataset", "users", "--type", "email", "list.csv")
			if code := c.wait(); code == 0 {
				return
			}
			if tries == 0 || !strings.Contains(c.stderr.String(), "closes the connection without an answer") {
				t.Error(c.stderr.String())
				return
			}
		}
	})
	for range kills {
		time.Sleep(pause + time.Duration(200+rand.IntN(600))*time.Millisecond)
		i := serving()
		servers[i].kill()
		began := time.Now()
		if err := servers[1-i].said("msg=serving"); err != nil {
			t.Fatal(err)
		}
		servers[i] = serve(i)
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("it took %v to take over", took)
		}
	}
	over.Store(true)
	all.Wait()
	evict(t, servers, serving(), store)
	t.Logf("%d right, %d refused", right.Load(), refused.Load())
	if right.Load() < int64(clients) || refused.Load() > int64(kills*clients) { // at most the one that was just beginning
		t.Errorf("%d right, %d refused", right.Load(), refused.Load())
	}
	p.run(t, 0, "psi-server", "ledger", "verify", "--data", "data", "--store", store)
	out, _ := p.run(t, 0, "psi-server", "budget", "--data", "data", "--store", store, "--json")
	var budget struct {
		Budgets []struct {
			Owner    string
			Releases int
			Days30   string `json:"spent_30_days"`
		}
	}
	if err := json.Unmarshal([]byte(out), &budget); err != nil {
		t.Fatal(err)
	}
	paid := fmt.Sprint(budget.Budgets)
	if !strings.Contains(paid, "{globex 1 1/10}") {
		t.Errorf("what was paid: %s", out)
	}
}
