package dataset

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// headerRows is how many rows are looked at for the names of the columns.
const headerRows = 20

// headerRow finds the names of the columns among the first rows of a table: titles
// and blank rows may stand above. It is the first row with a name that is known,
// if all above it are shorter; else the first that is not a title. A row that
// looks like data ends the search. A row that another delimiter cuts has one cell
// to those below; delims is nil if there are none.
func headerRow(rows [][]string, delims []byte) int {
	first, title, total := -1, -1, 0
	widths := make([]int, len(rows))
	for i, cells := range rows {
		known := false
		for _, c := range cells {
			if c = strings.TrimSpace(c); c != "" {
				widths[i]++
				known = known || roleOf(c) != ""
			}
		}
		if widths[i] == 0 {
			continue
		}
		if looksLikeData(undated(cells)) {
			break
		}
		if first < 0 {
			first = i
		}
		above := 0
		for j, w := range widths[:i] {
			if delims != nil && delims[j] != delims[i] {
				w = min(w, 1)
			}
			above = max(above, w)
		}
		if known && (i == first || widths[i] > above || widths[i] == 1 && above == 1) {
			return i
		}
		if title < 0 && widths[i] > 1 && total < 2 {
			title = i
		}
		total = max(total, widths[i])
	}
	return max(title, first, 0)
}

// moreNames fails if the first row below the names of the columns has more of them, of columns that say who is to be kept
// out. It has none of the keys, which are the columns that every row is for.
func (t *Table) moreNames(r *row, keys []int) error {
	if t.headers == nil || r.fault != "" {
		return nil
	}
	for _, i := range keys {
		if len(bytes.TrimSpace(r.cell(i))) > 0 {
			return nil
		}
	}
	for i, cell := range r.cells {
		s := strings.TrimSpace(string(cell))
		if s == "" || i < len(t.headers) && t.roleOf(t.headers[i]) != "" {
			continue // a value
		}
		if slices.Contains(withdrawals, roleOf(s)) || mayWithhold(s) {
			return fmt.Errorf("%s %d, column %d looks like one more name of a column, and may say who is to be kept out: write the names into one %s", t.source.Unit(), r.line, i+1, t.source.Unit())
		}
	}
	return nil
}

// dateText is a date, perhaps with a time, as titles have.
var dateText = pattern(`(^|[ ,:(])\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([ T,]+\d{1,2}:\d{2}(:\d{2})?|[ ,]|$)`)

// addressText is an address among words, as in "Exported by ann@example.com on Monday".
var addressText = pattern(`\S+@\S+`)

// undated returns cells without their dates, whose digits are no phone number's, and without addresses in sentences.
func undated(cells []string) []string {
	out := slices.Clone(cells)
	for i, c := range out {
		if out[i] = dateText().ReplaceAllString(c, ""); strings.Count(strings.TrimSpace(c), " ") > 2 { // a sentence
			out[i] = addressText().ReplaceAllString(out[i], "")
		}
	}
	return out
}

// noteSkipped says that there were rows above the header.
func (t *Table) noteSkipped(rows [][]string) {
	n := 0
	for _, cells := range rows {
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			n++
		}
	}
	if n > 0 {
		t.source.Notes = append(t.source.Notes, counted(n, t.source.Unit())+" above the names of the columns skipped")
	}
}

// sepLine is the delimiter that Excel's line "sep=;" names, and the length of that
// line; 0 if there is none.
func sepLine(head []byte) (delim byte, length int) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	s := bytes.Trim(bytes.TrimSuffix(line, []byte("\r")), `"`)
	if len(s) != 5 || !strings.EqualFold(string(s[:4]), "sep=") || s[4] == '"' {
		return 0, 0
	}
	return s[4], min(len(line)+1, len(head))
}

// firstRows splits the lines at the start of a text, each by its own delimiter if
// delim is 0, up to one that can't be split alone.
func firstRows(head []byte, whole bool, delim byte) (rows [][]string, delims []byte) {
	c := &csvReader{}
	for len(head) > 0 && len(rows) < headerRows {
		line, rest, ended := bytes.Cut(head, []byte("\n"))
		if !ended && !whole {
			break
		}
		c.delim = delim
		if delim == 0 {
			c.delim = sniffDelimiter(line)
		}
		delims = append(delims, c.delim)
		c.lines = newLineReaderOf(line)
		r, err := c.next()
		switch {
		case err == nil && r.fault == "":
			rows = append(rows, cellTexts(r.cells))
		case len(bytes.TrimSpace(line)) > 0:
			return rows, delims
		default:
			rows = append(rows, nil)
		}
		head = rest
	}
	return rows, delims
}

// skipToHeader consumes the lines above the header and returns the delimiter of
// its line, or delim if that is not 0.
func (t *Table) skipToHeader(lines *lineReader, delim byte) (byte, error) {
	head := lines.peek(sniffLen)
	rows, delims := firstRows(head, lines.err != nil, delim)
	i := headerRow(rows, delims)
	for i < len(rows) && strings.Join(rows[i], "") == "" {
		i++
	}
	t.noteSkipped(rows[:i])
	for range i {
		if _, err := lines.next(); err != nil {
			return 0, err
		}
	}
	switch {
	case i < len(delims):
		return delims[i], nil
	case delim != 0:
		return delim, nil
	}
	return sniffDelimiter(lines.peek(sniffLen)), nil
}

// titled says whether a text has names of columns that are known below other lines.
func titled(head []byte, whole bool) bool {
	rows, delims := firstRows(head, whole, 0)
	i := headerRow(rows, delims)
	return i > 0 && i < len(rows) && slices.ContainsFunc(rows[i], func(s string) bool { return roleOf(s) != "" }) &&
		slices.ContainsFunc(rows[:i], func(cells []string) bool { return strings.Join(cells, "") != "" })
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// cellTexts are cells as one line each: names of columns may be broken over several.
func cellTexts(cells [][]byte) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = lineBreaks.Replace(strings.TrimSpace(string(c)))
	}
	return out
}
