package psi_test

import (
	"bytes"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// The commitment of an epoch is that to K = b·U, and K is the same for a process that has the secret and d.
func TestAuditKey(t *testing.T) {
	for _, suite := range []string{"ristretto255", "P256"} {
		p := params(suite)
		data := people(t, p, 0, 10)
		e := newEpoch(t, p, data, psi.Scratch{})
		g, err := ecdh.ParseSuite(suite)
		require.NoError(t, err)
		b := e.secret.Mask(g).Times(data.Key)
		k := p.AuditKey(b)
		require.Equal(t, psi.AuditCommitment(k), e.AuditKey())

		u, err := p.AuditBase()
		require.NoError(t, err)
		got := make([]ecdh.Element, 1)
		_, err = b.Remask(got, []ecdh.Element{u})
		require.NoError(t, err)
		require.Equal(t, k, got[0])
		require.NotEqual(t, b.Public(), k)

		again, err := psi.RestoreEpoch(p, data, e.secret, e.Set())
		require.NoError(t, err)
		require.Equal(t, e.AuditKey(), again.AuditKey())
		other := newEpoch(t, p, data, psi.Scratch{})
		require.NotEqual(t, e.AuditKey(), other.AuditKey())
	}
}

// Groups are read by number over all sections, from leaves that are checked.
func TestGroupReader(t *testing.T) {
	p := params("ristretto255")
	e := newEpoch(t, p, people(t, p, 0, 10), psi.Scratch{})
	set := e.Set()
	leaves, err := psi.ReadLeaves(bytes.NewReader(e.leaves.Bytes()), set)
	require.NoError(t, err)
	file := bytes.NewReader(e.set.Bytes())
	read := leaves.NewGroupReader(file)
	check := func(from, to uint64, off int) {
		for n := from; n < to; n++ {
			got, err := read.Read(n)
			require.NoError(t, err)
			for _, x := range got {
				require.Equal(t, e.set.Bytes()[off:off+psi.ElementSize], x[:])
				off += psi.ElementSize
			}
		}
	}
	first := set.Parts[0].Size // width 1
	check(0, 3, 0)
	check(first-3, first, int(first-3)*psi.ElementSize)
	check(first, first+3, int(first)*psi.ElementSize)
	check(set.Records()-3, set.Records(), e.set.Len()-3*2*psi.ElementSize)
	_, err = read.Read(set.Records())
	require.Error(t, err)

	bad := bytes.Clone(e.set.Bytes())
	bad[len(bad)-1] ^= 1
	_, err = leaves.NewGroupReader(bytes.NewReader(bad)).Read(set.Records() - 1)
	require.Equal(t, psi.CodeDigestMismatch, psi.CodeOf(err))
	_, err = leaves.NewGroupReader(bytes.NewReader(bad[:len(bad)-1])).Read(set.Records() - 1)
	require.Error(t, err)
	_, err = leaves.NewGroupReader(bytes.NewReader(bad)).Read(0)
	require.NoError(t, err, "another leaf is still good")
}
