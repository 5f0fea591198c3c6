package dataset

import (
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

// Nothing of a person who was erased is stored, whatever the table says of him, and nothing of him is taken over from
// the dataset before.
func TestErased(t *testing.T) {
	t.Parallel()
	const header = "user_id,email,collection_context,opted_out,deleted\n"
	const rows = "anna,a@example.com,newsletter,,\nberta,b@example.com,newsletter,,\ncilli,c@example.com,newsletter,,\n"
	is := func(who ...string) func([]byte) bool {
		return func(user []byte) bool {
			for _, w := range who {
				if string(user) == w {
					return true
				}
			}
			return false
		}
	}
	users := func(s *Stored) (all []string) {
		for d, err := range s.Decisions() {
			require.NoError(t, err)
			all = append(all, d.User)
		}
		return all
	}
	cfg := testConfig(t)
	first, _ := store(t, cfg, header+rows)
	require.Equal(t, []string{"anna", "berta", "cilli"}, users(first))

	cfg.Previous, cfg.Erased = first, is("berta")
	whole, r := store(t, cfg, header+rows+"dora,d@example.com,newsletter,,\n")
	require.Equal(t, []string{"anna", "cilli", "dora"}, users(whole))
	require.EqualValues(t, 3, whole.Size())
	require.Equal(t, []ExcludedCount{{Reason: purpose.Erased, Hint: purpose.Erased.Hint(), Rows: 1, Values: 1, First: []Place{{Line: 3}}}}, r.Excluded)
	require.EqualValues(t, r.Rows, r.RowsAdmitted+r.RowsExcluded)
	for _, row := range []string{"berta,b@example.com,newsletter,yes,\n", "berta,,,,yes\n", "berta,,newsletter,,\n", "berta,nothing,newsletter,,\n"} {
		s, r := store(t, cfg, header+"anna,a@example.com,newsletter,,\n"+row)
		require.Equal(t, []string{"anna"}, users(s), row)
		require.False(t, s.Withdraws(), "%s: the reference is not remembered", row)
		require.EqualValues(t, r.Rows, r.RowsAdmitted+r.RowsExcluded+r.RowsEmpty+r.RowsRejected+r.RowsDeleted, row)
	}

	cfg.Merge = true
	merged, _ := store(t, cfg, header+"anna,a2@example.com,newsletter,,\n")
	require.ElementsMatch(t, []string{"anna", "cilli"}, users(merged))
	require.EqualValues(t, 2, merged.Size())

	dir := filepath.Join(t.TempDir(), "rest")
	_, err := Rewrite(t.Context(), dir, first, RewriteConfig{Key: cfg.Key, Without: whole, Erased: is("cilli"), Now: cfg.Gate.Now()})
	require.NoError(t, err)
	rest, err := OpenStored(dir)
	require.NoError(t, err)
	defer rest.Close()
	require.Equal(t, []string{"anna", "berta"}, users(rest))
}
