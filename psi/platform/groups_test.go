package platform

import (
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/stretchr/testify/require"
)

const verifiedYAML = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted], verified: [email, phone]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

var both = psi.Params{Suite: params.Suite, Purpose: params.Purpose, Profile: params.Profile, Types: "email,phone"}

func ofBoth(o *psi.Offer) { o.Params = both }

// importInto imports csv as a dataset of a name, by a policy.
func importInto(t testing.TB, dir, name, policy, csv string) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.csv")
	require.NoError(t, os.WriteFile(path, []byte(csv), 0o600))
	rules, err := purpose.Parse([]byte(policy))
	require.NoError(t, err)
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	require.NoError(t, err)
	defer table.Close()
	store, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer store.Close()
	_, err = store.Import(ctx, table, ImportConfig{Dataset: name, Purpose: "audience-matching", Policy: rules})
	return err
}

// households are pairs of users who share a phone: user a of number i has the address of person i, user b that of person
// i + 10,000.
func households(t testing.TB) string {
	t.Helper()
	var csv strings.Builder
	csv.WriteString("user_id,email,phone,collection_context\n")
	for i := range most {
		fmt.Fprintf(&csv, "a%d,person%d@mail.example,%s,newsletter\n", i, i, phoneOf(i))
		fmt.Fprintf(&csv, "b%d,person%d@mail.example,%s,newsletter\n", i, i+10_000, phoneOf(i))
	}
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importInto(t, dir, "users", verifiedYAML, csv.String()))
	return dir
}

// A group is counted once, by whichever of its identifiers. A handle stands for a group, and leads to those of its users
// who hold an identifier that matched, not to those who merely share one with them. Decoys lead to nobody.
func TestHandles(t *testing.T) {
	t.Parallel()
	dir := households(t)
	p, _ := open(t, dir, Config{})
	list := slices.Concat(
		emails(0, 200),               // of a alone
		phones(t, 200, 300),          // of both
		emails(300, 400),             // of a,
		emails(10_300, 10_400),       // of b,
		phones(t, 300, 400),          // and of both, in the same groups
		emails(100_000, 100_000+200)) // of nobody
	masked := anybody().list(both, list)

	count := anybody().begin(t, p, "acme", psi.Count, masked, ofBoth)
	require.Equal(t, []psi.Part{{Width: 4, Size: capacity}}, count.c.PlatformSet.Parts)
	require.EqualValues(t, 400, *count.finish(t).Released.Value)

	s := anybody().begin(t, p, "acme", psi.Blinded, masked, ofBoth)
	r := s.finish(t)
	require.EqualValues(t, *r.Released.Value, r.Handles.Records())
	require.GreaterOrEqual(t, *r.Released.Value, int64(400), "no match is lost")
	require.Zero(t, *r.Released.Value%10)
	require.Equal(t, "laplace 1/10 shift 201", r.Released.Noise)
	path, err := p.HandlesFile("acme", s.id)
	require.NoError(t, err)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, r.Handles.Is(setOf([]psi.Part{{Width: 1, Size: uint64(*r.Released.Value)}}, psi.HandleSize, b)))
	var given []string
	for h := range slices.Chunk(b, psi.HandleSize) {
		given = append(given, hex.EncodeToString(h))
	}
	require.IsIncreasing(t, given)

	f, err := os.Open(p.store.rows.Files.MatchList(s.id))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"handle", "user_id", "id_type", "context", "element"}, rows[0])
	handle, types := map[string]string{}, map[string][]string{}
	used := map[string]bool{}
	for _, row := range rows[1:] {
		require.Contains(t, given, row[0])
		require.Contains(t, []string{"", row[0]}, handle[row[1]], "a user has one handle")
		handle[row[1]], used[row[0]] = row[0], true
		types[row[1]] = append(types[row[1]], row[2])
		require.Equal(t, "newsletter", row[3])
		require.Len(t, row[4], 64)
	}
	require.Len(t, used, 400, "one handle a group; the others are decoys")
	for i := range most {
		a, b := fmt.Sprint("a", i), fmt.Sprint("b", i)
		switch {
		case i < 200:
			require.Equal(t, []string{"email"}, types[a])
			require.Empty(t, handle[b], "who shares a group but holds nothing that matched")
		case i < 300:
			require.Equal(t, []string{"phone"}, types[a])
			require.Equal(t, []string{"phone"}, types[b])
			require.Equal(t, handle[a], handle[b])
		case i < 400:
			require.ElementsMatch(t, []string{"email", "phone"}, types[a])
			require.ElementsMatch(t, []string{"email", "phone"}, types[b])
			require.Equal(t, handle[a], handle[b])
		default:
			require.Empty(t, handle[a])
			require.Empty(t, handle[b])
		}
	}

	// The same holds for what persons are told.
	for user, matched := range map[string]bool{"a0": true, "b0": false, "a250": true, "b250": true, "b399": true, "a400": false} {
		x := ask(t, dir, subject.Query{User: user}).Sessions[1]
		require.Equal(t, s.id, x.Session)
		require.Equal(t, matched, x.Matched, user)
		if matched {
			require.Equal(t, []string{handle[user]}, slices.Compact(x.Handles))
		}
		require.True(t, x.Candidate)
	}

	// Another session has other handles.
	again := anybody().begin(t, p, "acme", psi.Blinded, masked, ofBoth)
	again.finish(t)
	path, err = p.HandlesFile("acme", again.id)
	require.NoError(t, err)
	b, err = os.ReadFile(path)
	require.NoError(t, err)
	for h := range slices.Chunk(b, psi.HandleSize) {
		require.NotContains(t, given, hex.EncodeToString(h))
	}
}

// Handles below the floor leave nothing behind.
func TestFewHandles(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	policy, err := exactByContract(t).WithFloors(psi.Floors{List: 100, Dataset: 1000, Report: 500})
	require.NoError(t, err)
	p, _ := open(t, dir, Config{Disclosure: policy, times: hasty()})
	id, r := runBlinded(t, p, emails(0, 200))
	require.True(t, r.Released.BelowFloor)
	require.Nil(t, r.Handles)
	_, err = p.HandlesFile("acme", id)
	require.ErrorContains(t, err, "released no handles")
	for _, folder := range []string{"matches", "subjects", "sessions/" + id} {
		watch.Eventually(t, "nothing is left in "+folder, func() bool {
			files, err := os.ReadDir(filepath.Join(dir, folder))
			require.NoError(t, err)
			return len(files) == 0
		})
	}
}

// sectioned has users of one identifier, and users of two, so many that each kind has a section.
func sectioned(t testing.TB) string {
	t.Helper()
	var csv strings.Builder
	csv.WriteString("user_id,email,phone,collection_context\n")
	for i := range most {
		fmt.Fprintf(&csv, "a%d,person%d@mail.example,,newsletter\n", i, i)
		fmt.Fprintf(&csv, "b%d,person%d@mail.example,%s,newsletter\n", i, i+10_000, phoneOf(i))
	}
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importInto(t, dir, "users", verifiedYAML, csv.String()))
	return dir
}

// A list's segments are counted over all sections, each group in the first segment that has one of its identifiers, and
// paid for once.
func TestSegmentsOfAList(t *testing.T) {
	t.Parallel()
	dir := sectioned(t)
	p, _ := open(t, dir, Config{})
	list := anybody().list(both,
		append(emails(0, 100), emails(10_000, 10_060)...),    // 160
		append(phones(t, 0, 200), emails(10_100, 10_300)...), // phones of 60 to 199 are new, and so are the addresses of 200 to 299: 240
		append(emails(100_000, 100_200), phones(t, 0, 0)...)) // nobody
	s := anybody().begin(t, p, "acme", psi.Count, list, ofBoth)
	require.Len(t, s.c.PlatformSet.Parts, 2)
	require.Equal(t, []uint64{1, 2}, []uint64{s.c.PlatformSet.Parts[0].Width, s.c.PlatformSet.Parts[1].Width})
	r := s.finish(t)
	require.Len(t, r.Segments, 3)
	require.EqualValues(t, 160, *r.Segments[0].Value)
	require.EqualValues(t, 240, *r.Segments[1].Value)
	require.True(t, r.Segments[2].BelowFloor)
	require.EqualValues(t, 400, *r.Released.Value)

	x := anybody().begin(t, p, "initech", psi.Count, list, ofBoth)
	r = x.finish(t)
	for i, want := range []float64{160, 240} {
		require.Equal(t, "laplace 1/10", r.Segments[i].Noise)
		require.InDelta(t, want, *r.Segments[i].Value, 250)
	}
	rows, err := p.Store().Budgets(ctx)
	require.NoError(t, err)
	require.Equal(t, "initech", rows[0].Owner)
	require.Equal(t, "1/10", rows[0].Days30, "once for all segments")

	// An identifier in two segments shows, since its tag is there twice.
	twice := anybody().list(both, emails(0, 100), emails(99, 200))
	y := anybody().begin(t, p, "acme", psi.Count, twice, ofBoth)
	y.toTags(t)
	require.NoError(t, p.CloseTags("acme", y.id))
	require.Equal(t, psi.CodeNotAscending, y.wait(t, psi.StateFailed).Error.Code)

	offer, _ := anybody().offer(p, "acme", psi.Blinded, list, ofBoth)
	_, err = p.Offer(ctx, "acme", offer)
	require.Equal(t, psi.CodeBadRequest, psi.CodeOf(err), "a mode without segments")
	offer, _ = anybody().offer(p, "acme", psi.Count, list, func(o *psi.Offer) { ofBoth(o); o.Segments = 2 })
	z := anybody()
	a, err := p.Offer(ctx, "acme", offer)
	require.NoError(t, err)
	other := &opened{p: p, id: a.Session, c: psi.Context{Advertiser: "acme"}, who: z}
	require.Equal(t, psi.StateOpen, other.wait(t, psi.StateOpen).State)
	require.NoError(t, p.Abort("acme", a.Session))
}

// In blinded the section does not matter either: matches of both are found, by either identifier.
func TestHandlesOfSections(t *testing.T) {
	t.Parallel()
	dir := sectioned(t)
	p, _ := open(t, dir, Config{})
	s := anybody().begin(t, p, "acme", psi.Blinded, anybody().list(both, slices.Concat(emails(0, 100), phones(t, 0, 100), emails(10_100, 10_200))), ofBoth)
	s.finish(t)
	b, err := os.ReadFile(p.store.rows.Files.MatchList(s.id))
	require.NoError(t, err)
	rows, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	require.NoError(t, err)
	var users []string
	for _, row := range rows[1:] {
		users = append(users, row[1]+" "+row[2])
	}
	var want []string
	for i := range 100 {
		want = append(want, fmt.Sprintf("a%d email", i), fmt.Sprintf("b%d phone", i), fmt.Sprintf("b%d email", i+100))
	}
	require.ElementsMatch(t, want, users)
}
