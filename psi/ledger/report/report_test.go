package report

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/year"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

func build(t *testing.T, entries []*ledger.Entry, period string, change func(*Scope)) *Report {
	t.Helper()
	scope, err := Period(period)
	require.NoError(t, err)
	if change != nil {
		change(&scope)
	}
	b := New(scope)
	for _, e := range entries {
		require.NoError(t, b.Add(e))
	}
	return b.Report()
}

// raw is an entry as its JSON is, without this package's or the ledger's types.
type raw map[string]any

func (r raw) text(path string) string {
	s, _ := r.at(path).(string)
	return s
}

func (r raw) at(path string) any {
	var v any = map[string]any(r)
	for name := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}

func raws(t *testing.T, entries []*ledger.Entry) (all []raw) {
	for _, e := range entries {
		b, err := e.Encode()
		require.NoError(t, err)
		var r raw
		require.NoError(t, json.Unmarshal(b, &r))
		all = append(all, r)
	}
	return all
}

// sums are a report's, from raw entries and in another way: by looking for each session's last entry.
type sums struct {
	sessions, answered, refused, open, turned, numbers, audiences int
	handles                                                       float64
	charged                                                       *big.Rat
	byFlow                                                        map[string]int
	entries, erased, asked, kept                                  int
}

func independent(all []raw, period, advertiser, dataset string) *sums {
	s := &sums{charged: new(big.Rat), byFlow: map[string]int{}}
	in := func(r raw) bool { return strings.HasPrefix(r.text("time"), period) }
	late := func(r raw) bool { return r.text("time")[:len(period)] > period }
	wants := func(a, d string) bool {
		return (advertiser == "" || a == advertiser) && (dataset == "" || d == dataset)
	}
	offers, ends := map[string]raw{}, map[string]raw{}
	for _, r := range all {
		if in(r) {
			s.entries++
		}
		switch kind := r.text("type"); {
		case kind == "session.offer":
			offers[r.text("session")] = r
		case kind == "session.result", kind == "refusal" && r["session"] != nil:
			ends[r.text("session")] = r
		case kind == "refusal" && in(r) && wants(r.text("refusal.advertiser"), r.text("refusal.dataset")):
			s.turned++
		case kind == "person.erased" && in(r) && advertiser == "":
			s.erased++
		case kind == "lookup" && in(r) && advertiser == "":
			s.asked += int(r.at("lookup.persons").(float64))
		case kind == "import" && in(r) && advertiser == "" && wants("", r.text("import.dataset")):
			s.kept += int(r.at("import.rows.excluded").(float64))
		}
	}
	for id, offer := range offers {
		end := ends[id]
		if end != nil && late(end) {
			end = nil
		}
		if end != nil && !in(end) || end == nil && !in(offer) || !wants(offer.text("offer.advertiser"), offer.text("offer.dataset")) {
			continue
		}
		s.sessions++
		s.byFlow[offer.text("offer.advertiser")+" "+offer.text("offer.dataset")+" "+offer.text("offer.mode")]++
		switch {
		case end == nil:
			s.open++
		case end.text("type") == "refusal":
			s.refused++
		default:
			s.answered++
			if end.at("result.released") != nil {
				s.numbers++
			}
			if end.at("result.audience") != nil {
				s.audiences++
			}
			if parts, ok := end.at("result.handles.parts").([]any); ok {
				s.handles += parts[0].(map[string]any)["size"].(float64)
			}
			if paid, ok := new(big.Rat).SetString(end.text("result.budget.epsilon")); ok {
				s.charged.Add(s.charged, paid)
			}
		}
	}
	return s
}

// The sums of a report are those of an independent computation from the raw entries: of months, of the year, of an
// advertiser, and of a dataset.
func TestSums(t *testing.T) {
	entries := year.Entries(40, 3000)
	all := raws(t, entries)
	sessions := 0
	check := func(period, advertiser, dataset string) *Report {
		r := build(t, entries, period, func(s *Scope) { s.Advertiser, s.Dataset = advertiser, dataset })
		want := independent(all, period, advertiser, dataset)
		require.Equal(t, Totals{
			want.sessions, want.answered, want.refused, want.open, want.turned, want.numbers, want.audiences, uint64(want.handles), r.Totals.Charged,
		}, r.Totals, period)
		require.Equal(t, want.charged.RatString(), r.Totals.Charged.Exact(), period)
		require.Equal(t, want.entries, r.Entries, period)
		require.Len(t, r.Sessions, want.sessions, period)

		// The parts add up to the whole.
		var of Totals
		flows := map[string]int{}
		for _, f := range r.Flows {
			if f.Sessions > 0 {
				flows[f.Advertiser+" "+f.Dataset+" "+string(f.Mode)] = f.Sessions
			}
			of.Turned += f.Turned
			of.Charged = of.Charged.Plus(f.Charged)
		}
		require.Equal(t, want.byFlow, flows, period)
		require.Equal(t, r.Totals.Turned, of.Turned, period)
		require.Equal(t, r.Totals.Charged.Exact(), of.Charged.Exact(), period)
		var spent Amount
		for _, x := range r.Budgets {
			spent = spent.Plus(x.Charged)
		}
		require.Equal(t, r.Totals.Charged.Exact(), spent.Exact(), period)
		refusals, erased, asked, kept := 0, 0, 0, 0
		for _, x := range r.Refusals {
			refusals += x.Count
		}
		require.Equal(t, want.turned+want.refused, refusals, period)
		for _, x := range r.Tallies {
			if x.Type == ledger.TypeErasedPerson {
				erased += x.Count
			}
			if x.Type == ledger.TypeLookup {
				asked += x.Count
			}
		}
		require.Equal(t, want.erased, erased, period)
		require.Equal(t, want.asked, asked, period)
		for _, x := range r.Imports {
			kept += int(x.Rows.Excluded)
		}
		require.Equal(t, want.kept, kept, period)
		return r
	}
	for month := 1; month <= 12; month++ {
		sessions += check(fmt.Sprintf("2026-%02d", month), "", "").Totals.Sessions
	}
	require.GreaterOrEqual(t, sessions, 3000) // one that is open at a month's end is in two
	require.Equal(t, 3000, check("2026", "", "").Totals.Sessions)
	check("2026-05", "brand-007", "")
	check("2026-05", "brand-007", "users")
	users, buyers := check("2026", "", "users").Totals, check("2026", "", "buyers").Totals
	require.Equal(t, 3000, users.Sessions+buyers.Sessions)
	require.Zero(t, check("2025-12", "", "").Totals.Sessions)
}

// A session is in the month in which it ended, and, if it was open then, in the one in which it began. What comes later
// changes no report.
func TestMonths(t *testing.T) {
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return when
	}
	offer := func(session, when string) *ledger.Entry {
		return &ledger.Entry{Type: ledger.TypeOffer, Session: session, Time: at(when),
			Offer: &ledger.Offer{Advertiser: session + " brand", Dataset: "users", Mode: psi.Count}}
	}
	result := func(session, when string) *ledger.Entry {
		n := int64(1230)
		return &ledger.Entry{Type: ledger.TypeResult, Session: session, Time: at(when), Result: &ledger.Result{
			Advertiser: session + " brand", Dataset: "users", Mode: psi.Count, Owner: session, Released: &psi.Released{Value: &n, Noise: psi.NoNoise}}}
	}
	entries := []*ledger.Entry{
		offer("early", "2026-09-30T23:00:00Z"),
		offer("over", "2026-09-30T23:59:59.999Z"),
		result("early", "2026-09-30T23:59:59.999Z"),
		result("over", "2026-10-01T00:00:00Z"),
		offer("across", "2026-10-31T23:59:59.999Z"),
		offer("never", "2026-10-31T23:59:59.999Z"),
		result("across", "2026-11-01T00:00:00Z"),
	}
	names := func(r *Report) (all []string) {
		for _, s := range r.Sessions {
			all = append(all, s.ID)
		}
		return all
	}
	for period, want := range map[string][]string{
		"2026-09": {"early", "over"}, "2026-10": {"over", "across", "never"}, "2026-11": {"across"}, "2026-12": nil,
		"2026": {"early", "over", "across", "never"},
	} {
		r := build(t, entries, period, nil)
		require.Equal(t, want, names(r), period)
		require.Equal(t, len(want), r.Totals.Sessions, period)
	}
	october := build(t, entries, "2026-10", nil)
	require.Equal(t, []Seen{{"across brand", "", at("2026-10-31T23:59:59.999Z")}, {"never brand", "", at("2026-10-31T23:59:59.999Z")}}, october.Came)
	require.Equal(t, 2, october.Totals.Open)
	require.Equal(t, "over", october.Flows[2].Owner)
	require.Equal(t, []Seen{{"early brand", "early", at("2026-09-30T23:00:00Z")}, {"over brand", "over", at("2026-09-30T23:59:59.999Z")}}, october.Gone)
	require.Empty(t, build(t, entries, "2026-12", nil).Gone)
}

// What is in force when the month begins is in the report, and what changes in it.
func TestInForce(t *testing.T) {
	entries := year.Entries(10, 500)
	march, june := build(t, entries, "2026-03", nil), build(t, entries, "2026-06", nil)
	require.Len(t, march.Policies, 2)
	require.Len(t, june.Policies, 3)
	changed := june.Policies[2]
	require.Equal(t, "users", changed.Dataset)
	require.Equal(t, time.June, changed.Since.Month())
	require.Contains(t, []psi.Digest{june.Policies[0].Digest, june.Policies[1].Digest}, changed.Previous)
	require.Equal(t, &Change{
		Removed: []string{"context checkout class=marketing evidence=optional"},
		Added:   []string{"context checkout class=marketing evidence=required", "notice checkout 2026-06"},
	}, changed.Change)
	july := build(t, entries, "2026-07", nil)
	require.Len(t, july.Policies, 2)
	require.Equal(t, changed.Digest, july.Policies[1].Digest)
	// The server started again in July, with the same rules.
	require.Len(t, build(t, entries, "2026-12", nil).Rules, 1)
	// An acknowledgement is in every later report.
	require.Empty(t, june.Acknowledged)
	require.Len(t, build(t, entries, "2026-08", nil).Acknowledged, 1)
	require.Len(t, build(t, entries, "2026-12", nil).Acknowledged, 1)
	// What is of no advertiser is not in an advertiser's report.
	of := build(t, entries, "2026", func(s *Scope) { s.Advertiser = "brand-001" })
	require.Empty(t, of.Imports)
	require.Empty(t, of.Tallies)
	for _, e := range of.Events {
		require.Equal(t, "brand-001", e.Advertiser)
	}
	require.NotEmpty(t, of.Events)
}

// A policy that comes back has its text from an earlier entry; a text that nobody wrote down is not made up.
func TestPolicyComesBack(t *testing.T) {
	entry := func(day int, digest, previous byte, text string) *ledger.Entry {
		return &ledger.Entry{Type: ledger.TypePolicy, Time: year.Start.AddDate(0, 0, day), Policy: &ledger.Policy{
			Dataset: "users", Purpose: "ads", Digest: psi.Digest{digest}, Previous: psi.Digest{previous}, Text: text}}
	}
	r := build(t, []*ledger.Entry{entry(0, 1, 0, "head\na\nb\n"), entry(1, 2, 1, "head\nb\nc\n"), entry(2, 1, 2, ""), entry(3, 3, 1, "")}, "2026-01", nil)
	require.Nil(t, r.Policies[0].Change)
	require.Equal(t, &Change{[]string{"a"}, []string{"c"}}, r.Policies[1].Change)
	require.Equal(t, &Change{[]string{"c"}, []string{"a"}}, r.Policies[2].Change)
	require.Equal(t, "head\na\nb\n", r.Policies[2].Text)
	require.Nil(t, r.Policies[3].Change)
	require.Empty(t, r.Policies[3].Text)
}

// What happens beside sessions is told, each kind of entry.
func TestEvents(t *testing.T) {
	when := year.Start.AddDate(0, 0, 3)
	entries := []*ledger.Entry{
		{Type: ledger.TypeStrike, Strike: &ledger.Strike{Owner: "Acme Ltd", Advertiser: "acme", Dataset: "users"}},
		{Type: ledger.TypeLifted, Lifted: &ledger.Lifted{Owner: "Acme Ltd", Dataset: "users", Reason: "a defect"}},
		{Type: ledger.TypeAudience, Audience: &ledger.AudienceChange{Action: "renewed", Advertiser: "acme", Dataset: "users", Name: "vips", Expires: when}},
		{Type: ledger.TypeHandles, Handles: &ledger.Handles{Advertiser: "acme", Set: psi.Set{Parts: []psi.Part{{Width: 1, Size: 120}}}}},
		{Type: ledger.TypeOpened, Opened: &ledger.Opened{Kind: ledger.AuditSpot, Auditor: "eve", Groups: 4600}},
		{Type: ledger.TypeAudit, Audit: &ledger.Audit{Kind: ledger.AuditSpot, Auditor: "eve", Verdict: ledger.AuditPassed}},
		{Type: ledger.TypeErased, Erased: &ledger.Erased{Reason: "expired"}},
		{Type: ledger.TypeErased, Erased: &ledger.Erased{Reason: "expired"}},
		{Type: ledger.TypeErasedPerson, Person: &ledger.Person{}},
		{Type: ledger.TypeLookup, Lookup: &ledger.Lookup{Persons: 40, By: "email", Reason: "requests of May"}},
		{Type: ledger.TypeLookup, Lookup: &ledger.Lookup{Persons: 1, By: ledger.LookupByUser}},
		{Type: ledger.TypeEpochOpen, Epoch: &ledger.PlatformSet{Dataset: "users"}},
		{Type: ledger.TypeKeyDestroyed, KeyDestroyed: &ledger.KeyDestroyed{}},
		{Type: "later", Session: ""},
	}
	for i, e := range entries {
		e.Time, e.Seq = when, int64(i)
	}
	r := build(t, entries, "2026-01", nil)
	var events, tallies []string
	for _, e := range append(r.Events, r.Audits...) {
		events = append(events, e.Text)
	}
	for _, x := range r.Tallies {
		tallies = append(tallies, fmt.Sprintf("%d × %s", x.Count, x.Text))
	}
	require.Equal(t, []string{
		"its owner Acme Ltd was barred from the dataset: what it sent was not made of the whole set",
		"an operator let the owner Acme Ltd in again: a defect",
		"audience vips renewed until 2026-01-04T00:00:00Z",
		"120 handles were fetched",
		"4,600 groups of the epoch " + psi.Digest{}.String() + " were opened to the auditor eve for a spot audit",
		"spot audit of the epoch " + psi.Digest{}.String() + " by eve: " + ledger.AuditPassed,
	}, events)
	require.Equal(t, []string{
		"1 × an epoch began", "1 × an epoch's key was destroyed", "1 × an entry of a kind that this report does not explain",
		"41 × a person's question was answered", "1 × a person was erased, and is kept out from then on", "2 × whom a session was about can't be told any more: expired",
	}, tallies)
	require.Empty(t, build(t, entries, "2026-01", func(s *Scope) { s.Advertiser = "other" }).Events)
}

func TestPeriod(t *testing.T) {
	for _, bad := range []string{"", "2026-13", "2026-1", "11-2026", "2026-11-01", "26", "November"} {
		_, err := Period(bad)
		require.ErrorContains(t, err, "2026-11", bad)
	}
	s, err := Period("2024")
	require.NoError(t, err)
	require.True(t, s.Year())
	require.Equal(t, 366*24*time.Hour, s.To.Sub(s.From))
}

func TestAmount(t *testing.T) {
	a, err := ParseAmount("1/3")
	require.NoError(t, err)
	require.Equal(t, "2/3", a.Plus(a).Exact())
	require.Equal(t, "0.3333", a.String())
	require.True(t, Amount{}.IsZero())
	_, err = ParseAmount("x")
	require.ErrorContains(t, err, "not a fraction")
}
