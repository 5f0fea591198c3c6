package psi

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// SliceUnits is how many units an epoch's set is cut into for slices. Each section is cut into as many, so all
// capacities are multiples of it.
const SliceUnits = 1024

// Allotted is a slice and where it starts: units of 1/1024 of each section, the first unit after the last. The zero
// value is the whole set. SPEC.md §7.4.
type Allotted struct {
	Slice
	Start uint64 // 0 … 1,023; 0 for the whole set
}

// Units is how many units the slice takes.
func (s Allotted) Units() uint64 { return SliceUnits / s.Slice.Parts() }

// String is the fraction and where it starts, such as "1/256 at 37"; "1" for the whole set.
func (s Allotted) String() string {
	if s.Whole() {
		return s.Slice.String()
	}
	return fmt.Sprintf("%s at %d", s.Slice, s.Start)
}

// MarshalText is String.
func (s Allotted) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what String returns.
func (s *Allotted) UnmarshalText(b []byte) (err error) {
	fraction, start, allotted := strings.Cut(string(b), " at ")
	if s.Slice, err = ParseSlice(fraction); err != nil {
		return err
	}
	if s.Start = 0; allotted {
		s.Start, err = strconv.ParseUint(start, 10, 16)
	}
	if err != nil || s.String() != string(b) || s.Start >= SliceUnits {
		return fmt.Errorf("slice %.40q: want 1, or a fraction and its first unit, such as 1/256 at 37", b)
	}
	return nil
}

// check rejects a start outside of the set.
func (s Allotted) check() error {
	if s.Start >= SliceUnits || s.Whole() && s.Start != 0 {
		return fmt.Errorf("slice %s: it starts outside of the set", s)
	}
	return nil
}

// span is a run of records of one part, from (inclusive) to (exclusive).
type span struct{ from, to uint64 }

// spans are the records of a section that are in the slice, in the order in which they are read.
func (s Allotted) spans(p Part) []span {
	if s.Whole() {
		return []span{{0, p.Size}}
	}
	unit := p.Size / SliceUnits
	from, to := s.Start*unit, (s.Start+s.Units())*unit
	if to <= p.Size {
		return []span{{from, to}}
	}
	return []span{{from, p.Size}, {0, to - p.Size}}
}

// index is the position in the slice of record i of a section, if it is in it.
func (s Allotted) index(p Part, i uint64) (at uint64, ok bool) {
	for _, x := range s.spans(p) {
		if i >= x.from && i < x.to {
			return at + i - x.from, true
		}
		at += x.to - x.from
	}
	return 0, false
}

// record is the record of a section that is at a position in the slice.
func (s Allotted) record(p Part, at uint64) uint64 {
	for _, x := range s.spans(p) {
		if at < x.to-x.from {
			return x.from + at
		}
		at -= x.to - x.from
	}
	panic("psi: internal error: position outside of the slice")
}

// Sections are the parts of what is in the slice of a platform's set.
func (s Allotted) Sections(set Set) []Part {
	parts := make([]Part, len(set.Parts))
	for i, p := range set.Parts {
		parts[i] = p
		if !s.Whole() {
			parts[i].Size = p.Size / SliceUnits * s.Units()
		}
	}
	return parts
}

// A Range opens size bytes of a platform's set from byte off on.
type Range func(ctx context.Context, off, size uint64) (io.ReadCloser, error)

// SliceReader reads the records of a slice, from leaves that it has checked.
type SliceReader struct {
	ctx   context.Context
	l     *Leaves
	s     Allotted
	open  Range
	part  int    // being read
	next  int    // span of the part to read next
	at    span   // of the span being read: what is left
	leaf  uint64 // of the part, to be read next
	body  io.ReadCloser
	buf   []byte
	rest  []byte
	in    int
	first uint64 // number of the part's first leaf in the set
	off   uint64 // where the part begins, in bytes
}

// NewSliceReader reads the records of a slice of the set, by whole leaves, in the order of SPEC.md §7.4.
func (l *Leaves) NewSliceReader(ctx context.Context, s Allotted, open Range) *SliceReader {
	return &SliceReader{ctx: ctx, l: l, s: s, open: open}
}

// Part is the part that the records of the latest Read belong to.
func (r *SliceReader) Part() int { return r.in }

// Read fills p with whole records of one part.
func (r *SliceReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
	width := int(r.l.set.Parts[r.in].Width) * ElementSize
	if len(p) < width {
		return 0, io.ErrShortBuffer
	}
	n := copy(p[:len(p)/width*width], r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Close closes what is being read.
func (r *SliceReader) Close() error {
	if r.body == nil {
		return nil
	}
	err := r.body.Close()
	r.body = nil
	return err
}

// fill reads the next leaf of the slice, beginning the next span if need be.
func (r *SliceReader) fill() error {
	for r.at.from == r.at.to {
		if err := r.Close(); err != nil {
			return err
		}
		if r.part == len(r.l.set.Parts) {
			return io.EOF
		}
		if err := r.begin(); err != nil {
			return err
		}
	}
	part := r.l.set.Parts[r.part]
	n := min(part.perLeaf(), part.Size-r.leaf*part.perLeaf())
	width := part.Width * ElementSize
	if uint64(cap(r.buf)) < n*width {
		r.buf = make([]byte, leafItems*ElementSize)
	}
	r.buf = r.buf[:n*width]
	if _, err := io.ReadFull(r.body, r.buf); err != nil {
		return fmt.Errorf("leaf %d of section %d: %w", r.leaf, r.part, short(err))
	}
	if leafHash(r.buf) != r.l.hashes[r.first+r.leaf] {
		return Errorf(CodeDigestMismatch, "leaf %d of section %d is not the committed one", r.leaf, r.part)
	}
	x := newRecordReader(nil, elementFormat, r.l.set)
	x.all = r.leaf * part.perLeaf()
	if err := x.checkOrder(r.buf, int(width)); err != nil {
		return err
	}
	begin := r.leaf * part.perLeaf()
	to := min(r.at.to, begin+n)
	r.rest, r.in = r.buf[(r.at.from-begin)*width:(to-begin)*width], r.part
	r.at.from = to
	r.leaf++
	return nil
}

// begin opens the next span.
func (r *SliceReader) begin() (err error) {
	part := r.l.set.Parts[r.part]
	spans := r.s.spans(part)
	if r.next == len(spans) {
		r.first += part.leaves()
		r.off += part.Items() * ElementSize
		r.part, r.next = r.part+1, 0
		return nil
	}
	r.at = spans[r.next]
	r.next++
	r.leaf = r.at.from / part.perLeaf()
	width := part.Width * ElementSize
	from := r.leaf * part.perLeaf() * width
	to := min(part.Size, (r.at.to+part.perLeaf()-1)/part.perLeaf()*part.perLeaf()) * width
	r.body, err = r.open(r.ctx, r.off+from, to-from)
	return err
}

// RecordSource hands out records of a platform's set: whole records of one part with each Read, checked.
type RecordSource interface {
	io.Reader
	Part() int // that the records of the latest Read belong to
}
