package dataset

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// OpenTable opens the file at path, or TableConfig.Stdin if path is "-". What it is,
// and whether it is compressed, is told by its content first and then by its name.
// What it can't read it refuses with an error that says what the file looks like
// and what to do.
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
		var head [8]byte
		n, _ := f.ReadAt(head[:], 0)
		if read := t.binary(head[:n], name, cfg); read != nil {
			return read(f, info.Size())
		}
	}
	return t.read(f, name, cfg)
}

// binary returns how a file is read whose parts are not in order, by its first
// bytes, or by its name or what is wanted; nil if it is read from start to end.
func (t *Table) binary(head []byte, name string, cfg TableConfig) func(io.ReaderAt, int64) error {
	switch {
	case bytes.HasPrefix(head, []byte("PAR1")), cfg.Format == Parquet, cfg.Format == "" && formatOf(name) == Parquet && compressionOfContent(head) == "":
		return t.readParquet
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")), cfg.Format == XLSX:
		return func(r io.ReaderAt, size int64) error { return t.readZip(r, size, cfg) }
	case bytes.HasPrefix(head, []byte(oleMagic)):
		return oleError
	}
	return nil
}

// read decompresses r if its content says so, and reads it from start to end.
func (t *Table) read(r io.Reader, name string, cfg TableConfig) error {
	in := bufio.NewReaderSize(r, 64<<10)
	head, _ := in.Peek(4)
	comp := compressionOfContent(head)
	if byName := compressionOf(name); byName != "" {
		name = strings.TrimSuffix(name, filepath.Ext(name))
		if comp == "" {
			t.source.Notes = append(t.source.Notes, "the name says "+byName+", but the file is not compressed")
		}
	}
	if comp == "" {
		return t.readStream(in, name, cfg)
	}
	d, err := t.decompress(in, comp, cfg.MaxRatio)
	if err != nil {
		return err
	}
	t.source.Compression = comp
	return t.readStream(bufio.NewReaderSize(d, 64<<10), name, cfg)
}

// maxHeld is the largest Parquet file, workbook or archive that is read from a
// stream. What says where its parts are is at its end, so that it has to be held;
// it is not put on disk, where nobody asked for a copy.
const maxHeld = 256 << 20

func (t *Table) readStream(in *bufio.Reader, name string, cfg TableConfig) error {
	head, _ := in.Peek(8)
	read := t.binary(head, name, cfg)
	if read == nil {
		return t.readText(in, name, cfg)
	}
	b, err := io.ReadAll(io.LimitReader(in, maxHeld+1))
	if err != nil {
		return fmt.Errorf("reading failed: %w", withoutPath(err))
	}
	if len(b) > maxHeld {
		return fmt.Errorf("more than %d MiB of Parquet, workbook or archive in a stream or a compressed file: give the file itself, decompressed", maxHeld>>20)
	}
	return read(bytes.NewReader(b), int64(len(b)))
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

// readText makes t a table of text.
func (t *Table) readText(r io.Reader, name string, cfg TableConfig) error {
	lines := newLineReader(r, cfg.MaxLine)
	head := lines.peek(encodingLen)
	if lines.err != nil && lines.err != io.EOF {
		return fmt.Errorf("reading failed: %w", withoutPath(lines.err))
	}
	if err := checkBinary(head); err != nil {
		return err
	}
	is, err := charsetOf(head, cfg.Encoding)
	if err != nil {
		return err
	}
	json := cfg.Format == NDJSON || cfg.Format == JSON || cfg.Format == "" && (formatOf(name) == NDJSON || formatOf(name) == JSON || looksLikeJSON(head))
	if is.assumed && json {
		is = utf8Charset // JSON is in UTF-8
	}
	lines = t.decode(lines, is, cfg.MaxLine)
	head = lines.peek(sniffLen)
	if crOnly(head) {
		t.source.Notes = append(t.source.Notes, "the lines end in CR (old Macintosh)")
		lines = newLineReader(&crReader{r: lines}, cfg.MaxLine)
		head = lines.peek(sniffLen)
	}
	if err := checkText(head); err != nil {
		return err
	}
	if json || cfg.Format == "" && looksLikeJSON(head) {
		return t.readJSONText(lines, name, cfg)
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
		return t.readTXT(lines, cfg)
	}
	return fmt.Errorf("unknown format %.20q: want one of %s, %s, %s, %s, %s, %s, %s", t.source.Format, CSV, TSV, TXT, NDJSON, JSON, Parquet, XLSX)
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
	case ".json":
		return JSON
	case ".parquet":
		return Parquet
	}
	return CSV
}

func (t *Table) readCSV(lines *lineReader, head []byte, cfg TableConfig) error {
	delim := cfg.Delimiter
	if sep, n := sepLine(head); n > 0 {
		t.source.Notes = append(t.source.Notes, "the line \"sep=\" names the delimiter")
		if _, err := lines.next(); err != nil {
			return err
		}
		head = head[n:]
		delim = cmp.Or(delim, sep)
	}
	if cfg.NoHeader {
		delim = cmp.Or(delim, sniffDelimiter(head))
	} else {
		var err error
		if delim, err = t.skipToHeader(lines, delim); err != nil && err != io.EOF {
			return err
		}
	}
	t.source.Delimiter = delimiterName(delim)
	c := &csvReader{lines: lines, delim: delim}
	t.rows = c
	t.found = func() []string { return blankNote(c.blank, "line") }
	first, err := c.next()
	if err == io.EOF {
		return ErrEmpty
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
	t.headers = cellTexts(first.cells)
	return nil
}

// readTXT makes t a table of one identifier a line.
func (t *Table) readTXT(lines *lineReader, cfg TableConfig) error {
	for head := lines.peek(sniffLen); ; {
		first, rest, _ := bytes.Cut(head, []byte("\n"))
		name := strings.TrimSpace(string(first))
		switch {
		case name == "" && len(rest) > 0:
			head = rest
			continue
		case sniffDelimiter(first) != ',' || bytes.IndexByte(first, ',') >= 0 || titled(head, lines.err != nil):
			return t.readCSV(lines, lines.peek(sniffLen), cfg)
		}
		t.width = 1
		x := &txtReader{lines: lines}
		t.rows = x
		t.found = func() []string { return blankNote(x.blank, "line") }
		if roleOf(name) != "" && !cfg.NoHeader {
			if _, err := t.rows.next(); err != nil {
				return err
			}
			t.headers = []string{name}
		}
		return nil
	}
}

// txtReader yields a row of one cell for every line that is not blank.
type txtReader struct {
	lines *lineReader
	row   row
	blank uint64 // lines
}

func (x *txtReader) next() (*row, error) {
	for {
		line, err := x.lines.next()
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			x.blank++
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
