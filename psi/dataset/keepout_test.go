package dataset

import (
	"bytes"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// Whoever withdrew, by any column that surely says so, is left out of a list, with a code and a place; what can't be
// read there counts as a no. Opt-ins and ends count if they are mapped, and a column that is ignored never does.
func TestListKeepsOut(t *testing.T) {
	for _, c := range []struct{ header, cell, role, want string }{
		{"opted_out", "true", "", "opted_out"}, {"HasOptedOutOfEmail", "1", "", "opted_out"}, {"unsubscribed_at", "2026-01-05", "", "opted_out"},
		{"Abgemeldet am", "05.01.2026", "", "opted_out"}, {"DoNotCall", "yes", "", "opted_out"}, {"opt_out", "unsubscribed", "", "opted_out"},
		{"revoked", "true", "", "revoked"}, {"Widerruf", "ja", "", "revoked"}, {"IsDeleted", "1", "", "deleted"}, {"gelöscht am", "2026-01-05", "", "deleted"},
		{"opted_out", "perhaps", "", "bad_evidence"}, {"IsDeleted", "perhaps", "", "bad_evidence"}, {"revoked_at", "1970-01-01", "", "bad_evidence"},
		{"opted_out", "false", "", ""}, {"opted_out", "", "", ""}, {"IsDeleted", "0", "", ""}, {"revoked_at", "NULL", "", ""},
		{"opted_out", "true", "ignore", ""}, {"IsDeleted", "perhaps", "ignore", ""}, {"blocked", "true", "opted_out", "opted_out"}, {"Consent", "no", "opted_in", "opted_out"},
		{"email_opt_in", "no", "", ""}, {"email_opt_in", "no", "opted_in", "opted_out"}, {"email_opt_in", "", "opted_in", "not_opted_in"}, {"email_opt_in", "yes", "opted_in", ""},
		{"valid_until", "2020-01-01", "", ""}, {"valid_until", "2020-01-01", "expires_at", "expired"}, {"valid_until", "2999-01-01", "expires_at", ""},
		{"consent", "no", "", ""}, {"blocked", "true", "", ""}, {"FaxOptOut", "true", "", ""},
	} {
		name := c.header + "/" + c.cell + "/" + c.role
		var rejects bytes.Buffer
		cfg := ListConfig{Type: identity.Email, Rejects: &rejects, RejectValues: true}
		if c.role != "" {
			cfg.Map = map[string]Role{c.header: Role(c.role)}
		}
		got, r, err := keys(t, openText(t, "email,"+c.header+"\nina@firma.example,\nbo@firma.example,"+c.cell+"\nx,\n"), cfg)
		require.NoError(t, err, name)
		require.Equal(t, r.Rows, r.RowsUsed+r.RowsEmpty+r.RowsRejected+r.RowsKeptOut, name)
		if c.role == "opted_in" && c.want == "not_opted_in" {
			require.Equal(t, uint64(3), r.RowsKeptOut, name)
			continue
		}
		if c.role == "opted_in" {
			require.Equal(t, c.want == "", len(got) == 1, name)
			continue
		}
		if c.want == "" {
			require.Equal(t, sums("ina@firma.example", "bo@firma.example"), got, name)
			require.Zero(t, r.RowsKeptOut, name)
			require.Empty(t, r.KeptOut, name)
			continue
		}
		require.Equal(t, sums("ina@firma.example"), got, name)
		require.Equal(t, [3]uint64{1, 1, 1}, [3]uint64{r.RowsKeptOut, r.RowsRejected, r.Rejected}, name)
		require.Len(t, r.KeptOut, 1)
		require.Equal(t, c.want, r.KeptOut[0].Code, name)
		want := Place{Line: 3}
		if c.want == "bad_evidence" {
			want.Column = 2
			require.Contains(t, r.KeptOut[0].Hint, "31.01.2026")
		}
		require.Equal(t, []Place{want}, r.KeptOut[0].First, name)
		require.Contains(t, rejects.String(), c.want, name)
		require.NotContains(t, rejects.String(), "bo@firma.example", name)
		require.True(t, r.Columns[1].Used, name)
	}
}

// In whichever format the list is, and whichever of several columns says it.
func TestListKeepsOutOfFormats(t *testing.T) {
	type row struct {
		Email    string `parquet:"email"`
		Unsub    bool   `parquet:"unsubscribed"`
		OptedOut bool   `parquet:"opted_out"`
	}
	const nd = `{"email":"a@firma.example","user":{"unsubscribed":true}}
{"email":"b@firma.example","opted_out":true,"user":{"unsubscribed":false}}
{"email":"c@firma.example","opted_out":false}`
	for name, path := range map[string]string{
		"csv":     write(t, "a.csv", "unsubscribed,email,opted_out\ntrue,a@firma.example,false\nfalse,b@firma.example,true\n,c@firma.example,\n"),
		"ndjson":  write(t, "a.ndjson", nd),
		"json":    write(t, "a.json", "["+strings.ReplaceAll(nd, "\n", ",")+"]"),
		"parquet": parquetOf(t, row{"a@firma.example", true, false}, row{"b@firma.example", false, true}, row{"c@firma.example", false, false}),
	} {
		got, r, err := keys(t, open(t, path), ListConfig{Type: identity.Email})
		require.NoError(t, err, name)
		require.Equal(t, sums("c@firma.example"), got, name)
		require.Equal(t, uint64(2), r.KeptOut[0].Count, name)
	}
}

// A column that may say who objected and is not read stops no list, and is named with the mapping that would read it.
func TestListNamesUndecided(t *testing.T) {
	for header, want := range map[string]string{"gdpr_status": "opted_in", "blocked": "opted_out", "email_opt_in": "opted_in", "valid_until": "expires_at", "deletion_reason": "deleted",
		"Newsletter": "opted_in"} {
		_, r, err := keys(t, openText(t, "email,"+header+"\nina@firma.example,x\n"), ListConfig{Type: identity.Email})
		require.NoError(t, err, header)
		require.Equal(t, Column{2, header, r.Columns[1].Role, false, listWithheld, header + "=" + want}, r.Columns[1])
		_, _, err = ParseMapping(r.Columns[1].Map)
		require.NoError(t, err)
	}
	// What can't be read is not proposed to be read, nor to be ignored, unless what is inside of it is asked for.
	_, r, err := keys(t, open(t, write(t, "a.ndjson", `{"email":"a@firma.example","consent":{"x":1},"gdpr":{"consent":1},"opt_outs":["email"]}`)), ListConfig{Type: identity.Email})
	require.NoError(t, err)
	for _, c := range r.Columns {
		if want, ok := map[string]string{"consent": "consent=ignore", "gdpr": "gdpr=ignore", "opt_outs": ""}[c.Header]; ok {
			require.Equal(t, [2]string{want, listWithheld}, [2]string{c.Map, c.Note}, c.Header)
		}
	}
}

// A list that should say who objected, and does not say it in a way that can be told, keeps the row out; what can't be
// read at all ends the reading.
func TestListKeepsOutOfLists(t *testing.T) {
	type row struct {
		Email string   `parquet:"email"`
		Unsub []string `parquet:"unsubscribed,list"`
	}
	const nd = `{"email":"a@firma.example","opted_out":["email"]}
{"email":"b@firma.example","opted_out":[]}
{"email":"c@firma.example","opted_out":null}
{"email":"d@firma.example","opted_out":[false,true]}
{"email":"e@firma.example"}`
	for name, path := range map[string]string{
		"ndjson":  write(t, "a.ndjson", nd),
		"json":    write(t, "a.json", "["+strings.ReplaceAll(nd, "\n", ",")+"]"),
		"parquet": parquetOf(t, row{"a@firma.example", []string{"email"}}, row{"b@firma.example", nil}, row{"c@firma.example", []string{}}, row{"d@firma.example", []string{"no", "yes"}}, row{"e@firma.example", nil}),
	} {
		got, r, err := keys(t, open(t, path), ListConfig{Type: identity.Email})
		require.NoError(t, err, name)
		require.Equal(t, sums("b@firma.example", "c@firma.example", "e@firma.example"), got, name)
		require.Equal(t, "bad_evidence", r.KeptOut[0].Code, name)
		require.Empty(t, r.Columns[1].Map, name)
	}
	for text, want := range map[string]string{
		`{"email":"a@firma.example","opted_out":[{"x":"y"}]}`:                   "it holds lists of objects; map a field inside of it",
		`{"email":"a@firma.example","opted_out":{"x":"y"}}`:                     "it holds objects; map a field inside of it",
		`{"email":"a@firma.example","opted_out":{"unsubscribed":true,"x":"y"}}`: "it holds objects; map a field inside of it",
		`{"email":"a@firma.example","opted_out":{"at":"2026-01-01","x":"y"}}`:   "",
		`{"email":"a@firma.example","user":{"opted_out":true},"phone":1}`:       "",
	} {
		_, r, err := keys(t, open(t, write(t, "a.ndjson", text)), ListConfig{Type: identity.Email})
		if want != "" {
			require.ErrorContains(t, err, want)
			continue
		}
		require.NoError(t, err, text)
		require.EqualValues(t, 1, r.RowsKeptOut, text)
	}
	// An import refuses such a column, and does not propose to ignore it.
	const head = `{"user_id":"u1","collection_context":"newsletter","email":"a@firma.example","opt_outs":["email"]}`
	_, err := importTable(t, open(t, write(t, "a.ndjson", head)), nil)
	require.ErrorContains(t, err, `"opt_outs" (column 4)`)
	require.ErrorContains(t, err, "column 4 can't be read as it is")
	require.Empty(t, err.(*ColumnError).Mappings)
}
