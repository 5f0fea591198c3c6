package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func sessionID(i int) string { return fmt.Sprintf("%064x", i+1) }

var (
	policy = psi.Digest{1}
	loaded = psi.Digest{4} // commitment of the import
	epoch  = psi.Set{Size: 20000, Digest: psi.Digest{2}}
	params = psi.Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", IDType: "email"}
)

// preamble is what comes before the first session.
func preamble() []*Entry {
	return []*Entry{
		{Type: TypeStart, Start: &Start{Platform: "p", Modes: []psi.Mode{psi.Count}, Floors: psi.Floors{List: 1000, Dataset: 10000, Report: 100},
			Disclosure: Disclosure{Epsilon: "1/10", Month: "1/5", Year: "3/10", Spacing: 3600}, Version: "v0", Go: "go"}},
		{Type: TypePolicy, Policy: &Policy{Dataset: "users", Purpose: params.Purpose, Digest: policy}},
		{Type: TypeImport, Import: &Import{
			Dataset: "users", Purpose: params.Purpose, Profile: params.Profile, Suite: params.Suite, PolicyDigest: policy,
			Rows: Rows{Total: 3, Admitted: 1, Excluded: 2}, Types: []TypeCount{{Type: "email", Values: 3, Admitted: 1, Excluded: 2, Elements: 1}},
			Admitted: []ContextCount{{"newsletter", 1, 1}}, Excluded: []ReasonCount{{"security_context", 2, 2}}, Commitment: loaded, Index: psi.Digest{5},
		}},
		{Type: TypeEpochOpen, Epoch: &PlatformSet{Platform: "p", Dataset: "users", Import: loaded, PolicyDigest: policy, Params: params, Set: epoch}},
	}
}

// session is a whole session in the right order.
func session(i int) []*Entry {
	id, value := sessionID(i), uint64(1234)
	return []*Entry{
		{Type: TypeOffer, Session: id, Offer: &Offer{Platform: "p", Advertiser: "acme", Dataset: "users", Mode: psi.Count, Params: params, Import: loaded, PolicyDigest: policy}},
		{Type: TypeCommit, Session: id, Commit: &Commit{List: 5000, Set: epoch, Context: psi.Digest{3}}},
		{Type: TypeResult, Session: id, Result: &Result{
			Advertiser: "acme", Dataset: "users", Purpose: params.Purpose, Mode: psi.Count, Context: psi.Digest{3},
			Released: psi.Released{Value: &value, Floor: 100, Noise: "none"},
			Owner:    "Acme Ltd", Contract: "DPA 7",
		}},
	}
}

// noised is session with a noised number, paid for the given hours after 1970.
func noised(i, hours int, leftMonth, leftYear string) []*Entry {
	all := session(i)
	r := all[2].Result
	r.Released.Noise, r.Contract = "laplace 1/10", ""
	r.Budget = &Budget{At: old1970.Add(time.Duration(hours) * time.Hour), Epsilon: "1/10", LeftMonth: leftMonth, LeftYear: leftYear}
	return all
}

func newLog(t testing.TB, entries int) *Log {
	t.Helper()
	l, err := Open(t.TempDir(), "log.example/p")
	require.NoError(t, err)
	fill(t, l, entries)
	return l
}

// fill appends entries of a plausible history up to a size.
func fill(t testing.TB, l *Log, size int) {
	t.Helper()
	all := preamble()
	for i := 0; len(all) < size; i++ {
		all = append(all, session(i)...)
	}
	for i := int(l.head.Load().Size); i < size; i++ {
		require.NoError(t, l.Append(all[i]))
	}
}

func verifier(t testing.TB, l *Log) note.Verifier {
	v, err := NewVerifier(l.VerifierKey())
	require.NoError(t, err)
	return v
}

func TestAppendVerifyReplay(t *testing.T) {
	l := newLog(t, 0)
	var known []*Checkpoint
	for _, size := range []int{0, 1, 2, 255, 256, 257, 513} {
		fill(t, l, size)
		var replay Replay
		c, err := Verify(l.Dir(), verifier(t, l), known, replay.Add)
		require.NoError(t, err, size)
		require.EqualValues(t, size, c.Size)
		known = append(known, c)
	}
	again, err := Open(l.dir, "another name")
	require.NoError(t, err)
	require.Equal(t, l.VerifierKey(), again.VerifierKey())
	require.NoError(t, again.Append(preamble()[0]))
	require.NoError(t, l.Append(preamble()[0]), "the other handle's entry is picked up")
	c, err := Verify(l.Dir(), verifier(t, l), known, nil)
	require.NoError(t, err)
	require.EqualValues(t, 515, c.Size)
}

// A receipt verifies on its own, and no longer does if any of its bytes is changed.
func TestReceipt(t *testing.T) {
	l := newLog(t, 259)
	for _, index := range []int64{0, 1, 255, 256, 258} {
		r, err := l.Receipt(index)
		require.NoError(t, err)
		p, err := VerifyReceipt(r, verifier(t, l))
		require.NoError(t, err)
		require.Equal(t, index, p.Entry.Seq)
	}
	r, err := l.Receipt(258)
	require.NoError(t, err)
	for i := range r {
		bad := bytes.Clone(r)
		bad[i] ^= 1
		_, err := VerifyReceipt(bad, verifier(t, l))
		require.Error(t, err, "byte %d", i)
		_, err = VerifyReceipt(r[:i], verifier(t, l))
		require.Error(t, err, "cut at %d", i)
	}
	_, err = l.Receipt(259)
	require.Error(t, err)
}

// copyLog copies a log's public folder.
func copyLog(t testing.TB, l *Log) string {
	dir := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, os.CopyFS(dir, os.DirFS(l.Dir())))
	return dir
}

// Every byte of every file counts.
func TestFlippedByte(t *testing.T) {
	l := newLog(t, 6)
	dir, v := copyLog(t, l), verifier(t, l)
	files := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		good, err := os.ReadFile(path)
		require.NoError(t, err)
		for i := range good {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << (i % 8)
			require.NoError(t, os.WriteFile(path, bad, 0o600))
			_, err := Verify(dir, v, nil, nil)
			require.Error(t, err, "%s byte %d", path, i)
		}
		return os.WriteFile(path, good, 0o600)
	}))
	require.Equal(t, 13, files)
	_, err := Verify(dir, v, nil, nil)
	require.NoError(t, err)
}

// entriesOf reads a partial bundle's entries, writeBundle writes them.
func entriesOf(t testing.TB, path string) (all [][]byte) {
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	for len(b) > 0 {
		var e []byte
		e, b, err = cutEntry(b)
		require.NoError(t, err)
		all = append(all, e)
	}
	return all
}

func writeBundle(t testing.TB, path string, entries [][]byte) {
	var b []byte
	for _, e := range entries {
		b = appendToBundle(b, e)
	}
	require.NoError(t, os.WriteFile(path, b, 0o600))
}

// What someone with access to the platform's disk could do, and where it shows.
func TestTampering(t *testing.T) {
	l := newLog(t, 10)
	v := verifier(t, l)
	old, err := l.Checkpoint()
	require.NoError(t, err)
	fill(t, l, 13)
	bundle := filepath.FromSlash("tile/entries/000.p/13")
	for _, c := range []struct {
		name  string
		index int64
		do    func(dir string)
	}{
		{"edited", 6, func(dir string) {
			all := entriesOf(t, filepath.Join(dir, bundle))
			all[6] = bytes.Replace(all[6], []byte("1234"), []byte("1235"), 1)
			writeBundle(t, filepath.Join(dir, bundle), all)
		}},
		{"reordered", 4, func(dir string) {
			all := entriesOf(t, filepath.Join(dir, bundle))
			all[4], all[5] = all[5], all[4]
			writeBundle(t, filepath.Join(dir, bundle), all)
		}},
		{"removed", 7, func(dir string) {
			all := entriesOf(t, filepath.Join(dir, bundle))
			writeBundle(t, filepath.Join(dir, bundle), append(all[:7], all[8:]...))
		}},
		{"tail cut", 12, func(dir string) {
			writeBundle(t, filepath.Join(dir, bundle), entriesOf(t, filepath.Join(dir, bundle))[:12])
		}},
		{"bundle gone", 0, func(dir string) { require.NoError(t, os.Remove(filepath.Join(dir, bundle))) }},
		{"checkpoint rolled back", 10, func(dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "checkpoint"), old.Note, 0o600))
		}},
		{"checkpoint of a fork", 10, func(dir string) {
			signed, err := note.Sign(&note.Note{Text: checkpointText(old.Origin, tlog.Tree{N: 13, Hash: tlog.Hash{9}})}, l.signer)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(dir, "checkpoint"), signed, 0o600))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := copyLog(t, l)
			c.do(dir)
			_, err := Verify(dir, v, []*Checkpoint{old}, nil)
			bad, ok := errors.AsType[*Corruption](err)
			require.True(t, ok, "%v", err)
			require.Equal(t, c.index, bad.Index, "%v", err)
		})
	}
	t.Run("bad signature", func(t *testing.T) {
		dir := copyLog(t, l)
		other := newLog(t, 0)
		signed, err := note.Sign(&note.Note{Text: l.head.Load().text()}, other.signer)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "checkpoint"), signed, 0o600))
		_, err = Verify(dir, v, nil, nil)
		require.ErrorContains(t, err, "signature")
	})
	t.Run("whole log rolled back", func(t *testing.T) {
		dir := copyLog(t, newLogFrom(t, l, 10))
		now, err := l.Checkpoint()
		require.NoError(t, err)
		_, err = Verify(dir, v, []*Checkpoint{now}, nil)
		require.Error(t, err)
	})
	t.Run("rewritten with the log's own key", func(t *testing.T) {
		fork := newLogFrom(t, l, 13)
		_, err := Verify(fork.Dir(), v, nil, nil)
		require.NoError(t, err, "on its own it is sound")
		_, err = Verify(fork.Dir(), v, []*Checkpoint{old}, nil)
		require.ErrorIs(t, err, ErrForked)
	})
	t.Run("missing cosignature", func(t *testing.T) {
		w, err := GenerateWitness("acme/witness")
		require.NoError(t, err)
		wv, err := NewWitnessVerifier(w.VerifierKey())
		require.NoError(t, err)
		signed := w.Cosign(old, old1970)
		require.NoError(t, CheckCosignature(signed, wv))
		c, err := OpenCheckpoint(signed, v)
		require.NoError(t, err)
		require.Equal(t, old.Hash, c.Hash)
		require.Error(t, CheckCosignature(old.Note, wv))
		other, err := GenerateWitness("acme/witness")
		require.NoError(t, err)
		require.Error(t, CheckCosignature(other.Cosign(old, old1970), wv))
	})
}

// newLogFrom writes another history under l's key.
func newLogFrom(t testing.TB, l *Log, size int) *Log {
	dir := t.TempDir()
	b, err := os.ReadFile(filepath.Join(l.dir, keyFile))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, keyFile), b, 0o600))
	f, err := Open(dir, "")
	require.NoError(t, err)
	fill(t, f, size)
	return f
}

// A running writer notices that its checkpoint was rolled back.
func TestRolledBackWhileOpen(t *testing.T) {
	l := newLog(t, 5)
	old := copyLog(t, l)
	fill(t, l, 9)
	require.NoError(t, os.RemoveAll(l.Dir()))
	require.NoError(t, os.CopyFS(l.Dir(), os.DirFS(old)))
	require.ErrorIs(t, l.Append(preamble()[0]), ErrRolledBack)
}

// Every entry fits the schema, and the schema refuses what ParseEntry refuses.
func TestSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("entry.schema.json", doc))
	s, err := c.Compile("entry.schema.json")
	require.NoError(t, err)
	check := func(b []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		require.NoError(t, err)
		return s.Validate(v)
	}
	all := slices.Concat(preamble(), session(0), noised(1, 0, "1/10", "1/5"))
	all = append(all,
		&Entry{Type: TypeErased, Session: sessionID(0), Erased: &Erased{Reason: "expired"}},
		&Entry{Type: TypeKeyDestroyed, KeyDestroyed: &KeyDestroyed{Set: psi.Digest{2}}},
		&Entry{Type: TypeRefusal, Refusal: &Refusal{Advertiser: "acme", Code: "mode_off"}},
		&Entry{Type: TypeRefusal, Session: sessionID(0), Refusal: &Refusal{Advertiser: "acme", Dataset: "users", Purpose: "p", Mode: "count", Code: "x"}},
		&Entry{Type: TypeSet, Session: sessionID(0), Set: &PlatformSet{Platform: "p", Dataset: "users", Params: params}},
		&Entry{Type: TypeHandles, Session: sessionID(0), Handles: &Handles{Advertiser: "acme"}},
		&Entry{Type: TypeAcknowledged, Acknowledged: &Acknowledged{Reason: "restored a backup"}},
	)
	for i, e := range all {
		b, err := prepare(e, int64(i))
		require.NoError(t, err)
		require.NoError(t, check(b), "entry %d: %s", i, b)
		_, err = ParseEntry(b)
		require.NoError(t, err)
		var m map[string]any
		require.NoError(t, json.Unmarshal(b, &m))
		m["more"] = 1
		b, err = json.Marshal(m)
		require.NoError(t, err)
		require.Error(t, check(b))
		_, err = ParseEntry(append(b, '\n'))
		require.Error(t, err)
	}
	offer, err := prepare(session(0)[0], 0)
	require.NoError(t, err)
	for what, x := range map[string][2]string{
		"salt":            {`"salt":"`, `"salt":"A`},
		"index":           {`"seq":0`, `"seq":-1`},
		"session":         {`"session":"0`, `"session":"`},
		"no session":      {`"session":"` + sessionID(0) + `",`, ``},
		"offset":          {`Z","type"`, `+00:00","type"`},
		"microseconds":    {`Z","type"`, `0001Z","type"`},
		"name":            {`"dataset":"users"`, `"dataset":"Users"`},
		"identifier type": {`"id_type":"email"`, `"id_type":""`},
		"two members":     {`"salt"`, `"erased":{"reason":"x"},"salt"`},
	} {
		bad := strings.Replace(string(offer), x[0], x[1], 1)
		require.NotEqual(t, string(offer), bad, what)
		_, err := ParseEntry([]byte(bad))
		require.Error(t, err, what)
		require.Error(t, check([]byte(bad)), what)
	}
	// Entries of a session name it; of the others only refusals may.
	for i, e := range all {
		if e.Type == TypeRefusal {
			continue
		}
		other := *e
		if other.Session = sessionID(0); e.Session != "" {
			other.Session = ""
		}
		b, err := prepare(&other, int64(i))
		require.NoError(t, err)
		_, err = ParseEntry(b)
		require.ErrorContains(t, err, "session", "%s", e.Type)
		require.Error(t, check(b), "%s", e.Type)
		require.Equal(t, e.Session != "", strings.HasPrefix(string(e.Type), "session."))
	}
	_, err = prepare(&Entry{Type: TypeStart, Policy: &Policy{}}, 0)
	require.Error(t, err, "a member of another type")
	require.True(t, strings.Contains(string(Schema()), string(TypeAcknowledged)))
}

// Entries that can't come where they do are named.
func TestReplayRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		index  int
		change func(all []*Entry) []*Entry
	}{
		"result without commit": {5, func(all []*Entry) []*Entry { return append(all[:5], all[6:]...) }},
		"commit twice":          {6, func(all []*Entry) []*Entry { all[6] = all[5]; return all }},
		"result twice":          {7, func(all []*Entry) []*Entry { return append(all, all[6]) }},
		"session never offered": {4, func(all []*Entry) []*Entry { return append(all[:4], all[5:]...) }},
		"rows":                  {2, func(all []*Entry) []*Entry { all[2].Import.Rows.Total++; return all }},
		"identifiers":           {2, func(all []*Entry) []*Entry { all[2].Import.Types[0].Values++; return all }},
		"unknown policy":        {1, func(all []*Entry) []*Entry { return append(all[:1], all[2:]...) }},
		"policy of the session": {4, func(all []*Entry) []*Entry { all[4].Offer.PolicyDigest[0]++; return all }},
		"unknown set":           {5, func(all []*Entry) []*Entry { all[5].Commit.Set.Digest[0]++; return all }},
		"list under the floor":  {5, func(all []*Entry) []*Entry { all[5].Commit.List = 999; return all }},
		"value under the floor": {6, func(all []*Entry) []*Entry { *all[6].Result.Released.Value = 99; return all }},
		"another floor":         {6, func(all []*Entry) []*Entry { all[6].Result.Released.Floor = 50; return all }},
		"another advertiser":    {6, func(all []*Entry) []*Entry { all[6].Result.Advertiser = "emca"; return all }},
		"another context":       {6, func(all []*Entry) []*Entry { all[6].Result.Context[0]++; return all }},
		"mode that was off":     {4, func(all []*Entry) []*Entry { all[4].Offer.Mode = psi.Blinded; return all }},
		"another import":        {4, func(all []*Entry) []*Entry { all[4].Offer.Import[0]++; return all }},
		"set of no import":      {3, func(all []*Entry) []*Entry { all[3].Epoch.Import[0]++; return all }},
		"import twice":          {3, func(all []*Entry) []*Entry { return append(all[:3:3], all[2]) }},
		"no contract":           {6, func(all []*Entry) []*Entry { all[6].Result.Contract = ""; return all }},
		"no owner":              {6, func(all []*Entry) []*Entry { all[6].Result.Owner = ""; return all }},
		"index of nothing":      {6, func(all []*Entry) []*Entry { all[6].Result.Index[0]++; return all }},
		"too much left":         {6, func(all []*Entry) []*Entry { return append(all[:4], noised(1, 0, "1/5", "1/5")...) }},
		"erased too early": {5, func(all []*Entry) []*Entry {
			return append(all[:5], &Entry{Type: TypeErased, Session: sessionID(0), Erased: &Erased{Reason: "x"}})
		}},
		"erased twice": {8, func(all []*Entry) []*Entry {
			gone := &Entry{Type: TypeErased, Session: sessionID(0), Erased: &Erased{Reason: "expired"}}
			return append(all, gone, gone)
		}},
		"destroyed key": {6, func(all []*Entry) []*Entry {
			gone := &Entry{Type: TypeKeyDestroyed, KeyDestroyed: &KeyDestroyed{Set: epoch.Digest}}
			return append(all[:5:5], gone, all[5])
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var r Replay
			var err error
			for i, e := range c.change(append(preamble(), session(0)...)) {
				copied := *e
				copied.Seq = int64(i)
				copied.Time = old1970
				if err = r.Add(&copied); err != nil {
					break
				}
			}
			bad, ok := errors.AsType[*Corruption](err)
			require.True(t, ok, "nothing was found")
			require.EqualValues(t, c.index, bad.Index, bad.Reason)
		})
	}
}

// Budgets go by the times of payment, in whatever order the results come.
func TestReplayBudget(t *testing.T) {
	const day = 24
	for name, c := range map[string]struct {
		index    int // -1: nothing is wrong
		sessions [][]*Entry
	}{
		"in order":              {-1, [][]*Entry{noised(0, 0, "1/10", "1/5"), noised(1, 1, "0", "1/10"), noised(2, 30*day, "0", "0")}},
		"results reversed":      {-1, [][]*Entry{noised(1, 1, "0", "1/10"), noised(0, 0, "1/10", "1/5")}},
		"less left":             {-1, [][]*Entry{noised(0, 0, "0", "0")}},
		"not paid for":          {6, [][]*Entry{change(noised(0, 0, "1/10", "1/5"), func(r *Result) { r.Budget = nil })}},
		"another price":         {6, [][]*Entry{change(noised(0, 0, "1/10", "1/5"), func(r *Result) { r.Budget.Epsilon = "1/20" })}},
		"more left":             {6, [][]*Entry{noised(0, 0, "1/5", "1/5")}},
		"no number left":        {6, [][]*Entry{noised(0, 0, "1/10", "NaN")}},
		"too soon":              {9, [][]*Entry{noised(0, 0, "1/10", "1/5"), change(noised(1, 1, "0", "1/10"), func(r *Result) { r.Budget.At = r.Budget.At.Add(-1) })}},
		"too soon before":       {9, [][]*Entry{noised(0, 1, "1/10", "1/5"), change(noised(1, 0, "1/10", "1/5"), func(r *Result) { r.Budget.At = r.Budget.At.Add(1) })}},
		"month spent":           {12, [][]*Entry{noised(0, 0, "1/10", "1/5"), noised(1, 1, "0", "1/10"), noised(2, 30*day-1, "0", "0")}},
		"month overspent later": {12, [][]*Entry{noised(0, 2, "1/10", "1/5"), noised(1, 4, "0", "1/10"), noised(2, 0, "1/10", "1/5")}},
		"year spent":            {15, [][]*Entry{noised(0, 0, "1/10", "1/5"), noised(1, 31*day, "1/10", "1/10"), noised(2, 62*day, "1/10", "0"), noised(3, 93*day, "1/10", "0")}},
		"year over":             {-1, [][]*Entry{noised(0, 0, "1/10", "1/5"), noised(1, 31*day, "1/10", "1/10"), noised(2, 62*day, "1/10", "0"), noised(3, 365*day, "1/10", "0")}},
	} {
		t.Run(name, func(t *testing.T) {
			all := preamble()
			for _, s := range c.sessions {
				all = append(all, s...)
			}
			var r Replay
			var err error
			for i, e := range all {
				copied := *e
				copied.Seq, copied.Time = int64(i), old1970
				if err = r.Add(&copied); err != nil {
					break
				}
			}
			if c.index < 0 {
				require.NoError(t, err)
				return
			}
			bad, ok := errors.AsType[*Corruption](err)
			require.True(t, ok, "nothing was found")
			require.EqualValues(t, c.index, bad.Index, bad.Reason)
		})
	}
}

func change(all []*Entry, f func(*Result)) []*Entry {
	f(all[2].Result)
	return all
}

// No name that a client sends can leave the log's folder.
func TestIsPublicName(t *testing.T) {
	for name, want := range map[string][2]bool{
		"tile/0/000": {true, false}, "tile/1/x001/067.p/9": {true, false}, "tile/entries/000": {true, true}, "tile/entries/000.p/255": {true, true},
		"../key": {}, "tile/../../key": {}, "tile/0/000/..": {}, "key": {}, "": {}, "tile/0/0": {}, "tile/8/0/000": {}, "tile/data/000": {}, "tile/0/000.p/256": {}, `tile\0\000`: {},
	} {
		ok, entries := IsPublicName(name)
		require.Equal(t, want, [2]bool{ok, entries}, name)
	}
}
