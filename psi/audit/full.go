package audit

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// Full compares the whole of an epoch with the table that it was made of. table is that table, read again under the
// dataset's key. Every sentinel and every fill of the epoch is computed from its secret, every other element from the
// table; whatever else is in the set is Extra, whatever is not in it is Missing. Groups are compared by section, without
// their order and numbers, which depend on how the table was imported.
//
// The set must be the one in the ledger: Full fails if m.File does not have m.Set's digest.
func Full(ctx context.Context, m Made, layout disclosure.Layout, table *dataset.Stored, s psi.Scratch) (*Report, error) {
	g, err := ecdh.ParseSuite(m.Params.Suite)
	if err != nil {
		return nil, err
	}
	fills, err := m.Params.FillGroup()
	if err != nil {
		return nil, err
	}
	if !slices.Equal(layout.Sections(), m.Set.Parts) {
		return nil, errors.New("the sections that the platform recorded are not those of the set")
	}
	f := &full{ctx: ctx, m: m, base: g.Generator(), fills: fills, mask: m.Secret.Mask(g), report: &Report{Kind: KindFull, Set: m.Set.Digest}}
	defer f.mask.Destroy()
	for _, p := range m.Set.Parts {
		x := fullSection{width: int(p.Width)}
		for _, side := range []**extsort.Sorter{&x.epoch, &x.table} {
			*side = extsort.New(extsort.Config{Width: x.width*psi.ElementSize + numberSize, Memory: s.Memory, Dir: s.Dir})
			defer (*side).Close()
		}
		f.sections = append(f.sections, x)
	}
	if err := f.readSet(); err != nil {
		return nil, err
	}
	if err := f.readTable(layout, table); err != nil {
		return nil, err
	}
	for i := range f.sections {
		if err := f.compare(&f.sections[i]); err != nil {
			return nil, err
		}
	}
	for _, record := range f.missing {
		if !m.Erased.leaves(record) {
			f.report.count(Missing, 1)
		}
	}
	if m.Erased != nil {
		m.Erased.count(f.report)
	}
	return f.report, nil
}

// full is a Full under way.
type full struct {
	ctx      context.Context
	m        Made
	base     *ecdh.Base // G
	fills    ecdh.Suite
	mask     *ecdh.Key // e
	sections []fullSection
	report   *Report
	missing  [][]byte // what may be left of groups whose users were erased
}

// maxMissing bounds what is kept in memory of them. Further ones are counted as missing.
const maxMissing = 1 << 16

// numberSize is the size of a group's number in the dataset, which follows its elements; of a group of the table, zero.
const numberSize = 8

// fullSection has the groups of users of a section, once as the epoch has them and once as the table does: their
// elements ascending, then zeros.
type fullSection struct {
	width        int
	epoch, table *extsort.Sorter
}

// elementsAtOnce is how many elements are computed at once.
const elementsAtOnce = 1 << 13

// readSet reads P and what the platform says of each of its groups.
func (f *full) readSet() error {
	r := f.m.Leaves.NewElementReader(io.NewSectionReader(f.m.File, 0, int64(f.m.Set.Items())*psi.ElementSize))
	buf := make([]byte, elementsAtOnce*psi.ElementSize)
	section, record := 0, uint64(0)
	for {
		n, err := r.Read(buf)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if f.ctx.Err() != nil {
			return context.Cause(f.ctx)
		}
		if r.Part() != section {
			section, record = r.Part(), 0
		}
		x := &explained{f: f, section: section, width: f.sections[section].width}
		for rec := range slices.Chunk(buf[:n], x.width*psi.ElementSize) {
			place, err := psi.ReadPlace(f.m.Order, f.m.Set, section, record)
			if err != nil {
				return err
			}
			x.add(rec, place)
			record++
		}
		if err := x.finish(); err != nil {
			return err
		}
	}
}

// explained is a run of groups of the set. What the platform says of them is computed, and compared with what they are.
type explained struct {
	f       *full
	section int
	width   int
	records [][]byte
	places  []psi.Place
	scalars []ecdh.Scalar // of sentinels, in their order
	seeds   [][]byte      // of fills, in their order
}

func (x *explained) add(rec []byte, place psi.Place) {
	x.records, x.places = append(x.records, rec), append(x.places, place)
	if place.Sentinel {
		for _, j := range place.Slots {
			x.scalars = append(x.scalars, x.f.m.Secret.Sentinel(x.f.base.Suite(), uint64(x.width), place.Number, uint64(j)))
		}
		return
	}
	for j := range bytes.Count(place.Slots, []byte{fillSlot}) {
		seed := x.f.m.Secret.Fill(place.Number, uint64(j))
		x.seeds = append(x.seeds, seed[:])
	}
}

func (x *explained) finish() error {
	sentinels, fills := make([]ecdh.Element, len(x.scalars)), make([]ecdh.Element, len(x.seeds))
	x.f.base.Multiply(sentinels, x.scalars)
	clear(x.scalars)
	x.f.fills.HashToGroup(fills, x.seeds)
	var out []byte
	r := x.f.report
	for i, rec := range x.records {
		r.Groups++
		place := &x.places[i]
		if place.Sentinel {
			want := sentinels[:x.width]
			sentinels = sentinels[x.width:]
			if r.Sentinels++; !equalElements(rec, want) {
				r.count(NoSentinel, 1)
			}
			continue
		}
		r.Real++
		n := bytes.Count(place.Slots, []byte{fillSlot})
		want := fills[:n]
		fills = fills[n:]
		slices.SortFunc(want, func(a, b ecdh.Element) int { return bytes.Compare(a[:], b[:]) })
		var filled []byte
		from := len(out)
		for j, slot := range place.Slots {
			e := rec[j*psi.ElementSize:][:psi.ElementSize]
			if slot == fillSlot {
				filled = append(filled, e...)
			} else {
				out = append(out, e...)
			}
		}
		if !equalElements(filled, want) {
			r.count(NoFill, 1)
			out = out[:from] // it is counted already
			continue
		}
		out = append(out, make([]byte, from+len(rec)-len(out))...)
		out = binary.BigEndian.AppendUint64(out, place.Number)
	}
	return x.f.sections[x.section].epoch.Add(out)
}

func equalElements(packed []byte, want []ecdh.Element) bool {
	if len(packed) != len(want)*psi.ElementSize {
		return false
	}
	for i := range want {
		if !bytes.Equal(packed[i*psi.ElementSize:][:psi.ElementSize], want[i][:]) {
			return false
		}
	}
	return true
}

// readTable masks the groups of the table as the epoch's are.
func (f *full) readTable(layout disclosure.Layout, table *dataset.Stored) error {
	var counts [disclosure.Classes]uint64
	for _, c := range table.Groups() {
		counts[disclosure.ClassOf(uint64(c.Width))] = c.Count
	}
	sections := layout.Arrange(counts, func(class int) iter.Seq2[psi.Group, error] {
		return func(yield func(psi.Group, error) bool) {
			for g, err := range table.GroupRecords(1 << class) {
				if !yield(psi.Group{Number: g.Number, Elements: g.Elements}, err) {
					return
				}
			}
		}
	})
	for i := range sections {
		b := &tableBatch{f: f, x: &f.sections[i]}
		for g, err := range sections[i].Each {
			if err == nil {
				err = b.add(g.Elements)
			}
			if err != nil {
				return err
			}
		}
		if err := b.flush(); err != nil {
			return err
		}
	}
	return nil
}

// tableBatch is a run of groups of the table.
type tableBatch struct {
	f     *full
	x     *fullSection
	sizes []int
	inner []ecdh.Element
}

func (b *tableBatch) add(elements []ecdh.Element) error {
	b.sizes, b.inner = append(b.sizes, len(elements)), append(b.inner, elements...)
	if len(b.inner) < elementsAtOnce {
		return nil
	}
	return b.flush()
}

func (b *tableBatch) flush() error {
	if b.f.ctx.Err() != nil {
		return context.Cause(b.f.ctx)
	}
	if n, err := b.f.mask.Remask(b.inner, b.inner); err != nil {
		return fmt.Errorf("element %d of the table: %w", n, err)
	}
	var out []byte
	rest := b.inner
	for _, k := range b.sizes {
		group := rest[:k]
		rest = rest[k:]
		slices.SortFunc(group, func(a, b ecdh.Element) int { return bytes.Compare(a[:], b[:]) })
		for i := range group {
			out = append(out, group[i][:]...)
		}
		out = append(out, make([]byte, (b.x.width-k)*psi.ElementSize+numberSize)...)
	}
	b.sizes, b.inner = b.sizes[:0], b.inner[:0]
	return b.x.table.Add(out)
}

// compare counts the groups that only one side has.
func (f *full) compare(x *fullSection) error {
	epoch, err := newGroupCursor(x.epoch, x.width)
	if err != nil {
		return err
	}
	table, err := newGroupCursor(x.table, x.width)
	if err != nil {
		return err
	}
	for len(epoch.rest)+len(table.rest) > 0 {
		var order int
		switch {
		case len(table.rest) == 0:
			order = -1
		case len(epoch.rest) == 0:
			order = 1
		default:
			order = bytes.Compare(epoch.elements(), table.elements())
		}
		if order < 0 {
			err = f.extra(epoch)
		} else if order > 0 {
			f.lacks(table)
		}
		if err != nil {
			return err
		}
		if order <= 0 {
			err = epoch.next()
		}
		if order >= 0 {
			err = errors.Join(err, table.next())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// extra counts a group that only the epoch has, unless a user of it was erased.
func (f *full) extra(c *groupCursor) error {
	if f.m.Erased != nil {
		number := binary.BigEndian.Uint64(c.rest[c.size-numberSize:])
		if ok, err := f.m.Erased.explains(f.m.Data, f.mask, number); err != nil || ok {
			return err
		}
	}
	f.report.count(Extra, 1)
	return nil
}

// lacks counts a group that only the table has, or keeps it until all that the epoch has are known.
func (f *full) lacks(c *groupCursor) {
	if f.m.Erased != nil && len(f.missing) < maxMissing {
		f.missing = append(f.missing, bytes.Clone(c.elements()))
		return
	}
	f.report.count(Missing, 1)
}

// groupCursor walks sorted groups. rest begins with the current one; it is empty after the last.
type groupCursor struct {
	in   *extsort.Sorted
	size int
	buf  []byte
	rest []byte
}

func newGroupCursor(s *extsort.Sorter, width int) (*groupCursor, error) {
	in, err := s.Sort()
	if err != nil {
		return nil, err
	}
	c := &groupCursor{in: in, size: width*psi.ElementSize + numberSize}
	c.buf = make([]byte, 1024*c.size)
	return c, c.fill()
}

// elements are those of the current group.
func (c *groupCursor) elements() []byte { return c.rest[:c.size-numberSize] }

func (c *groupCursor) next() error {
	if c.rest = c.rest[c.size:]; len(c.rest) > 0 {
		return nil
	}
	return c.fill()
}

func (c *groupCursor) fill() error {
	n, err := c.in.Read(c.buf)
	if err == io.EOF {
		n, err = 0, nil
	}
	c.rest = c.buf[:n]
	return err
}
