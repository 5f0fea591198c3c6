package psi

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"iter"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/blindmatch/blindmatch/psi/internal/stages"
)

// listMasker masks the items of a list, each under the domain of its type.
type listMasker struct {
	a        *Advertiser
	segments int             // that there may be
	last     int             // that an item was in
	out      *extsort.Sorter // element, segment
}

// itemBatch holds items of one type before and after masking.
type itemBatch struct {
	typ      int
	keys     [][32]byte
	segments []byte
	items    [][]byte
	dst      []ecdh.Element
	recs     []byte
}

func newItemBatch() *itemBatch {
	return &itemBatch{
		keys: make([][32]byte, 0, batchSize), segments: make([]byte, 0, batchSize),
		items: make([][]byte, batchSize), dst: make([]ecdh.Element, batchSize),
	}
}

func (m *listMasker) mask(ctx context.Context, items iter.Seq2[Item, error]) error {
	keys := m.a.keys()
	next, stop := iter.Pull2(items)
	defer stop()
	// Items of other types wait until there are enough of them, or the list ends.
	waiting := make([]*itemBatch, len(keys))
	for i := range waiting {
		waiting[i] = newItemBatch()
	}
	more := true
	fill := func(b *itemBatch) (bool, error) {
		for more {
			it, err, ok := next()
			if !ok {
				more = false
				break
			}
			if err != nil {
				return false, err
			}
			if it.Type < 0 || it.Type >= len(keys) || it.Segment < 0 || it.Segment >= m.segments {
				return false, fmt.Errorf("an item of type %d in segment %d: want below %d and %d", it.Type, it.Segment, len(keys), m.segments)
			}
			m.last = max(m.last, it.Segment)
			w := waiting[it.Type]
			w.keys, w.segments = append(w.keys, it.Key), append(w.segments, byte(it.Segment))
			if len(w.keys) == batchSize {
				b.take(w, it.Type)
				return true, nil
			}
		}
		for i, w := range waiting {
			if len(w.keys) > 0 {
				b.take(w, i)
				return true, nil
			}
		}
		b.take(waiting[0], 0)
		return false, nil
	}
	mask := func(b *itemBatch) error {
		for i := range b.keys {
			b.items[i] = b.keys[i][:]
		}
		keys[b.typ].Mask(b.dst[:len(b.keys)], b.items[:len(b.keys)])
		clear(b.keys)
		return nil
	}
	return stages.Run(ctx, newItemBatch, fill, mask, func(b *itemBatch) error {
		defer m.a.scratch.progress(len(b.keys))
		b.recs = b.recs[:0]
		for i := range b.keys {
			b.recs = append(append(b.recs, b.dst[i][:]...), b.segments[i])
		}
		return m.out.Add(b.recs)
	})
}

// take swaps the items of w into b.
func (b *itemBatch) take(w *itemBatch, typ int) {
	b.typ = typ
	b.keys, w.keys = w.keys, b.keys[:0]
	b.segments, w.segments = w.segments, b.segments[:0]
}

// keys are the role's key under the domain of each type.
func (a *Advertiser) keys() (keys []*ecdh.Key) {
	for _, name := range a.params.Types.Names() {
		keys = append(keys, a.key.WithDomain(a.params.Domain(name)))
	}
	return keys
}

// pad writes random elements, which belong to nobody's identifier, and their segment, up to the padded size of each.
func (a *Advertiser) pad(list MaskedList, limit uint64, to io.Writer) error {
	keys := a.keys()
	room := uint64(0) // for padding beside the list
	if limit == 0 {
		limit = 1 << 62
	}
	if size := list.Size(); limit > size {
		room = limit - size
	}
	dst, items := make([]ecdh.Element, batchSize), make([][]byte, batchSize)
	var recs []byte
	for segment, size := range list.Sizes {
		left := PadList(size, size+room) - size
		room -= left
		for left > 0 {
			n := min(left, batchSize)
			left -= n
			for i := range n {
				items[i] = make([]byte, 32)
				rand.Read(items[i])
			}
			keys[0].Mask(dst[:n], items[:n])
			recs = recs[:0]
			for i := range n {
				recs = append(append(recs, dst[i][:]...), byte(segment))
			}
			if _, err := to.Write(recs); err != nil {
				return err
			}
		}
	}
	return nil
}

// segmentWriter takes records of element and segment, and sorts them as records of segment and element. A list of one
// segment is sorted already: then only what is not counted, which is its padding, is sorted, as it is.
type segmentWriter struct {
	to  *extsort.Sorter
	one bool
	buf []byte
}

func (w *segmentWriter) Write(recs []byte) (int, error) {
	if w.one {
		return len(recs), w.to.Add(recs)
	}
	w.buf = w.buf[:0]
	for r := recs; len(r) > 0; r = r[ElementSize+1:] {
		w.buf = append(append(w.buf, r[ElementSize]), r[:ElementSize]...)
	}
	return len(recs), w.to.Add(w.buf)
}

// segmentCounter counts the records of each segment on their way.
type segmentCounter struct {
	*segmentWriter
	sizes []uint64
}

func (w *segmentWriter) counts(sizes []uint64) segmentCounter { return segmentCounter{w, sizes} }

func (w segmentCounter) Write(recs []byte) (int, error) {
	for r := recs; len(r) > 0; r = r[ElementSize+1:] {
		w.sizes[r[ElementSize]]++
	}
	if w.one {
		return len(recs), nil
	}
	return w.segmentWriter.Write(recs)
}

// writeSegment writes a sorted list of one segment as a set, with its padding merged into it.
func writeSegment(list, padding *extsort.Sorter, dst io.Writer) (Set, error) {
	sorted, err := list.Again()
	if err != nil {
		return Set{}, err
	}
	pads, err := padding.Sort()
	if err != nil {
		return Set{}, err
	}
	w := newSetWriter(dst, ElementSize)
	if err := w.begin(1); err != nil {
		return Set{}, err
	}
	if _, err := extsort.CopyDistinct(&elementWriter{to: w}, extsort.Merge(sorted, pads), ElementSize+1, ElementSize); err != nil {
		return Set{}, err
	}
	return w.set()
}

// elementWriter takes records of element and segment, and writes the elements.
type elementWriter struct {
	to  io.Writer
	buf []byte
}

func (w *elementWriter) Write(recs []byte) (int, error) {
	w.buf = w.buf[:0]
	for r := recs; len(r) > 0; r = r[ElementSize+1:] {
		w.buf = append(w.buf, r[:ElementSize]...)
	}
	_, err := w.to.Write(w.buf)
	return len(recs), err
}

// writeSegments writes the sorted segments as parts of a set.
func writeSegments(from *extsort.Sorter, segments int, dst io.Writer) (Set, error) {
	sorted, err := from.Sort()
	if err != nil {
		return Set{}, err
	}
	w := newSetWriter(dst, ElementSize)
	buf, out := make([]byte, batchSize*(1+ElementSize)), make([]byte, 0, batchSize*ElementSize)
	begun := 0
	flush := func() error {
		if len(out) == 0 {
			return nil
		}
		_, err := w.Write(out)
		out = out[:0]
		return err
	}
	for {
		n, err := sorted.Read(buf)
		if err == io.EOF {
			break
		}
		if err != nil {
			return Set{}, err
		}
		for r := buf[:n]; len(r) > 0; r = r[1+ElementSize:] {
			if segment := int(r[0]); segment >= begun {
				if err := flush(); err != nil {
					return Set{}, err
				}
				if segment > begun {
					return Set{}, fmt.Errorf("segment %d has no identifiers", begun)
				}
				if err := w.begin(1); err != nil {
					return Set{}, err
				}
				begun++
			}
			out = append(out, r[1:1+ElementSize]...)
		}
		if err := flush(); err != nil {
			return Set{}, err
		}
	}
	if begun < segments {
		return Set{}, fmt.Errorf("segment %d has no identifiers", begun)
	}
	return w.set()
}

// PadList is what an advertiser pads a segment of size elements to: the next of the sizes 1,000, 1,190, 1,415, 1,682
// and their doubles, which are 1000·2^(k/4) and make a segment at most a fifth larger, except the smallest. It is at
// most most, unless size itself is more.
func PadList(size, most uint64) uint64 {
	for scale := uint64(1); scale < 1<<40; scale *= 2 {
		for _, step := range []uint64{1000, 1190, 1415, 1682} {
			if padded := step * scale; padded >= size {
				return max(size, min(padded, most))
			}
		}
	}
	return size
}
