package disclosure

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// readVectors reads a file of test vectors that an independent program made: vectors/README.md. The parts of this
// package that package vectors can't reach are checked here against the same files.
func readVectors[T any](t *testing.T, name string) (all []T) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "vectors", name))
	require.NoError(t, err)
	var f struct {
		Vectors []T `json:"vectors"`
	}
	require.NoError(t, json.Unmarshal(b, &f))
	require.NotEmpty(t, f.Vectors)
	return f.Vectors
}

// Noised numbers lead to the sections and capacities of the vectors.
func TestLayoutVectors(t *testing.T) {
	t.Parallel()
	for _, v := range readVectors[struct {
		Groups   [Classes]uint64
		Draws    [Classes]int64
		Into     [Classes]uint64
		Sections []psi.Part
	}](t, "layout.json") {
		next := 0
		l, err := drawLayout(v.Groups, func(psi.Epsilon) int64 { next++; return v.Draws[next-1] })
		require.NoError(t, err)
		require.Equal(t, v.Into, l.Into, v.Groups)
		require.Equal(t, v.Sections, l.Sections(), v.Groups)
	}
}

// Sizes and noise lead to the released values of the vectors.
func TestReleaseVectors(t *testing.T) {
	t.Parallel()
	for _, v := range readVectors[struct {
		Mode     psi.Mode
		Epsilon  psi.Epsilon
		Slice    psi.Slice
		Floor    uint64
		Sizes    []uint64
		Draws    []int64
		Released psi.Released
		Segments []psi.Released
	}](t, "release.json") {
		p, err := Default().WithFloors(psi.Floors{Report: v.Floor})
		require.NoError(t, err)
		next := 0
		draw := func(psi.Epsilon) int64 { next++; return v.Draws[next-1] }
		q := Question{Mode: v.Mode, Epsilon: v.Epsilon, Slice: v.Slice}
		if v.Mode.Handles() {
			require.Equal(t, v.Released, p.releaseHandles(q, v.Sizes[0], draw), "%+v", v)
			continue
		}
		n := p.release(q, v.Sizes, draw)
		require.Equal(t, v.Released, n.Total, "%+v", v)
		require.Equal(t, v.Segments, n.Segments, "%+v", v)
	}
}
