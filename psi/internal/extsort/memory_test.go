package extsort

import (
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Sorts that go on at once keep to the bound together, however much each is given, and lose nothing.
func TestLimit(t *testing.T) {
	const w, n, sorts = 32, 1 << 19, 6 // 16 MiB each
	Limit(24 << 20)
	defer Limit(0)
	in, recs := records(t, n, w, 0)
	want := slices.Concat(recs...)
	before := held.Load()
	var all []*Sorter
	for i := range sorts {
		s := New(Config{Width: w, Dir: t.TempDir(), Expect: uint64(i%2) * n})
		require.NoError(t, s.Add(in))
		require.LessOrEqual(t, held.Load()-before, int64(24<<20+i*least))
		require.NoError(t, s.Rest())
		require.LessOrEqual(t, held.Load()-before, int64(12<<20), "who waits gives back")
		all = append(all, s)
	}
	for _, s := range all {
		r, err := s.Sort()
		require.NoError(t, err)
		got, err := io.ReadAll(r)
		require.NoError(t, err)
		require.True(t, slices.Equal(want, got))
	}
	for _, s := range all {
		require.NoError(t, s.Close())
	}
	require.Equal(t, before, held.Load(), "all is given back")
}
