package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// ndjsonReader reads one JSON object a line. The columns are the fields of the
// objects at the start of the file, in the order of their first appearance.
type ndjsonReader struct {
	lines  *lineReader
	column map[string]int
	row    row
	text   []byte
	spans  [][2]int // of cells in text
	seen   []bool
}

func (t *Table) readNDJSON(lines *lineReader) error {
	r := &ndjsonReader{lines: lines, column: map[string]int{}}
	head := lines.peek(sniffLen)
	for len(head) > 0 {
		line, rest, whole := bytes.Cut(head, []byte("\n"))
		if !whole && lines.err != io.EOF {
			break
		}
		r.fields(line, func(name string, _ json.Token, _ bool) fault {
			if _, ok := r.column[name]; !ok {
				r.column[name] = len(t.headers)
				t.headers = append(t.headers, name)
			}
			return ""
		})
		head = rest
	}
	if len(t.headers) == 0 {
		return errors.New("no line is a JSON object with fields: want one object a line")
	}
	t.width = len(t.headers)
	t.rows = r
	return nil
}

func (n *ndjsonReader) next() (*row, error) {
	for {
		line, err := n.lines.next()
		if err != nil {
			return nil, err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		n.row.line = n.lines.line
		n.text = n.text[:0]
		n.spans = append(n.spans[:0], make([][2]int, len(n.column))...)
		n.seen = append(n.seen[:0], make([]bool, len(n.column))...)
		late := false
		n.row.fault = n.fields(line, func(name string, v json.Token, nested bool) fault {
			i, ok := n.column[name]
			if !ok {
				late = late || matters(name)
				return ""
			}
			if n.seen[i] {
				return faultJSONTwice
			}
			n.seen[i] = true
			if nested {
				if roleOf(name) != "" {
					return faultNested
				}
				return ""
			}
			from := len(n.text)
			switch v := v.(type) {
			case string:
				n.text = append(n.text, v...)
			case json.Number:
				n.text = append(n.text, v...)
			case bool:
				if v {
					n.text = append(n.text, "true"...)
				} else {
					n.text = append(n.text, "false"...)
				}
			}
			n.spans[i] = [2]int{from, len(n.text)}
			return ""
		})
		if late {
			return nil, &lineError{n.lines.line, "a field that could hold identifiers first appears here, far from the start of the file: put all fields into the first object"}
		}
		n.row.cells = n.row.cells[:0]
		for _, s := range n.spans {
			n.row.cells = append(n.row.cells, n.text[s[0]:s[1]])
		}
		return &n.row, nil
	}
}

// fields calls f for each field of the object that line holds. What is not one
// object is a fault. A nested value is skipped.
func (n *ndjsonReader) fields(line []byte, f func(name string, v json.Token, nested bool) fault) fault {
	if !utf8.Valid(line) || bytes.IndexByte(line, '{') != len(line)-len(bytes.TrimLeft(line, " \t\r")) {
		return faultJSON
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if _, err := d.Token(); err != nil { // {
		return faultJSON
	}
	bad := fault("")
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return faultJSON
		}
		v, err := d.Token()
		if err != nil {
			return faultJSON
		}
		_, nested := v.(json.Delim)
		for depth := 1; nested && depth > 0; {
			t, err := d.Token()
			if err != nil {
				return faultJSON
			}
			if c, ok := t.(json.Delim); ok {
				if c == '{' || c == '[' {
					depth++
				} else {
					depth--
				}
			}
		}
		if e := f(name.(string), v, nested); bad == "" {
			bad = e
		}
	}
	if _, err := d.Token(); err != nil { // }
		return faultJSON
	}
	if _, err := d.Token(); err != io.EOF {
		return faultJSON
	}
	return bad
}
