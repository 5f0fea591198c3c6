package vectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
)

// exchangeVector is one whole session with everything that crosses the wire, P and R by their ends and digests.
type exchangeVector struct {
	Name string `json:"name"`
	epochRecipe
	AdvertiserKey hexBytes      `json:"advertiser_key"`
	Rows          []row         `json:"rows"`
	Pads          []pad         `json:"pads"`
	Context       contextFields `json:"context"`
	ContextDigest hexBytes      `json:"context_digest"`
	Masked        []hexBytes    `json:"masked"`
	List          hexBytes      `json:"list"`
	ListDigest    string        `json:"list_content_digest"`
	Multiplied    ends          `json:"multiplied"`
	Sections      []ends        `json:"sections"`
	Chunk         int           `json:"chunk"`
	TagsDigests   []string      `json:"tags_content_digests"`
	Messages      messages      `json:"messages"`
	Counts        []uint64      `json:"counts"`
	Matches       []match       `json:"matches"`
	Cheats        []cheat       `json:"cheats"`
}

// match is a group of P that the list hits, and what it is in the dataset.
type match struct {
	Section  int    `json:"section"`
	Record   uint64 `json:"record"`
	Segment  uint64 `json:"segment"`
	Slots    []int  `json:"slots"`
	Number   uint64 `json:"number"`   // of the group in the dataset
	Elements []int  `json:"elements"` // indexes in the group
}

func (v exchangeVector) checkCount() error    { return v.check(psi.Count) }
func (v exchangeVector) checkActivate() error { return v.check(psi.Activate) }
func (v exchangeVector) checkBlinded() error  { return v.check(psi.Blinded) }

func (v exchangeVector) check(mode psi.Mode) error {
	want := v.Context.context()
	if want.Mode != mode || want.Params != v.Params {
		return fmt.Errorf("context of mode %q under %+v in a vector of mode %q under %+v", want.Mode, want.Params, mode, v.Params)
	}
	if err := want.Validate(); err != nil {
		return err
	}
	e, err := v.make()
	if err != nil {
		return err
	}
	s := session{context: want, epoch: e, key: v.AdvertiserKey, rows: v.Rows, pads: v.Pads}
	if err := s.run(); err != nil {
		return err
	}
	if !s.context.List.Is(want.List) || !s.context.PlatformSet.Is(want.PlatformSet) {
		return errors.New("the sets' parts or digests differ from the vector's context")
	}
	digest := s.context.Digest()
	err = firstOf(
		differ("masked rows", s.masked, bytes.Join(toBytes(v.Masked), nil)),
		differ("list", s.list, v.List),
		differ("content digest of the list", []byte(contentDigest(s.list)), []byte(v.ListDigest)),
		differ("context digest", digest[:], v.ContextDigest),
		v.Multiplied.check("multiplied elements", pack(s.multiplied), psi.ElementSize, psi.ElementSize),
		checkSections("section of tags", s.sections(), psi.TagSize, s.tags, v.Sections),
		v.checkChunks(s.tags),
		s.checkMessages(&v.Messages))
	switch {
	case err != nil:
		return err
	case !slices.Equal(s.counts, v.Counts):
		return fmt.Errorf("counts: computed %d, the vector has %d", s.counts, v.Counts)
	}
	if err := s.checkMatches(v.Matches); err != nil {
		return err
	}
	for _, c := range v.Cheats {
		if err := c.check(&s); err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return nil
}

// contentDigest is a chunk's Content-Digest (RFC 9530).
func contentDigest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// checkChunks compares the chunks in which R may be sent.
func (v *exchangeVector) checkChunks(tags []byte) error {
	if v.Chunk < psi.MinChunk || v.Chunk > psi.MaxChunk || v.Chunk&(v.Chunk-1) != 0 {
		return fmt.Errorf("chunks of %d bytes", v.Chunk)
	}
	var all []string
	for b := range slices.Chunk(tags, v.Chunk) {
		all = append(all, contentDigest(b))
	}
	if !slices.Equal(all, v.TagsDigests) {
		return errors.New("the chunks' content digests differ")
	}
	return nil
}

// checkMatches compares what the modes with aligned tags add.
func (s *session) checkMatches(want []match) error {
	if len(s.hits) != len(want) {
		return fmt.Errorf("matches: computed %d, the vector has %d", len(s.hits), len(want))
	}
	for i, h := range s.hits {
		place, err := psi.ReadPlace(bytes.NewReader(s.epoch.order), s.epoch.Set(), h.Section, h.Record)
		if err != nil {
			return err
		}
		got := match{Section: h.Section, Record: h.Record, Segment: h.Segment, Slots: h.Slots, Number: place.Number}
		for _, slot := range h.Slots {
			got.Elements = append(got.Elements, int(place.Slots[slot]))
		}
		w := want[i]
		if place.Sentinel || got.Section != w.Section || got.Record != w.Record || got.Segment != w.Segment || got.Number != w.Number ||
			!slices.Equal(got.Slots, w.Slots) || !slices.Equal(got.Elements, w.Elements) {
			return fmt.Errorf("match %d: computed %+v, the vector has %+v", i, got, w)
		}
	}
	return nil
}

// cheat is R of an advertiser that uses another key for one group of P, or puts it in another's place.
type cheat struct {
	Name    string   `json:"name"`
	Section int      `json:"section"`
	Record  uint64   `json:"record"` // in the section of P
	Key     hexBytes `json:"key"`
	Swap    bool     `json:"swap"` // with the group after it in R
	Tags    psi.Set  `json:"tags"`
	Outcome string   `json:"outcome"`
	Counts  []uint64 `json:"counts"` // if nobody notices
}

func (c *cheat) check(s *session) error {
	parts := s.sections()
	if c.Section < 0 || c.Section >= len(parts) {
		return fmt.Errorf("section %d", c.Section)
	}
	at, offset := slot(s.context.Slice, s.context.PlatformSet.Parts[c.Section], c.Record), uint64(0)
	for _, p := range parts[:c.Section] {
		offset += p.Items()
	}
	width := parts[c.Section].Width
	if at+1 >= parts[c.Section].Size {
		return fmt.Errorf("record %d is not in the slice, or the last of it", c.Record)
	}
	changed := slices.Clone(s.multiplied)
	from := offset + at*width
	group, next := changed[from:from+width], changed[from+width:from+2*width]
	switch {
	case c.Swap == (c.Key != nil):
		return errors.New("want a key, or a swap")
	case c.Swap:
		for i := range group {
			group[i], next[i] = next[i], group[i]
		}
	default:
		k, err := s.group.NewKey(c.Key)
		if err != nil {
			return err
		}
		if _, err := k.Remask(group, s.elements[from:from+width]); err != nil {
			return err
		}
	}
	tags := s.tagsOf(changed)
	tree, err := treeOfSet(psi.TagSize, parts, tags)
	if err != nil {
		return err
	}
	if !tree.set.Is(c.Tags) {
		return errors.New("the tags' set differs")
	}
	counts, err := s.count(tags, tree.set)
	outcome, err := outcomeOf(err)
	if err != nil {
		return err
	}
	if outcome != c.Outcome || !slices.Equal(counts, c.Counts) {
		return fmt.Errorf("%s, counts %d: the vector has %s, %d", outcome, counts, c.Outcome, c.Counts)
	}
	return nil
}

// slot is the position in a slice of a record of a section, or the section's size.
func slot(slice psi.Allotted, p psi.Part, record uint64) uint64 {
	if record >= p.Size {
		return p.Size
	}
	return (record + p.Size - slice.Start*(p.Size/psi.SliceUnits)) % p.Size
}
