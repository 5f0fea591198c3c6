package dataset

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetReader reads the columns of a Parquet file. Columns within groups are named by their path.
type parquetReader struct {
	groups []parquet.RowGroup
	rows   parquet.Rows
	leaves []parquetLeaf // in the file's order
	buf    []parquet.Row
	have   int // rows in buf
	at     int
	text   []byte
	row    row
}

// parquetLeaf is a column that holds values.
type parquetLeaf struct {
	column int // of the table
	wanted bool
	render func([]byte, parquet.Value) []byte
	list   int      // definition level of a value in the outermost list; 0 outside of lists
	values [][]byte // of the list in this row; never nil
}

const parquetBatch = 256

func (t *Table) readParquet(r io.ReaderAt, size int64) (err error) {
	// The library uses what the file claims to hold as indexes.
	defer recoverParquet(&err)
	t.source.Format = Parquet
	if size == 0 {
		return ErrEmpty
	}
	if err := checkParquet(r, size); err != nil {
		return err
	}
	f, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return errNotParquet
	}
	p := &parquetReader{groups: f.RowGroups()}
	p.leaves = make([]parquetLeaf, len(f.Schema().Columns()))
	for _, c := range f.Root().Columns() {
		p.add(t, c, c.Name(), 0)
	}
	t.unreadables()
	t.width = len(t.headers)
	p.row.cells, p.row.lists = make([][]byte, t.width), make([][][]byte, t.width)
	p.buf = make([]parquet.Row, parquetBatch)
	t.rows = p
	t.closers = append(t.closers, p)
	return nil
}

// add adds columns for a node and what is below it. list is the definition level of the outermost list around it.
func (p *parquetReader) add(t *Table, c *parquet.Column, path string, list int) {
	if c.Repeated() && list == 0 {
		list = c.MaxDefinitionLevel()
	}
	if c.Leaf() {
		render, unreadable := renderer(c.Type())
		p.leaves[c.Index()] = parquetLeaf{column: len(t.headers), wanted: unreadable == "", render: render, list: list, values: [][]byte{}}
		t.headers, t.holds = append(t.headers, path), append(t.holds, holding{lists: list > 0, unreadable: unreadable})
		return
	}
	if element := listElement(c); element != nil {
		if list == 0 {
			list = c.Columns()[0].MaxDefinitionLevel()
		}
		if element.Leaf() || listElement(element) != nil {
			p.add(t, element, path, list)
			return
		}
		c = element
	}
	holds, dot := "objects", "."
	if list > 0 {
		holds, dot = "lists of objects", "[]."
	}
	t.headers, t.holds = append(t.headers, path), append(t.holds, holding{unreadable: holds})
	for _, child := range c.Columns() {
		p.add(t, child, path+dot+child.Name(), list)
	}
}

// listElement returns what a list holds, for the three common ways to write one; nil if c is not a list.
func listElement(c *parquet.Column) *parquet.Column {
	l := c.Type().LogicalType()
	if c.Leaf() || l == nil || len(c.Columns()) != 1 || !c.Columns()[0].Repeated() {
		return nil
	}
	if _, ok := l.Value.(*format.ListType); !ok {
		return nil
	}
	r := c.Columns()[0]
	if r.Leaf() || len(r.Columns()) != 1 || r.Name() == "array" || strings.HasSuffix(r.Name(), "_tuple") {
		return r
	}
	return r.Columns()[0]
}

func (p *parquetReader) use(cols []Column) {
	for i := range p.leaves {
		l := &p.leaves[i]
		l.wanted = slices.ContainsFunc(cols, func(c Column) bool { return c.Number-1 == l.column })
	}
}

var errNotParquet = errors.New("this is not a Parquet file, or it is damaged or encrypted")

// maxFooter is the size of the largest footer that is read, in bytes.
const maxFooter = 64 << 20

// checkParquet looks at the end of the file: the library would allocate the length announced there.
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
	clear(p.row.cells)
	clear(p.row.lists)
	p.text = p.text[:0]
	for _, v := range p.buf[p.at] {
		l := &p.leaves[v.Column()]
		if !l.wanted {
			continue
		}
		from := len(p.text)
		if !v.IsNull() {
			p.text = l.render(p.text, v)
		}
		text := p.text[from:len(p.text):len(p.text)]
		switch {
		case l.list == 0 && !v.IsNull():
			p.row.cells[l.column] = text
		case l.list == 0 || v.DefinitionLevel() < l.list-1: // not a list
		default:
			if p.row.lists[l.column] == nil {
				p.row.lists[l.column] = l.values[:0]
			}
			if !v.IsNull() {
				l.values = append(p.row.lists[l.column], text)
				p.row.lists[l.column] = l.values
			}
		}
	}
	p.at++
	p.row.line++
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
