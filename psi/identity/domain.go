package identity

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// lookup converts a mapped domain to A-labels. It checks STD3, NFC, leading combining marks and the Bidi rule. It does
// not check which code points are allowed, counts hyphens by bytes, and accepts a zero-width non-joiner before any
// digit: checkLabel handles these. checkDNS checks lengths and dots.
var lookup = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.Transitional(false), idna.CheckHyphens(false))

// domainByte maps letters to lower case, digits and the dot to themselves, everything else to 0.
var domainByte = func() (t [256]byte) {
	for c := range t {
		if b := byte(c); isAlnum(b) || b == '.' {
			t[c] = b
		}
		if 'A' <= c && c <= 'Z' {
			t[c] = byte(c) + 'a' - 'A'
		}
	}
	return t
}()

func (e *emailRules) appendDomain(dst, domain []byte) ([]byte, Reject) {
	if len(domain) == 0 {
		return dst, BadDomain
	}
	start := len(dst)
	plain := e.strict
	for i, c := range domain {
		if small := domainByte[c]; small != 0 {
			dst = append(dst, small)
			continue
		}
		if c != '-' || i == 0 || i == len(domain)-1 || !isAlnum(domain[i-1]) || !isAlnum(domain[i+1]) {
			plain = false
		}
		dst = append(dst, c)
	}
	if !e.strict {
		return dst, Accepted
	}
	if !plain {
		// Not just letters, digits and single inner hyphens: this includes every "xn--" label.
		ascii, r := toASCII(string(dst[start:]))
		if r != Accepted {
			return dst[:start], r
		}
		dst = append(dst[:start], ascii...)
	}
	if dst[len(dst)-1] == '.' && len(dst) > start+1 {
		dst = dst[:len(dst)-1]
	}
	return dst, checkDNS(dst[start:])
}

// toASCII maps a domain, in which A–Z are already lower case, and converts non-ASCII labels to A-labels.
func toASCII(domain string) (string, Reject) {
	t := codepoints()
	mapped, ok := t.mapDomain(domain)
	if !ok {
		return "", Symbol
	}
	for label := range strings.SplitSeq(mapped, ".") {
		if ascii, ok := strings.CutPrefix(label, "xn--"); ok {
			var err error
			if label, err = idna.Punycode.ToUnicode(label); err != nil || isASCII(label) || ascii == "" {
				return "", BadDomain
			}
		}
		if r := t.checkLabel(label); r != Accepted {
			return "", r
		}
	}
	ascii, err := lookup.ToASCII(mapped)
	if err != nil {
		return "", BadDomain
	}
	return ascii, Accepted
}

// checkLabel checks a U-label or an ASCII label.
func (t *codepointTable) checkLabel(label string) Reject {
	if !t.admits(label, "VJO") {
		return Symbol
	}
	if strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
		return BadDomain
	}
	if i := strings.Index(label, "--"); i >= 0 && utf8.RuneCountInString(label[:i]) <= 2 {
		if r := []rune(label); r[2] == '-' && r[3] == '-' {
			return BadDomain
		}
	}
	return Accepted
}

// mapDomain replaces code points of class M and W and the full stops of East Asian scripts, and converts the result to
// NFC. It fails at a code point that has no place in a domain, before any mapping turns it into a letter.
func (t *codepointTable) mapDomain(domain string) (string, bool) {
	if isASCII(domain) {
		return domain, true
	}
	var b strings.Builder
	for _, r := range domain {
		switch {
		case r < 0x80:
			b.WriteByte(byte(r))
			continue
		case r == '\u3002', r == '\uff0e', r == '\uff61':
			b.WriteByte('.')
			continue
		}
		switch p := t.find(r); p.class {
		case 'V', 'J', 'O':
			b.WriteRune(r)
		case 'M', 'W':
			b.WriteString(p.to)
		default:
			return "", false
		}
	}
	return norm.NFC.String(b.String()), true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isAlnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// checkDNS checks the lengths of RFC 1035 §2.3.4 and that there is a dot.
func checkDNS(domain []byte) Reject {
	if len(domain) > 253 {
		return LongDomain
	}
	label, dots := 0, 0
	for _, c := range domain {
		if c != '.' {
			if label++; label > 63 {
				return BadDomain
			}
			continue
		}
		if label == 0 {
			return BadDomain
		}
		label = 0
		dots++
	}
	switch {
	case label == 0:
		return BadDomain
	case dots == 0:
		return NoDotInDomain
	}
	return Accepted
}
