package dataset

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"
)

func gz(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(b)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

func zst(t testing.TB, b []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	return w.EncodeAll(b, nil)
}

type parquetRow struct {
	Email   *string `parquet:"email,optional"`
	Phone   int64   `parquet:"phone"`
	Consent bool    `parquet:"consent"`
	Updated time.Time
	Tags    []string `parquet:"tags"`
}

func parquetFile(t testing.TB, rows []parquetRow) []byte {
	t.Helper()
	var out bytes.Buffer
	w := parquet.NewGenericWriter[parquetRow](&out, parquet.MaxRowsPerRowGroup(3))
	_, err := w.Write(rows)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

// The same list in every format and compression gives the same keys.
func TestFormats(t *testing.T) {
	want := sums("ann@example.com", "bob@example.com", "cyd@example.com")
	tsv := "name\temail\nA, B\tann@example.com\nB\tbob@example.com\nC\tcyd@example.com\n"
	txt := "ann@example.com\n\nbob@example.com\r\ncyd@example.com"
	nd := `{"name":{"first":["A"]},"email":"ann@example.com"}` + "\n\n" + `{"email":"bo\u0062@example.com","age":3}` + "\r\n" + ` {"email":"cyd@example.com","name":null}`
	ann, bob, cyd := "ann@example.com", "bob@example.com", "cyd@example.com"
	rows := parquetFile(t, []parquetRow{{Email: &ann}, {}, {Email: &bob}, {}, {Email: &cyd}})
	files := map[string][]byte{
		"a.parquet.gz": gz(t, rows), "a.parquet.zst": zst(t, rows),
		"a.tsv": []byte(tsv), "a.csv": []byte(tsv), "b.csv": []byte(strings.ReplaceAll(tsv, "\t", ";")), "c.csv": []byte(strings.ReplaceAll(tsv, "\t", "|")),
		"a.txt": []byte(txt), "b.txt": []byte("Email\n" + txt), "c.txt": []byte(tsv), "a.ndjson": []byte(nd), "a.jsonl": []byte(nd),
		"a.parquet": rows,
		"a.tsv.gz":  gz(t, []byte(tsv)), "a.txt.gz": gz(t, []byte(txt)), "a.ndjson.gz": gz(t, []byte(nd)),
		"a.tsv.zst": zst(t, []byte(tsv)), "a.txt.ZST": zst(t, []byte(txt)), "a.ndjson.zst": zst(t, []byte(nd)),
		"two.csv.gz": append(gz(t, []byte(tsv[:30])), gz(t, []byte(tsv[30:]))...),
	}
	for name, content := range files {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, content, 0o600))
		table, err := OpenTable(path, TableConfig{})
		require.NoError(t, err, name)
		got, _, err := keys(t, table, ListConfig{Type: identity.Email})
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
		require.NoError(t, table.Close(), name)
		// The same from standard input, a byte at a time.
		format := formatOf(strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(name), ".gz"), ".zst"))
		table, err = OpenTable("-", TableConfig{Format: format, Stdin: iotest.OneByteReader(bytes.NewReader(content))})
		require.NoError(t, err, name)
		got, _, err = keys(t, table, ListConfig{Type: identity.Email})
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
		require.NoError(t, table.Close(), name)
	}
	_, err := OpenTable("-", TableConfig{})
	require.ErrorContains(t, err, "standard input")
}

func TestBadFormats(t *testing.T) {
	list := []byte("email\nann." + canary + "@example.com\n")
	good := parquetFile(t, []parquetRow{{Phone: 1}, {Phone: 2}})
	bomb := gz(t, append([]byte("email\n"), bytes.Repeat([]byte("ann@example.com\n"), freeBytes/8)...))
	for _, c := range []struct {
		name, content, want string
	}{
		{"b.csv.gz", string(gz(t, list)[:30]), "reading failed: unexpected EOF"},
		{"c.csv.gz", string(gz(t, nil)), "the file is empty"},
		{"d.csv.gz", string(gz(t, gz(t, list))), "looks like gzip"},
		{"a.csv.zst", string(zst(t, list)[:30]), "reading failed"},
		{"bomb.csv.gz", string(bomb), "decompresses to more than 200 times"},
		{"a.parquet", string(list), "not a Parquet file, or it is damaged"},
		{"b.parquet", string(good[:len(good)-9]), "not a Parquet file, or it is damaged"},
		{"c.parquet", "", "the file is empty"},
		{"d.parquet.gz", string(gz(t, good[:len(good)-9])), "not a Parquet file, or it is damaged"},
		{"a.ndjson", "[]\n", "no array of objects"},
		{"d.ndjson", "email\n", "no line is a JSON object"},
		{"b.ndjson", "{\"name\":1}\n", "no column for email"},
		{"c.ndjson", strings.Repeat("{\"email\":1}\n", 7000) + "{\"email_2\":\"" + canary + "\"}\n", "line 7001: a field that could hold identifiers, or say who is to be kept out, first appears here"},
	} {
		path := write(t, c.name, c.content)
		table, err := OpenTable(path, TableConfig{})
		if err == nil {
			_, _, err = keys(t, table, ListConfig{Type: identity.Email})
			table.Close()
		}
		require.ErrorContains(t, err, c.want, c.name)
		require.NotContains(t, err.Error(), canary, c.name)
	}
	// Whatever is done to a Parquet file, the answer is an error or rows.
	for i := 0; i < len(good); i += 3 {
		for _, bit := range []byte{1, 0x80} {
			bad := bytes.Clone(good)
			bad[i] ^= bit
			table := &Table{}
			if table.readParquet(bytes.NewReader(bad), int64(len(bad))) != nil {
				continue
			}
			for range 10 {
				if _, err := table.rows.next(); err != nil {
					break
				}
			}
			table.Close()
		}
	}
}

func TestNDJSONFaults(t *testing.T) {
	got, r, err := keys(t, open(t, write(t, "a.ndjson", `{"email":"ann@example.com"}
{"email":"bob@example.com"
{"email":{"value":"cyd@example.com"}}
{"email":"dee@example.com","email":"eve@example.com"}
{"email":"flo@example.com"} {"email":"gus@example.com"}
["email"]
{"email":"`+"\xff"+`@example.com"}
{"email":"\ud800@example.com"}
{"email":null}
{"email":""}
{"email":5}
`)), ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Equal(t, sums("ann@example.com"), got)
	codes := map[string]uint64{}
	for _, c := range r.Rejects {
		codes[c.Code] = c.Count
	}
	require.Equal(t, map[string]uint64{"bad_json": 4, "nested_value": 1, "duplicate_field": 1, "not_utf8": 1, "no_at_sign": 1}, codes)
	require.Equal(t, [4]uint64{11, 1, 2, 8}, [4]uint64{r.Rows, r.RowsUsed, r.RowsEmpty, r.RowsRejected})
}
