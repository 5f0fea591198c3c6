package identity

import (
	"bytes"
)

// Reading is what became of a cell of a file; see Normaliser.Read.
type Reading struct {
	Reject    Reject
	Repaired  bool // accepted, after Repair had undone something
	LacksPlus bool // a phone number without a plus sign that would be valid with one
}

// Read reads a cell of a file, which may have been through a spreadsheet: it
// repairs it unless Options.Strict is set, and then does what Append does, with
// regard to Options.Plus. Reading is no part of a profile (SPEC.md §4.1, "Cells of
// a file").
func (n *Normaliser) Read(dst, text []byte) ([]byte, Reading) {
	repaired := false
	if n.repair {
		text, repaired = Repair(text)
		if less, ok := n.unlabel(text); ok {
			text, _ = Repair(less)
			repaired = true
		}
	}
	var r Reading
	dst, r.LacksPlus, r.Reject = n.append(dst, text, n.plus)
	r.Repaired = repaired && r.Reject == Accepted
	return dst, r
}

// quotes are pairs that are put around a value.
var quotes = [...][2]string{{`"`, `"`}, {"'", "'"}, {"“", "”"}, {"„", "“"}, {"„", "”"}, {"‘", "’"}, {"‚", "‘"}, {"«", "»"}, {"»", "«"}}

// Repair undoes what spreadsheets and scripts do to the text of a cell, where it
// lost nothing and can have been one thing only: ="…" around it, quotes around it,
// an apostrophe before it, semicolons and commas behind it, and the fraction .0 of
// a whole number. It returns the part of text that is meant,
// and whether that is less than text without the white space around it.
func Repair(text []byte) (repaired []byte, changed bool) {
	if !mayBeDamaged(text) {
		return text, false
	}
	for {
		less, ok := undo(trimWhite(text))
		if !ok {
			return text, changed
		}
		text, changed = less, true
	}
}

// mayBeDamaged looks at both ends. It is there for speed.
func mayBeDamaged(text []byte) bool {
	if len(text) < 2 {
		return len(text) == 1
	}
	first, last := text[0], text[len(text)-1]
	plain := first == '+' || first == '(' || isAlnum(first)
	return !plain || !isAlnum(last) && last != ')' || last == '0' && bytes.ContainsAny(text[max(0, len(text)-3):], ".,")
}

// undo returns text without one kind of damage, if there is any.
func undo(text []byte) (less []byte, ok bool) {
	if len(text) == 0 {
		return nil, false
	}
	first, last := text[0], text[len(text)-1]
	switch {
	case last == ';', last == ',':
		return text[:len(text)-1], true
	case len(text) > 3 && first == '=' && text[1] == '"' && last == '"':
		return text[2 : len(text)-1], true
	case excelNumber(text) == ExcelDecimal:
		return text[:bytes.LastIndexAny(text, ".,")], true
	}
	for _, q := range quotes {
		if len(text) >= len(q[0])+len(q[1]) && hasPrefix(text, q[0]) && bytes.HasSuffix(text, []byte(q[1])) {
			return text[len(q[0]) : len(text)-len(q[1])], true
		}
	}
	if first == '\'' && len(text) > 1 && text[1] != '\'' {
		return text[1:], true
	}
	return nil, false
}
