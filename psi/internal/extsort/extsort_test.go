package extsort

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func records(t testing.TB, n, w int, distinct byte) ([]byte, [][]byte) {
	r := rand.New(rand.NewPCG(uint64(n), uint64(w)))
	b := make([]byte, n*w)
	for i := range b {
		b[i] = byte(r.Uint32())
		if distinct > 0 {
			b[i] %= distinct
		}
	}
	var recs [][]byte
	for i := 0; i < len(b); i += w {
		recs = append(recs, slices.Clone(b[i:i+w]))
	}
	slices.SortFunc(recs, bytes.Compare)
	return b, recs
}

func TestSort(t *testing.T) {
	for _, tc := range []struct {
		name         string
		n, w, memory int
		distinct     byte
		wantRuns     int
	}{
		{"empty", 0, 10, 0, 0, 0},
		{"one", 1, 10, 0, 0, 0},
		{"in memory", 5000, 32, 0, 0, 0},
		{"many equal", 5000, 3, 0, 2, 0},
		{"equal beginnings", 5000, 16, 0, 2, 0},
		{"memory is one below", 999, 10, 10000, 0, 0},
		{"memory is met", 1000, 10, 10000, 0, 0},
		{"memory is one above", 1001, 10, 10000, 0, 2},
		{"spilled", 10000, 42, 40000, 0, 11},
		{"spilled, equal records in all runs", 3000, 2, 1000, 3, 6},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			in, want := records(t, tc.n, tc.w, tc.distinct)
			s := New(Config{Width: tc.w, Memory: tc.memory, Dir: dir})
			for i := 0; len(in) > 0; i++ {
				k := min(len(in), (i%7)*tc.w)
				require.NoError(t, s.Add(in[:k]))
				in = in[k:]
			}
			require.EqualValues(t, tc.n, s.Len())
			r, err := s.Sort()
			require.NoError(t, err)
			require.Len(t, s.runs, tc.wantRuns)
			got, err := io.ReadAll(r)
			require.NoError(t, err)
			require.Equal(t, bytes.Join(want, nil), append([]byte{}, got...))
			require.NoError(t, s.Close())
			require.NoError(t, s.Close())
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}

func TestMisuse(t *testing.T) {
	require.Panics(t, func() { New(Config{}) })
	s := New(Config{Width: 4})
	require.ErrorContains(t, s.Add(make([]byte, 7)), "7 bytes are not whole records of 4 bytes")
	require.NoError(t, s.Add(make([]byte, 8)))
	r, err := s.Sort()
	require.NoError(t, err)
	require.Error(t, s.Add(make([]byte, 4)))
	_, err = s.Sort()
	require.Error(t, err)
	_, err = r.Read(make([]byte, 3))
	require.ErrorIs(t, err, io.ErrShortBuffer)
}

func TestTruncatedRun(t *testing.T) {
	s := New(Config{Width: 4, Memory: 8, Dir: t.TempDir()})
	require.NoError(t, s.Add(make([]byte, 32)))
	require.NoError(t, s.runs[0].Truncate(6))
	_, err := s.runs[0].Seek(0, io.SeekStart)
	require.NoError(t, err)
	r, err := s.Sort()
	require.NoError(t, err)
	_, err = io.ReadAll(r)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.NoError(t, s.Close())
}

func BenchmarkSort(b *testing.B) {
	in, _ := records(b, 1<<18, 32, 0)
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		s := New(Config{Width: 32})
		_ = s.Add(in)
		_, _ = s.Sort()
	}
}

// Two sorts are read as one, each from memory and from runs, and a sort can be read again.
func TestMerge(t *testing.T) {
	for _, sizes := range [][2]int{{0, 0}, {0, 1}, {1, 0}, {9000, 100}, {100, 9000}, {5000, 5000}} {
		for _, memory := range [][2]int{{0, 0}, {4000, 0}, {4000, 4000}} {
			var sorted []*Sorted
			var want [][]byte
			for i, n := range sizes {
				in, recs := records(t, n, 5, 7)
				s := New(Config{Width: 5, Memory: memory[i], Dir: t.TempDir()})
				defer s.Close()
				require.NoError(t, s.Add(in))
				r, err := s.Sort()
				require.NoError(t, err)
				_, err = io.CopyN(io.Discard, r, int64(n/2*5))
				require.NoError(t, err)
				r, err = s.Again()
				require.NoError(t, err)
				sorted, want = append(sorted, r), append(want, recs...)
			}
			slices.SortFunc(want, bytes.Compare)
			got, err := io.ReadAll(Merge(sorted[0], sorted[1]))
			require.NoError(t, err)
			require.True(t, bytes.Equal(bytes.Join(want, nil), got))
		}
	}
}
