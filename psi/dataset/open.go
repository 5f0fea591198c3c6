package dataset

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// OpenTable opens the file at path, or TableConfig.Stdin if path is "-". A name
// that ends in .gz or .zst is decompressed. What it can't read it refuses with an
// error that says what the file looks like and what to do.
func OpenTable(path string, cfg TableConfig) (*Table, error) {
	t, err := openTable(path, cfg)
	if err != nil {
		if path == "-" {
			path = "standard input"
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

func openTable(path string, cfg TableConfig) (*Table, error) {
	t := &Table{}
	var err error
	if path == "-" {
		if cfg.Stdin == nil {
			return nil, errors.New("not available here")
		}
		err = t.read(cfg.Stdin, "", cfg)
	} else {
		var f *os.File
		if f, err = os.Open(path); err != nil {
			return nil, withoutPath(err)
		}
		t.closers = append(t.closers, f)
		err = t.readFile(f, filepath.Base(path), cfg)
	}
	if err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

func (t *Table) readFile(f *os.File, name string, cfg TableConfig) error {
	info, err := f.Stat()
	if err != nil {
		return withoutPath(err)
	}
	if info.IsDir() {
		return errors.New("this is a directory: name one file")
	}
	if info.Mode().IsRegular() {
		t.finish = func() error { return unchanged(f, info) }
		if cfg.Format == Parquet || cfg.Format == "" && formatOf(name) == Parquet {
			return t.readParquet(f, info.Size())
		}
	}
	return t.read(f, name, cfg)
}

// read decompresses r if its name or, without a name, its content says so.
func (t *Table) read(r io.Reader, name string, cfg TableConfig) error {
	in := bufio.NewReaderSize(r, 64<<10)
	comp := compressionOf(name)
	if name == "" {
		head, _ := in.Peek(4)
		comp = compressionOfContent(head)
	}
	if comp != "" {
		name = strings.TrimSuffix(name, filepath.Ext(name))
		d, err := t.decompress(in, comp, cfg.MaxRatio)
		if err != nil {
			return err
		}
		t.source.Compression = comp
		return t.readStream(d, name, cfg)
	}
	return t.readStream(in, name, cfg)
}

// maxParquetStream is the largest Parquet file that is read from a stream. Its
// index is at its end, so that it has to be held; it is not put on disk, where
// nobody asked for a copy.
const maxParquetStream = 256 << 20

func (t *Table) readStream(r io.Reader, name string, cfg TableConfig) error {
	if cfg.Format != Parquet && (cfg.Format != "" || formatOf(name) != Parquet) {
		return t.readText(r, name, cfg)
	}
	b, err := io.ReadAll(io.LimitReader(r, maxParquetStream+1))
	if err != nil {
		return fmt.Errorf("reading failed: %w", withoutPath(err))
	}
	if len(b) > maxParquetStream {
		return fmt.Errorf("more than %d MiB of Parquet in a stream or a compressed file: give the file itself, decompressed", maxParquetStream>>20)
	}
	return t.readParquet(bytes.NewReader(b), int64(len(b)))
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
	case TSV:
		if cfg.Delimiter == 0 {
			cfg.Delimiter = '\t'
		}
		return t.readCSV(lines, head, cfg)
	case TXT:
		return t.readTXT(lines, head)
	case NDJSON:
		return t.readNDJSON(lines)
	}
	return fmt.Errorf("unknown format %.20q: want one of %s, %s, %s, %s, %s", t.source.Format, CSV, TSV, TXT, NDJSON, Parquet)
}

// formatOf is the format that a file's name tells; CSV if it tells none.
func formatOf(name string) Format {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".tsv", ".tab":
		return TSV
	case ".txt", ".list", ".lst":
		return TXT
	case ".ndjson", ".jsonl":
		return NDJSON
	case ".parquet":
		return Parquet
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
