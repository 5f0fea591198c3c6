package dataset

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

// contact is one row of a table: a user's e-mail address, "a1", or phone number, "+442079460001".
type contact struct {
	user, id string
	verified bool
	given    int // day of 2025; 0 if it is not said
}

func (c contact) typ() identity.Type {
	if c.id[0] == '+' {
		return identity.Phone
	}
	return identity.Email
}

func (c contact) normal() string {
	if c.typ() == identity.Phone {
		return c.id
	}
	return c.id + "@example.com"
}

// contactTable is a table of contacts, one a row.
func contactTable(all []contact) string {
	var b strings.Builder
	b.WriteString("user_id,email,phone,email_verified,phone_verified,given_at,collection_context\n")
	for _, c := range all {
		given := ""
		if c.given > 0 {
			given = time.Date(2025, 1, c.given, 0, 0, 0, 0, time.UTC).Format(time.RFC3339)
		}
		if c.typ() == identity.Phone {
			fmt.Fprintf(&b, "%s,,%s,%t,%t,%s,newsletter\n", c.user, c.id, !c.verified, c.verified, given)
		} else {
			fmt.Fprintf(&b, "%s,%s,,%t,%t,%s,newsletter\n", c.user, c.normal(), c.verified, !c.verified, given)
		}
	}
	return b.String()
}

// maskedIDs are the elements of all identifiers.
func maskedIDs(cfg BuildConfig, all []contact) map[string]ecdh.Element {
	found := map[string]ecdh.Element{}
	for _, typ := range identity.Types() {
		var ids []string
		var items [][]byte
		for _, c := range all {
			if _, ok := found[c.id]; !ok && c.typ() == typ {
				found[c.id] = ecdh.Element{}
				key := identity.Sum([]byte(c.normal()))
				ids, items = append(ids, c.id), append(items, key[:])
			}
		}
		out := make([]ecdh.Element, len(items))
		typeKey(cfg.Key, cfg.Gate.Purpose(), identity.Default(), typ).Mask(out, items)
		for i, id := range ids {
			found[id] = out[i]
		}
	}
	return found
}

// grouping is what is in a dataset: for whom each identifier counts, as "user identifier", and groups as
// "identifiers | users".
type grouping struct {
	outcomes map[string]Outcome
	groups   []string
}

func groupingOf(t testing.TB, s *Stored, cfg BuildConfig, all []contact) grouping {
	t.Helper()
	names := map[ecdh.Element]string{}
	for id, e := range maskedIDs(cfg, all) {
		names[e] = id
	}
	g := grouping{outcomes: map[string]Outcome{}}
	holders := make([][]string, s.Size())
	ids := make([]string, s.Size())
	for n := range s.Size() {
		e, err := s.Element(n)
		require.NoError(t, err)
		ids[n] = names[e]
		owners, err := s.ElementOwners(n)
		require.NoError(t, err)
		for _, o := range owners {
			name := o.User + " " + ids[n]
			require.Contains(t, []Outcome{0, o.Outcome}, g.outcomes[name], "one outcome for all records of a user")
			g.outcomes[name] = o.Outcome
		}
		holders[n], err = s.Holders(n)
		require.NoError(t, err)
	}
	seen := map[uint64]bool{}
	for _, class := range s.Groups() {
		for r, err := range s.GroupRecords(class.Width) {
			require.NoError(t, err)
			require.True(t, len(r.Numbers) <= class.Width && len(r.Numbers) > class.Width/2)
			var of, users []string
			for i, n := range r.Numbers {
				require.False(t, seen[n], "an element is in one group")
				seen[n] = true
				require.Equal(t, ids[n], names[r.Elements[i]])
				require.NotEmpty(t, holders[n])
				of, users = append(of, ids[n]), append(users, holders[n]...)
			}
			g.groups = append(g.groups, groupText(of, users))
		}
	}
	for n, h := range holders {
		require.Equal(t, len(h) > 0, seen[uint64(n)], "what counts for anybody is in a group")
	}
	slices.Sort(g.groups)
	return g
}

func groupText(ids, users []string) string {
	slices.Sort(ids)
	slices.Sort(users)
	return strings.Join(ids, " ") + " | " + strings.Join(slices.Compact(users), " ")
}

// storeContacts imports contacts.
func storeContacts(t testing.TB, cfg BuildConfig, all []contact) (grouping, *Stored, *BuildReport) {
	t.Helper()
	s, r := store(t, cfg, contactTable(all))
	return groupingOf(t, s, cfg, all), s, r
}

// contacts reads "user identifier" with "!" behind it if it is verified.
func contacts(lines ...string) (all []contact) {
	for _, l := range lines {
		user, id, _ := strings.Cut(l, " ")
		id, verified := strings.CutSuffix(id, "!")
		all = append(all, contact{user: user, id: id, verified: verified})
	}
	return all
}

// chain is users who each share a verified identifier with the next.
func chain(name string, links int) (lines []string) {
	for i := range links {
		lines = append(lines, fmt.Sprintf("%s%02d %s%02d!", name, i, name, i), fmt.Sprintf("%s%02d %s%02d!", name, i+1, name, i))
	}
	return lines
}

func TestGroups(t *testing.T) {
	t.Parallel()
	const p1 = "+442079460001"
	for name, c := range map[string]struct {
		contacts []string
		left     string // "user identifier outcome", by comma
		groups   []string
	}{
		"alone":                             {[]string{"u a", "v b!"}, "", []string{"a | u", "b | v"}},
		"two types":                         {[]string{"u a", "u " + p1}, "", []string{p1 + " a | u"}},
		"several records":                   {[]string{"u a", "v b", "u a!", "u c", "v b"}, "", []string{"a c | u", "b | v"}},
		"same text":                         {[]string{"u 1", "v +442079460009"}, "", []string{"+442079460009 | v", "1 | u"}},
		"joined":                            {[]string{"u a!", "u b", "v a!", "v c"}, "", []string{"a b c | u v"}},
		"one record of several is verified": {[]string{"u a", "u a!", "v a!", "v a"}, "", []string{"a | u v"}},
		"stays with one":                    {[]string{"u a!", "u b", "v a", "v c"}, "v a shared_unverified", []string{"a b | u", "c | v"}},
		"nobody's":                          {[]string{"u a", "u b", "v a"}, "u a shared_unverified,v a shared_unverified", []string{"b | u"}},
		"some of them":                      {[]string{"u a!", "v a!", "w a", "w c"}, "w a shared_unverified", []string{"a | u v", "c | w"}},
		"four sybils dissolve nobody": {[]string{"u a!", "u " + p1 + "!", "s1 " + p1, "s1 b1!", "s2 " + p1, "s2 b2!", "s3 " + p1, "s3 b3!"},
			"s1 " + p1 + " shared_unverified,s2 " + p1 + " shared_unverified,s3 " + p1 + " shared_unverified", []string{p1 + " a | u", "b1 | s1", "b2 | s2", "b3 | s3"}},
		"four":              {[]string{"u a!", "v a!", "w a!", "x a!"}, "", []string{"a | u v w x"}},
		"five":              {[]string{"u a!", "v a!", "w a!", "x a!", "y a!", "u b"}, "u a shared_by_many,v a shared_by_many,w a shared_by_many,x a shared_by_many,y a shared_by_many", []string{"b | u"}},
		"five, unverified":  {[]string{"u a!", "v a", "w a", "x a", "y a", "y a"}, "u a shared_by_many,v a shared_by_many,w a shared_by_many,x a shared_by_many,y a shared_by_many", nil},
		"transitive":        {[]string{"u a!", "v a!", "v b!", "w b!", "w " + p1 + "!", "x " + p1 + "!", "x c"}, "", []string{p1 + " a b c | u v w x"}},
		"a chain of 16":     {chain("c", 16), "", []string{"c00 c01 c02 c03 c04 c05 c06 c07 c08 c09 c10 c11 c12 c13 c14 c15 | c00 c01 c02 c03 c04 c05 c06 c07 c08 c09 c10 c11 c12 c13 c14 c15 c16"}},
		"joined by a cycle": {[]string{"u a!", "v a!", "v b!", "w b!", "w c!", "u c!"}, "", []string{"a b c | u v w"}},
	} {
		for _, memory := range []int{0, 64} {
			cfg := testConfig(t)
			cfg.Memory = memory
			all := contacts(c.contacts...)
			got, s, r := storeContacts(t, cfg, all)
			var left []string
			counts := map[Outcome]uint64{}
			for name, o := range got.outcomes {
				if o != Counted {
					left = append(left, name+" "+o.Code())
					counts[o]++
				}
			}
			slices.Sort(left)
			require.Equal(t, c.left, strings.Join(left, ","), name)
			require.Equal(t, c.groups, got.groups, name)
			for _, typ := range r.Types {
				for _, l := range typ.LeftOut {
					counts[l.Outcome] -= l.Held
				}
			}
			for o, n := range counts {
				require.Zero(t, n, "%s: %s", name, o)
			}
			require.Equal(t, s.Summary().Grouping, r.Grouping)
			require.Equal(t, uint64(len(c.groups)), r.Grouping.Groups, name)
		}
	}
}

// In a component of 17 identifiers, or of a chain so long that labels can't get through it, what joined it is left out.
// What stays with one user alone is not what joined it.
func TestGroupTooLarge(t *testing.T) {
	t.Parallel()
	for _, links := range []int{17, 33, 200} {
		lines := chain("c", links)
		lines = append(lines, "c00 own!", "c03 own", "other x!", "other2 x!")
		got, _, r := storeContacts(t, testConfig(t), contacts(lines...))
		require.Equal(t, []string{"own | c00", "x | other other2"}, got.groups)
		require.Equal(t, []LeftOut{{SharedUnverified, 1, 1}, {GroupTooLarge, uint64(links), uint64(2 * links)}}, r.Types[0].LeftOut)
		require.Equal(t, Grouping{Groups: 2, Users: 3, Left: uint64(links), Elements: 2, ByElements: []SizeCount{{1, 2}}, ByUsers: []SizeCount{{1, 1}, {2, 1}}}, r.Grouping)
	}
	// 15 that join, and 2 that do not.
	got, _, _ := storeContacts(t, testConfig(t), contacts(append(chain("c", 15), "c00 own", "c15 last")...))
	require.Equal(t, []string{"last | c15", "own | c00"}, got.groups)
}

// Of more than 16 identifiers the verified are kept, then those with the older evidence, then the least elements; and what
// is cut is shared with nobody.
func TestOver16(t *testing.T) {
	t.Parallel()
	cfg := testConfig(t)
	var all []contact
	for i := range 24 {
		c := contact{user: "u", id: fmt.Sprintf("a%02d", i)}
		switch {
		case i < 6:
			c.verified = true
		case i < 12:
			c.given = 28 - i // a06 is the youngest
		case i < 14:
			c.given = 28
		}
		all = append(all, c)
	}
	all = append(all, contact{user: "v", id: "a06", verified: true}, contact{user: "v", id: "a23", verified: true}) // a06 is kept and unverified
	order := func(c contact) []byte { e := masked(t, cfg, c.typ(), c.normal()); return e[:] }
	rest := slices.Clone(all[14:24]) // no evidence
	slices.SortFunc(rest, func(a, b contact) int { return slices.Compare(order(a), order(b)) })
	got, _, r := storeContacts(t, cfg, all)
	var kept []string
	for _, c := range append(slices.Clone(all[:14]), rest[:2]...) {
		if c.id != "a06" && (c.id != "a23" || got.outcomes["u a23"] == Counted) {
			kept = append(kept, c.id)
		}
	}
	want := map[string]Outcome{}
	for _, c := range all[:24] {
		want["u "+c.id] = Counted
	}
	for _, c := range rest[2:] {
		want["u "+c.id] = Over16
	}
	want["u a06"] = SharedUnverified
	if want["u a23"] == Counted {
		want["u a23"] = SharedUnverified
	}
	want["v a06"], want["v a23"] = Counted, Counted
	require.Equal(t, want, got.outcomes)
	require.Equal(t, []string{groupText(kept, []string{"u"}), "a06 a23 | v"}, got.groups)
	require.Equal(t, LeftOut{Over16, 8, 8}, r.Types[0].LeftOut[0])

	// The cut comes first: four users and one who loses the fifth share are four.
	all = all[:24:24]
	for i := range all {
		all[i].verified = all[i].id != "a23"
	}
	for _, u := range []string{"w1", "w2", "w3", "w4"} {
		all = append(all, contact{user: u, id: "a23", verified: true})
	}
	got, _, _ = storeContacts(t, cfg, all)
	require.Equal(t, [2]Outcome{Over16, Counted}, [2]Outcome{got.outcomes["u a23"], got.outcomes["w1 a23"]})
	require.Contains(t, got.groups, "a23 | w1 w2 w3 w4")
}

// reference groups contacts in memory, by union-find.
func reference(cfg BuildConfig, all []contact) grouping {
	type key struct{ user, id string }
	held := map[key]*contact{}
	users, order := map[string][]string{}, maskedIDs(cfg, all)
	for _, c := range all {
		k := key{c.user, c.id}
		if held[k] == nil {
			held[k] = &contact{user: c.user, id: c.id}
			users[c.user] = append(users[c.user], c.id)
		}
		h := held[k]
		h.verified = h.verified || c.verified
		if c.given > 0 && (h.given == 0 || c.given < h.given) {
			h.given = c.given
		}
	}
	g := grouping{outcomes: map[string]Outcome{}}
	by := map[string][]*contact{}
	for user, ids := range users {
		rank := func(id string) int {
			h := held[key{user, id}]
			n := h.given
			if n == 0 {
				n = 1000
			}
			if !h.verified {
				n += 10_000
			}
			return n
		}
		slices.SortFunc(ids, func(a, b string) int {
			x, y := order[a], order[b]
			return cmp.Or(cmp.Compare(rank(a), rank(b)), bytes.Compare(x[:], y[:]))
		})
		for i, id := range ids {
			if i >= 16 {
				g.outcomes[user+" "+id] = Over16
			} else {
				by[id] = append(by[id], held[key{user, id}])
			}
		}
	}
	parent := map[string]string{}
	var find func(string) string
	find = func(u string) string {
		if parent[u] == "" || parent[u] == u {
			return u
		}
		parent[u] = find(parent[u])
		return parent[u]
	}
	joins := map[string]bool{}
	counts := map[string][]string{} // identifier → users
	for id, of := range by {
		var verified []string
		for _, h := range of {
			if h.verified {
				verified = append(verified, h.user)
			}
		}
		for _, h := range of {
			switch {
			case len(of) > 4:
				g.outcomes[h.user+" "+id] = SharedByMany
			case len(of) > 1 && !h.verified:
				g.outcomes[h.user+" "+id] = SharedUnverified
			default:
				g.outcomes[h.user+" "+id] = Counted
				counts[id] = append(counts[id], h.user)
			}
		}
		if joins[id] = len(counts[id]) > 1; joins[id] {
			for _, u := range verified[1:] {
				parent[find(u)] = find(verified[0])
			}
		}
	}
	components := map[string][]string{}
	for id, of := range counts {
		root := find(of[0])
		components[root] = append(components[root], id)
	}
	for _, ids := range components {
		of := map[string][]string{"": ids}
		if len(ids) > 16 {
			of = map[string][]string{}
			for _, id := range ids {
				if !joins[id] {
					of[counts[id][0]] = append(of[counts[id][0]], id)
					continue
				}
				for _, u := range counts[id] {
					g.outcomes[u+" "+id] = GroupTooLarge
				}
			}
		}
		for _, ids := range of {
			var users []string
			for _, id := range ids {
				users = append(users, counts[id]...)
			}
			g.groups = append(g.groups, groupText(ids, users))
		}
	}
	slices.Sort(g.groups)
	return g
}

// randomContacts draws users with identifiers of which some are shared.
func randomContacts(rnd *rand.Rand, users int) (all []contact) {
	id := func(n int) string {
		if n%3 == 0 {
			return fmt.Sprintf("+44207946%04d", n/3)
		}
		return fmt.Sprintf("e%d", n)
	}
	for u := range users {
		n := 1 + rnd.IntN(3)
		if rnd.IntN(40) == 0 {
			n = 10 + rnd.IntN(20)
		}
		for range n {
			c := contact{user: fmt.Sprint("u", u), verified: rnd.IntN(3) > 0}
			switch rnd.IntN(20) {
			case 0:
				c.id = id(rnd.IntN(6)) // of everybody
			case 1, 2, 3, 4, 5, 6:
				c.id = id(10 + rnd.IntN(users)) // of a few
			default:
				c.id = id(10 + u + users*(1+rnd.IntN(3)))
			}
			if rnd.IntN(2) == 0 {
				c.given = 1 + rnd.IntN(20)
			}
			for range 1 + rnd.IntN(2)*rnd.IntN(2) {
				all = append(all, c)
				c.verified = rnd.IntN(2) == 0
			}
		}
	}
	rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// Groups are those of a union-find in memory, whether the sorts spill or not.
func TestGroupsEqualReference(t *testing.T) {
	t.Parallel()
	for seed, users := range []int{5, 40, 300, 2500} {
		rnd := rand.New(rand.NewPCG(uint64(seed), 1))
		all := randomContacts(rnd, users)
		cfg := testConfig(t)
		want := reference(cfg, all)
		for _, memory := range []int{0, 4 << 10} {
			cfg.Memory = memory
			got, _, r := storeContacts(t, cfg, all)
			require.Equal(t, want.outcomes, got.outcomes)
			require.Equal(t, want.groups, got.groups)
			seen := map[Outcome]bool{}
			for _, o := range got.outcomes {
				seen[o] = true
			}
			if users > 1000 {
				require.Len(t, seen, 5, "every outcome is tried")
			}
			require.Equal(t, uint64(users), r.Grouping.Users+r.Grouping.Left)
		}
	}
}

// A merge that changes some users gives the groups of a whole import.
func TestMergeGroups(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(7, 7))
	cfg := testConfig(t)
	all := randomContacts(rnd, 200)
	_, s, _ := storeContacts(t, cfg, all)
	for range 3 {
		var rest, changed []contact
		news := randomContacts(rnd, 200)
		name := map[string]bool{}
		for range 30 {
			name[fmt.Sprint("u", rnd.IntN(200))] = true
		}
		for _, c := range all {
			if !name[c.user] {
				rest = append(rest, c)
			}
		}
		for _, c := range news {
			if name[c.user] {
				changed = append(changed, c)
			}
		}
		merge := cfg
		merge.Previous, merge.Merge = s, true
		all = slices.Concat(changed, rest)
		var r *BuildReport
		before := s.Summary().Grouping
		s, r = store(t, merge, contactTable(changed))
		require.Equal(t, &before, r.Before)
		got, want := groupingOf(t, s, cfg, all), reference(cfg, all)
		require.Equal(t, want, got)
	}
}

// A user who withdraws leaves a shared identifier to the others.
func TestRewriteGroups(t *testing.T) {
	t.Parallel()
	cfg := testConfig(t)
	all := contacts("u a!", "v a!", "w a", "x b!", "y b!")
	_, old, _ := storeContacts(t, cfg, all)
	cfg.Previous = old
	later, _ := store(t, cfg, "user_id,email,collection_context,deleted\nv,,,yes\nx,,,yes\ny,,,yes\n")
	dir := filepath.Join(t.TempDir(), "data")
	r, err := Rewrite(t.Context(), dir, old, RewriteConfig{Key: cfg.Key, Without: later})
	require.NoError(t, err)
	s, err := OpenStored(dir)
	require.NoError(t, err)
	defer s.Close()
	got := groupingOf(t, s, cfg, all)
	require.Equal(t, grouping{map[string]Outcome{"u a": Counted, "w a": SharedUnverified}, []string{"a | u"}}, got)
	require.Equal(t, Grouping{Groups: 1, Users: 1, Left: 1, Elements: 1, ByElements: []SizeCount{{1, 1}}, ByUsers: []SizeCount{{1, 1}}}, r.Grouping)
}

// Who stops an import while groups are made gets no dataset, and no file is left.
func TestGroupingStops(t *testing.T) {
	t.Parallel()
	cfg := testConfig(t)
	cfg.Memory = 4 << 10
	dir := filepath.Join(t.TempDir(), "data")
	b, err := NewBuilder(dir, cfg)
	require.NoError(t, err)
	for i := range 20_000 {
		rec := &purpose.Record{User: fmt.Sprint(i / 2), Values: []purpose.Value{{Type: identity.Email, Key: identity.Sum(fmt.Append(nil, i))}}, Context: "newsletter"}
		admitted, _ := cfg.Gate.Admit(nil, rec)
		require.NoError(t, b.Add(admitted...))
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	_, err = b.Finish(ctx)
	require.EqualError(t, err, "enough")
	require.NoError(t, b.Close())
	require.NoDirExists(t, dir)
}

// A dataset that was made before groups is refused by what has to be done.
func TestOldDataset(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, writeManifest(dir, &manifest{Version: 1}))
	_, err := OpenStored(dir)
	require.ErrorContains(t, err, "made before contact groups: import it again")
	require.NoError(t, os.Remove(filepath.Join(dir, manifestName)))
	require.NoError(t, writeManifest(dir, &manifest{Version: 99}))
	_, err = OpenStored(dir)
	require.ErrorContains(t, err, "version 99")
}

// All outcomes have a name, that of a dataset's codes.
func TestOutcomes(t *testing.T) {
	s, _ := store(t, testConfig(t), testUsers)
	seen := map[string]bool{}
	for _, o := range append(LeavesOut(), Counted) {
		require.Equal(t, o.Code(), s.Codes()[byte(o)])
		var read Outcome
		require.NoError(t, read.UnmarshalText([]byte(o.Code())))
		require.Equal(t, o, read)
		seen[o.Code()] = true
	}
	require.Len(t, slices.Collect(maps.Keys(seen)), 5)
	for _, bad := range []string{"", "nothing"} {
		require.Error(t, new(Outcome).UnmarshalText([]byte(bad)))
	}
}

// A file of groups that is damaged while it is open is noticed.
func TestDamagedGroups(t *testing.T) {
	cfg := testConfig(t)
	_, s, _ := storeContacts(t, cfg, contacts("u a", "u b", "u c"))
	path := filepath.Join(s.dir, groupsName(4))
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	for at, b := range map[int]byte{7: 1, 8: 2, 9 + 39: 9, 9 + 40 + 39: 0} { // number, k, number of an element, the same element twice
		bad := slices.Clone(good)
		bad[at] = b
		require.NoError(t, os.WriteFile(path, bad, 0o600))
		_, err := s.Group(0)
		require.ErrorContains(t, err, "groups-4.dat is damaged at entry 0")
	}
}
