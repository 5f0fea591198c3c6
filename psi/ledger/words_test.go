package ledger

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// fitsSchema returns a check whether an entry fits the schema.
func fitsSchema(t *testing.T) func([]byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("entry.schema.json", doc))
	s, err := c.Compile("entry.schema.json")
	require.NoError(t, err)
	return func(b []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		require.NoError(t, err)
		return s.Validate(v)
	}
}

// Texts that Go's types allow and the schema does not are refused, in each entry that has them.
func TestWords(t *testing.T) {
	t.Parallel()
	fits := fitsSchema(t)
	const nobody = "a b" // no identity
	all := func() []*Entry {
		return slices.Concat(preamble(), noised(1, 0, "1/10", "1/5"), []*Entry{
			{Type: TypeRefusal, Refusal: &Refusal{Advertiser: "acme", Code: "mode_off"}},
			{Type: TypeErased, Session: sessionID(0), Erased: &Erased{Reason: "expired"}},
			{Type: TypeStrike, Session: sessionID(0), Strike: &Strike{Owner: "Acme Ltd", Advertiser: "acme", Dataset: "users"}},
			{Type: TypeLifted, Lifted: &Lifted{Owner: "Acme Ltd", Dataset: "users", Reason: "a bug"}},
			{Type: TypeAcknowledged, Acknowledged: &Acknowledged{Reason: "restored a backup"}},
			{Type: TypeAudience, Audience: &AudienceChange{Action: "deleted", Advertiser: "acme", Dataset: "users", Purpose: "p", Name: "autumn"}},
		}, blinded(4, 2, "0", "0", 1500))
	}
	for i, spoil := range []struct {
		of   Type
		with func(*Entry)
	}{
		{TypeStart, func(e *Entry) { e.Start.Platform = nobody }},
		{TypeStart, func(e *Entry) { e.Start.Modes[0] = "all" }},
		{TypeStart, func(e *Entry) { e.Start.Disclosure.Spacing = -1 }},
		{TypeStart, func(e *Entry) { e.Start.Disclosure.Epsilon = "0.1" }},
		{TypeStart, func(e *Entry) { e.Start.Disclosure.Month = "-1" }},
		{TypeStart, func(e *Entry) { e.Start.Disclosure.Year = "1/" }},
		{TypeEpochOpen, func(e *Entry) { e.Epoch.Platform = nobody }},
		{TypeOffer, func(e *Entry) { e.Offer.Advertiser = nobody }},
		{TypeOffer, func(e *Entry) { e.Offer.Platform = "" }},
		{TypeOffer, func(e *Entry) { e.Offer.Mode = "all" }},
		{TypeResult, func(e *Entry) { e.Result.Advertiser = nobody }},
		{TypeResult, func(e *Entry) { e.Result.Owner = "" }},
		{TypeResult, func(e *Entry) { e.Result.Mode = "" }},
		{TypeResult, func(e *Entry) { e.Result.Budget.Epsilon = "1/10 " }},
		{TypeResult, func(e *Entry) { e.Result.Budget.LeftMonth = "1e1" }},
		{TypeResult, func(e *Entry) { e.Result.Budget.LeftYear = "+1" }},
		{TypeRefusal, func(e *Entry) { e.Refusal.Advertiser = nobody }},
		{TypeHandles, func(e *Entry) { e.Handles.Advertiser = nobody }},
		{TypeErased, func(e *Entry) { e.Erased.Reason = "" }},
		{TypeAcknowledged, func(e *Entry) { e.Acknowledged.Log = -1 }},
		{TypeAcknowledged, func(e *Entry) { e.Acknowledged.Known = -1 }},
		{TypeStrike, func(e *Entry) { e.Strike.Advertiser = nobody }},
		{TypeStrike, func(e *Entry) { e.Strike.Owner = "" }},
		{TypeLifted, func(e *Entry) { e.Lifted.Owner = "" }},
		{TypeLifted, func(e *Entry) { e.Lifted.Reason = "" }},
		{TypeAudience, func(e *Entry) { e.Audience.Advertiser = nobody }},
	} {
		what := fmt.Sprintf("case %d: %s", i, spoil.of)
		entries := all()
		e := entries[slices.IndexFunc(entries, func(e *Entry) bool { return e.Type == spoil.of })]
		b, err := prepare(e, 0)
		require.NoError(t, err, what)
		_, err = ParseEntry(b)
		require.NoError(t, err, what)
		require.NoError(t, fits(b), what)
		spoil.with(e)
		b, err = e.Encode()
		require.NoError(t, err, what)
		_, err = ParseEntry(b)
		require.Error(t, err, what)
		require.Error(t, fits(b), what)
	}
}
