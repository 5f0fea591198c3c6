package dataset

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

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
