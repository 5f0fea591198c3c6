package identity

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lowerAll is Unicode's default lower-casing, toLowercase(X), as in toLowerCase of Java and JavaScript and lower of
// Python: U+0130 becomes two code points, and GREEK CAPITAL SIGMA becomes ς at the end of a word.
func lowerAll(text []byte) []byte {
	out := make([]byte, 0, len(text)+8)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		switch {
		case r == 'İ':
			out = append(out, "i\u0307"...)
		case r == 'Σ' && finalSigma(text[:i], text[i+n:]):
			out = append(out, "ς"...)
		default:
			out = utf8.AppendRune(out, unicode.ToLower(r))
		}
		i += n
	}
	return out
}

// finalSigma is the condition Final_Sigma: a cased letter before and none after, ignoring case-ignorable ones.
func finalSigma(before, after []byte) bool {
	last, _ := utf8.DecodeLastRune(bytes.TrimRightFunc(before, caseIgnorable))
	next, _ := utf8.DecodeRune(bytes.TrimLeftFunc(after, caseIgnorable))
	return cased(last) && !cased(next)
}

func cased(r rune) bool {
	return unicode.In(r, unicode.Ll, unicode.Lu, unicode.Lt, unicode.Other_Lowercase, unicode.Other_Uppercase)
}

// caseIgnorable is the property: marks, format characters, modifiers, and the punctuation that may occur inside a word.
func caseIgnorable(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk) ||
		strings.ContainsRune("'.:·\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a", r)
}
