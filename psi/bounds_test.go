package psi_test

import (
	"bytes"
	"context"
	"io"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

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
