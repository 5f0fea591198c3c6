package identity

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// emailRules are the points on which the profiles differ. All profiles: UTF-8, no control character, exactly one '@',
// neither part empty, A–Z to lower case, no placeholder.
type emailRules struct {
	trimSpaceOnly bool // strip U+0020 at the ends only; otherwise all of unicode.White_Space and a BOM
	dropSpaces    bool // delete U+0020 inside the local part, keep other white space; otherwise reject white space
	lowerAll      bool // lower-case all of Unicode; otherwise A–Z
	strict        bool // NFC, no symbols or specials, no spreadsheet damage, 64 bytes of local part, domain by IDNA
	gmail         bool // gmail.com: delete dots and +suffix of the local part
	googlemail    bool // the same for googlemail.com; the domain stays
}

var (
	emailDefault = emailRules{strict: true, gmail: true, googlemail: true}
	emailUID2    = emailRules{trimSpaceOnly: true, dropSpaces: true, gmail: true}
	emailGoogle  = emailRules{lowerAll: true, gmail: true, googlemail: true}
	emailPlain   = emailRules{lowerAll: true}
)

// Properties of ASCII bytes, for one table look-up a byte.
const (
	isControl = 1 << iota
	isSpace
	isAt
	isSpecial // never part of an unquoted local part (RFC 5322 §3.2.3 specials but '.' and '@')
	isUpper
	isHigh // not ASCII
)

var emailByte = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c < ' ' || c == 0x7f:
			t[c] = isControl
		case c == ' ':
			t[c] = isSpace
		case c == '@':
			t[c] = isAt
		case bytes.IndexByte([]byte(`"(),:;<>[\]`), byte(c)) >= 0:
			t[c] = isSpecial
		case 'A' <= c && c <= 'Z':
			t[c] = isUpper
		case c >= 0x80:
			t[c] = isHigh
		}
	}
	return t
}()

func (e *emailRules) append(dst, text []byte) ([]byte, Reject) {
	text = e.trim(text)
	if len(text) == 0 {
		return dst, Empty
	}
	var all, local uint8 // properties of all bytes, and of those before the last '@'
	at, ats := 0, 0
	for i, c := range text {
		b := emailByte[c]
		if b == isAt {
			at, local = i, all
			ats++
		}
		all |= b
	}
	if r := e.check(text, all, ats); r != Accepted {
		return dst, r
	}
	if all&isHigh != 0 && e.lowerAll {
		lowered := *e
		lowered.lowerAll = false
		return lowered.append(dst, lowerAll(text))
	}
	start := len(dst)
	dst, r := e.appendLocal(dst, text[:at], local)
	if r != Accepted {
		return dst[:start], r
	}
	end := len(dst)
	dst = append(dst, '@')
	dst, r = e.appendDomain(dst, text[at+1:])
	if r != Accepted {
		return dst[:start], r
	}
	if e.gmail && e.isGmail(dst[end+1:]) {
		dst, end = stripGmail(dst, start, end)
		if end == start {
			return dst[:start], EmptyLocalPart
		}
		if e.strict {
			// What was before it is gone by now: .'ann@gmail.com
			if r := excelDamage(dst[start:]); r != Accepted {
				return dst[:start], r
			}
		}
	}
	if mayBePlaceholder(dst[start:], end-start) && placeholderLists().addresses[string(dst[start:])] {
		return dst[:start], Placeholder
	}
	return dst, Accepted
}

// check looks at text as a whole.
func (e *emailRules) check(text []byte, all uint8, ats int) Reject {
	if all&isControl != 0 {
		return ControlCharacter
	}
	if all&isHigh != 0 {
		if r := e.checkRunes(text); r != Accepted {
			return r
		}
	}
	if e.strict {
		if r := excelDamage(text); r != Accepted {
			return r
		}
	}
	if ats == 0 {
		if isPlaceholderText(text) {
			return Placeholder
		}
		if r := looksHashed(text); r != Accepted {
			return r
		}
		return NoAtSign
	}
	if all&isSpace != 0 && !e.dropSpaces {
		return InnerSpace
	}
	if ats > 1 {
		return SeveralAtSigns
	}
	return Accepted
}

// trim strips a byte order mark and white space from both ends.
func (e *emailRules) trim(text []byte) []byte {
	if e.trimSpaceOnly {
		return bytes.Trim(text, " ")
	}
	if len(text) > 0 && (emailByte[text[0]]|emailByte[text[len(text)-1]])&(isControl|isSpace|isHigh) == 0 {
		return text
	}
	return trimWhite(text)
}

// trimWhite strips byte order marks and unicode.White_Space from both ends.
func trimWhite(text []byte) []byte {
	return bytes.TrimFunc(text, func(r rune) bool { return r == '\ufeff' || unicode.IsSpace(r) })
}

// checkRunes checks the non-ASCII part: the encoding, C1 controls and, unless the profile passes everything through,
// invisible characters.
func (e *emailRules) checkRunes(text []byte) Reject {
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		i += n
		switch {
		case r == utf8.RuneError && n == 1:
			return NotUTF8
		case r <= 0x9f:
			return ControlCharacter
		case e.trimSpaceOnly: // uid2
		case r == utf8.RuneError:
			return NotUTF8 // U+FFFD: the damage was done before
		case unicode.IsSpace(r):
			return InnerSpace
		case invisible(r):
			return InvisibleCharacter
		}
	}
	return Accepted
}

// invisible reports the characters that copy and paste leaves behind: soft hyphen, zero-width characters, direction
// marks, word joiner, byte order mark.
func invisible(r rune) bool {
	switch {
	case r == 0xad, r == 0x61c, r == 0x180e, r == 0xfeff,
		0x200b <= r && r <= 0x200f, 0x202a <= r && r <= 0x202e, 0x2060 <= r && r <= 0x206f:
		return true
	}
	return false
}

// appendLocal appends the local part with all rules applied but Gmail's.
func (e *emailRules) appendLocal(dst, local []byte, seen uint8) ([]byte, Reject) {
	start := len(dst)
	if e.strict && seen&isHigh != 0 {
		if local, seen = unicodeLocal(local); !codepoints().admits(string(local), "VOML") {
			return dst, Symbol
		}
	}
	for _, c := range local {
		if c == ' ' { // only where dropSpaces let it pass
			continue
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	switch {
	case len(dst) == start:
		return dst, EmptyLocalPart
	case !e.strict:
	case seen&isSpecial != 0:
		return dst, BadLocalPart
	case len(dst)-start > 64:
		return dst, LongLocalPart
	}
	return dst, Accepted
}

// unicodeLocal is a non-ASCII local part in NFC, and the properties of its bytes. NFC can turn non-ASCII into ASCII
// (KELVIN SIGN, GREEK QUESTION MARK), so it comes before lower-casing and before looking for specials. Lower-casing can
// undo it: "J" with a caron has no code point of its own, "j" has.
func unicodeLocal(local []byte) (normal []byte, seen uint8) {
	local = norm.NFC.Bytes(lowerASCII(norm.NFC.Bytes(local)))
	seen = isHigh
	for _, c := range local {
		seen |= emailByte[c]
	}
	return local, seen
}

// lowerASCII lower-cases A–Z in a new slice.
func lowerASCII(text []byte) []byte {
	out := bytes.Clone(text)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return out
}

func (e *emailRules) isGmail(domain []byte) bool {
	return string(domain) == "gmail.com" || e.googlemail && string(domain) == "googlemail.com"
}

// stripGmail deletes dots and everything from the first '+' in the local part dst[start:end], and returns the new dst
// and end.
func stripGmail(dst []byte, start, end int) ([]byte, int) {
	w := start
	for _, c := range dst[start:end] {
		if c == '+' {
			break
		}
		if c != '.' {
			dst[w] = c
			w++
		}
	}
	return append(dst[:w], dst[end:]...), w
}
