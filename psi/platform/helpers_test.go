package platform

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

var ctx = context.Background()

const policyYAML = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
  two_factor: {class: security}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

// users is a platform's file of the numbers [from, to).
func users(from, to int) string {
	var csv strings.Builder
	csv.WriteString("user_id,email,collection_context,grants\n")
	for i := from; i < to; i++ {
		fmt.Fprintf(&csv, "u%d,person%d@mail.example,newsletter,\n", i, i)
	}
	return csv.String()
}

// importCSV imports csv as dataset "users" into the data directory dir.
func importCSV(t testing.TB, ctx context.Context, dir, csv string, progress func(uint64)) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.csv")
	require.NoError(t, os.WriteFile(path, []byte(csv), 0o600))
	policy, err := purpose.Parse([]byte(policyYAML))
	require.NoError(t, err)
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	require.NoError(t, err)
	defer table.Close()
	store, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer store.Close()
	_, err = store.Import(ctx, table, ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: policy, Progress: progress})
	return err
}

// testLog collects a log.
type testLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *testLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *testLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// open serves dir with the least floors, modes count and blinded and no session limits, unless cfg says otherwise. The
// platform is closed with the test.
func open(t testing.TB, dir string, cfg Config) (*Platform, *testLog) {
	t.Helper()
	log := new(testLog)
	cfg.Log = slog.New(slog.NewTextHandler(log, nil))
	if cfg.Disclosure == nil {
		cfg.Disclosure = exactByContract(t)
		if cfg.times == nil {
			cfg.times = hasty()
		}
	}
	if cfg.Disclosure.Floors() == disclosure.Default().Floors() {
		cfg.Disclosure = leastFloors(t, cfg.Disclosure)
	}
	if cfg.Limits.Unpaid == 0 {
		cfg.Limits.Unpaid = 1 << 40 // tests abort more sessions than anybody may
	}
	if cfg.Modes == nil {
		cfg.Modes = []psi.Mode{psi.Count, psi.Blinded}
	}
	if cfg.Limits.ClientSessions == 0 {
		cfg.Limits.ClientSessions, cfg.Limits.Sessions = 1000, 1000
	}
	if cfg.Limits.Reserve == 0 {
		cfg.Limits.Reserve = 4096
	}
	p, err := Open(dir, cfg)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, p.Close())
		verifyLedger(t, dir)
		if t.Failed() {
			t.Log(log)
		}
	})
	return p, log
}

// hasty are clocks that a minute passes on whenever somebody looks, so that a test need not wait between releases.
func hasty() budget.Times {
	var mu sync.Mutex
	clocks := watch.NewClocks()
	return func() (time.Time, time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		clocks.Pass(time.Minute)
		return clocks.Get()
	}
}

// leastFloors is a policy with floors that a test's datasets reach.
func leastFloors(t testing.TB, p *disclosure.Policy) *disclosure.Policy {
	t.Helper()
	p, err := p.WithFloors(psi.Floors{List: 100, Dataset: 1000, Report: 50})
	require.NoError(t, err)
	return p
}

// exactByContract gives the clients of most tests exact numbers in mode count, so that the tests can compare them, and
// all of them as many sessions as they want.
func exactByContract(t testing.TB) *disclosure.Policy {
	t.Helper()
	return parsePolicy(t, "budget: {days_30: 10, days_365: 10}\nspacing: 1m\nowners: {tests: {clients: [acme, globex], noise: none, contract: test bench}}")
}

func parsePolicy(t testing.TB, text string) *disclosure.Policy {
	t.Helper()
	p, err := disclosure.Parse([]byte(text))
	require.NoError(t, err)
	return p
}

// most is how many users a test's dataset has. Noise does not take it below the least size of a section, and its epoch
// has room for capacity groups.
const (
	most     = 1200
	capacity = 4096
)

// newData is a data directory with the users [0, most).
func newData(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importCSV(t, ctx, dir, users(0, most), nil))
	return dir
}

var params = psi.Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", Types: "email"}
