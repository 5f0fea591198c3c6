package identity

import (
	"bytes"
)

// Reading is the result for a cell of a file; see Normaliser.Read.
type Reading struct {
	Reject    Reject
	Repaired  bool // accepted after a repair
	LacksPlus bool // a phone number without a plus sign that would be valid with one
}

// Read reads a cell of a file, which may have been through a spreadsheet. It repairs the cell unless Options.Strict is
// set, and then does what Append does, taking Options.Plus into account. Reading is not part of a profile (SPEC.md
// §4.1, "Cells of a file").
func (n *Normaliser) Read(dst, text []byte) ([]byte, Reading) {
	if n.phone != nil && n.phone.e164 && isE164(text) { // the most frequent form of a number, which is not damaged
		out, r := n.appendE164(dst, text)
		return out, Reading{Reject: r}
	}
	repaired := false
	if n.repair && len(text) > 0 {
		damaged := mayBeDamaged(text)
		if damaged {
			text, repaired = Repair(text)
		}
		if damaged || n.mayBeLabelled(text) {
			if less, ok := n.unlabel(text); ok {
				text, _ = Repair(less)
				repaired = true
			}
		}
	}
	var r Reading
	if n.email != nil && len(text) <= maxText {
		dst, r.Reject = n.email.append(dst, text) // one call less for the most frequent case
	} else {
		dst, r.LacksPlus, r.Reject = n.append(dst, text, n.plus)
		if r.Reject > Empty && n.repair && n.phone != nil {
			if out, lacks, ok := n.readRespelled(dst, text); ok {
				dst, r.LacksPlus, r.Reject, repaired = out, lacks, Accepted, true
			}
		}
	}
	r.Repaired = repaired && r.Reject == Accepted
	return dst, r
}

// quotes are the pairs of quotes that may be around a value.
var quotes = [...][2]string{{`"`, `"`}, {"'", "'"}, {"“", "”"}, {"„", "“"}, {"„", "”"}, {"‘", "’"}, {"‚", "‘"}, {"«", "»"}, {"»", "«"}}

// Repair undoes what spreadsheets and scripts do to the text of a cell, if nothing was lost and only one original is
// possible: ="…" around it, quotes around it, an apostrophe before it, semicolons and commas after it, and the fraction
// .0 of a whole number. It returns the part of text that is meant, and whether anything but white space was removed.
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

// mayBeDamaged is a quick check of both ends.
func mayBeDamaged(text []byte) bool {
	n := len(text)
	if n < 2 {
		return n == 1
	}
	last := text[n-1]
	if plainEnd[text[0]]&1 == 0 || plainEnd[last]&2 == 0 {
		return true
	}
	if last != '0' {
		return false
	}
	a, b := text[max(0, n-3)], text[n-2]
	return a == '.' || a == ',' || b == '.' || b == ','
}

// plainEnd has the bytes that are no damage at the start of a text (1) and at its end (2).
var plainEnd = func() (t [256]uint8) {
	for c := range t {
		if isAlnum(byte(c)) {
			t[c] = 1 | 2
		}
	}
	t['+'], t['('], t[')'] = 1, 1, 2
	return t
}()

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
