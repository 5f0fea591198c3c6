package dataset

import (
	"bytes"
	"errors"
)

// ndjsonReader reads one JSON object a line. The columns are the fields of the
// objects at the start of the file, in the order of their first appearance.
type ndjsonReader struct {
	*fields
	lines *lineReader
	blank uint64 // lines
}

func (t *Table) readNDJSON(lines *lineReader) error {
	t.source.Format = NDJSON
	r := &ndjsonReader{fields: newFields(), lines: lines}
	head := lines.peek(sniffLen)
	start := head
	for len(head) > 0 {
		line, rest, whole := bytes.Cut(head, []byte("\n"))
		if !whole && lines.err == nil {
			break
		}
		r.learn(line)
		head = rest
	}
	if whole := lines.err != nil; whole && holdsNothing(start) {
		return errNoElements
	}
	if len(r.columns) == 0 {
		return errors.New("no line is a JSON object with fields: want one object a line")
	}
	r.table(t)
	t.rows = r
	t.found = func() []string { return blankNote(r.blank, "line") }
	return nil
}

func (n *ndjsonReader) next() (*row, error) {
	for {
		line, err := n.lines.next()
		if err != nil {
			return nil, err
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return n.read(line, n.lines.line)
		}
		n.blank++
	}
}
