package dataset

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetReader reads the columns of a Parquet file that are not nested.
type parquetReader struct {
	groups []parquet.RowGroup
	rows   parquet.Rows
	cells  [][]byte // by column of the table
	column []int    // leaf column → column of the table, -1 if it is not read
	render []func([]byte, parquet.Value) []byte
	buf    []parquet.Row
	have   int // rows in buf
	at     int
	text   []byte
	row    row
}

const parquetBatch = 256

func (t *Table) readParquet(r io.ReaderAt, size int64) (err error) {
	// The library indexes into what the file claims to hold.
	defer recoverParquet(&err)
	t.source.Format = Parquet
	if size == 0 {
		return errEmpty
	}
	if err := checkParquet(r, size); err != nil {
		return err
	}
	f, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return errNotParquet
	}
	p := &parquetReader{groups: f.RowGroups()}
	nested := 0
	for _, path := range f.Schema().Columns() {
		leaf, ok := f.Schema().Lookup(path...)
		if !ok || len(path) != 1 || leaf.Node.Repeated() {
			p.column = append(p.column, -1)
			p.render = append(p.render, nil)
			nested++
			continue
		}
		p.column = append(p.column, len(t.headers))
		p.render = append(p.render, renderer(leaf.Node.Type()))
		t.headers = append(t.headers, path[0])
	}
	if len(t.headers) == 0 {
		return errors.New("all columns are nested: want columns of text")
	}
	if nested > 0 {
		t.source.Notes = append(t.source.Notes, fmt.Sprintf("%d nested columns not read", nested))
	}
	t.width = len(t.headers)
	p.cells = make([][]byte, t.width)
	p.buf = make([]parquet.Row, parquetBatch)
	t.rows = p
	t.closers = append(t.closers, p)
	return nil
}

var errNotParquet = errors.New("this is not a Parquet file, or it is damaged or encrypted")

// maxFooter is the largest description of a file that is read, in bytes.
const maxFooter = 64 << 20

// checkParquet looks at the end of the file, whose announced length the library
// would allocate.
func checkParquet(r io.ReaderAt, size int64) error {
	var end [8]byte
	if size < 12 {
		return errNotParquet
	}
	if _, err := r.ReadAt(end[:], size-8); err != nil {
		return fmt.Errorf("reading failed: %w", withoutPath(err))
	}
	footer := int64(binary.LittleEndian.Uint32(end[:]))
	if string(end[4:]) != "PAR1" || footer > size-12 || footer > maxFooter {
		return errNotParquet
	}
	return nil
}

func recoverParquet(err *error) {
	if r := recover(); r != nil {
		*err = errors.New("this Parquet file is damaged")
	}
}

func (p *parquetReader) Close() error {
	if p.rows == nil {
		return nil
	}
	rows := p.rows
	p.rows = nil
	return rows.Close()
}

func (p *parquetReader) next() (_ *row, err error) {
	defer recoverParquet(&err)
	for p.at == p.have {
		if err := p.fill(); err != nil {
			return nil, err
		}
	}
	clear(p.cells)
	p.text = p.text[:0]
	for _, v := range p.buf[p.at] {
		i := p.column[v.Column()]
		if i < 0 || v.IsNull() {
			continue
		}
		from := len(p.text)
		p.text = p.render[v.Column()](p.text, v)
		p.cells[i] = p.text[from:len(p.text):len(p.text)]
	}
	p.at++
	p.row.line++
	p.row.cells = p.cells
	return &p.row, nil
}

// fill reads the next batch of rows.
func (p *parquetReader) fill() error {
	for {
		if p.rows == nil {
			if len(p.groups) == 0 {
				return io.EOF
			}
			p.rows, p.groups = p.groups[0].Rows(), p.groups[1:]
		}
		n, err := p.rows.ReadRows(p.buf)
		p.at, p.have = 0, n
		if err == io.EOF {
			if err := p.Close(); err != nil {
				return fmt.Errorf("row %d: reading failed", p.row.line+1)
			}
		} else if err != nil {
			return fmt.Errorf("row %d: reading failed; this Parquet file is damaged", p.row.line+1)
		}
		if n > 0 {
			return nil
		}
		if err == nil {
			return fmt.Errorf("row %d: %w", p.row.line+1, io.ErrNoProgress)
		}
	}
}

// renderer returns how values of a type become text.
func renderer(t parquet.Type) func([]byte, parquet.Value) []byte {
	if l := t.LogicalType(); l != nil {
		switch l := l.Value.(type) {
		case *format.TimestampType:
			unit := func(n int64) time.Time { return time.Unix(0, n) }
			switch l.Unit.Value.(type) {
			case *format.MilliSeconds:
				unit = time.UnixMilli
			case *format.MicroSeconds:
				unit = time.UnixMicro
			}
			return func(b []byte, v parquet.Value) []byte {
				return unit(v.Int64()).UTC().AppendFormat(b, time.RFC3339Nano)
			}
		case *format.DateType:
			return func(b []byte, v parquet.Value) []byte {
				return time.Unix(86400*int64(v.Int32()), 0).UTC().AppendFormat(b, time.DateOnly)
			}
		}
	}
	return func(b []byte, v parquet.Value) []byte {
		switch v.Kind() {
		case parquet.ByteArray, parquet.FixedLenByteArray:
			return append(b, v.ByteArray()...)
		case parquet.Boolean:
			return strconv.AppendBool(b, v.Boolean())
		case parquet.Int32:
			return strconv.AppendInt(b, int64(v.Int32()), 10)
		case parquet.Int64:
			return strconv.AppendInt(b, v.Int64(), 10)
		}
		return append(b, v.String()...)
	}
}
