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
	policy  = psi.Digest{1}
	loaded  = psi.Digest{4} // commitment of the import
	epoch   = psi.Set{Parts: []psi.Part{{Width: 1, Size: 15 * 1024}, {Width: 4, Size: 5 * 1024}}, Digest: psi.Digest{2}}
	params  = psi.Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", Types: "email,phone"}
	context = psi.Digest{3}
	tenth   = mustEpsilon("1/10")
)

func mustEpsilon(s string) psi.Epsilon {
	e, err := psi.ParseEpsilon(s)
	if err != nil {
		panic(err)
	}
	return e
}

func mustSlice(s string) (a psi.Allotted) {
	if err := a.UnmarshalText([]byte(s)); err != nil {
		panic(err)
	}
	return a
}

// preamble is what comes before the first session.
func preamble() []*Entry {
	return []*Entry{
		{Type: TypeStart, Start: &Start{Platform: "p", Modes: []psi.Mode{psi.Count, psi.Activate, psi.Blinded}, Floors: psi.Floors{List: 1000, Dataset: 10000, Report: 100},
			Disclosure: Disclosure{Epsilon: "1/10", Month: "1/5", Year: "3/10", Spacing: 3600, Sessions: 168}, Version: "v0", Go: "go"}},
		{Type: TypePolicy, Policy: &Policy{Dataset: "users", Purpose: params.Purpose, Digest: policy}},
		{Type: TypeImport, Import: &Import{
			Dataset: "users", Purpose: params.Purpose, Population: "people", Profile: params.Profile, Suite: params.Suite, PolicyDigest: policy,
			Rows:     Rows{Total: 3, Admitted: 1, Excluded: 2},
			Types:    []TypeCount{{Type: "email", Values: 3, Admitted: 1, Excluded: 2, Elements: 1}, {Type: "phone"}},
			Admitted: []ContextCount{{"newsletter", 1, 1}}, Excluded: []ReasonCount{{"security_context", 2, 2}}, Commitment: loaded, Index: psi.Digest{5},
		}},
		{Type: TypeEpochOpen, Epoch: &PlatformSet{Platform: "p", Dataset: "users", Import: loaded, PolicyDigest: policy, Params: params, Set: epoch}},
	}
}

// session is a whole session in the right order, exact by contract.
func session(i int) []*Entry {
	id := sessionID(i)
	return []*Entry{
		{Type: TypeOffer, Session: id, Offer: &Offer{Platform: "p", Advertiser: "acme", Dataset: "users", Mode: psi.Count, Params: params, Import: loaded, PolicyDigest: policy,
			Epsilon: tenth, Segments: 1}},
		{Type: TypeCommit, Session: id, Commit: &Commit{List: []psi.Part{{Width: 1, Size: 5000}}, Set: epoch, Context: context}},
		{Type: TypeResult, Session: id, Result: &Result{
			Advertiser: "acme", Dataset: "users", Purpose: params.Purpose, Mode: psi.Count, Context: context,
			Released: number(1234, "none"), Owner: "Acme Ltd", Contract: "DPA 7",
		}},
	}
}

// number is a released number, or nothing below the floor of 100 if it is less.
func number(n int64, noise string) *psi.Released {
	r := &psi.Released{Floor: 100, Noise: noise}
	if r.BelowFloor = n < 100; !r.BelowFloor {
		r.Value = &n
	}
	return r
}

// noised is session with a noised number, paid for the given hours after 1970.
func noised(i, hours int, leftMonth, leftYear string) []*Entry {
	all := session(i)
	r := all[2].Result
	r.Released, r.Contract, r.Epsilon, r.Delta = number(1230, "laplace 1/10"), "", &tenth, "0.00171"
	r.Budget = &Budget{At: old1970.Add(time.Duration(hours) * time.Hour), Population: "people", Epsilon: "1/10", LeftMonth: leftMonth, LeftYear: leftYear}
	return all
}

// sliced is noised, in a slice.
func sliced(i, hours int, slice, charge, leftMonth, leftYear string, value int64) []*Entry {
	all := noised(i, hours, leftMonth, leftYear)
	at := mustSlice(slice)
	all[0].Offer.Slice, all[1].Commit.Slice, all[2].Result.Slice = at.Slice, at, at
	all[2].Result.Budget.Epsilon = charge
	all[2].Result.Released = &psi.Released{Value: &value, Noise: "laplace 1/10"}
	return all
}

// segmented is noised or, without hours, exact, with a segment for each number. Each has 2,000 elements.
func segmented(all []*Entry, numbers ...int64) []*Entry {
	r := all[2].Result
	all[0].Offer.Segments, all[1].Commit.List = uint64(len(numbers)), nil
	for _, n := range numbers {
		all[1].Commit.List = append(all[1].Commit.List, psi.Part{Width: 1, Size: 2000})
		v := number(n, r.Released.Noise)
		if !r.Slice.Whole() {
			v = &psi.Released{Value: &n, Noise: r.Released.Noise}
		}
		r.Segments = append(r.Segments, *v)
	}
	return all
}

// blinded is noised, with handles, and their delivery.
func blinded(i, hours int, leftMonth, leftYear string, n int64) []*Entry {
	all := noised(i, hours, leftMonth, leftYear)
	all[0].Offer.Mode, all[2].Result.Mode = psi.Blinded, psi.Blinded
	r := all[2].Result
	if r.Released = number(n, "laplace 1/10 shift 201"); r.Released.Value == nil {
		return all
	}
	r.Handles, r.Index = &psi.Set{Parts: []psi.Part{{Width: 1, Size: uint64(n)}}, Digest: psi.Digest{6}}, psi.Digest{7}
	return append(all, &Entry{Type: TypeHandles, Session: all[0].Session, Handles: &Handles{Advertiser: "acme", Set: *r.Handles}})
}

// activated is a session that does something to an audience, which ends so many days later. It is paid for at the given
// hour if it fills.
func activated(i, hours int, action psi.Action, days int, leftMonth, leftYear string) []*Entry {
	all := noised(i, hours, leftMonth, leftYear)
	a := &psi.Audience{Action: action, Name: "autumn"}
	r := all[2].Result
	r.Released, r.Index = nil, psi.Digest{7}
	if action.Fills() {
		a.Use, a.Expires = psi.Include, old1970.AddDate(0, 0, days).Format(time.RFC3339)
	} else {
		r.Epsilon, r.Budget, r.Delta = nil, nil, ""
	}
	all[0].Offer.Mode, r.Mode, all[0].Offer.Audience, r.Audience = psi.Activate, psi.Activate, a, a
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
		s := session(i)
		client := fmt.Sprint("acme", i/100) // an owner has only so many sessions in an epoch
		s[0].Offer.Advertiser, s[2].Result.Advertiser, s[2].Result.Owner = client, client, client
		all = append(all, s...)
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
