package dataset

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"
)

// grantsPolicy admits what is granted for advertising, which the context does.
const grantsPolicy = `
contexts: {newsletter: {class: marketing, grants: [marketing.advertising]}}
purposes: {match: {requires: [marketing.advertising]}}
`

// importTable builds a dataset of a table and returns the report.
func importTable(t testing.TB, table *Table, mapping map[string]Role) (*BuildReport, error) {
	t.Helper()
	p, err := purpose.Parse([]byte(grantsPolicy))
	require.NoError(t, err)
	g, err := p.Gate("", "match")
	require.NoError(t, err)
	cfg := testConfig(t)
	cfg.Gate, cfg.Map = g, mapping
	return Build(t.Context(), t.TempDir(), cfg, table)
}

type listRow struct {
	User    string   `parquet:"user_id"`
	Emails  []string `parquet:"emails,list"`
	Context string   `parquet:"collection_context"`
	Grants  []string `parquet:"grants,list,optional"`
}

func parquetOf[T any](t testing.TB, rows ...T) string {
	t.Helper()
	var out bytes.Buffer
	w := parquet.NewGenericWriter[T](&out)
	_, err := w.Write(rows)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return write(t, "a.parquet", out.String())
}

// A list of grants is read in every source that has lists: what grants too little
// stays out, a list of nothing grants nothing, and no list at all means what the
// context grants. The same with CSV shows that they agree.
func TestGrantLists(t *testing.T) {
	const ads, mail = "marketing.advertising", "marketing.communications"
	files := map[string]string{
		"csv": write(t, "a.csv", "user_id,emails,collection_context,grants\nu1,a@firma.example,newsletter,"+mail+"\nu2,b@firma.example,newsletter,"+ads+"; "+mail+
			"\nu3,c@firma.example,newsletter,;\nu4,d@firma.example,newsletter,\n"),
		"ndjson": write(t, "a.ndjson", `{"user_id":"u1","emails":["a@firma.example"],"collection_context":"newsletter","grants":["`+mail+`"]}
{"user_id":"u2","emails":["b@firma.example",null],"collection_context":["newsletter"],"grants":["`+ads+`","`+mail+`"]}
{"user_id":"u3","emails":"c@firma.example","collection_context":"newsletter","grants":[]}
{"user_id":"u4","emails":["d@firma.example"],"collection_context":"newsletter","grants":null}`),
		"parquet": parquetOf(t, listRow{"u1", []string{"a@firma.example"}, "newsletter", []string{mail}}, listRow{"u2", []string{"b@firma.example"}, "newsletter", []string{ads, mail}},
			listRow{"u3", []string{"c@firma.example"}, "newsletter", []string{}}, listRow{"u4", []string{"d@firma.example"}, "newsletter", nil}),
	}
	for name, path := range files {
		r, err := importTable(t, open(t, path), nil)
		require.NoError(t, err, name)
		require.Equal(t, [3]uint64{4, 2, 2}, [3]uint64{r.Rows, r.RowsAdmitted, r.RowsExcluded}, name)
		require.Equal(t, purpose.NoGrant, r.Excluded[0].Reason, name)
	}
}

// Identifiers in lists are all used, each is judged by itself, and a place names
// the row.
func TestIdentifierLists(t *testing.T) {
	want := sums("ann@firma.example", "bob@firma.example", "bea@firma.example", "cyd@firma.example")
	nd := `{"id":1,"email":["ann@firma.example"]}
{"id":2,"email":["bob@firma.example","` + canary + `","bea@firma.example"]}
{"id":3,"email":[]}
{"id":4,"email":"cyd@firma.example"}`
	type row struct {
		Email []string `parquet:"email"`
	}
	for name, path := range map[string]string{
		"ndjson": write(t, "a.ndjson", nd),
		"json":   write(t, "a.json", "["+strings.ReplaceAll(nd, "\n", ",")+"]"),
		"parquet": parquetOf(t, row{[]string{"ann@firma.example"}}, row{[]string{"bob@firma.example", canary, "bea@firma.example"}}, row{},
			row{[]string{"cyd@firma.example"}}),
	} {
		got, r, err := keys(t, open(t, path), ListConfig{Type: identity.Email})
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
		require.Equal(t, [5]uint64{4, 3, 1, 4, 1}, [5]uint64{r.Rows, r.RowsUsed, r.RowsEmpty, r.Accepted, r.Rejected}, name)
		require.Equal(t, []Place{{2, usedOf(r.Columns)[0].Number}}, r.Rejects[0].First, name)
	}
}

// What a column holds that is used and can't be read ends the import with the
// column's name; the same column unused is noted.
func TestUnreadableColumns(t *testing.T) {
	type optOut struct {
		At string `parquet:"at"`
	}
	type nested struct {
		User     string `parquet:"user_id"`
		Email    string `parquet:"email"`
		Context  string `parquet:"collection_context"`
		OptedOut optOut `parquet:"opted_out"`
	}
	type list struct {
		User    string   `parquet:"user_id"`
		Email   string   `parquet:"email"`
		Context string   `parquet:"collection_context"`
		Revoked []string `parquet:"revoked"`
	}
	const head = `{"user_id":"u1","email":"a@firma.example","collection_context":"newsletter"`
	for _, c := range []struct{ path, column, want string }{
		{write(t, "a.ndjson", head+`,"opted_out":{"at":"2025-01-01"}}`), "opted_out", `column "opted_out" is used as opted_out and can't be read: it holds objects; map a field inside of it, such as "opted_out.at"`},
		{write(t, "b.ndjson", head+`,"grants":[{"use":"x"}]}`), "grants", `it holds lists of objects; map a field inside of it, such as "grants[].use"`},
		{write(t, "c.ndjson", head+`,"revoked":[true]}`), "revoked", `column "revoked" is used as revoked, which takes one value, and holds lists`},
		{write(t, "d.ndjson", head+`,"deleted":false}`+"\n"+strings.Repeat(head+"}\n", 2000)+head+`,"deleted":["yes"]}`), "deleted", ""},
		{write(t, "e.ndjson", head+`,"expires_at":null}`+"\n"+strings.Repeat(head+"}\n", 2000)+head+`,"expires_at":{"$date":"x"}}`), "expires_at", `line 2002: field "expires_at" is used as expires_at and holds an object here`},
		{parquetOf(t, nested{"u1", "a@firma.example", "newsletter", optOut{"2025-01-01"}}), "opted_out", `column "opted_out" is used as opted_out and can't be read: it holds objects`},
		{parquetOf(t, list{"u1", "a@firma.example", "newsletter", []string{"x"}}), "revoked", `column "revoked" is used as revoked, which takes one value, and holds lists`},
	} {
		r, err := importTable(t, open(t, c.path), nil)
		if c.want == "" { // the row is kept out, and the reading goes on
			require.NoError(t, err)
			require.Equal(t, [3]uint64{2002, 1, 1}, [3]uint64{r.Rows, r.RowsRejected, r.Stated.Unsure})
			require.Equal(t, []Place{{2002, 4}}, r.Rejects[0].First)
		} else {
			require.ErrorContains(t, err, c.want)
		}
		_, err = importTable(t, open(t, c.path), map[string]Role{c.column: RoleIgnore})
		require.NoError(t, err, c.want)
		_, list, err := keys(t, open(t, c.path), ListConfig{Type: identity.Email})
		require.NoError(t, err, c.want)
		require.Equal(t, c.column == "opted_out" || c.column == "revoked" || c.column == "deleted", list.RowsKeptOut == 1, c.want)
	}
	require.Equal(t, []string{`holds objects, and is not read: "a", "c"`, `holds lists of objects, and is not read: "b"`},
		open(t, write(t, "a.ndjson", `{"a":{"x":1},"b":[{"x":1}],"c":{}}`)).Source().Notes)
}

// A field that held no objects near the start, and holds one further down: what says who is to be kept out is not passed
// over because of what was there before, unless somebody said so.
func TestLateObjects(t *testing.T) {
	const head = `{"user_id":"u1","email":"a@firma.example","collection_context":"newsletter"`
	for _, c := range []struct{ early, late, want string }{
		{`null`, `{"opted_out":true}`, "first appears here"}, {`"x"`, `{"opted_out":true}`, "first appears here"},
		{`[1]`, `[{"opted_out":true}]`, "first appears here"}, {`{}`, `{"a":{"deleted_at":"2026-01-01"}}`, "first appears here"},
		{`[]`, `[[{"a":[{"unsubscribed":1}]}]]`, "first appears here"},
		{`null`, `{"email":"b@firma.example","name":"x"}`, ""}, {`[1,[2]]`, `[3,"x",null,[true]]`, ""},
	} {
		path := write(t, "a.ndjson", head+`,"prefs":`+c.early+"}\n"+strings.Repeat(head+"}\n", 2000)+head+`,"prefs":`+c.late+"}\n")
		_, err := importTable(t, open(t, path), nil)
		if c.want == "" {
			require.NoError(t, err, c.late)
			continue
		}
		require.ErrorContains(t, err, c.want, c.late)
		require.ErrorContains(t, err, "line 2002")
		_, err = importTable(t, open(t, path), map[string]Role{"prefs": RoleIgnore})
		require.NoError(t, err, c.late)
	}
}

// The flags that an error proposes settle it, also where a column holds objects.
func TestProposedMappings(t *testing.T) {
	const head = `{"user_id":"u1","email":"a@firma.example","collection_context":"newsletter"`
	for _, rest := range []string{`,"consent":{"email":"yes","sms":"no"}`, `,"status":{"marketing":"yes"}`, `,"context":{"ip":"x"},"grants":null,"prefs":{"opted_out":false}`} {
		path := write(t, "a.json", "["+head+rest+"}]")
		_, err := importTable(t, open(t, path), nil)
		mapping := map[string]Role{}
		if err != nil {
			e, ok := errors.AsType[*ColumnError](err)
			require.True(t, ok, err)
			for _, m := range e.Mappings {
				header, role, err := ParseMapping(m)
				require.NoError(t, err)
				mapping[header] = role
			}
		}
		r, err := importTable(t, open(t, path), mapping)
		require.NoError(t, err, rest)
		require.Equal(t, uint64(1), r.Rows)
	}
}
