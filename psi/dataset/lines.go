package dataset

import (
	"bytes"
	"fmt"
	"io"
)

// lineReader splits a stream into lines that end in LF or CRLF. The lines are slices of its own buffer.
type lineReader struct {
	r          io.Reader
	buf        []byte
	start, end int    // the part of buf that is not consumed yet
	line       uint64 // number of the line returned last
	max        int
	err        error // of r
}

func newLineReader(r io.Reader, max int) *lineReader {
	if max <= 0 {
		max = defaultMaxLine
	}
	return &lineReader{r: r, buf: make([]byte, 256<<10), max: max}
}

// newLineReaderOf reads the lines of a text.
func newLineReaderOf(text []byte) *lineReader {
	return &lineReader{buf: text, end: len(text), max: defaultMaxLine, err: io.EOF}
}

// next returns the next line without its end, valid until the following call, or io.EOF after the last.
func (l *lineReader) next() ([]byte, error) {
	searched := 0
	for {
		if i := bytes.IndexByte(l.buf[l.start+searched:l.end], '\n'); i >= 0 {
			s := l.buf[l.start : l.start+searched+i]
			if len(s) > l.max {
				return nil, l.tooLong()
			}
			l.start += searched + i + 1
			l.line++
			if n := len(s); n > 0 && s[n-1] == '\r' {
				s = s[:n-1]
			}
			return s, nil
		}
		searched = l.end - l.start
		if searched > l.max {
			return nil, l.tooLong()
		}
		if l.err != nil {
			if l.err != io.EOF {
				return nil, fmt.Errorf("line %d: reading failed: %w", l.line+1, l.err)
			}
			if searched == 0 {
				return nil, io.EOF
			}
			s := l.buf[l.start:l.end]
			l.start = l.end
			l.line++
			return bytes.TrimSuffix(s, []byte("\r")), nil
		}
		l.fill()
	}
}

func (l *lineReader) tooLong() error {
	return &lineError{l.line + 1, fmt.Sprintf("longer than %d bytes; is this the right file, and are its line endings right?", l.max)}
}

// fill makes room and reads once.
func (l *lineReader) fill() {
	if l.start > 0 {
		l.end = copy(l.buf, l.buf[l.start:l.end])
		l.start = 0
	}
	if l.end == len(l.buf) {
		l.buf = append(l.buf, make([]byte, len(l.buf))...)
	}
	// A reader that returns neither bytes nor an error is asked again, but not for ever.
	for range 100 {
		n, err := l.r.Read(l.buf[l.end:])
		l.end += n
		l.err = err
		if n > 0 || err != nil {
			return
		}
	}
	l.err = io.ErrNoProgress
}

// peek returns up to n bytes that have not been consumed yet.
func (l *lineReader) peek(n int) []byte {
	n = min(n, len(l.buf))
	for l.end-l.start < n && l.err == nil {
		l.fill()
	}
	return l.buf[l.start:min(l.end, l.start+n)]
}

// skip consumes n bytes that were peeked.
func (l *lineReader) skip(n int) { l.start += n }

// Read returns the rest of the stream as it is.
func (l *lineReader) Read(p []byte) (int, error) {
	if l.start == l.end {
		if l.err != nil {
			return 0, l.err
		}
		return l.r.Read(p)
	}
	n := copy(p, l.buf[l.start:l.end])
	l.start += n
	return n, nil
}
