package psi

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// Evaluation holds the tags of one evaluated list, b·C. It is compared with R once.
type Evaluation struct {
	context Context
	scratch Scratch
	mine    *extsort.Sorter // tag, segment
}

// Close drops the evaluation's scratch files.
func (v *Evaluation) Close() error { return v.mine.Close() }

// Hit is a group of P that the list matches.
type Hit struct {
	Section int
	Record  uint64 // in the section of P
	Slots   []int  // the elements that matched, ascending; in mode count their order says nothing
	Segment uint64 // the first segment that matched
}

// Count reads the advertiser's tags R and returns the number of groups that match, for each segment of those that are
// first matched by it. It fails with CodeBadTags if a sentinel's tags are not in R, before anything is counted.
func (v *Evaluation) Count(ctx context.Context, tags io.Reader, want Set, sentinels *SentinelTags) ([]uint64, error) {
	counts := make([]uint64, v.context.Segments)
	err := v.compare(ctx, tags, want, sentinels, func(h Hit) error {
		counts[h.Segment]++
		return nil
	})
	if err != nil {
		return nil, err
	}
	return counts, nil
}

// Match is Count for the modes with aligned tags: it calls use for each group that matches, in the order of P, which is
// practically random.
func (v *Evaluation) Match(ctx context.Context, tags io.Reader, want Set, sentinels *SentinelTags, use func(Hit) error) error {
	if !v.context.Mode.Aligned() {
		return errors.New("the tags of this mode have no order to match by")
	}
	return v.compare(ctx, tags, want, sentinels, use)
}

// CheckTags rejects an announcement of tags that does not fit the platform's set and the slice.
func (c *Context) CheckTags(tags Set) error {
	if want := c.Slice.Sections(c.PlatformSet); !slices.Equal(tags.Parts, want) {
		return Errorf(CodeBadRequest, "%d tags in %d sections: want %d in %d, of the platform set's widths and sizes",
			tags.Items(), len(tags.Parts), (Set{Parts: want}).Items(), len(want))
	}
	return nil
}

// Records of the comparison: a tag of R with where it is; a match.
const (
	placedWidth = TagSize + 8 + 1 // tag, record in R, slot
	hitWidth    = 8 + 1 + 1       // record in R, segment, slot
)

func (v *Evaluation) compare(ctx context.Context, tags io.Reader, want Set, sentinels *SentinelTags, use func(Hit) error) error {
	if err := v.context.CheckTags(want); err != nil {
		return err
	}
	if sentinels.context.Digest() != v.context.Digest() {
		return errors.New("the sentinels' tags are another session's")
	}
	theirs := v.scratch.sorter(placedWidth, want.Items())
	defer theirs.Close()
	if err := v.read(ctx, tags, want, sentinels, theirs); err != nil {
		return err
	}
	placed, err := theirs.Sort()
	if err != nil {
		return err
	}
	mine, err := v.mine.Sort()
	if err != nil {
		return err
	}
	hits := v.scratch.sorter(hitWidth, 0)
	defer hits.Close()
	rec := make([]byte, 0, hitWidth)
	err = merge(ctx, records{mine, TagSize + 1}, records{placed, placedWidth}, func(m, t []byte) error {
		rec = append(rec[:0], t[TagSize:TagSize+8]...)
		return hits.Add(append(rec, m[TagSize], t[TagSize+8]))
	})
	if err != nil {
		return err
	}
	sorted, err := hits.Sort()
	if err != nil {
		return err
	}
	return v.group(sorted, want, use)
}

// read reads R, checks its sentinels, and hands its tags to the sorter.
func (v *Evaluation) read(ctx context.Context, tags io.Reader, want Set, sentinels *SentinelTags, theirs *extsort.Sorter) error {
	f := sortedTags
	if v.context.Mode.Aligned() {
		f = alignedTags
	}
	in := newRecordReader(tags, f, want)
	buf, recs := make([]byte, leafItems*TagSize), make([]byte, 0, leafItems*placedWidth)
	var check *sentinelCheck
	section, index, record, whole := -1, uint64(0), uint64(0), true
	for {
		n, err := in.Read(buf)
		if err == io.EOF {
			break
		}
		if err == nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		if in.Part() != section {
			whole = whole && (check == nil || check.complete())
			section, index = in.Part(), 0
			if check, err = sentinels.check(section); err != nil {
				return err
			}
		}
		width := int(want.Parts[section].Width) * TagSize
		recs = recs[:0]
		for r := range slices.Chunk(buf[:n], width) {
			if err := check.record(index, r); err != nil {
				return err
			}
			for slot := range width / TagSize {
				recs = append(recs, r[slot*TagSize:(slot+1)*TagSize]...)
				recs = append(binary.BigEndian.AppendUint64(recs, record), byte(slot))
			}
			index++
			record++
		}
		if err := theirs.Add(recs); err != nil {
			return err
		}
	}
	if whole = whole && check.complete(); !whole {
		return Errorf(CodeBadTags, "the tags are not those of the platform's set under the key that was shown: a sentinel is missing")
	}
	return nil
}

// group calls use for each record of R that has hits.
func (v *Evaluation) group(hits io.Reader, want Set, use func(Hit) error) error {
	buf := make([]byte, 4096*hitWidth)
	var h Hit
	at, open := uint64(0), false
	end := func() error {
		if !open {
			return nil
		}
		record := at
		for h.Section = 0; record >= want.Parts[h.Section].Size; h.Section++ {
			record -= want.Parts[h.Section].Size
		}
		h.Record = v.context.Slice.record(v.context.PlatformSet.Parts[h.Section], record)
		slices.Sort(h.Slots)
		return use(h)
	}
	for {
		n, err := hits.Read(buf)
		if err == io.EOF {
			return end()
		}
		if err != nil {
			return err
		}
		for r := range slices.Chunk(buf[:n], hitWidth) {
			if record := binary.BigEndian.Uint64(r); !open || record != at {
				if err := end(); err != nil {
					return err
				}
				at, open = record, true
				h = Hit{Segment: uint64(r[8])}
			}
			h.Slots = append(h.Slots, int(r[9]))
		}
	}
}
