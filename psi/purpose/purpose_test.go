package purpose

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

const examplePolicy = `
contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
  loyalty:    {class: marketing, grants: [marketing.advertising.*], evidence: required, notices: [n-2024, n-2025]}
  checkout:   {class: account}
  support:    {class: service, grants: [essential.service]}
  two_factor: {class: security, grants: [essential.service.security]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
  reach: {any_of: [marketing.advertising.first_party.targeted, essential.service]}
datasets:
  eu-users:
    audience-matching: {requires: [marketing.advertising.first_party.targeted, marketing.advertising.profiling]}
`

func mustParse(t testing.TB, s string) *Policy {
	t.Helper()
	p, err := Parse([]byte(s))
	require.NoError(t, err)
	return p
}

func TestGate(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	p := mustParse(t, examplePolicy)
	const granted = "marketing.advertising.first_party.targeted"
	shown := Evidence{Notice: "n-2025", Given: now.Add(-time.Hour)}
	with := func(f func(*Evidence)) Evidence { e := shown; f(&e); return e }
	for _, c := range []struct {
		dataset, purpose, context, grants string
		evidence                          Evidence
		reason                            Reason
		by                                string
		denied                            int
	}{
		{"", "audience-matching", "newsletter", "", Evidence{}, Admits, "newsletter", 0},
		{"", "audience-matching", " newsletter ", "", Evidence{}, Admits, "newsletter", 0},
		{"", "audience-matching", "newsletter;newsletter", "", Evidence{}, Admits, "newsletter", 0},
		{"", "audience-matching", "Newsletter", "", Evidence{}, UnknownContext, "", 1},
		{"", "audience-matching", "", "", Evidence{}, Unlabelled, "", 0},
		{"", "audience-matching", " ; ", granted, Evidence{}, Unlabelled, "", 0},
		{"", "audience-matching", "checkout", "", Evidence{}, NoGrant, "", 1},
		{"", "audience-matching", "checkout", granted, Evidence{}, Admits, "checkout", 0},
		{"", "audience-matching", "checkout", "analytics; " + granted, Evidence{}, Admits, "checkout", 0},
		{"", "audience-matching", "checkout", "marketing.advertising", Evidence{}, NoGrant, "", 1}, // a broad use does not cover a specific one
		{"", "audience-matching", "checkout", granted + ".more", Evidence{}, NoGrant, "", 1},
		{"", "audience-matching", "checkout", "marketing.*", Evidence{}, Admits, "checkout", 0},
		{"", "audience-matching", "checkout", "market.*", Evidence{}, NoGrant, "", 1},
		{"", "audience-matching", "checkout", "all of it", Evidence{}, BadGrants, "", 1},
		{"", "audience-matching", "newsletter", "NULL", Evidence{}, NoGrant, "", 1},
		{"", "audience-matching", "newsletter", `\N`, Evidence{}, NoGrant, "", 1},
		{"", "audience-matching", "newsletter", " None ", Evidence{}, NoGrant, "", 1},
		{"", "audience-matching", "newsletter", "{}", Evidence{}, NoGrant, "", 1},
		{"", "audience-matching", "newsletter", "null;NaN", Evidence{}, NoGrant, "", 1},
		{"", "audience-matching", "newsletter", "NULL;all of it", Evidence{}, BadGrants, "", 1},
		{"", "audience-matching", "newsletter", "analytics", Evidence{}, NoGrant, "", 1}, // replaces the context's own
		{"", "audience-matching", "newsletter", " ; ", Evidence{}, NoGrant, "", 1},       // an empty list
		{"", "audience-matching", "two_factor", "", Evidence{}, SecurityContext, "", 1},
		{"", "audience-matching", "two_factor", granted, Evidence{}, SecurityContext, "", 1},
		{"", "audience-matching", "two_factor", "marketing.*", shown, SecurityContext, "", 1},
		{"", "reach", "two_factor", "essential.service", Evidence{}, SecurityContext, "", 1},
		{"", "reach", "support", "", Evidence{}, Admits, "support", 0},
		{"", "reach", "checkout", "", Evidence{}, NoGrant, "", 1},
		{"", "audience-matching", "two_factor;newsletter", "", Evidence{}, Admits, "newsletter", 1},
		{"", "audience-matching", "two_factor;checkout;nowhere", "", Evidence{}, NoGrant, "", 3},
		{"eu-users", "audience-matching", "newsletter", "", Evidence{}, NoGrant, "", 1},
		{"eu-users", "audience-matching", "loyalty", "", shown, Admits, "loyalty", 0},
		{"", "audience-matching", "loyalty", "", Evidence{}, NoEvidence, "", 1},
		{"", "audience-matching", "loyalty", "", with(func(e *Evidence) { e.Given = time.Time{} }), NoEvidence, "", 1},
		{"", "audience-matching", "loyalty", "", with(func(e *Evidence) { e.Notice = "n-2019" }), UnknownNotice, "", 1},
		{"", "audience-matching", "loyalty", "", with(func(e *Evidence) { e.Expires = now }), Expired, "", 1},
		{"", "audience-matching", "loyalty", "", with(func(e *Evidence) { e.Expires = now.Add(1) }), Admits, "loyalty", 0},
		{"", "audience-matching", "loyalty", "", with(func(e *Evidence) { e.Given = now.Add(1) }), NotYetGiven, "", 1},
		{"", "audience-matching", "loyalty", "", with(func(e *Evidence) { e.Revoked = true }), Revoked, "", 1},
		{"", "audience-matching", "newsletter", "", Evidence{OptedOut: true}, OptedOut, "", 1},
		{"", "audience-matching", "newsletter", "", Evidence{Bad: true}, BadEvidence, "", 1},
		{"", "audience-matching", "newsletter", "", Evidence{TCF: "x"}, UnreadConsent, "", 1},
		{"", "audience-matching", "newsletter", "", Evidence{GPP: "x"}, UnreadConsent, "", 1},
		{"", "audience-matching", "two_factor", "", Evidence{OptedOut: true}, SecurityContext, "", 1},
		{"", "audience-matching", "loyalty;newsletter", "", Evidence{}, Admits, "newsletter", 1},
	} {
		g, err := p.Gate(c.dataset, c.purpose)
		require.NoError(t, err)
		g = g.At(now)
		r := &Record{User: "u1", Values: []Value{{Type: identity.Email, Key: identity.Key{1}}, {Type: identity.Phone, Key: identity.Key{2}}},
			Context: c.context, Grants: c.grants, Evidence: c.evidence}
		for range 2 { // the second time from memory
			got, d := g.Admit(nil, r)
			require.Equal(t, Decision{c.reason, c.by, c.denied}, d, "%+v", c)
			if c.reason != Admits {
				require.Empty(t, got)
				continue
			}
			require.Len(t, got, 2)
			require.Equal(t, "u1", got[1].User())
			require.Equal(t, r.Values[1], got[1].Value())
			require.Equal(t, c.by, got[1].Context())
			require.True(t, got[1].From(g))
			require.False(t, got[1].From(g.At(now)))
		}
	}
	require.False(t, Admitted{}.From(nil))
	_, err := p.Gate("", "audience_matching")
	require.ErrorContains(t, err, "audience-matching, reach")
}

const restOfPolicy = "\npurposes: {match: {requires: [marketing.advertising]}}\n"

var refused = []struct {
	policy       string
	line, column int
	message      string
}{
	{"", 1, 1, "empty"},
	{"- a\n", 1, 1, "mapping"},
	{"contexts: {}" + restOfPolicy, 1, 0, "no contexts"},
	{"contexts: {a: {class: account}}\n", 1, 0, "no purposes"},
	{"contexts: {a: {class: account}}\npurposes: {m: {}}\n", 2, 12, "requires nothing"},
	{"contexts: {a: {class: account}}\npurposes: {m: {requires: []}}\n", 2, 12, "requires nothing"},
	{"contexts: {a: {class: account}}\npurposes: {m: {requires: [marketing.*]}}\n", 2, 12, "single uses"},
	{"contexts: {a: {class: account}}\npurpose: {}\n", 2, 1, `unknown field "purpose" in the policy: want contexts, datasets, populations, purposes`},
	{"contexts: {a: {class: account, grant: []}}" + restOfPolicy, 1, 32, `unknown field "grant"`},
	{"contexts: {a: {class: advertising}}" + restOfPolicy, 1, 23, "unknown class"},
	{"contexts: {a: {grants: []}}" + restOfPolicy, 1, 12, "no class"},
	{"contexts: {a: account}" + restOfPolicy, 1, 15, "context a is text: want a mapping"},
	{"contexts: [a]" + restOfPolicy, 1, 11, "a list: want a mapping"},
	{"contexts: {A: {class: account}}" + restOfPolicy, 1, 12, "context name"},
	{"contexts:\n  a: {class: account}\n  a: {class: account}" + restOfPolicy, 3, 3, "already defined"},
	{"contexts: {a: {class: account, class: account}}" + restOfPolicy, 1, 32, "already defined"},
	{"contexts: {a: {class: account, grants: marketing}}" + restOfPolicy, 1, 40, "want a list"},
	{"contexts: {a: {class: account, grants: [Marketing]}}" + restOfPolicy, 1, 41, "fideslang"},
	{"contexts: {a: {class: account, grants: [\"*\"]}}" + restOfPolicy, 1, 41, "fideslang"},
	{"contexts: {a: {class: account, grants: [true]}}" + restOfPolicy, 1, 41, "true or false"},
	{"contexts: {a: {class: account, grants: [sales, sales]}}" + restOfPolicy, 1, 48, "twice"},
	{"contexts: {a: {class: account, evidence: yes}}" + restOfPolicy, 1, 42, "evidence"},
	{"contexts: {a: {class: account, notices: [a b]}}" + restOfPolicy, 1, 42, "notice version"},
	{"contexts: {a: {class: account, verified: email}}" + restOfPolicy, 1, 42, "want a list"},
	{"contexts: {a: {class: account, verified: [fax]}}" + restOfPolicy, 1, 43, "unknown identifier type"},
	{"contexts: {a: {class: account, verified: [email, email]}}" + restOfPolicy, 1, 50, "twice"},
	{"contexts: {a: &x {class: account}, b: *x}" + restOfPolicy, 1, 15, "anchor"},
	{"contexts: {a: {class: account}}" + restOfPolicy + "---\na: b\n", 4, 0, "one document"},
	{"contexts: {a: {class: account}" + restOfPolicy, 2, 1, "must be specified"},
	{"contexts:\n  two_factor:\n    class: security\n    grants:\n      - essential.service.security\n      - marketing.advertising.first_party.targeted" + restOfPolicy,
		6, 9, "class security and can't carry marketing.advertising.first_party.targeted: people gave"},
	{"contexts: {a: {class: security, grants: [advertising]}}" + restOfPolicy, 1, 42, "can't carry"},
	{"contexts: {a: {class: security, grants: [third_party_sharing.*]}}" + restOfPolicy, 1, 42, "can't carry"},
	{"contexts: {two_factor: {class: marketing}}" + restOfPolicy, 1, 12, "must be of class security"},
	{"contexts: {auth.2fa: {class: account}}" + restOfPolicy, 1, 12, "must be of class security"},
	{"contexts: {account-recovery: {class: account}}" + restOfPolicy, 1, 12, "must be of class security"},
	{"contexts: {auth.reverify: {class: account}}" + restOfPolicy, 1, 12, "must be of class security"},
	{"contexts:\n  news: {class: marketing}\n  sms_tan: {class: marketing}" + restOfPolicy, 3, 3, "class it security or,"},
}

func TestParseRefuses(t *testing.T) {
	for _, c := range refused {
		_, err := Parse([]byte(c.policy))
		pe, ok := errors.AsType[*ParseError](err)
		require.True(t, ok, "%q: %v", c.policy, err)
		require.Contains(t, pe.Message, c.message, c.policy)
		require.Equal(t, c.line, pe.Line, "%q: %v", c.policy, err)
		if c.column > 0 {
			require.Equal(t, c.column, pe.Column, "%q: %v", c.policy, err)
		}
		require.Positive(t, pe.Column)
	}
	_, err := Parse([]byte("contexts: \xff"))
	require.Error(t, err)
}

func TestDigest(t *testing.T) {
	a := mustParse(t, examplePolicy)
	b := mustParse(t, strings.ReplaceAll("# the same\n"+examplePolicy, "[n-2024, n-2025]", `["n-2025", "n-2024"]`))
	require.Equal(t, a.Digest(), b.Digest())
	seen := map[[32]byte]string{a.Digest(): "original"}
	for _, edit := range [][2]string{
		{"class: account", "class: service"},
		{"evidence: required, ", ""},
		{"n-2024, ", ""},
		{"[marketing.advertising.*]", "[marketing.advertising]"},
		{"reach: {any_of", "reach: {requires"},
		{"eu-users", "us-users"},
		{"checkout", "signup"},
		{"class: account", "class: account, verified: [email]"},
		{"class: account", "class: account, verified: [email, phone]"},
		{", marketing.advertising.profiling", ""},
	} {
		d := mustParse(t, strings.Replace(examplePolicy, edit[0], edit[1], 1)).Digest()
		require.Empty(t, seen[d], edit)
		seen[d] = edit[0]
	}
}

func TestExplain(t *testing.T) {
	p := mustParse(t, examplePolicy)
	got := map[string]Explanation{}
	for _, e := range p.Explain("") {
		got[e.Purpose+" "+e.Context] = e
	}
	require.Len(t, got, 2*5)
	const use = "marketing.advertising.first_party.targeted"
	require.Equal(t, Explanation{Purpose: "audience-matching", Context: "newsletter", Class: Marketing, Grants: []Use{use}}, got["audience-matching newsletter"])
	require.Equal(t, Explanation{Purpose: "audience-matching", Context: "checkout", Class: Account, Reason: NoGrant, Missing: []Use{use}}, got["audience-matching checkout"])
	require.Equal(t, SecurityContext, got["audience-matching two_factor"].Reason)
	require.Empty(t, got["audience-matching two_factor"].Missing)
	require.Equal(t, []Use{"essential.service", use}, got["reach checkout"].OneOf)
	require.True(t, got["reach loyalty"].Evidence)
	for _, e := range p.Explain("eu-users") {
		if e.Purpose == "audience-matching" && e.Context == "newsletter" {
			require.Equal(t, []Use{"marketing.advertising.profiling"}, e.Missing)
		}
	}
	require.Equal(t, map[string][]Use{}, p.Idle())
	p = mustParse(t, "contexts: {a: {class: account, grants: [marketing.advertizing]}}"+restOfPolicy)
	require.Equal(t, map[string][]Use{"a": {"marketing.advertizing"}}, p.Idle())
}

// What is verified is what the record says, and what the policy says of the context that admits; and of no other.
func TestVerified(t *testing.T) {
	const policy = "contexts: {open: {class: account, grants: [marketing.advertising]}, app: {class: account, grants: [marketing.advertising], verified: [phone]}, two_factor: {class: security, verified: [email, phone]}}" + restOfPolicy
	p := mustParse(t, policy)
	g, err := p.Gate("", "match")
	require.NoError(t, err)
	given := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		context      string
		said         [2]bool
		email, phone bool
	}{
		{"open", [2]bool{}, false, false}, {"open", [2]bool{true, false}, true, false}, {"app", [2]bool{}, false, true}, {"app", [2]bool{true, false}, true, true},
		{"open;app", [2]bool{}, false, false}, {"app;open", [2]bool{}, false, true}, {"two_factor;open", [2]bool{}, false, false},
	} {
		r := &Record{User: "1", Context: c.context, Evidence: Evidence{Given: given},
			Values: []Value{{Type: identity.Email, Verified: c.said[0]}, {Type: identity.Phone, Verified: c.said[1]}}}
		got, _ := g.Admit(nil, r)
		require.Equal(t, [2]bool{c.email, c.phone}, [2]bool{got[0].Value().Verified, got[1].Value().Verified}, "%+v", c)
		require.Equal(t, c.said, [2]bool{r.Values[0].Verified, r.Values[1].Verified}, "the record is as it was")
		require.Equal(t, given, got[0].Given())
	}
	require.Equal(t, []identity.Type{identity.Phone}, p.Explain("")[0].Verified)
}

type fakeConsent struct{}

func (fakeConsent) Objects(purpose, tcf, gpp string) (bool, error) {
	if tcf == "broken" {
		return false, errors.New("broken")
	}
	return gpp == "no" || tcf == "no", nil
}

// Consent strings close the gate and never open it.
func TestConsentStrings(t *testing.T) {
	g, err := mustParse(t, examplePolicy).Gate("", "audience-matching")
	require.NoError(t, err)
	g = g.WithConsent(fakeConsent{})
	for _, c := range []struct {
		context  string
		evidence Evidence
		want     Reason
	}{
		{"newsletter", Evidence{TCF: "yes", GPP: "yes"}, Admits},
		{"newsletter", Evidence{TCF: "yes", GPP: "no"}, ConsentDenied},
		{"newsletter", Evidence{TCF: "broken"}, UnreadConsent},
		{"newsletter", Evidence{TCF: "yes", OptedOut: true}, OptedOut},
		{"checkout", Evidence{TCF: "yes"}, NoGrant},
		{"two_factor", Evidence{TCF: "yes"}, SecurityContext},
	} {
		require.Equal(t, c.want, g.Judge(&Record{User: "1", Context: c.context, Evidence: c.evidence}).Reason, "%+v", c)
	}
}
