package psi_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

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
