package platform

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/dataset/runs"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/epochjob"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"
)

// householdsAndOthers are most groups of one address and most households, of three identifiers.
func householdsAndOthers() string {
	var csv strings.Builder
	csv.WriteString("user_id,email,phone,collection_context\n")
	for i := range most {
		fmt.Fprintf(&csv, "a%d,person%d@mail.example,%s,newsletter\n", i, i, phoneOf(i))
		fmt.Fprintf(&csv, "b%d,person%d@mail.example,%s,newsletter\n", i, i+10_000, phoneOf(i))
		fmt.Fprintf(&csv, "c%d,person%d@mail.example,,newsletter\n", i, i+20_000)
	}
	return csv.String()
}

// twoSections is a data directory with them.
func twoSections(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importInto(t, dir, "users", verifiedYAML, householdsAndOthers()))
	return dir
}

// madeEpoch is a job of an epoch, and what its workers have made.
type madeEpoch struct {
	sealer Sealer
	files  *JobFiles
	groups []EpochGroup
	rows   []runs.EpochRow
}

// prepareEpoch makes a job, and has it done by workers that take every fifth group each.
func prepareEpoch(t testing.TB, dir string) *madeEpoch {
	t.Helper()
	s, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer s.Close()
	return prepareEpochOn(t, s, nil)
}

func prepareEpochOn(t testing.TB, s *Directory, sealer Sealer) *madeEpoch {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "groups")
	m := &madeEpoch{sealer: sealer}
	var err error
	m.files, err = PrepareEpoch(ctx, s, "v1", "users", params.Purpose, folder)
	require.NoError(t, err)
	parts, err := filepath.Glob(filepath.Join(folder, "*"))
	require.NoError(t, err)
	for _, path := range parts {
		require.Equal(t, ".parquet", filepath.Ext(path))
		groups, err := parquet.ReadFile[EpochGroup](path)
		require.NoError(t, err)
		m.groups = append(m.groups, groups...)
	}
	const workers = 5
	for n := range workers {
		var part []EpochGroup
		for i := n; i < len(m.groups); i += workers {
			part = append(part, m.groups[i])
		}
		m.rows = append(m.rows, m.mask(t, part)...)
	}
	sortRows(m.rows)
	return m
}

func sortRows(rows []runs.EpochRow) {
	slices.SortFunc(rows, func(a, b runs.EpochRow) int {
		return cmp.Or(cmp.Compare(a.Width, b.Width), bytes.Compare(a.Row, b.Row))
	})
}

func (m *madeEpoch) mask(t testing.TB, part []EpochGroup) (rows []runs.EpochRow) {
	t.Helper()
	w, err := NewEpochWorker("v1", m.files, m.sealer)
	require.NoError(t, err)
	defer w.Close()
	require.NoError(t, w.Mask(part, func(made []runs.EpochRow) error {
		for _, r := range made {
			rows = append(rows, runs.EpochRow{Width: r.Width, Row: slices.Clone(r.Row), Check: slices.Clone(r.Check)})
		}
		return nil
	}))
	return rows
}

// output writes rows as a job does, in three runs.
func (m *madeEpoch) output(t testing.TB, rows []runs.EpochRow) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "set"), 0o700))
	digest := sha256.Sum256(m.files.Job)
	is := runs.Manifest{Version: runs.Version, Job: hex.EncodeToString(digest[:])}
	for i := range 3 {
		var b bytes.Buffer
		w := parquet.NewGenericWriter[runs.EpochRow](&b)
		_, err := w.Write(rows[len(rows)*i/3 : len(rows)*(i+1)/3])
		require.NoError(t, err)
		require.NoError(t, w.Close())
		sum := sha256.Sum256(b.Bytes())
		f := runs.File{Path: fmt.Sprintf("set/part-%05d-x.c000.parquet", i), Size: int64(b.Len()), SHA256: hex.EncodeToString(sum[:])}
		is.Files = append(is.Files, f)
		require.NoError(t, os.WriteFile(filepath.Join(dir, f.Path), b.Bytes(), 0o600))
	}
	text, err := json.Marshal(is)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, runs.ManifestName), text, 0o600))
	return dir
}

func adoptEpoch(dir, program string, files *JobFiles, output string) (*AdoptedEpoch, error) {
	s, err := OpenExistingDirectory(dir, DirectoryConfig{})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	set, err := runs.Open(output)
	if err != nil {
		return nil, err
	}
	return AdoptEpoch(ctx, s, program, files, set, func(done, all uint64) {
		if done > all {
			panic("more than all")
		}
	})
}

// secret is the epoch's, of a job without a sealer.
func (m *madeEpoch) secret(t testing.TB) *psi.EpochSecret {
	t.Helper()
	var f struct{ Keys string }
	require.NoError(t, json.Unmarshal(m.files.Keys, &f))
	b, err := hex.DecodeString(f.Keys)
	require.NoError(t, err)
	require.NotContains(t, string(m.files.Job), f.Keys[:64])
	return (*psi.EpochSecret)(b[:32])
}

// alone is what one machine masks of the dataset under a secret: the files of the epoch.
func alone(t testing.TB, dir string, secret *psi.EpochSecret) (all [4][]byte, set psi.Set) {
	t.Helper()
	opened, err := OpenExistingDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer opened.Close()
	s := opened.rows
	d, err := s.Datasets.Get(ctx, "users", params.Purpose)
	require.NoError(t, err)
	layout, err := s.Layouts.Of(ctx, d)
	require.NoError(t, err)
	stored, err := dataset.OpenStored(s.Files.Generation(d.Generation).Set())
	require.NoError(t, err)
	defer stored.Close()
	key, err := s.ElementsKey(s.Files.Generation(d.Generation), d)
	require.NoError(t, err)
	var out [4]bytes.Buffer
	e, err := psi.NewEpoch(ctx, d.Params(), psi.Dataset{Key: key, Sections: layout.Arrange(d.Groups, epochjob.Groups(stored, &layout, new(int)))}, secret,
		psi.EpochFiles{Set: &out[0], Leaves: &out[1], Order: &out[2], Sentinels: &out[3]}, psi.Scratch{Dir: t.TempDir()})
	require.NoError(t, err)
	defer e.Destroy()
	for i := range out {
		all[i] = out[i].Bytes()
	}
	return all, e.Set()
}

func epochFiles(t testing.TB, p *Platform, digest psi.Digest) (all [4][]byte) {
	t.Helper()
	for i, suffix := range store.EpochSuffixes {
		b, err := os.ReadFile(string(p.store.rows.Files.Epoch(digest)) + suffix)
		require.NoError(t, err)
		all[i] = b
	}
	return all
}

// An epoch that workers have masked in parts is, in all its files, the one that a server masks alone under the same
// secret. A server that is stopped takes it up when it starts, one that serves in between; sessions on it count what is
// true, and it outlives a restart. Its output is taken up once, for whatever copy of it there is. SPEC M14
func TestEpochJob(t *testing.T) {
	t.Parallel()
	dir := twoSections(t)
	m := prepareEpoch(t, dir)
	output := m.output(t, m.rows)
	want, set := alone(t, dir, m.secret(t))
	require.Len(t, set.Parts, 2)
	adopted, err := adoptEpoch(dir, "v1", m.files, output)
	require.NoError(t, err)
	require.Equal(t, &AdoptedEpoch{Dataset: "users", Purpose: params.Purpose, Digest: set.Digest, Parts: set.Parts}, adopted)
	_, err = adoptEpoch(dir, "v1", m.files, output)
	require.ErrorContains(t, err, "the server has not taken it up yet")

	p, log := open(t, dir, Config{})
	require.True(t, current(t, p).State.Ready)
	count := func(p *Platform, want psi.Digest) {
		t.Helper()
		list := anybody().list(both, slices.Concat(emails(0, 200), phones(t, 150, 250), emails(20_000, 20_100), emails(100_000, 100_300)))
		s := anybody().begin(t, p, "acme", psi.Count, list, ofBoth)
		require.Equal(t, want, s.c.PlatformSet.Digest)
		require.EqualValues(t, 350, *s.finish(t).Released.Value)
	}
	count(p, set.Digest)
	require.Equal(t, want, epochFiles(t, p, set.Digest))
	require.NotContains(t, log.String(), "not taken up")
	left, err := os.ReadDir(store.Given(p.store.rows.Files))
	require.NoError(t, err)
	require.Empty(t, left)
	_, err = adoptEpoch(dir, "v1", m.files, output)
	require.ErrorContains(t, err, "was opened before")

	next := prepareEpoch(t, dir)
	require.NotEqual(t, m.secret(t), next.secret(t))
	serving := anybody().begin(t, p, "acme", psi.Count, maskedList(), ofBoth)
	adopted, err = adoptEpoch(dir, "v1", next.files, next.output(t, next.rows))
	require.NoError(t, err)
	want, _ = alone(t, dir, next.secret(t))
	current(t, p)
	count(p, adopted.Digest)
	require.Equal(t, want, epochFiles(t, p, adopted.Digest))
	serving.finish(t)

	require.NoError(t, p.Close())
	q, _ := open(t, dir, Config{})
	count(q, adopted.Digest)
	all, _ := verifyLedger(t, dir)
	opened := 0
	for _, e := range all {
		if e.Epoch != nil {
			opened++
		}
	}
	require.Equal(t, 2, opened, "the server has masked none itself")
}

// What is damaged, not whole, in another order or of another job is refused, and nothing has changed then.
func TestEpochJobRefused(t *testing.T) {
	t.Parallel()
	dir := twoSections(t)
	m, other := prepareEpoch(t, dir), prepareEpoch(t, dir)
	given := filepath.Join(dir, "given")
	try := func(want, program string, files *JobFiles, output string) {
		t.Helper()
		_, err := adoptEpoch(dir, program, files, output)
		require.ErrorContains(t, err, want)
		left, err := filepath.Glob(filepath.Join(given, "*"))
		require.NoError(t, err)
		require.Empty(t, left)
	}
	changed := func(change func(rows []runs.EpochRow) []runs.EpochRow) string {
		rows := make([]runs.EpochRow, len(m.rows))
		for i, r := range m.rows {
			rows[i] = runs.EpochRow{Width: r.Width, Row: slices.Clone(r.Row), Check: slices.Clone(r.Check)}
		}
		return m.output(t, change(rows))
	}
	last := len(m.rows) - 1
	const damaged, lacks = "a row is damaged, or was not made by a worker of this job", "rows are missing, there twice, or of another dataset"
	for _, c := range []struct {
		name, want string
		change     func(rows []runs.EpochRow) []runs.EpochRow
	}{
		{"an element flipped", damaged, func(r []runs.EpochRow) []runs.EpochRow { r[7].Row[3] ^= 1; return r }},
		{"a place flipped", damaged, func(r []runs.EpochRow) []runs.EpochRow { r[last].Row[len(r[last].Row)-1] ^= 1; return r }},
		{"a code flipped", damaged, func(r []runs.EpochRow) []runs.EpochRow { r[0].Check[15] ^= 1; return r }},
		{"a width", damaged, func(r []runs.EpochRow) []runs.EpochRow { r[0].Width = 2; return r }},
		{"of another job", damaged, func(r []runs.EpochRow) []runs.EpochRow { r[9] = other.rows[9]; return r }},
		{"the first missing", lacks, func(r []runs.EpochRow) []runs.EpochRow { return r[1:] }},
		{"the last missing", lacks, func(r []runs.EpochRow) []runs.EpochRow { return r[:last] }},
		{"a section missing", lacks, func(r []runs.EpochRow) []runs.EpochRow {
			return slices.DeleteFunc(r, func(x runs.EpochRow) bool { return x.Width == 1 })
		}},
		{"none", lacks, func([]runs.EpochRow) []runs.EpochRow { return nil }},
		{"one twice", "not above the one before it", func(r []runs.EpochRow) []runs.EpochRow { return slices.Insert(r, 5, r[5]) }},
		{"two swapped", "not above the one before it", func(r []runs.EpochRow) []runs.EpochRow { r[5], r[6] = r[6], r[5]; return r }},
		{"sections swapped", lacks, func(r []runs.EpochRow) []runs.EpochRow {
			slices.SortStableFunc(r, func(a, b runs.EpochRow) int { return int(b.Width - a.Width) })
			return r
		}},
		{"a sentinel for another group", lacks, func(r []runs.EpochRow) []runs.EpochRow {
			i := slices.IndexFunc(m.groups, func(g EpochGroup) bool { return g.Sentinel })
			again := append(m.mask(t, m.groups[i:i+1]), r[1:]...)
			sortRows(again)
			return slices.CompactFunc(again, func(a, b runs.EpochRow) bool { return bytes.Equal(a.Row, b.Row) })
		}},
	} {
		t.Run(c.name, func(t *testing.T) { try(c.want, "v1", m.files, changed(c.change)) })
	}

	whole := m.output(t, m.rows)
	try("use one for all", "v2", m.files, whole)
	try("made by another job", "v1", other.files, whole)
	try("of another job", "v1", &JobFiles{Job: m.files.Job, Keys: other.files.Keys}, whole)
	cut := m.output(t, m.rows)
	path := filepath.Join(cut, "set", "part-00001-x.c000.parquet")
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	b[len(b)/2] ^= 1
	require.NoError(t, os.WriteFile(path, b, 0o600))
	try("is damaged: its checksum", "v1", m.files, cut)
	require.NoError(t, os.Remove(path))
	try("part-00001", "v1", m.files, cut)
	require.NoError(t, os.Remove(filepath.Join(cut, runs.ManifestName)))
	try("the job has not finished", "v1", m.files, cut)

	worker, err := NewEpochWorker("v1", m.files, nil)
	require.NoError(t, err)
	defer worker.Close()
	nothing := func([]runs.EpochRow) error { panic("masked") }
	require.ErrorContains(t, worker.Mask(other.groups[:1], nothing), "of another job")
	for _, change := range []func(g *EpochGroup){
		func(g *EpochGroup) { g.Elements[5] ^= 1 }, func(g *EpochGroup) { g.Number++ }, func(g *EpochGroup) { g.Width = 2 },
		func(g *EpochGroup) { g.Sentinel = true }, func(g *EpochGroup) { g.Elements = nil }, func(g *EpochGroup) { g.Check = nil },
	} {
		g := m.groups[0]
		g.Elements = slices.Clone(g.Elements)
		change(&g)
		require.ErrorContains(t, worker.Mask([]EpochGroup{g}, nothing), "damaged, or of another job")
	}
	_, err = NewEpochWorker("v2", m.files, nil)
	require.ErrorContains(t, err, "use one for all")
	_, err = NewEpochWorker("v1", &JobFiles{Job: []byte(`{"version":1,"policy":"x"}`)}, nil)
	require.ErrorContains(t, err, "want that of an epoch")

	require.NoError(t, importInto(t, dir, "users", verifiedYAML, householdsAndOthers()))
	try("imported, rolled back or amended since", "v1", m.files, whole)
}

// An epoch that was adopted and is damaged, or of a dataset that is another by then, is not taken up: the server says why
// and masks one itself. It is in no backup, and a copy that is acknowledged does not go on with it.
func TestEpochJobNotTakenUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want string
		before     func(t *testing.T, dir, given string)
	}{
		{"a file flipped", "the epoch's file .sentinels is damaged", func(t *testing.T, _, given string) {
			all, err := filepath.Glob(filepath.Join(given, "*.sentinels"))
			require.NoError(t, err)
			b, err := os.ReadFile(all[0])
			require.NoError(t, err)
			b[len(b)/2] ^= 1
			require.NoError(t, os.WriteFile(all[0], b, 0o600))
		}},
		{"a file missing", "no such file", func(t *testing.T, _, given string) {
			all, err := filepath.Glob(filepath.Join(given, "*.order"))
			require.NoError(t, err)
			require.NoError(t, os.Remove(all[0]))
		}},
		{"the secret damaged", "damaged", func(t *testing.T, _, given string) {
			require.NoError(t, os.WriteFile(filepath.Join(given, "epoch.json"), []byte("{"), 0o600))
		}},
		{"sections drawn anew", "drawn anew", func(t *testing.T, dir, _ string) {
			s, err := OpenExistingDirectory(dir, DirectoryConfig{})
			require.NoError(t, err)
			defer s.Close()
			layout := disclosure.Layout{Into: [5]uint64{4, 4, 4, 4, 4}, Capacity: [5]uint64{0, 0, 8192}}
			b, err := json.Marshal(layout)
			require.NoError(t, err)
			_, err = s.rows.DB().Exec(`UPDATE layouts SET layout = $1`, string(b))
			require.NoError(t, err)
		}},
		{"imported again", "", func(t *testing.T, dir, _ string) {
			require.NoError(t, importInto(t, dir, "users", verifiedYAML, householdsAndOthers()))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := twoSections(t)
			m := prepareEpoch(t, dir)
			adopted, err := adoptEpoch(dir, "v1", m.files, m.output(t, m.rows))
			require.NoError(t, err)
			all, err := filepath.Glob(filepath.Join(dir, "given", "*"))
			require.NoError(t, err)
			require.Len(t, all, 1)
			to, contents, err := backUp(t, dir)
			require.NoError(t, err)
			require.Empty(t, contents.Skipped)
			require.NoDirExists(t, filepath.Join(to, "data", "given"))
			copied := filepath.Join(t.TempDir(), "data")
			require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
			require.NoError(t, onDirectory(copied, func(s *Directory) error { return s.AcknowledgeRestored(ctx, "a snapshot of the disk") }))
			require.NoDirExists(t, filepath.Join(copied, "given"))
			c.before(t, dir, all[0])
			p, log := open(t, dir, Config{})
			current(t, p)
			require.NotContains(t, p.sessions.Hooks().Epochs(), adopted.Digest)
			require.Contains(t, log.String(), c.want)
			require.Equal(t, c.want != "", strings.Contains(log.String(), "what was adopted is not taken up"))
			left, err := filepath.Glob(filepath.Join(dir, "given", "*"))
			require.NoError(t, err)
			require.Empty(t, left)
			require.NotContains(t, log.String(), hex.EncodeToString(m.secret(t)[:]))
		})
	}
}

// kept is a folder in a data directory with a job of an epoch and its output, for processes that die as they adopt it.
const kept = "kept"

// crashEpochJobs returns a data directory whose job of an epoch is done, and one in which it was adopted.
func crashEpochJobs(t *testing.T, bare string) (done, adopted string) {
	done, adopted = filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "data")
	for _, dir := range []string{done, adopted} {
		require.NoError(t, os.CopyFS(dir, os.DirFS(bare)))
		m := prepareEpoch(t, dir)
		require.NoError(t, os.CopyFS(filepath.Join(dir, kept), os.DirFS(m.output(t, m.rows))))
		require.NoError(t, os.WriteFile(filepath.Join(dir, kept, "job"), m.files.Job, 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(dir, kept, "keys"), m.files.Keys, 0o600))
	}
	require.NoError(t, adoptKept(adopted))
	return done, adopted
}

func adoptKept(dir string) (err error) {
	f := &JobFiles{}
	if f.Job, err = os.ReadFile(filepath.Join(dir, kept, "job")); err != nil {
		return err
	}
	if f.Keys, err = os.ReadFile(filepath.Join(dir, kept, "keys")); err != nil {
		return err
	}
	_, err = adoptEpoch(dir, "v1", f, filepath.Join(dir, kept))
	return err
}

// absent is a sealer whose key management service is away.
type absent struct{ away *atomic.Bool }

func (a absent) Seal(_ string, key []byte) ([]byte, error) { return slices.Clone(key), nil }

func (a absent) Open(name string, sealed []byte) ([]byte, error) {
	if a.away.Load() && strings.HasPrefix(name, "epoch/") {
		return nil, errors.New("no answer")
	}
	return slices.Clone(sealed), nil
}

// An epoch whose secret can't be opened for the moment waits on, and is not masked by the server meanwhile.
func TestEpochJobWaitsForSealer(t *testing.T) {
	t.Parallel()
	s := absent{new(atomic.Bool)}
	dir := filepath.Join(t.TempDir(), "data")
	d, err := OpenDirectory(dir, DirectoryConfig{Sealer: s})
	require.NoError(t, err)
	defer d.Close()
	path := filepath.Join(t.TempDir(), "users.csv")
	require.NoError(t, os.WriteFile(path, []byte(householdsAndOthers()), 0o600))
	rules, err := purpose.Parse([]byte(verifiedYAML))
	require.NoError(t, err)
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	require.NoError(t, err)
	defer table.Close()
	_, err = d.Import(ctx, table, ImportConfig{Dataset: "users", Purpose: params.Purpose, Policy: rules})
	require.NoError(t, err)
	m := prepareEpochOn(t, d, s)
	set, err := runs.Open(m.output(t, m.rows))
	require.NoError(t, err)
	adopted, err := AdoptEpoch(ctx, d, "v1", m.files, set, func(uint64, uint64) {})
	require.NoError(t, err)
	s.away.Store(true)
	p, log := open(t, dir, Config{Directory: DirectoryConfig{Sealer: s}})
	p.sessions.Hooks().Masked()
	require.Contains(t, log.String(), "open the secret of an epoch that was adopted: no answer")
	require.Empty(t, p.sessions.Hooks().Epochs())
	require.NoError(t, p.Close())
	s.away.Store(false)
	q, _ := open(t, dir, Config{Directory: DirectoryConfig{Sealer: s}})
	current(t, q)
	require.Contains(t, q.sessions.Hooks().Epochs(), adopted.Digest)
}
