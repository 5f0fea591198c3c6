package psi

import "io"

// SetOf describes packed records of so many bytes an item.
func SetOf(b []byte, item int, parts ...Part) Set {
	w := newSetWriter(io.Discard, item)
	for _, p := range parts {
		if err := w.begin(p.Width); err != nil {
			panic(err)
		}
		n := int(p.Items()) * item
		if _, err := w.Write(b[:n]); err != nil {
			panic(err)
		}
		b = b[n:]
	}
	s, err := w.set()
	if err != nil || len(b) > 0 {
		panic("parts don't fit the records")
	}
	return s
}

// NewTagReader reads R.
func NewTagReader(r io.Reader, want Set, aligned bool) *RecordReader {
	if aligned {
		return newRecordReader(r, alignedTags, want)
	}
	return newRecordReader(r, sortedTags, want)
}
