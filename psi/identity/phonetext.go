package identity

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// What a phone number may be written with (SPEC.md §4.1, "Characters of a phone number"): digits, one plus sign before
// them, and what people put between digits. Everything else has a code. The library would silently accept more: it
// drops masks and ranges, and cuts where it sees a second number.

// maxPhoneDigits is more digits than any number has with its prefixes.
const maxPhoneDigits = 32

// Properties of ASCII bytes in phone numbers; 0 is for bytes that don't belong there.
const (
	phoneDigit = 1 + iota
	phoneSpace // and brackets and slashes
	phoneMark  // dots and dashes; three in a row stand for missing digits
	phonePlus
	phoneHigh // not ASCII
)

var phoneByte = func() (t [256]uint8) {
	for c := range t {
		switch {
		case '0' <= c && c <= '9':
			t[c] = phoneDigit
		case c >= utf8.RuneSelf:
			t[c] = phoneHigh
		}
	}
	for _, c := range " ()[]/" {
		t[c] = phoneSpace
	}
	t['-'], t['.'], t['+'] = phoneMark, phoneMark, phonePlus
	return t
}()

// phoneRune is phoneByte for all of Unicode; for a digit it returns its value too.
func phoneRune(c rune) (property uint8, digit byte) {
	switch {
	case c < utf8.RuneSelf:
		return phoneByte[c], byte(c) - '0'
	case c == 0xa0, c == 0x1680, 0x2000 <= c && c <= 0x200a, c == 0x202f, c == 0x205f, c == 0x3000, // white space
		c == 0xff08, c == 0xff09, c == 0xff3b, c == 0xff3d, c == 0xff0f, // full-width brackets and slash
		invisible(c):
		return phoneSpace, 0
	case 0x2010 <= c && c <= 0x2015, c == 0x2212, c == 0x30fc, c == 0xff70, c == 0xff0d, c == 0xff0e:
		return phoneMark, 0
	case c == 0xff0b:
		return phonePlus, 0
	}
	// Arabic, Persian, Devanagari, Bengali, Thai, Myanmar, Khmer, full-width
	for _, zero := range [...]rune{0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040, 0x17e0, 0xff10} {
		if zero <= c && c <= zero+9 {
			return phoneDigit, byte(c - zero)
		}
	}
	return 0, 0
}

// phoneSchemes are what some programs write before a number.
var phoneSchemes = [...]string{"tel:", "p:", "phone:", "sms:", "callto:", "whatsapp:"}

// trimScheme strips one of phoneSchemes, in either case, and space after it.
func trimScheme(text []byte) []byte {
	for _, s := range phoneSchemes {
		if len(text) > len(s) && bytes.EqualFold(text[:len(s)], []byte(s)) {
			return trimWhite(text[len(s):])
		}
	}
	return text
}

// phoneText is a text as read: its digits in ASCII, and whether a plus sign comes before them.
type phoneText struct {
	digits []byte
	plus   bool
	ascii  bool // the digits were ASCII
}

// scanPhone reads text, which is trimmed and not empty. The digits go to buf, or the text is rejected.
func scanPhone(buf []byte, text []byte) (t phoneText, r Reject) {
	if c := text[0] | 0x20; 'a' <= c && c <= 'z' {
		text = trimScheme(text)
	}
	switch text[0] {
	case '-', '@', '=', '\'', '#':
		return t, explainPhone(text)
	}
	t = phoneText{digits: buf, ascii: true}
	marks, points := 0, 0
	for i := 0; i < len(text); {
		property, digit, n := phoneByte[text[i]], text[i]-'0', 1
		if property == phoneHigh {
			var c rune
			c, n = utf8.DecodeRune(text[i:])
			if property, digit = phoneRune(c); property == phoneDigit {
				t.ascii = false
			}
		}
		if property != phoneMark {
			marks = 0
		}
		switch property {
		case phoneDigit:
			if len(t.digits) == maxPhoneDigits {
				return t, explainPhone(text)
			}
			t.digits = append(t.digits, '0'+digit)
		case phoneSpace:
		case phoneMark:
			if text[i] == '.' {
				points++
			}
			if marks++; marks == 3 {
				return t, explainPhone(text)
			}
		case phonePlus:
			if t.plus || len(t.digits) > 0 {
				return t, explainPhone(text)
			}
			t.plus = true
		default:
			return t, explainPhone(text)
		}
		i += n
	}
	if points == 1 && (zeroFraction(text) || fraction(text)) {
		return t, ExcelDecimal
	}
	if len(t.digits) == 0 || twoLines(text) {
		return t, explainPhone(text)
	}
	return t, Accepted
}

// twoLines recognises two numbers with the second cut short, as in 030 1234567/68: one slash with 7 digits or more
// before it, and 1 or 2 after it.
func twoLines(text []byte) bool {
	i := bytes.IndexByte(text, '/')
	return i >= 7 && bytes.LastIndexByte(text, '/') == i &&
		countDigits(text[:i]) >= 7 && 0 < countDigits(text[i:]) && countDigits(text[i:]) <= 2
}

func countDigits(text []byte) (n int) {
	for _, c := range string(text) {
		if property, _ := phoneRune(c); property == phoneDigit {
			n++
		}
	}
	return n
}

// zeroFraction recognises .0, .00, ,0 and ,00 at the end, if there is no other dot or comma: dots between all groups
// are separators.
func zeroFraction(text []byte) bool {
	i := bytes.IndexAny(text, ".,")
	return i >= max(1, len(text)-3) && i < len(text)-1 && len(bytes.Trim(text[i+1:], "0")) == 0
}

// fraction recognises a number with decimals, as of a column of DECIMAL(20,2): digits, with or without a plus sign and
// with nothing else but a dot, 7 or more before it and 1 or 2 behind. Dots between groups leave more behind the last.
func fraction(text []byte) bool {
	text = bytes.TrimPrefix(text, []byte("+"))
	i := bytes.IndexByte(text, '.')
	return i >= 7 && i >= len(text)-3 && i < len(text)-1 && allDigits(text[:i]) && allDigits(text[i+1:])
}

// longNumber is how many digits in a row count as a separate number.
const longNumber = 7

// explainPhone says why text is not one phone number. It never accepts.
func explainPhone(text []byte) Reject {
	if r := excelDamage(text); r != Accepted {
		return r
	}
	if c := text[0]; c == '-' || c == '@' {
		return ExcelFormula
	}
	if zeroFraction(text) {
		return ExcelDecimal
	}
	if r := excelNumber(text); r != Accepted {
		return r
	}
	var (
		groups                               []int // lengths of the groups of digits between non-separators
		extension, masked                    bool
		letters, other, plus, strayed, glued bool

		last   rune  // the character before
		before uint8 // its property
		run    int   // how often in a row it came
	)
	digits := 0 // of the current group
	end := func() {
		if digits > 0 {
			groups = append(groups, digits)
		}
		digits = 0
	}
	for i := 0; i < len(text); {
		c, n := utf8.DecodeRune(text[i:])
		i += n
		if c == utf8.RuneError {
			return NotUTF8
		}
		if c < ' ' || 0x7f <= c && c <= 0x9f {
			return ControlCharacter
		}
		property, _ := phoneRune(c)
		if property == phoneMark {
			c = '-' // any dash counts
		}
		word := unicode.IsLetter(last)
		if run++; c != last {
			last, run = c, 1
		}
		switch {
		case property == phoneDigit:
			digits++
		case property == phoneMark:
			masked = masked || run == 3
		case property == phoneSpace:
		case property == phonePlus:
			strayed = strayed || plus || digits+len(groups) > 0
			plus = true
			end()
		case isMask(c):
			masked = true
			end()
		case unicode.IsLetter(c):
			extension = extension || !letters && startsExtension(c, digits, text[i:])
			masked = masked || run == 2 && (c|0x20) == 'x'
			letters = true
			if glued = before == phoneDigit || glued && word; !glued {
				end() // 25O0000 is one number with a typo
			}
		default:
			extension = extension || (c == '#' || c == ';' || c == ',') && startsExtension(c, digits, text[i:])
			masked = masked || run == 2 && (c == '#' || c == '_' || c == '?')
			other = true
			end()
		}
		before = property
	}
	end()
	long := 0
	for _, n := range groups {
		if n >= longNumber {
			long++
		}
	}
	if letters || other {
		if r := looksHashed(text); r != Accepted {
			return r
		}
	}
	switch {
	case masked:
		return MaskedDigits
	case long > 1 || twoLines(text):
		return SeveralValues
	case extension:
		return Extension
	case letters:
		return Letters
	case other:
		return StraySymbol
	case strayed:
		return StrayPlus
	}
	return InvalidNumber
}

// isMask recognises characters that stand for a hidden digit.
func isMask(c rune) bool {
	switch c {
	case '*', 0x2022, 0x2026, 0x2217, 0x25a0, 0x25cf, 0x2588, 0xff0a: // • … ∗ ■ ● █ ＊
		return true
	}
	return false
}

// startsExtension says whether c, after so many digits, begins an extension: x5, ext. 5, #5, ;ext=5 or ,5.
func startsExtension(c rune, digits int, rest []byte) bool {
	if digits < longNumber || !bytes.ContainsAny(rest, "0123456789") {
		return false
	}
	switch c | 0x20 {
	case 'x', 'e', '#', ';', ',':
		return true
	}
	return false
}

// severalAtSlash recognises two whole numbers with a slash between them, which is otherwise a separator. It is called
// only for text that is not a valid number.
func severalAtSlash(text []byte) bool {
	long := 0
	for part := range bytes.SplitSeq(text, []byte("/")) {
		if countDigits(part) >= longNumber {
			long++
		}
	}
	return long > 1
}
