package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// OpenTable opens the file at path. What it can't read it refuses with an error
// that says what the file looks like and what to do.
func OpenTable(path string, cfg TableConfig) (*Table, error) {
	t, err := openTable(path, cfg)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

func openTable(path string, cfg TableConfig) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	t, err := openFile(f, filepath.Base(path), cfg)
	if err != nil {
		f.Close()
		return nil, err
	}
	t.closers = append(t.closers, f)
	return t, nil
}

func openFile(f *os.File, name string, cfg TableConfig) (*Table, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, withoutPath(err)
	}
	if info.IsDir() {
		return nil, errors.New("this is a directory: name one file")
	}
	t := &Table{}
	if info.Mode().IsRegular() {
		t.finish = func() error { return unchanged(f, info) }
	}
	return t, t.readText(f, name, cfg)
}

// withoutPath drops the path that package os puts into its errors: callers put
// it in front.
func withoutPath(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// unchanged fails if the file is not the one whose reading began.
func unchanged(f *os.File, was fs.FileInfo) error {
	is, err := f.Stat()
	if err != nil {
		return withoutPath(err)
	}
	if is.Size() != was.Size() || !is.ModTime().Equal(was.ModTime()) {
		return errors.New("the file changed while it was read: try again when nothing writes to it")
	}
	return nil
}

// readText makes t a table of lines.
func (t *Table) readText(r io.Reader, name string, cfg TableConfig) error {
	lines := newLineReader(r, cfg.MaxLine)
	head := lines.peek(sniffLen)
	if lines.err != nil && lines.err != io.EOF {
		return fmt.Errorf("reading failed: %w", withoutPath(lines.err))
	}
	if err := checkText(head); err != nil {
		return err
	}
	if bytes.HasPrefix(head, bom) {
		t.source.Notes = append(t.source.Notes, "byte order mark skipped")
		lines.skip(len(bom))
		if head = head[len(bom):]; len(head) == 0 {
			return errEmpty
		}
	}
	t.source.Format = cfg.Format
	if t.source.Format == "" {
		t.source.Format = formatOf(name)
	}
	switch t.source.Format {
	case CSV:
		return t.readCSV(lines, head, cfg)
	case TXT:
		return t.readTXT(lines, head)
	}
	return fmt.Errorf("unknown format %.20q: want %s or %s", t.source.Format, CSV, TXT)
}

// formatOf is the format that a file's name tells; CSV if it tells none.
func formatOf(name string) Format {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".txt", ".list", ".lst":
		return TXT
	}
	return CSV
}

func (t *Table) readCSV(lines *lineReader, head []byte, cfg TableConfig) error {
	delim := cfg.Delimiter
	if delim == 0 {
		delim = sniffDelimiter(head)
	}
	t.source.Delimiter = delimiterName(delim)
	c := &csvReader{lines: lines, delim: delim}
	t.rows = c
	first, err := c.next()
	if err == io.EOF {
		return errEmpty
	}
	if err != nil {
		return err
	}
	c.width, t.width = len(first.cells), len(first.cells)
	if cfg.NoHeader {
		t.rows = &pushedBack{rest: c, first: first}
		return nil
	}
	if first.fault != "" {
		return &lineError{first.line, faultHints[first.fault]}
	}
	for _, cell := range first.cells {
		t.headers = append(t.headers, strings.TrimSpace(string(cell)))
	}
	return nil
}

// readTXT makes t a table of one identifier a line.
func (t *Table) readTXT(lines *lineReader, head []byte) error {
	t.width = 1
	first, _, _ := bytes.Cut(head, []byte("\n"))
	name := strings.TrimSpace(string(first))
	if sniffDelimiter(first) != ',' || bytes.IndexByte(first, ',') >= 0 {
		return t.readCSV(lines, head, TableConfig{})
	}
	r := &txtReader{lines: lines}
	if roleOf(name) != "" {
		if _, err := lines.next(); err != nil {
			return err
		}
		t.headers = []string{name}
	}
	t.rows = r
	return nil
}

// txtReader yields a row of one cell for every line that is not blank.
type txtReader struct {
	lines *lineReader
	row   row
}

func (x *txtReader) next() (*row, error) {
	for {
		line, err := x.lines.next()
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		x.row.line = x.lines.line
		x.row.cells = append(x.row.cells[:0], line)
		return &x.row, nil
	}
}

// pushedBack yields a first row that was read already.
type pushedBack struct {
	rest  rowReader
	first *row
}

func (p *pushedBack) next() (*row, error) {
	if r := p.first; r != nil {
		p.first = nil
		return r, nil
	}
	return p.rest.next()
}
