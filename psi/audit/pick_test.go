package audit

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func beacon(n uint64) Beacon {
	return Beacon{binary.BigEndian.AppendUint64(make([]byte, 8), n), "a test's"}
}

func TestPick(t *testing.T) {
	set := psi.Set{Parts: []psi.Part{{Width: 1, Size: 60 * 1024}, {Width: 2, Size: 40 * 1024}}, Digest: psi.Digest{1}}
	a, err := beacon(1).Pick(set)
	require.NoError(t, err)
	require.Len(t, a, Sample)
	require.True(t, slices.IsSorted(a))
	require.Len(t, slices.Compact(slices.Clone(a)), Sample, "a group was picked twice")
	require.Less(t, a[Sample-1], set.Records())

	again, err := beacon(1).Pick(set)
	require.NoError(t, err)
	require.Equal(t, a, again)
	for _, other := range []struct {
		b   Beacon
		set psi.Set
	}{{beacon(2), set}, {beacon(1), psi.Set{Parts: set.Parts, Digest: psi.Digest{2}}}} {
		b, err := other.b.Pick(other.set)
		require.NoError(t, err)
		require.NotEqual(t, a, b)
	}

	small, err := beacon(1).Pick(psi.Set{Parts: []psi.Part{{Width: 1, Size: 4096}}})
	require.NoError(t, err)
	require.Len(t, small, 4096, "of a small set all are picked")
	require.EqualValues(t, 4095, small[4095])
}

// Each group is as likely as any other: over 200 beacons the numbers in 100 equal runs have the deviation of chance.
func TestPickIsUniform(t *testing.T) {
	set := psi.Set{Parts: []psi.Part{{Width: 1, Size: 100 * 1024}}}
	var runs [100]float64
	const beacons = 200
	for n := range uint64(beacons) {
		picked, err := beacon(n).Pick(set)
		require.NoError(t, err)
		for _, g := range picked {
			runs[g/1024]++
		}
	}
	want, chi := float64(beacons*Sample)/100, 0.0
	for _, n := range runs {
		chi += (n - want) * (n - want) / want
	}
	// 99 degrees of freedom, less 4.5 % because a group is picked once only: beyond 60 and 150 in one case of a thousand.
	require.Greater(t, chi, 50.0)
	require.Less(t, chi, 160.0)
}

// SPEC.md §13.8: 4,603 groups find one false group in a thousand with 99 %.
func TestSampleFinds(t *testing.T) {
	require.Less(t, math.Pow(0.999, Sample), 0.01)
	require.Greater(t, math.Pow(0.999, Sample-1), 0.01)
	require.Less(t, MissAll(1e6, 1e3, Sample), 0.01)
	require.Less(t, MissAll(1e9, 1e6, Sample), 0.0100001)
	require.Greater(t, MissAll(1e6, 1e3, 4500), 0.01)
	require.Zero(t, MissAll(5000, 500, Sample))
	require.InDelta(t, 1-float64(Sample)/1e5, MissAll(1e5, 1, Sample), 1e-9)

	// The same by playing it, with the groups that beacons pick.
	set := psi.Set{Parts: []psi.Part{{Width: 1, Size: 100 * 1024}}}
	rng := rand.New(rand.NewPCG(1, 2))
	const beacons, falseSets = 50, 100
	missed := 0
	for n := range uint64(beacons) {
		picked, err := beacon(n).Pick(set)
		require.NoError(t, err)
		opened := map[uint64]bool{}
		for _, g := range picked {
			opened[g] = true
		}
		for range falseSets {
			found, bad := false, map[uint64]bool{}
			for len(bad) < 102 {
				g := rng.Uint64N(set.Records())
				bad[g] = true
				found = found || opened[g]
			}
			if !found {
				missed++
			}
		}
	}
	// About 41 of 5,000 (0.82 %: 4.5 % of the set is opened).
	require.InDelta(t, MissAll(set.Records(), 102, Sample)*beacons*falseSets, missed, 25)
}

// off agrees with counting all ways to draw, and lets honest sections pass.
func TestOff(t *testing.T) {
	require.False(t, off(3072, 1500, 1500, 2300, 1123))
	require.True(t, off(3072, 1500, 1500, 2300, 1011), "one in ten is missing")
	require.True(t, off(3072, 1500, 1500, 2300, 1240), "there are more than there may be")
	require.True(t, off(3072, 1500, 1500, 3072, 1499), "of a section that was opened whole nothing may be missing")
	require.False(t, off(3072, 1500, 1500, 3072, 1500))
	require.True(t, off(1024, 1025, 1025, 10, 10), "there is no room for them")
	require.False(t, off(1e9, 9e8, 9e8, Sample, 4143))
	require.True(t, off(1e9, 9e8, 9e8, Sample, 4000))
	require.False(t, off(2048, 0, 0, 100, 0))

	rng := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		found := uint64(0)
		for _, g := range rng.Perm(3072)[:2300] {
			if g < 1500 {
				found++
			}
		}
		require.False(t, off(3072, 1500, 1500, 2300, found), found)
	}
}

func TestParseBeacon(t *testing.T) {
	b, err := ParseBeacon(strings.Repeat("0a", 32), "drand quicknet, round 123, published 2026-11-26 12:00 UTC")
	require.NoError(t, err)
	require.Len(t, b.Value, 32)
	for _, bad := range [][2]string{{"0a", "x"}, {strings.Repeat("0a", 65), "x"}, {"zz" + strings.Repeat("0a", 32), "x"}, {strings.Repeat("0a", 32), ""}, {strings.Repeat("0a", 32), "a\nb"}} {
		_, err := ParseBeacon(bad[0], bad[1])
		require.Error(t, err, bad)
	}
}
