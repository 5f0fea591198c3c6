package platform

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/stretchr/testify/require"
)

// A row that says no counts whatever its time, takes out whom it names though nothing else has changed, and is remembered
// by a rollback though it takes out nobody.
func TestLateNo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	const header = "user_id,email,collection_context,opted_out,updated_at\n"
	put := func(rows string, change func(*ImportConfig)) *ImportReport {
		t.Helper()
		r, err := imported(t, dir, header+rows, change)
		require.NoError(t, err)
		return r
	}
	since := func(c *ImportConfig) { c.Since = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC) }
	anything := func(c *ImportConfig) { c.MaxShrink = 100 }
	put("1,a@mail.example,newsletter,,2026-05-01\n2,b@mail.example,newsletter,,2026-05-01\n3,c@mail.example,newsletter,,2026-05-01\n4,d@mail.example,newsletter,,2026-05-01\n", nil)
	put("1,a@mail.example,newsletter,,2026-05-01\n2,b@mail.example,newsletter,,2026-05-01\n", anything)

	r := put("1,a@mail.example,newsletter,yes,2026-04-01\n", func(c *ImportConfig) { since(c); anything(c); c.DryRun = true })
	require.Equal(t, ImportDryRun, r.Outcome)
	require.True(t, inside(t, dir, "1"))
	r = put("1,a@mail.example,newsletter,yes,2026-04-01\n", func(c *ImportConfig) { since(c); anything(c) })
	require.Equal(t, ImportDone, r.Outcome)
	require.False(t, inside(t, dir, "1"))

	// 2 and 3 went by a mistake, 3 says no after that and is not in the dataset any more.
	put("4,d@mail.example,newsletter,,2026-05-01\n5,e@mail.example,newsletter,,2026-05-01\n", anything)
	before := len(entriesOf(t, dir))
	for range 2 { // once more, and there is nothing to remember
		r = put("2,b@mail.example,newsletter,maybe,2026-04-01\n4,d@mail.example,newsletter,,2026-05-01\n", since)
		require.Equal(t, ImportUnchanged, r.Outcome)
		require.Len(t, entriesOf(t, dir), before+1)
		require.True(t, inside(t, dir, "4") && inside(t, dir, "5"))
	}
	s, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer s.Close()
	_, err = s.Rollback(ctx, "users", "audience-matching")
	require.NoError(t, err)
	require.False(t, inside(t, dir, "1") || inside(t, dir, "2"))
}

// A column that nothing says how to read stops an import, and not those whom other columns withdraw or delete.
func TestUndecidedNo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	const rows = "1,a@mail.example,newsletter,%s,x,2026-05-01\n2,b@mail.example,newsletter,,x,2026-05-01\n3,c@mail.example,newsletter,maybe,x,2026-05-01\n"
	_, err := imported(t, dir, "user_id,email,collection_context\n1,a@mail.example,newsletter\n2,b@mail.example,newsletter\n3,c@mail.example,newsletter\n", nil)
	require.NoError(t, err)
	for i, since := range []time.Time{{}, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)} { // a whole import, and a merge of what is known
		text := "user_id,email,collection_context,opted_out,gdpr_status,updated_at\n" + fmt.Sprintf(rows, "yes")
		_, err = imported(t, dir, text, func(c *ImportConfig) { c.Since, c.DryRun = since, true })
		require.ErrorContains(t, err, "gdpr_status")
		require.Equal(t, i == 0, inside(t, dir, "1"), "a dry run takes out nobody")
		before := len(entriesOf(t, dir))
		_, err = imported(t, dir, text, func(c *ImportConfig) { c.Since = since })
		require.ErrorContains(t, err, "gdpr_status")
		e, ok := errors.AsType[*dataset.ColumnError](err)
		require.True(t, ok)
		require.NotEmpty(t, e.Mappings)
		require.Equal(t, [3]bool{false, true, true}, [3]bool{inside(t, dir, "1"), inside(t, dir, "2"), inside(t, dir, "3")})
		require.Len(t, entriesOf(t, dir), before+1-i)
		if i == 0 {
			require.ErrorContains(t, err, "; 1 user whom it plainly withdraws or deletes is taken out")
		}
	}
}

// Nothing is imported since a time that is still to come, and no such time is gone by.
func TestFutureSince(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	const header = "user_id,email,collection_context,opted_out,updated_at\n"
	last := func() (time.Time, error) {
		s, err := OpenDirectory(dir, DirectoryConfig{})
		require.NoError(t, err)
		defer s.Close()
		return s.LastChange(ctx, "users", "audience-matching")
	}
	_, err := imported(t, dir, header+"1,a@mail.example,newsletter,,9999-12-31\n", nil)
	require.NoError(t, err)
	_, err = last()
	require.ErrorContains(t, err, "that has passed")
	_, err = imported(t, dir, header+"1,a@mail.example,newsletter,,9999-12-31\n2,b@mail.example,newsletter,,2026-05-01\n", nil)
	require.NoError(t, err)
	at, err := last()
	require.NoError(t, err)
	require.True(t, at.Equal(time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)))
	_, err = imported(t, dir, header+"1,a@mail.example,newsletter,yes,2026-05-02\n", func(c *ImportConfig) { c.Since = at; c.MaxShrink = 100 })
	require.NoError(t, err)
	require.False(t, inside(t, dir, "1"))
	_, err = imported(t, dir, header+"2,b@mail.example,newsletter,yes,2026-05-02\n", func(c *ImportConfig) { c.Since = time.Now().Add(time.Hour) })
	require.ErrorContains(t, err, "still to come")
}
