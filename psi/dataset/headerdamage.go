package dataset

import (
	"html"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Headers that went through the wrong encoding. What can be undone for sure is undone; of the rest somebody is asked, since a
// header that nobody can read may be the one that keeps people out.

// readableHeader undoes HTML's entities, UTF-8 that was taken for Windows-1252 or Latin-1 and written as UTF-8 again, and
// letters of other scripts that only look Latin.
func readableHeader(h string) string {
	if strings.Contains(h, "&") && strings.Contains(h, ";") {
		h = html.UnescapeString(h)
	}
	if isASCII([]byte(h)) {
		return h
	}
	for range 2 {
		again, ok := undoubled(h)
		if !ok {
			break
		}
		h = again
	}
	if mixedScripts(h) {
		h = lookalikes().Replace(h)
	}
	return h
}

// undoubled takes one layer of UTF-8 off.
func undoubled(h string) (string, bool) {
	var b []byte
	for _, r := range h {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok && r < 0x100 {
			c, ok = byte(r), true // Latin-1
		}
		if !ok {
			return "", false
		}
		b = append(b, c)
	}
	return string(b), !isASCII(b) && utf8.Valid(b)
}

// lookalikes are Cyrillic and Greek letters that look like Latin ones.
var lookalikes = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for _, p := range [][2]string{{"аеорсухіјѕԁһԛԝАВЕКМНОРСТХІЈЅУ", "aeopcyxijsdhqwABEKMHOPCTXIJSY"}, {"οαενρτυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oaevptuikABEZHIKMNOPTYX"}} {
		to := []rune(p[1])
		for i, r := range []rune(p[0]) {
			pairs = append(pairs, string(r), string(to[i]))
		}
	}
	return strings.NewReplacer(pairs...)
})

// mixedScripts says whether a word has both Latin letters and Cyrillic or Greek ones. The micro sign is no such letter.
func mixedScripts(h string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(h, notInWord), func(w string) bool {
		latin := strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
		return latin && strings.ContainsFunc(w, func(r rune) bool {
			return unicode.In(r, unicode.Cyrillic, unicode.Greek) && r != 'μ' && r != 'Ω'
		})
	})
}

// damagedHeader says whether a header can't be read for sure: it has the sign for what could not be decoded, or a question
// mark between letters; or letters of two scripts in a word; or another code page makes a word about consent of it.
func damagedHeader(h string) bool {
	if i := strings.IndexByte(h, '?'); i >= 0 || !isASCII([]byte(h)) {
		letters := []rune(h)
		for i, r := range letters {
			inWord := i > 0 && i+1 < len(letters) && unicode.IsLetter(letters[i-1]) && unicode.IsLetter(letters[i+1]) &&
				!(r == '?' && unicode.IsLower(letters[i-1]) && unicode.IsUpper(letters[i+1])) // "Size?Color"
			if r == utf8.RuneError || inWord && (r == '?' || oddInWord(r)) {
				return true
			}
		}
	}
	if isASCII([]byte(h)) {
		return false
	}
	if mixedScripts(h) {
		return true
	}
	return slices.ContainsFunc(otherReadings(h), func(other string) bool {
		other = strings.Join(headerWords(other), "_")
		return isASCII([]byte(other)) && (consentRole(headerWords(other)) != "" || withholding().MatchString(headerKey(other)) || meaning(other) != "")
	})
}

// oddInWord are signs that no name has between letters, and that other code pages' letters turn into.
func oddInWord(r rune) bool {
	return strings.ContainsRune("„‚…†‡ˆ‰‹›“”•™¡¢£¤¥¦§¨©«¬®¯±²³¶¸¹»¼½¾¿×÷", r) || unicode.Is(unicode.Cc, r) && r != '\t' && r != '\n' && r != '\r' || unicode.In(r, unicode.So, unicode.Co)
}

// otherReadings are what a header's bytes say in the code pages of DOS and of the Mac.
func otherReadings(h string) (all []string) {
	from := []*charmap.Charmap{charmap.Windows1252, charmap.ISO8859_1, charmap.Macintosh, charmap.CodePage850}
	to := []*charmap.Charmap{charmap.CodePage850, charmap.CodePage437, charmap.Macintosh, charmap.Windows1252}
	for _, f := range from {
		b, err := f.NewEncoder().Bytes([]byte(h))
		if err != nil {
			continue
		}
		for _, t := range to {
			if s, err := t.NewDecoder().Bytes(b); err == nil && f != t && string(s) != h && !strings.ContainsRune(string(s), utf8.RuneError) {
				all = append(all, string(s))
			}
		}
	}
	return all
}
