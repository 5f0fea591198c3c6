package dataset

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

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
