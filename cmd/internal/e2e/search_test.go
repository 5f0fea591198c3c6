//go:build unix

package e2e

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// finder looks for many patterns in one pass: a bit table over the first eight
// bytes, then a map, then the whole pattern.
type finder struct {
	bits     []uint64
	patterns map[uint64][]pattern
}

type pattern struct {
	bytes []byte
	what  string // in which form, of which variant: not the identifier itself
}

const finderBits = 24

func newFinder() *finder {
	return &finder{bits: make([]uint64, 1<<finderBits/64), patterns: map[uint64][]pattern{}}
}

func slot(head uint64) uint64 { return head * 0x9e3779b97f4a7c15 >> (64 - finderBits) }

func (f *finder) add(b []byte, what string) {
	if len(b) < 8 {
		panic("a pattern of fewer than eight bytes would be found by chance: " + what)
	}
	head := binary.LittleEndian.Uint64(b)
	for _, p := range f.patterns[head] {
		if bytes.Equal(p.bytes, b) {
			return
		}
	}
	f.patterns[head] = append(f.patterns[head], pattern{bytes.Clone(b), what})
	s := slot(head)
	f.bits[s/64] |= 1 << (s % 64)
}

// find calls found for every occurrence in b.
func (f *finder) find(b []byte, found func(what string, at int)) {
	for i := 0; i+8 <= len(b); i++ {
		head := binary.LittleEndian.Uint64(b[i:])
		if s := slot(head); f.bits[s/64]&(1<<(s%64)) == 0 {
			continue
		}
		for _, p := range f.patterns[head] {
			if bytes.HasPrefix(b[i:], p.bytes) {
				found(p.what, i)
			}
		}
	}
}

// form is a way in which an identifier could leak.
type form struct {
	name string
	of   func(id []byte) [][]byte
}

// forms: as it is, in both cases, in hex and base64, and every unkeyed hash that
// the trade uses, whole or as its first twelve bytes.
func forms() []form {
	all := []form{
		{"raw", func(id []byte) [][]byte { return [][]byte{id, bytes.ToLower(id), bytes.ToUpper(id)} }},
		{"utf-16", func(id []byte) [][]byte {
			var b []byte
			for _, c := range id {
				b = append(b, c, 0)
			}
			return [][]byte{b}
		}},
		{"hex", hexForms},
		{"base64", base64Forms},
	}
	for name, sum := range map[string]func([]byte) []byte{
		"sha256": func(b []byte) []byte { s := sha256.Sum256(b); return s[:] },
		"sha1":   func(b []byte) []byte { s := sha1.Sum(b); return s[:] },
		"md5":    func(b []byte) []byte { s := md5.Sum(b); return s[:] },
	} {
		all = append(all,
			form{name, func(id []byte) [][]byte { return [][]byte{sum(id)[:12]} }},
			form{name + " hex", func(id []byte) [][]byte { return hexForms(sum(id)[:12]) }},
			form{name + " base64", func(id []byte) [][]byte { return base64Forms(sum(id)[:12]) }},
		)
	}
	return all
}

func hexForms(b []byte) [][]byte {
	h := hex.EncodeToString(b)
	return [][]byte{[]byte(h), []byte(strings.ToUpper(h))}
}

// base64Forms are what b looks like in base64, wherever in the encoded text it
// begins: the characters that depend on b alone.
func base64Forms(b []byte) [][]byte {
	var out [][]byte
	for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for shift := range 3 {
			s := enc.EncodeToString(append(make([]byte, shift), b...))
			first := (8*shift + 5) / 6
			last := 8 * (shift + len(b)) / 6
			out = append(out, []byte(s[first:last]))
		}
	}
	return out
}

// addIdentifier adds all forms of an identifier.
func (f *finder) addIdentifier(id, variant string) {
	for _, form := range forms() {
		for _, b := range form.of([]byte(id)) {
			f.add(b, fmt.Sprintf("%s, %s", variant, form.name))
		}
	}
}

// The control: every form that is planted, at any offset, is found, and nothing
// is where nothing was planted.
func TestFinder(t *testing.T) {
	t.Parallel()
	f := newFinder()
	f.addIdentifier("canary@mail.example", "email")
	noise := make([]byte, 0, 200)
	for i := range byte(200) {
		noise = append(noise, i*7)
	}
	f.find(noise, func(what string, _ int) { t.Errorf("found where nothing is: %s", what) })
	for _, form := range forms() {
		for _, b := range form.of([]byte("canary@mail.example")) {
			for offset := range 9 {
				planted := append(bytes.Clone(noise[:offset]), b...)
				for _, tail := range []int{0, 1, 50} {
					hits := 0
					f.find(append(bytes.Clone(planted), noise[:tail]...), func(string, int) { hits++ })
					if hits == 0 {
						t.Errorf("%s at %d is not found", form.name, offset)
					}
				}
			}
		}
	}
	// Inside longer base64 too.
	for shift := range 3 {
		long := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift+3) + "canary@mail.example" + "yz"))
		hits := 0
		f.find([]byte(long), func(string, int) { hits++ })
		if hits == 0 {
			t.Errorf("base64 at %d is not found", shift)
		}
	}
}
