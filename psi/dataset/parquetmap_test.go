package dataset

import (
	"errors"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

type mapRow struct {
	User    string            `parquet:"user_id"`
	Mail    string            `parquet:"mail"`
	Context string            `parquet:"collection_context"`
	Traits  map[string]string `parquet:"traits,optional"`
}

// mappings are those that an error proposes.
func mappings(err error) []string {
	e, _ := errors.AsType[*ColumnError](err)
	return e.Mappings
}

func optional(s string) *string { return &s }

// A key of a map is a column if a mapping names it by its path, as a field of a JSON object is; what the other keys
// hold never matters.
func TestParquetMapKeys(t *testing.T) {
	type row struct {
		Traits map[string]*string               `parquet:"traits,optional" parquet-value:",optional"`
		More   map[string][]string              `parquet:"more"`
		Work   map[string]struct{ V, W string } `parquet:"work"`
		Number map[int64]string                 `parquet:"number"`
		People []struct {
			Attrs map[string]string `parquet:"attrs"`
		} `parquet:"people,list"`
	}
	a, b, c := "a@firma.example", "b@firma.example", "c@firma.example"
	people := func(maps ...map[string]string) (out []struct {
		Attrs map[string]string `parquet:"attrs"`
	}) {
		for _, m := range maps {
			out = append(out, struct {
				Attrs map[string]string `parquet:"attrs"`
			}{m})
		}
		return out
	}
	path := parquetOf(t,
		row{map[string]*string{"x": optional("no address"), "email": &a, "z": nil}, map[string][]string{"mails": {a, b}, "other": {"x"}},
			map[string]struct{ V, W string }{"mail": {a, "x"}, "tel": {"y", b}}, map[int64]string{7: a, 8: "x"}, people(map[string]string{"m": a, "n": b}, nil, map[string]string{"m": c})},
		row{map[string]*string{"email": nil, "y": &c}, map[string][]string{"mails": {}, "a": {"x", "y"}}, nil, nil, people(nil)},
		row{nil, nil, nil, nil, nil},
		row{map[string]*string{}, map[string][]string{"a": {"x"}, "mails": {c}}, map[string]struct{ V, W string }{"a": {b, b}, "mail": {c, b}}, map[int64]string{}, people(map[string]string{"n": "x"})},
		row{map[string]*string{"EMail": &b, "a": &c}, nil, nil, map[int64]string{7: b}, nil})
	for name, want := range map[string][]string{
		"traits.email": {a, b}, "Traits.Email": {a, b}, "more.mails": {a, b, c}, "work.mail.V": {a, c}, "work.tel.W": {b}, "number.7": {a, b}, "people[].attrs.m": {a, c},
	} {
		got, r, err := keys(t, open(t, path), ListConfig{Type: identity.Email, Map: map[string]Role{name: RoleEmail}})
		require.NoError(t, err, name)
		require.Equal(t, sums(want...), got, name)
		require.Equal(t, [3]uint64{5, 0, 0}, [3]uint64{r.Rows, r.RowsRejected, r.Rejected}, name)
		require.Equal(t, []Column{{Number: len(r.Columns), Header: name, Role: RoleEmail, Used: true}}, usedOf(r.Columns), name)
	}
	// Two of them, and two fields of one map.
	got, _, err := keys(t, open(t, path), ListConfig{Type: identity.Email, Map: map[string]Role{"work.mail.V": RoleEmail, "work.tel.W": RoleEmail, "traits.email": RoleEmail}})
	require.NoError(t, err)
	require.ElementsMatch(t, sums(a, b, a, c, b), got)

	// What a mapping names that is not there, or can't be read.
	for name, want := range map[string]string{
		"traits.emial": `no row has the key "emial" of the map "traits", which is mapped`, "trait.email": `no column "trait.email" to be mapped`, "traits.": `no column "traits."`,
		"traits": `column "traits" is used as email and can't be read: it holds a map; map a key of it, as in "traits.KEY", or it to ignore`,
		"work":   `map a key of it, as in "work.KEY.V"`, "work.mail": `column "work.mail" is used as email and can't be read: it holds objects`,
	} {
		_, _, err := keys(t, open(t, path), ListConfig{Type: identity.Email, Map: map[string]Role{name: RoleEmail}})
		require.ErrorContains(t, err, want, name)
	}
}

// A list is read the same from a map and from the object that it is in JSON.
func TestParquetMapLikeJSON(t *testing.T) {
	nd := write(t, "a.ndjson", `{"traits":{"email":"a@firma.example","n":"x"}}
{"traits":{"n":"`+canary+`"}}
{"traits":{"email":"`+canary+`"}}
{"traits":null}`)
	type row struct {
		Traits map[string]string `parquet:"traits,optional"`
	}
	pq := parquetOf(t, row{map[string]string{"email": "a@firma.example", "n": "x"}}, row{map[string]string{"n": canary}}, row{map[string]string{"email": canary}}, row{})
	cfg := ListConfig{Type: identity.Email, Map: map[string]Role{"traits.email": RoleEmail}}
	want, r, err := keys(t, open(t, nd), cfg)
	require.NoError(t, err)
	got, s, err := keys(t, open(t, pq), cfg)
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.Equal(t, [5]uint64{4, 1, 2, 1, 1}, [5]uint64{s.Rows, s.RowsUsed, s.RowsEmpty, s.RowsRejected, s.Rejected})
	require.Equal(t, [5]uint64{r.Rows, r.RowsUsed, r.RowsEmpty, r.RowsRejected, r.Rejected}, [5]uint64{s.Rows, s.RowsUsed, s.RowsEmpty, s.RowsRejected, s.Rejected})
	require.Equal(t, r.Rejects[0].Code, s.Rejects[0].Code)
}

// A map that nobody uses rejects nothing, whatever it holds, and is named with the form that uses a key of it.
func TestParquetMapUnused(t *testing.T) {
	type row struct {
		Email  string                       `parquet:"email"`
		Traits map[string]string            `parquet:"traits"`
		Deep   map[string]map[string]string `parquet:"deep"`
		Prefs  map[string]bool              `parquet:"consents"`
	}
	path := parquetOf(t, row{"a@firma.example", map[string]string{"email": canary, "opted_out": "x"}, map[string]map[string]string{"email": {"x": "y"}}, map[string]bool{"email": false}}, row{"b@firma.example", nil, nil, nil})
	got, r, err := keys(t, open(t, path), ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Equal(t, sums("a@firma.example", "b@firma.example"), got)
	require.Equal(t, uint64(2), r.RowsUsed)
	const note = "is a map, of whose keys only those that are mapped are used"
	byHeader := map[string]Column{}
	for _, c := range r.Columns {
		byHeader[c.Header] = c
	}
	require.Equal(t, Column{byHeader["traits"].Number, "traits", "", false, note, "traits.KEY=ROLE"}, byHeader["traits"])
	require.Equal(t, Column{byHeader["consents"].Number, "consents", "", false, note + "; it " + listWithheld, "consents.KEY=ROLE"}, byHeader["consents"])
	require.Empty(t, byHeader["deep"].Note)
	require.Equal(t, []string{`holds a map, and is not read: "deep"`}, r.Source.Notes)
	_, _, err = keys(t, open(t, path), ListConfig{Type: identity.Email, Map: map[string]Role{"deep.email": RoleEmail}})
	require.ErrorContains(t, err, `column "deep.email" is used as email and can't be read: it holds a map`)
}

// What a map says of consent is obeyed if it is mapped. If it is not, an import stops at it, since no header shows it.
func TestParquetMapConsent(t *testing.T) {
	row := func(user string, traits map[string]string) mapRow {
		return mapRow{user, user + "@firma.example", "newsletter", traits}
	}
	path := parquetOf(t, row("a", map[string]string{"opted_out": "true", "plan": "x"}), row("b", map[string]string{"opted_out": "false"}), row("c", map[string]string{"opted_out": ""}), row("d", nil))
	r, err := importTable(t, open(t, path), map[string]Role{"traits.opted_out": RoleOptedOut, "mail": RoleEmail})
	require.NoError(t, err)
	require.Equal(t, [3]uint64{4, 3, 1}, [3]uint64{r.Rows, r.RowsAdmitted, r.RowsExcluded})
	require.Equal(t, "opted_out", r.Excluded[0].Reason.Code())

	_, err = importTable(t, open(t, path), map[string]Role{"mail": RoleEmail})
	require.ErrorContains(t, err, `row 1: the map "traits" has the key "opted_out", which may say who is to be kept out`)
	require.Equal(t, []string{"traits.opted_out=opted_out"}, mappings(err))
	for _, ignored := range []string{"traits", "traits.opted_out"} {
		r, err := importTable(t, open(t, path), map[string]Role{ignored: RoleIgnore, "mail": RoleEmail})
		require.NoError(t, err)
		require.Equal(t, uint64(4), r.RowsAdmitted)
	}
	// A key that no row has is no consent that was read.
	_, err = importTable(t, open(t, path), map[string]Role{"traits": RoleIgnore, "traits.optedout": RoleOptedOut, "mail": RoleEmail})
	require.ErrorContains(t, err, `no row has the key "optedout" of the map "traits"`)
	// A key that may be somebody's address is not shown.
	_, err = importTable(t, open(t, parquetOf(t, row("a", map[string]string{"unsubscribed-ina@firma.example": "x"}))), map[string]Role{"mail": RoleEmail})
	require.ErrorContains(t, err, `row 1: the map "traits" has a key, which may say`)
	require.NotContains(t, err.Error(), "ina@firma")
	require.Empty(t, mappings(err))
	// A key twice, in any case: which of them counts, nobody knows.
	r, err = importTable(t, open(t, parquetOf(t, row("a", map[string]string{"opted_out": "true", "Opted_Out": "false"}), row("b", map[string]string{"opted_out": "no"}))),
		map[string]Role{"traits.opted_out": RoleOptedOut, "mail": RoleEmail})
	require.NoError(t, err)
	require.Equal(t, [2]uint64{1, 1}, [2]uint64{r.RowsRejected, r.RowsAdmitted})
	require.Equal(t, "duplicate_field", r.Rejects[0].Code)

	// A map whose name is about consent has to be decided, key by key.
	type consents struct {
		User     string          `parquet:"user_id"`
		Email    string          `parquet:"email"`
		Context  string          `parquet:"collection_context"`
		Consents map[string]bool `parquet:"consents"`
	}
	path = parquetOf(t, consents{"a", "a@firma.example", "newsletter", map[string]bool{"ads": false}}, consents{"b", "b@firma.example", "newsletter", map[string]bool{"ads": true}})
	_, err = importTable(t, open(t, path), nil)
	require.ErrorContains(t, err, `"consents" (column`)
	require.ErrorContains(t, err, `mapped by key, as in "consents.KEY"`)
	r, err = importTable(t, open(t, path), map[string]Role{"consents": RoleIgnore, "consents.ads": RoleOptedIn})
	require.NoError(t, err)
	require.Equal(t, [2]uint64{1, 1}, [2]uint64{r.RowsAdmitted, r.RowsExcluded})
}

// A damaged file with maps ends the reading, and never the program.
func TestParquetMapDamage(t *testing.T) {
	whole := read(t, parquetOf(t, mapRow{"a", "a@firma.example", "newsletter", map[string]string{"email": "a@firma.example", "b": "c"}}, mapRow{"b", "", "", nil}))
	for i := 0; i < len(whole); i += effort.Of(7, 1, 1) {
		damaged := whole[:i] + string(whole[i]^0x5a) + whole[i+1:]
		table, err := OpenTable(write(t, "a.parquet", damaged), TableConfig{})
		if err != nil {
			continue
		}
		_, _, err = keys(t, table, ListConfig{Type: identity.Email, Map: map[string]Role{"traits.email": RoleEmail, "mail": RoleIgnore}})
		if err != nil {
			require.NotContains(t, strings.ToLower(err.Error()), "firma.example")
		}
		table.Close()
	}
}
