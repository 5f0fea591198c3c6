package psi

import (
	"bytes"
	"fmt"
	"hash"
	"io"
	"slices"

	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// format is what a reader of a set has to know beside its parts.
type format struct {
	item    int  // bytes of an item
	inside  bool // items ascend within a record
	between bool // records ascend within a part
}

var (
	elementFormat = format{ElementSize, true, true}
	sortedTags    = format{TagSize, true, true}
	alignedTags   = format{item: TagSize}
	handleFormat  = format{HandleSize, true, true}
)

// RecordReader reads a committed set of packed records, leaf by leaf, and checks order and digest. With the hashes of
// the set's leaves it hands out only records of leaves that it has checked. Without them, nothing may be done with its
// records until it has returned io.EOF. It accepts a set only as a whole.
type RecordReader struct {
	r      io.Reader
	f      format
	want   Set
	leaves []Digest // or nil

	tree treeHash
	part int
	done uint64 // records of the part that have been read from r
	all  uint64 // records that have been read from r
	buf  []byte // a leaf
	rest []byte // of buf, not handed out yet
	in   int    // the part that rest belongs to
	prev []byte // the record before
	err  error
}

// NewElementReader reads a list or a platform's set. Elements ascend strictly within a group, and groups within a
// section: the sorting hides where an element came from, the strictness excludes duplicates (rule 3).
func NewElementReader(r io.Reader, want Set) *RecordReader {
	return newRecordReader(r, elementFormat, want)
}

// NewHandleReader reads handles in strictly ascending order: that order says nothing about the platform's set.
func NewHandleReader(r io.Reader, want Set) *RecordReader {
	return newRecordReader(r, handleFormat, want)
}

// NewElementReader reads the set of l, every leaf of which is checked before its records are handed out.
func (l *Leaves) NewElementReader(r io.Reader) *RecordReader {
	x := newRecordReader(r, elementFormat, l.set)
	x.leaves = l.hashes
	return x
}

func newRecordReader(r io.Reader, f format, want Set) *RecordReader {
	return &RecordReader{r: r, f: f, want: want}
}

// Part is the part that the records of the latest Read belong to.
func (r *RecordReader) Part() int { return r.in }

// Read fills p with whole records of one part. It returns io.EOF only when the whole set was read and is the committed
// one.
func (r *RecordReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		if r.err == nil {
			if err := r.fill(); err != nil {
				r.rest, r.err = nil, err
			}
		}
		if len(r.rest) == 0 {
			return 0, r.err
		}
	}
	width := int(r.want.Parts[r.in].Width) * r.f.item
	if len(p) < width {
		return 0, io.ErrShortBuffer
	}
	n := copy(p[:len(p)/width*width], r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// fill reads the next leaf and checks it.
func (r *RecordReader) fill() error {
	if r.part == 0 && r.done == 0 {
		if err := r.want.checkParts(); err != nil {
			return err
		}
	}
	if r.part < len(r.want.Parts) && r.done == r.want.Parts[r.part].Size {
		r.part, r.done, r.prev = r.part+1, 0, r.prev[:0]
	}
	part := r.want.Parts[r.part]
	n := min(part.perLeaf(), part.Size-r.done)
	width := int(part.Width) * r.f.item
	r.buf = slices.Grow(r.buf[:0], int(n)*width)[:int(n)*width]
	if k, err := io.ReadFull(r.r, r.buf); err != nil {
		return fmt.Errorf("set breaks off after %d of %d records: %w", r.all+uint64(k/width), r.want.Records(), short(err))
	}
	leaf := leafHash(r.buf)
	if r.leaves != nil && r.leaves[r.tree.n] != leaf {
		return Errorf(CodeDigestMismatch, "leaf %d is not the committed one", r.tree.n)
	}
	r.tree.add(leaf)
	if err := r.checkOrder(r.buf, width); err != nil {
		return err
	}
	r.rest, r.in = r.buf, r.part
	r.done += n
	r.all += n
	if r.part == len(r.want.Parts)-1 && r.done == part.Size { // before the last records are handed out
		if err := r.end(); err != io.EOF {
			return err
		}
		r.err = io.EOF
	}
	return nil
}

// checkOrder checks the order of records in a leaf and of items in them.
func (r *RecordReader) checkOrder(recs []byte, width int) error {
	for i := 0; i < len(recs) && r.f.between; i += width {
		rec := recs[i : i+width]
		if len(r.prev) > 0 && bytes.Compare(r.prev, rec) >= 0 {
			return Errorf(CodeNotAscending, "record %d is not above the one before it: the set is unsorted or holds a duplicate", r.all+uint64(i/width))
		}
		r.prev = append(r.prev[:0], rec...)
		for j := r.f.item; j < width && r.f.inside; j += r.f.item {
			if bytes.Compare(rec[j-r.f.item:j], rec[j:j+r.f.item]) >= 0 {
				return Errorf(CodeNotAscending, "record %d is unsorted or holds a duplicate", r.all+uint64(i/width))
			}
		}
	}
	return nil
}

// end checks that nothing follows and that the digest is the committed one.
func (r *RecordReader) end() error {
	if n, err := io.ReadFull(r.r, make([]byte, 1)); n > 0 {
		return Errorf(CodeDigestMismatch, "bytes follow the committed %d records", r.want.Records())
	} else if err != io.EOF {
		return err
	}
	if setDigest(r.want.Parts, r.tree.root()) != r.want.Digest {
		return Errorf(CodeDigestMismatch, "the %d records received are not the committed ones: the digest differs", r.want.Records())
	}
	return io.EOF
}

// setWriter writes packed records, part by part, and keeps track of parts and digest.
type setWriter struct {
	w      io.Writer
	leaves io.Writer // takes the hashes of the leaves, or nil
	item   int
	parts  []Part
	leaf   hash.Hash
	inLeaf uint64 // records in the leaf being written
	tree   treeHash
}

func newSetWriter(w io.Writer, item int) *setWriter { return &setWriter{w: w, item: item} }

// begin starts a part. It must not be called for a part that gets no records.
func (w *setWriter) begin(width uint64) error {
	err := w.endLeaf()
	w.parts = append(w.parts, Part{Width: width})
	return err
}

func (w *setWriter) Write(recs []byte) (int, error) {
	p := &w.parts[len(w.parts)-1]
	width := int(p.Width) * w.item
	for rest := recs; len(rest) > 0; {
		if w.leaf == nil {
			w.leaf = newLeaf()
		}
		n := min(uint64(len(rest)/width), p.perLeaf()-w.inLeaf)
		w.leaf.Write(rest[:int(n)*width])
		rest = rest[int(n)*width:]
		p.Size += n
		if w.inLeaf += n; w.inLeaf == p.perLeaf() {
			if err := w.endLeaf(); err != nil {
				return 0, err
			}
		}
	}
	return w.w.Write(recs)
}

func (w *setWriter) endLeaf() error {
	if w.leaf == nil {
		return nil
	}
	d := Digest(w.leaf.Sum(nil))
	w.leaf, w.inLeaf = nil, 0
	w.tree.add(d)
	if w.leaves == nil {
		return nil
	}
	_, err := w.leaves.Write(d[:])
	return err
}

// set ends the set.
func (w *setWriter) set() (Set, error) {
	err := w.endLeaf()
	return Set{Parts: slices.Clone(w.parts), Digest: setDigest(w.parts, w.tree.root())}, err
}

// WriteHandles writes sorted handles to dst. It fails if two are equal.
func WriteHandles(dst io.Writer, sorted io.Reader) (Set, error) {
	w := newSetWriter(dst, HandleSize)
	if err := w.begin(1); err != nil {
		return Set{}, err
	}
	dropped, err := extsort.CopyDistinct(w, sorted, HandleSize, HandleSize)
	if err == nil && dropped > 0 {
		err = fmt.Errorf("%d handles collide, which practically never happens by chance", dropped)
	}
	if err != nil {
		return Set{}, err
	}
	return w.set()
}

// DescribeTags is the set of packed tags with these parts. It doesn't check their order.
func DescribeTags(tags io.Reader, parts []Part) (Set, error) {
	w := newSetWriter(io.Discard, TagSize)
	for _, p := range parts {
		if err := w.begin(p.Width); err != nil {
			return Set{}, err
		}
		buf := make([]byte, leafItems*TagSize)
		for left := p.Items() * TagSize; left > 0; {
			n := min(left, uint64(len(buf)))
			if _, err := io.ReadFull(tags, buf[:n]); err != nil {
				return Set{}, err
			}
			if _, err := w.Write(buf[:n]); err != nil {
				return Set{}, err
			}
			left -= n
		}
	}
	return w.set()
}
