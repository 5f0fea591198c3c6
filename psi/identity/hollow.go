package identity

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers/v2/metadata"
)

// hollowSet has the digests of nothing and of all placeholders. A bit set over the first 18 bits of each saves the map
// look-up for nearly every other key.
type hollowSet struct {
	bits [1 << 12]uint64
	keys map[Key]Reject
}

func (h *hollowSet) add(k Key, r Reject) {
	h.keys[k] = r
	h.bits[uint(k[0])<<4|uint(k[1])>>4] |= 1 << (uint(k[1])<<2&0x3f | uint(k[2])>>6)
}

// find returns Accepted for a key that is not in the set.
func (h *hollowSet) find(k *Key) Reject {
	if h.bits[uint(k[0])<<4|uint(k[1])>>4]>>(uint(k[1])<<2&0x3f|uint(k[2])>>6)&1 == 0 {
		return Accepted
	}
	return h.keys[*k]
}

// hollowKeys is built when the first hashed value arrives, which takes some milliseconds.
var hollowKeys = sync.OnceValue(func() *hollowSet {
	h := &hollowSet{keys: make(map[Key]Reject, 1<<14)}
	hollow := func(r Reject, texts ...string) {
		for _, text := range texts {
			h.add(Sum([]byte(text)), r)
		}
	}
	for text := range placeholderLists().texts {
		hollow(HashOfPlaceholder, casings(text)...)
		for _, t := range usualCasings(text) {
			hollow(HashOfPlaceholder, utf16le(t))
			for _, space := range []string{" ", "\t", "\n", "\r\n"} {
				hollow(HashOfPlaceholder, space+t, t+space)
			}
		}
	}
	hollow(HashOfPlaceholder, "+")
	for n := 1; n <= 15; n++ {
		zeros := strings.Repeat("0", n)
		hollow(HashOfPlaceholder, zeros, "+"+zeros, strings.Repeat("1", n), strings.Repeat("9", n))
	}
	for code := range metadata.CountryCodeToRegion() {
		hollow(HashOfPlaceholder, fmt.Sprintf("+%d", code), fmt.Sprintf("00%d", code))
	}
	for address := range placeholderLists().addresses {
		name, domain, _ := strings.Cut(address, "@")
		hollow(HashOfPlaceholder, address, strings.ToUpper(address), title(address), title(name)+"@"+title(domain), titles(name)+"@"+domain, titles(name)+"@"+title(domain))
	}
	hollow(HashOfPlaceholder, placeholderNumbers()...)
	for _, digest := range []byte{0, 0xff} { // of the empty text
		h.add(Key(bytes.Repeat([]byte{digest}, len(Key{}))), HashOfPlaceholder)
	}

	spaces := []string{"", " ", "\t", "\n", "\r\n", "\u00a0", "\ufeff", "\x00"}
	for _, a := range spaces {
		for _, b := range spaces {
			hollow(HashOfEmpty, a+b)
		}
	}
	empty := Sum(nil)
	digest := hex.EncodeToString(empty[:]) // hashed twice
	hollow(HashOfEmpty, digest, strings.ToUpper(digest), base64.StdEncoding.EncodeToString(empty[:]), string(empty[:]))
	return h
})

// casings are all ways to write text in small and capital letters; for a long text only the usual ones.
func casings(text string) []string {
	all := []string{""}
	for _, c := range text {
		small, capital := string(c), strings.ToUpper(string(c))
		next := make([]string, 0, 2*len(all))
		for _, begun := range all {
			next = append(next, begun+small)
			if capital != small {
				next = append(next, begun+capital)
			}
		}
		if all = next; len(all) > 512 {
			return usualCasings(text)
		}
	}
	return all
}

func usualCasings(text string) []string {
	words := strings.Fields(text)
	for i, w := range words {
		if c, n := utf8.DecodeRuneInString(w); unicode.IsLetter(c) {
			words[i] = strings.ToUpper(w[:n]) + w[n:]
		}
	}
	return []string{text, strings.ToUpper(text), title(text), strings.Join(words, " "), titles(text)}
}

// titles makes the first of letters in a row capital.
func titles(text string) string {
	last := ' '
	return strings.Map(func(c rune) rune {
		begins := !unicode.IsLetter(last)
		last = c
		if begins {
			return unicode.ToUpper(c)
		}
		return c
	}, text)
}

// utf16le is text in UTF-16, as a database with such strings hashes it.
func utf16le(text string) string {
	var b []byte
	for _, c := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, c)
	}
	return string(b)
}

// title makes the first letter capital.
func title(text string) string {
	i := strings.IndexFunc(text, unicode.IsLetter)
	if i < 0 {
		return text
	}
	_, n := utf8.DecodeRuneInString(text[i:])
	return text[:i] + strings.ToUpper(text[i:i+n]) + text[i+n:]
}

// placeholderNumbers are the numbers that isPlaceholderNumber reports, with and without a plus sign.
func placeholderNumbers() (all []string) {
	digits := []string{"1234567890", "0123456789", "123456789", "11234567890"}
	for d := range 10 {
		digits = append(digits, "1"+strings.Repeat(fmt.Sprint(d), 10))
	}
	for n := 7; n <= 15; n++ {
		digits = append(digits, strings.Repeat("0", n), strings.Repeat("1", n), strings.Repeat("9", n))
	}
	for code := range metadata.CountryCodeToRegion() {
		c := fmt.Sprint(code)
		for zeros := 6; zeros <= 15-len(c); zeros++ {
			digits = append(digits, c+strings.Repeat("0", zeros))
		}
	}
	for _, d := range digits {
		all = append(all, d, "+"+d)
	}
	return all
}
