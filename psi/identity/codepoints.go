package identity

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// UnicodeVersion is the version of Unicode that normal forms are made with. The packages for NFC, bidirectional text
// and IDNA get theirs from the toolchain, which must have the same version; a test checks that.
const UnicodeVersion = "15.0.0"

//go:generate go run gen_codepoints.go
//go:embed codepoints.txt
var codepointsText string

// codepoint is a run of code points of one class: a letter of codepoints.txt.
type codepoint struct {
	first, last rune
	class       byte
	to          string // class M and W
}

type scriptRun struct {
	first, last rune
	name        string
}

// codepointTable is codepoints.txt, ascending.
type codepointTable struct {
	points  []codepoint
	scripts []scriptRun
}

// codepoints reads the table when the first non-ASCII address arrives.
var codepoints = sync.OnceValue(func() *codepointTable {
	t := &codepointTable{points: make([]codepoint, 0, 4000)}
	for line := range strings.Lines(codepointsText) {
		line = strings.TrimSpace(line)
		if line[0] == '#' {
			continue
		}
		run, what, _ := strings.Cut(line, ";")
		first, last, isRun := strings.Cut(run, "..")
		if !isRun {
			last = first
		}
		class, to, _ := strings.Cut(what, ";")
		if len(class) > 1 {
			t.scripts = append(t.scripts, scriptRun{parseRune(first), parseRune(last), class})
			continue
		}
		p := codepoint{first: parseRune(first), last: parseRune(last), class: class[0]}
		for _, r := range strings.Fields(to) {
			p.to += string(parseRune(r))
		}
		t.points = append(t.points, p)
	}
	return t
})

func parseRune(hex string) rune {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		panic(fmt.Sprintf("identity: internal error: codepoints.txt: %v", err))
	}
	return rune(n)
}

// find returns what the table says about r, or the zero value if r is not in it.
func (t *codepointTable) find(r rune) codepoint {
	i, ok := slices.BinarySearchFunc(t.points, r, func(p codepoint, r rune) int {
		switch {
		case p.last < r:
			return -1
		case p.first > r:
			return 1
		}
		return 0
	})
	if !ok {
		return codepoint{}
	}
	return t.points[i]
}

func (t *codepointTable) script(r rune, names ...string) bool {
	for _, s := range t.scripts {
		if s.first <= r && r <= s.last && slices.Contains(names, s.name) {
			return true
		}
	}
	return false
}

// inContext reports whether r, of class J or O, may stand between before and after in the text all: RFC 5892, appendix
// A, without the second half of A.1, which needs joining types. A missing neighbour is 0.
func (t *codepointTable) inContext(before, r, after rune, all string) bool {
	switch {
	case r == '\u200c', r == '\u200d': // zero-width joiners: after a virama
		return norm.NFC.PropertiesString(string(before)).CCC() == 9
	case r == '·':
		return before == 'l' && after == 'l'
	case r == '\u0375': // GREEK LOWER NUMERAL SIGN
		return t.script(after, "Greek")
	case r == '\u05f3', r == '\u05f4': // HEBREW PUNCTUATION GERESH, GERSHAYIM
		return t.script(before, "Hebrew")
	case r == '\u30fb': // KATAKANA MIDDLE DOT
		return strings.ContainsFunc(all, func(r rune) bool { return t.script(r, "Hiragana", "Katakana", "Han") })
	case 0x660 <= r && r <= 0x669: // ARABIC-INDIC DIGITS
		return !strings.ContainsFunc(all, func(r rune) bool { return 0x6f0 <= r && r <= 0x6f9 })
	case 0x6f0 <= r && r <= 0x6f9: // EXTENDED ARABIC-INDIC DIGITS
		return !strings.ContainsFunc(all, func(r rune) bool { return 0x660 <= r && r <= 0x669 })
	}
	return false
}

// admits reports whether every non-ASCII code point of s has one of the classes, and stands in the context that it
// needs.
func (t *codepointTable) admits(s, classes string) bool {
	var before rune
	for i, r := range s {
		if r >= 0x80 {
			class := t.find(r).class
			if class == 0 || strings.IndexByte(classes, class) < 0 {
				return false
			}
			if class == 'O' || class == 'J' {
				after := rune(0)
				for _, after = range s[i+len(string(r)):] {
					break
				}
				if !t.inContext(before, r, after, s) {
					return false
				}
			}
		}
		before = r
	}
	return true
}
