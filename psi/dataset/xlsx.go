package dataset

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// sheetReader reads the rows of a sheet as they stream. Rows without text are skipped, like blank lines. Hidden rows
// are read and counted.
type sheetReader struct {
	book *workbook
	x    *xmlPart
	want []bool // by column; nil for all
	ends bool   // the sheet has no more rows

	row    row
	text   []byte
	number []byte
	spans  [][2]int // of cells in text
	hidden uint64   // rows
	blank  uint64   // rows, which are skipped
	right  uint64   // rows with text to the right of the last column
	width  int      // columns; 0 while the header is looked for
	header uint64   // row of the names of the columns; 0 if there is none
	merged []merged
}

// maxColumn is the last column of a sheet.
const maxColumn = 16384

func (t *Table) readWorkbook(parts map[string]*zip.File, cfg TableConfig) error {
	w, err := openWorkbook(parts, cfg)
	if err != nil {
		return err
	}
	sheet, err := w.sheet(cfg.Sheet)
	if err != nil {
		return err
	}
	t.book, t.source.Format, t.source.Sheet = w, XLSX, sheet.name
	if n := len(w.sheets) - 1; n > 0 {
		t.source.Notes = append(t.source.Notes, fmt.Sprintf("read sheet %.80q and skipped %s", sheet.name, counted(n, "other sheet")))
	}
	s := &sheetReader{book: w}
	if s.x, err = w.open(sheet.part, cfg.MaxLine); err != nil {
		return err
	}
	t.closers = append(t.closers, s.x)
	return t.readSheet(s, cfg.NoHeader)
}

// readSheet finds the header among the first rows.
func (t *Table) readSheet(s *sheetReader, noHeader bool) error {
	rows, texts, err := s.head()
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return t.sheetFault("the sheet %.80q is empty", t.source.Sheet)
	}
	for _, r := range rows {
		s.width = max(s.width, len(r.cells))
	}
	if !noHeader {
		i := headerRow(texts, nil)
		t.noteSkipped(texts[:i])
		t.headers = texts[i]
		s.width = len(t.headers)
		s.header = rows[i].line
		rows = rows[i+1:]
		for _, r := range rows {
			s.cut(r)
		}
	}
	t.width = s.width
	t.rows = &sheetRows{first: rows, rest: s}
	t.found = s.notes
	return nil
}

// sheetRows yields the rows that were read already, then the others.
type sheetRows struct {
	first []*row
	rest  *sheetReader
}

func (s *sheetRows) next() (*row, error) {
	if len(s.first) > 0 {
		r := s.first[0]
		s.first = s.first[1:]
		return r, nil
	}
	r, err := s.rest.next()
	if err == io.EOF {
		if merged := s.rest.checkMerged(); merged != nil {
			return nil, merged
		}
	}
	return r, err
}

func (s *sheetRows) use(cols []Column) {
	s.rest.want = make([]bool, s.rest.width)
	for _, c := range cols {
		s.rest.want[c.Number-1] = true
	}
}

// clone returns a row that stays valid.
func (r *row) clone() *row {
	c := *r
	c.cells = make([][]byte, len(r.cells))
	for i, cell := range r.cells {
		c.cells[i] = slices.Clone(cell)
	}
	return &c
}

// cut drops and counts what is to the right of the last column.
func (s *sheetReader) cut(r *row) {
	r.beyond = false
	if s.width > 0 && len(r.cells) > s.width {
		r.cells = r.cells[:s.width]
		r.beyond = true
		s.right++
	}
}

func (s *sheetReader) notes() (notes []string) {
	if s.hidden > 0 {
		notes = append(notes, counted(s.hidden, "hidden row")+" of the sheet read like the others")
	}
	if s.right > 0 {
		notes = append(notes, counted(s.right, "row")+" with text to the right of the last named column, which was not read")
	}
	return append(notes, blankNote(s.blank, "row")...)
}

func (s *sheetReader) next() (*row, error) {
	for !s.ends {
		s.x.limit.reset()
		token, err := s.x.token()
		if err == io.EOF {
			return nil, &sheetError{s.row.line, io.ErrUnexpectedEOF} // the sheet's end is missing
		}
		if err != nil {
			return nil, &sheetError{s.row.line, err}
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local != "row" {
				continue
			}
			ok, err := s.readRow(e)
			if err != nil {
				return nil, &sheetError{s.row.line, err}
			}
			if ok {
				return &s.row, nil
			}
			s.blank++
		case xml.EndElement:
			if s.ends = e.Name.Local == "sheetData" || e.Name.Local == "worksheet"; s.ends {
				if err := s.findMerged(); err != nil {
					return nil, err
				}
			}
		}
	}
	return nil, io.EOF
}

// merged are cells that are merged: only the first of them has a value, though it is shown for all.
type merged struct {
	ref         string
	left, right int
	top, bottom uint64
}

// maxMerged is how many of them are remembered. A sheet with more has them in its rows.
const maxMerged = 1 << 16

// findMerged looks for merged cells behind the rows.
func (s *sheetReader) findMerged() error {
	for {
		s.x.limit.reset()
		token, err := s.x.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "mergeCell" || len(s.merged) > maxMerged {
			continue
		}
		m := merged{ref: attr(e, "ref")}
		from, to, several := strings.Cut(m.ref, ":")
		if !several {
			continue
		}
		if m.left, m.top, err = place(from); err != nil {
			return err
		}
		if m.right, m.bottom, err = place(to); err != nil {
			return err
		}
		if m.left != m.right || m.top != m.bottom {
			s.merged = append(s.merged, m)
		}
	}
}

// checkMerged fails at merged cells below the names of the columns, in a column that is used.
func (s *sheetReader) checkMerged() error {
	for _, m := range s.merged {
		if m.bottom <= s.header {
			continue
		}
		for i := m.left; i <= m.right && i < s.width; i++ {
			if s.want == nil || s.want[i] {
				return &sheetError{max(m.top, s.header), fmt.Errorf("the cells %s are merged, and only the first of them has a value: separate them and fill each, in the columns that are used", m.ref)}
			}
		}
	}
	if len(s.merged) > maxMerged {
		return fmt.Errorf("the sheet has more than %d merged cells, of which only the first has a value: separate them and fill each", maxMerged)
	}
	return nil
}

// place is the column, from 0, and the row in a reference such as "AB12".
func place(ref string) (column int, row uint64, err error) {
	ref = strings.ReplaceAll(ref, "$", "")
	if column, err = columnOf(ref); err != nil {
		return 0, 0, err
	}
	row, err = strconv.ParseUint(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"), 10, 32)
	if err != nil {
		return 0, 0, errWorkbook
	}
	return column, row, nil
}

// sheetError says at which row of a sheet reading failed.
type sheetError struct {
	row uint64
	err error
}

func (e *sheetError) Error() string { return fmt.Sprintf("row %d: %v", e.row, e.err) }
func (e *sheetError) Unwrap() error { return e.err }

// readRow reads a row to its end; ok says that there is text in it.
func (s *sheetReader) readRow(start xml.StartElement) (ok bool, err error) {
	s.row.line++
	if n, err := strconv.ParseUint(attr(start, "r"), 10, 32); err == nil {
		s.row.line = n
	}
	s.text, s.spans = s.text[:0], s.spans[:0]
	column := -1
	last := -1 // column with text
	for {
		token, err := s.x.token()
		if err == io.EOF {
			return false, io.ErrUnexpectedEOF
		}
		if err != nil {
			return false, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			column++
			if ref := attr(e, "r"); ref != "" {
				if column, err = columnOf(ref); err != nil {
					return false, err
				}
			}
			if column >= maxColumn {
				return false, errWorkbook
			}
			from := len(s.text)
			if err := s.cell(e); err != nil {
				return false, err
			}
			if len(s.text) == from {
				continue
			}
			for len(s.spans) <= column {
				s.spans = append(s.spans, [2]int{})
			}
			last = max(last, column)
			if s.want != nil && (column >= len(s.want) || !s.want[column]) {
				s.text = s.text[:from]
				continue
			}
			s.spans[column] = [2]int{from, len(s.text)}
		case xml.EndElement:
			if e.Name.Local != "row" {
				continue
			}
			if last < 0 {
				return false, nil
			}
			if isTrue(attr(start, "hidden")) {
				s.hidden++
			}
			s.row.cells = s.row.cells[:0]
			for _, span := range s.spans[:last+1] {
				s.row.cells = append(s.row.cells, s.text[span[0]:span[1]:span[1]])
			}
			s.cut(&s.row)
			return true, nil
		}
	}
}

// columnOf is the index of the column in a reference such as "AB12".
func columnOf(ref string) (int, error) {
	n := 0
	for i := 0; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			if i == 0 {
				break
			}
			return n - 1, nil
		}
		n = 26*n + int(c-'A') + 1
	}
	return 0, errWorkbook
}

// cell reads a cell to its end and appends the text that it shows.
func (s *sheetReader) cell(start xml.StartElement) error {
	from := len(s.text)
	value := false // within v
	formula := false
	var rich richText
	for {
		token, err := s.x.token()
		if err == io.EOF {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			value = e.Name.Local == "v"
			formula = formula || e.Name.Local == "f"
		case xml.EndElement:
			if e.Name.Local == "c" {
				if formula && len(s.text) == from && attr(start, "t") != "str" { // what made the file did not calculate it
					s.text = append(s.text[:from], "#N/A"...)
					return nil
				}
				return s.show(start, from)
			}
			value = false
		case xml.CharData:
			if value {
				s.text = append(s.text, e...)
			}
		}
		s.text = rich.collect(s.text, token)
	}
}

// show replaces a cell's value, which is the text after from, with what the cell shows.
func (s *sheetReader) show(start xml.StartElement, from int) error {
	value := s.text[from:]
	if len(value) == 0 {
		return nil
	}
	switch attr(start, "t") {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(string(value)))
		text, ok := s.book.strings.at(i)
		if err != nil || !ok {
			return errWorkbook
		}
		s.text = append(s.text[:from], text...)
	case "b":
		s.text = strconv.AppendBool(s.text[:from], isTrue(string(value)))
	case "str", "inlineStr":
		s.text = unescape(s.text, from)
	case "e", "d":
	default:
		style, _ := strconv.Atoi(attr(start, "s"))
		f := numberFormat{}
		if style > 0 && style < len(s.book.formats) {
			f = s.book.formats[style]
		} else if style == 0 && len(s.book.formats) > 0 {
			f = s.book.formats[0]
		}
		s.number = append(s.number[:0], value...)
		s.text = f.append(s.text[:from], s.number, s.book.date1904)
	}
	return nil
}
