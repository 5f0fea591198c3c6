package dataset

import (
	"bytes"
	"context"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// Whatever a file holds, under whatever name of a format, it is refused or every
// row is accounted for.
func FuzzTable(f *testing.F) {
	seeds := []string{"email\na@example.com\n", "email;phone\n\"a@example.com\";+442079460000\n", "{\"email\":\"a@example.com\"}\n{\"email\":[{}]}\n",
		"a@example.com\n\nb", "\ufeffemail\tphone\r\nx\t\r\n", "e\x00m\x00", "email\n\"a", "sep=;\nTitle\n\nemail;b\nx;y\r", "\xff\xfee\x00m\x00a\x00i\x00l\x00",
		"email\nb\xf6@example.com", "[{\"email\":[\"a@example.com\",null]},{\"email\":{\"a\":1}},3]", "{\"n\":1,\"users\":[{\"email\":\"a@example.com\",\"x\":[[{\"y\":1}]]}],\"e\":[]}",
		"{\n\"email\":\"a\\ud800@example.com\"}\n{\"email\":1}", string(zipped(f, "a.json", "[{\"email\":\"a@example.com\"}]"))}
	for format := range byte(len(fuzzFormats)) {
		for _, s := range seeds {
			f.Add([]byte(s), format)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte, format byte) {
		fuzzTable(t, content, TableConfig{Format: fuzzFormats[int(format)%len(fuzzFormats)], MaxLine: 4096})
	})
}

var fuzzFormats = []Format{"", CSV, TSV, TXT, NDJSON, JSON}

// Whatever the sheet, the strings and the styles of a workbook hold.
func FuzzXLSX(f *testing.F) {
	f.Add(xlsxRows, xlsxStrings, "00000", "0.0")
	f.Add(`<row><c t="inlineStr"><is><t>email</t></is></c></row><row r="9"><c r="XFD9" s="1"><v>45000</v></c></row>`, "<si/>", "yyyy-mm-dd h:mm", "[<=5]+0;\\a#")
	f.Fuzz(func(t *testing.T, rows, texts, format1, format2 string) {
		fuzzTable(t, workbookFile(t, rows, texts, format1, format2), TableConfig{Format: XLSX, MaxLine: 4096})
	})
}

// Whatever a format says of whatever number.
func FuzzNumberFormat(f *testing.F) {
	for _, s := range []string{"General", "00 00", "[<=9999999]###-####;(###) ###-####", "dd.mm.yyyy hh:mm", `"+"0;\\-0;@`, "[h]:mm", "_-* #,##0.00 [$€-407]_-"} {
		f.Add(s, "4.91512345678E+11")
		f.Add(s, "-1.5")
	}
	f.Fuzz(func(t *testing.T, format, number string) {
		n := parseNumberFormat(format)
		for _, date1904 := range []bool{false, true} {
			if out := n.append([]byte("x"), []byte(number), date1904); out[0] != 'x' || len(out) > 1000+len(number)+len(format) {
				t.Fatalf("%q", out)
			}
		}
	})
}

func fuzzTable(t *testing.T, content []byte, cfg TableConfig) {
	cfg.Stdin = bytes.NewReader(content)
	table, err := OpenTable("-", cfg)
	if err != nil {
		return
	}
	defer table.Close()
	l, err := NewList(table, ListConfig{Type: identity.Email})
	if err != nil {
		return
	}
	keys := uint64(0)
	for _, err := range l.MatchKeys(context.Background()) {
		if err != nil {
			break
		}
		keys++
	}
	r := l.Report()
	if r.Rows != r.RowsUsed+r.RowsEmpty+r.RowsRejected+r.RowsKeptOut || r.Accepted != keys || r.RowsUsed > keys {
		t.Fatalf("%+v", r)
	}
	sum := uint64(0)
	for _, c := range r.Rejects {
		sum += c.Count
	}
	if sum != r.Rejected {
		t.Fatalf("%+v", r)
	}
}
