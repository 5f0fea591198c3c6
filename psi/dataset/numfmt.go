package dataset

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// numberFormat is the part of a cell's number format that matters for a list: whether the number is a date, and the
// zeros, the plus sign and the separators that it is shown with, as phone numbers are. Thousands separators, zeros
// after the decimal point and colours don't matter. The zero value shows the plain number.
type numberFormat struct {
	date, clock bool // shows a date, a time of day
	sections    []formatSection
}

// formatSection is one section of a format, which applies to some numbers.
type formatSection struct {
	pattern []patternPart
	plain   bool // has nothing that matters

	op    string // "<", "<=", "=", "<>", ">=", ">"; "" means by sign
	bound float64
}

// patternPart is a literal or, if it is "0" or "#", the place of a digit.
type patternPart struct {
	digit byte // 0 for a literal
	text  string
}

// builtinFormats are the formats that files refer to by number, as far as they matter.
func builtinFormat(id int) numberFormat {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return numberFormat{date: true}
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47, id == 55, id == 56:
		return numberFormat{clock: true}
	case id == 22:
		return numberFormat{date: true, clock: true}
	}
	return numberFormat{}
}

// parseNumberFormat reads a format code such as `"+"0` or `yyyy-mm-dd`.
func parseNumberFormat(code string) numberFormat {
	var f numberFormat
	plain := true
	for _, s := range splitSections(code) {
		var section formatSection
		date, clock, ok := section.parse(s)
		if len(f.sections) == 0 {
			f.date, f.clock = date, clock
		}
		if date || clock || !ok {
			section = formatSection{plain: true}
		}
		plain = plain && section.plain
		f.sections = append(f.sections, section)
	}
	if plain || f.date || f.clock {
		f.sections = nil
	}
	return f
}

// splitSections cuts at each ';' that is not quoted.
func splitSections(code string) (out []string) {
	quoted, start := false, 0
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && !quoted:
			i++
		case c == ';' && !quoted:
			out = append(out, code[start:i])
			start = i + 1
		}
	}
	return append(out, code[start:])
}

// parse reads a section. ok is false if the section shows anything but the number's digits in order.
func (s *formatSection) parse(code string) (date, clock, ok bool) {
	ok = true
	literal := func(text string) { s.pattern = append(s.pattern, patternPart{text: text}) }
	zeros, decimals := 0, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return date, clock, false
			}
			literal(code[i+1 : i+1+end])
			i += end + 1
		case '\\':
			if i++; i < len(code) {
				n := runeLen(code[i:])
				literal(code[i : i+n])
				i += n - 1
			}
		case '_', '*': // a gap as wide as a character; a character that fills the cell
			if i++; i < len(code) {
				i += runeLen(code[i:]) - 1
			}
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return date, clock, false
			}
			if !s.bracket(code[i+1:i+end], literal) {
				return false, false, false
			}
			i += end
		case '0', '#', '?':
			if decimals {
				break
			}
			if c == '?' {
				c = '#'
			}
			if c == '0' {
				zeros++
			}
			s.pattern = append(s.pattern, patternPart{digit: c})
		case '.':
			decimals = true
		case ',':
		case 'y', 'Y', 'd', 'D', 'm', 'M':
			date = true
		case 'h', 'H', 's', 'S':
			clock = true
		case 'E', 'e', '/', '%', '@', 'G', 'g', 'A', 'a', 'B', 'b':
			ok = false
		default:
			n := runeLen(code[i:])
			literal(code[i : i+n])
			i += n - 1
		}
	}
	if date && clock && !strings.ContainsAny(code, "yYdD") {
		date = false // m is for minutes
	}
	literals := false
	for _, p := range s.pattern {
		literals = literals || strings.TrimSpace(p.text) != ""
	}
	s.plain = zeros <= 1 && !literals && s.op == ""
	return date, clock, ok
}

// bracket reads a condition, a currency, a colour or a language.
func (s *formatSection) bracket(code string, literal func(string)) bool {
	switch {
	case strings.HasPrefix(code, "$"):
		if text, _, _ := strings.Cut(code[1:], "-"); text != "" {
			literal(text)
		}
	case code != "" && strings.IndexByte("<>=", code[0]) >= 0:
		n := 1
		if len(code) > 1 && (code[1] == '=' || code[1] == '>') {
			n = 2
		}
		var err error
		s.op = code[:n]
		if s.bound, err = strconv.ParseFloat(code[n:], 64); err != nil {
			return false
		}
	case strings.Trim(strings.ToLower(code), "hms") == "": // elapsed time
		return false
	}
	return true
}

func runeLen(s string) int {
	for i := range s {
		if i > 0 {
			return i
		}
	}
	return len(s)
}

// append appends the number v, which the file writes as x, as a cell shows it.
func (f *numberFormat) append(b, x []byte, date1904 bool) []byte {
	plain := len(f.sections) == 0 && !f.date && !f.clock
	if plain && isDigits(x) {
		return append(b, x...)
	}
	v, err := strconv.ParseFloat(string(x), 64)
	if err != nil {
		return append(b, x...)
	}
	if f.date || f.clock {
		if t, ok := f.time(v, date1904); ok {
			return append(b, t...)
		}
	}
	whole := v == math.Trunc(v) && math.Abs(v) < 1e15
	if whole && len(f.sections) > 0 {
		if s, negative := f.section(v); s != nil && !s.plain {
			if negative {
				b = append(b, '-')
			}
			return s.append(b, strconv.FormatFloat(math.Abs(v), 'f', 0, 64))
		}
	}
	switch {
	case isDigits(x):
		return append(b, x...)
	case whole, math.Abs(v) >= 1e-6 && math.Abs(v) < 1e15:
		return strconv.AppendFloat(b, v, 'f', -1, 64)
	}
	return strconv.AppendFloat(b, v, 'E', -1, 64) // its digits are lost
}

func isDigits(x []byte) bool {
	for _, c := range x {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(x) > 0
}

// section returns the section for v, and whether it is shown with a minus sign.
func (f *numberFormat) section(v float64) (s *formatSection, minus bool) {
	conditions := false
	for i := range f.sections {
		s := &f.sections[i]
		if s.op == "" {
			continue
		}
		conditions = true
		if map[string]bool{"<": v < s.bound, "<=": v <= s.bound, "=": v == s.bound, "<>": v != s.bound, ">=": v >= s.bound, ">": v > s.bound}[s.op] {
			return s, v < 0
		}
	}
	if conditions {
		for i := range f.sections {
			if f.sections[i].op == "" {
				return &f.sections[i], v < 0
			}
		}
		return nil, false
	}
	switch n := len(f.sections); {
	case v < 0 && n > 1:
		return &f.sections[1], false
	case v == 0 && n > 2:
		return &f.sections[2], false
	}
	return &f.sections[0], v < 0
}

// append puts digits into the section's places, from the right. The first place takes all that are left over.
func (s *formatSection) append(b []byte, digits string) []byte {
	if digits == "0" {
		digits = ""
	}
	places := 0
	for _, p := range s.pattern {
		if p.digit != 0 {
			places++
		}
	}
	place := 0
	for _, p := range s.pattern {
		if p.digit == 0 {
			b = append(b, p.text...)
			continue
		}
		place++
		left := places - place // places to the right of this one
		switch n := len(digits) - left; {
		case n > 0 && place == 1:
			b = append(b, digits[:n]...)
		case n > 0:
			b = append(b, digits[n-1])
		case p.digit == '0':
			b = append(b, '0')
		}
	}
	return b
}

// time returns the time that a number of days stands for.
func (f *numberFormat) time(days float64, date1904 bool) (string, bool) {
	if !(days >= 0 && days < 2958466) {
		return "", false
	}
	ms := int64(math.Round(days * 86400e3))
	day, rest := ms/86400e3, ms%86400e3
	of := time.UnixMilli(rest).UTC()
	if !f.date && day == 0 {
		return of.Format("15:04:05.999"), true
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 60:
		return "", false // 29 February 1900, which did not exist
	case day < 60:
		base = base.AddDate(0, 0, 1)
	}
	t := base.AddDate(0, 0, int(day)).Add(time.Duration(rest) * time.Millisecond)
	if rest == 0 && !f.clock {
		return t.Format(time.DateOnly), true
	}
	return t.Format(time.RFC3339Nano), true
}
