package identity

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers/v2"
	"golang.org/x/text/language"
)

// PhoneMetadata names the numbering plans that decide which phone numbers are
// valid. They change over time, so that two sides with different versions can
// judge a number differently; a session records it.
const PhoneMetadata = "phonenumbers/v2.0.7"

// phoneRules are the points on which the profiles differ.
type phoneRules struct {
	e164   bool // valid number of a country's numbering plan, by package phonenumbers
	plus   bool // normal form starts with '+'
	strict bool // uid2: '+' and 10 to 15 digits is all there is; nothing is normalised
}

var (
	phoneE164   = phoneRules{e164: true, plus: true}
	phoneDigits = phoneRules{e164: true}
	phoneUID2   = phoneRules{plus: true, strict: true}
	phoneGoogle = phoneRules{plus: true}
)

// ParseRegion reads an ISO 3166 country code ("GB", "gbr", "826") or "UK", and
// returns the two letters. It fails if there are no phone numbers there.
func ParseRegion(name string) (string, error) {
	name = strings.TrimSpace(name)
	if len(name) == 2 || len(name) == 3 {
		r, err := language.ParseRegion(strings.ToUpper(name))
		if err == nil {
			if code := r.Canonicalize().String(); phonenumbers.GetCountryCodeForRegion(code) != 0 {
				return code, nil
			}
		}
	}
	return "", fmt.Errorf("unknown region of %d bytes: want an ISO 3166 country code such as GB", len(name))
}

func (p *phoneRules) append(dst, text []byte, region string) ([]byte, Reject) {
	if p.strict {
		return p.appendUID2(dst, text)
	}
	if p.e164 && isE164(text) {
		switch plans.judge(text[1:]) {
		case planValid:
			return p.appendDigits(dst, text[1:]), Accepted
		case planInvalid:
			return dst, InvalidNumber
		}
		return p.appendParsed(dst, string(text), "")
	}
	text = trimWhite(text)
	if len(text) == 0 {
		return dst, Empty
	}
	if r := checkPhone(text); r != Accepted {
		return dst, r
	}
	if !p.e164 {
		return p.appendGoogle(dst, text)
	}
	if intl := international(text); intl != nil {
		var buf [16]byte
		if e164 := squeeze(buf[:0], intl); e164 != nil {
			return p.append(dst, e164, "")
		}
		// The country code decides, and a wrong one is not repaired with the region.
		return p.appendParsed(dst, string(intl), "")
	}
	if region == "" {
		return dst, NoCountry
	}
	if plan := nationalPlanOf(region); plan != nil {
		var buf [32]byte
		if digits := plan.appendNational(buf[:0], text); digits != nil {
			return p.appendDigits(dst, digits), Accepted
		}
	}
	return p.appendParsed(dst, string(text), region)
}

// isE164 reports a '+', a digit that is not 0, and 7 to 14 digits more.
func isE164(text []byte) bool {
	return len(text) >= 9 && len(text) <= 16 && text[0] == '+' && text[1] != '0' && allDigits(text[1:])
}

// international returns text from its plus sign on, if that comes before all
// digits, else nil. What is before it, such as a bracket, the library drops too.
func international(text []byte) []byte {
	for i, c := range string(text) {
		switch {
		case c == '+', c == 0xff0b: // full-width plus
			return text[i:]
		case unicode.IsDigit(c):
			return nil
		}
	}
	return nil
}

// checkPhone rejects what package phonenumbers would quietly repair: it maps
// letters to digits and drops extensions.
func checkPhone(text []byte) Reject {
	if r := excelDamage(text); r != Accepted {
		return r
	}
	if c := text[0]; c == '-' || c == '@' {
		return ExcelFormula
	}
	if r := excelNumber(text); r != Accepted {
		return r
	}
	digits, letters, ext := 0, false, false
	for i := 0; i < len(text); {
		c, n := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRune(text[i:])
			if c == utf8.RuneError && n == 1 {
				return NotUTF8
			}
		}
		switch {
		case c < ' ', 0x7f <= c && c <= 0x9f:
			return ControlCharacter
		case unicode.IsDigit(c):
			digits++
		case unicode.IsLetter(c):
			// x5, ext. 5
			ext = ext || !letters && digits > 6 && (c|0x20 == 'x' || c|0x20 == 'e')
			letters = true
		case c == '#', c == ';', c == ',':
			ext = ext || digits > 6
		}
		i += n
	}
	if letters || ext {
		if r := looksHashed(text); r != Accepted {
			return r
		}
	}
	switch {
	case ext:
		return Extension
	case letters:
		return Letters
	case digits == 0:
		return InvalidNumber
	}
	return Accepted
}

// squeeze returns text, which starts with a plus sign, without the punctuation
// that people put between digits, if what remains is strict E.164, else nil. The
// library drops the same characters, so that this is a short cut and no rule of
// its own.
func squeeze(dst, text []byte) []byte {
	_, plus := utf8.DecodeRune(text)
	dst = squeezeDigits(append(dst, '+'), text[plus:])
	if !isE164(dst) {
		return nil
	}
	return dst
}

// appendParsed asks the library.
func (p *phoneRules) appendParsed(dst []byte, text, region string) ([]byte, Reject) {
	n, err := phonenumbers.Parse(text, region)
	if err != nil {
		return dst, InvalidNumber
	}
	if n.GetExtension() != "" {
		return dst, Extension
	}
	if !phonenumbers.IsValidNumber(n) {
		return dst, InvalidNumber
	}
	return p.appendDigits(dst, []byte(phonenumbers.Format(n, phonenumbers.E164)[1:])), Accepted
}

func (p *phoneRules) appendDigits(dst, digits []byte) []byte {
	if p.plus {
		dst = append(dst, '+')
	}
	return append(dst, digits...)
}

// appendUID2 takes '+' and 10 to 15 digits, and changes nothing.
func (p *phoneRules) appendUID2(dst, text []byte) ([]byte, Reject) {
	switch {
	case len(text) == 0:
		return dst, Empty
	case !utf8.Valid(text):
		return dst, NotUTF8
	case len(text) < 11 || len(text) > 16 || text[0] != '+' || !allDigits(text[1:]):
		if r := looksHashed(text); r != Accepted {
			return dst, r
		}
		return dst, NotE164
	}
	return append(dst, text...), Accepted
}

// appendGoogle keeps the ASCII digits and puts a '+' before them.
func (p *phoneRules) appendGoogle(dst, text []byte) ([]byte, Reject) {
	start := len(dst)
	dst = append(dst, '+')
	for _, c := range text {
		if '0' <= c && c <= '9' {
			dst = append(dst, c)
		}
	}
	if n := len(dst) - start - 1; n < 7 || n > 15 || dst[start+1] == '0' {
		return dst[:start], InvalidNumber
	}
	return dst, Accepted
}
