package psi

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// A padded list holds the list's own elements and random ones; sessions with it count as with the list itself.
func TestPad(t *testing.T) {
	p := Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", IDType: "email"}
	a, err := NewCountAdvertiser(p, Scratch{})
	require.NoError(t, err)
	_, err = a.Pad(t.Context(), nil, 10, nil)
	require.ErrorIs(t, err, ErrKeyUsed, "before there is a list")
	var plain, padded bytes.Buffer
	set, _, err := a.MaskList(t.Context(), randomKeys(100), &plain)
	require.NoError(t, err)
	wide, err := a.Pad(t.Context(), bytes.NewReader(plain.Bytes()), 119, &padded)
	require.NoError(t, err)
	require.EqualValues(t, 119, wide.Size)
	require.EqualValues(t, 119*ElementSize, padded.Len())
	in := map[string]bool{}
	r := NewElementReader(&padded, wide)
	buf := make([]byte, 200*ElementSize)
	n, err := r.Read(buf)
	require.NoError(t, err)
	for i := 0; i < n; i += ElementSize {
		in[string(buf[i:i+ElementSize])] = true
	}
	for b := plain.Bytes(); len(b) > 0; b = b[ElementSize:] {
		require.True(t, in[string(b[:ElementSize])], "an element of the list is lost")
	}
	_, err = a.Pad(t.Context(), bytes.NewReader(plain.Bytes()), 200, &padded)
	require.ErrorIs(t, err, ErrKeyUsed, "twice")
	// The role is bound to the padded list.
	c := Context{Mode: Count, Params: p, Dataset: "users", Advertiser: "a", Platform: "b", List: set, PlatformSet: Set{Size: 1}}
	_, err = a.bind(&c)
	require.ErrorContains(t, err, "not the one that was masked")
	c.List = wide
	_, err = a.bind(&c)
	require.NoError(t, err)

	b, err := NewCountAdvertiser(p, Scratch{})
	require.NoError(t, err)
	plain.Reset()
	_, _, err = b.MaskList(t.Context(), randomKeys(100), &plain)
	require.NoError(t, err)
	_, err = b.Pad(t.Context(), &plain, 99, &padded)
	require.ErrorContains(t, err, "padding to 99 elements: the list has 100")
}
