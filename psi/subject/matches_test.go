package subject

import (
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func TestMatches(t *testing.T) {
	for _, n := range []int{0, 1, 145, 146, 147, 1000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			path, key := filepath.Join(t.TempDir(), "matches"), NewIndexKey()
			w, err := NewMatchWriter(path, key, psi.Scratch{Memory: 4096, Dir: t.TempDir()})
			require.NoError(t, err)
			defer w.Close()
			person := func(i int) (p PersonTag) { binary.BigEndian.PutUint32(p[:], uint32(i)); return p }
			handle := func(i int) (h psi.Handle) { binary.BigEndian.PutUint32(h[12:], uint32(i)); return h }
			for i := range n {
				// Handle i belongs to person i and, if i is odd, also to the one before.
				require.NoError(t, w.Add(person(i), handle(i)))
				require.NoError(t, w.Add(person(i), handle(i)))
				require.NoError(t, w.Add(person(i-i%2), handle(i)))
			}
			root, err := w.Finish()
			require.NoError(t, err)
			require.NoError(t, w.Close())
			m, err := OpenMatches(path, key, root)
			require.NoError(t, err)
			defer m.Close()
			for i := range n {
				want := []psi.Handle{handle(i)}
				if i%2 == 0 && i+1 < n {
					want = append(want, handle(i+1))
				}
				got, err := m.Handles(person(i))
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
			got, err := m.Handles(person(n))
			require.NoError(t, err)
			require.Empty(t, got)
			_, err = w.Finish()
			require.ErrorContains(t, err, "finished or closed")
			require.FileExists(t, path)
		})
	}
	path := filepath.Join(t.TempDir(), "matches")
	w, err := NewMatchWriter(path, NewIndexKey(), psi.Scratch{})
	require.NoError(t, err)
	_, err = NewMatchWriter(path, NewIndexKey(), psi.Scratch{})
	require.ErrorIs(t, err, fs.ErrExist)
	require.NoError(t, w.Close())
	require.NoError(t, w.Close())
	require.NoFileExists(t, path)
	require.Error(t, w.Add(PersonTag{}, psi.Handle{}))
}

func BenchmarkMatches(b *testing.B) {
	const n = 1_000_000
	path, key := filepath.Join(b.TempDir(), "matches"), NewIndexKey()
	person := func(i int) (p PersonTag) { binary.BigEndian.PutUint32(p[:], uint32(i)); return p }
	handle := func(i int) (h psi.Handle) { binary.BigEndian.PutUint32(h[12:], uint32(i)); return h }
	var root psi.Digest
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			os.Remove(path)
			w, err := NewMatchWriter(path, key, psi.Scratch{Dir: b.TempDir()})
			require.NoError(b, err)
			for i := range n {
				if err := w.Add(person(i), handle(i)); err != nil {
					b.Fatal(err)
				}
			}
			root, err = w.Finish()
			require.NoError(b, err)
		}
		b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "matches/s")
	})
	b.Run("open and ask", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			m, err := OpenMatches(path, key, root)
			require.NoError(b, err)
			got, err := m.Handles(person(i * 7919 % n))
			require.NoError(b, err)
			require.Len(b, got, 1)
			require.NoError(b, m.Close())
		}
	})
}
