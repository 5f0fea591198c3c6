package psi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"sync"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/blindmatch/blindmatch/psi/internal/stages"
)

// ErrKeyUsed is returned when a role is asked to use its key a second time: a key is for one session (rule 1).
var ErrKeyUsed = errors.New("this key has been used: make a new role for each session")

// Advertiser is the advertiser's role. Its key masks one list and answers for one context. After that the role no
// longer has it. SPEC.md §7.
type Advertiser struct {
	params  Params
	scratch Scratch

	mu     sync.Mutex
	key    *ecdh.Key
	list   *Set // the masked list, once it is made
	public ecdh.Element
}

// NewAdvertiser draws a fresh key.
func NewAdvertiser(p Params, s Scratch) (*Advertiser, error) {
	g, err := p.suite()
	if err != nil {
		return nil, err
	}
	return newAdvertiser(p, s, g.GenerateKey()), nil
}

// ResumeAdvertiser is the role as it was when it had masked its list, with the key that KeyBytes returned then. It can't
// mask another one, and its tags are the same again.
func ResumeAdvertiser(p Params, s Scratch, key []byte, list Set) (*Advertiser, error) {
	a, err := RestoreAdvertiser(p, s, key)
	if err == nil {
		a.list = &list
	}
	return a, err
}

// KeyBytes is the key, to be kept until the tags are made so that the same session can go on; nil if there is none any
// more.
func (a *Advertiser) KeyBytes() []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.key == nil {
		return nil
	}
	return a.key.Bytes()
}

// RestoreAdvertiser is the role with a given key, for test vectors.
func RestoreAdvertiser(p Params, s Scratch, key []byte) (*Advertiser, error) {
	g, err := p.suite()
	if err != nil {
		return nil, err
	}
	k, err := g.NewKey(key)
	if err != nil {
		return nil, err
	}
	return newAdvertiser(p, s, k), nil
}

func newAdvertiser(p Params, s Scratch, k *ecdh.Key) *Advertiser {
	return &Advertiser{params: p, scratch: s, key: k, public: k.Public()}
}

// Item is one identifier of a list.
type Item struct {
	Type    int      // index among the params' types
	Segment int      // of the list, from 0
	Key     [32]byte // match key
}

// ListOptions says how a list is masked.
type ListOptions struct {
	Segments int    // 1 to 64; 0 means as many as the items name
	Limit    uint64 // most elements that the platform takes; padding keeps to it
	Plain    bool   // no padding: the platform learns the sizes
}

// MaskedList says what was written of a list.
type MaskedList struct {
	Set        Set
	Sizes      []uint64 // distinct elements of each segment, without padding
	Duplicates uint64   // items whose element was there already, in the same segment or an earlier one
}

// Size is the number of distinct elements in all segments, without padding.
func (m MaskedList) Size() (n uint64) {
	for _, s := range m.Sizes {
		n += s
	}
	return n
}

// MaskList writes C to dst: a·H(x) for every item, each segment sorted by encoding and padded with random elements, so
// that neither its order nor its size shows anything. An element in several segments stays in the first. It can be
// called once.
func (a *Advertiser) MaskList(ctx context.Context, items iter.Seq2[Item, error], o ListOptions, dst io.Writer) (MaskedList, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.key == nil || a.list != nil {
		return MaskedList{}, ErrKeyUsed
	}
	a.list = new(Set) // a list that failed halfway counts as used
	if o.Segments > MaxSegments {
		return MaskedList{}, fmt.Errorf("%d segments: want at most %d", o.Segments, MaxSegments)
	}
	byElement := a.scratch.sorter(ElementSize+1, 0)
	defer byElement.Close()
	m := &listMasker{a: a, segments: o.Segments, out: byElement}
	if o.Segments == 0 {
		m.segments = MaxSegments
	}
	if err := m.mask(ctx, items); err != nil {
		return MaskedList{}, err
	}
	if o.Segments == 0 {
		o.Segments = m.last + 1
	}
	sorted, err := byElement.Sort()
	if err != nil {
		return MaskedList{}, err
	}
	list := MaskedList{Sizes: make([]uint64, o.Segments)}
	bySegment := &segmentWriter{to: a.scratch.sorter(1+ElementSize, byElement.Len()/5), one: o.Segments == 1}
	defer bySegment.to.Close()
	if list.Duplicates, err = extsort.CopyDistinct(bySegment.counts(list.Sizes), sorted, ElementSize+1, ElementSize); err != nil {
		return MaskedList{}, err
	}
	if !o.Plain {
		if err := a.pad(list, o.Limit, bySegment); err != nil {
			return MaskedList{}, err
		}
	}
	if o.Segments == 1 {
		list.Set, err = writeSegment(byElement, bySegment.to, dst)
	} else {
		list.Set, err = writeSegments(bySegment.to, o.Segments, dst)
	}
	if err != nil {
		return MaskedList{}, err
	}
	*a.list = list.Set
	return list, nil
}

// Public is A = a·G, which the advertiser shows with its tags.
func (a *Advertiser) Public() ecdh.Element { return a.public }

// bind checks that c is a context for this role and its list. It hands over the key; the role no longer has it.
func (a *Advertiser) bind(c *Context) (*ecdh.Key, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.key == nil {
		return nil, ErrKeyUsed
	}
	if err := bindable(c, c.Mode, a.params); err != nil {
		return nil, err
	}
	if a.list == nil || !c.List.Is(*a.list) {
		return nil, errors.New("the context's list is not the one that was masked")
	}
	k := a.key
	a.key = nil
	return k, nil
}

// bindable says whether a role of the given mode and params may run in c.
func bindable(c *Context, mode Mode, p Params) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if c.Mode != mode || c.Params != p {
		return fmt.Errorf("context of mode %q under %+v given to a role of mode %q under %+v", c.Mode, c.Params, mode, p)
	}
	return nil
}

// Close destroys the key. After a complete run there is none left.
func (a *Advertiser) Close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.key != nil {
		a.key.Destroy()
		a.key = nil
	}
}

// Tags reads the platform's set P, or the slice of it, and writes R to dst: the tags of a·P, group by group. In modes
// with aligned tags they are in the order of P. In mode count they are sorted within each group, and the groups of each
// section too, so that the platform can't tell which of its groups a tag belongs to. It consumes the key. What it wrote
// is worthless if it returns an error.
func (a *Advertiser) Tags(ctx context.Context, c Context, platformSet RecordSource, dst io.Writer) (Set, error) {
	k, err := a.bind(&c)
	if err != nil {
		return Set{}, err
	}
	defer k.Destroy()
	w := &tagWriter{set: newSetWriter(dst, TagSize), parts: c.Slice.Sections(c.PlatformSet), part: -1, scratch: a.scratch, sorts: !c.Mode.Aligned()}
	defer w.close()
	d := NewDeriver(&c)
	err = remask(ctx, k, platformSet, a.scratch, func(b *elementBatch) error { return w.add(d, b) })
	if err == nil {
		err = w.end()
	}
	if err != nil {
		return Set{}, err
	}
	set, err := w.set.set()
	if err == nil {
		err = c.CheckTags(set)
	}
	return set, err
}

// tagWriter writes the tags of one section after another.
type tagWriter struct {
	set     *setWriter
	parts   []Part
	part    int
	scratch Scratch
	sorts   bool
	sorter  *extsort.Sorter // of the section, if it sorts
	buf     []byte
}

func (w *tagWriter) add(d *Deriver, b *elementBatch) error {
	for w.part != b.part {
		if err := w.end(); err != nil {
			return err
		}
		w.part++
		if err := w.set.begin(w.parts[w.part].Width); err != nil {
			return err
		}
		if w.sorts {
			w.sorter = w.scratch.sorter(int(w.parts[w.part].Width)*TagSize, w.parts[w.part].Size)
		}
	}
	width := int(w.parts[w.part].Width)
	w.buf = slices.Grow(w.buf[:0], len(b.dst)*TagSize)[:len(b.dst)*TagSize]
	stages.Parallel(len(b.dst)/width, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			d.record(w.buf[i*width*TagSize:i*width*TagSize], b.dst[i*width:(i+1)*width], w.sorts)
		}
	})
	if w.sorts {
		return w.sorter.Add(w.buf)
	}
	_, err := w.set.Write(w.buf)
	return err
}

// end writes the section that was sorted.
func (w *tagWriter) end() error {
	if w.sorter == nil {
		return nil
	}
	defer w.close()
	sorted, err := w.sorter.Sort()
	if err != nil {
		return err
	}
	width := int(w.parts[w.part].Width) * TagSize
	dropped, err := extsort.CopyDistinct(w.set, sorted, width, TagSize)
	if err == nil && dropped > 0 {
		err = fmt.Errorf("%d tags collide, which practically never happens by chance: run again", dropped)
	}
	return err
}

func (w *tagWriter) close() {
	if w.sorter != nil {
		w.sorter.Close()
		w.sorter = nil
	}
}
