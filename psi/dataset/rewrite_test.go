package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// What a table states explicitly is remembered: in every column that says it, for users
// whose other rows are admitted, and where nothing of the row can be used. What is only
// missing, not agreed or over is not stated; what is unreadable is remembered as that.
func TestWithdrawn(t *testing.T) {
	t.Parallel()
	cfg := testConfig(t)
	const header = "user_id,email,phone,collection_context,expires_at,deleted,opted_out,opted_in,revoked\n"
	first, _ := store(t, cfg, header+`1,a@example.com,,newsletter,,,,yes,
2,b@example.com,+442079460002,newsletter,,,,yes,
3,c@example.com,+442079460003,newsletter,,,,yes,
4,d@example.com,,newsletter,,,,yes,
5,e@example.com,,newsletter,,,,yes,
6,f@example.com,,newsletter,2026-01-01,,,yes,
`)
	require.False(t, first.Withdraws(), "there is nothing before it")
	cfg.Previous = first
	hash := "5ebf5cee29d0a6ba0e0dd0bb4bc7a1d1a6bbf2b5c9c5a3a7d6c7a4d8f3a1b2c3"
	second, r := store(t, cfg, header+`out,a@example.com,,newsletter,,,yes,yes,
no,a2@example.com,,newsletter,,,,no,
taken,a@example.com,,newsletter,,,,yes,2026-01-01
gone,,,,,yes,,,
`+hash+`,,,,,yes,,,
both,b@example.com,,newsletter,,,,yes,
both,,+442079460002,newsletter,,,yes,yes,
empty,,,newsletter,,,yes,yes,
broken,not an address,,newsletter,,,yes,yes,
denied,x@example.com,,two_factor,,,yes,yes,
silent,g@example.com,,newsletter,,,,,
over,h@example.com,,newsletter,2025-01-01,,,yes,
unclear,i@example.com,,newsletter,,perhaps,,yes,
unread,j@example.com,,newsletter,,,perhaps,yes,
,k@example.com,,newsletter,,,yes,yes,
k@example.com,k@example.com,,newsletter,,yes,,yes,
`)
	require.Equal(t, Stated{OptedOut: 6, Revoked: 1, Unsure: 2, Nobody: 2}, r.Stated)
	var users []string
	require.NoError(t, second.eachWithdrawn(func(user []byte, unsure bool) error {
		users = append(users, string(user)+map[bool]string{true: "?"}[unsure])
		return nil
	}))
	require.Equal(t, []string{"out", "no", "taken", "gone", hash, "both", "empty", "broken", "denied", "unclear?", "unread?"}, users)

	own := identity.Sum([]byte("anna@mail.example"))
	third, _ := store(t, cfg, header+fmt.Sprintf("%x", own)+",anna@mail.example,,newsletter,,yes,,yes,\n")
	require.False(t, third.Withdraws(), "a hash of an identifier is not stored")
}

// A rewritten dataset is the old one, less whom a later import withdrew, and less what
// is over.
func TestRewrite(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	cfg := testConfig(t)
	cfg.Gate = cfg.Gate.At(now)
	const header = "user_id,email,phone,collection_context,expires_at,deleted,opted_out\n"
	old, _ := store(t, cfg, header+`1,a@example.com,+442079460001,newsletter,,,
2,b@example.com,,newsletter,,,
2,b@example.com,,two_factor,,,
3,a@example.com,+442079460003,newsletter,,,
4,d@example.com,,newsletter,2026-06-02,,
5,e@example.com,,newsletter,,,
`)
	cfg.Previous = old
	later, r := store(t, cfg, header+"1,a@example.com,,newsletter,,,\n1,,+442079460001,newsletter,,,yes\n2,,,,,yes,\n9,,,,,yes,\n")
	require.Equal(t, &UserChanges{Removed: 5, Gone: 2, Withdrawn: 2}, r.Users)
	require.Equal(t, [2]uint64{4, 1}, [2]uint64{r.Types[0].Previous, r.Types[0].Withdrawn}, "user 3 has what user 1 had")

	rewrite := func(keep bool) (*Stored, *RewriteReport) {
		dir := filepath.Join(t.TempDir(), "data")
		r, err := Rewrite(t.Context(), dir, old, RewriteConfig{Key: cfg.Key, Without: later, Amend: keep, Now: now.AddDate(0, 0, 1)})
		require.NoError(t, err)
		s, err := OpenStored(dir)
		require.NoError(t, err)
		t.Cleanup(func() { s.Close() })
		return s, r
	}
	s, report := rewrite(false)
	require.Equal(t, UserChanges{Kept: 2, Removed: 3, Gone: 3, Withdrawn: 2, Expired: 1}, report.Users)
	require.Equal(t, [2]uint64{2, 1}, [2]uint64{report.Types[identity.Email].Elements, report.Types[identity.Phone].Elements})
	require.Equal(t, s.Summary(), report.Summary)
	all := []string{"a@example.com", "b@example.com", "d@example.com", "e@example.com"}
	require.Equal(t, map[string]string{"a@example.com": "3", "e@example.com": "5"}, contents(t, s, cfg, identity.Email, all...))
	require.Equal(t, map[string]string{"+442079460003": "3"}, contents(t, s, cfg, identity.Phone, "+442079460001", "+442079460003"))
	require.Equal(t, [3]string{old.Purpose(), old.PolicyDigest(), old.Profile().String()}, [3]string{s.Purpose(), s.PolicyDigest(), s.Profile().String()})
	require.False(t, s.Withdraws())
	s, report = rewrite(true)
	require.True(t, report.News)
	var users []string
	require.NoError(t, s.eachWithdrawn(func(user []byte, _ bool) error { users = append(users, string(user)); return nil }))
	require.Equal(t, []string{"1", "2", "9"}, users)
	report, err := Rewrite(t.Context(), filepath.Join(t.TempDir(), "data"), s, RewriteConfig{Key: cfg.Key, Without: later, Amend: true, Now: now.AddDate(0, 0, 1)})
	require.NoError(t, err)
	require.False(t, report.News, "the same once more")

	other := ecdh.Ristretto255().GenerateKey()
	dir := filepath.Join(t.TempDir(), "data")
	_, err = Rewrite(t.Context(), dir, old, RewriteConfig{Key: other, Without: later})
	require.ErrorContains(t, err, "not the dataset's")
	require.NoDirExists(t, dir)
	require.NoError(t, os.Truncate(filepath.Join(later.dir, withdrawnName), 4))
	_, err = Rewrite(t.Context(), dir, old, RewriteConfig{Key: cfg.Key, Without: later})
	require.Error(t, err, "a list that is cut short")
	require.NoDirExists(t, dir)
}

// A merge from a table without a column for a type keeps that type, and one of no rows keeps everything.
func TestMergeOfLess(t *testing.T) {
	t.Parallel()
	cfg := testConfig(t)
	first, _ := store(t, cfg, "user_id,email,phone,collection_context\n1,a@example.com,+442079460001,newsletter\n2,b@example.com,+442079460002,newsletter\n")
	cfg.Previous, cfg.Merge = first, true
	second, r := store(t, cfg, "user_id,email,collection_context\n2,b2@example.com,newsletter\n")
	require.Len(t, r.Types, 2)
	require.Equal(t, [2]uint64{1, 2}, [2]uint64{r.Types[1].Elements, r.Types[1].Previous})
	require.Equal(t, map[string]string{"+442079460001": "1"}, contents(t, second, cfg, identity.Phone, "+442079460001", "+442079460002"))
	_, r = store(t, cfg, "user_id,email,collection_context\n")
	require.Equal(t, &UserChanges{Kept: 2}, r.Users)
	require.Zero(t, r.Rows)
}
