package dataset

import (
	"bytes"
	"fmt"
	"io"
)

// csvReader splits lines into cells, as encoding/csv does with LazyQuotes off, with two exceptions: a quote inside an
// unquoted cell is part of the cell, and text after a closing quote rejects only the row, not the file, unless the
// quoted cell spans lines. Blank lines are skipped.
//
// encoding/csv copies every record into a new string. Here a line without quotes is cut in place. A test compares the
// two, and a benchmark shows the difference.
type csvReader struct {
	lines *lineReader
	delim byte
	width int // columns; 0 while the header is read
	row   row
	blank uint64 // lines
	marks hashMarks
	text  []byte // unquoted text of a record with quotes
	ends  []int
}

func (c *csvReader) next() (*row, error) {
	for {
		line, err := c.lines.next()
		if err != nil {
			return nil, err
		}
		if len(line) == 0 {
			c.blank++
			continue
		}
		c.row.line = c.lines.line
		c.row.fault = ""
		c.row.cells = c.row.cells[:0]
		if bytes.IndexByte(line, '"') < 0 {
			c.split(line)
		} else if err := c.unquote(line); err != nil {
			return nil, err
		}
		if c.width > 0 && c.row.fault == "" && c.commented(line) {
			c.row.fault = faultComment
		}
		c.row.short = len(c.row.cells) < c.width
		if c.width > 0 && len(c.row.cells) > c.width && c.row.fault == "" {
			for _, cell := range c.row.cells[c.width:] {
				if len(bytes.TrimSpace(cell)) > 0 {
					c.row.fault = faultExtraCells
				}
			}
		}
		return &c.row, nil
	}
}

// hashMarks says what a # at the start of a line means.
type hashMarks byte

const (
	marksUnknown  hashMarks = iota
	marksComments           // the line is commented out
	marksValues             // every line begins so: "#1001"
)

// commented says whether a line is commented out. Where the first line and all that follow begin with #, it is part of
// the values.
func (c *csvReader) commented(line []byte) bool {
	hash := len(line) > 0 && line[0] == '#'
	if c.marks == marksUnknown {
		c.marks = marksComments
		if hash && c.width > 1 {
			c.marks = marksValues
			ahead := c.lines.peek(sniffLen)
			for _, l := range bytes.Split(ahead[:bytes.LastIndexByte(ahead, '\n')+1], []byte("\n")) {
				if len(bytes.TrimSpace(l)) > 0 && l[0] != '#' {
					c.marks = marksComments
				}
			}
		}
	}
	return hash && c.marks == marksComments
}

// split cuts a line that has no quotes.
func (c *csvReader) split(line []byte) {
	for {
		i := bytes.IndexByte(line, c.delim)
		if i < 0 {
			c.row.cells = append(c.row.cells, line)
			return
		}
		c.row.cells = append(c.row.cells, line[:i])
		line = line[i+1:]
	}
}

// unquote reads a record that has quotes and may span several lines.
func (c *csvReader) unquote(line []byte) error {
	c.text, c.ends = c.text[:0], c.ends[:0]
	var opened uint64 // line in which the quoted cell begins
cells:
	for {
		if len(line) == 0 || line[0] != '"' {
			i := bytes.IndexByte(line, c.delim)
			if i < 0 {
				c.text = append(c.text, line...)
				c.ends = append(c.ends, len(c.text))
				break
			}
			c.text = append(c.text, line[:i]...)
			c.ends = append(c.ends, len(c.text))
			line = line[i+1:]
			continue
		}
		line, opened = line[1:], c.lines.line
		for {
			i := bytes.IndexByte(line, '"')
			if i < 0 {
				c.text = append(append(c.text, line...), '\n')
				next, err := c.lines.next()
				if err == io.EOF {
					return &lineError{opened, "a quoted cell starts here and is never closed"}
				}
				if err != nil {
					return err
				}
				if line = next; len(c.text)+len(line) > c.lines.max {
					return &lineError{opened, fmt.Sprintf("a quoted cell starts here and is not closed within %d bytes", c.lines.max)}
				}
				continue
			}
			c.text = append(c.text, line[:i]...)
			line = line[i+1:]
			switch {
			case len(line) == 0:
				c.ends = append(c.ends, len(c.text))
				break cells
			case line[0] == '"':
				c.text = append(c.text, '"')
				line = line[1:]
				continue
			case line[0] == c.delim:
				c.ends = append(c.ends, len(c.text))
				line = line[1:]
				continue cells
			case c.lines.line != opened:
				return &lineError{opened, fmt.Sprintf("a quoted cell starts here, and line %d has text after its closing quote; is a quote missing?", c.lines.line)}
			}
			c.row.fault = faultQuote
			break cells
		}
	}
	start := 0
	for _, end := range c.ends {
		c.row.cells = append(c.row.cells, c.text[start:end])
		start = end
	}
	return nil
}
