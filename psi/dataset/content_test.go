package dataset

import (
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// A column whose header says nothing is proposed by what its cells hold, in every format, and is not used.
func TestColumnByContent(t *testing.T) {
	type row struct {
		Feld string   `parquet:"feld"`
		Wege []string `parquet:"wege,list"`
	}
	digest := strings.Repeat("0123456789abcdef", 4)
	for _, c := range []struct {
		name, path string
		want       []string
		says       string
	}{
		{"addresses", write(t, "a.csv", "name;kontaktfeld\nIna;ina@firma.example\nBo;\nCy;cy@firma.example\n"), []string{"kontaktfeld=email"}, ""},
		{"most", write(t, "a.csv", "feld1,feld2\nina@firma.example,bo@firma.example\n,cy@firma.example\n"), []string{"feld2=email"}, ""},
		{"both", write(t, "a.csv", "x,y\nina@firma.example,+4915123456789\n"), []string{"x=email", "y=phone"}, ""},
		{"few", write(t, "a.csv", "x\nina@firma.example\nno idea\nnothing\n"), nil, ""},
		{"mixed", write(t, "a.csv", "x\nina@firma.example\n+4915123456789\n"), []string{"x=email", "x=phone"}, ""},
		{"national numbers", write(t, "a.csv", "x,y\n015123456789,\n"), nil, ""},
		{"somebody else", write(t, "a.csv", "name,account owner\nIna,ina@firma.example\n"), nil, ""},
		{"name that fits", write(t, "a.csv", "x,info mail\nina@firma.example,bo@firma.example\n"), []string{"info mail=email"}, ""},
		{"name that does not", write(t, "a.csv", "x,mail text\nina@firma.example,hello\n"), []string{"x=email"}, ""},
		{"no rows", write(t, "a.csv", "x,info mail\n"), []string{"info mail=email"}, ""},
		{"digests", write(t, "a.csv", "name,feld\nIna,"+digest+"\n"), nil, `"feld" (column 2) holds SHA-256 digests, and nothing says of what`},
		{"ndjson", write(t, "a.ndjson", `{"a":{"k":["ina@firma.example"]},"b":{"z":1}}`), []string{"a.k=email"}, ""},
		{"json", write(t, "a.json", `[{"feld":"ina@firma.example"}]`), []string{"feld=email"}, ""},
		{"parquet", parquetOf(t, row{"Ina", []string{"ina@firma.example"}}, row{"Bo", nil}), []string{"wege=email"}, ""},
	} {
		_, err := NewList(open(t, c.path), ListConfig{})
		require.ErrorIs(t, err, ErrNoColumn, c.name)
		require.Equal(t, c.want, err.(*ColumnError).Mappings, c.name)
		require.Contains(t, err.Error(), c.says)
		require.NotContains(t, err.Error(), "ina@")
		_, err = open(t, c.path).Types(nil, identity.Default())
		require.ErrorIs(t, err, ErrNoColumn, c.name)
	}
	_, err := buildText(t, nil, "user_id,kontaktfeld,collection_context\n1,ina@firma.example,newsletter\n")
	require.Equal(t, []string{"kontaktfeld=email"}, err.(*ColumnError).Mappings)
}
