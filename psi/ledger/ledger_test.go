package ledger

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
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
