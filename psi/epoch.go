package psi

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"sync"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/internal/stages"
)

// Dataset is the platform's admitted set as it is stored: in contact groups, masked with the dataset's own key, so
// nothing on disk is an unkeyed function of an identifier (rule 8). An epoch masks it again with its own key.
type Dataset struct {
	Key      *ecdh.Key // d
	Sections []Section // widths ascending
}

// Section is the groups of a dataset that have room in a width.
type Section struct {
	Width    uint64 // 1, 2, 4, 8 or 16
	Groups   uint64 // real ones
	Capacity uint64 // groups and sentinels: a multiple of SliceUnits that CheckCapacity accepts
	// Each yields the groups: 1 to Width elements each. A group's elements are valid until the next one.
	Each iter.Seq2[Group, error]
}

// Group is a contact group.
type Group struct {
	Number   uint64         // in the dataset
	Elements []ecdh.Element // d·H(y), distinct
}

// LeastSentinels is the least number of sentinels in a section: 1,024, and one for every 64 elements that it has room
// for. By elements, because a group that is given up frees as many tags as it has: SPEC.md §10.3.
func LeastSentinels(p Part) uint64 { return max(1024, (p.Items()+63)/64) }

// CheckCapacity rejects a capacity, which is the size of p, that can't be sliced or leaves too little room for
// sentinels.
func CheckCapacity(groups uint64, p Part) error {
	if p.Size%SliceUnits != 0 || p.Size < groups || p.Size-groups < LeastSentinels(p) {
		return fmt.Errorf("a capacity of %d for a section of width %d: want a multiple of %d with room for its groups and for %d sentinels", p.Size, p.Width, SliceUnits, LeastSentinels(p))
	}
	return nil
}

// EpochFiles is where an epoch's files are written.
type EpochFiles struct {
	Set    io.Writer // P
	Leaves io.Writer // the hashes of P's leaves, which clients check P against
	// Order and Sentinels are for the platform alone. Order has the place of each group of P: see ReadPlace. Sentinels
	// has a record for each sentinel, in P's order: its index in its section, eight big-endian bytes, and its place.
	Order, Sentinels io.Writer
}

// Epoch is the platform's role: one key b and one masked set P for all sessions of an epoch. No client ever receives an
// evaluation under b. That is why b may outlive a session (rule 1). It is safe for concurrent use.
type Epoch struct {
	params    Params
	set       Set
	sentinels []uint64 // of each section
	audit     Digest

	mu     sync.RWMutex
	key    *ecdh.Key // b = e·d; nil once it is destroyed
	secret *EpochSecret
}

// NewEpoch masks a dataset: P has its groups under b = e·d, filled up to the width of their section, and sentinels up
// to its capacity. e, the fills and the sentinels follow from the secret, which the epoch copies.
func NewEpoch(ctx context.Context, p Params, data Dataset, secret *EpochSecret, files EpochFiles, s Scratch) (*Epoch, error) {
	m, err := newMasker(p, secret)
	if err != nil {
		return nil, err
	}
	defer m.key.Destroy()
	return m.write(data, files, func(x Section, out *epochWriter) error { return m.section(ctx, x, out, s) })
}

// RestoreEpoch is an epoch whose set was masked before, from the same dataset and secret.
func RestoreEpoch(p Params, data Dataset, secret *EpochSecret, set Set) (*Epoch, error) {
	m, err := newMasker(p, secret)
	if err != nil {
		return nil, err
	}
	defer m.key.Destroy()
	if err := data.check(); err != nil {
		return nil, err
	}
	return m.epoch(data, set)
}

// masker is an epoch being made.
type masker struct {
	params    Params
	group     ecdh.Suite // with the domain of fills
	generator *ecdh.Base
	secret    EpochSecret
	derives   *expander
	key       *ecdh.Key // e
}

func newMasker(p Params, secret *EpochSecret) (*masker, error) {
	g, err := p.suite()
	if err != nil {
		return nil, err
	}
	return &masker{params: p, group: g.WithDomain(p.fillDomain()), generator: g.Generator(), secret: *secret, derives: secret.expander(), key: secret.key(g)}, nil
}

// check rejects sections that no epoch has.
func (d *Dataset) check() error {
	if len(d.Sections) == 0 {
		return errors.New("a dataset without groups")
	}
	for i, x := range d.Sections {
		if i > 0 && d.Sections[i-1].Width >= x.Width {
			return fmt.Errorf("section %d is not wider than the one before it", i)
		}
		if err := CheckCapacity(x.Groups, Part{x.Width, x.Capacity}); err != nil {
			return err
		}
	}
	return nil
}

// write writes an epoch's files, section by section.
func (m *masker) write(data Dataset, files EpochFiles, section func(Section, *epochWriter) error) (*Epoch, error) {
	if err := data.check(); err != nil {
		return nil, err
	}
	w := newSetWriter(files.Set, ElementSize)
	w.leaves = files.Leaves
	out := &epochWriter{set: w, files: files}
	for _, x := range data.Sections {
		if err := section(x, out); err != nil {
			return nil, err
		}
	}
	set, err := w.set()
	if err != nil {
		return nil, err
	}
	return m.epoch(data, set)
}

func (m *masker) epoch(data Dataset, set Set) (*Epoch, error) {
	secret := m.secret
	e := &Epoch{params: m.params, set: set, key: m.key.Times(data.Key), secret: &secret}
	if err := set.CheckPlatformSet(); err != nil {
		return nil, err
	}
	e.audit = AuditCommitment(m.params.AuditKey(e.key))
	for i, x := range data.Sections {
		if i >= len(set.Parts) || set.Parts[i] != (Part{x.Width, x.Capacity}) {
			return nil, errors.New("the set is not that of the dataset's sections")
		}
		e.sentinels = append(e.sentinels, x.Capacity-x.Groups)
	}
	return e, nil
}

// A place is a big-endian number, and for each slot of the group one byte: see Place.
const (
	sentinelBit = 1 << 63 // in the number of a sentinel; without it, the number is a group's in the dataset
	fillSlot    = 255
)

// rowWidth is the bytes of one group of P as it is sorted: its elements, which make the order, then its place.
func rowWidth(width uint64) int { return int(width)*(ElementSize+1) + 8 }

// section masks the groups and sentinels of a section, and writes them in the order of their elements.
func (m *masker) section(ctx context.Context, x Section, out *epochWriter, s Scratch) error {
	sorter := s.sorter(rowWidth(x.Width), x.Capacity)
	defer sorter.Close()
	next, stop := iter.Pull2(x.Each)
	defer stop()
	var real, sentinels uint64
	err := stages.Run(ctx,
		func() *groupBatch { return newGroupBatch(x.Width) },
		func(b *groupBatch) (bool, error) {
			b.reset()
			for !b.full() {
				if g, err, ok := next(); ok {
					if err != nil {
						return false, err
					}
					real++
					if err := m.addGroup(b, g); err != nil {
						return false, err
					}
					continue
				}
				if real != x.Groups {
					return false, fmt.Errorf("a section has %d groups, not the %d that were announced", real, x.Groups)
				}
				if sentinels == x.Capacity-x.Groups {
					return false, nil
				}
				m.addSentinel(b, sentinels)
				sentinels++
			}
			return true, nil
		},
		m.mask,
		func(b *groupBatch) error {
			defer s.progress(int(b.rows) * int(x.Width))
			return sorter.Add(b.sorted())
		})
	if err != nil {
		return err
	}
	sorted, err := sorter.Sort()
	if err != nil {
		return err
	}
	return out.section(sorted, x.Width)
}

// groupBatch holds groups whose elements are masked together.
type groupBatch struct {
	width    uint64
	rows     uint64
	numbers  []uint64
	elements []ecdh.Element // width for each row
	slots    []byte         // what each element is: its index in the group, or fillSlot

	reals    []ecdh.Element
	realAt   []int // where each goes, in elements
	seeds    [][]byte
	seedAt   []int
	scalars  []ecdh.Scalar
	scalarAt []int
	buf      []byte
	order    []int
	computed []ecdh.Element
}

func newGroupBatch(width uint64) *groupBatch { return &groupBatch{width: width} }

func (b *groupBatch) full() bool { return b.rows*b.width >= batchSize }

func (b *groupBatch) reset() {
	b.rows = 0
	b.numbers, b.elements, b.slots = b.numbers[:0], b.elements[:0], b.slots[:0]
	b.reals, b.realAt, b.seeds, b.seedAt = b.reals[:0], b.realAt[:0], b.seeds[:0], b.seedAt[:0]
	b.scalars, b.scalarAt = b.scalars[:0], b.scalarAt[:0]
}

// slot adds an element to be computed, and returns where.
func (b *groupBatch) slot(kind byte) int {
	b.elements = append(b.elements, ecdh.Element{})
	b.slots = append(b.slots, kind)
	return len(b.elements) - 1
}

func (m *masker) addGroup(b *groupBatch, g Group) error {
	if len(g.Elements) < 1 || uint64(len(g.Elements)) > b.width || g.Number >= sentinelBit {
		return fmt.Errorf("group %d of %d elements in a section of width %d", g.Number, len(g.Elements), b.width)
	}
	b.rows++
	b.numbers = append(b.numbers, g.Number)
	for i, e := range g.Elements {
		b.reals = append(b.reals, e)
		b.realAt = append(b.realAt, b.slot(byte(i)))
	}
	for j := range b.width - uint64(len(g.Elements)) {
		seed := m.derives.fill(g.Number, j)
		b.seeds = append(b.seeds, seed[:])
		b.seedAt = append(b.seedAt, b.slot(fillSlot))
	}
	return nil
}

func (m *masker) addSentinel(b *groupBatch, i uint64) {
	b.rows++
	b.numbers = append(b.numbers, sentinelBit|i)
	for j := range b.width {
		u := m.derives.sentinel(b.width, i, j)
		b.scalars = append(b.scalars, m.group.DeriveScalar(&u))
		b.scalarAt = append(b.scalarAt, b.slot(byte(j)))
	}
}

// mask computes the elements of a batch.
func (m *masker) mask(b *groupBatch) error {
	b.computed = slices.Grow(b.computed[:0], len(b.elements))[:len(b.elements)]
	put := func(n int, at []int) {
		for i := range n {
			b.elements[at[i]] = b.computed[i]
		}
	}
	if n, err := m.key.Remask(b.computed, b.reals); err != nil {
		return fmt.Errorf("the dataset is damaged: element %d of a batch: %w", n, err)
	}
	put(len(b.reals), b.realAt)
	m.group.HashToGroup(b.computed, b.seeds)
	put(len(b.seeds), b.seedAt)
	m.generator.Multiply(b.computed, b.scalars)
	put(len(b.scalars), b.scalarAt)
	clear(b.scalars)
	return nil
}

// sorted returns the batch's rows, the elements of each in ascending order.
func (b *groupBatch) sorted() []byte {
	b.buf = b.buf[:0]
	w := int(b.width)
	for row := range int(b.rows) {
		elements, slots := b.elements[row*w:(row+1)*w], b.slots[row*w:(row+1)*w]
		b.order = b.order[:0]
		for i := range w {
			b.order = append(b.order, i)
		}
		if w > 1 {
			slices.SortFunc(b.order, func(i, j int) int { return compareElements(&elements[i], &elements[j]) })
		}
		for _, i := range b.order {
			b.buf = append(b.buf, elements[i][:]...)
		}
		b.buf = binary.BigEndian.AppendUint64(b.buf, b.numbers[row])
		for _, i := range b.order {
			b.buf = append(b.buf, slots[i])
		}
	}
	return b.buf
}

// epochWriter splits sorted rows into an epoch's files.
type epochWriter struct {
	set              *setWriter
	files            EpochFiles
	elements, places []byte
	sentinels        []byte
}

// section takes the sorted rows of a section. A Read of them gives whole rows.
func (w *epochWriter) section(sorted io.Reader, width uint64) error {
	if err := w.set.begin(width); err != nil {
		return err
	}
	row := rowWidth(width)
	buf := make([]byte, max(batchSize/int(width), 1)*row)
	at := uint64(0)
	for {
		n, err := sorted.Read(buf)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		w.elements, w.places, w.sentinels = w.elements[:0], w.places[:0], w.sentinels[:0]
		for rec := range slices.Chunk(buf[:n], row) {
			w.elements = append(w.elements, rec[:width*ElementSize]...)
			place := rec[width*ElementSize:]
			w.places = append(w.places, place...)
			if number := binary.BigEndian.Uint64(place); number&sentinelBit != 0 {
				w.sentinels = append(binary.BigEndian.AppendUint64(w.sentinels, at), place...)
			}
			at++
		}
		if _, err := w.set.Write(w.elements); err != nil {
			return err
		}
		if _, err := w.files.Order.Write(w.places); err != nil {
			return err
		}
		if _, err := w.files.Sentinels.Write(w.sentinels); err != nil {
			return err
		}
	}
}

// Params are what the epoch was masked under.
func (e *Epoch) Params() Params { return e.params }

// Set is the parts and digest of the epoch file.
func (e *Epoch) Set() Set { return e.set }

// AuditKey is the commitment to the key of audits.
func (e *Epoch) AuditKey() Digest { return e.audit }

// Destroy overwrites the key and the secret. It waits for running evaluations; later ones fail with ErrKeyUsed.
func (e *Epoch) Destroy() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.key != nil {
		e.key.Destroy()
		e.secret.Destroy()
		e.key = nil
	}
}

// bindable says whether a session of this epoch may run in c.
func (e *Epoch) bindable(c *Context) error {
	if err := bindable(c, c.Mode, e.params); err != nil {
		return err
	}
	if !c.PlatformSet.Is(e.set) {
		return errors.New("the context names another platform set than this epoch's")
	}
	return nil
}

// Evaluate reads an advertiser's masked list C and computes the tags of b·C.
func (e *Epoch) Evaluate(ctx context.Context, c Context, list io.Reader, s Scratch) (*Evaluation, error) {
	if err := e.bindable(&c); err != nil {
		return nil, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.key == nil {
		return nil, ErrKeyUsed
	}
	d := NewDeriver(&c)
	sorter := s.sorter(TagSize+1, c.List.Items())
	recs := make([]byte, 0, batchSize*(TagSize+1))
	err := remask(ctx, e.key, NewElementReader(list, c.List), s, func(b *elementBatch) error {
		recs = recs[:0]
		for i := range b.dst {
			t := d.Tag(&b.dst[i])
			recs = append(append(recs, t[:]...), byte(b.part))
		}
		return sorter.Add(recs)
	})
	if err == nil {
		err = sorter.Rest()
	}
	if err != nil {
		return nil, errors.Join(err, sorter.Close())
	}
	return &Evaluation{context: c, scratch: s, mine: sorter}, nil
}

// Place is what is at a place of P.
type Place struct {
	Sentinel bool
	Number   uint64 // of the group in the dataset; of a sentinel, in its section
	Slots    []byte // for each element the index in its group, or 255 for a fill
}

// ReadPlace reads the place of a group from an epoch's file Order: record number of a section of the set.
func ReadPlace(order io.ReaderAt, set Set, section int, record uint64) (Place, error) {
	if section >= len(set.Parts) || record >= set.Parts[section].Size {
		return Place{}, fmt.Errorf("no record %d in section %d", record, section)
	}
	off := uint64(0)
	for _, p := range set.Parts[:section] {
		off += p.Size * (8 + p.Width)
	}
	width := 8 + set.Parts[section].Width
	buf := make([]byte, width)
	if _, err := order.ReadAt(buf, int64(off+record*width)); err != nil {
		return Place{}, fmt.Errorf("order file of an epoch: %w", err)
	}
	return parsePlace(buf), nil
}

func parsePlace(b []byte) Place {
	n := binary.BigEndian.Uint64(b)
	return Place{Sentinel: n&sentinelBit != 0, Number: n &^ sentinelBit, Slots: b[8:]}
}
