package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

const testPolicy = `
contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
  checkout:   {class: account}
  two_factor: {class: security}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

func testConfig(t testing.TB) BuildConfig {
	t.Helper()
	p, err := purpose.Parse([]byte(testPolicy))
	require.NoError(t, err)
	g, err := p.Gate("users", "audience-matching")
	require.NoError(t, err)
	b := make([]byte, 32)
	b[0] = 7
	cfg := BuildConfig{Gate: g}
	cfg.Key, err = ecdh.Ristretto255().NewKey(b)
	require.NoError(t, err)
	return cfg
}

// masked is the element of an identifier in normal form.
func masked(t testing.TB, cfg BuildConfig, typ identity.Type, normal string) (e ecdh.Element) {
	t.Helper()
	key := typeKey(cfg.Key, cfg.Gate.Purpose(), identity.Default(), typ)
	k := sha256.Sum256([]byte(normal))
	var out [1]ecdh.Element
	key.Mask(out[:], [][]byte{k[:]})
	return out[0]
}

// contents returns a stored set as normal form → users, for the given forms.
func contents(t testing.TB, s *Stored, cfg BuildConfig, typ identity.Type, normal ...string) map[string]string {
	t.Helper()
	names := map[ecdh.Element]string{}
	for _, n := range normal {
		names[masked(t, cfg, typ, n)] = n
	}
	out := map[string]string{}
	var last ecdh.Element
	i := uint64(0)
	for e, err := range s.Elements() {
		require.NoError(t, err)
		if i > 0 {
			require.Negative(t, slices.Compare(last[:], e[:]))
		}
		number, found, err := s.Find(e)
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, i, number)
		of, err := s.ElementType(i)
		require.NoError(t, err)
		owners, err := s.ElementOwners(i)
		require.NoError(t, err)
		i, last = i+1, e
		if of != typ {
			continue
		}
		name, ok := names[e]
		require.True(t, ok, "an element that nobody expects, of %v", owners)
		var users []string
		for _, o := range owners {
			if !slices.Contains(users, o.User) {
				users = append(users, o.User)
			}
		}
		out[name] = strings.Join(users, ",")
	}
	require.Equal(t, s.Size(), i)
	return out
}

const testUsers = `user_id,email,phone,collection_context,grants
1,ann@example.com,+442079460001,newsletter,
2,bob@example.com,+442079460002,two_factor,
3,cyd@example.com,,checkout,
4,dee@example.com,+442079460004,checkout,marketing.advertising.first_party.targeted
5,eve@example.com,,two_factor,marketing.advertising.first_party.targeted
6,flo@example.com,,,
7,gus@example.com,,elsewhere,
8,,,newsletter,
9,not an address,,newsletter,
10,ann@example.com,+442079460002,newsletter,
10,,+442079460002,two_factor,
11,hal@example.com,+442079460002,newsletter,analytics
,ida@example.com,,newsletter,
jon@example.com,jon@example.com,,newsletter,
15,"kim@example.com",nonsense,newsletter;two_factor,
16,lee@example.com,,two_factor,
16,lee@example.com,,checkout,
`

func TestBuild(t *testing.T) {
	cfg := testConfig(t)
	dir := filepath.Join(t.TempDir(), "data")
	r, err := Build(t.Context(), dir, cfg, openText(t, testUsers))
	require.NoError(t, err)
	s, err := OpenStored(dir)
	require.NoError(t, err)
	defer s.Close()
	all := []string{"ann@example.com", "dee@example.com", "kim@example.com"}
	require.Equal(t, map[string]string{"ann@example.com": "1,10", "dee@example.com": "4", "kim@example.com": "15"}, contents(t, s, cfg, identity.Email, all...))
	require.Equal(t, map[string]string{"+442079460001": "1", "+442079460002": "10", "+442079460004": "4"},
		contents(t, s, cfg, identity.Phone, "+442079460001", "+442079460002", "+442079460004"))

	require.Equal(t, [5]uint64{17, 4, 9, 1, 3}, [5]uint64{r.Rows, r.RowsAdmitted, r.RowsExcluded, r.RowsEmpty, r.RowsRejected})
	excluded := map[string]uint64{}
	for _, e := range r.Excluded {
		excluded[e.Reason.Code()] = e.Rows
	}
	require.Equal(t, map[string]uint64{"security_context": 4, "no_grant": 3, "unlabelled": 1, "unknown_context": 1}, excluded)
	require.Equal(t, []TypeReport{
		{Type: identity.Email, Values: 12, Admitted: 4, Excluded: 8, Rejected: 1, TypeSizes: TypeSizes{Elements: 3, Counted: 2,
			LeftOut: []LeftOut{{SharedUnverified, 1, 2}}, Shared: Shared{Identifiers: 1, Most: []SharedCount{{2, 1}}}}},
		{Type: identity.Phone, Values: 6, Admitted: 3, Excluded: 3, Rejected: 1, TypeSizes: TypeSizes{Elements: 3, Counted: 3}}}, r.Types)
	require.Equal(t, Grouping{Groups: 4, Users: 4, Elements: 5, ByElements: []SizeCount{{1, 3}, {2, 1}}, ByUsers: []SizeCount{{1, 4}}}, r.Grouping)
	require.Equal(t, []ContextCount{{"checkout", 1, 2}, {"newsletter", 3, 5}}, r.Contexts)
	require.Equal(t, [2]uint64{2, 1}, [2]uint64{r.Saved, r.Lost}) // user 10's phone, user 15's e-mail; user 16's e-mail
	out, err := json.Marshal(r)
	require.NoError(t, err)
	require.Contains(t, string(out), `"reason":"security_context"`)
	require.NotContains(t, string(out), "@example")

	// The ledger gets to know which context admitted a value.
	contexts := map[string]bool{}
	for o, err := range s.Owned() {
		require.NoError(t, err)
		contexts[s.Contexts()[o.Context]] = true
	}
	require.Equal(t, map[string]bool{"newsletter": true, "checkout": true}, contexts)

	// The same input and key give the same files.
	again := filepath.Join(t.TempDir(), "data")
	cfg.Memory = 1 // spill as much as possible
	_, err = Build(t.Context(), again, cfg, openText(t, testUsers))
	require.NoError(t, err)
	want, err := os.ReadDir(dir)
	require.NoError(t, err)
	got, err := os.ReadDir(again)
	require.NoError(t, err)
	require.Len(t, got, len(want))
	for _, e := range want {
		a, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(again, e.Name()))
		require.NoError(t, err)
		require.Equal(t, a, b, e.Name())
		info, err := e.Info()
		require.NoError(t, err)
		if runtime.GOOS != "windows" {
			require.Equal(t, os.FileMode(0o600), info.Mode())
		}
		for _, secret := range []string{"example.com", "44207946"} {
			require.NotContains(t, string(a), secret, e.Name())
		}
		for _, n := range all {
			k := sha256.Sum256([]byte(n))
			require.NotContains(t, string(a), string(k[:]), e.Name())
		}
	}
	_, err = Build(t.Context(), dir, cfg, openText(t, testUsers))
	require.ErrorContains(t, err, "is not empty")
}

func TestBuildFails(t *testing.T) {
	cfg := testConfig(t)
	for name, c := range map[string]struct{ content, want string }{
		"nouser":    {"email,collection_context\na@example.com,newsletter\n", `no column for user_id: the columns are "email", "collection_context"`},
		"nocontext": {"user_id,email\n1,a@example.com\n", "no column for collection_context"},
		"noid":      {"user_id,collection_context\n1,newsletter\n", "no column for email or phone"},
		"header":    {"user_id,email,collection_context\n", "a header but no rows"},
		"quote":     {"user_id,email,collection_context\n1,a@example.com,newsletter\n2,\"b@example.com,newsletter\n", "line 3"},
	} {
		dir := filepath.Join(t.TempDir(), "data")
		_, err := Build(t.Context(), dir, cfg, openText(t, c.content))
		require.ErrorContains(t, err, c.want, name)
		require.NoDirExists(t, dir, name)
	}
	dir := t.TempDir() // exists and is empty: it stays, and stays empty
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Build(ctx, dir, cfg, openText(t, testUsers))
	require.ErrorIs(t, err, context.Canceled)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, entries)
	_, err = Build(t.Context(), dir, BuildConfig{Key: cfg.Key}, openText(t, testUsers))
	require.ErrorContains(t, err, "no gate")
	_, err = Build(t.Context(), dir, BuildConfig{Gate: cfg.Gate}, openText(t, testUsers))
	require.ErrorContains(t, err, "no dataset key")
}

// Nothing but what this dataset's gate admitted gets in.
func TestBuilderTakesOnlyItsGatesAdmitted(t *testing.T) {
	cfg := testConfig(t)
	b, err := NewBuilder(filepath.Join(t.TempDir(), "data"), cfg)
	require.NoError(t, err)
	defer b.Close()
	other := testConfig(t)
	rec := &purpose.Record{User: "1", Values: []purpose.Value{{Type: identity.Email, Key: identity.Key{1}}}, Context: "newsletter"}
	theirs, d := other.Gate.Admit(nil, rec)
	require.Equal(t, purpose.Admits, d.Reason)
	require.ErrorContains(t, b.Add(theirs...), "not admitted")
	require.ErrorContains(t, b.Add(purpose.Admitted{}), "not admitted")
	ours, _ := cfg.Gate.Admit(nil, rec)
	require.NoError(t, b.Add(ours...))
	rec.User = canary + "@example.com"
	ours, _ = cfg.Gate.Admit(nil, rec)
	err = b.Add(ours...)
	require.ErrorContains(t, err, "e-mail address")
	require.NotContains(t, err.Error(), canary)
	sum, err := b.Finish(t.Context())
	require.NoError(t, err)
	require.Equal(t, uint64(1), sum.Types[identity.Email].Elements)
}

// Every file of a stored dataset, truncated, extended, flipped or gone, is noticed.
func TestStoredDamage(t *testing.T) {
	cfg := testConfig(t)
	dir := filepath.Join(t.TempDir(), "data")
	_, err := Build(t.Context(), dir, cfg, openText(t, testUsers))
	require.NoError(t, err)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 10) // two of them of groups
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		good, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NotEmpty(t, good, e.Name())
		damage := map[string][]byte{"truncated": good[:len(good)-3], "empty": {}, "extended": append(slices.Clone(good), "xx"...)}
		for i := 0; i < len(good); i += 1 + len(good)/20 {
			flipped := slices.Clone(good)
			flipped[i] ^= 1
			damage[fmt.Sprint("flipped at ", i)] = flipped
		}
		for what, bad := range damage {
			require.NoError(t, os.WriteFile(path, bad, 0o600))
			_, err = OpenStored(dir)
			require.Error(t, err, "%s %s", e.Name(), what)
		}
		require.NoError(t, os.Remove(path))
		_, err = OpenStored(dir)
		require.Error(t, err, "%s missing", e.Name())
		require.NoError(t, os.WriteFile(path, good, 0o600))
	}
	s, err := OpenStored(dir)
	require.NoError(t, err)
	_, err = s.ElementType(s.Size())
	require.Error(t, err)
	_, err = s.ElementOwners(s.Size())
	require.Error(t, err)
	_, err = s.Group(s.Summary().Grouping.Groups)
	require.Error(t, err)
	require.NoError(t, s.Close())
}
