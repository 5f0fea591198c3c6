package dataset

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// Every way in which a row that says no, or may, could be passed over: who is in a dataset is out after it by a merge and
// by a whole import, and a rollback does not bring the person back.
func TestNoIsHeard(t *testing.T) {
	t.Parallel()
	const header = "user_id,email,collection_context,opted_out,opted_in,revoked,expires_at,deleted,updated_at\n"
	const base = "u1,a@firma.example,newsletter,,yes,,,,2026-02-01\nu2,b@firma.example,newsletter,,yes,,,,2026-02-01\n"
	cfg := testConfig(t)
	cfg.Gate = cfg.Gate.At(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	first, r := store(t, cfg, header+base)
	require.Equal(t, [2]uint64{2, 0}, [2]uint64{r.RowsAdmitted, r.Stated.Nobody})
	for name, c := range map[string]struct {
		rows    string
		certain bool // the row plainly says no
	}{
		"newer":                 {"u1,a@firma.example,newsletter,yes,yes,,,,2026-03-01\n", true},
		"same time":             {"u1,a@firma.example,newsletter,yes,yes,,,,2026-02-01\n", true},
		"older":                 {"u1,a@firma.example,newsletter,,yes,yes,,,2025-02-01\n", true},
		"older, no in opt-in":   {"u1,a@firma.example,newsletter,,no,,,,2025-02-01\n", true},
		"older, deleted":        {"u1,a@firma.example,newsletter,,yes,,,yes,2025-02-01\n", true},
		"older, unreadable":     {"u1,a@firma.example,newsletter,maybe,yes,,,,2025-02-01\n", false},
		"unreadable time":       {"u1,a@firma.example,newsletter,yes,yes,,,,soon\n", true},
		"unreadable no":         {"u1,a@firma.example,newsletter,maybe,yes,,,,2026-03-01\n", false},
		"unreadable opt-in":     {"u1,a@firma.example,newsletter,,maybe,,,,2026-03-01\n", false},
		"unreadable end":        {"u1,a@firma.example,newsletter,,yes,,maybe,,2026-03-01\n", false},
		"unreadable deletion":   {"u1,a@firma.example,newsletter,,yes,,,maybe,2026-03-01\n", false},
		"too many cells":        {"u1,a@firma.example,newsletter,yes,yes,,,,2026-03-01,x\n", false},
		"shifted cells":         {"u1,a@firma.example,x,newsletter,yes,yes,,,,2026-03-01\n", false},
		"older, too many cells": {"u1,a@firma.example,newsletter,yes,yes,,,,2025-03-01,x\n", false},
		"bad quote":             {"u1,\"a@firma.example\"x,newsletter,yes,yes,,,,2026-03-01\n", false},
		"bad quote behind":      {"u1,a@firma.example,newsletter,yes,yes,,,,\"2026-03-01\"x\n", false},
		"short":                 {"u1,a@firma.example,newsletter\n", false},
		"broken in two":         {"u1,a@firma.example,newsletter,,yes\n,,,2026-03-01\n", false},
		"spaces":                {" u1 ,a@firma.example,newsletter,yes,yes,,,,2026-03-01\n", true},
		"in another row before": {"u1,a@firma.example,newsletter,yes,yes,,,,2026-03-01\nu1,a@firma.example,newsletter,,yes,,,,2026-03-01\n", true},
		"in another row after":  {"u1,a@firma.example,newsletter,,yes,,,,2026-03-01\nu1,a2@firma.example,newsletter,,yes,,,yes,2026-03-01\n", true},
		"in another row, older": {"u1,a@firma.example,newsletter,,yes,,,,2026-03-01\nu1,,newsletter,yes,yes,,,,2025-03-01\n", true},
		"unreadable elsewhere":  {"u1,a@firma.example,newsletter,,yes,,,,2026-03-01\nu1,,newsletter,maybe,yes,,,,2026-03-01\n", false},
		"rejected elsewhere":    {"u1,a@firma.example,newsletter,,yes,,,,2026-03-01\nu1,,newsletter,yes,yes,,,,2026-03-01,x\n", false},
	} {
		for _, merge := range []bool{true, false} {
			how := fmt.Sprintf("%s, merge %t", name, merge)
			with := cfg
			with.Previous = first
			rows := c.rows + "u2,b@firma.example,newsletter,,yes,,,,2026-03-01\n"
			if with.Merge = merge; merge {
				with.Since, rows = *r.Newest, c.rows
			}
			next, report := store(t, with, header+rows)
			require.Equal(t, map[string]string{"b@firma.example": "u2"}, contents(t, next, cfg, identity.Email, "a@firma.example", "a2@firma.example", "b@firma.example"), how)
			for d, err := range next.Decisions() {
				require.NoError(t, err)
				require.False(t, d.User == "u1" && d.Codes[0] == decidedAdmitted, how)
			}
			require.Equal(t, report.Rows, report.RowsAdmitted+report.RowsExcluded+report.RowsEmpty+report.RowsRejected+report.RowsDeleted+report.RowsUnchanged, how)
			require.EqualValues(t, map[bool]int{true: 0, false: 1}[merge], report.RowsAdmitted, how)
			require.Equal(t, report.RowsAdmitted, report.Types[0].Admitted, how)
			admitted := uint64(0)
			for _, x := range report.Contexts {
				admitted += x.Rows
			}
			require.Equal(t, report.RowsAdmitted, admitted, how)
			require.Equal(t, [2]uint64{1, 1}, [2]uint64{report.Users.Removed, report.Users.Withdrawn + report.Users.Unsure}, how)
			require.Equal(t, c.certain, report.Users.Withdrawn == 1, how)

			for _, sure := range []bool{true, false} {
				dir := filepath.Join(t.TempDir(), "data")
				back, err := Rewrite(t.Context(), dir, first, RewriteConfig{Key: cfg.Key, Without: next, Sure: sure, Now: cfg.Gate.Now()})
				require.NoError(t, err)
				require.EqualValues(t, map[bool]int{true: 1, false: 2}[c.certain || !sure], back.Users.Kept, how)
			}
		}
	}
}

// What can't be a no leaves the user's other rows alone, and of a rejected row no user is made up.
func TestNoIsNotInvented(t *testing.T) {
	t.Parallel()
	cfg := testConfig(t)
	cfg.Types = []identity.Type{identity.Email}
	for rows, want := range map[string][3]uint64{ // admitted, unsure, nobody
		"u1,a@firma.example,newsletter,,n\nu1,a@firma.example,newsletter,no,n,x\n":             {1, 1, 0}, // n may have been in opted_out, x in deleted
		"u1,a@firma.example,newsletter,,no\nu1,a@firma.example,newsletter,no,no,\n":            {2, 0, 0},
		"u1,a@firma.example,newsletter,,no\nu1,a@firma.example,newsletter,no,no,no\n":          {1, 0, 0},
		"u1,a@firma.example,newsletter,,no\n,b@firma.example,newsletter,yes,no\n":              {1, 0, 1},
		"u1,a@firma.example,newsletter,,no\nb@firma.example,b@firma.example,newsletter,yes,\n": {1, 0, 1},
		"u1,a@firma.example,newsletter,,no\n,b@firma.example,newsletter,,no\n":                 {1, 0, 0},
		"u1,a@firma.example,newsletter,,no\nu1,no address,newsletter,,no\n":                    {1, 0, 0},
	} {
		_, r := store(t, cfg, "user_id,email,collection_context,opted_out,deleted\n"+rows)
		if want[1] > 0 {
			want[0]--
		}
		require.Equal(t, want, [3]uint64{r.RowsAdmitted, r.Stated.Unsure, r.Stated.Nobody}, rows)
	}
	// Where no column says no, a row that can't be read does not either.
	_, r := store(t, cfg, "user_id,email,collection_context\nu1,a@firma.example,newsletter\nu1,a@firma.example,newsletter,x\nu2,b@firma.example,newsletter\nu2,b@firma.example\n")
	require.Equal(t, [2]uint64{2, 0}, [2]uint64{r.RowsAdmitted, r.Stated.Unsure})
}

// A time of change that is still to come is not gone by: no later change would be newer.
func TestFutureChanges(t *testing.T) {
	t.Parallel()
	cfg := testConfig(t)
	cfg.Gate = cfg.Gate.At(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	_, r := store(t, cfg, "user_id,email,collection_context,updated_at\nu1,a@firma.example,newsletter,9999-12-31\nu2,b@firma.example,newsletter,2026-05-31\nu3,c@firma.example,newsletter,2026-06-02\n")
	require.Equal(t, [2]uint64{3, 2}, [2]uint64{r.RowsAdmitted, r.RowsFuture})
	require.Equal(t, time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC), *r.Newest)
	_, r = store(t, cfg, "user_id,email,collection_context,updated_at\nu1,a@firma.example,newsletter,9999-12-31\n")
	require.Nil(t, r.Newest)
}

// A reference is the same user however a program spells it, and one that is not known is counted.
func TestSpelledUsers(t *testing.T) {
	t.Parallel()
	for ref, want := range map[string]string{" u1\t": "u1", "\u00a01\u00a0": "1", "1.0": "1", "10.000": "10", "1.": "1.", "1.10": "1.10", "0.0": "0", "1.0.0": "1.0.0", ".0": ".0", "v1.0": "v1.0", "": "", "-1.0": "-1.0", "100": "100"} {
		require.Equal(t, want, string(userOf([]byte(ref))), "%q", ref)
	}
	cfg := testConfig(t)
	const header = "user_id,email,collection_context,deleted\n"
	first, _ := store(t, cfg, header+"1.00,a@firma.example,newsletter,\n 2,b@firma.example,newsletter,\n3,c@firma.example,newsletter,\n4,d@firma.example,two_factor,\n")
	cfg.Previous, cfg.Merge = first, true
	next, r := store(t, cfg, header+"1,,,yes\n2.0 ,,,yes\n0003,,,yes\n4,,,yes\n")
	require.Equal(t, &UserChanges{Kept: 1, Removed: 2, Gone: 2, Withdrawn: 2, Unknown: 1}, r.Users)
	require.Equal(t, map[string]string{"c@firma.example": "3"}, contents(t, next, cfg, identity.Email, "a@firma.example", "b@firma.example", "c@firma.example"))
	var users []string
	require.NoError(t, next.eachWithdrawn(func(user []byte, _ bool) error { users = append(users, string(user)); return nil }))
	require.True(t, slices.Equal([]string{"1", "2", "0003", "4"}, users))
}

// A row of a list that ends before a column which can say no may have been broken in two.
func TestShortListRows(t *testing.T) {
	t.Parallel()
	got, r, err := keys(t, openText(t, "email,note,opted_out,city\na@firma.example,x,no\nb@firma.example,hello\nworld,true\nc@firma.example,x,,\n\"d@firma.example\"\n"), ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Equal(t, sums("a@firma.example", "c@firma.example"), got)
	require.Equal(t, []Place{{3, 3}, {4, 3}, {6, 3}}, r.KeptOut[0].First)
	require.Equal(t, "bad_evidence", r.KeptOut[0].Code)
	require.Contains(t, r.KeptOut[0].Hint, "ends before it")
}
