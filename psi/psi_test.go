package psi_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// matchKeys yields a match key for each of the integers [from, to).
func matchKeys(from, to int) iter.Seq2[[32]byte, error] {
	return func(yield func([32]byte, error) bool) {
		for i := from; i < to; i++ {
			if !yield(sha256.Sum256(fmt.Appendf(nil, "user%d@example.com", i)), nil) {
				return
			}
		}
	}
}

func params(suite string) psi.Params {
	return psi.Params{Suite: suite, Purpose: "audience-matching", Profile: "default-v1", IDType: "email"}
}

// masked is a platform's dataset in memory: the integers [from, to).
func masked(t *testing.T, p psi.Params, from, to int) psi.Dataset {
	g, err := p.Group()
	require.NoError(t, err)
	key := g.GenerateKey()
	var items [][]byte
	for k := range matchKeys(from, to) {
		items = append(items, bytes.Clone(k[:]))
	}
	elements := make([]ecdh.Element, len(items))
	key.Mask(elements, items)
	return psi.Dataset{Key: key, Elements: func(yield func(ecdh.Element, error) bool) {
		for _, e := range elements {
			if !yield(e, nil) {
				return
			}
		}
	}}
}

func newContext(mode psi.Mode, p psi.Params) psi.Context {
	c := psi.Context{Mode: mode, Params: p, Dataset: "users", Advertiser: "acme", Platform: "platform.example"}
	rand.Read(c.AdvertiserNonce[:])
	rand.Read(c.PlatformNonce[:])
	return c
}

// view is everything that one session put on the wire, and its handles.
type view struct {
	context         psi.Context
	list, set, tags []byte
	count           uint64
	matches         []psi.Match
	order           []byte
}

func runCount(t *testing.T, p psi.Params, s psi.Scratch, epoch *psi.Epoch, set []byte, keys iter.Seq2[[32]byte, error]) view {
	ctx := context.Background()
	v := view{context: newContext(psi.Count, p), set: set}
	adv, err := psi.NewCountAdvertiser(p, s)
	require.NoError(t, err)
	var list, tags bytes.Buffer
	v.context.List, _, err = adv.MaskList(ctx, keys, &list)
	require.NoError(t, err)
	v.context.PlatformSet = epoch.Set()
	eval, err := epoch.Evaluate(ctx, v.context, &list2{list.Bytes(), 0}, s)
	require.NoError(t, err)
	defer eval.Close()
	tagSet, err := adv.Tags(ctx, v.context, bytes.NewReader(set), &tags)
	require.NoError(t, err)
	v.count, err = eval.Count(ctx, bytes.NewReader(tags.Bytes()), tagSet)
	require.NoError(t, err)
	v.list, v.tags = list.Bytes(), tags.Bytes()
	return v
}

// list2 returns few bytes at a time, as a network would.
type list2 struct {
	b []byte
	n int
}

func (l *list2) Read(p []byte) (int, error) {
	if l.n == len(l.b) {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), 1000)], l.b[l.n:])
	l.n += n
	return n, nil
}

func runBlinded(t *testing.T, p psi.Params, s psi.Scratch, data psi.Dataset, keys iter.Seq2[[32]byte, error]) view {
	ctx := context.Background()
	v := view{context: newContext(psi.Blinded, p)}
	adv, err := psi.NewBlindedAdvertiser(p, s)
	require.NoError(t, err)
	var list, set, order, tags bytes.Buffer
	v.context.List, _, err = adv.MaskList(ctx, keys, &list)
	require.NoError(t, err)
	plat, err := psi.NewBlindedPlatform(ctx, p, data, &set, &order, s)
	require.NoError(t, err)
	v.context.PlatformSet = plat.Set()
	eval, err := plat.Evaluate(ctx, v.context, bytes.NewReader(list.Bytes()), s)
	require.NoError(t, err)
	defer eval.Close()
	tagSet, err := adv.Tags(ctx, v.context, bytes.NewReader(set.Bytes()), &tags)
	require.NoError(t, err)
	require.NoError(t, eval.Match(ctx, bytes.NewReader(tags.Bytes()), tagSet, func(m psi.Match) error {
		v.matches = append(v.matches, m)
		return nil
	}))
	v.list, v.set, v.tags, v.order = list.Bytes(), set.Bytes(), tags.Bytes(), order.Bytes()
	return v
}

func TestCount(t *testing.T) {
	for _, suite := range []string{"ristretto255", "P256"} {
		for _, memory := range []int{0, 4000} { // 4000 bytes force the sorts to spill
			t.Run(fmt.Sprint(suite, memory), func(t *testing.T) {
				p, s := params(suite), psi.Scratch{Memory: memory, Dir: t.TempDir()}
				var set bytes.Buffer
				epoch, err := psi.NewEpoch(context.Background(), p, masked(t, p, 0, 500), &set, s)
				require.NoError(t, err)
				defer epoch.Destroy()
				a := runCount(t, p, s, epoch, set.Bytes(), matchKeys(400, 700))
				require.EqualValues(t, 100, a.count)
				b := runCount(t, p, s, epoch, set.Bytes(), matchKeys(400, 700))
				require.EqualValues(t, 100, b.count)
				disjoint(t, "list", a.list, b.list, psi.ElementSize)
				disjoint(t, "tags", a.tags, b.tags, psi.TagSize)
				require.EqualValues(t, 0, runCount(t, p, s, epoch, set.Bytes(), matchKeys(500, 501)).count)
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

func TestDuplicatesAreCountedOnce(t *testing.T) {
	p := params("ristretto255")
	var set bytes.Buffer
	epoch, err := psi.NewEpoch(context.Background(), p, masked(t, p, 0, 50), &set, psi.Scratch{})
	require.NoError(t, err)
	twice := func(yield func([32]byte, error) bool) {
		for range 2 {
			for k, err := range matchKeys(40, 60) {
				if !yield(k, err) {
					return
				}
			}
		}
	}
	v := runCount(t, p, psi.Scratch{}, epoch, set.Bytes(), twice)
	require.EqualValues(t, 20, v.context.List.Size)
	require.EqualValues(t, 10, v.count)
}

func TestBlinded(t *testing.T) {
	for _, suite := range []string{"ristretto255", "P256"} {
		t.Run(suite, func(t *testing.T) {
			p, s := params(suite), psi.Scratch{Memory: 4000, Dir: t.TempDir()}
			data := masked(t, p, 0, 500)
			a := runBlinded(t, p, s, data, matchKeys(400, 700))
			b := runBlinded(t, p, s, data, matchKeys(400, 700))

			// Positions lead the platform to its own elements.
			matched := map[uint64]bool{}
			for _, m := range a.matches {
				matched[binary.BigEndian.Uint64(a.order[8*m.Position:])] = true
			}
			require.Len(t, matched, 100)
			for i := range matched {
				require.GreaterOrEqual(t, i, uint64(400))
			}

			// Two sessions share no point, tag or handle.
			disjoint(t, "list", a.list, b.list, psi.ElementSize)
			disjoint(t, "set", a.set, b.set, psi.ElementSize)
			disjoint(t, "tags", a.tags, b.tags, psi.TagSize)
			disjoint(t, "handles", handles(a), handles(b), psi.HandleSize)
		})
	}
}

func handles(v view) (b []byte) {
	for _, m := range v.matches {
		b = append(b, m.Handle[:]...)
	}
	return b
}

// The advertiser of a blinded session holds its rows, its key a, P, the tags and the handles. From these it can compute
// the handle of every element of P, but none of its rows: that would need b·H(x), which is never sent. So none of the
// values that it can derive for a row leads to a handle.
func TestBlindedViewTiesNoHandleToARow(t *testing.T) {
	ctx := context.Background()
	p := params("ristretto255")
	g, err := p.Group()
	require.NoError(t, err)
	a := g.GenerateKey()
	adv, err := psi.RestoreBlindedAdvertiser(p, psi.Scratch{}, a.Bytes())
	require.NoError(t, err)
	plat, list, set, c := blindedParts(t, adv, p)
	eval, err := plat.Evaluate(ctx, c, bytes.NewReader(list), psi.Scratch{})
	require.NoError(t, err)
	var tags bytes.Buffer
	tagSet, err := adv.Tags(ctx, c, bytes.NewReader(set), &tags)
	require.NoError(t, err)
	received := map[psi.Handle]bool{}
	require.NoError(t, eval.Match(ctx, &tags, tagSet, func(m psi.Match) error {
		received[m.Handle] = true
		return nil
	}))
	require.Len(t, received, 100)

	d := psi.NewDeriver(&c)
	remask := func(e ecdh.Element) ecdh.Element {
		out := make([]ecdh.Element, 1)
		_, err := a.Remask(out, []ecdh.Element{e})
		require.NoError(t, err)
		return out[0]
	}
	// It can link a handle to an element of P, which is random to it ...
	fromSet := 0
	for r := range slices.Chunk(set, psi.ElementSize) {
		e := remask(ecdh.Element(r))
		if received[d.Handle(&e)] {
			fromSet++
		}
	}
	require.Equal(t, 100, fromSet)
	// ... but to nothing that it can compute from its rows.
	for k := range matchKeys(400, 700) {
		e := make([]ecdh.Element, 1)
		a.Mask(e, [][]byte{k[:]})
		for _, candidate := range []ecdh.Element{e[0], remask(e[0])} {
			require.False(t, received[d.Handle(&candidate)])
		}
	}
}

// blindedParts runs a blinded session of [400, 700) against [0, 500) up to the context.
func blindedParts(t *testing.T, adv *psi.BlindedAdvertiser, p psi.Params) (plat *psi.BlindedPlatform, list, set []byte, c psi.Context) {
	ctx := context.Background()
	var l, s, order bytes.Buffer
	c = newContext(psi.Blinded, p)
	var err error
	c.List, _, err = adv.MaskList(ctx, matchKeys(400, 700), &l)
	require.NoError(t, err)
	plat, err = psi.NewBlindedPlatform(ctx, p, masked(t, p, 0, 500), &s, &order, psi.Scratch{})
	require.NoError(t, err)
	c.PlatformSet = plat.Set()
	return plat, l.Bytes(), s.Bytes(), c
}
