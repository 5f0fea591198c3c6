//go:build ignore

// Writes codepoints.txt, the table of SPEC.md §4.1 of non-ASCII characters that an address may have: go generate. It is
// made from the Unicode tables of the Go toolchain and of golang.org/x/text, and stops if they have another version
// than the table names.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/rangetable"
	"golang.org/x/text/width"
)

const version = "15.0.0"

const about = `# What an e-mail address may hold outside ASCII: SPEC.md §4.1. Unicode %s.
# Written by gen_codepoints.go; do not edit.
#
# first[..last];class[;mapping]
# V  PVALID by RFC 5892
# J  CONTEXTJ
# O  CONTEXTO
# M  mapped to other code points in a domain, by case folding, NFC and four decompositions; a local part may hold it
# W  mapped in a domain, by width or as a variant of a letter; a local part may not hold it
# L  a letter, mark or digit that a local part may hold and a domain may not
# Greek, Hebrew, Hiragana, Katakana, Han: the script, for the rules of CONTEXTO
`

func main() {
	log.SetFlags(0)
	for name, v := range map[string]string{
		"unicode": unicode.Version, "cases": cases.UnicodeVersion, "norm": norm.Version, "width": width.UnicodeVersion,
	} {
		if v != version {
			log.Fatalf("package %s has Unicode %s: want %s; use the toolchain that go.mod names", name, v, version)
		}
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, about, version)
	writeRuns(&out, class)
	for _, script := range []string{"Greek", "Hebrew", "Hiragana", "Katakana", "Han"} {
		table := unicode.Scripts[script]
		writeRuns(&out, func(c rune) string {
			if unicode.Is(table, c) {
				return script
			}
			return ""
		})
	}
	if err := os.WriteFile("codepoints.txt", out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

// writeRuns writes code points with what of returns for them. Runs with the same answer share a line, unless it is a
// mapping.
func writeRuns(out *bytes.Buffer, of func(rune) string) {
	for c := rune(0x80); c <= unicode.MaxRune; c++ {
		s := of(c)
		if s == "" {
			continue
		}
		first := c
		for !strings.Contains(s, ";") && of(c+1) == s {
			c++
		}
		if first == c {
			fmt.Fprintf(out, "%04X;%s\n", c, s)
		} else {
			fmt.Fprintf(out, "%04X..%04X;%s\n", first, c, s)
		}
	}
}

func class(c rune) string {
	switch p := derive(c); p {
	case "V", "J", "O":
		return p
	}
	to := mapped(c)
	local := letterDigit(c) && (norm.NFKC.String(string(c)) == string(c) || everyday(c)) &&
		!ignorable(c) && !ignorableBlock(c) && !oldJamo(c) && !unicode.Is(exceptions, c)
	switch {
	case to != "" && local:
		return "M;" + to
	case to != "":
		return "W;" + to
	case local:
		return "L"
	}
	return ""
}

// derive is the derived property of RFC 5892 §3, "" for DISALLOWED and UNASSIGNED.
func derive(c rune) string {
	switch {
	case unicode.Is(exceptionsV, c):
		return "V"
	case unicode.Is(exceptionsO, c):
		return "O"
	case unicode.Is(exceptions, c):
		return ""
	case unicode.Is(unicode.Join_Control, c):
		return "J"
	case oldJamo(c), unstable(c), ignorable(c), ignorableBlock(c):
		return ""
	case letterDigit(c):
		return "V"
	}
	return ""
}

// mapped is width folding, NFC, case folding and NFC (and four decompositions), if that changes c into code points that
// a label may have; otherwise "".
func mapped(c rune) string {
	to := string(c)
	if everyday(c) {
		to = norm.NFKC.String(to)
	}
	if 0xff00 <= c && c <= 0xffef {
		if w := width.LookupRune(c).Folded(); w != 0 {
			to = string(w)
		}
	}
	to = norm.NFC.String(to)
	for _, r := range to {
		if f := []rune(foldRune(r)); len(f) != 1 && r != 0x1e9e {
			return "" // a full case folding: U+0130, the ligatures, Greek with iota subscript
		}
	}
	if to == "\u1e9e" {
		to = "ß" // the simple folding, which UTS 46 uses from version 15.1 on
	} else {
		to = norm.NFC.String(fold(to))
	}
	if to == string(c) {
		return ""
	}
	hex := ""
	for _, r := range to {
		if r < 0x80 && !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-') || r >= 0x80 && derive(r) != "V" && derive(r) != "O" {
			return ""
		}
		hex += fmt.Sprintf(" %04X", r)
	}
	return hex[1:]
}

// foldRune is the case folding of CaseFolding.txt, statuses C and F. Package cases folds Cherokee the wrong way, to
// small letters.
func foldRune(c rune) string {
	switch {
	case 0x13a0 <= c && c <= 0x13f5:
		return string(c)
	case 0x13f8 <= c && c <= 0x13fd:
		return string(c - 8)
	case 0xab70 <= c && c <= 0xabbf:
		return string(c - 0xab70 + 0x13a0)
	}
	return caser.String(string(c))
}

func fold(s string) (to string) {
	for _, c := range s {
		to += foldRune(c)
	}
	return to
}

var caser = cases.Fold()

// everyday reports THAI and LAO VOWEL SIGN AM, and LAO HO NO and HO MO: everybody writes them that way, although they
// have compatibility decompositions.
func everyday(c rune) bool { return c == 0xe33 || c == 0xeb3 || c == 0xedc || c == 0xedd }

func unstable(c rune) bool {
	return norm.NFKC.String(fold(norm.NFKC.String(string(c)))) != string(c)
}

func letterDigit(c rune) bool {
	return unicode.In(c, unicode.Ll, unicode.Lu, unicode.Lo, unicode.Nd, unicode.Lm, unicode.Mn, unicode.Mc)
}

func ignorable(c rune) bool {
	return unicode.In(c, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, unicode.Cf,
		unicode.White_Space, unicode.Noncharacter_Code_Point)
}

// ignorableBlock: Combining Diacritical Marks for Symbols, Musical Symbols, Ancient Greek Musical Notation.
func ignorableBlock(c rune) bool {
	return 0x20d0 <= c && c <= 0x20ff || 0x1d100 <= c && c <= 0x1d24f
}

func oldJamo(c rune) bool {
	return 0x1100 <= c && c <= 0x11ff || 0xa960 <= c && c <= 0xa97c || 0xd7b0 <= c && c <= 0xd7c6 || 0xd7cb <= c && c <= 0xd7fb
}

// RFC 5892 §2.6.
var (
	exceptionsV = runes(0xdf, 0x3c2, 0x6fd, 0x6fe, 0xf0b, 0x3007)
	exceptionsO = runes(0xb7, 0x375, 0x5f3, 0x5f4, 0x30fb, 0x660, 0x661, 0x662, 0x663, 0x664, 0x665, 0x666, 0x667,
		0x668, 0x669, 0x6f0, 0x6f1, 0x6f2, 0x6f3, 0x6f4, 0x6f5, 0x6f6, 0x6f7, 0x6f8, 0x6f9)
	exceptions = runes(0x640, 0x7fa, 0x302e, 0x302f, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303b)
)

func runes(list ...rune) *unicode.RangeTable { return rangetable.New(list...) }
