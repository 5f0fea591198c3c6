package extsort

import (
	"bytes"
	"io"
)

// Merge reads the records of two sorts of one width as one, in ascending byte order.
func Merge(a, b *Sorted) *Merged {
	return &Merged{width: a.width, a: stream{from: a}, b: stream{from: b}}
}

// Merged reads two sorts as one.
type Merged struct {
	width int
	a, b  stream
}

// stream is what was read of one of them.
type stream struct {
	from      *Sorted
	buf, rest []byte
}

// fill reads more unless some is left. At the end none is left.
func (s *stream) fill() error {
	if len(s.rest) > 0 {
		return nil
	}
	if s.buf == nil {
		s.buf = make([]byte, 4096*s.from.width)
	}
	n, err := s.from.Read(s.buf)
	s.rest = s.buf[:n]
	if err == io.EOF {
		return nil
	}
	return err
}

// Read fills p with as many whole records as there are at once, at least one, and returns the number of bytes. It returns
// io.EOF after the last record.
func (m *Merged) Read(p []byte) (n int, err error) {
	for len(p)-n >= m.width {
		if err := m.a.fill(); err != nil {
			return n, err
		}
		if err := m.b.fill(); err != nil {
			return n, err
		}
		from := &m.a
		if len(from.rest) == 0 || len(m.b.rest) > 0 && bytes.Compare(m.b.rest[:m.width], from.rest[:m.width]) < 0 {
			from = &m.b
		}
		if len(from.rest) == 0 {
			break
		}
		n += copy(p[n:], from.rest[:m.width])
		from.rest = from.rest[m.width:]
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// CopyDistinct copies sorted records of the given width to dst and drops those whose first keyWidth bytes equal the
// ones before. It returns how many it dropped.
func CopyDistinct(dst io.Writer, src io.Reader, width, keyWidth int) (dropped uint64, err error) {
	buf := make([]byte, 1<<15*width)
	prev := make([]byte, 0, keyWidth)
	for {
		n, err := src.Read(buf)
		if err == io.EOF {
			return dropped, nil
		}
		if err != nil {
			return dropped, err
		}
		kept := 0
		for i := 0; i < n; i += width {
			key := buf[i : i+keyWidth]
			if len(prev) > 0 && string(prev) == string(key) {
				dropped++
				continue
			}
			prev = append(prev[:0], key...)
			copy(buf[kept:], buf[i:i+width])
			kept += width
		}
		if _, err := dst.Write(buf[:kept]); err != nil {
			return dropped, err
		}
	}
}
