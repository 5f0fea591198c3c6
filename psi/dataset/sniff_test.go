package dataset

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func encode(t testing.TB, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	require.NoError(t, err)
	return out
}

func zipped(t testing.TB, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		require.NoError(t, err)
		_, err = w.Write([]byte(files[i+1]))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

// One list in the ways that programs write it, under names that say something else.
func TestSniffing(t *testing.T) {
	const csv = "Größe;E-Mail\r\n1;ann@firma.example\r\n2;bö@firma.example\r\n"
	want := sums("ann@firma.example", "bö@firma.example")
	tab := strings.ReplaceAll(csv, ";", "\t")
	cr := strings.ReplaceAll(csv, "\r\n", "\r")
	type row struct {
		Email string `parquet:"E-Mail"`
	}
	parquet := read(t, parquetOf(t, row{"ann@firma.example"}, row{"bö@firma.example"}))
	for i, c := range []struct{ name, content, encoding, note string }{
		{"a.csv", csv, "", ""},
		{"a.gz", string(gz(t, []byte(csv))), "", ""}, {"a", string(gz(t, []byte(csv))), "", ""}, {"a.csv", string(zst(t, []byte(csv))), "", ""},
		{"a.csv.gz", csv, "", "the name says gzip, but the file is not compressed"},
		{"a.csv", string(gz(t, []byte(parquet))), "", ""}, {"a.csv", parquet, "", ""}, {"a", parquet, "", ""}, {"a.xlsx", parquet, "", ""},
		{"a.zip", string(zipped(t, "list.csv", csv, "__MACOSX/._list.csv", "x")), "", ""}, {"a.csv", string(zipped(t, "dir/", "", "dir/list", csv)), "", ""},
		{"a.xlsx", csv, "", ""}, {"a.xls", tab, "", ""},
		{"a.csv", strings.Replace(csv, "E-Mail", "\"E-Mail\r\n(privat)\"", 1), "", ""},
		{"a.csv", strings.Replace(csv, "Größe", "Wie groß sind Sie und was sollen wir noch über Sie und Ihre Größe wissen?", 1), "", ""},
		// Above the header.
		{"a.csv", "sep=;\r\n" + csv, "", `the line "sep=" names the delimiter`}, {"a.csv", "\ufeff\"sep=|\"\r\n" + strings.ReplaceAll(csv, ";", "|"), "", "byte order mark skipped"},
		{"a.csv", "\r\n;\r\n" + csv, "", ""}, {"a.csv", "Kunden der Firma, Stand Mai\r\n\r\n" + csv, "", "1 line above the names of the columns skipped"},
		{"a.csv", "Report\r\nCreated;2026-05-01\r\n\r\nx\r\n" + strings.ReplaceAll(csv, "E-Mail", "E-Mail;Ort"), "", "3 lines above the names of the columns skipped"},
		{"a.txt", "Kunden\n\n" + tab, "", "1 line above"}, {"a.txt", "\n\nE-Mail\nann@firma.example\n\nbö@firma.example\n", "", ""},
		{"a.csv", "Kunden\n\nE-Mail\nann@firma.example\nbö@firma.example\n", "", "1 line above"},
		// Line ends of old Macintoshes.
		{"a.csv", cr, "", "the lines end in CR (old Macintosh)"}, {"a.csv", cr + "\n", "", "the lines end in CR (old Macintosh)"},
		// Encodings.
		{"a.txt", encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), tab), "", ""}, {"a.csv", encode(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), csv), "", ""},
		{"a.csv", encode(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), csv), "", ""}, {"a.csv", encode(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), cr), "", ""},
		{"a.csv", encode(t, utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), csv), "", ""},
		{"a.csv", encode(t, charmap.Windows1252, csv), "", "the text is not UTF-8, and was read as windows-1252"}, {"a.csv", encode(t, charmap.Windows1252, csv), "latin1", ""},
		{"a.csv", encode(t, charmap.Macintosh, csv), "macintosh", ""}, {"a.csv", encode(t, charmap.ISO8859_15, csv), "iso-8859-15", ""}, {"a.csv", csv, "utf-8", ""},
		{"a.csv.gz", string(gz(t, []byte(encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), csv)))), "utf-16le", ""},
		{"a.csv", encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), `[{"E-Mail":"ann@firma.example"},{"E-Mail":"bö@firma.example"}]`), "", ""},
	} {
		path := write(t, c.name, c.content)
		for _, from := range []string{path, "-"} {
			cfg := TableConfig{Encoding: c.encoding, Stdin: strings.NewReader(c.content)}
			if from == "-" && strings.HasSuffix(c.name, ".txt") {
				cfg.Format = TXT
			}
			table, err := OpenTable(from, cfg)
			require.NoError(t, err, i)
			got, r, err := keys(t, table, ListConfig{Type: identity.Email})
			require.NoError(t, err, i)
			require.Equal(t, want, got, i)
			if c.note != "" && from == path {
				require.NotEmpty(t, r.Source.Notes, i)
				require.Contains(t, r.Source.Notes[0], c.note, i)
			}
			require.NoError(t, table.Close())
		}
	}
}

// Lines above the header count, so that a place is the line of the file.
func TestLinesAboveHeader(t *testing.T) {
	_, r, err := keys(t, openText(t, "sep=;\nKunden\n\nOrt;E-Mail\nX;a@firma.example\nX;b\n"), ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Equal(t, []Place{{6, 2}}, r.Rejects[0].First)
	// What may be data is never skipped as a title.
	for _, list := range []string{"a@firma.example\n\nOrt;E-Mail\nX;b@firma.example\n", "+442079460000\nE-Mail;Ort\nb@firma.example;X\n"} {
		_, _, err := keys(t, openText(t, list), ListConfig{Type: identity.Email})
		require.ErrorContains(t, err, "the first line looks like data")
	}
	// Two lines that could both be the header: the first.
	table := openText(t, "Exported 2026-11-01 by ann@firma.example\n\nName,Mail\nBo,bo@firma.example\n")
	require.Equal(t, []string{"Name", "Mail"}, table.Headers())
	table = openText(t, "Mail,Kanal\nann@firma.example,email\nMail,email\n")
	require.Equal(t, []string{"Mail", "Kanal"}, table.Headers())
}

func TestRefusedEncodings(t *testing.T) {
	latin := encode(t, charmap.Windows1252, "E-Mail\nbö@firma.example\n")
	for _, c := range []struct{ content, encoding, want string }{
		{latin + strings.Repeat("x@firma.example\n", 20000) + "bö@firma.example\n", "", "part of the text is UTF-8 and part is not"},
		{latin, "windows-1999", `unknown encoding "windows-1999"`}, {latin, "hz-gb-2312", "unknown encoding"},
		{"\ufeffE-Mail\n", "latin1", "the byte order mark says UTF-8, not windows-1252"},
		{encode(t, charmap.Windows1252, "E-Mail,Größe\nbo@firma.example,1\n"), "utf-8", "the name of column 2 is not UTF-8, and the text is read as UTF-8: name its encoding"},
		{"E-Mail,Größe,Gel\xf6scht\nbo@firma.example,1,0\n", "", "the name of column 3 is not UTF-8"},
	} {
		table, err := OpenTable(write(t, "a.csv", c.content), TableConfig{Encoding: c.encoding})
		if err == nil {
			_, _, err = keys(t, table, ListConfig{Type: identity.Email})
			table.Close()
		}
		require.ErrorContains(t, err, c.want)
		require.Equal(t, strings.Contains(c.want, "not UTF-8") || strings.HasPrefix(c.want, "part of"), errors.Is(err, ErrEncoding), c.want)
	}
	// Broken characters in a text that is UTF-8 elsewhere are rejected where they are.
	for _, list := range []string{"E-Mail\nbö@firma.example\nb\xf6@firma.example\n", "\ufeffE-Mail\nb\xf6@firma.example\n"} {
		_, r, err := keys(t, openText(t, list), ListConfig{Type: identity.Email})
		require.NoError(t, err)
		require.Equal(t, "not_utf8", r.Rejects[0].Code)
	}
}

func TestRefusedArchives(t *testing.T) {
	list := "email\nann@firma.example\n"
	encrypted := zipped(t, "a.csv", list)
	encrypted[6] |= 1
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	ole := make([]byte, 4096)
	copy(ole, oleMagic)
	ole[30], ole[48] = 9, 1
	xls, protected := bytes.Clone(ole), bytes.Clone(ole)
	copy(xls[1024+128:], encode(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "Workbook"))
	copy(protected[1024+128:], encode(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "EncryptedPackage"))
	for _, c := range []struct {
		content []byte
		want    string
	}{
		{zipped(t, "a.csv", list, "b.csv", list), "a zip archive with 2 files"}, {zipped(t), "a zip archive with 0 files"},
		{zipped(t, "a.zip", string(zipped(t, "a.csv", list))), "a zip archive in a zip archive"}, {encrypted, "encrypted"},
		{zipped(t, "a.csv", list+strings.Repeat("ann@firma.example\n", freeBytes/8)), "decompresses to more than 200 times"},
		{zipped(t, "[Content_Types].xml", "", "xl/workbook.bin", ""), "binary Excel workbook"}, {zipped(t, "Index/Document.iwa", ""), "Apple Numbers"},
		{zipped(t, "mimetype", "", "content.xml", ""), "OpenDocument"}, {zipped(t, "[Content_Types].xml", "", "word/document.xml", ""), "without sheets"},
		{xls, "an old Excel workbook"}, {protected, "protected with a password"}, {ole, "an old or encrypted Microsoft Office file"},
		{gz(t, xls), "an old Excel workbook"},
	} {
		for _, name := range []string{"a.xlsx", "a.csv"} {
			table, err := OpenTable(write(t, name, string(c.content)), TableConfig{})
			if err == nil {
				_, _, err = keys(t, table, ListConfig{Type: identity.Email})
				table.Close()
			}
			require.ErrorContains(t, err, c.want)
		}
	}
}

// Blank lines are no rows in any format of text, and are counted.
func TestBlankLines(t *testing.T) {
	for name, text := range map[string]string{
		"a.csv": "email,x\n\na@firma.example,1\n\r\n\nb@firma.example,2\n", "a.txt": "email\n\na@firma.example\n \t\n\nb@firma.example\n",
		"a.ndjson": "\n{\"email\":\"a@firma.example\"}\n \t\r\n\n{\"email\":\"b@firma.example\"}\n",
	} {
		_, r, err := keys(t, open(t, write(t, name, text)), ListConfig{Type: identity.Email})
		require.NoError(t, err, name)
		require.Equal(t, uint64(2), r.Rows, name)
		require.Contains(t, r.Source.Notes, "3 blank lines skipped", name)
	}
	_, r, err := keys(t, open(t, write(t, "a.ndjson", "{\"email\":\"a@firma.example\"}\n")), ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Empty(t, r.Source.Notes)
}
