// Package dataset reads the files and tables that advertisers and platforms
// have, and keeps what a platform admitted.
//
// A Table is a source of rows: a CSV file, for instance. The advertiser's side
// makes a List of it, which yields match keys. The platform's side hands it to
// Build: every record goes through the purpose gate, what is admitted is masked
// under the dataset's key and sorted, and the result is a directory of files
// that OpenStored reads.
//
// No error, report or stored file of this package holds an identifier, a hash of
// one, or a cell of a table; they hold counts, codes, line and column numbers and
// the names of columns. Memory is bounded by configuration, not by the size of
// a table.
package dataset

import (
	"errors"
	"fmt"
	"io"
	"slices"
)

// TableConfig says how a source is read. The zero value detects everything.
type TableConfig struct {
	Format    Format    // "" means by name and content
	Delimiter byte      // of CSV; 0 means by the header: ',', ';', tab or '|'
	NoHeader  bool      // the first line is data; columns are then named "#1", "#2" and so on
	Encoding  string    // of text, as in "windows-1252" or "utf-16le"; "" means by byte order mark and content
	Sheet     string    // of a workbook, by name or number from 1; "" means the first that is not hidden
	MaxLine   int       // bytes in a line or record; 0 means 1 MiB
	MaxRatio  int       // how much larger than its compressed form a file or a part of a workbook may be; 0 means 200
	Stdin     io.Reader // what the path "-" reads; nil means that "-" is refused
}

const defaultMaxLine = 1 << 20

// Format is a file format.
type Format string

// The formats.
const (
	CSV     Format = "csv"     // also with ';', tab or '|'
	TSV     Format = "tsv"     // CSV with tabs
	TXT     Format = "txt"     // one identifier a line, with or without a header
	NDJSON  Format = "ndjson"  // one JSON object a line
	JSON    Format = "json"    // an array of objects, alone or as a member of an object
	Parquet Format = "parquet" // its groups by path
	XLSX    Format = "xlsx"    // one sheet of a workbook
	SQL     Format = "sql"     // a query's result; see package sqltable
	Arrow   Format = "arrow"   // a stream of record batches, in psi-server's worker; its structs by path
)

// Source says what a table turned out to be.
type Source struct {
	Format      Format   `json:"format"`
	Delimiter   string   `json:"delimiter,omitempty"`
	Compression string   `json:"compression,omitempty"` // "gzip", "zstd" or "zip"
	Encoding    string   `json:"encoding,omitempty"`    // of text that is not UTF-8
	Sheet       string   `json:"sheet,omitempty"`       // of a workbook
	Notes       []string `json:"notes,omitempty"`       // what was found and dealt with, such as a byte order mark
}

// Unit is what the numbers in Place.Line count.
func (s Source) Unit() string {
	switch s.Format {
	case Parquet, XLSX, SQL, Arrow:
		return "row"
	case JSON:
		return "element"
	}
	return "line"
}

// Table is an open source of rows. It is read once, from one goroutine.
type Table struct {
	source  Source
	headers []string  // as in the file; nil if it has none
	holds   []holding // by column; nil if each can be read and holds one value a row
	width   int       // columns of a table without headers
	rows    rowReader
	closers []io.Closer
	finish  func() error    // checked at the end of the rows
	found   func() []string // notes about the rows that were read; nil if there are none
	book    *workbook       // that the table is a sheet of; nil if it is not
	used    bool
	array   string  // the path of a JSON text's only array, whose name may say who is in it
	inside  *inside // what unused columns hold; nil if nobody asks
}

// rowReader yields rows.
type rowReader interface {
	// next returns the next row, or io.EOF after the last. The row and what it
	// holds are valid until the following call.
	next() (*row, error)
}

// Rows is a source of rows outside of this package, for NewTable.
type Rows interface {
	// Next returns the cells of the next row, as many as there are headers, in UTF-8,
	// or io.EOF after the last. They are valid until the following call.
	Next() ([][]byte, error)
	Close() error
}

// ListRows are Rows with columns of lists, such as PostgreSQL's arrays.
type ListRows interface {
	Rows
	// Unreadable says why column i can't be read; "" if it can.
	Unreadable(i int) string
	// IsList says whether column i holds lists.
	IsList(i int) bool
	// List returns the values in column i of the row that Next returned last; nil if
	// there is no list. They are valid as long as that row.
	List(i int) ([][]byte, error)
}

// NewTable makes a table of rows from elsewhere, such as a platform's own store.
// Rows are closed with the table.
func NewTable(source Source, headers []string, rows Rows) *Table {
	t := &Table{source: source, headers: headers, width: len(headers), closers: []io.Closer{rows}}
	f := &foreignRows{rows: rows}
	if l, ok := rows.(ListRows); ok {
		f.lists = l
		t.holds = make([]holding, len(headers))
		for i := range headers {
			t.holds[i] = holding{lists: l.IsList(i), unreadable: l.Unreadable(i)}
		}
		t.unreadables()
		f.row.lists = make([][][]byte, len(headers))
	}
	t.rows = f
	return t
}

type foreignRows struct {
	rows  Rows
	lists ListRows // nil if there are none
	wants []int    // columns of lists that are used
	row   row
}

func (f *foreignRows) use(cols []Column) {
	for _, c := range cols {
		if f.lists != nil && f.lists.IsList(c.Number-1) {
			f.wants = append(f.wants, c.Number-1)
		}
	}
}

func (f *foreignRows) next() (*row, error) {
	cells, err := f.rows.Next()
	if err != nil {
		return nil, err
	}
	f.row.line++
	f.row.cells = cells
	for _, i := range f.wants {
		if f.row.lists[i], err = f.lists.List(i); err != nil {
			return nil, fmt.Errorf("row %d: %w", f.row.line, err)
		}
	}
	return &f.row, nil
}

// row is one row of a table.
type row struct {
	line   uint64 // of its first line, from 1; in formats without lines its number
	cells  [][]byte
	lists  [][][]byte // by column, where a cell is a list, which may be empty; nil in tables without lists
	fault  fault      // what is wrong with the row as a whole
	short  bool       // it ends before the last column, in a format where a row has all its cells
	beyond bool       // it has text to the right of the last column, which is not read
}

// cell returns a cell, which is empty beyond the end of a short row.
func (r *row) cell(i int) []byte {
	if i < len(r.cells) {
		return r.cells[i]
	}
	return nil
}

// values returns what a cell holds: the values of a list, or one, which may be
// empty; nothing beyond the end of a short row.
func (r *row) values(i int) [][]byte {
	if r.lists != nil {
		if list, ok := r.list(i); ok {
			return list
		}
	}
	if i < len(r.cells) {
		return r.cells[i : i+1]
	}
	return nil
}

// list returns the values of a cell that is a list.
func (r *row) list(i int) (values [][]byte, ok bool) {
	if i < len(r.lists) && r.lists[i] != nil {
		return r.lists[i], true
	}
	return nil, false
}

// fault is a reason to reject a row as a whole.
type fault string

const (
	faultQuote      fault = "bad_quote"
	faultExtraCells fault = "extra_cells"
	faultJSON       fault = "bad_json"
	faultTwice      fault = "duplicate_field"
	faultNested     fault = "nested_value"
	faultComment    fault = "commented_out"
)

var faultHints = map[fault]string{
	faultQuote:      "there is text after a closing quote; a quote inside a quoted cell is written twice",
	faultExtraCells: "the row has more cells than there are columns; a delimiter inside a cell has to be quoted",
	faultJSON:       "the line is not one JSON object in UTF-8",
	faultTwice:      "the object has a field twice, or the map a key that is used",
	faultComment:    "the line begins with #, as other lines don't: it looks commented out; a value that begins with # is quoted",
	faultNested:     "a field that is used holds an object; name a field inside of it, as in emails[].value",

	faultNoUser:         "the record has no user reference",
	faultBadUser:        "the user reference is longer than 256 bytes, not UTF-8, or has control characters",
	faultBadChange:      "a cell that says when the record changed, or whether it is deleted, can't be read: a time is " + timeForms + "; a yes or no is " + flagForms,
	faultUserIdentifier: "the user reference is an e-mail address, a phone number or the hash of one; it has to be the platform's own number or name",
}

// Source says what t turned out to be.
func (t *Table) Source() Source { return t.source }

// notesAfter returns notes and those about the rows that were read.
func (t *Table) notesAfter(notes []string) []string {
	notes = slices.Concat(notes, t.inside.notes())
	if t.found == nil {
		return notes
	}
	return append(notes, t.found()...)
}

// blankNote says that there were blank lines or rows.
func blankNote(n uint64, unit string) []string {
	if n == 0 {
		return nil
	}
	return []string{counted(n, "blank "+unit) + " skipped"}
}

// counted is a number of things: 1 row, 2 rows.
func counted[T int | uint64](n T, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Headers returns the names of the columns as they stand in the source, or nil if
// it has none.
func (t *Table) Headers() []string { return t.headers }

// Close ends the reading.
func (t *Table) Close() error {
	var errs []error
	for i := len(t.closers) - 1; i >= 0; i-- {
		errs = append(errs, t.closers[i].Close())
	}
	t.closers = nil
	return errors.Join(errs...)
}

// begin returns the rows, once.
func (t *Table) begin() (rowReader, error) {
	if t.used {
		return nil, errors.New("table read twice: open it again")
	}
	t.used = true
	return t.rows, nil
}

// end is called after the last row.
func (t *Table) end() error {
	if t.finish != nil {
		return t.finish()
	}
	return nil
}

// lineError says in which line of a source reading failed.
type lineError struct {
	line uint64
	msg  string
}

func (e *lineError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.msg) }
