package dataset

import (
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// The same three users in each shape that JSON comes in, under each name.
func TestJSONShapes(t *testing.T) {
	want := sums("ann@firma.example", "bob@firma.example", "cyd@firma.example")
	objects := []string{`{"id":1,"email":"ann@firma.example"}`, `{"id":2,"email":"bob@firma.example","phones":[]}`, `{"id":3,"email":"cyd@firma.example","context":{"a":{}}}`}
	array := "[" + strings.Join(objects, ",\n") + "]"
	pretty := strings.NewReplacer("{", "{\n  ", ",", ",\n  ", "}", "\n}").Replace
	for _, c := range []struct {
		content string
		format  Format
		note    string
	}{
		{strings.Join(objects, "\n"), NDJSON, ""},
		{"\ufeff" + strings.Join(objects, "\r\n") + "\r\n", NDJSON, "byte order mark skipped"},
		{array, JSON, ""}, {pretty(array), JSON, ""},
		{pretty(strings.Join(objects, "\n")), JSON, ""}, // one object after the other, as jq prints them
		{"[" + objects[0] + "]\n[" + objects[1] + "," + objects[2] + "]", JSON, ""},
		{`{"users":` + array + `}`, JSON, `read from its array "users"`},
		{`{"ok":true,"errors":[],"columns":["id","email"],"data":{"page":{"n":1},"rows":` + pretty(array) + `},"next":null}`, JSON, `read from its array "data.rows"`},
	} {
		for _, name := range []string{"a.json", "a", "a.csv", "a.txt"} {
			table := open(t, write(t, name, c.content))
			got, r, err := keys(t, table, ListConfig{Type: identity.Email})
			require.NoError(t, err, c.content)
			require.Equal(t, want, got, c.content)
			require.Equal(t, c.format, r.Source.Format, c.content)
			if c.note != "" {
				require.Equal(t, c.note, r.Source.Notes[0])
			}
		}
	}
	// A single record of one line is no wrapper.
	got, _, err := keys(t, open(t, write(t, "a.json", `{"email":"ann@firma.example","phones":[{"n":1}]}`)), ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Equal(t, want[:1], got)
}

func TestBadJSON(t *testing.T) {
	row := `{"email":"` + canary + `@firma.example"}`
	many := strings.Repeat(row+",", 20000)
	for _, c := range []struct{ content, want string }{
		{`[]`, "holds no array of objects"}, {`{"users":[]}`, "holds no array of objects"}, {`[1,2]`, "holds no array of objects"},
		{`[["email"],["` + canary + `@firma.example"]]`, "holds no array of objects"},
		{`[` + row, "element 2: this is not JSON; the file is damaged or cut short"},
		{`[` + many + `"x`, "element 20001: this is not JSON"},
		{`[` + row + `}`, "element 2: this is not JSON"},
		{`{"users":[` + row + `],"groups":[{"name":"x"}]}`, "several arrays of objects"},
		{`{"users":[` + many + row + `],"groups":[{"name":"x"}]}`, "several arrays of objects"},
		{`[` + row + `,{"email":"` + canary + strings.Repeat("x", 1<<21) + `"}]`, "element 2: longer than 1048576 bytes"},
		{`[` + many + `{"prefs":{"opted_out":true}}]`, "element 20001: a field that could hold identifiers, or say who is to be kept out, first appears here"},
		{`[` + many + `{"consent":"no"}]`, "element 20001: a field that could hold identifiers, or say who is to be kept out, first appears here"},
		{`[` + many + `{"email_2":"x"}]`, "element 20001: a field that could hold identifiers, or say who is to be kept out, first appears here"},
	} {
		table, err := OpenTable(write(t, "a.json", c.content), TableConfig{})
		if err == nil {
			_, _, err = keys(t, table, ListConfig{Type: identity.Email})
			table.Close()
		}
		require.ErrorContains(t, err, c.want)
		require.NotContains(t, err.Error(), canary)
	}
	// What is wrong with one element only rejects that one.
	got, r, err := keys(t, open(t, write(t, "a.json", `[{"email":"ann@firma.example"},{"email":"x","email":"y"},5,{"email":{"a":1}},{"email":"`+"\xff"+`"},{"email":"bob@firma.example"}]`)), ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Equal(t, sums("ann@firma.example", "bob@firma.example"), got)
	places := map[string][]Place{}
	for _, c := range r.Rejects {
		places[c.Code] = c.First
	}
	require.Equal(t, map[string][]Place{"duplicate_field": {{2, 0}}, "bad_json": {{3, 0}, {5, 0}}, "nested_value": {{4, 0}}}, places)
	require.Equal(t, "element", r.Source.Unit())
}

// A nested field that nobody uses rejects no row; one that is used is read by its path.
func TestJSONPaths(t *testing.T) {
	const nd = `{"id":1,"traits":{"email":"ann@firma.example","age":3},"emails":[{"value":"a2@firma.example","primary":true},{"value":"a3@firma.example"}],"context":{"ip":["x"]},"phones":[]}
{"id":2,"traits":{"email":null,"age":{}},"emails":[],"context":"web","mails":["b2@firma.example",["b3@firma.example"]]}
{"id":3,"traits":"none","emails":null,"ann@firma.example":1,"traits":{}}
{"id":4,"context":{"` + canary + `@firma.example":1}}`
	path := write(t, "a.ndjson", strings.ReplaceAll(nd, `"ann@firma.example":1,"traits":{}`, `"x":1`))
	require.Equal(t, []string{"id", "traits", "traits.email", "traits.age", "emails", "emails[].value", "emails[].primary", "context", "context.ip", "phones", "mails", "x"}, open(t, path).Headers())
	for _, c := range []struct {
		column string
		want   [][32]byte
		err    string
	}{
		{"traits.email", sums("ann@firma.example"), ""},
		{"emails[].value", sums("a2@firma.example", "a3@firma.example"), ""},
		{"mails", sums("b2@firma.example", "b3@firma.example"), ""},
		{"emails", nil, `column "emails" is used as email and can't be read: it holds lists of objects; map a field inside of it, such as "emails[].value"`},
		{"contexts", nil, `no column "contexts" to be mapped`},
	} {
		mapping := map[string]Role{c.column: RoleEmail}
		if c.column != "emails[].value" { // which settles what emails is
			mapping["emails"] = RoleIgnore
			mapping[c.column] = RoleEmail
		}
		got, r, err := keys(t, open(t, path), ListConfig{Type: identity.Email, Map: mapping})
		if c.err != "" {
			require.ErrorContains(t, err, c.err)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, c.want, got, c.column)
		require.Zero(t, r.Rejected)
		require.Len(t, usedOf(r.Columns), 1)
	}
	// A value where most objects have an object, or the other way round, rejects the row.
	_, r, err := keys(t, open(t, path), ListConfig{Type: identity.Email, Map: map[string]Role{"traits": RoleEmail, "emails": RoleIgnore}})
	require.NoError(t, err)
	require.Equal(t, [2]uint64{2, 1}, [2]uint64{r.Rejects[0].Count, r.Rejects[1].Count})
}

// The name of an array is a column's name or nobody's business.
func TestArrayNames(t *testing.T) {
	for name, want := range map[string]string{"users": `read from its array "users"`, "ann@firma.example": "read from an array in it, whose name looks like data",
		"4915123456789": "read from an array in it, whose name looks like data", strings.Repeat("0", 64): "read from an array in it, whose name looks like data"} {
		for _, text := range []string{`{"` + name + `":[{"email":"a@firma.example"}]}`, `{"` + name + `":{"x":[{"email":"a@firma.example"}]}}`} {
			notes := open(t, write(t, "a.json", text)).Source().Notes
			require.Len(t, notes, 1)
			require.Equal(t, strings.TrimSuffix(want, `"`), strings.TrimSuffix(strings.TrimSuffix(notes[0], `.x"`), `"`))
		}
	}
}

// usedOf are the columns that are used.
func usedOf(columns []Column) []Column {
	return slices.DeleteFunc(slices.Clone(columns), func(c Column) bool { return !c.Used })
}
