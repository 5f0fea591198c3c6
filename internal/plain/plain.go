// Package plain makes text from others safe to show. A terminal obeys escapes and control characters, and shows what
// follows a bidirectional control in another order; other invisible characters make two texts look like one. Each of
// them is written as \uXXXX, so that it can be seen, and JSON stays the same JSON.
package plain

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Line is s as a part of one line: line breaks and tabs are written as \uXXXX too.
func Line(s string) string {
	if !strings.ContainsFunc(s, isUnsafe) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s { // a byte that is not UTF-8 gives U+FFFD
		write(&b, r, isUnsafe)
	}
	return b.String()
}

func write(b *strings.Builder, r rune, unsafe func(rune) bool) {
	if !unsafe(r) {
		b.WriteRune(r)
		return
	}
	for _, u := range utf16.AppendRune(nil, r) {
		fmt.Fprintf(b, `\u%04x`, u)
	}
}

// isUnsafe says whether r is a control or an invisible format character, or breaks a line. The joiners (U+200C, U+200D)
// belong to the spelling of words.
func isUnsafe(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || unicode.Is(unicode.Cf, r) && r != 0x200c && r != 0x200d
}

// isUnsafeInText lets lines and tabs be.
func isUnsafeInText(r rune) bool { return r != '\n' && r != '\t' && isUnsafe(r) }

// Writer writes text of several lines. It is safe for concurrent use.
type Writer struct {
	w io.Writer

	mu   sync.Mutex
	rest []byte // of a character that the next bytes complete
}

// NewWriter writes to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Beneath is what the writer writes to.
func (x *Writer) Beneath() io.Writer { return x.w }

// Write implements io.Writer.
func (x *Writer) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.rest) == 0 && isPlainASCII(p) {
		return x.w.Write(p)
	}
	all := append(x.rest, p...)
	var b strings.Builder
	b.Grow(len(all))
	for len(all) > 0 && utf8.FullRune(all) {
		r, n := utf8.DecodeRune(all)
		write(&b, r, isUnsafeInText)
		all = all[n:]
	}
	x.rest = append([]byte(nil), all...)
	if _, err := io.WriteString(x.w, b.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes what is left of a character that nothing completed.
func (x *Writer) Flush() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.rest) == 0 {
		return nil
	}
	x.rest = nil
	_, err := io.WriteString(x.w, string(utf8.RuneError))
	return err
}

func isPlainASCII(p []byte) bool {
	for _, c := range p {
		if c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}
