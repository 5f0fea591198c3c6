package dataset

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// byPatterns is canonicalHeader by expressions alone, without looking first whether one can match.
func byPatterns(h string) string {
	camel := patterns.camel
	h = patterns.numberSign.ReplaceAllString(h, "num ")
	// Twice: the letter behind one boundary may stand before the next.
	h = camel.ReplaceAllString(camel.ReplaceAllString(h, "${1}${3}_${2}${4}"), "${1}${3}_${2}${4}")
	h = undecomposed.Replace(strings.ToLower(withoutMarks(h)))
	h = strings.Trim(patterns.notWord.ReplaceAllString(h, "_"), "_")
	h = patterns.shaDash.ReplaceAllString(h, "sha$1")
	h = patterns.inner.ReplaceAllString(h, "$1$2$3")
	return strings.TrimSuffix(patterns.numbered.ReplaceAllString(h, ""), "_")
}

var patterns = struct{ notWord, camel, numbered, inner, numberSign, shaDash *regexp.Regexp }{
	regexp.MustCompile(`[^\p{L}\p{N}]+`),
	regexp.MustCompile(`(\p{Ll})(\p{Lu})|(\p{Lu})(\p{Lu}\p{Ll})`),
	numbered(), inner(), numberSign(), shaDash(),
}

// TestCanonicalHeader compares canonicalHeader with byPatterns for all texts of up to six of some characters, alone and
// beside what the patterns look for.
func TestCanonicalHeader(t *testing.T) {
	letters := []string{"a", "B", "É", "1", "_", "."}
	around := []string{"*", "*Phone", "Mail*", "sha-256*", "n*", "e-mail*2", "№*", "Straße *", "電話*", "ǅ*", "*\xff"}
	texts := []string{""}
	for range 6 {
		next := texts
		for _, begun := range texts {
			for _, l := range letters {
				next = append(next, begun+l)
			}
		}
		seen := map[string]bool{}
		texts = texts[:0:0]
		for _, s := range next {
			if !seen[s] {
				seen[s], texts = true, append(texts, s)
			}
		}
	}
	for i, s := range texts {
		for _, a := range []string{"*", around[i%len(around)]} {
			h := strings.Replace(a, "*", s, 1)
			if got, want := canonicalHeader(h), byPatterns(h); got != want {
				t.Fatalf("%q is %q, want %q", h, got, want)
			}
		}
	}
}

// FuzzCanonicalHeader is TestCanonicalHeader for anything.
func FuzzCanonicalHeader(f *testing.F) {
	for _, h := range []string{"E-Mail Address 2", "eMailAddress", "EMAIL1_SHA256", "sha-256 Email", "Téléphone (fixe)", "No. Telefon",
		"N° de téléphone", "№ телефона", "HTTPStatus", "iPHONENumber", "Ｅｍａｉｌ", "ŁódźÐ", "\xff\xfeA"} {
		f.Add(h)
	}
	for _, table := range []map[Role][]string{nouns, recordAliases, consentNames} {
		for _, names := range table {
			for _, name := range names {
				f.Add(name)
			}
		}
	}
	f.Fuzz(func(t *testing.T, h string) {
		got, want := canonicalHeader(h), byPatterns(h)
		if got != want {
			t.Errorf("%q is %q, want %q", h, got, want)
		}
		if !utf8.ValidString(got) {
			t.Errorf("%q is %q, which is not UTF-8", h, got)
		}
	})
}
