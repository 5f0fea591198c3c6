package dataset

import (
	"strings"
	"unicode/utf8"
)

// Inert is a cell of a CSV file as a spreadsheet shows it, and does not compute it. What begins like a formula, with
// = + - @ or their wide forms, a tab, or the end of a line, gets an apostrophe before it; so does what does that after
// a semicolon or a tab, by which some countries' spreadsheets split. A + or - stays if nothing follows but digits and
// what stands between them: it is a phone number. Reading takes a leading apostrophe away again.
func Inert(cell string) string {
	if !strings.ContainsAny(cell, "=+-@＝＋－＠\t\r\n") {
		return cell
	}
	var b strings.Builder
	start := true // of what may become a cell
	for len(cell) > 0 {
		r, n := utf8.DecodeRuneInString(cell)
		if start && computes(r, cell[n:]) {
			b.WriteByte('\'')
		}
		start = r == ';' || r == '\t' || r == '\n' || r == '\r' || start && (r == ' ' || r == '"')
		b.WriteString(cell[:n])
		cell = cell[n:]
	}
	return b.String()
}

// computes says whether a cell is a formula to some spreadsheet, or hides one.
func computes(first rune, rest string) bool {
	switch first {
	case '=', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n':
		return true
	case '+', '-':
		return rest == "" || strings.Trim(rest, "0123456789 ().-/") != "" || !strings.ContainsAny(rest, "0123456789")
	}
	return false
}
