package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sniffLen is how much of a file is looked at before it is read.
const sniffLen = 64 << 10

// magics are the starts of files that are not text.
var magics = []struct{ start, is, do string }{
	{"\x1f\x8b", "gzip", "decompress it first"},
	{"\x28\xb5\x2f\xfd", "Zstandard", "decompress it first"},
	{"PK\x03\x04", "a zip archive or an Excel workbook", "unpack the archive, or save the workbook as CSV UTF-8"},
	{"PAR1", "Parquet", "name the file .parquet"},
	{"BZh", "bzip2", "decompress it first"},
	{"\xfd7zXZ\x00", "xz", "decompress it first"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"},
	{"Rar!", "a RAR archive", "unpack it first"},
	{"\xd0\xcf\x11\xe0", "an old Excel workbook", "save it as CSV UTF-8"},
	{"SQLite format 3\x00", "an SQLite database", "export the table as CSV"},
	{"%PDF-", "a PDF", "export the list as CSV UTF-8"},
	{"-----BEGIN PGP", "a PGP message", "decrypt it first"},
	{"ORC", "ORC", "convert it to CSV or Parquet"},
	{"Obj\x01", "Avro", "convert it to CSV or Parquet"},
}

var (
	errEmpty      = errors.New("the file is empty")
	errHeaderOnly = errors.New("the file has a header and no rows")
)

// checkText refuses what is not text in UTF-8, saying what it looks like and
// what to do.
func checkText(head []byte) error {
	if len(head) == 0 {
		return errEmpty
	}
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.start)) && (m.is != "ORC" || !utf8.Valid(head)) {
			return fmt.Errorf("this looks like %s, not like text: %s", m.is, m.do)
		}
	}
	if is := utf16Text(head); is != "" {
		return fmt.Errorf("this looks like %s text: save it as UTF-8 (in Excel: CSV UTF-8)", is)
	}
	if i := bytes.IndexByte(head, 0); i >= 0 {
		return fmt.Errorf("byte %d is NUL, so this is not text: save the list as CSV UTF-8", i+1)
	}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(bytes.TrimRight(head, "\r"), '\r') >= 0 {
		return errors.New("the lines end in CR only (old Macintosh): save the file with LF or CRLF line ends")
	}
	return nil
}

// utf16Text recognises UTF-16 and UTF-32, with or without a byte order mark.
func utf16Text(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(head, []byte{0, 0, 0xfe, 0xff}):
		return "UTF-32"
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return "UTF-16"
	}
	var zeros [2]int
	n := min(len(head), 1024) &^ 1
	for i, c := range head[:n] {
		if c == 0 {
			zeros[i&1]++
		}
	}
	if n >= 8 && (zeros[0] > n/3 && zeros[1] == 0 || zeros[1] > n/3 && zeros[0] == 0) {
		return "UTF-16"
	}
	return ""
}

var bom = []byte("\ufeff")

// sniffDelimiter picks the delimiter that the first line has most of, outside
// quotes. A line without any is one column.
func sniffDelimiter(head []byte) byte {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	counts := map[byte]int{}
	quoted := false
	for _, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case !quoted:
			counts[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte(";\t|") {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// delimiterName is how a delimiter is written in reports.
func delimiterName(c byte) string {
	if c == '\t' {
		return "tab"
	}
	return string(rune(c))
}

// looksLikeData says whether a line that should name columns holds values: an
// address, a long number or a hash. Then none of it may be shown.
func looksLikeData(cells []string) bool {
	for _, s := range cells {
		if strings.Contains(s, "@") || len(s) > 64 || !utf8.ValidString(s) {
			return true
		}
		digits, letters := 0, 0
		for _, c := range s {
			switch {
			case c < ' ':
				return true
			case '0' <= c && c <= '9':
				digits++
			case unicode.IsLetter(c):
				letters++
			}
		}
		// phone_sha256_e164 has six digits.
		if digits > 8 || digits > 5 && letters == 0 {
			return true
		}
	}
	return false
}
