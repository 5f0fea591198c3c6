package vectors

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
)

// scratch has little memory: the sets are small.
var scratch = psi.Scratch{Memory: 1 << 16}

func sequence[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range all {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func pack(all []ecdh.Element) (b []byte) {
	for i := range all {
		b = append(b, all[i][:]...)
	}
	return b
}

// row is one identifier of a list; pad is a match key that fills it.
type (
	row struct {
		Segment int    `json:"segment"`
		Type    string `json:"type"`
		Normal  string `json:"normal"`
	}
	pad struct {
		Segment int      `json:"segment"`
		Key     hexBytes `json:"key"`
	}
)

// session runs both sides of one session with given keys.
type session struct {
	context psi.Context // its sets are filled in by run
	epoch   *madeEpoch
	key     []byte // a
	rows    []row
	pads    []pad

	group      ecdh.Suite
	public     ecdh.Element // A
	masked     []byte       // a·H(x) in the order of rows and pads
	list       []byte
	elements   []ecdh.Element // of P or its slice, in its order
	multiplied []ecdh.Element // a·P
	tags       []byte
	tagSet     psi.Set
	counts     []uint64
	hits       []psi.Hit
}

// items are the list, with its pads behind the rows, under the first type.
func (s *session) items() ([]psi.Item, error) {
	var all []psi.Item
	types := s.context.Types
	for _, r := range s.rows {
		all = append(all, psi.Item{Type: types.Index(r.Type), Segment: r.Segment, Key: sha256.Sum256([]byte(r.Normal))})
	}
	for _, p := range s.pads {
		if len(p.Key) != sha256.Size {
			return nil, fmt.Errorf("a pad of %d bytes: want %d", len(p.Key), sha256.Size)
		}
		all = append(all, psi.Item{Segment: p.Segment, Key: [32]byte(p.Key)})
	}
	return all, nil
}

func (s *session) run() error {
	var err error
	if s.group, err = ecdh.ParseSuite(s.context.Suite); err != nil {
		return err
	}
	if err := s.advertise(); err != nil {
		return err
	}
	if err := s.multiply(); err != nil {
		return err
	}
	if tags := s.tagsOf(s.multiplied); !bytes.Equal(tags, s.tags) {
		return fmt.Errorf("the role's tags are not those of the multiplied elements")
	}
	if s.counts, err = s.count(s.tags, s.tagSet); err != nil || !s.context.Mode.Aligned() {
		return err
	}
	return s.withEvaluation(s.public, func(eval *psi.Evaluation, sentinels *psi.SentinelTags) error {
		return eval.Match(context.Background(), bytes.NewReader(s.tags), s.tagSet, sentinels, func(h psi.Hit) error {
			s.hits = append(s.hits, h)
			return nil
		})
	})
}

// advertise makes C and R by the advertiser's role.
func (s *session) advertise() error {
	ctx := context.Background()
	adv, err := psi.RestoreAdvertiser(s.context.Params, scratch, s.key)
	if err != nil {
		return err
	}
	defer adv.Close()
	items, err := s.items()
	if err != nil {
		return err
	}
	var list, tags bytes.Buffer
	masked, err := adv.MaskList(ctx, sequence(items), psi.ListOptions{Segments: int(s.context.Segments), Plain: true}, &list)
	if err != nil {
		return err
	}
	s.public, s.list = adv.Public(), list.Bytes()
	s.context.List, s.context.PlatformSet = masked.Set, s.epoch.Set()
	source, err := s.epoch.source(ctx, s.context.Slice)
	if err != nil {
		return err
	}
	s.tagSet, err = adv.Tags(ctx, s.context, source, &tags)
	s.tags = tags.Bytes()
	return err
}

// source reads the epoch's set or a slice of it, checked leaf by leaf.
func (e *madeEpoch) source(ctx context.Context, slice psi.Allotted) (psi.RecordSource, error) {
	leaves, err := psi.ReadLeaves(bytes.NewReader(e.leaves), e.Set())
	if err != nil {
		return nil, err
	}
	if slice.Whole() {
		return leaves.NewElementReader(bytes.NewReader(e.set)), nil
	}
	return leaves.NewSliceReader(ctx, slice, func(_ context.Context, off, size uint64) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(e.set[off : off+size])), nil
	}), nil
}

// multiply computes a·H(x) and a·P by package ecdh.
func (s *session) multiply() error {
	k, err := s.group.NewKey(s.key)
	if err != nil {
		return err
	}
	items, err := s.items()
	if err != nil {
		return err
	}
	for _, it := range items {
		s.masked = append(s.masked, mask(k.WithDomain(s.context.Domain(s.context.Types.Names()[it.Type])), it.Key[:])...)
	}
	source, err := s.epoch.source(context.Background(), s.context.Slice)
	if err != nil {
		return err
	}
	buf := make([]byte, 1<<16)
	for {
		n, err := source.Read(buf)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		for b := range slices.Chunk(buf[:n], psi.ElementSize) {
			s.elements = append(s.elements, ecdh.Element(b))
		}
	}
	s.multiplied = make([]ecdh.Element, len(s.elements))
	_, err = k.Remask(s.multiplied, s.elements)
	return err
}

// sections are the parts of what is tagged.
func (s *session) sections() []psi.Part { return s.context.Slice.Sections(s.context.PlatformSet) }

// tagsOf makes R of multiplied elements.
func (s *session) tagsOf(multiplied []ecdh.Element) (out []byte) {
	d := psi.NewDeriver(&s.context)
	for _, p := range s.sections() {
		var records [][]byte
		for record := range slices.Chunk(multiplied[:p.Items()], int(p.Width)) {
			var tags []psi.Tag
			var aligned []byte
			for i := range record {
				t := d.Tag(&record[i])
				tags, aligned = append(tags, t), append(aligned, t[:]...)
			}
			if !s.context.Mode.Aligned() {
				aligned = sortedTags(tags)
			}
			records = append(records, aligned)
		}
		if !s.context.Mode.Aligned() {
			slices.SortFunc(records, bytes.Compare)
		}
		multiplied = multiplied[p.Items():]
		out = append(out, bytes.Join(records, nil)...)
	}
	return out
}

// withEvaluation runs the platform's role up to the tags of b·C and of the sentinels.
func (s *session) withEvaluation(public ecdh.Element, use func(*psi.Evaluation, *psi.SentinelTags) error) error {
	ctx := context.Background()
	eval, err := s.epoch.Evaluate(ctx, s.context, bytes.NewReader(s.list), scratch)
	if err != nil {
		return err
	}
	defer eval.Close()
	sentinels, err := s.epoch.Sentinels(ctx, s.context, public, bytes.NewReader(s.epoch.sentinels), scratch)
	if err != nil {
		return err
	}
	defer sentinels.Close()
	return use(eval, sentinels)
}

// count gives tags to the platform.
func (s *session) count(tags []byte, set psi.Set) (counts []uint64, err error) {
	err = s.withEvaluation(s.public, func(eval *psi.Evaluation, sentinels *psi.SentinelTags) error {
		counts, err = eval.Count(context.Background(), bytes.NewReader(tags), set, sentinels)
		return err
	})
	return counts, err
}
