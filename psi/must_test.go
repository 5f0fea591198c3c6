package psi_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// Names and identities are short and plain, so that a domain can be read in one way, and a log's line has no surprises.
// SPEC M9, M10
func TestNames(t *testing.T) {
	t.Parallel()
	for name, ok := range map[string]bool{
		"a": true, "0": true, "users-2026.v1_x": true, strings.Repeat("a", 64): true,
		"": false, strings.Repeat("a", 65): false, "-a": false, ".a": false, "_a": false, "A": false, "a/b": false, "a b": false, "ä": false, "a\n": false,
	} {
		require.Equal(t, ok, psi.CheckName("dataset", name) == nil, "%q", name)
		p := params("ristretto255")
		p.Purpose, p.Profile = name, name
		require.Equal(t, ok, p.Check() == nil, "%q", name)
		_, err := psi.NewTypes(name)
		require.Equal(t, ok, err == nil, "%q", name)
	}
	for identity, ok := range map[string]bool{
		"a": true, "~": true, "!": true, "Acme/EU@x:1": true, strings.Repeat("a", 128): true,
		"": false, strings.Repeat("a", 129): false, "a b": false, "\x7f": false, "é": false, "a\n": false,
	} {
		require.Equal(t, ok, psi.CheckIdentity(identity) == nil, "%q", identity)
	}
}

// Whoever has b·G can mask identifiers that are on no list, so it is in nothing that leaves the platform. SPEC M5
func TestPublicKeyIsNotSent(t *testing.T) {
	t.Parallel()
	for _, suite := range []string{"ristretto255", "P256"} {
		p := params(suite)
		e := newEpoch(t, p, people(t, p, 0, 40), psi.Scratch{})
		g, err := ecdh.ParseSuite(suite)
		require.NoError(t, err)
		for what, key := range map[string]*ecdh.Key{"b·G": e.secret.Mask(g).Times(e.data.Key), "e·G": e.secret.Mask(g), "d·G": e.data.Key} {
			public := key.Public()
			for file, b := range map[string][]byte{"P": e.set.Bytes(), "its leaves": e.leaves.Bytes()} {
				require.False(t, bytes.Contains(b, public[:]), "%s is in %s", what, file)
			}
		}
	}
}

// An epoch's secret is fresh, and so are its elements, for the same dataset. SPEC M6, M14
func TestEpochsShareNothing(t *testing.T) {
	t.Parallel()
	p := params("ristretto255")
	data := people(t, p, 0, 40)
	a, b := newEpoch(t, p, data, psi.Scratch{}), newEpoch(t, p, data, psi.Scratch{})
	disjoint(t, "set", a.set.Bytes(), b.set.Bytes(), psi.ElementSize)
}
