package psi

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// SentinelTags are the tags that an honest advertiser has made of an epoch's sentinels, as far as they are in a
// session's slice. It checks once.
type SentinelTags struct {
	context  Context
	sections []*extsort.Sorter // records of a section's tags; in modes with aligned tags, each after its index
}

// Sentinels computes the sentinels' tags from the advertiser's public key A = a·G: a·(r·G) = r·A. file is the epoch's
// file Sentinels. SPEC.md §7.3.
func (e *Epoch) Sentinels(ctx context.Context, c Context, public ecdh.Element, file io.ReaderAt, s Scratch) (*SentinelTags, error) {
	if err := e.bindable(&c); err != nil {
		return nil, err
	}
	g, err := e.params.suite()
	if err != nil {
		return nil, err
	}
	base, err := g.NewBase(public)
	if err != nil {
		return nil, Errorf(CodeBadElement, "the public key: %v", errors.Unwrap(err))
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.key == nil {
		return nil, ErrKeyUsed
	}
	t := &SentinelTags{context: c}
	d, off := NewDeriver(&c), int64(0)
	for i, p := range e.set.Parts {
		size := e.sentinels[i] * sentinelWidth(p.Width)
		x := &sentinelSection{part: p, base: base, suite: g, secret: e.secret.expander(), tags: d, t: t,
			records: io.NewSectionReader(file, off, int64(size)), n: e.sentinels[i]}
		off += int64(size)
		if err := x.run(ctx, s); err != nil {
			return nil, errors.Join(err, t.Close())
		}
	}
	return t, nil
}

// Close drops the scratch files.
func (t *SentinelTags) Close() error {
	var errs []error
	for _, x := range t.sections {
		errs = append(errs, x.Close())
	}
	return errors.Join(errs...)
}

// sentinelWidth is the size of a record of the file Sentinels: index, number, slots.
func sentinelWidth(width uint64) uint64 { return 8 + 8 + width }

// sentinelSection computes the tags of one section's sentinels.
type sentinelSection struct {
	part    Part
	base    *ecdh.Base
	suite   ecdh.Suite
	secret  *expander
	tags    *Deriver
	t       *SentinelTags
	records *io.SectionReader
	n       uint64 // sentinels
}

// find is the first of the section's sentinels whose index is at least i.
func (x *sentinelSection) find(i uint64) (k uint64, err error) {
	width := sentinelWidth(x.part.Width)
	n := sort.Search(int(x.n), func(k int) bool {
		var b [8]byte
		if _, e := x.records.ReadAt(b[:], int64(uint64(k)*width)); e != nil {
			err = fmt.Errorf("sentinels of an epoch: %w", e)
		}
		return binary.BigEndian.Uint64(b[:]) >= i
	})
	return uint64(n), err
}

func (x *sentinelSection) run(ctx context.Context, s Scratch) error {
	aligned, w := x.t.context.Mode.Aligned(), x.part.Width
	width := int(w) * TagSize
	if aligned {
		width += 8
	}
	sorter := s.sorter(width, 0)
	x.t.sections = append(x.t.sections, sorter)
	record := sentinelWidth(w)
	buf := make([]byte, max(batchSize/w, 1)*record)
	var scalars []ecdh.Scalar
	elements := make([]ecdh.Element, uint64(len(buf))/record*w)
	var out []byte
	for _, span := range x.t.context.Slice.spans(x.part) {
		from, err := x.find(span.from)
		if err != nil {
			return err
		}
		to, err := x.find(span.to)
		if err != nil {
			return err
		}
		in := io.NewSectionReader(x.records, int64(from*record), int64((to-from)*record))
		for {
			n, err := io.ReadFull(in, buf)
			if err == io.EOF {
				break
			}
			if err != nil && (err != io.ErrUnexpectedEOF || uint64(n)%record != 0) {
				return fmt.Errorf("sentinels of an epoch: %w", err)
			}
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			scalars, out = scalars[:0], out[:0]
			for rec := buf[:n]; len(rec) > 0; rec = rec[record:] {
				number := binary.BigEndian.Uint64(rec[8:]) &^ sentinelBit
				for _, j := range rec[16:record] {
					u := x.secret.sentinel(w, number, uint64(j))
					scalars = append(scalars, x.suite.DeriveScalar(&u))
				}
			}
			x.base.Multiply(elements[:len(scalars)], scalars)
			clear(scalars)
			for k := 0; k < n/int(record); k++ {
				if aligned {
					at, ok := x.t.context.Slice.index(x.part, binary.BigEndian.Uint64(buf[k*int(record):]))
					if !ok {
						return errors.New("sentinels of an epoch: the file is damaged")
					}
					out = binary.BigEndian.AppendUint64(out, at)
				}
				out = x.tags.record(out, elements[k*int(w):(k+1)*int(w)], !aligned)
			}
			if err := sorter.Add(out); err != nil {
				return err
			}
			s.progress(len(scalars))
		}
	}
	return sorter.Rest()
}

// sentinelCheck walks the sentinels of one section beside the records that the client sent.
type sentinelCheck struct {
	sorted  *extsort.Sorted
	aligned bool
	width   int // of a client's record
	buf     []byte
	rest    []byte
	missing bool // a sentinel is not where it must be
}

// check begins the walk through a section.
func (t *SentinelTags) check(section int) (*sentinelCheck, error) {
	sorted, err := t.sections[section].Sort()
	if err != nil {
		return nil, err
	}
	c := &sentinelCheck{sorted: sorted, aligned: t.context.Mode.Aligned(), width: int(t.context.PlatformSet.Parts[section].Width) * TagSize}
	c.buf = make([]byte, 4096*c.full())
	return c, c.next()
}

func (c *sentinelCheck) full() int {
	if c.aligned {
		return c.width + 8
	}
	return c.width
}

// next moves to the next sentinel; after the last one, rest is empty.
func (c *sentinelCheck) next() error {
	if len(c.rest) > 0 {
		c.rest = c.rest[c.full():]
	}
	if len(c.rest) > 0 {
		return nil
	}
	n, err := c.sorted.Read(c.buf)
	if err == io.EOF {
		return nil
	}
	c.rest = c.buf[:n]
	return err
}

// record is shown each record of the section, with its index.
func (c *sentinelCheck) record(index uint64, rec []byte) error {
	for len(c.rest) > 0 {
		want := c.rest[c.full()-c.width : c.full()]
		if c.aligned {
			if binary.BigEndian.Uint64(c.rest) != index {
				return nil // a group that is no sentinel
			}
			c.missing = c.missing || !bytes.Equal(want, rec)
			return c.next()
		}
		switch bytes.Compare(want, rec) {
		case 1:
			return nil
		case 0:
			return c.next()
		}
		c.missing = true // rec is beyond it already
		if err := c.next(); err != nil {
			return err
		}
	}
	return nil
}

// complete says whether every sentinel was found.
func (c *sentinelCheck) complete() bool { return !c.missing && len(c.rest) == 0 }
