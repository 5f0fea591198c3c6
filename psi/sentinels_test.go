package psi_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// tagsUnder are the tags of the epoch's set under a key, in the order of P or sorted, as an advertiser makes them that
// may treat some groups in a way of its own.
func (e *madeEpoch) tagsUnder(t testing.TB, c psi.Context, keyOf func(section, record int) *ecdh.Key) ([]byte, psi.Set) {
	t.Helper()
	d := psi.NewDeriver(&c)
	var all []byte
	b := e.set.Bytes()
	for section, p := range e.Set().Parts {
		var records [][]byte
		for i := range int(p.Size) {
			src := make([]ecdh.Element, p.Width)
			for j := range src {
				src[j], b = ecdh.Element(b), b[32:]
			}
			_, err := keyOf(section, i).Remask(src, src)
			require.NoError(t, err)
			var tags [][]byte
			for j := range src {
				tag := d.Tag(&src[j])
				tags = append(tags, tag[:])
			}
			if !c.Mode.Aligned() {
				slices.SortFunc(tags, bytes.Compare)
			}
			records = append(records, bytes.Join(tags, nil))
		}
		if !c.Mode.Aligned() {
			slices.SortFunc(records, bytes.Compare)
		}
		all = append(all, bytes.Join(records, nil)...)
	}
	return all, psi.SetOf(all, psi.TagSize, e.Set().Parts...)
}

// An advertiser who treats a sentinel in another way than under the key that it shows is found out, in every mode and
// section, and nothing is counted; who treats a real group so is not, and gains nothing. SPEC M64
func TestSentinels(t *testing.T) {
	t.Parallel()
	e := small(t)
	g, err := ecdh.ParseSuite(e.params.Suite)
	require.NoError(t, err)
	a, second := g.GenerateKey(), g.GenerateKey()
	for _, mode := range []psi.Mode{psi.Count, psi.Blinded} {
		role, err := psi.RestoreAdvertiser(e.params, psi.Scratch{}, a.Bytes())
		require.NoError(t, err)
		x := &exchange{context: newContext(mode, e.params), public: role.Public()}
		m, err := role.MaskList(t.Context(), list(email, 40, 70), psi.ListOptions{}, &x.list)
		require.NoError(t, err)
		x.context.List, x.context.PlatformSet = m.Set, e.Set()
		// Where the first sentinel and the first real group of each section are.
		first := func(section int, sentinel bool) int {
			for i := range int(e.Set().Parts[section].Size) {
				place, err := psi.ReadPlace(bytes.NewReader(e.order.Bytes()), e.Set(), section, uint64(i))
				require.NoError(t, err)
				if place.Sentinel == sentinel {
					return i
				}
			}
			t.Fatal("none")
			return 0
		}
		for _, tc := range []struct {
			name   string
			keyOf  func(section, record int) *ecdh.Key
			public *ecdh.Key
			code   psi.Code
		}{
			{"honest", func(int, int) *ecdh.Key { return a }, a, ""},
			{"one sentinel of section 0", func(s, i int) *ecdh.Key {
				if s == 0 && i == first(0, true) {
					return second
				}
				return a
			}, a, psi.CodeBadTags},
			{"one sentinel of section 1", func(s, i int) *ecdh.Key {
				if s == 1 && i == first(1, true) {
					return second
				}
				return a
			}, a, psi.CodeBadTags},
			{"a real group", func(s, i int) *ecdh.Key {
				if s == 1 && i == first(1, false) {
					return second
				}
				return a
			}, a, ""},
			{"another key shown", func(int, int) *ecdh.Key { return a }, second, psi.CodeBadTags},
		} {
			x.public = tc.public.Public()
			tags, set := e.tagsUnder(t, x.context, tc.keyOf)
			eval, sentinels := e.evaluate(t, x, psi.Scratch{})
			var err error
			if mode == psi.Count {
				_, err = eval.Count(t.Context(), bytes.NewReader(tags), set, sentinels)
			} else {
				err = eval.Match(t.Context(), bytes.NewReader(tags), set, sentinels, func(psi.Hit) error { return nil })
			}
			require.Equal(t, tc.code, psi.CodeOf(err), "%s, %s: %v", mode, tc.name, err)
		}
	}
}

// Tags that are unsorted, repeated, of another shape or changed yield no count. SPEC M24, M25
func TestBadTags(t *testing.T) {
	t.Parallel()
	e := small(t)
	x := e.run(t, psi.Count, psi.Scratch{}, list(email, 40, 70), nil)
	one := int(e.Set().Parts[0].Items()) * psi.TagSize
	parts := e.Set().Parts
	for _, tc := range []struct {
		name   string
		change func(b []byte) []byte
		parts  []psi.Part // commit to these; nil: to the right tags
		code   psi.Code
	}{
		{"changed", func(b []byte) []byte { b[3] ^= 1; return b }, nil, psi.CodeDigestMismatch},
		{"groups unsorted", func(b []byte) []byte { return slices.Concat(b[10:20], b[:10], b[20:]) }, parts, psi.CodeNotAscending},
		{"unsorted in a group", func(b []byte) []byte {
			return slices.Concat(b[:one], b[one+10:one+20], b[one:one+10], b[one+20:])
		}, parts, psi.CodeNotAscending},
		{"unsorted in the last group", func(b []byte) []byte { // which leaves the groups' order as it is
			n := len(b)
			return slices.Concat(b[:n-20], b[n-10:], b[n-20:n-10])
		}, parts, psi.CodeNotAscending},
		{"repeated", func(b []byte) []byte { copy(b[10:20], b[:10]); return b }, parts, psi.CodeNotAscending},
		{"one too few", func(b []byte) []byte { return b[10:] }, []psi.Part{{1, parts[0].Size - 1}, parts[1]}, psi.CodeBadRequest},
		{"one section", func(b []byte) []byte { return b[:one] }, parts[:1], psi.CodeBadRequest},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b, set := tc.change(bytes.Clone(x.tags.Bytes())), x.tagSet
			if tc.parts != nil {
				set = psi.SetOf(b, psi.TagSize, tc.parts...)
			}
			eval, sentinels := e.evaluate(t, x, psi.Scratch{})
			_, err := eval.Count(t.Context(), bytes.NewReader(b), set, sentinels)
			require.Equal(t, tc.code, psi.CodeOf(err), "%v", err)
		})
	}
}

// A tag of one section that stands in another too would be counted twice: it ends the session. SPEC M65
func TestRepeatedTagInAnotherSection(t *testing.T) {
	t.Parallel()
	e := small(t)
	x := e.run(t, psi.Blinded, psi.Scratch{}, list(email, 40, 70), nil)
	b := bytes.Clone(x.tags.Bytes())
	parts := e.Set().Parts
	one := int(parts[0].Items()) * psi.TagSize
	// A real group of section 1 gives its place to a tag of a real group of section 0.
	real := func(section int) int {
		for i := range parts[section].Size {
			place, err := psi.ReadPlace(bytes.NewReader(e.order.Bytes()), e.Set(), section, i)
			require.NoError(t, err)
			if !place.Sentinel {
				return int(i)
			}
		}
		return -1
	}
	copy(b[one+real(1)*20:], b[real(0)*10:real(0)*10+10])
	eval, sentinels := e.evaluate(t, x, psi.Scratch{})
	err := eval.Match(t.Context(), bytes.NewReader(b), psi.SetOf(b, psi.TagSize, parts...), sentinels, func(psi.Hit) error { return nil })
	require.Equal(t, psi.CodeNotAscending, psi.CodeOf(err), "%v", err)
}

// There are 1,024 sentinels in a section, and in a large one a 64th of the elements: SPEC M16
func TestLeastSentinels(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ width, capacity, least uint64 }{
		{1, 2048, 1024}, {1, 65_536, 1024}, {1, 66_560, 1040}, {1, 1 << 27, 1 << 21},
		{2, 32_768, 1024}, {2, 33_792, 1056}, {16, 4096, 1024}, {16, 8192, 2048},
	} {
		p := psi.Part{Width: tc.width, Size: tc.capacity}
		require.Equal(t, tc.least, psi.LeastSentinels(p), p)
		require.NoError(t, psi.CheckCapacity(tc.capacity-tc.least, p))
		require.Error(t, psi.CheckCapacity(tc.capacity-tc.least+1, p), p)
	}
}
