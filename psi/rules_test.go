package psi_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
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
