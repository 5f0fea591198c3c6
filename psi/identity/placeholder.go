package identity

import (
	"bytes"
	_ "embed"
	"strings"
	"sync"
)

// Placeholders stand for a missing value. As keys they would join everybody without a value, so no profile accepts
// them, in clear or hashed. The list has only what can't belong to a person: SPEC.md §4.1 gives the reasons.

//go:embed placeholders.txt
var placeholdersText string

// placeholderLists are placeholders.txt: the whole texts, and the addresses.
var placeholderLists = sync.OnceValue(func() (l struct{ texts, addresses map[string]bool }) {
	l.texts, l.addresses = make(map[string]bool), make(map[string]bool)
	var names, ends []string
	for line := range strings.Lines(placeholdersText) {
		switch kind, value, _ := strings.Cut(strings.TrimSpace(line), " "); kind {
		case "text":
			l.texts[value] = true
		case "name":
			names = append(names, value)
		case "end":
			ends = append(ends, value)
		case "address":
			l.addresses[value] = true
		}
	}
	for _, name := range names {
		for _, end := range ends {
			l.addresses[name+"@"+name+"."+end] = true
		}
		for _, domain := range []string{"example.com", "example.net", "example.org"} {
			l.addresses[name+"@"+domain] = true
		}
	}
	return l
})

const (
	usualPlaceholderName   = 9 // bytes; longer are few
	longestPlaceholderName = 12
	longestPlaceholderText = 18
)

// mayBePlaceholder is a quick check of a normal form with n bytes before the '@'. It clears nearly every address.
func mayBePlaceholder(normal []byte, n int) bool {
	if n > usualPlaceholderName {
		if n > longestPlaceholderName {
			return false
		}
		switch normal[0] {
		case 'd', 'n', 'p': // do-not-reply, notprovided, placeholder
		default:
			return false
		}
	}
	return normal[n+1] == normal[0] || normal[n+1] == 'e'
}

// isPlaceholderText checks a text that is neither an address nor a number.
func isPlaceholderText(text []byte) bool {
	if digits := bytes.TrimPrefix(text, []byte("+")); len(text) > 0 && len(bytes.Trim(digits, "0")) == 0 || isCountryCode(text) {
		return true
	}
	return len(text) <= longestPlaceholderText && placeholderLists().texts[string(lowerASCII(text))]
}

// isCountryCode reports a country code behind + or 00 and nothing else: what a form has before a number is typed.
func isCountryCode(text []byte) bool {
	code, plus := bytes.CutPrefix(text, []byte("+"))
	if !plus {
		if code, plus = bytes.CutPrefix(text, []byte("00")); !plus {
			return false
		}
	}
	return len(code) > 0 && len(code) <= 3 && countryCode(code) == len(code)
}

// withoutPlaceholder rejects placeholders: a phone number whose normal form is dst[start:], or text, which has no
// normal form.
func withoutPlaceholder(dst []byte, start int, text []byte, r Reject) ([]byte, Reject) {
	switch r {
	case Accepted:
		if isPlaceholderNumber(bytes.TrimPrefix(dst[start:], []byte("+"))) {
			return dst[:start], Placeholder
		}
	case Empty, TooLong, ExcelError:
	default:
		// 9999999999 without its country may be somebody's in India.
		if text = trimWhite(text); isPlaceholderText(text) || r != NoCountry && isPlaceholderNumber(bytes.TrimPrefix(text, []byte("+"))) {
			return dst, Placeholder
		}
	}
	return dst, r
}

// mayBePlaceholderNumber is a quick check of a number's end. It clears most numbers.
func mayBePlaceholderNumber(number []byte) bool {
	third, last := number[len(number)-3], number[len(number)-1]
	return third == last || third == '8' && last == '0' || third == '7' && last == '9'
}

// isPlaceholderNumber reports numbers that no numbering plan can have assigned to a person: a country code and zeros;
// the country code 1 and one digit ten times; only the digit 0, 1 or 9; and the digits in order. Rejected text may hold
// other bytes than digits.
func isPlaceholderNumber(digits []byte) bool {
	n := len(digits)
	if n < 7 || n > 15 {
		return false
	}
	last := digits[n-1]
	others := n - 1 // digits before the run of equal ones at the end
	for others > 0 && digits[others-1] == last {
		others--
	}
	if n-others < 6 {
		switch last - digits[n-2] {
		case 1, 0xf7: // 89, 90
			switch string(digits) {
			case "1234567890", "0123456789", "123456789", "11234567890":
				return true
			}
		}
		return false
	}
	switch {
	case n == 11 && digits[0] == '1' && others <= 1:
		return true
	case last == '0':
		code := countryCode(digits)
		return others == 0 || others <= code && n-code >= 6
	}
	return others == 0 && (last == '1' || last == '9')
}

// countryCode is the length of the assigned country code that text begins with, 0 if there is none.
func countryCode(text []byte) int {
	code := 0
	for i, c := range text[:min(3, len(text))] {
		if c < '0' || c > '9' {
			return 0
		}
		code = code*10 + int(c-'0')
		if assignedCodes[code] {
			return i + 1
		}
	}
	return 0
}
