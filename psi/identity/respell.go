package identity

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers/v2/metadata"
)

// What people write around a number, or between its digits, that a profile does not take: 0151·23456789,
// https://wa.me/4915123456789, 0151 23456789 (mobil), M: 0151 23456789, ☎ 0151 23456789, 0151-23456789;phone-context=+49.
// It is looked at when a cell was rejected as it is (SPEC.md §4.1, "Cells of a file").

// readRespelled reads a number that was rejected as it is, if another spelling of it has one reading.
func (n *Normaliser) readRespelled(dst, text []byte) (out []byte, lacksPlus, ok bool) {
	if len(text) > maxRespelled {
		return dst, false, false
	}
	less, m, changed := trimWhite(text), n, false
	try := func(f func([]byte) ([]byte, bool)) {
		if other, did := f(less); did {
			less, changed = trimWhite(other), true
		}
	}
	try(trimSymbol)
	try(n.unlabel)
	try(unlink)
	try(unlabelBoth)
	try(n.unlabel)
	if number, region := phoneContext(less); region != "" {
		if number[0] != '+' { // with a plus sign the number says itself where it is
			inside := *n
			m, inside.region = &inside, region
		}
		less, changed = number, true
	}
	try(spaced)
	if !changed || len(less) == 0 {
		return dst, false, false
	}
	out, lacksPlus, r := m.append(dst, less, m.plus)
	return out, lacksPlus, r == Accepted
}

// maxRespelled is more bytes than a number has with what people write around it.
const maxRespelled = 200

// trimSymbol drops a telephone before a number.
func trimSymbol(text []byte) (rest []byte, ok bool) {
	c, n := utf8.DecodeRune(text)
	if !strings.ContainsRune("☎☏✆📞📱📲🕻🕼🕽🕾🕿🖀℡", c) {
		return text, false
	}
	return bytes.TrimLeft(text[n:], "\ufe0f\ufe0e :"), true
}

// chatLink is WhatsApp's link to a number, which is international and without a plus sign.
var chatLink = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:https?://)?(?:wa\.me/|(?:api|web|www)\.whatsapp\.com/send/?\?phone=)(?:\+|%2B)?([1-9][0-9]{6,14})/?(?:[?&].*)?$`)
})

// unlink reads such a link.
func unlink(text []byte) (rest []byte, ok bool) {
	if !bytes.ContainsAny(text, "./") {
		return text, false
	}
	if m := chatLink().FindSubmatch(text); m != nil {
		return append([]byte("+"), m[1]...), true
	}
	return text, false
}

// phoneKinds say whose number it is or where. They are read in brackets, or before a colon.
var phoneKinds = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`m t c h w o d g p mob cel home work office private personal direct main business
		privat geschaftlich geschaeftlich gesch geschaftl geschaeftl dienstlich dienstl buro buero arbeit zuhause direkt
		prive privee perso personnel domicile maison travail bureau pro professionnel
		casa trabajo oficina particular personal lavoro ufficio personale privato trabalho escritorio pessoal`) {
		m[w] = true
	}
	return m
})

// isLabel says whether a text is a label of a number, alone.
func isLabel(text []byte) bool {
	if len(text) > maxLabel || bytes.IndexFunc(text, func(c rune) bool { return !inLabel(c) }) >= 0 {
		return false
	}
	key := labelKey(text)
	return phoneLabels[key] || phoneKinds()[key]
}

// unlabelBoth drops labels in brackets at either end, and one of phoneKinds before a colon.
func unlabelBoth(text []byte) (rest []byte, ok bool) {
	for _, b := range [][2]string{{"(", ")"}, {"[", "]"}} {
		if i := bytes.LastIndex(text, []byte(b[0])); i > 0 && hasSuffix(text, b[1]) && isLabel(text[i+1:len(text)-1]) {
			text, ok = trimWhite(text[:i]), true
		}
		if i := bytes.Index(text, []byte(b[1])); i > 0 && hasPrefix(text, b[0]) && isLabel(text[1:i]) {
			text, ok = trimWhite(bytes.TrimLeft(text[i+1:], ": ")), true
		}
	}
	if label, number, found := bytes.Cut(text, []byte(":")); found && isLabel(label) {
		text, ok = trimWhite(number), true
	}
	return text, ok
}

func hasSuffix(text []byte, end string) bool { return bytes.HasSuffix(text, []byte(end)) }

// phoneContext reads ;phone-context=+49 behind a number (RFC 3966), which says in which country it is one. region is
// empty if there is no such thing, or the context is of no country.
func phoneContext(text []byte) (number []byte, region string) {
	const name = ";phone-context="
	i := bytes.IndexByte(text, ';')
	if i <= 0 || len(text)-i <= len(name) || !bytes.EqualFold(text[i:i+len(name)], []byte(name)) {
		return text, ""
	}
	code := text[i+len(name):]
	if code[0] != '+' || !isCountryCode(code) {
		return text, ""
	}
	number = trimWhite(trimScheme(text[:i]))
	value := 0
	for _, c := range code[1:] {
		value = 10*value + int(c-'0')
	}
	regions := metadata.CountryCodeToRegion()[value]
	if len(number) == 0 || len(regions) == 0 {
		return text, ""
	}
	return number, regions[0]
}

// spaced makes spaces of middle dots between digits, and of tildes that don't stand for "to": fewer than 7 digits are
// before each, and 3 or more behind it.
func spaced(text []byte) (rest []byte, ok bool) {
	digits := 0
	var out []byte
	for i := 0; i < len(text); {
		c, n := utf8.DecodeRune(text[i:])
		property, _ := phoneRune(c)
		switch {
		case property == phoneDigit:
			digits++
		case isMiddleDot(c) && digits > 0 && i+n < len(text),
			isTilde(c) && digits > 0 && digits < longNumber && leadingDigits(text[i+n:]) >= 3:
			out = append(out, ' ')
			i += n
			ok = true
			continue
		}
		out = append(out, text[i:i+n]...)
		i += n
	}
	return out, ok
}

func isMiddleDot(c rune) bool {
	return strings.ContainsRune("\u00b7\u0387\u2027\u2043\u2219\u22c5\u30fb\uff65", c)
}

func isTilde(c rune) bool { return strings.ContainsRune("~\u223c\u301c\uff5e", c) }

// leadingDigits counts the digits that text begins with.
func leadingDigits(text []byte) (n int) {
	for _, c := range string(text) {
		if property, _ := phoneRune(c); property != phoneDigit {
			break
		}
		n++
	}
	return n
}
