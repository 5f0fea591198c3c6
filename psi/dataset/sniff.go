package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sniffLen is how many bytes of a file are examined before it is read.
const sniffLen = 64 << 10

// magics are the starts of files that are not text.
var magics = []struct{ start, is, do string }{
	{"\x1f\x8b", "gzip", "decompress it first"},
	{"\x28\xb5\x2f\xfd", "Zstandard", "decompress it first"},
	{"BZh", "bzip2", "decompress it first"},
	{"\xfd7zXZ\x00", "xz", "decompress it first"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"},
	{"Rar!", "a RAR archive", "unpack it first"},
	{"SQLite format 3\x00", "an SQLite database", "export the table as CSV"},
	{"%PDF-", "a PDF", "export the list as CSV UTF-8"},
	{"{\\rtf", "an RTF document", "export the list as CSV UTF-8"},
	{"-----BEGIN PGP", "a PGP message", "decrypt it first"},
	{"ORC", "ORC", "convert it to CSV or Parquet"},
	{"Obj\x01", "Avro", "convert it to CSV or Parquet"},
}

// ErrEmpty says that a source holds nothing at all, so that nobody can tell what it is.
var ErrEmpty = errors.New("the file is empty")

// emptyPart is ErrEmpty of what a file holds.
type emptyPart string

func (e emptyPart) Error() string        { return string(e) }
func (e emptyPart) Is(target error) bool { return target == ErrEmpty }

var errHeaderOnly = errors.New("the file has a header but no rows")

// checkBinary refuses files that are known not to be text, and says what they look like and what to do.
func checkBinary(head []byte) error {
	if len(head) == 0 {
		return ErrEmpty
	}
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.start)) && (m.is != "ORC" || !utf8.Valid(head)) {
			return fmt.Errorf("this looks like %s, not like text: %s", m.is, m.do)
		}
	}
	return nil
}

// checkText refuses what is not lines of text.
func checkText(head []byte) error {
	if len(head) == 0 {
		return ErrEmpty
	}
	if i := bytes.IndexByte(head, 0); i >= 0 {
		return fmt.Errorf("byte %d is NUL, so this is not text: save the list as CSV UTF-8", i+1)
	}
	if start := bytes.TrimSpace(head); len(start) > 1 && start[0] == '<' {
		for _, tag := range []string{"<?xml", "<!doctype", "<html", "<table", "<workbook", "<head", "<meta", "<style", "<!--"} {
			if len(start) >= len(tag) && strings.EqualFold(string(start[:len(tag)]), tag) {
				return errors.New("this is HTML or XML, as some systems export under the name .xls or .csv: open it in a spreadsheet program and save it as .xlsx or CSV UTF-8")
			}
		}
	}
	return nil
}

var bom = []byte("\ufeff")

// sniffDelimiter picks the delimiter that occurs most often in the first line, outside quotes. A line without one is a
// single column.
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

// looksLikeData says whether a line that should name columns holds values: an address, a long number or a hash. If so,
// none of it may be shown.
func looksLikeData(cells []string) bool {
	for _, s := range cells {
		if strings.Contains(s, "@") || len(s) > 64 && !strings.Contains(s, " ") || !utf8.ValidString(s) {
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
		// The name phone_sha256_e164 has six digits.
		if digits > 8 || digits > 5 && letters == 0 {
			return true
		}
	}
	return false
}
