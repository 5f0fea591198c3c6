package ledger

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// Every entry fits the schema, and the schema refuses what ParseEntry refuses.
func TestSchema(t *testing.T) {
	check := fitsSchema(t)
	all := slices.Concat(preamble(), session(0), noised(1, 0, "1/10", "1/5"), sliced(2, 1, "1/4 at 1023", "12977/500000", "0", "0", -3),
		segmented(session(3), 500, 99), blinded(4, 2, "0", "0", 1500), activated(5, 3, psi.CreateAudience, 3, "0", "0"), activated(6, 3, psi.AddToAudience, 0, "", ""))
	all = append(all,
		&Entry{Type: TypeErased, Session: sessionID(0), Erased: &Erased{Reason: "expired"}},
		&Entry{Type: TypeKeyDestroyed, KeyDestroyed: &KeyDestroyed{Set: psi.Digest{2}}},
		&Entry{Type: TypeRefusal, Refusal: &Refusal{Advertiser: "acme", Code: "mode_off"}},
		&Entry{Type: TypeRefusal, Session: sessionID(0), Refusal: &Refusal{Advertiser: "acme", Dataset: "users", Purpose: "p", Mode: "count", Code: "x"}},
		&Entry{Type: TypeStrike, Session: sessionID(0), Strike: &Strike{Owner: "Acme Ltd", Advertiser: "acme", Dataset: "users"}},
		&Entry{Type: TypeLifted, Lifted: &Lifted{Owner: "Acme Ltd", Dataset: "users", Reason: "a bug"}},
		&Entry{Type: TypeAudience, Audience: &AudienceChange{Action: "renewed", Advertiser: "acme", Dataset: "users", Purpose: "p", Name: "autumn", Expires: old1970}},
		&Entry{Type: TypeAudience, Audience: &AudienceChange{Action: "deleted", Advertiser: "acme", Dataset: "users", Purpose: "p", Name: "autumn"}},
		&Entry{Type: TypeErasedPerson, Person: &Person{Key: psi.Digest{1}, Reference: psi.Digest{2}}},
		&Entry{Type: TypeLookup, Lookup: &Lookup{Persons: 3, By: LookupByUser, Reason: "requests of May"}},
		&Entry{Type: TypeLookup, Lookup: &Lookup{Persons: 1, By: "email"}},
		&Entry{Type: TypeOpened, Opened: &Opened{Kind: AuditSpot, Set: psi.Digest{2}, Auditor: "key", Groups: 4603}},
		&Entry{Type: TypeAudit, Audit: &Audit{Kind: AuditSpot, Verdict: AuditPassed, Auditor: "key", Note: "note"}},
		&Entry{Type: TypeAcknowledged, Acknowledged: &Acknowledged{Reason: "restored a backup"}},
	)
	for i, e := range all {
		b, err := prepare(e, int64(i))
		require.NoError(t, err)
		require.NoError(t, check(b), "entry %d: %s", i, b)
		_, err = ParseEntry(b)
		require.NoError(t, err)
		var m map[string]any
		require.NoError(t, json.Unmarshal(b, &m))
		m["more"] = 1
		b, err = json.Marshal(m)
		require.NoError(t, err)
		require.Error(t, check(b))
		_, err = ParseEntry(append(b, '\n'))
		require.Error(t, err)
	}
	offer, err := prepare(session(0)[0], 0)
	require.NoError(t, err)
	for what, x := range map[string][2]string{
		"salt":            {`"salt":"`, `"salt":"A`},
		"index":           {`"seq":0`, `"seq":-1`},
		"session":         {`"session":"0`, `"session":"`},
		"no session":      {`"session":"` + sessionID(0) + `",`, ``},
		"offset":          {`Z","type"`, `+00:00","type"`},
		"microseconds":    {`Z","type"`, `0001Z","type"`},
		"name":            {`"dataset":"users"`, `"dataset":"Users"`},
		"identifier type": {`"types":["email","phone"]`, `"types":["email",""]`},
		"no type":         {`"types":["email","phone"]`, `"types":[]`},
		"type twice":      {`"types":["email","phone"]`, `"types":["email","email"]`},
		"ε":               {`"epsilon":"1/10"`, `"epsilon":"0.1"`},
		"slice":           {`"slice":"1"`, `"slice":"1/2"`},
		"two members":     {`"salt"`, `"erased":{"reason":"x"},"salt"`},
	} {
		bad := strings.Replace(string(offer), x[0], x[1], 1)
		require.NotEqual(t, string(offer), bad, what)
		_, err := ParseEntry([]byte(bad))
		require.Error(t, err, what)
		require.Error(t, check([]byte(bad)), what)
	}
	// What every import and every epoch has can't be left out.
	for i, drop := range map[int]string{2: `"at":"0001-01-01T00:00:00Z",`, 3: `"audit_key":"` + psi.Digest{}.String() + `",`} {
		b, err := prepare(preamble()[i], int64(i))
		require.NoError(t, err)
		bad := strings.Replace(string(b), drop, "", 1)
		require.NotEqual(t, string(b), bad)
		_, err = ParseEntry([]byte(bad))
		require.Error(t, err, drop)
		require.Error(t, check([]byte(bad)), drop)
	}
	// Entries of a session name it; of the others only refusals may.
	for i, e := range all {
		if e.Type == TypeRefusal {
			continue
		}
		other := *e
		if other.Session = sessionID(0); e.Session != "" {
			other.Session = ""
		}
		b, err := prepare(&other, int64(i))
		require.NoError(t, err)
		_, err = ParseEntry(b)
		require.ErrorContains(t, err, "session", "%s", e.Type)
		require.Error(t, check(b), "%s", e.Type)
		require.Equal(t, e.Session != "", strings.HasPrefix(string(e.Type), "session.") || e.Type == TypeStrike)
	}
	_, err = prepare(&Entry{Type: TypeStart, Policy: &Policy{}}, 0)
	require.Error(t, err, "a member of another type")
	require.True(t, strings.Contains(string(Schema()), string(TypeAcknowledged)))
}
