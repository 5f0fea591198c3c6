package store

import (
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// An epoch's secret comes back, sealed for this epoch alone, and its slices are disjoint until its units are used up.
// SPEC M29
func TestEpochs(t *testing.T) {
	t.Parallel()
	onEach(t, testEpochs)
}

func testEpochs(t *testing.T, open opener) {
	for _, sealer := range []Sealer{nil, masking(0x55)} {
		s := open(t, t.TempDir(), Options{Sealer: sealer})
		_, err := s.DB().Exec(`DELETE FROM epochs`)
		require.NoError(t, err)
		secret := psi.NewEpochSecret()
		made := Made{Set: psi.Set{Parts: []psi.Part{{Width: 2, Size: 4096}}, Digest: psi.Digest{7}}, Files: []psi.Digest{{1}, {2}, {3}, {4}}}
		opened := time.Now().UTC()
		require.NoError(t, s.Epochs.Insert(t.Context(), &Epoch{Digest: made.Set.Digest, Name: "users", Purpose: "p", Generation: "g", Secret: secret, Made: made, Receipt: []byte("r"), Opened: opened}))
		rows, err := s.Epochs.List(t.Context())
		require.NoError(t, err)
		require.Len(t, rows, 1)
		require.Equal(t, secret[:], rows[0].Secret[:])
		require.Equal(t, made, rows[0].Made)
		require.True(t, opened.Equal(rows[0].Opened))
		if sealer != nil { // moved to another epoch, it can't be opened
			_, err = s.DB().Exec(`UPDATE epochs SET digest = ?`, psi.Digest{8}.String())
			require.NoError(t, err)
			_, err = s.Epochs.List(t.Context())
			require.ErrorContains(t, err, "sealed for something else")
			_, err = s.DB().Exec(`UPDATE epochs SET digest = ?`, psi.Digest{7}.String())
			require.NoError(t, err)
		}

		var taken [psi.SliceUnits]bool
		left := uint64(psi.SliceUnits)
		take := func(text string, ok bool) {
			t.Helper()
			a, got, err := s.Epochs.Allot(t.Context(), psi.Digest{7}, mustSlice(t, text))
			require.NoError(t, err)
			require.Equal(t, ok, got)
			if !ok {
				return
			}
			for i := range a.Units() {
				unit := &taken[(a.Start+i)%psi.SliceUnits]
				require.False(t, *unit, "a unit is in two slices")
				*unit = true
			}
			left -= a.Units()
			units, err := s.Epochs.Units(t.Context(), psi.Digest{7})
			require.NoError(t, err)
			require.Equal(t, left, units)
		}
		for _, text := range []string{"1/4", "1/1024", "1/8", "1/4", "1/1024", "1/4"} {
			take(text, true)
		}
		take("1/4", false)
		take("1/8", false) // 126 units are left
		take("1/16", true)
		take("1/32", true)
		a, ok, err := s.Epochs.Allot(t.Context(), psi.Digest{7}, psi.Slice{})
		require.NoError(t, err)
		require.True(t, ok, "the whole set is always there")
		require.Equal(t, psi.Allotted{}, a)

		require.NoError(t, s.Epochs.Remove(t.Context(), psi.Digest{7}))
		rows, err = s.Epochs.List(t.Context())
		require.NoError(t, err)
		require.Empty(t, rows)
		_, ok, err = s.Epochs.Allot(t.Context(), psi.Digest{7}, mustSlice(t, "1/4"))
		require.NoError(t, err)
		require.False(t, ok)
	}
}

func mustSlice(t *testing.T, text string) psi.Slice {
	s, err := psi.ParseSlice(text)
	require.NoError(t, err)
	return s
}
