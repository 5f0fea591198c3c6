package platform

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/stretchr/testify/require"
)

var crashScenarios = []string{"import", "merge", "stop", "rollback", "remove", "epoch", "adopt", "take", "count", "blinded", "strike", "recover", "erase"}

// telling are the steps that ordinary test runs cover, one of each kind.
var telling = regexp.MustCompile(`^(result: |budget: .*releases|database: (sessions|datasets|epochs|strikes)|folder (matches|ledger), sync|dataset: (folder, rename|manifest.json, sync)|ledger: checkpoint, (sync|rename))`)

// A process dies, or its disk fails, in every way at every step that makes something durable. The next process finds
// everything that was acknowledged, nothing released without an entry and a debit, and a platform that serves.
func TestCrashTable(t *testing.T) {
	// How many runs die at a random time, and out of how many cells one is run besides the telling ones.
	random, oneIn := effort.Of(2, 6, 50), effort.Of(0, 25, 1)
	defer useHook(noSync)()
	bases := crashBases(t)
	table, seen := crashTable{}, map[string]bool{} // telling steps: each once a scenario, or with -short once
	for _, scenario := range crashScenarios {
		t.Run(scenario, func(t *testing.T) {
			began := time.Now()
			reports := crashRun(t, t.TempDir(), bases[scenario], crashChild{Scenario: scenario}, 0)
			life := time.Since(began)
			for _, r := range reports {
				require.NotEqual(t, "fail", r.Kind, "%s: %s", r.What, r.Error)
			}
			cells := crashCells(scenario, reports)
			require.Greater(t, len(cells), 50)
			n := 0
			if !testing.Short() {
				seen = map[string]bool{}
			}
			cells = slices.DeleteFunc(cells, func(c crashChild) bool {
				if n++; oneIn > 0 && n%oneIn == 0 || !testing.Short() && c.told && (c.Variant == cutLost || c.Variant == cutTorn) {
					return false
				}
				known := seen[c.Expect]
				// The variant depends on the step's number, so that all of them come up.
				ours := telling.MatchString(c.Expect) && c.Variant == variants[c.Target%(len(variants)-1)] // killAfter does not exist everywhere
				seen[c.Expect] = known || ours
				return known || !ours
			})
			if testing.Short() {
				random = 0
			}
			for range random {
				cells = append(cells, crashChild{Scenario: scenario, Expect: "anywhere, any", Variant: killAnytime})
			}
			queue := make(chan crashChild)
			var wg sync.WaitGroup
			for range 2 {
				wg.Go(func() {
					for c := range queue {
						err := crashCell(t, bases[scenario], c, life)
						if table.add(c, err); err != nil {
							t.Errorf("step %d (%s) %s: %v", c.Target, c.Expect, c.Variant, err)
						}
					}
				})
			}
			for _, c := range cells {
				queue <- c
			}
			close(queue)
			wg.Wait()
		})
	}
	t.Logf("crash table\n%s", &table)
}

// crashCells are the runs of a scenario: each of its steps in each variant.
func crashCells(scenario string, reports []report) (cells []crashChild) {
	c := crashChild{Scenario: scenario}
	for i, r := range ofKind(reports, "step") {
		switch r.What {
		case "database: sessions, commit":
			c.Kept = i + 1
		case "database: datasets+former+superseded, commit", "database: datasets+superseded, commit":
			c.Imported = i + 1
		case "database: sessions+subject_keys, commit":
			c.Opened = i + 1
		case "database: subject_keys, commit":
			c.Erased = i + 1
		case "database: strikes, commit":
			c.Struck = i + 1
		}
	}
	named := map[string]int{}
	last := len(reports) - 1
	for reports[last].Kind != "step" {
		last--
	}
	for i, r := range reports {
		c.told = c.told || i == last || r.Kind == "ack"
		if r.Kind != "step" {
			continue
		}
		c.Target++
		named[r.What]++
		c.Expect, c.Nth = r.What, named[r.What]
		if c.Nth > 2 && c.Expect == "result: matches, write" || c.Nth > 1 && c.Expect == "result: handles, write" {
			continue // how many there are depends on the noise
		}
		for _, c.Variant = range variants {
			if c.Variant == killAfter && reports[i+1].Kind == "step" {
				continue // the same as before the next step: nothing is reported in between
			}
			cells = append(cells, c)
		}
		c.told = false
	}
	return cells
}

// crashTable counts runs by object and op.
type crashTable struct {
	mu   sync.Mutex
	rows map[string]*crashRow
}

type crashRow struct {
	steps    map[string]bool
	variants map[variant]bool
	runs, ok int
}

func (t *crashTable) add(c crashChild, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rows == nil {
		t.rows = map[string]*crashRow{}
	}
	r := t.rows[c.Expect]
	if r == nil {
		r = &crashRow{steps: map[string]bool{}, variants: map[variant]bool{}}
		t.rows[c.Expect] = r
	}
	r.steps[fmt.Sprint(c.Scenario, c.Target)] = true
	r.variants[c.Variant] = true
	r.runs++
	if err == nil {
		r.ok++
	}
}

func (t *crashTable) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "object\top\tsteps\tvariants\truns\tok")
	runs, ok := 0, 0
	for _, name := range slices.Sorted(maps.Keys(t.rows)) {
		r := t.rows[name]
		object, op, _ := strings.Cut(name, ", ")
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\n", object, op, len(r.steps), len(r.variants), r.runs, r.ok)
		runs, ok = runs+r.runs, ok+r.ok
	}
	fmt.Fprintf(w, "all\t\t\t\t%d\t%d\n", runs, ok)
	w.Flush()
	return b.String()
}

func ofKind(reports []report, kind string) (of []report) {
	for _, r := range reports {
		if r.Kind == kind {
			of = append(of, r)
		}
	}
	return of
}

// crashBases returns the data directories that the scenarios begin with; "" means none.
func crashBases(t *testing.T) map[string]string {
	data := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importTable(data, t.TempDir(), changed(0, most, 1), time.Time{}))
	bare := filepath.Join(t.TempDir(), "data")
	require.NoError(t, os.CopyFS(bare, os.DirFS(data)))
	p, err := Open(data, crashConfig())
	require.NoError(t, err)
	p.sessions.Hooks().Masked() // the next process takes the epoch over
	require.NoError(t, p.Close())
	bases := map[string]string{"import": "", "epoch": bare, "merge": data, "remove": data, "count": data, "blinded": data, "strike": data}
	bases["adopt"], bases["take"] = crashEpochJobs(t, bare)
	merged := t.TempDir()
	crashRun(t, merged, data, crashChild{Scenario: "merge"}, 0)
	bases["stop"], bases["rollback"] = filepath.Join(merged, "data"), filepath.Join(merged, "data")
	// What a process left that was killed as it was about to keep an answer, with
	// a dataset that was replaced meanwhile.
	dry := crashRun(t, t.TempDir(), data, crashChild{Scenario: "blinded"}, 0)
	c := crashChild{Scenario: "blinded", Variant: killBefore}
	c.Expect = "database: sessions, commit"
	for _, s := range ofKind(dry, "step") {
		if s.What == c.Expect {
			c.Nth++
		}
	}
	lost := t.TempDir()
	require.Len(t, ofKind(crashRun(t, lost, data, c, 0), "hit"), 1)
	left, err := os.ReadDir(filepath.Join(lost, "data", "matches"))
	require.NoError(t, err)
	require.Len(t, left, 1)
	data = filepath.Join(lost, "data")
	require.NoError(t, importTable(data, t.TempDir(), changed(most-100, most+100, 2), firstDay))
	bases["recover"] = data
	answered := t.TempDir()
	crashRun(t, answered, bases["blinded"], crashChild{Scenario: "blinded"}, 0)
	bases["erase"] = filepath.Join(answered, "data")
	return bases
}

// crashRun runs c in a process of its own, on a copy of base in dir/data. Unless the given time is 0, it is killed
// after that.
func crashRun(t *testing.T, dir, base string, c crashChild, after time.Duration) (reports []report) {
	c.Dir, c.Scratch = filepath.Join(dir, "data"), filepath.Join(dir, "scratch")
	require.NoError(t, os.Mkdir(c.Scratch, 0o700))
	if base != "" {
		require.NoError(t, os.CopyFS(c.Dir, os.DirFS(base)))
	}
	spec, err := json.Marshal(c)
	require.NoError(t, err)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashEnv+"="+string(spec), "GOGC=off")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	if after > 0 {
		time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if line, ok := strings.CutPrefix(lines.Text(), reportPrefix); ok {
			var r report
			require.NoError(t, json.Unmarshal([]byte(line), &r))
			reports = append(reports, r)
		}
	}
	require.NoError(t, lines.Err())
	_ = cmd.Wait() // it was killed
	require.Empty(t, stderr.String())
	return reports
}

// crashCell is one run and its outcome.
func crashCell(t *testing.T, base string, c crashChild, life time.Duration) error {
	dir, err := os.MkdirTemp("", "crash-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	after := time.Duration(0)
	if c.Variant == killAnytime {
		after = time.Millisecond + rand.N(life)
	}
	reports := crashRun(t, dir, base, c, after)
	if c.Variant != killAnytime && len(ofKind(reports, "hit")) == 0 {
		return errors.New("the step was not reached")
	}
	if c.Variant == failUndone || c.Variant == failDone {
		if err := acknowledgedAnyway(c, reports); err != nil {
			return err
		}
	}
	dir = filepath.Join(dir, "data")
	if err := checkLeft(dir, reports); err != nil {
		return fmt.Errorf("as it was left: %w", err)
	}
	if err := checkServed(dir, reports); err != nil {
		return fmt.Errorf("after a restart: %w", err)
	}
	return nil
}
