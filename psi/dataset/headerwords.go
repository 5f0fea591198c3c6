package dataset

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Patterns and sets of words are made when the first header needs them. Every start of a program that links this
// package would pay for them otherwise, and most headers need few.

// pattern is a regular expression that is compiled at its first use.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// wordSet says whether a word is one of those in s.
func wordSet(s string) func(word string) bool {
	set := sync.OnceValue(func() map[string]bool {
		m := map[string]bool{}
		for w := range strings.FieldsSeq(s) {
			m[w] = true
		}
		return m
	})
	return func(word string) bool { return set()[word] }
}

var (
	// "_1" at the end, and LiveRamp's and Google's number behind the noun: EMAIL1_SHA256, "E-mail 2 - Value".
	numbered   = pattern(`_[0-9]{1,2}$`)
	inner      = pattern(`(^|_)(e_?mail|mail|phone|mobile|telefon|tel)_?[0-9]{1,2}(_|$)`)
	numberSign = pattern(`(?i)\b(no\.|n[º°]|n\.[º°])|№`)
	shaDash    = pattern(`sha_(1|256|512)\b`)
)

// letters that Unicode does not decompose
var undecomposed = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ı", "i")

// canonicalHeader makes "E-Mail Address 2" and "eMailAddress" "e_mail_address". Most headers match none of the patterns,
// which a look at their characters shows.
func canonicalHeader(h string) string {
	if strings.ContainsAny(h, ".º°№") {
		h = numberSign().ReplaceAllString(h, "num ")
	}
	h = splitCamel(h)
	if isASCII([]byte(h)) {
		h = strings.ToLower(h)
	} else {
		h = undecomposed.Replace(strings.ToLower(withoutMarks(h)))
	}
	h = strings.Join(strings.FieldsFunc(h, notInWord), "_")
	if strings.Contains(h, "sha_") {
		h = shaDash().ReplaceAllString(h, "sha$1")
	}
	if strings.ContainsAny(h, "0123456789") {
		h = inner().ReplaceAllString(h, "$1$2$3")
		h = numbered().ReplaceAllString(h, "")
	}
	return strings.TrimSuffix(h, "_")
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }

// splitCamel puts an underscore between a small and a capital letter, and before the last of several capital letters if a
// small one follows: "userEmail" is "user_Email", "HTTPStatus" is "HTTP_Status".
func splitCamel(h string) string {
	if !strings.ContainsFunc(h, unicode.IsUpper) {
		return h
	}
	var b strings.Builder
	letters := []rune(h)
	for i, r := range letters {
		if i > 0 && unicode.IsUpper(r) && (unicode.IsLower(letters[i-1]) ||
			unicode.IsUpper(letters[i-1]) && i+1 < len(letters) && unicode.IsLower(letters[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// withoutMarks drops diacritics, and folds full-width forms.
func withoutMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
}

// headerKey is a canonical header without its word boundaries, which people set as they like.
func headerKey(h string) string { return strings.ReplaceAll(canonicalHeader(h), "_", "") }

var oneWord = strings.NewReplacer("_e_mail", "_email", "_whats_app_", "_whatsapp_")

// headerWords are a canonical header's words, e-mail and WhatsApp as one.
func headerWords(h string) []string {
	h = "_" + canonicalHeader(h) + "_"
	return strings.FieldsFunc(oneWord.Replace(h), func(r rune) bool { return r == '_' })
}
