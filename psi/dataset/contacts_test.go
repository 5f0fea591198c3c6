package dataset

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
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
