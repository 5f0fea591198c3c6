package dataset

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

const (
	xlsxTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`
	xlsxRoot  = `<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	xlsxBook  = `<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr/><x:sheets><x:sheet name="Geheim" sheetId="1" state="hidden" r:id="r1"/>
		<x:sheet name="Kunden &amp; Co" sheetId="2" r:id="r2"/><x:sheet name="2" sheetId="3" r:id="r3"/><x:sheet name="Diagramm" sheetId="4" r:id="r4"/></x:sheets></x:workbook>`
	xlsxRels = `<Relationships><Relationship Id="r1" Type="/worksheet" Target="worksheets/s1.xml"/><Relationship Id="r2" Type="/worksheet" Target="/xl/worksheets/s2.xml"/>
		<Relationship Id="r3" Type="/worksheet" Target="worksheets/s3.xml"/><Relationship Id="r4" Type="/chartsheet" Target="chartsheets/s4.xml"/>
		<Relationship Id="r5" Type="/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r6" Type="/styles" Target="styles.xml"/></Relationships>`
)

// workbookFile is a workbook whose second sheet, the first that is not hidden, holds
// rows; formats are those of the styles from 1 on.
func workbookFile(t testing.TB, rows, sharedStrings string, formats ...string) []byte {
	t.Helper()
	return workbookOf(t, rows, "", sharedStrings, formats...)
}

// workbookOf is workbookFile with rows in the third sheet too.
func workbookOf(t testing.TB, rows, third, sharedStrings string, formats ...string) []byte {
	t.Helper()
	var codes, styles strings.Builder
	for i, f := range formats {
		fmt.Fprintf(&codes, `<numFmt numFmtId="%d" formatCode="%s"/>`, 200+i, strings.ReplaceAll(f, `"`, "&quot;"))
		fmt.Fprintf(&styles, `<xf numFmtId="%d"/>`, 200+i)
	}
	sheet := func(rows string) string { return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>` }
	return zipped(t, "[Content_Types].xml", xlsxTypes, "_rels/.rels", xlsxRoot, "xl/workbook.xml", xlsxBook, "xl/_rels/workbook.xml.rels", xlsxRels,
		"xl/sharedStrings.xml", "<sst>"+sharedStrings+"</sst>",
		"xl/styles.xml", "<styleSheet><numFmts>"+codes.String()+"</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"+styles.String()+"</cellXfs></styleSheet>",
		"xl/worksheets/s1.xml", sheet(`<row><c t="inlineStr"><is><t>email</t></is></c></row><row><c t="inlineStr"><is><t>hidden@firma.example</t></is></c></row>`),
		"xl/worksheets/s2.xml", sheet(rows), "xl/worksheets/s3.xml", sheet(third))
}

const xlsxRows = `<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2" spans="1:3"/>
<row r="4"><c r="B4" t="s"><v>1</v></c><c r="C4" t="inlineStr"><is><t>Telefon</t></is></c><c r="D4" t="inlineStr"><is><r><t>Kunden</t></r><r><t xml:space="preserve"> Notiz</t></r></is></c></row>
<row r="5" hidden="1"><c r="A5"><v>1</v></c><c r="B5" t="s"><v>2</v></c><c r="C5" s="2"><v>4.915123456789E12</v></c><c r="D5" t="b"><v>0</v></c></row>
<row r="6"><c r="B6" t="str"><f>A1&amp;"x"</f><v>bob@firma.example</v></c><c r="C6" t="e"><v>#N/A</v></c><c r="E6"><v>7</v></c></row>
<row r="7"><c r="B7" s="0"/><c r="C7" s="1"/></row>
<row r="9"><c t="s"><v>3</v></c><c t="s"><v>4</v></c></row>`

const xlsxStrings = `<si><t>Kundenliste</t></si><si><r><t>E-</t></r><r><t>Mail</t></r><rPh><t>x</t></rPh></si><si><t> ann@firma.example_x000D_</t></si><si><t></t></si><si><t><![CDATA[cyd@firma.example]]></t></si>`

func TestXLSX(t *testing.T) {
	content := workbookFile(t, xlsxRows, xlsxStrings, "0", `"+"0`)
	path := write(t, "a.xlsx", string(content))
	for _, open := range []func() (*Table, error){
		func() (*Table, error) { return OpenTable(path, TableConfig{}) },
		func() (*Table, error) { return OpenTable(path, TableConfig{Sheet: "kunden & co"}) },
		func() (*Table, error) { return OpenTable("-", TableConfig{Stdin: bytes.NewReader(content)}) },
		func() (*Table, error) { return OpenTable(write(t, "a.csv", string(content)), TableConfig{}) },
		func() (*Table, error) { return OpenTable(write(t, "a.xlsx.gz", string(gz(t, content))), TableConfig{}) },
	} {
		table, err := open()
		require.NoError(t, err)
		require.Equal(t, []string{"", "E-Mail", "Telefon", "Kunden Notiz"}, table.Headers())
		got, r, err := keys(t, table, ListConfig{Type: identity.Email})
		require.NoError(t, err)
		require.Equal(t, sums("ann@firma.example", "bob@firma.example", "cyd@firma.example"), got)
		require.Equal(t, uint64(3), r.Rows)
		require.Equal(t, "Kunden & Co", r.Source.Sheet)
		require.Equal(t, []string{`read sheet "Kunden & Co" and skipped 2 other sheets`, "1 row above the names of the columns skipped",
			"1 hidden row of the sheet read like the others", "1 row with text to the right of the last named column, which was not read", "2 blank rows skipped"}, r.Source.Notes)
		require.NoError(t, table.Close())
	}
	// A place is the row of the sheet; a number has all its digits.
	got, r, err := keys(t, open(t, path), ListConfig{Type: identity.Phone, Map: map[string]Role{"Telefon": RolePhone}})
	require.NoError(t, err)
	require.Equal(t, sums("+4915123456789"), got)
	require.Equal(t, []Place{{6, 3}}, r.Rejects[0].First)
	require.Equal(t, "row", r.Source.Unit())
	for sheet, want := range map[string]string{"2": `the sheet "2" is empty`, "3": `the sheet "2" is empty`, "4": `no sheet "4": want a number or one of "Geheim", "Kunden & Co", "2"`, "x": `no sheet "x"`} {
		_, err := OpenTable(path, TableConfig{Sheet: sheet})
		require.ErrorContains(t, err, want)
	}
	hidden, err := OpenTable(path, TableConfig{Sheet: "1"})
	require.NoError(t, err)
	defer hidden.Close()
	got, _, err = keys(t, hidden, ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Equal(t, sums("hidden@firma.example"), got)
}

// A cover sheet stands before the sheet with the list. The error says which was read, and which has the columns.
func TestCoverSheet(t *testing.T) {
	texts := func(cells ...string) string {
		var b strings.Builder
		for _, c := range cells {
			b.WriteString(`<c t="inlineStr"><is><t>` + c + `</t></is></c>`)
		}
		return "<row>" + b.String() + "</row>"
	}
	contacts := texts("Kundenexport") + texts("Kunden-Nr.", "E-Mail", "Telefon") + texts("1", "x@"+canary+".example", "")
	none := `"Kunden & Co": the columns are `
	for _, c := range []struct{ name, cover, other, want, sheet string }{
		{"text", texts("Stand", "Mai"), contacts, `no column for email or phone in the sheet ` + none + `"Stand", "Mai"; the sheet "2" has`, "2"},
		{"a probable column", texts("Info Mail"), contacts, none, "2"},
		{"an address", texts("Fragen an", "x@"+canary+".example"), contacts, `the first row of the sheet "Kunden & Co" looks like data`, "2"},
		{"empty", "", contacts, `the sheet "Kunden & Co" is empty`, "2"},
		{"a hidden sheet", texts("Stand", "Mai"), "", none, "Geheim"},
		{"a known column, and more of them elsewhere", texts("Land", "Ort"), contacts, none, "2"},
		{"more known columns here", texts("user_id", "Land"), texts("Mail") + texts(canary), none, ""},
	} {
		content := workbookOf(t, c.cover, c.other, "")
		table, err := OpenTable(write(t, "a.xlsx", string(content)), TableConfig{})
		if err == nil {
			_, err = table.Types(nil, identity.Default())
			table.Close()
		}
		require.ErrorContains(t, err, c.want, c.name)
		require.NotContains(t, err.Error(), canary)
		var e *ColumnError
		require.ErrorAs(t, err, &e, c.name)
		require.Equal(t, c.sheet, e.Sheet, c.name)
		if c.sheet != "" {
			require.Empty(t, e.Mappings, c.name)
			table, err := OpenTable(write(t, "a.xlsx", string(content)), TableConfig{Sheet: c.sheet})
			require.NoError(t, err, c.name)
			_, err = table.Types(nil, identity.Default())
			require.NoError(t, err, c.name)
			table.Close()
		}
	}
	// Of platforms' columns as of advertisers'.
	cols, err := open(t, write(t, "a.xlsx", string(workbookOf(t, texts("Stand", "Mai"), contacts, "")))).columns(nil)
	require.NoError(t, err)
	require.ErrorContains(t, cols.missing("", RoleUser), `no column for user_id in the sheet `+none+`"Stand", "Mai"; the sheet "2" has`)
}

// What a number looks like in a cell, by its format.
func TestNumberFormats(t *testing.T) {
	for _, c := range []struct {
		format, value, want string
		date1904            bool
	}{
		{"General", "491512345678", "491512345678", false}, {"General", "4.91512345678E+11", "491512345678", false}, {"0", "4.9151234567812E13", "49151234567812", false},
		{"@", "1512345678", "1512345678", false}, {"General", "1234567890123456789", "1234567890123456789", false}, {"General", "1.2345678901234501E+18", "1.23456789012345E+18", false},
		{"General", "-5", "-5", false}, {"General", "0.10000000000000001", "0.1", false}, {"0.00", "12", "12", false}, {"#,##0", "1234567", "1234567", false}, {"0%", "0.5", "0.5", false},
		{"00000000000", "1512345678", "01512345678", false}, {"000000", "42", "000042", false}, {"000000", "0", "000000", false}, {`"+"0`, "491512345678", "+491512345678", false},
		{`\+0`, "491512345678", "+491512345678", false}, {"+#", "491512345678", "+491512345678", false}, {"[<=9999999]###-####;(###) ###-####", "5551234567", "(555) 123-4567", false},
		{"[<=9999999]###-####;(###) ###-####", "5551234", "555-1234", false}, {`00\ 00\ 00\ 00\ 00`, "612345678", "06 12 34 56 78", false}, {"[Red]0000;[Blue]-0000;\"none\"", "0", "none", false},
		{"[Red]0000;[Blue]-0000", "-7", "-0007", false}, {"0000", "-7", "-0007", false}, {"0000", "1.5", "1.5", false}, {`0 "€"`, "5", "5 €", false}, {`[$-407]0000`, "5", "0005", false}, {"_-0000_-", "5", "0005", false},
		{"yyyy-mm-dd", "45000", "2023-03-15", false}, {"dd.mm.yyyy", "45000.5", "2023-03-15T12:00:00Z", false}, {`dd\.mm\.yyyy\ hh:mm;@`, "45000", "2023-03-15T00:00:00Z", false},
		{"[$-407]d/ mmm/ yy;@", "1", "1900-01-01", false}, {"d", "61", "1900-03-01", false}, {"d", "60", "60", false}, {"yyyy-mm-dd", "43538", "2023-03-15", true}, {"h:mm", "0.25", "06:00:00", false},
		{"mm:ss", "45000.000011574074", "2023-03-15T00:00:01Z", false}, {"[h]:mm", "1.5", "1.5", false}, {"yyyy", "-3", "-3", false}, {"yyyy", "1e300", "1E+300", false}, {`"unclosed`, "7", "7", false}, {"[0", "7", "7", false}, {"", "7", "7", false},
	} {
		f := parseNumberFormat(c.format)
		require.Equal(t, c.want, string(f.append(nil, []byte(c.value), c.date1904)), "%s of %s", c.format, c.value)
	}
	builtin := builtinFormat(14)
	require.Equal(t, "2023-03-15", string(builtin.append(nil, []byte("45000"), false)))
	// Dates and zeros get from the styles into the cells.
	rows := `<row><c t="inlineStr"><is><t>phone</t></is></c><c t="inlineStr"><is><t>given_at</t></is></c></row><row><c s="1"><v>1512345678</v></c><c s="2"><v>45000</v></c></row>`
	table := open(t, write(t, "a.xlsx", string(workbookFile(t, rows, "", "00000000000", "dd/mm/yyyy"))))
	r, err := table.rows.next()
	require.NoError(t, err)
	require.Equal(t, "01512345678|2023-03-15", string(bytes.Join(r.cells, []byte("|"))))
}

// A formula whose result nobody calculated is not an empty cell, and a result of nothing is one.
func TestFormulas(t *testing.T) {
	text := func(s string) string { return `<c t="inlineStr"><is><t>` + s + `</t></is></c>` }
	row := func(cell string) string { return "<row>" + text("a@firma.example") + cell + "</row>" }
	rows := "<row>" + text("E-Mail\nprivat") + text("Opted\r\nOut") + "</row>" + row(`<c><f>1=1</f></c>`) + row(`<c><f>1=1</f><v/></c>`) + row(`<c><f>1=1</f><v>0</v></c>`) +
		row(`<c t="str"><f>""</f><v></v></c>`) + row(`<c/>`) + row(`<c t="b"><v>1</v><f>A1</f></c>`)
	table := open(t, write(t, "a.xlsx", string(workbookFile(t, rows, ""))))
	require.Equal(t, []string{"E-Mail privat", "Opted Out"}, table.Headers())
	var got []answer
	for {
		r, err := table.rows.next()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		got = append(got, parseAnswer(r.cell(1)))
	}
	require.Equal(t, []answer{unclear, unclear, no, silent, silent, yes}, got)
}

func TestBadXLSX(t *testing.T) {
	header := `<row r="1"><c t="inlineStr"><is><t>email</t></is></c></row>`
	text := func(s string) string { return `<c t="inlineStr"><is><t>` + s + `</t></is></c>` }
	for _, c := range []struct{ rows, want string }{
		{"", `the sheet "Kunden & Co" is empty`}, {header, "a header but no rows"},
		{header + `<row r="7"><c t="s"><v>9</v></c></row>`, "row 7: this workbook is damaged"},
		{header + `<row r="7"><c r="7"><v>9</v></c></row>`, "row 7: this workbook is damaged"},
		{header + `<row r="7"><c r="ZZZZ7"><v>9</v></c></row>`, "row 7: this workbook is damaged"},
		{header + `<row r="7"><c r="XFE7"><v>9</v></c></row>`, "row 7: this workbook is damaged"},
		{header + `<row r="7">` + text(canary+"&undefined;"), "row 7: this workbook is damaged"},
		{header + `<row r="7">` + text(canary+strings.Repeat("x", 2<<20)) + `</row>`, "row 7: longer than 1048576 bytes"},
		{header + `<row r="7">` + text(canary) + `</row>` + strings.Repeat("<x/>", freeBytes/2), "decompresses to more than 200 times"},
	} {
		table, err := OpenTable(write(t, "a.xlsx", string(workbookFile(t, c.rows, ""))), TableConfig{})
		if err == nil {
			_, _, err = keys(t, table, ListConfig{Type: identity.Email})
			table.Close()
		}
		require.ErrorContains(t, err, c.want)
		require.NotContains(t, err.Error(), canary)
	}
	// Cut short anywhere, or with a part missing, it is an error or fewer sheets.
	good := workbookFile(t, xlsxRows, xlsxStrings, "0")
	for n := 0; n < len(good); n += 37 {
		if _, err := OpenTable(write(t, "a.xlsx", string(good[:n])), TableConfig{}); err == nil {
			t.Fatalf("%d of %d bytes are a workbook", n, len(good))
		}
	}
	z, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	require.NoError(t, err)
	for _, f := range z.File {
		parts := map[string]*zip.File{}
		for _, g := range z.File {
			if g != f {
				parts[strings.ToLower(g.Name)] = g
			}
		}
		table := &Table{}
		if err := table.readWorkbook(parts, TableConfig{}); err == nil {
			_, _, _ = keys(t, table, ListConfig{Type: identity.Email}) // whatever it is, it doesn't panic
		}
		table.Close()
	}
}
