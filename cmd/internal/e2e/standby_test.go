//go:build unix

package e2e

import (
	"database/sql"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/postgres/pgtest"
)

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

// A server that stands by listens nowhere. Whichever serves is killed or loses the lock, and the other takes over within
// seconds: sessions end in the right number, and ε is paid once.
func TestStandby(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	r := newReplicas(t, pgtest.URL(t), false, "acme", "globex")
	if c, err := net.Dial("tcp", r.front.backends[1-r.serving()]); err == nil {
		c.Close()
		t.Error("it listens")
	}
	var all sync.WaitGroup
	for _, client := range []string{"acme", "globex"} {
		all.Go(func() {
			for tries := 5; ; tries-- { // who was cut off before there was a session begins again
				c := start(r.dir, "psi", "count", "-c", client+".json", "--dataset", "users", "--type", "email", "list.csv")
				if code := c.wait(); code == 0 {
					noised(t, c)
					return
				}
				if tries == 0 || !strings.Contains(c.stderr.String(), "closes the connection without an answer") {
					t.Error(c.stderr.String())
					return
				}
			}
		})
	}
	for range 2 {
		time.Sleep(time.Duration(200+rand.IntN(600)) * time.Millisecond)
		r.kill()
	}
	all.Wait()
	r.count(t)
	evict(t, r.servers, r.serving(), r.store)
	r.once("globex")
	r.verify()
}
