//go:build unix

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
)

// kills is a series of sessions in which one side is killed, or both are, at a random moment.
type kills struct {
	*platform
	list   string
	begins time.Duration // until the platform knows a session that nobody disturbs
	life   time.Duration // of that session, from then on
	keys   *keys
	owners int // with noise, one a session
	how    map[string]int
}

// Either side is killed at random moments: each session ends in the right number, by itself or by psi resume, once, and
// is paid for once. BLINDMATCH_CAMPAIGN=1 has 200 moments, in sessions of 100,000 and of 1,000,000 rows.
func TestKills(t *testing.T) {
	needsCommands(t)
	if effort.Quick() {
		t.Skip("takes a minute; BLINDMATCH_SLOW=1 runs it")
	}
	for _, x := range []struct{ rows, moments int }{
		{2_000, effort.Of(0, 6, 0)}, {100_000, effort.Of(0, 0, 180)}, {1_000_000, effort.Of(0, 0, 20)},
	} {
		if x.moments == 0 {
			continue
		}
		t.Run(strconv.Itoa(x.rows), func(t *testing.T) {
			k := &kills{platform: newPlatform(t), list: fmt.Sprintf("rows%d.csv", x.rows), how: map[string]int{}}
			k.write(t, x.rows)
			k.keys = watchKeys(t, filepath.Join(k.dir, "config", "blindmatch"))
			began, next := time.Now(), k.keys.next()
			c := k.psi("acme.json")
			<-next
			k.begins = time.Since(began)
			k.right(t, c)
			k.life = time.Since(began) - k.begins
			t.Cleanup(func() { k.kill() })
			for i := range x.moments {
				if !t.Run(strconv.Itoa(i), func(t *testing.T) { k.moment(t, i) }) && k.gone() {
					t.Fatal("there is no server any more")
				}
			}
			k.after(t, 1+x.moments)
			t.Logf("a session takes %v alone, and %v before it begins; %d moments in %v: %v", k.life, k.begins, x.moments, time.Since(began), k.how)
		})
	}
}

// write makes a list of so many rows that have the matches of list.csv.
func (k *kills) write(t *testing.T, rows int) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(shared, "list.csv"))
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := bytes.Cut(b, []byte("\n"))
	for i := range rows - 800 {
		b = fmt.Appendf(b, "%s\n", row(head, fmt.Sprintf("nobody%d@mail.example", i)))
	}
	if err := os.WriteFile(filepath.Join(k.dir, k.list), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (k *kills) psi(connection string) *process {
	return start(k.dir, "psi", "count", "-c", connection, "--dataset", "users", "--type", "email", k.list)
}

// right waits for a run of the client with exact numbers.
func (k *kills) right(t *testing.T, c *process) {
	t.Helper()
	if code := c.wait(); code != 0 {
		t.Fatalf("exit code %d: %s", code, c.stderr.String())
	}
	if want := fmt.Sprintf("released  %d people on your list", truth.Emails); !strings.Contains(c.stdout.String(), want) {
		t.Fatalf("want %q in %s", want, c.stdout.String())
	}
}

// gone says whether the server has ended.
func (k *kills) gone() bool {
	select {
	case <-k.ended:
		return true
	default:
		return false
	}
}

// moment is a session in which somebody is killed, in every tenth before it has begun. Every fourth is one with noise, of an owner of its own.
func (k *kills) moment(t *testing.T, i int) {
	t.Helper()
	client := "acme"
	if i%4 == 3 {
		k.owners++
		client = fmt.Sprintf("noised%d", k.owners)
		if err := addClient(k.dir, client, k.addr); err != nil {
			t.Fatal(err)
		}
	}
	next := k.keys.next()
	c := k.psi(client + ".json")
	if i%10 == 9 {
		time.Sleep(rand.N(k.begins))
	} else {
		select {
		case <-next:
			time.Sleep(rand.N(k.life))
		case <-c.ended: // which is looked at below
		}
	}
	victim := []string{"server", "client", "both"}[i%3]
	if victim != "server" {
		c.kill()
	}
	if victim != "client" {
		k.kill()
		again, err := serve(k.dir, k.addr)
		if err != nil {
			t.Fatal(err)
		}
		k.platform = again
	}
	if victim == "server" {
		if code := c.wait(); code != 0 && !strings.Contains(c.stderr.String(), "nothing answers at") {
			t.Fatalf("moment %d, %s: exit code %d: %s", i, victim, code, c.stderr.String())
		}
	}
	switch {
	case c.stdout.String() != "":
		k.how[victim+": by itself"]++
	default:
		r := start(k.dir, "psi", "resume", "-c", client+".json")
		code := r.wait()
		switch {
		case code == 0:
			k.how[victim+": resumed"]++
			c = r
		case strings.Contains(r.stderr.String(), "no session with this platform was cut off"):
			// Its platform had not heard of it, or it had its answer when it was killed.
			if got := start(k.dir, "psi", "result", "-c", client+".json"); client != "acme" && got.wait() == 0 {
				k.how[victim+": had its answer"]++
				c = got
				break
			}
			k.how[victim+": not begun"]++
			c = k.psi(client + ".json")
		default:
			t.Fatalf("moment %d, %s: exit code %d: %s\nThe server said:\n%s", i, victim, code, r.stderr.String(), k.stderr.String())
		}
	}
	if client == "acme" {
		k.right(t, c)
		return
	}
	if code := c.wait(); code != 0 || !strings.Contains(c.stdout.String(), "budget    ε 0.1 spent; left: 0.9 in 30 days, 3.9 in 365 days") {
		t.Fatalf("moment %d, %s: exit code %d: %s\n%s", i, victim, code, c.stderr.String(), c.stdout.String())
	}
}

// after looks at what is left when all sessions have ended: a ledger that verifies, one payment a session, and neither a
// session that was lost nor a key.
func (k *kills) after(t *testing.T, sessions int) {
	t.Helper()
	done, noised := 0, 0
	for _, s := range k.sessions(t) {
		switch {
		case s.State == "done":
			done++
		case s.Error == "lost": // it was in nobody's hands yet
		default:
			t.Errorf("a session is recorded as %+v", s)
		}
	}
	if done < sessions {
		t.Errorf("%d sessions are done, of %d", done, sessions)
	}
	b := start(k.dir, "psi-server", "budget", "--data", "data", "--json")
	if code := b.wait(); code != 0 {
		t.Fatalf("budget: %s", b.stderr.String())
	}
	var all struct {
		Budgets []struct {
			Owner string `json:"owner"`
		} `json:"budgets"`
	}
	if err := json.Unmarshal([]byte(b.stdout.String()), &all); err != nil {
		t.Fatalf("%v: %s", err, b.stdout.String())
	}
	for _, r := range all.Budgets {
		if strings.HasPrefix(r.Owner, "noised") {
			noised++
		}
	}
	if noised != k.owners {
		t.Errorf("%d owners have paid, of %d: %s", noised, k.owners, b.stdout.String())
	}
	v := start(k.dir, "psi-server", "ledger", "verify", "--data", "data")
	if code := v.wait(); code != 0 {
		t.Errorf("the ledger: %s", v.stderr.String())
	}
	for _, pattern := range []string{"list", "tags"} {
		if left, err := filepath.Glob(filepath.Join(k.dir, "config", "blindmatch", "kept-*", pattern)); err != nil || len(left) > 0 {
			t.Errorf("%d files %s are kept: %v", len(left), pattern, err)
		}
	}
}
