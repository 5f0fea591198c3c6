package dataset

import (
	"bytes"
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
	maps   []*parquetMap
	buf    []parquet.Row
	have   int // rows in buf
	at     int
	text   []byte
	row    row
}

// parquetLeaf is a column that holds values. In a map it is no column of the table.
type parquetLeaf struct {
	parquetCell
	wanted bool
	looked bool // it is text that nobody uses, and is looked into
	every  bool // whatever it holds
	text   bool // it holds texts
	render func([]byte, parquet.Value) []byte
	keys   *parquetMap // whose keys it holds
	in     *parquetMap // whose values it holds
	entry  int         // of the map, in this row
	picks  []*parquetPick
}

// parquetCell is where values of a leaf go.
type parquetCell struct {
	column int      // of the table
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
		walkParquet(c, c.Name(), 0, func(n parquetNode) { p.add(t, n) })
	}
	t.unreadables()
	t.width = len(t.headers)
	p.row.cells, p.row.lists = make([][]byte, t.width), make([][][]byte, t.width)
	p.buf = make([]parquet.Row, parquetBatch)
	t.rows = p
	t.closers = append(t.closers, p)
	finish := t.finish
	t.finish = func() error {
		if err := p.missingKey(); err != nil || finish == nil {
			return err
		}
		return finish()
	}
	return nil
}

// parquetNode is a node of a schema that becomes a column.
type parquetNode struct {
	*parquet.Column
	path  string
	list  int // definition level of the outermost list around its values; 0 outside of lists
	holds holding
}

// walkParquet visits a node and what is below it, but not what is in a map. list is that of the node above.
func walkParquet(c *parquet.Column, path string, list int, visit func(parquetNode)) {
	if c.Repeated() && list == 0 {
		list = c.MaxDefinitionLevel()
	}
	if c.Leaf() {
		_, unreadable := renderer(c.Type())
		visit(parquetNode{c, path, list, holding{lists: list > 0, unreadable: unreadable}})
		return
	}
	if mapEntries(c) != nil {
		visit(parquetNode{c, path, list, holding{unreadable: "a map"}})
		return
	}
	if element := listElement(c); element != nil {
		if list == 0 {
			list = c.Columns()[0].MaxDefinitionLevel()
		}
		if element.Leaf() || listElement(element) != nil || mapEntries(element) != nil {
			walkParquet(element, path, list, visit)
			return
		}
		c = element
	}
	holds, dot := "objects", "."
	if list > 0 {
		holds, dot = "lists of objects", "[]."
	}
	visit(parquetNode{c, path, list, holding{unreadable: holds}})
	for _, child := range c.Columns() {
		walkParquet(child, path+dot+child.Name(), list, visit)
	}
}

// add adds the column of a node.
func (p *parquetReader) add(t *Table, n parquetNode) {
	column := len(t.headers)
	switch {
	case n.Leaf():
		render, _ := renderer(n.Type())
		p.leaves[n.Index()] = parquetLeaf{parquetCell: parquetCell{column, n.list, [][]byte{}}, wanted: n.holds.unreadable == "", text: isText(n.Type()), render: render}
	case mapEntries(n.Column) != nil:
		n.holds.keys = p.addMap(n, column)
	}
	t.headers, t.holds = append(t.headers, n.path), append(t.holds, n.holds)
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
	used := func(column int) bool {
		return slices.ContainsFunc(cols, func(c Column) bool { return c.Number-1 == column })
	}
	for i := range p.leaves {
		if l := &p.leaves[i]; l.keys == nil && l.in == nil {
			l.wanted = l.render != nil && used(l.column)
		}
	}
	p.useMaps(used)
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
	p.text, p.row.fault = p.text[:0], ""
	p.row.line++
	for _, v := range p.buf[p.at] {
		l := &p.leaves[v.Column()]
		switch {
		case l.keys != nil:
			if err := p.mapKey(l, v); err != nil {
				return nil, err
			}
		case l.in != nil:
			p.mapValue(l, v)
		case l.wanted, l.looked && (l.every || mayHoldKeys(v)):
			p.put(&l.parquetCell, v, p.rendered(l, v))
		}
	}
	p.at++
	return &p.row, nil
}

// look reads texts that nobody uses, as far as something may be inside of them.
func (p *parquetReader) look(in *inside) {
	for _, w := range in.at {
		i := slices.IndexFunc(p.leaves, func(l parquetLeaf) bool {
			return l.column == w.column && l.keys == nil && l.in == nil && l.render != nil
		})
		if i < 0 || !p.leaves[i].text {
			continue
		}
		l := &p.leaves[i]
		l.looked, l.every = true, w.tags || l.list > 0 && !w.plain
	}
}

// mayHoldKeys is a quick check of the start of a text.
func mayHoldKeys(v parquet.Value) bool {
	text := v.ByteArray()
	if len(text) < 3 {
		return false
	}
	if c := text[0]; c <= ' ' {
		text = bytes.TrimSpace(text)
	}
	return len(text) > 0 && holdsKeys(text)
}

// rendered returns a value as text, which stays until the following row.
func (p *parquetReader) rendered(l *parquetLeaf, v parquet.Value) []byte {
	from := len(p.text)
	if !v.IsNull() {
		p.text = l.render(p.text, v)
	}
	return p.text[from:len(p.text):len(p.text)]
}

// put puts a value into the row.
func (p *parquetReader) put(c *parquetCell, v parquet.Value, text []byte) {
	switch {
	case c.list == 0 && !v.IsNull():
		p.row.cells[c.column] = text
	case c.list == 0 || v.DefinitionLevel() < c.list-1: // not a list
	default:
		if p.row.lists[c.column] == nil {
			p.row.lists[c.column] = c.values[:0]
		}
		if !v.IsNull() {
			c.values = append(p.row.lists[c.column], text)
			p.row.lists[c.column] = c.values
		}
	}
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
