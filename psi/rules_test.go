package psi_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// countParts prepares a count session of [40, 70) against [0, 50).
func countParts(t *testing.T) (adv *psi.CountAdvertiser, epoch *psi.Epoch, list, set []byte, c psi.Context) {
	ctx := context.Background()
	p := params("ristretto255")
	var l, s bytes.Buffer
	epoch, err := psi.NewEpoch(ctx, p, masked(t, p, 0, 50), &s, psi.Scratch{})
	require.NoError(t, err)
	adv, err = psi.NewCountAdvertiser(p, psi.Scratch{})
	require.NoError(t, err)
	c = newContext(psi.Count, p)
	c.List, _, err = adv.MaskList(ctx, matchKeys(40, 70), &l)
	require.NoError(t, err)
	c.PlatformSet = epoch.Set()
	return adv, epoch, l.Bytes(), s.Bytes(), c
}

// Rule 1: a key is used for one session, one mode, one context.
func TestKeysAreUsedOnce(t *testing.T) {
	ctx := context.Background()
	adv, epoch, list, set, c := countParts(t)

	_, _, err := adv.MaskList(ctx, matchKeys(0, 1), io.Discard)
	require.ErrorIs(t, err, psi.ErrKeyUsed, "a second list under the same key")
	_, err = adv.Tags(ctx, c, bytes.NewReader(set), io.Discard)
	require.NoError(t, err)
	_, err = adv.Tags(ctx, c, bytes.NewReader(set), io.Discard)
	require.ErrorIs(t, err, psi.ErrKeyUsed, "a second context under the same key")

	epoch.Destroy()
	_, err = epoch.Evaluate(ctx, c, bytes.NewReader(list), psi.Scratch{})
	require.ErrorIs(t, err, psi.ErrKeyUsed, "an epoch that was destroyed")

	blinded, err := psi.NewBlindedAdvertiser(params("ristretto255"), psi.Scratch{})
	require.NoError(t, err)
	plat, list, _, c := blindedParts(t, blinded, params("ristretto255"))
	eval, err := plat.Evaluate(ctx, c, bytes.NewReader(list), psi.Scratch{})
	require.NoError(t, err)
	defer eval.Close()
	_, err = plat.Evaluate(ctx, c, bytes.NewReader(list), psi.Scratch{})
	require.ErrorIs(t, err, psi.ErrKeyUsed, "a second evaluation under a blinded session's key")
}

// A role runs only in its own context: another mode, other params, another list or another platform set is refused
// before anything is computed.
func TestForeignContexts(t *testing.T) {
	ctx := context.Background()
	for name, change := range map[string]func(*psi.Context){
		"mode":    func(c *psi.Context) { c.Mode = psi.Blinded },
		"purpose": func(c *psi.Context) { c.Purpose = "measurement" },
		"profile": func(c *psi.Context) { c.Profile = "uid2" },
		"type":    func(c *psi.Context) { c.IDType = "phone" },
		"suite":   func(c *psi.Context) { c.Suite = "P256" },
	} {
		adv, epoch, list, set, c := countParts(t)
		change(&c)
		_, err := adv.Tags(ctx, c, bytes.NewReader(set), io.Discard)
		require.ErrorContains(t, err, "given to a role of mode", name)
		_, err = epoch.Evaluate(ctx, c, bytes.NewReader(list), psi.Scratch{})
		require.ErrorContains(t, err, "given to a role of mode", name)
	}
	adv, epoch, list, set, c := countParts(t)
	c.List.Digest[0] ^= 1
	_, err := adv.Tags(ctx, c, bytes.NewReader(set), io.Discard)
	require.ErrorContains(t, err, "list is not the one that was masked")
	c.List.Digest[0] ^= 1
	c.PlatformSet.Digest[0] ^= 1
	_, err = epoch.Evaluate(ctx, c, bytes.NewReader(list), psi.Scratch{})
	require.ErrorContains(t, err, "another platform set than this epoch's")
}

// Rule 4: every field of the context changes its digest, and with it every tag and handle.
func TestContextBindsEveryField(t *testing.T) {
	base := newContext(psi.Count, params("ristretto255"))
	base.List.Size, base.PlatformSet.Size = 3, 4
	changes := map[string]func(*psi.Context){
		"mode":             func(c *psi.Context) { c.Mode = psi.Blinded },
		"suite":            func(c *psi.Context) { c.Suite = "P256" },
		"purpose":          func(c *psi.Context) { c.Purpose += "x" },
		"profile":          func(c *psi.Context) { c.Profile += "x" },
		"type":             func(c *psi.Context) { c.IDType = "phone" },
		"dataset":          func(c *psi.Context) { c.Dataset += "x" },
		"advertiser":       func(c *psi.Context) { c.Advertiser += "x" },
		"platform":         func(c *psi.Context) { c.Platform += "x" },
		"advertiser nonce": func(c *psi.Context) { c.AdvertiserNonce[31] ^= 1 },
		"platform nonce":   func(c *psi.Context) { c.PlatformNonce[31] ^= 1 },
		"policy":           func(c *psi.Context) { c.PolicyDigest[31] ^= 1 },
		"m":                func(c *psi.Context) { c.List.Size++ },
		"list":             func(c *psi.Context) { c.List.Digest[31] ^= 1 },
		"n":                func(c *psi.Context) { c.PlatformSet.Size++ },
		"platform set":     func(c *psi.Context) { c.PlatformSet.Digest[31] ^= 1 },
		"a boundary moved": func(c *psi.Context) { c.Dataset, c.Advertiser = c.Dataset+c.Advertiser[:1], c.Advertiser[1:] },
	}
	e := ecdh.Element{1}
	type derived struct {
		digest psi.Digest
		tag    psi.Tag
		handle psi.Handle
	}
	derive := func(c psi.Context) derived {
		d := psi.NewDeriver(&c)
		return derived{c.Digest(), d.Tag(&e), d.Handle(&e)}
	}
	want := derive(base)
	require.Equal(t, want, derive(base))
	for name, change := range changes {
		c := base
		change(&c)
		got := derive(c)
		require.NotEqual(t, want.digest, got.digest, name)
		require.NotEqual(t, want.tag, got.tag, name)
		require.NotEqual(t, want.handle, got.handle, name)
	}
}

// Lists hashed for different purposes, profiles or types can't be joined, even under one key.
func TestDomainsAreDisjoint(t *testing.T) {
	base := params("ristretto255")
	g, err := base.Group()
	require.NoError(t, err)
	k := g.GenerateKey()
	mask := func(p psi.Params) ecdh.Element {
		g, err := p.Group()
		require.NoError(t, err)
		k, err := g.NewKey(k.Bytes())
		require.NoError(t, err)
		e := make([]ecdh.Element, 1)
		k.Mask(e, [][]byte{[]byte("same")})
		return e[0]
	}
	require.Equal(t, mask(base), mask(base))
	for _, p := range []psi.Params{
		{Suite: base.Suite, Purpose: "measurement", Profile: base.Profile, IDType: base.IDType},
		{Suite: base.Suite, Purpose: base.Purpose, Profile: "uid2", IDType: base.IDType},
		{Suite: base.Suite, Purpose: base.Purpose, Profile: base.Profile, IDType: "phone"},
	} {
		require.NotEqual(t, mask(base), mask(p), p)
	}
}

// Rule 7: tags are long enough for the sets, or there is no session.
func TestTagLengthBound(t *testing.T) {
	c := newContext(psi.Count, params("ristretto255"))
	for _, tc := range []struct {
		m, n uint64
		ok   bool
	}{
		{1, 1, true}, {1 << 30, 1 << 30, true}, {1<<30 + 1, 1 << 30, false}, {1 << 20, 1 << 40, true}, {1 << 20, 1<<40 + 1, false},
		{0, 5, false}, {5, 0, false},
	} {
		c.List.Size, c.PlatformSet.Size = tc.m, tc.n
		if err := c.Validate(); tc.ok {
			require.NoError(t, err, tc)
		} else {
			require.Error(t, err, tc)
		}
	}
}

func setOf(b []byte, width int) psi.Set {
	return psi.Set{Size: uint64(len(b) / width), Digest: sha256.Sum256(b)}
}

// Rules 2 and 3: a list that is unsorted, or holds a duplicate, a bad element or other bytes than the committed ones,
// is refused as a whole.
func TestBadLists(t *testing.T) {
	_, epoch, list, _, c := countParts(t)
	identity := make([]byte, 32)
	nonCanonical := bytes.Repeat([]byte{0xff}, 32)
	for _, tc := range []struct {
		name   string
		list   []byte
		commit bool // to the changed list
		code   psi.Code
	}{
		{"other bytes than committed", append(slices.Clone(list[:len(list)-1]), list[len(list)-1]^1), false, psi.CodeDigestMismatch},
		{"duplicate", append(slices.Clone(list[:32]), list...), true, psi.CodeNotAscending},
		{"unsorted", append(slices.Clone(list[32:64]), list[:32]...), true, psi.CodeNotAscending},
		{"identity", append(slices.Clone(identity), list...), true, psi.CodeBadElement},
		{"non-canonical", append(slices.Clone(list), nonCanonical...), true, psi.CodeBadElement},
		{"too long", append(slices.Clone(list), nonCanonical...), false, psi.CodeDigestMismatch},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := c
			if tc.commit {
				c.List = setOf(tc.list, psi.ElementSize)
			}
			_, err := epoch.Evaluate(context.Background(), c, bytes.NewReader(tc.list), psi.Scratch{})
			require.Equal(t, tc.code, psi.CodeOf(err), "%v", err)
		})
	}
	for n := range len(list) {
		_, err := epoch.Evaluate(context.Background(), c, bytes.NewReader(list[:n]), psi.Scratch{})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "list cut after %d bytes", n)
	}
}

// Tags that are unsorted, repeated, too few or changed yield no count, and a platform set that is not the committed one
// gets no tags.
func TestBadTagsAndSets(t *testing.T) {
	ctx := context.Background()
	for _, tc := range []struct {
		name   string
		change func(tags []byte) []byte
		commit bool
		code   psi.Code
	}{
		{"changed", func(b []byte) []byte { b[3] ^= 1; return b }, false, psi.CodeDigestMismatch},
		{"unsorted", func(b []byte) []byte { return slices.Concat(b[10:20], b[:10], b[20:]) }, true, psi.CodeNotAscending},
		{"repeated", func(b []byte) []byte { copy(b[10:20], b[:10]); return b }, true, psi.CodeNotAscending},
		{"one too few", func(b []byte) []byte { return b[10:] }, true, psi.CodeBadRequest},
	} {
		t.Run(tc.name, func(t *testing.T) {
			adv, epoch, list, set, c := countParts(t)
			eval, err := epoch.Evaluate(ctx, c, bytes.NewReader(list), psi.Scratch{})
			require.NoError(t, err)
			defer eval.Close()
			var tags bytes.Buffer
			want, err := adv.Tags(ctx, c, bytes.NewReader(set), &tags)
			require.NoError(t, err)
			b := tc.change(tags.Bytes())
			if tc.commit {
				want = setOf(b, psi.TagSize)
			}
			_, err = eval.Count(ctx, bytes.NewReader(b), want)
			require.Equal(t, tc.code, psi.CodeOf(err), "%v", err)
		})
	}
	adv, _, _, set, c := countParts(t)
	set[40] ^= 1
	_, err := adv.Tags(ctx, c, bytes.NewReader(set), io.Discard)
	require.Error(t, err)
}

// In blinded mode two equal tags would give one match two positions.
func TestBlindedRepeatedTags(t *testing.T) {
	ctx := context.Background()
	p := params("ristretto255")
	adv, err := psi.NewBlindedAdvertiser(p, psi.Scratch{})
	require.NoError(t, err)
	plat, list, set, c := blindedParts(t, adv, p)
	eval, err := plat.Evaluate(ctx, c, bytes.NewReader(list), psi.Scratch{})
	require.NoError(t, err)
	defer eval.Close()
	var tags bytes.Buffer
	_, err = adv.Tags(ctx, c, bytes.NewReader(set), &tags)
	require.NoError(t, err)
	b := tags.Bytes()
	copy(b[len(b)-10:], b[:10])
	err = eval.Match(ctx, bytes.NewReader(b), setOf(b, psi.TagSize), func(psi.Match) error { return nil })
	require.Equal(t, psi.CodeNotAscending, psi.CodeOf(err), "%v", err)
}

// A commitment binds the list's size and digest, and hides them behind the salt.
func TestCommitmentHidesAndBinds(t *testing.T) {
	a, b := psi.Set{Size: 5}, psi.Set{Size: 6}
	salt := psi.Nonce{1}
	require.Equal(t, psi.Commitment(salt, a), psi.Commitment(salt, a))
	require.NotEqual(t, psi.Commitment(salt, a), psi.Commitment(salt, b))
	require.NotEqual(t, psi.Commitment(salt, a), psi.Commitment(psi.Nonce{2}, a))
}

func TestCancellation(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	stopped := errors.New("stopped")
	adv, err := psi.NewCountAdvertiser(params("ristretto255"), psi.Scratch{Progress: func(int) { cancel(stopped) }})
	require.NoError(t, err)
	_, _, err = adv.MaskList(ctx, matchKeys(0, 70_000), io.Discard)
	require.ErrorIs(t, err, stopped)
}

func TestIteratorErrors(t *testing.T) {
	broken := errors.New("line 7: broken")
	adv, err := psi.NewCountAdvertiser(params("ristretto255"), psi.Scratch{})
	require.NoError(t, err)
	_, _, err = adv.MaskList(context.Background(), func(yield func([32]byte, error) bool) {
		yield([32]byte{1}, nil)
		yield([32]byte{}, broken)
	}, io.Discard)
	require.ErrorIs(t, err, broken)
}
