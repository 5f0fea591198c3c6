package psi

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
)

// RecordReader reads a committed set of packed records and accepts it only as a whole: exactly the committed number of
// records, strictly ascending where the set is sorted, and the committed digest. Nothing may be done with its records
// until it has returned io.EOF.
type RecordReader struct {
	r      io.Reader
	width  int
	sorted bool
	want   Set
	hash   hash.Hash
	prev   []byte
	n      uint64 // records read
	eof    bool
}

// NewElementReader reads elements in strictly ascending order: the sorting hides where an element came from, the
// strictness excludes duplicates (rule 3).
func NewElementReader(r io.Reader, want Set) *RecordReader {
	return newRecordReader(r, ElementSize, true, want)
}

// NewHandleReader reads handles in strictly ascending order: that order says nothing about the platform's set.
func NewHandleReader(r io.Reader, want Set) *RecordReader {
	return newRecordReader(r, HandleSize, true, want)
}

func newRecordReader(r io.Reader, width int, sorted bool, want Set) *RecordReader {
	return &RecordReader{r: r, width: width, sorted: sorted, want: want, hash: sha256.New(), prev: make([]byte, 0, width)}
}

// Read fills p with whole records. It returns io.EOF only when the whole set was read and is the committed one.
func (r *RecordReader) Read(p []byte) (int, error) {
	if r.eof {
		return 0, io.EOF
	}
	p = p[:min(uint64(len(p)/r.width), r.want.Size-r.n)*uint64(r.width)]
	if len(p) == 0 && r.n < r.want.Size {
		return 0, io.ErrShortBuffer
	}
	k, err := io.ReadFull(r.r, p)
	switch {
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return 0, fmt.Errorf("set ends after %d of %d records: %w", r.n+uint64(k/r.width), r.want.Size, io.ErrUnexpectedEOF)
	case err != nil:
		return 0, err
	}
	if r.sorted {
		for i := 0; i < k; i += r.width {
			rec := p[i : i+r.width]
			if r.n+uint64(i/r.width) > 0 && bytes.Compare(r.prev, rec) >= 0 {
				return 0, Errorf(CodeNotAscending, "record %d is not above the one before it: the set is unsorted or holds a duplicate", r.n+uint64(i/r.width))
			}
			r.prev = append(r.prev[:0], rec...)
		}
	}
	r.hash.Write(p)
	r.n += uint64(k / r.width)
	if r.n == r.want.Size {
		if err := r.end(); err != nil {
			return 0, err
		}
	}
	return k, nil
}

// end checks that nothing follows and that the digest is the committed one.
func (r *RecordReader) end() error {
	var one [1]byte
	if _, err := io.ReadFull(r.r, one[:]); err == nil {
		return Errorf(CodeDigestMismatch, "bytes follow the committed %d records", r.want.Size)
	} else if err != io.EOF {
		return err
	}
	if Digest(r.hash.Sum(nil)) != r.want.Digest {
		return Errorf(CodeDigestMismatch, "the %d records received are not the committed ones: SHA-256 differs", r.want.Size)
	}
	r.eof = true
	return nil
}

// setWriter writes packed records and keeps track of their number and digest.
type setWriter struct {
	w     io.Writer
	width int
	hash  hash.Hash
	n     uint64
}

func newSetWriter(w io.Writer, width int) *setWriter {
	return &setWriter{w: w, width: width, hash: sha256.New()}
}

func (w *setWriter) Write(recs []byte) (int, error) {
	w.hash.Write(recs)
	w.n += uint64(len(recs) / w.width)
	return w.w.Write(recs)
}

func (w *setWriter) set() Set { return Set{Size: w.n, Digest: Digest(w.hash.Sum(nil))} }
