package dataset

import (
	"errors"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// What no column is made of may say that a person objected: keys of JSON in a cell, names beside values, items, tags.
func TestInside(t *testing.T) {
	csv := func(header, cell string) string {
		return write(t, "a.csv", "user_id,email,collection_context,"+header+"\nu1,a@firma.example,newsletter,\"\"\nu2,b@firma.example,newsletter,\""+strings.ReplaceAll(cell, `"`, `""`)+"\"\n")
	}
	nd := func(field string) string {
		const row = `{"user_id":"u1","email":"a@firma.example","collection_context":"newsletter"`
		return write(t, "a.ndjson", row+"}\n"+row+","+field+"}\n")
	}
	type pair struct {
		Name  string `parquet:"name"`
		Value bool   `parquet:"value"`
	}
	type record struct {
		User     string   `parquet:"user_id"`
		Email    string   `parquet:"email"`
		Context  string   `parquet:"collection_context"`
		Settings string   `parquet:"settings"`
		Tags     []string `parquet:"tags,list"`
		Attrs    []pair   `parquet:"attrs,list"`
		Events   []struct {
			Status string `parquet:"status"`
		} `parquet:"events,list"`
	}
	pq := func(r record) string {
		first := record{User: "u1", Email: "a@firma.example", Context: "newsletter"}
		r.User, r.Email, r.Context = "u2", "b@firma.example", "newsletter"
		return parquetOf(t, first, r)
	}
	for path, says := range map[string]bool{
		pq(record{Settings: `{"opted_out":true}`}): true, pq(record{Settings: ` [{"name":"unsubscribed","value":true}]`}): true, pq(record{Tags: []string{"vip", "unsubscribed"}}): true,
		pq(record{Attrs: []pair{{"color", true}, {"do_not_contact", true}}}): true, pq(record{Settings: "unsubscribed", Tags: []string{"vip"}, Attrs: []pair{{"color", true}}}): false,
		pq(record{Settings: `{"color":"red"}`, Events: []struct {
			Status string `parquet:"status"`
		}{{"unsubscribed"}}}): false,
		csv("settings", `{"opted_out":true}`): true, csv("attributes", `{"color":"red","marketing":{"unsubscribed":1}}`): true,
		csv("settings", `[{"name":"unsubscribed","value":true}]`): true, csv("attributes", `"do_not_contact"=>"t"`): true,
		csv("Tags", "vip, unsubscribed"): true, csv("Labels", "Werbeverbot;Stammkunde"): true, csv("Tags", "{unsubscribed,vip}"): true,
		csv("Tags", "vip, Kaffee, Newsletter-Leser"): false, csv("settings", `{"color":"red","sizes":["M","L"]}`): false, csv("Notes", "said: unsubscribed"): false,
		nd(`"settings":[{"name":"unsubscribed","value":true}]`): true, nd(`"tags":["vip","unsubscribed"]`): true, nd(`"settings":"{\"opted_out\":true}"`): true,
		nd(`"tags":["vip"],"settings":[{"name":"color","value":"red"}]`): false,
	} {
		build := func(mapping map[string]Role) error {
			cfg := testConfig(t)
			cfg.Map = mapping
			_, err := Build(t.Context(), t.TempDir(), cfg, open(t, path))
			return err
		}
		err := build(nil)
		_, r, listErr := keys(t, open(t, path), ListConfig{Type: identity.Email})
		require.NoError(t, listErr)
		notes := strings.Join(r.Source.Notes, "\n")
		if !says {
			require.NoError(t, err, path)
			require.NotContains(t, notes, "keeps nobody out")
			continue
		}
		require.ErrorContains(t, err, "what is inside of the column")
		col, ok := errors.AsType[*ColumnError](err)
		require.True(t, ok && col.Undecided)
		require.Contains(t, notes, "may say who objected, and keeps nobody out")
		header := err.Error()
		_, header, _ = strings.Cut(header, `the column "`)
		header, _, _ = strings.Cut(header, `"`)
		ignore := map[string]Role{header: RoleIgnore}
		require.NoError(t, build(ignore), header)
	}
	for _, name := range []string{"suppressed", "unsubscribes"} {
		path := write(t, "a.json", `{"`+name+`":[{"user_id":"u1","email":"a@firma.example","collection_context":"newsletter"},{"user_id":"u2"}]}`)
		_, err := Build(t.Context(), t.TempDir(), testConfig(t), open(t, path))
		require.ErrorContains(t, err, "the only array of the JSON")
		_, r, err := keys(t, open(t, path), ListConfig{Type: identity.Email})
		require.NoError(t, err)
		require.Contains(t, strings.Join(r.Source.Notes, "\n"), "nobody is kept out by it")
	}
}

// A line that begins with # among others is commented out; where every line does, it is part of the values.
func TestCommentedOut(t *testing.T) {
	for rows, want := range map[string]uint64{
		"u1,a@firma.example\n#u9,b@firma.example\n": 1, "#u9,b@firma.example\nu1,a@firma.example\n": 1,
		"#1001,a@firma.example\n#1002,b@firma.example\n": 2, "u1,a@firma.example\n\"#u9\",b@firma.example\n": 2,
	} {
		_, r, err := keys(t, openText(t, "user_id,email\n"+rows), ListConfig{Type: identity.Email})
		require.NoError(t, err)
		require.Equal(t, want, r.RowsUsed, rows)
		require.Equal(t, 2-want, r.RowsRejected, rows)
	}
}
