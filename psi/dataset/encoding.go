package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// encodingLen is how many bytes of a text are examined for its encoding.
const encodingLen = sniffLen

// charset is how a text is encoded.
type charset struct {
	name    string
	bom     bool // a byte order mark says so
	assumed bool // nothing says so
	enc     encoding.Encoding
}

var utf8Charset = charset{name: "UTF-8"}

// charsetOf says how a text is encoded, according to wanted, its byte order mark or its content.
func charsetOf(head []byte, wanted string) (charset, error) {
	is := charsetOfMark(head)
	if wanted == "" {
		if is.name == "" {
			is = charsetOfContent(head)
		}
		return is, nil
	}
	enc, err := htmlindex.Get(wanted)
	if err != nil || enc == encoding.Replacement {
		return is, fmt.Errorf("unknown encoding %.40q: want a name such as utf-8, utf-16le, windows-1252, iso-8859-15 or macintosh", wanted)
	}
	name, _ := htmlindex.Name(enc)
	want := charset{name: name, enc: enc}
	if enc == unicode.UTF8 {
		want = utf8Charset
	}
	if is.bom && is.name != want.name && !(is.name == "UTF-16LE" && name == "utf-16le") && !(is.name == "UTF-16BE" && name == "utf-16be") {
		return is, fmt.Errorf("the byte order mark says %s, not %s", is.name, name)
	}
	if is.bom {
		return is, nil
	}
	return want, nil
}

func charsetOfMark(head []byte) charset {
	switch {
	case bytes.HasPrefix(head, bom):
		return charset{name: "UTF-8", bom: true}
	case bytes.HasPrefix(head, []byte{0xff, 0xfe, 0, 0}):
		return charset{name: "UTF-32LE", bom: true, enc: utf32.UTF32(utf32.LittleEndian, utf32.ExpectBOM)}
	case bytes.HasPrefix(head, []byte{0, 0, 0xfe, 0xff}):
		return charset{name: "UTF-32BE", bom: true, enc: utf32.UTF32(utf32.BigEndian, utf32.ExpectBOM)}
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return charset{name: "UTF-16LE", bom: true, enc: unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)}
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return charset{name: "UTF-16BE", bom: true, enc: unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)}
	}
	return charset{}
}

// charsetOfContent recognises UTF-16 by its zero bytes, and Windows-1252 by non-ASCII bytes that are nowhere valid
// UTF-8.
func charsetOfContent(head []byte) charset {
	var zeros [2]int
	n := min(len(head), 1024) &^ 1
	for i, c := range head[:n] {
		if c == 0 {
			zeros[i&1]++
		}
	}
	if n >= 8 && zeros[0] == 0 && zeros[1] > n/3 {
		return charset{name: "UTF-16LE", enc: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
	}
	if n >= 8 && zeros[1] == 0 && zeros[0] > n/3 {
		return charset{name: "UTF-16BE", enc: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
	}
	if utf8.Valid(head) || bytes.IndexByte(head, 0) >= 0 {
		return utf8Charset
	}
	high := 0
	for b := head; len(b) > 0; {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1 && !utf8.FullRune(b): // the head ends within a character
		case r == utf8.RuneError && n == 1:
			high++
			if bytes.IndexByte([]byte{0x81, 0x8d, 0x8f, 0x90, 0x9d}, b[0]) >= 0 {
				return utf8Charset // not in Windows-1252
			}
		case n > 1:
			return utf8Charset // broken characters are rejected where they occur
		}
		b = b[n:]
	}
	if high == 0 {
		return utf8Charset
	}
	return charset{name: "windows-1252", assumed: true, enc: charmap.Windows1252}
}

// decode returns the text of lines as UTF-8 without a byte order mark.
func (t *Table) decode(lines *lineReader, is charset, max int) *lineReader {
	if is.enc == nil {
		if is.bom {
			t.source.Notes = append(t.source.Notes, "byte order mark skipped")
			lines.skip(len(bom))
		}
		return lines
	}
	t.source.Encoding = is.name
	var r io.Reader = lines
	if is.assumed {
		t.source.Notes = append(t.source.Notes, "the text is not UTF-8, and was read as "+is.name+": if that is wrong, name its encoding")
		r = &notUTF8{r: r}
	}
	return newLineReader(is.enc.NewDecoder().Reader(r), max)
}

// notUTF8 passes on text that was assumed not to be UTF-8, and fails where it is.
type notUTF8 struct {
	r   io.Reader
	run []byte // bytes that are not ASCII, up to the last
}

// ErrEncoding says that a text is in no one encoding; see TableConfig.
var ErrEncoding = errors.New("part of the text is UTF-8 and part is not: name its encoding, or save the file as UTF-8")

// namesError is an ErrEncoding that the names of the columns show.
type namesError struct{ column int }

func (e namesError) Error() string {
	return fmt.Sprintf("the name of column %d is not UTF-8, and the text is read as UTF-8: name its encoding, or save the file as UTF-8", e.column)
}

func (namesError) Is(target error) bool { return target == ErrEncoding }

// checkEncoding looks at the names of the columns of a text.
func (t *Table) checkEncoding() error {
	switch t.source.Format {
	case CSV, TSV, TXT:
		if i := slices.IndexFunc(t.headers, func(h string) bool { return !utf8.ValidString(h) }); i >= 0 {
			return namesError{i + 1}
		}
	}
	return nil
}

func (u *notUTF8) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	for _, c := range p[:n] {
		if c < utf8.RuneSelf {
			u.run = u.run[:0]
			continue
		}
		u.run = append(u.run, c)
		for len(u.run) > 0 && utf8.FullRune(u.run) {
			if _, size := utf8.DecodeRune(u.run); size > 1 {
				return 0, ErrEncoding
			}
			u.run = append(u.run[:0], u.run[1:]...)
		}
	}
	return n, err
}

// crOnly says whether lines end in CR alone, as on old Macintoshes. Some programs put an LF after the last one.
func crOnly(head []byte) bool {
	i := bytes.IndexByte(head, '\n')
	if i >= 0 && i < len(head)-1 {
		return false
	}
	return bytes.IndexByte(bytes.TrimRight(head, "\r\n"), '\r') >= 0
}

// crReader turns line endings of CR into LF.
type crReader struct {
	r  io.Reader
	cr bool // the last byte was CR
}

func (c *crReader) Read(p []byte) (int, error) {
	for {
		n, err := c.r.Read(p)
		out := p[:0]
		for _, b := range p[:n] {
			if b == '\n' && c.cr {
				c.cr = false
				continue
			}
			if c.cr = b == '\r'; c.cr {
				b = '\n'
			}
			out = append(out, b)
		}
		if len(out) > 0 || err != nil || n == 0 {
			return len(out), err
		}
	}
}
