package dataset

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

func store(t testing.TB, cfg BuildConfig, table string) (*Stored, *BuildReport) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	r, err := Build(t.Context(), dir, cfg, openText(t, table))
	require.NoError(t, err)
	s, err := OpenStored(dir)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s, r
}

func TestEvidence(t *testing.T) {
	p, err := purpose.Parse([]byte(`
contexts:
  loyalty: {class: marketing, grants: [marketing.advertising], evidence: required, notices: [n1]}
  open:    {class: marketing, grants: [marketing.advertising]}
purposes: {match: {requires: [marketing.advertising]}}
`))
	require.NoError(t, err)
	cfg := testConfig(t)
	g, err := p.Gate("", "match")
	require.NoError(t, err)
	cfg.Gate = g.At(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	_, r := store(t, cfg, `user_id,email,collection_context,notice_version,given_at,expires_at,revoked,opted_out,tcf
1,a1@example.com,loyalty,n1,2026-05-01T10:00:00Z,,,,
2,a2@example.com,loyalty,n1,2026-05-01 10:00:00+02,2026-06-01T00:00:01Z,false,no,
3,a3@example.com,loyalty,n1,,,,,
4,a4@example.com,loyalty,,2026-05-01,,,,
5,a5@example.com,loyalty,n2,2026-05-01,,,,
6,a6@example.com,loyalty,n1,2026-06-02,,,,
7,a7@example.com,open,,,2026-06-01,,,
8,a8@example.com,open,,,,2026-04-01T00:00:00Z,,
9,a9@example.com,open,,,,,TRUE,
10,b0@example.com,open,,,,maybe,,
11,b1@example.com,open,,soon,,,,
12,b2@example.com,open,,,,,,CPx
13,b3@example.com,open,,,,0,f,
`)
	excluded := map[string]uint64{}
	for _, e := range r.Excluded {
		excluded[e.Reason.Code()] = e.Rows
	}
	require.Equal(t, map[string]uint64{"no_evidence": 2, "unknown_notice": 1, "not_yet_given": 1, "expired": 1, "revoked": 1, "opted_out": 1,
		"bad_evidence": 2, "unread_consent": 1}, excluded)
	require.Equal(t, [2]uint64{3, 2}, [2]uint64{r.RowsAdmitted, r.OptedOut})
}

// The Twitter case: phones given for two-factor login match nothing, a policy
// that would allow it does not load, and a grant of the person's own does it.
func TestTwitterCase(t *testing.T) {
	const users, twoFactor = 10_000, 3_000
	cfg := testConfig(t)
	number := func(i int) string { return fmt.Sprintf("+1650253%04d", i) }
	table := func(regranted bool) string {
		var b strings.Builder
		b.WriteString("user_id,email,phone,collection_context,grants\n")
		for i := range users {
			context := "newsletter"
			if i < twoFactor {
				context = "two_factor"
			}
			// Half of them with a grant in the record, which must not help.
			grant := []string{"", "marketing.advertising.first_party.targeted"}[i%2]
			fmt.Fprintf(&b, "%d,,%s,%s,%s\n", i, number(i), context, grant)
			if regranted && i < twoFactor {
				fmt.Fprintf(&b, "%d,,%s,checkout,marketing.advertising.first_party.targeted\n", i, number(i))
			}
		}
		return b.String()
	}
	matched := func(s *Stored) (n int) {
		stored := map[ecdh.Element]bool{}
		for e, err := range s.Elements() {
			require.NoError(t, err)
			stored[e] = true
		}
		var items [][]byte
		for i := range twoFactor {
			k := identity.Sum([]byte(number(i)))
			items = append(items, k[:])
		}
		masked := make([]ecdh.Element, len(items))
		key := typeKey(cfg.Key, cfg.Gate.Purpose(), identity.Default(), identity.Phone)
		key.Mask(masked, items)
		for _, e := range masked {
			if stored[e] {
				n++
			}
		}
		return n
	}
	s, r := store(t, cfg, table(false))
	require.Zero(t, matched(s))
	require.Equal(t, uint64(users-twoFactor), r.RowsAdmitted)
	require.Equal(t, purpose.SecurityContext, r.Excluded[0].Reason)
	require.Equal(t, uint64(twoFactor), r.Excluded[0].Rows)

	for _, edit := range [][2]string{
		{"two_factor: {class: security}", "two_factor: {class: security, grants: [marketing.advertising.first_party.targeted]}"},
		{"two_factor: {class: security}", "two_factor: {class: account, grants: [marketing.advertising.first_party.targeted]}"},
	} {
		require.Contains(t, testPolicy, edit[0])
		_, err := purpose.Parse([]byte(strings.Replace(testPolicy, edit[0], edit[1], 1)))
		require.ErrorContains(t, err, "security")
	}

	s, r = store(t, cfg, table(true))
	require.Equal(t, twoFactor, matched(s))
	require.Equal(t, uint64(twoFactor), r.Saved)
	for o, err := range s.Owned() {
		require.NoError(t, err)
		require.NotEqual(t, "two_factor", s.Contexts()[o.Context])
	}
}

func TestDecisions(t *testing.T) {
	s, _ := store(t, testConfig(t), testUsers)
	outcomes := map[string][]string{} // of each record: context, e-mail, phone
	for d, err := range s.Decisions() {
		require.NoError(t, err)
		context := ""
		if d.Context != psi.NoContext {
			context = s.Contexts()[d.Context]
		}
		outcomes[d.User] = append(outcomes[d.User], strings.Join([]string{context, s.Codes()[d.Codes[0]], s.Codes()[d.Codes[1]]}, " "))
	}
	for user, want := range map[string][]string{
		"1":  {"newsletter admitted admitted"},
		"2":  {"two_factor security_context security_context"},
		"7":  {" unknown_context nothing"},
		"8":  {" nothing nothing"},
		"9":  {" no_at_sign nothing"},
		"10": {"newsletter admitted admitted", "two_factor nothing security_context"},
		"15": {"newsletter admitted letters"},
		"99": nil,
	} {
		require.Equal(t, want, outcomes[user], user)
	}
}

func TestMerge(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 6, n, 0, 0, 0, 0, time.UTC) }
	cfg := testConfig(t)
	cfg.Gate = cfg.Gate.At(day(1))
	first, r := store(t, cfg, `user_id,email,phone,collection_context,expires_at,updated_at,deleted,opted_out
1,a@example.com,+442079460001,newsletter,,2026-05-01,,
2,b@example.com,,newsletter,,2026-05-02,,
3,c@example.com,+442079460003,newsletter,2026-06-03,2026-05-03,,
4,d@example.com,,newsletter,,2026-05-04,,
4,a@example.com,,two_factor,,2026-05-04,,
5,e@example.com,,newsletter,,2026-05-05,,
6,f@example.com,,newsletter,,2026-05-06,yes,
`)
	require.Equal(t, day(6).AddDate(0, -1, 0), *r.Newest)
	require.Equal(t, uint64(1), r.RowsDeleted)
	require.Nil(t, r.Users)

	changes := `user_id,email,phone,collection_context,expires_at,updated_at,deleted,opted_out
1,old@example.com,,newsletter,,2026-05-06,,
2,b2@example.com,,newsletter,,2026-05-07,,
4,,,,,2026-05-08,true,
5,e@example.com,,newsletter,,2026-05-09,,true
7,a@example.com,,newsletter,,2026-05-10,,
8,h@example.com,,two_factor,,2026-05-10,,
`
	cfg.Previous, cfg.Merge, cfg.Since = first, true, *r.Newest
	second, r := store(t, cfg, changes)
	require.Equal(t, &UserChanges{Added: 1, Replaced: 1, Kept: 2, Removed: 2, Gone: 2, Withdrawn: 2}, r.Users)
	require.Equal(t, [4]uint64{6, 1, 1, 1}, [4]uint64{r.Rows, r.RowsUnchanged, r.RowsDeleted, r.OptedOut})
	all := []string{"a@example.com", "b@example.com", "b2@example.com", "c@example.com", "d@example.com", "e@example.com", "h@example.com"}
	require.Equal(t, map[string]string{"a@example.com": "7,1", "b2@example.com": "2", "c@example.com": "3"}, contents(t, second, cfg, identity.Email, all...))
	require.Equal(t, map[string]string{"+442079460001": "1", "+442079460003": "3"}, contents(t, second, cfg, identity.Phone, "+442079460001", "+442079460003"))
	for d, err := range second.Decisions() {
		require.NoError(t, err)
		if d.User == "1" {
			require.Equal(t, "newsletter", second.Contexts()[d.Context])
		}
	}

	// A grant that has ended is not taken over.
	cfg.Gate = cfg.Gate.At(day(4))
	cfg.Previous = second
	third, r := store(t, cfg, changes)
	require.Equal(t, uint64(1), r.Users.Expired)
	require.Equal(t, map[string]string{"a@example.com": "7,1", "b2@example.com": "2"}, contents(t, third, cfg, identity.Email, all...))

	// A whole import counts who is gone.
	cfg.Merge, cfg.Since = false, time.Time{}
	_, r = store(t, cfg, "user_id,email,collection_context\n1,a@example.com,newsletter\n9,b@example.com,newsletter\n")
	require.Equal(t, &UserChanges{Added: 1, Replaced: 1, Removed: 3}, r.Users)

	// What was admitted under other rules is not taken over.
	cfg.Merge = true
	for want, change := range map[string]func(*BuildConfig){
		"no previous dataset": func(c *BuildConfig) { c.Previous = nil },
		"the policy is not the one": func(c *BuildConfig) {
			c.Gate = otherGate(t, "checkout:   {class: account}", "checkout:   {class: service}")
		},
		"is for purpose":                   func(c *BuildConfig) { c.Gate = otherGate(t, "", "") },
		"has profile":                      func(c *BuildConfig) { c.Profile, _ = identity.ParseProfile("uid2") },
		"differ in identifiers of type":    func(c *BuildConfig) { c.Types = []identity.Type{identity.Email} },
		"the dataset's key is not that of": func(c *BuildConfig) { c.Key = ecdh.Ristretto255().GenerateKey() },
	} {
		bad := cfg
		change(&bad)
		if want == "is for purpose" {
			bad.Previous = &Stored{m: &manifest{Policy: third.m.Policy, Purpose: "other"}}
			bad.Gate = cfg.Gate
		}
		_, err := Build(t.Context(), filepath.Join(t.TempDir(), "data"), bad, openText(t, changes))
		require.ErrorContains(t, err, want)
	}
}

func otherGate(t testing.TB, from, to string) *purpose.Gate {
	p, err := purpose.Parse([]byte(strings.Replace(testPolicy, from, to, 1)))
	require.NoError(t, err)
	g, err := p.Gate("", "audience-matching")
	require.NoError(t, err)
	return g
}

// Merging changes gives what a whole import of the changed table gives.
func TestMergeEqualsImport(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	cfg := testConfig(t)
	cfg.Types = []identity.Type{identity.Email}
	record := func(user int) string {
		return fmt.Sprintf("%d,v%d@example.com,%s,,\n", user, rnd.IntN(60), []string{"newsletter", "two_factor", "checkout", "newsletter;two_factor"}[rnd.IntN(4)])
	}
	const header = "user_id,email,collection_context,updated_at,deleted\n"
	rows := map[int][]string{}
	table := func(of map[int][]string) string {
		var b strings.Builder
		b.WriteString(header)
		for _, user := range slices.Sorted(maps.Keys(of)) {
			b.WriteString(strings.Join(of[user], ""))
		}
		return b.String()
	}
	for user := range 100 {
		rows[user] = []string{record(user), record(user)}
	}
	var names []string
	for i := range 60 {
		names = append(names, fmt.Sprintf("v%d@example.com", i))
	}
	sorted := func(m map[string]string) map[string]string {
		for k, v := range m {
			users := strings.Split(v, ",")
			slices.Sort(users)
			m[k] = strings.Join(users, ",")
		}
		return m
	}
	s, _ := store(t, cfg, table(rows))
	for range 5 {
		changed := map[int][]string{}
		for range 20 {
			user := rnd.IntN(130)
			if rnd.IntN(3) == 0 {
				changed[user] = []string{fmt.Sprintf("%d,,,,true\n", user)}
				delete(rows, user)
			} else {
				changed[user] = []string{record(user)}
				rows[user] = changed[user]
			}
		}
		merge := cfg
		merge.Previous, merge.Merge = s, true
		merged, _ := store(t, merge, table(changed))
		whole, _ := store(t, cfg, table(rows))
		require.Equal(t, sorted(contents(t, whole, cfg, identity.Email, names...)), sorted(contents(t, merged, cfg, identity.Email, names...)))
		s = merged
	}
}
