package identity

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers/v2"
	"golang.org/x/text/language"
)

// PhoneMetadata names the numbering plans that decide which phone numbers are valid. They change over time, so two
// sides with different versions can judge a number differently. A session records the version.
const PhoneMetadata = "phonenumbers/v2.0.7"

// phoneRules are the points on which the profiles differ.
type phoneRules struct {
	e164   bool // valid number of a country's numbering plan, by package phonenumbers
	plus   bool // normal form starts with '+'
	strict bool // uid2: only '+' and 10 to 15 digits are accepted; nothing is normalised
}

var (
	phoneE164   = phoneRules{e164: true, plus: true}
	phoneDigits = phoneRules{e164: true}
	phoneUID2   = phoneRules{plus: true, strict: true}
	phoneGoogle = phoneRules{plus: true}
)

// ParseRegion reads an ISO 3166 country code ("GB", "gbr", "826") or "UK", and returns the two letters. It fails for a
// country without phone numbers.
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

// append appends the normal form of text, which may be what isE164 reports but is faster without. lacksPlus says that
// text has no plus sign and would be valid with one: as a number of the region's country or, without a region, of any
// country. With addPlus it is read as if it had one, unless it begins with 0, which no country code does.
func (p *phoneRules) append(dst, text []byte, region string, addPlus bool) (out []byte, lacksPlus bool, r Reject) {
	if p.strict {
		if addPlus && len(text) > 0 && text[0] != '0' && allDigits(text) {
			text = append([]byte("+"), text...)
		}
		out, r = p.appendUID2(dst, text)
		return out, false, r
	}
	text = trimWhite(text)
	if len(text) == 0 {
		return dst, false, Empty
	}
	var buf [1 + maxPhoneDigits]byte
	buf[0] = '+'
	t, r := scanPhone(buf[1:1], text)
	switch {
	case r != Accepted:
		return dst, false, r
	case !p.e164:
		out, r = p.appendGoogle(dst, &t)
		return out, false, r
	case t.plus, addPlus && t.digits[0] != '0':
		// The country code decides. A wrong one is not repaired with the region.
		out, r = p.appendInternational(dst, buf[:1+len(t.digits)])
	case region == "":
		var scratch [24]byte
		_, valid := p.appendInternational(scratch[:0], buf[:1+len(t.digits)])
		return dst, valid == Accepted, NoCountry
	default:
		out, lacksPlus, r = p.appendNational(dst, buf[:1+len(t.digits)], region)
	}
	if r == InvalidNumber && severalAtSlash(text) {
		r = SeveralValues
	}
	return out, lacksPlus, r
}

// appendInternational appends the normal form of text, a plus sign and digits, if it is a valid number.
func (p *phoneRules) appendInternational(dst, text []byte) ([]byte, Reject) {
	if isE164(text) {
		return p.appendE164(dst, text)
	}
	return p.appendParsed(dst, string(text), "")
}

// appendE164 is appendInternational for text that isE164 reports.
func (p *phoneRules) appendE164(dst, text []byte) ([]byte, Reject) {
	switch plans.judge(text[1:]) {
	case planValid:
		return p.appendDigits(dst, text[1:]), Accepted
	case planInvalid:
		return dst, InvalidNumber
	}
	return p.appendParsed(dst, string(text), "")
}

// isE164 reports a '+', a digit other than 0, and 7 to 14 more digits.
func isE164(text []byte) bool {
	return len(text) >= 9 && len(text) <= 16 && text[0] == '+' && text[1] != '0' && allDigits(text[1:])
}

// appendParsed asks the library about digits, with a plus sign or in a region.
func (p *phoneRules) appendParsed(dst []byte, text, region string) ([]byte, Reject) {
	n, err := phonenumbers.Parse(text, region)
	if err != nil || !phonenumbers.IsValidNumber(n) {
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

// appendUID2 accepts '+' and 10 to 15 digits, and changes nothing.
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

// appendGoogle puts a '+' before the digits. Google's formatter keeps only ASCII digits, so a number with others is not
// a number there.
func (p *phoneRules) appendGoogle(dst []byte, t *phoneText) ([]byte, Reject) {
	if !t.ascii {
		return dst, StraySymbol
	}
	if n := len(t.digits); n < 7 || n > 15 || t.digits[0] == '0' {
		return dst, InvalidNumber
	}
	return p.appendDigits(dst, t.digits), Accepted
}
