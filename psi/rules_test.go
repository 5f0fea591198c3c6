package psi_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// small is an epoch of 60 people, made once for the tests that only break something.
func small(t testing.TB) *madeEpoch {
	p := params("ristretto255")
	return newEpoch(t, p, people(t, p, 0, 60), psi.Scratch{})
}

// Rule 1: a key is used for one session and one context. SPEC M6
func TestKeysAreUsedOnce(t *testing.T) {
	t.Parallel()
	e := small(t)
	adv, err := psi.NewAdvertiser(e.params, psi.Scratch{})
	require.NoError(t, err)
	c := newContext(psi.Count, e.params)
	var masked bytes.Buffer
	list1, err := adv.MaskList(t.Context(), list(email, 40, 70), psi.ListOptions{}, &masked)
	require.NoError(t, err)
	c.List, c.PlatformSet = list1.Set, e.Set()
	_, err = adv.MaskList(t.Context(), list(email, 0, 1), psi.ListOptions{}, io.Discard)
	require.ErrorIs(t, err, psi.ErrKeyUsed, "a second list under the same key")
	set := func() psi.RecordSource { return psi.NewElementReader(bytes.NewReader(e.set.Bytes()), e.Set()) }
	_, err = adv.Tags(t.Context(), c, set(), io.Discard)
	require.NoError(t, err)
	_, err = adv.Tags(t.Context(), c, set(), io.Discard)
	require.ErrorIs(t, err, psi.ErrKeyUsed, "a second context under the same key")

	e.Destroy()
	_, err = e.Evaluate(t.Context(), c, bytes.NewReader(masked.Bytes()), psi.Scratch{})
	require.ErrorIs(t, err, psi.ErrKeyUsed, "an epoch that was destroyed")
	_, err = e.Sentinels(t.Context(), c, adv.Public(), bytes.NewReader(e.sentinels.Bytes()), psi.Scratch{})
	require.ErrorIs(t, err, psi.ErrKeyUsed)
}

// A role runs only in its own context: other params, another list or another platform set is refused before anything is
// computed.
func TestForeignContexts(t *testing.T) {
	t.Parallel()
	e := small(t)
	for name, change := range map[string]func(*psi.Context){
		"purpose": func(c *psi.Context) { c.Purpose = "measurement" },
		"profile": func(c *psi.Context) { c.Profile = "uid2" },
		"types":   func(c *psi.Context) { c.Types = "phone" },
		"suite":   func(c *psi.Context) { c.Suite = "P256" },
		"list":    func(c *psi.Context) { c.List.Digest[0] ^= 1 },
		"set":     func(c *psi.Context) { c.PlatformSet.Digest[0] ^= 1 },
		"parts":   func(c *psi.Context) { c.PlatformSet.Parts = c.PlatformSet.Parts[:1] },
	} {
		adv, err := psi.NewAdvertiser(e.params, psi.Scratch{})
		require.NoError(t, err)
		c := newContext(psi.Count, e.params)
		var masked bytes.Buffer
		m, err := adv.MaskList(t.Context(), list(email, 40, 70), psi.ListOptions{}, &masked)
		require.NoError(t, err)
		c.List, c.PlatformSet = m.Set, e.Set()
		change(&c)
		if name != "set" && name != "parts" {
			_, err = adv.Tags(t.Context(), c, psi.NewElementReader(bytes.NewReader(e.set.Bytes()), e.Set()), io.Discard)
			require.Error(t, err, name)
		}
		_, err = e.Evaluate(t.Context(), c, bytes.NewReader(masked.Bytes()), psi.Scratch{})
		require.Error(t, err, name)
	}
}

// Rule 4: every field of the context changes its digest, and with it every tag.
func TestContextBindsEveryField(t *testing.T) {
	t.Parallel()
	slice, err := psi.ParseSlice("1/8")
	require.NoError(t, err)
	base := newContext(psi.Activate, params("ristretto255"))
	base.Audience = psi.Audience{Action: psi.CreateAudience, Name: "vips", Use: psi.Include, Expires: "2026-12-01T00:00:00Z"}
	changes := map[string]func(*psi.Context){
		"mode":             func(c *psi.Context) { c.Mode = psi.Blinded },
		"suite":            func(c *psi.Context) { c.Suite = "P256" },
		"purpose":          func(c *psi.Context) { c.Purpose += "x" },
		"profile":          func(c *psi.Context) { c.Profile += "x" },
		"types":            func(c *psi.Context) { c.Types = "phone" },
		"dataset":          func(c *psi.Context) { c.Dataset += "x" },
		"advertiser":       func(c *psi.Context) { c.Advertiser += "x" },
		"platform":         func(c *psi.Context) { c.Platform += "x" },
		"advertiser nonce": func(c *psi.Context) { c.AdvertiserNonce[31] ^= 1 },
		"platform nonce":   func(c *psi.Context) { c.PlatformNonce[31] ^= 1 },
		"policy":           func(c *psi.Context) { c.PolicyDigest[31] ^= 1 },
		"epsilon":          func(c *psi.Context) { c.Epsilon = mustEpsilon("1/20") },
		"slice":            func(c *psi.Context) { c.Slice.Slice = slice },
		"start":            func(c *psi.Context) { c.Slice = psi.Allotted{Slice: slice, Start: 5} },
		"segments":         func(c *psi.Context) { c.Segments = 2 },
		"action":           func(c *psi.Context) { c.Audience.Action = psi.ReplaceAudience },
		"name":             func(c *psi.Context) { c.Audience.Name += "x" },
		"use":              func(c *psi.Context) { c.Audience.Use = psi.Exclude },
		"end":              func(c *psi.Context) { c.Audience.Expires = "2026-12-02T00:00:00Z" },
		"release":          func(c *psi.Context) { c.Audience.Release = true },
		"list":             func(c *psi.Context) { c.List.Digest[31] ^= 1 },
		"platform set":     func(c *psi.Context) { c.PlatformSet.Digest[31] ^= 1 },
		"a boundary moved": func(c *psi.Context) { c.Dataset, c.Advertiser = c.Dataset+c.Advertiser[:1], c.Advertiser[1:] },
	}
	el := ecdh.Element{1}
	want := base.Digest()
	seen := map[psi.Digest]string{want: "nothing"}
	for name, change := range changes {
		c := base
		change(&c)
		require.Empty(t, seen[c.Digest()], name)
		seen[c.Digest()] = name
		require.NotEqual(t, psi.NewDeriver(&base).Tag(&el), psi.NewDeriver(&c).Tag(&el), name)
	}
}

// The digest of a set commits to its parts, not to its bytes alone.
func TestSetDigestBindsParts(t *testing.T) {
	t.Parallel()
	b := make([]byte, 64*32)
	rand.Read(b)
	digests := map[psi.Digest]bool{}
	for _, parts := range [][]psi.Part{{{1, 64}}, {{2, 32}}, {{1, 32}, {2, 16}}, {{1, 32}, {1, 32}}, {{1, 16}, {1, 48}}} {
		digests[psi.SetOf(b, 32, parts...).Digest] = true
	}
	require.Len(t, digests, 5)
}

// Lists hashed for different purposes, profiles or types can't be joined, even under one key.
func TestDomainsAreDisjoint(t *testing.T) {
	t.Parallel()
	base := params("ristretto255")
	s, err := ecdh.ParseSuite(base.Suite)
	require.NoError(t, err)
	k := s.GenerateKey()
	mask := func(p psi.Params, typ string) ecdh.Element {
		e := make([]ecdh.Element, 1)
		k.WithDomain(p.Domain(typ)).Mask(e, [][]byte{[]byte("same")})
		return e[0]
	}
	measured, uid2 := base, base
	measured.Purpose, uid2.Profile = "measurement", "uid2"
	require.Equal(t, mask(base, "email"), mask(base, "email"))
	for _, other := range []ecdh.Element{mask(measured, "email"), mask(uid2, "email"), mask(base, "phone")} {
		require.NotEqual(t, mask(base, "email"), other)
	}
}

// Rule 7: tags are long enough for the sets, or there is no session; and a platform's set has a form. SPEC M13
func TestSizeBounds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		m    uint64
		n    []psi.Part
		want string
	}{
		{1, []psi.Part{{1, 1024}}, ""},
		{1 << 30, []psi.Part{{1, 1 << 30}}, ""},
		{1<<30 + 1, []psi.Part{{1, 1 << 30}}, "need tags of 81 bits"},
		{1 << 20, []psi.Part{{1, 1024}, {4, 2048}, {16, 1024}}, ""},
		{1000, []psi.Part{{1, 1_518_500_864}}, "at most 1518500249"},
		{1000, []psi.Part{{1, 1000}}, "want a multiple of 1024"},
		{1000, []psi.Part{{2, 1024}, {1, 1024}}, "not wider than the one before"},
		{1000, []psi.Part{{3, 1024}}, "want 1, 2, 4, 8 or 16"},
		{1000, []psi.Part{{32, 1024}}, "want 1, 2, 4, 8 or 16"},
		{1000, nil, "a set of 0 parts"},
		{0, []psi.Part{{1, 1024}}, "part 0 has 0 records"},
	} {
		c := newContext(psi.Count, params("ristretto255"))
		c.List.Parts, c.PlatformSet.Parts = []psi.Part{{1, tc.m}}, tc.n
		err := c.Validate()
		if tc.want == "" {
			require.NoError(t, err, tc)
		} else {
			require.ErrorContains(t, err, tc.want)
		}
	}
}

// A session asks only for what its mode has. SPEC M31
func TestQuestions(t *testing.T) {
	t.Parallel()
	eighth, err := psi.ParseSlice("1/8")
	require.NoError(t, err)
	slice, whole := psi.Allotted{Slice: eighth}, psi.Allotted{}
	e, none := mustEpsilon("1/10"), psi.Audience{}
	create := psi.Audience{Action: psi.CreateAudience, Name: "vips", Use: psi.Exclude, Expires: "2026-12-01T00:00:00Z", Release: true}
	add := psi.Audience{Action: psi.AddToAudience, Name: "vips"}
	bad := func(change func(*psi.Audience)) psi.Audience { a := create; change(&a); return a }
	for i, tc := range []struct {
		m        psi.Mode
		e        psi.Epsilon
		s        psi.Allotted
		segments uint64
		a        psi.Audience
		ok       bool
	}{
		{psi.Count, e, whole, 1, none, true},
		{psi.Count, e, slice, 64, none, true},
		{psi.Activate, e, whole, 1, create, true},
		{psi.Activate, e, whole, 1, add, true},
		{psi.Blinded, e, whole, 1, none, true},
		{psi.Count, mustEpsilon("1/1001"), whole, 1, none, false},
		{psi.Count, mustEpsilon("1.000001"), whole, 1, none, false},
		{psi.Count, psi.Epsilon{}, whole, 1, none, false},
		{psi.Count, e, whole, 0, none, false},
		{psi.Count, e, whole, 65, none, false},
		{psi.Count, e, psi.Allotted{Slice: eighth, Start: 1024}, 1, none, false},
		{psi.Count, e, psi.Allotted{Start: 1}, 1, none, false},
		{psi.Count, e, whole, 1, add, false},
		{psi.Blinded, e, slice, 1, none, false},
		{psi.Blinded, e, whole, 2, none, false},
		{psi.Activate, e, whole, 1, none, false},
		{psi.Activate, e, slice, 1, create, false},
		{psi.Activate, e, whole, 1, bad(func(a *psi.Audience) { a.Name = "VIPs" }), false},
		{psi.Activate, e, whole, 1, bad(func(a *psi.Audience) { a.Action = "drop" }), false},
		{psi.Activate, e, whole, 1, bad(func(a *psi.Audience) { a.Use = "" }), false},
		{psi.Activate, e, whole, 1, bad(func(a *psi.Audience) { a.Expires = "2026-12-01T01:00:00+01:00" }), false},
		{psi.Activate, e, whole, 1, bad(func(a *psi.Audience) { a.Action = psi.AddToAudience }), false},
		{psi.Activate, e, whole, 1, psi.Audience{Action: psi.RemoveAudience, Name: "vips", Release: true}, false},
	} {
		if err := psi.CheckQuestion(tc.m, tc.e, tc.s, tc.segments, tc.a); tc.ok {
			require.NoError(t, err, i)
		} else {
			require.Error(t, err, i)
		}
	}
}

// Rules 2 and 3: a list that is unsorted, or holds a duplicate, a bad element or other bytes than the committed ones,
// is refused as a whole. SPEC M2, M11, M20
func TestBadLists(t *testing.T) {
	t.Parallel()
	e := small(t)
	g, err := ecdh.ParseSuite(e.params.Suite)
	require.NoError(t, err)
	a := g.GenerateKey()
	adv, err := psi.RestoreAdvertiser(e.params, psi.Scratch{}, a.Bytes())
	require.NoError(t, err)
	var buf bytes.Buffer
	c := newContext(psi.Count, e.params)
	m, err := adv.MaskList(t.Context(), list(email, 40, 70), psi.ListOptions{Plain: true}, &buf)
	require.NoError(t, err)
	require.EqualValues(t, 30, m.Size())
	c.List, c.PlatformSet = m.Set, e.Set()
	b := buf.Bytes()
	identity := make([]byte, 32)
	high := bytes.Repeat([]byte{0xff}, 32)
	half := []psi.Part{{1, 15}, {1, 16}}
	for _, tc := range []struct {
		name  string
		list  []byte
		parts []psi.Part // commit to these; nil: to the right list
		code  psi.Code
	}{
		{"other bytes than committed", append(slices.Clone(b[:len(b)-1]), b[len(b)-1]^1), nil, psi.CodeDigestMismatch},
		{"duplicate", append(slices.Clone(b[:32]), b...), []psi.Part{{1, 31}}, psi.CodeNotAscending},
		{"unsorted", append(slices.Clone(b[32:64]), b[:32]...), []psi.Part{{1, 2}}, psi.CodeNotAscending},
		{"identity", append(identity, b...), []psi.Part{{1, 31}}, psi.CodeBadElement},
		{"non-canonical", append(slices.Clone(b), high...), []psi.Part{{1, 31}}, psi.CodeBadElement},
		{"too long", append(slices.Clone(b), high...), nil, psi.CodeDigestMismatch},
		{"in two segments", slices.Concat(b[:15*32], b[14*32:]), half, psi.CodeNotAscending},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := c
			if tc.parts != nil {
				c.List, c.Segments = psi.SetOf(tc.list, psi.ElementSize, tc.parts...), uint64(len(tc.parts))
			}
			eval, err := e.Evaluate(t.Context(), c, bytes.NewReader(tc.list), psi.Scratch{})
			if err == nil { // what is in two parts shows when its tags are compared
				defer eval.Close()
				sentinels, serr := e.Sentinels(t.Context(), c, a.Public(), bytes.NewReader(e.sentinels.Bytes()), psi.Scratch{})
				require.NoError(t, serr)
				defer sentinels.Close()
				tags, set := e.tagsUnder(t, c, func(int, int) *ecdh.Key { return a })
				_, err = eval.Count(t.Context(), bytes.NewReader(tags), set, sentinels)
			}
			require.Equal(t, tc.code, psi.CodeOf(err), "%v", err)
		})
	}
	for n := range len(b) {
		_, err := e.Evaluate(context.Background(), c, bytes.NewReader(b[:n]), psi.Scratch{})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "list cut after %d bytes", n)
	}
}

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

// A platform's set is checked leaf by leaf: a leaf that is not the committed one is not handed out. SPEC M12, M22, M23
func TestLeaves(t *testing.T) {
	t.Parallel()
	e := small(t)
	set, leaves := e.set.Bytes(), e.leaves.Bytes()
	require.Len(t, leaves, 32*int(e.Set().Leaves()))
	checked, err := psi.ReadLeaves(bytes.NewReader(leaves), e.Set())
	require.NoError(t, err)
	last := int(e.Set().Parts[0].Items())*32 + 5 // in the second leaf
	bad := bytes.Clone(set)
	bad[last] ^= 1
	r := checked.NewElementReader(bytes.NewReader(bad))
	got, err := io.Copy(io.Discard, readerOnly{r})
	require.Equal(t, psi.CodeDigestMismatch, psi.CodeOf(err))
	require.EqualValues(t, last-5, got, "the first leaf was good")
	bad = bytes.Clone(set)
	bad[31] ^= 1 // in the first leaf, so that no end of the set comes in between
	got, err = io.Copy(io.Discard, readerOnly{checked.NewElementReader(bytes.NewReader(bad))})
	require.Equal(t, psi.CodeDigestMismatch, psi.CodeOf(err))
	require.Zero(t, got, "nothing of it is handed out")
	for _, at := range []int{31, last} { // a slice is read by leaves alone
		bad := bytes.Clone(set)
		bad[at] ^= 1
		open := func(_ context.Context, off, size uint64) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(bad[off : off+size])), nil
		}
		got, err := io.Copy(io.Discard, readerOnly{checked.NewSliceReader(t.Context(), psi.Allotted{Slice: psi.Slices()[0], Start: 7}, open)})
		require.Equal(t, psi.CodeDigestMismatch, psi.CodeOf(err))
		good := uint64(0) // the slice's part of the first section, if that was good
		if at == last {
			good = e.Set().Parts[0].Items() / 4 * 32
		}
		require.EqualValues(t, good, got)
	}
	for name, b := range map[string][]byte{"changed": append([]byte{leaves[0] ^ 1}, leaves[1:]...), "short": leaves[:40], "long": append(bytes.Clone(leaves), 0)} {
		_, err := psi.ReadLeaves(bytes.NewReader(b), e.Set())
		require.Error(t, err, name)
	}
	for _, n := range []int{0, 1, 31, 32, 33, len(set) / 2, len(set) - 1} {
		_, err := io.Copy(io.Discard, readerOnly{checked.NewElementReader(bytes.NewReader(set[:n]))})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "set cut after %d bytes", n)
	}
}

// readerOnly hides a reader's other methods.
type readerOnly struct{ io.Reader }

// A commitment binds the list, and hides it behind the salt.
func TestCommitmentHidesAndBinds(t *testing.T) {
	t.Parallel()
	a, b := psi.Set{Digest: psi.Digest{5}}, psi.Set{Digest: psi.Digest{6}}
	salt := psi.Nonce{1}
	require.Equal(t, psi.Commitment(salt, a), psi.Commitment(salt, a))
	require.NotEqual(t, psi.Commitment(salt, a), psi.Commitment(salt, b))
	require.NotEqual(t, psi.Commitment(salt, a), psi.Commitment(psi.Nonce{2}, a))
}

func TestTypesInJSON(t *testing.T) {
	t.Parallel()
	types, err := psi.NewTypes("phone", "email")
	require.NoError(t, err)
	require.Equal(t, psi.Types("email,phone"), types)
	b, err := json.Marshal(types)
	require.NoError(t, err)
	require.Equal(t, `["email","phone"]`, string(b))
	var again psi.Types
	require.NoError(t, json.Unmarshal(b, &again))
	require.Equal(t, types, again)
	for _, bad := range []string{`["phone","email"]`, `["email","email"]`, `[]`, `["e,mail"]`, `["E"]`, `"email"`} {
		var x psi.Types
		err := json.Unmarshal([]byte(bad), &x)
		if err == nil {
			err = psi.Params{Suite: "P256", Purpose: "p", Profile: "p", Types: x}.Check()
		}
		require.Error(t, err, bad)
	}
}

func TestCancellation(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	adv, err := psi.NewAdvertiser(params("ristretto255"), psi.Scratch{Progress: func(int) { cancel(stopped) }})
	require.NoError(t, err)
	_, err = adv.MaskList(ctx, list(email, 0, 70_000), psi.ListOptions{}, io.Discard)
	require.ErrorIs(t, err, stopped)
}

func TestIteratorErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("line 7: broken")
	adv, err := psi.NewAdvertiser(params("ristretto255"), psi.Scratch{})
	require.NoError(t, err)
	_, err = adv.MaskList(t.Context(), func(yield func(psi.Item, error) bool) {
		_ = yield(psi.Item{}, nil) && yield(psi.Item{}, broken)
	}, psi.ListOptions{}, io.Discard)
	require.ErrorIs(t, err, broken)
}
