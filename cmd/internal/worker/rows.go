package worker

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/blindmatch/blindmatch/psi/dataset"
)

// rows are the rows of an Arrow stream. They implement dataset.ListRows.
type rows struct {
	in      *ipc.Reader
	columns []*column
	batch   arrow.RecordBatch // nil before the first
	row     int               // in batch
	cells   [][]byte
	text    []byte // of the row's cells
	ends    []int
	items   []byte // of its lists
}

// openRows begins to read a stream.
func openRows(r io.Reader) (*dataset.Table, error) {
	in, err := ipc.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("standard input is no Arrow stream: %w", err)
	}
	columns, err := columnsOf(in.Schema().Fields(), "", nil)
	if err != nil {
		in.Release()
		return nil, err
	}
	t := &rows{in: in, columns: columns, cells: make([][]byte, len(columns)), ends: make([]int, len(columns))}
	headers := make([]string, len(columns))
	for i, c := range columns {
		headers[i] = c.header
	}
	return dataset.NewTable(dataset.Source{Format: dataset.Arrow}, headers, t), nil
}

// Next implements dataset.Rows.
func (t *rows) Next() ([][]byte, error) {
	for t.row++; t.batch == nil || t.row >= int(t.batch.NumRows()); t.row = 0 {
		if !t.in.Next() {
			if err := t.in.Err(); err != nil && !errors.Is(err, io.EOF) {
				return nil, fmt.Errorf("standard input: %w", err)
			}
			return nil, io.EOF
		}
		t.batch = t.in.RecordBatch()
		for _, c := range t.columns {
			c.open(t.batch)
		}
	}
	t.text, t.items = t.text[:0], t.items[:0]
	for i, c := range t.columns {
		if !c.list && !c.null(t.row) {
			t.text = appendValue(t.text, c.values, t.row)
		}
		t.ends[i] = len(t.text)
	}
	from := 0
	for i, end := range t.ends {
		t.cells[i] = t.text[from:end:end]
		from = end
	}
	return t.cells, nil
}

// Unreadable implements dataset.ListRows: what can't be read was refused.
func (t *rows) Unreadable(int) string { return "" }

// IsList implements dataset.ListRows.
func (t *rows) IsList(i int) bool { return t.columns[i].list }

// List implements dataset.ListRows.
func (t *rows) List(i int) ([][]byte, error) {
	c := t.columns[i]
	if c.null(t.row) {
		return nil, nil
	}
	list := c.values.(array.ListLike)
	values := list.ListValues()
	from, to := list.ValueOffsets(t.row)
	all := make([][]byte, 0, to-from)
	for j := int(from); j < int(to); j++ {
		if values.IsNull(j) {
			continue
		}
		at := len(t.items)
		t.items = appendValue(t.items, values, j)
		all = append(all, t.items[at:len(t.items):len(t.items)])
	}
	return all, nil
}

// Close implements dataset.Rows.
func (t *rows) Close() error {
	t.in.Release()
	return nil
}
