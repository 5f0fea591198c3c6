package platform

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
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

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

var crashScenarios = []string{"import", "merge", "count", "blinded", "recover", "erase"}

// telling are the steps of which each ordinary run of the tests takes one of each kind.
var telling = regexp.MustCompile(`^(result: |budget: .*releases|database: (sessions|datasets)|folder (matches|ledger), sync|dataset: (folder, rename|manifest.json, sync)|ledger: checkpoint, (sync|rename))`)

// A process dies, or its disk fails, at every step that is to make something
// last, in every way. Whoever comes next finds all that was acknowledged, nothing
// released without an entry and a debit, and a platform that serves.
func TestCrashTable(t *testing.T) {
	slow := os.Getenv("BLINDMATCH_SLOW") != ""
	defer useHook(noSync)()
	bases := crashBases(t)
	table := crashTable{}
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
			random := 50
			if !slow {
				seen := map[string]bool{}
				cells = slices.DeleteFunc(cells, func(c crashChild) bool {
					if c.told && (c.Variant == cutLost || c.Variant == cutTorn) {
						return false
					}
					known := seen[c.Expect]
					// The variant goes with the step's number, so that all of them come up.
					ours := telling.MatchString(c.Expect) && c.Variant == variants[c.Target%(len(variants)-1)] // killAfter is not everywhere
					seen[c.Expect] = known || ours
					return known || !ours
				})
				random = 2
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
		case "database: datasets+superseded, commit":
			c.Imported = i + 1
		case "database: sessions+subject_keys, commit":
			c.Opened = i + 1
		case "database: subject_keys, commit":
			c.Erased = i + 1
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
				continue // the same as before the next step: nothing is told in between
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

// crashBases are the data directories that the scenarios begin with; "" for none.
func crashBases(t *testing.T) map[string]string {
	data := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importTable(data, t.TempDir(), changed(0, 1000, 1), time.Time{}))
	p, err := Open(data, crashConfig())
	require.NoError(t, err)
	require.NoError(t, p.Close())
	bases := map[string]string{"import": "", "merge": data, "count": data, "blinded": data}
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
	require.NoError(t, importTable(data, t.TempDir(), changed(900, 1100, 2), firstDay))
	bases["recover"] = data
	answered := t.TempDir()
	crashRun(t, answered, bases["blinded"], crashChild{Scenario: "blinded"}, 0)
	bases["erase"] = filepath.Join(answered, "data")
	return bases
}

// crashRun runs c in a process of its own, on a copy of base in dir/data. After a
// time, unless that is 0, it is killed.
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

// crashCell is one run and what came of it.
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

// acknowledgedAnyway finds what was acknowledged although a step for it failed.
func acknowledgedAnyway(c crashChild, reports []report) error {
	if strings.HasSuffix(c.Expect, ", remove") {
		return nil
	}
	under, hit := "", false
	for _, r := range reports {
		switch {
		case r.Kind == "begin" && !hit:
			under = r.What
		case r.Kind == "hit":
			hit = true
		case r.Kind == "ack" && !hit && r.What == under:
			under = ""
		case r.What == "result" && c.Target > c.Kept, r.What == "offer" && c.Target > c.Opened, r.What == "import" && c.Target > c.Imported, r.What == "erasure" && c.Target > c.Erased: // what failed comes after it
		case r.Kind == "ack" && hit && (r.What == under || strings.HasPrefix(c.Expect, "ledger: ") && r.What != "session" && r.What != "start"):
			return fmt.Errorf("acknowledged: %s", r.What)
		}
	}
	return nil
}

// checkLeft looks at a data directory before any server has put it in order.
func checkLeft(dir string, reports []report) (err error) {
	store, err := OpenStore(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	imports := map[psi.Digest]bool{}
	_, replay, err := store.VerifyLedger(ctx, func(e *ledger.Entry) error {
		if e.Import != nil {
			imports[e.Import.Commitment] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	inLedger := map[string]*ledger.Session{}
	for _, s := range replay.Sessions {
		inLedger[s.ID] = s
		if s.Released == nil {
			continue
		}
		var paid int
		if err := store.db.QueryRow(`SELECT count(*) FROM releases WHERE session = ?`, s.ID).Scan(&paid); err != nil || paid != 1 {
			return errors.Join(err, fmt.Errorf("a result in the ledger has %d debits", paid))
		}
	}
	released := func(id string) bool { return inLedger[id] != nil && inLedger[id].Released != nil }
	rows, err := store.Sessions(ctx, 100)
	if err != nil {
		return err
	}
	for _, s := range rows {
		if s.Result != nil && !released(s.ID) {
			return errors.New("an answer has no entry in the ledger")
		}
	}
	matches, err := filepath.Glob(filepath.Join(dir, "matches", "*.csv"))
	if err != nil {
		return err
	}
	for _, name := range matches {
		id := strings.TrimSuffix(filepath.Base(name), ".csv")
		if !strings.HasPrefix(id, newMatches) && (!released(id) || inLedger[id].Handles == nil) {
			return errors.New("a file of matches has no entry in the ledger")
		}
	}
	sets, err := store.Datasets(ctx)
	if err != nil {
		return err
	}
	for _, d := range sets {
		if err := wholeDataset(store, &d, imports); err != nil {
			return err
		}
	}
	for _, r := range ofKind(reports, "ack") {
		switch r.What {
		case "client":
			if all, err := store.Clients(ctx); err != nil || len(all) != 1 {
				return errors.Join(err, errors.New("the client is not registered any more"))
			}
		case "import":
			if len(sets) != 1 || sets[0].Sizes["email"] != r.Size {
				return errors.New("the imported dataset is not there")
			}
		case "offer":
			if inLedger[r.ID] == nil || !slices.ContainsFunc(rows, func(s SessionRow) bool { return s.ID == r.ID }) {
				return errors.New("the session is unknown")
			}
		case "handles":
			if s := inLedger[r.ID]; s == nil || s.Delivered.IsZero() {
				return errors.New("the delivery of handles has no entry")
			}
		case "erasure":
			if s := inLedger[r.ID]; s == nil || s.Erased.IsZero() {
				return errors.New("the erasure has no entry")
			}
			for _, name := range []string{store.matchesFile(r.ID), store.matchIndex(r.ID)} {
				if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
					return errors.New("what was erased has come back")
				}
			}
		case "cosignature":
			if all, err := store.Cosigned(ctx); err != nil || len(all) != 1 {
				return errors.Join(err, errors.New("the cosignature is gone"))
			}
		}
	}
	return nil
}

// wholeDataset reads all files of a dataset and looks for its import's entry.
func wholeDataset(store *Store, d *DatasetRow, imports map[psi.Digest]bool) error {
	dir := store.generationDir(d.generation)
	salt, err := os.ReadFile(filepath.Join(dir, "commitment"))
	if err != nil {
		return err
	}
	stored, err := dataset.OpenStored(filepath.Join(dir, dataFolder))
	if err != nil {
		return err
	}
	defer stored.Close()
	h := sha256.New()
	fmt.Fprintf(h, "%s dataset commitment\n%s", psi.Version, salt)
	for _, t := range []identity.Type{identity.Email, identity.Phone} {
		set, err := stored.Set(t)
		if err != nil {
			return err
		}
		elements := sha256.New()
		n := uint64(0)
		for e, err := range set.Elements() {
			if err != nil {
				return err
			}
			elements.Write(e[:])
			if users, err := set.Users(n); err != nil || len(users) != 1 || !strings.HasPrefix(users[0], "u") {
				return errors.Join(err, errors.New("an element's owner is wrong"))
			}
			n++
		}
		fmt.Fprintf(h, "%s %d %x\n", t, set.Size(), elements.Sum(nil))
		key, err := datasetKey(dir, d.Name, nil, d.Params(string(t)))
		if err != nil {
			return err
		}
		key.Destroy()
	}
	if !imports[psi.Digest(h.Sum(nil))] {
		return errors.New("the dataset is not the one of an import in the ledger")
	}
	return nil
}

// checkServed starts a server and looks at what it serves.
func checkServed(dir string, reports []report) (err error) {
	scratch, err := os.MkdirTemp(filepath.Dir(dir), "client-*")
	if err != nil {
		return err
	}
	store, err := OpenStore(dir)
	if err != nil {
		return err
	}
	sets, err := store.Datasets(ctx)
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if len(sets) == 0 { // nothing was acknowledged: it can be done again
		if err := importTable(dir, scratch, changed(0, 1000, 1), time.Time{}); err != nil {
			return err
		}
	}
	p, err := Open(dir, crashConfig())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	for _, r := range ofKind(reports, "ack") {
		switch r.What {
		case "result":
			if b, err := p.Result(ctx, "acme", r.ID); err != nil || !bytes.Equal(b, r.Bytes) {
				return errors.Join(err, errors.New("the answer is not the one that was given out"))
			}
		case "handles":
			path, err := p.HandlesFile("acme", r.ID)
			if err != nil {
				return err
			}
			if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, r.Bytes) {
				return errors.Join(err, errors.New("the handles are not those that were given out"))
			}
		}
	}
	_, replay, err := p.store.VerifyLedger(ctx, nil)
	if err != nil {
		return err
	}
	rows, err := p.store.Sessions(ctx, 100)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(s SessionRow) bool { x := replay.Session(s.ID); return x != nil && !x.Erased.IsZero() })
	kept := map[string]bool{}
	for _, s := range rows {
		if s.Result != nil && s.Result.Handles != nil {
			kept[s.ID] = true
			if err := wholeMatches(p, &s); err != nil {
				return err
			}
		}
	}
	for folder, suffix := range map[string]string{"matches": ".csv", "subjects": ".matches"} {
		files, err := os.ReadDir(filepath.Join(dir, folder))
		if err != nil {
			return err
		}
		for _, f := range files {
			id, _ := strings.CutSuffix(f.Name(), suffix)
			if !kept[id] && !strings.HasSuffix(f.Name(), "."+candidatesFile) {
				return fmt.Errorf("there are %s of which the advertiser was told nothing, or that were erased", folder)
			}
		}
	}
	if err := askedPerson(p.store, rows, reports); err != nil {
		return err
	}
	spent, err := p.store.Budgets(ctx)
	if err != nil {
		return err
	}
	if len(spent) > 0 {
		o, _ := offerOf(p, "acme", psi.Count)
		if _, err := p.Offer(ctx, "acme", o); psi.CodeOf(err) != psi.CodeTooSoon {
			return fmt.Errorf("an owner that has paid is told: %v", err)
		}
	}
	return runSession(p, "globex", psi.Count, scratch, func(report) {})
}

// askedPerson asks what one user of the platform can be told.
func askedPerson(store *Store, rows []SessionRow, reports []report) error {
	r, err := store.Subject(ctx, SubjectQuery{User: "u7"}, nil)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, s := range r.Sessions {
		known[s.Session] = s.Known == KnownYes
	}
	for _, s := range rows {
		if s.Result != nil && !known[s.ID] {
			return errors.New("a person can't be told of a session with an answer")
		}
	}
	for _, r := range ofKind(reports, "ack") {
		// Without its matches, a session that was lost is not known whole; nobody has an answer of it.
		if _, ok := known[r.ID]; r.What == "offer" && !ok {
			return errors.New("a person can't be told of a session")
		}
	}
	return nil
}

// wholeMatches holds an answer, its handles and the platform's matches together.
func wholeMatches(p *Platform, s *SessionRow) error {
	path, err := p.HandlesFile(s.Client, s.ID)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if psi.Digest(sha256.Sum256(b)) != s.Result.Handles.Digest {
		return errors.New("the handles are not those of the answer")
	}
	f, err := os.Open(p.store.matchesFile(s.ID))
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("the platform has lost its matches of an answer")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return err
	}
	if len(lines)-1 != len(b)/psi.HandleSize {
		return fmt.Errorf("the platform has %d matches, the advertiser %d handles", len(lines)-1, len(b)/psi.HandleSize)
	}
	for i, line := range lines[1:] {
		if line[0] != hex.EncodeToString(b[i*psi.HandleSize:][:psi.HandleSize]) {
			return errors.New("the platform's handles are not the advertiser's")
		}
	}
	return nil
}
