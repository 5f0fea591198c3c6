package psi_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"iter"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// person i has an e-mail address, and if i is odd a phone number: types 0 and 1.
const email, phone = 0, 1

func matchKey(typ, i int) [32]byte { return sha256.Sum256(fmt.Appendf(nil, "%d %d", typ, i)) }

// list yields the identifiers of one type of the persons [from, to).
func list(typ, from, to int) iter.Seq2[psi.Item, error] {
	return func(yield func(psi.Item, error) bool) {
		for i := from; i < to; i++ {
			if !yield(psi.Item{Type: typ, Key: matchKey(typ, i)}, nil) {
				return
			}
		}
	}
}

func join(seqs ...iter.Seq2[psi.Item, error]) iter.Seq2[psi.Item, error] {
	return func(yield func(psi.Item, error) bool) {
		for _, s := range seqs {
			for it, err := range s {
				if !yield(it, err) {
					return
				}
			}
		}
	}
}

func params(suite string) psi.Params {
	return psi.Params{Suite: suite, Purpose: "audience-matching", Profile: "default-v1", Types: "email,phone"}
}

// people is a platform's dataset in memory: persons [from, to), of whom the odd ones have two identifiers.
func people(t testing.TB, p psi.Params, from, to int) psi.Dataset {
	t.Helper()
	s, err := ecdh.ParseSuite(p.Suite)
	require.NoError(t, err)
	d := s.GenerateKey()
	var widths [2][]psi.Group
	masked := make([][]ecdh.Element, 2)
	for typ, name := range p.Types.Names() {
		keys := make([][]byte, to-from)
		for i := range keys {
			k := matchKey(typ, from+i)
			keys[i] = k[:]
		}
		masked[typ] = make([]ecdh.Element, len(keys))
		d.WithDomain(p.Domain(name)).Mask(masked[typ], keys)
	}
	for i := range to - from {
		g := psi.Group{Number: uint64(i), Elements: []ecdh.Element{masked[email][i]}}
		if (from+i)%2 == 1 {
			g.Elements = append(g.Elements, masked[phone][i])
		}
		widths[len(g.Elements)-1] = append(widths[len(g.Elements)-1], g)
	}
	data := psi.Dataset{Key: d}
	for i, groups := range widths {
		n := uint64(len(groups))
		part := psi.Part{Width: 1 << i, Size: psi.SliceUnits}
		for psi.CheckCapacity(n, part) != nil {
			part.Size += psi.SliceUnits
		}
		data.Sections = append(data.Sections, psi.Section{Width: part.Width, Groups: n, Capacity: part.Size, Each: func(yield func(psi.Group, error) bool) {
			for _, g := range groups {
				if !yield(g, nil) {
					return
				}
			}
		}})
	}
	return data
}

func newContext(mode psi.Mode, p psi.Params) psi.Context {
	c := psi.Context{Mode: mode, Params: p, Dataset: "users", Advertiser: "acme", Platform: "platform.example", Epsilon: mustEpsilon("1/10"), Segments: 1}
	if mode == psi.Activate {
		c.Audience = psi.Audience{Action: psi.AddToAudience, Name: "vips"}
	}
	rand.Read(c.AdvertiserNonce[:])
	rand.Read(c.PlatformNonce[:])
	return c
}

func mustEpsilon(s string) psi.Epsilon {
	e, err := psi.ParseEpsilon(s)
	if err != nil {
		panic(err)
	}
	return e
}

// madeEpoch is an epoch and its files.
type madeEpoch struct {
	*psi.Epoch
	params                        psi.Params
	data                          psi.Dataset
	secret                        *psi.EpochSecret
	set, leaves, order, sentinels bytes.Buffer
}

func newEpoch(t testing.TB, p psi.Params, data psi.Dataset, s psi.Scratch) *madeEpoch {
	t.Helper()
	e := &madeEpoch{params: p, data: data, secret: psi.NewEpochSecret()}
	var err error
	e.Epoch, err = psi.NewEpoch(t.Context(), p, data, e.secret, psi.EpochFiles{Set: &e.set, Leaves: &e.leaves, Order: &e.order, Sentinels: &e.sentinels}, s)
	require.NoError(t, err)
	t.Cleanup(e.Destroy)
	return e
}

func (e *madeEpoch) open(_ context.Context, off, size uint64) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(e.set.Bytes()[off : off+size])), nil
}

// exchange is what one session puts on the wire.
type exchange struct {
	context    psi.Context
	list, tags bytes.Buffer
	tagSet     psi.Set
	public     ecdh.Element
}

// run takes a list through a session up to the tags. change may change the context before it is used.
func (e *madeEpoch) run(t testing.TB, mode psi.Mode, s psi.Scratch, items iter.Seq2[psi.Item, error], change func(*psi.Context)) *exchange {
	t.Helper()
	ctx := t.Context()
	x := &exchange{context: newContext(mode, e.params)}
	if change != nil {
		change(&x.context)
	}
	adv, err := psi.NewAdvertiser(e.params, s)
	require.NoError(t, err)
	x.public = adv.Public()
	masked, err := adv.MaskList(ctx, items, psi.ListOptions{}, &x.list)
	require.NoError(t, err)
	x.context.List, x.context.PlatformSet = masked.Set, e.Set()
	leaves, err := psi.ReadLeaves(bytes.NewReader(e.leaves.Bytes()), e.Set())
	require.NoError(t, err)
	var source psi.RecordSource = leaves.NewElementReader(iotest(e.set.Bytes()))
	if !x.context.Slice.Whole() {
		source = leaves.NewSliceReader(ctx, x.context.Slice, e.open)
	}
	x.tagSet, err = adv.Tags(ctx, x.context, source, &x.tags)
	require.NoError(t, err)
	return x
}

// iotest returns few bytes at a time, as a network would.
func iotest(b []byte) io.Reader { return &few{b} }

type few struct{ b []byte }

func (f *few) Read(p []byte) (int, error) {
	if len(f.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), 1000)], f.b)
	f.b = f.b[n:]
	return n, nil
}

// evaluate is the platform's part after the uploads.
func (e *madeEpoch) evaluate(t testing.TB, x *exchange, s psi.Scratch) (*psi.Evaluation, *psi.SentinelTags) {
	t.Helper()
	eval, err := e.Evaluate(t.Context(), x.context, iotest(x.list.Bytes()), s)
	require.NoError(t, err)
	t.Cleanup(func() { eval.Close() })
	sentinels, err := e.Sentinels(t.Context(), x.context, x.public, bytes.NewReader(e.sentinels.Bytes()), s)
	require.NoError(t, err)
	t.Cleanup(func() { sentinels.Close() })
	return eval, sentinels
}

func (e *madeEpoch) count(t testing.TB, x *exchange, s psi.Scratch) ([]uint64, error) {
	eval, sentinels := e.evaluate(t, x, s)
	return eval.Count(t.Context(), bytes.NewReader(x.tags.Bytes()), x.tagSet, sentinels)
}

// SPEC M24
func TestCount(t *testing.T) {
	for _, suite := range []string{"ristretto255", "P256"} {
		for _, memory := range []int{0, 40_000} { // 40,000 bytes force the sorts to spill
			t.Run(fmt.Sprint(suite, memory), func(t *testing.T) {
				t.Parallel()
				p, s := params(suite), psi.Scratch{Memory: memory, Dir: t.TempDir()}
				e := newEpoch(t, p, people(t, p, 0, 500), s)
				// People 400 to 499 are on both lists, by either identifier or by both.
				items := join(list(email, 400, 700), list(phone, 400, 700))
				a := e.run(t, psi.Count, s, items, nil)
				counts, err := e.count(t, a, s)
				require.NoError(t, err)
				require.Equal(t, []uint64{100}, counts)
				b := e.run(t, psi.Count, s, list(phone, 400, 700), nil)
				counts, err = e.count(t, b, s)
				require.NoError(t, err)
				require.Equal(t, []uint64{50}, counts, "only the odd ones have a phone number")
				disjoint(t, "list", a.list.Bytes(), b.list.Bytes(), psi.ElementSize)
				disjoint(t, "tags", a.tags.Bytes(), b.tags.Bytes(), psi.TagSize)
				counts, err = e.count(t, e.run(t, psi.Count, s, list(email, 500, 501), nil), s)
				require.NoError(t, err)
				require.Equal(t, []uint64{0}, counts)
			})
		}
	}
}

// disjoint fails if two files of records have a record in common.
func disjoint(t *testing.T, what string, a, b []byte, width int) {
	t.Helper()
	seen := map[string]bool{}
	for r := range slices.Chunk(a, width) {
		seen[string(r)] = true
	}
	for r := range slices.Chunk(b, width) {
		require.False(t, seen[string(r)], "%s: a record occurs in both", what)
	}
}

// A person counts once, in the first segment that has one of its identifiers; a repeated identifier stays in the first.
// SPEC M20
func TestSegments(t *testing.T) {
	t.Parallel()
	p := params("ristretto255")
	e := newEpoch(t, p, people(t, p, 0, 100), psi.Scratch{})
	items := func(yield func(psi.Item, error) bool) {
		for _, x := range []struct{ segment, typ, from, to int }{
			{0, email, 0, 10},
			{1, phone, 5, 25},    // 5, 7 and 9 are counted in 0 already; 11 … 23 are 7 people
			{1, email, 8, 12},    // 8 and 9 are in segment 0; 10, and 11 once more
			{2, email, 200, 300}, // nobody
		} {
			for i := x.from; i < x.to; i++ {
				if !yield(psi.Item{Type: x.typ, Segment: x.segment, Key: matchKey(x.typ, i)}, nil) {
					return
				}
			}
		}
	}
	x := e.run(t, psi.Count, psi.Scratch{}, items, func(c *psi.Context) { c.Segments = 3 })
	require.Equal(t, []psi.Part{{1, 1000}, {1, 1000}, {1, 1000}}, x.context.List.Parts, "each segment is padded by itself")
	counts, err := e.count(t, x, psi.Scratch{})
	require.NoError(t, err)
	require.Equal(t, []uint64{10, 8, 0}, counts)
}

// A slice counts the people in its units of each section, wherever it starts, and slices of all units count all.
func TestSlices(t *testing.T) {
	t.Parallel()
	p := params("ristretto255")
	e := newEpoch(t, p, people(t, p, 0, 3000), psi.Scratch{})
	quarter, err := psi.ParseSlice("1/4")
	require.NoError(t, err)
	total := uint64(0)
	for _, start := range []uint64{900, 132, 388, 644} { // the first runs over the end
		x := e.run(t, psi.Count, psi.Scratch{}, list(email, 1000, 2000), func(c *psi.Context) { c.Slice = psi.Allotted{Slice: quarter, Start: start} })
		counts, err := e.count(t, x, psi.Scratch{})
		require.NoError(t, err)
		require.InDelta(t, 250, counts[0], 100)
		total += counts[0]
	}
	require.EqualValues(t, 1000, total)
}

func TestMatch(t *testing.T) {
	for _, suite := range []string{"ristretto255", "P256"} {
		t.Run(suite, func(t *testing.T) {
			t.Parallel()
			p, s := params(suite), psi.Scratch{Memory: 40_000, Dir: t.TempDir()}
			e := newEpoch(t, p, people(t, p, 0, 500), s)
			x := e.run(t, psi.Blinded, s, list(phone, 400, 700), nil)
			eval, sentinels := e.evaluate(t, x, s)
			matched := map[uint64]bool{}
			require.NoError(t, eval.Match(t.Context(), bytes.NewReader(x.tags.Bytes()), x.tagSet, sentinels, func(h psi.Hit) error {
				place, err := psi.ReadPlace(bytes.NewReader(e.order.Bytes()), e.Set(), h.Section, h.Record)
				require.NoError(t, err)
				require.False(t, place.Sentinel)
				matched[place.Number] = true
				require.Len(t, h.Slots, 1)
				require.EqualValues(t, phone, place.Slots[h.Slots[0]], "the element that matched is the phone number")
				return nil
			}))
			require.Len(t, matched, 50)
			for i := range matched {
				require.GreaterOrEqual(t, i, uint64(400))
				require.Equal(t, uint64(1), i%2)
			}
		})
	}
}

// The same secret gives the same epoch, and a restored one counts.
func TestRestoredEpoch(t *testing.T) {
	t.Parallel()
	p := params("ristretto255")
	e := newEpoch(t, p, people(t, p, 0, 100), psi.Scratch{})
	var again bytes.Buffer
	_, err := psi.NewEpoch(t.Context(), p, e.data, e.secret, psi.EpochFiles{Set: &again, Leaves: io.Discard, Order: io.Discard, Sentinels: io.Discard}, psi.Scratch{})
	require.NoError(t, err)
	require.True(t, bytes.Equal(e.set.Bytes(), again.Bytes()))
	old := e.Epoch
	e.Epoch, err = psi.RestoreEpoch(p, e.data, e.secret, old.Set())
	require.NoError(t, err)
	old.Destroy()
	counts, err := e.count(t, e.run(t, psi.Count, psi.Scratch{}, list(email, 90, 200), nil), psi.Scratch{})
	require.NoError(t, err)
	require.Equal(t, []uint64{10}, counts)
}
