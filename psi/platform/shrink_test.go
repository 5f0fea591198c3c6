package platform

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/stretchr/testify/require"
)

// imported imports rows as dataset "users" of a data directory.
func imported(t testing.TB, dir, rows string, change func(*ImportConfig)) (*ImportReport, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.csv")
	require.NoError(t, os.WriteFile(path, []byte(rows), 0o600))
	policy, err := purpose.Parse([]byte(policyYAML))
	require.NoError(t, err)
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	require.NoError(t, err)
	defer table.Close()
	cfg := ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: policy}
	if change != nil {
		change(&cfg)
	}
	s, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer s.Close()
	return s.Import(ctx, table, cfg)
}

// saying are rows of the users [from, to), each with what says makes of the number.
func saying(from, to int, says string) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "u%d,person%d@mail.example,+1650253%04d,newsletter,%s\n", i, i, i, says)
	}
	return b.String()
}

const peopleHeader = "user_id,email,phone,collection_context,deleted,opted_out,revoked,expires_at,opted_in\n"

// held is what dataset "users" holds.
func held(t testing.TB, dir string) map[string]uint64 {
	t.Helper()
	s, err := OpenDirectoryReadOnly(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer s.Close()
	rows, err := s.Datasets(ctx)
	require.NoError(t, err)
	if len(rows) == 0 {
		return nil
	}
	return rows[0].Sizes
}

// inside says whether dataset "users" has admitted something of a user, as its index
// has it.
func inside(t testing.TB, dir, user string) bool {
	t.Helper()
	for _, d := range ask(t, dir, subject.Query{User: user}).Datasets {
		for _, r := range d.Records {
			if r.Outcomes["email"] == psi.Admitted || r.Outcomes["phone"] == psi.Admitted {
				return true
			}
		}
	}
	return false
}

// entriesOf are the imports in the ledger.
func entriesOf(t testing.TB, dir string) (all []*ledger.Import) {
	t.Helper()
	s, err := OpenDirectoryReadOnly(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer s.Close()
	_, _, err = s.VerifyLedger(ctx, func(e *ledger.Entry) error {
		if e.Import != nil {
			all = append(all, e.Import)
		}
		return nil
	})
	require.NoError(t, err)
	return all
}

// What an import may do to a dataset of 2,000 users, 1,500 of them with a phone, by kind: what shrinks it, what does not,
// and what is explicit, which takes effect in any case.
func TestShrink(t *testing.T) {
	t.Parallel()
	intact := filepath.Join(t.TempDir(), "data")
	noPhone := strings.ReplaceAll(saying(1500, 2000, ",,,,yes"), "+1650253", "")
	all := peopleHeader + saying(0, 1500, ",,,,yes") + noPhone
	_, err := imported(t, intact, all, nil)
	require.NoError(t, err)
	whole := map[string]uint64{"email": 2000, "phone": 1498}
	whole["phone"] = held(t, intact)["phone"]
	with := func(c ...func(*ImportConfig)) func(*ImportConfig) {
		return func(cfg *ImportConfig) {
			for _, f := range c {
				f(cfg)
			}
		}
	}
	shrink := func(n int) func(*ImportConfig) { return func(c *ImportConfig) { c.MaxShrink = n } }
	rejects := func(n int) func(*ImportConfig) { return func(c *ImportConfig) { c.MaxRejected = n } }
	floor := func(n uint64) func(*ImportConfig) { return func(c *ImportConfig) { c.Floor = n } }
	since := func(c *ImportConfig) { c.Since = firstDay }
	for _, r := range []struct {
		name, rows string
		change     func(*ImportConfig)
		why        []string // parts of the reasons; nil if the import goes through
		email      uint64   // left
		out        string   // a user who is out in any case
	}{
		{"49 rows", saying(0, 49, ",,,,yes"), nil, []string{"of type email would be 49: 97.5 %", "of type phone"}, 2000, ""},
		{"49 rows, meant", saying(0, 49, ",,,,yes"), shrink(100), nil, 49, ""},
		{"20 percent", saying(0, 1500, ",,,,yes") + strings.ReplaceAll(saying(1500, 1600, ",,,,yes"), "+1650253", ""), nil, nil, 1600, ""},
		{"more than 20", saying(0, 1500, ",,,,yes") + strings.ReplaceAll(saying(1500, 1599, ",,,,yes"), "+1650253", ""), nil, []string{"would be 1,599"}, 2000, ""},
		{"one less, none allowed", saying(1, 1500, ",,,,yes") + noPhone, shrink(-1), []string{"would be 1,999", "of type phone"}, 2000, ""},
		{"all grants expired", saying(0, 2000, ",,,2025-01-01,yes"), nil, []string{"would be 0: 100.0 %"}, 2000, ""},
		{"nobody agreed", saying(0, 2000, ",,,,") + "x,x@mail.example,,newsletter,,,,,yes\n", nil, []string{"would be 1"}, 2000, ""},
		{"unreadable consent", saying(0, 2000, ",perhaps,,,yes"), nil, []string{"would be 0"}, 2000, ""},
		{"another context", strings.ReplaceAll(saying(0, 2000, ",,,,yes"), "newsletter", "two_factor"), nil, []string{"would be 0"}, 2000, ""},
		{"all rejected", strings.ReplaceAll(strings.ReplaceAll(saying(0, 2000, ",,,,yes"), "@", ""), "+", "x"), nil, []string{"would be 0", "of type phone", "2,000 of 2,000 rows are rejected"}, 2000, ""},
		{"the phones gone", strings.ReplaceAll(saying(0, 2000, ",,,,yes"), "+1650253", ""), nil, []string{"of type phone would be"}, 2000, ""},
		{"a fifth rejected", saying(0, 1999, ",,,,yes") + strings.Repeat("broken\n", 499), nil, nil, 1999, ""},
		{"more rejected", saying(0, 1999, ",,,,yes") + strings.Repeat(",a@mail.example,,newsletter,,,,,yes\n", 500), nil, []string{"500 of 2,499 rows are rejected"}, 2000, ""},
		{"more rejected, meant", saying(0, 1999, ",,,,yes") + strings.Repeat(",a@mail.example,,newsletter,,,,,yes\n", 500), rejects(21), nil, 1999, ""},
		{"below the floor", saying(0, 1900, ",,,,yes"), floor(1950), []string{"nobody matches against fewer than 1,950"}, 2000, ""},
		{"below the floor by withdrawals", saying(0, 1900, ",,,,yes") + saying(1900, 2000, ",yes,,,yes"), floor(1950), nil, 1900, "u1950"},
		{"never above the floor", saying(0, 1900, ",,,,yes"), floor(2001), nil, 1900, ""},
		{"all withdrawn", saying(0, 2000, ",,2026-01-01,,yes"), nil, nil, 0, "u7"},

		{"few rows, and who left", saying(0, 49, ",,,,yes") + saying(60, 65, "yes,,,,yes") + saying(70, 75, ",yes,,,yes") + saying(80, 85, ",,yes,,yes") + saying(90, 95, ",,,,no"), nil,
			[]string{"not counting 20 of withdrawn or deleted users"}, 1980, "u82"},
		{"rejected, and who left", strings.Repeat(",a@mail.example,,newsletter,,,,,yes\n", 1000) + saying(0, 2, "yes,,,,yes"), nil, []string{"would be 0"}, 1998, "u1"},
		{"almost all deleted, the rest missing", saying(0, 1999, "yes,,,,yes"), nil, []string{"would be 0"}, 1, "u1234"},
		{"one row admitted, another withdrawn", saying(0, 49, ",,,,yes") + saying(7, 8, ",yes,,,yes"), nil, []string{"would be 48"}, 1999, "u7"},
		{"few rows, and who may have left", saying(0, 49, ",,,,yes") + saying(60, 65, ",perhaps,,,yes") + saying(70, 75, "perhaps,,,,yes") +
			"u80,e80@mail.example,,newsletter,,yes,,,yes,more\nu81,e81@mail.example,,newsletter,,\n\"u82\",\"e82@mail.example\"x,,newsletter,,,,,yes\n", nil,
			[]string{"would be 49"}, 1987, "u72"},
		{"strangers left", saying(0, 49, ",,,,yes") + saying(5000, 5005, "yes,,,,yes"), nil, []string{"would be 49"}, 2000, "u5001"},

		{"changes that reject", strings.ReplaceAll(saying(0, 1000, ",,,,yes"), "@", "") + saying(1990, 2000, "yes,,,,yes"), with(since), []string{"would be"}, 1990, "u1995"},
		{"changes that delete", saying(0, 1990, "yes,,,,yes"), with(since), nil, 10, "u1"},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "data")
			require.NoError(t, os.CopyFS(dir, os.DirFS(intact)))
			rows := peopleHeader + r.rows
			if r.name == "changes that reject" || r.name == "changes that delete" {
				rows = withUpdated(rows)
			}
			dry, dryErr := imported(t, dir, rows, with(orNot(r.change), func(c *ImportConfig) { c.DryRun = true }))
			require.Equal(t, whole, held(t, dir), "a dry run changes nothing")
			require.Len(t, entriesOf(t, dir), 1)
			require.Len(t, generations(t, dir), 1)
			require.Equal(t, ImportDryRun, dry.Outcome)

			report, err := imported(t, dir, rows, r.change)
			require.Equal(t, r.email, held(t, dir)["email"])
			if r.out != "" {
				require.False(t, inside(t, dir, r.out))
			}
			if r.why == nil {
				require.NoError(t, errorsOf(err, dryErr))
				require.Equal(t, ImportDone, report.Outcome)
				return
			}
			stopped, ok := err.(*StoppedError)
			require.True(t, ok, err)
			require.IsType(t, stopped, dryErr)
			require.Equal(t, ImportStopped, report.Outcome)
			require.Equal(t, stopped.Reasons, report.Stopped)
			require.Equal(t, stopped.Reasons, dry.Stopped)
			for _, why := range r.why {
				require.Contains(t, strings.Join(stopped.Reasons, "; "), why)
			}
			require.Equal(t, 2000-r.email, stopped.TakenOut)
			entries := entriesOf(t, dir)
			if stopped.TakenOut == 0 && r.out == "" {
				require.Len(t, entries, 1)
				require.Equal(t, whole, held(t, dir))
				require.Len(t, generations(t, dir), 1)
				return
			}
			require.Len(t, entries, 2)
			require.Equal(t, report.RowsDeleted, entries[1].Rows.Deleted)
			require.EqualValues(t, report.Stated.OptedOut+report.Stated.Revoked, entries[1].Rows.Excluded)
			require.Equal(t, entries[0].PolicyDigest, entries[1].PolicyDigest)
			require.True(t, inside(t, dir, "u1999") || strings.Contains(r.name, "changes"), "who is only missing stays")
			_, err = imported(t, dir, rows, r.change)
			require.Error(t, err)
			require.Len(t, entriesOf(t, dir), 2, "stopped once more with the same file, there is nothing to do")
		})
	}
}

func orNot(f func(*ImportConfig)) func(*ImportConfig) {
	if f == nil {
		return func(*ImportConfig) {}
	}
	return f
}

func errorsOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

// withUpdated adds a time of change, the same to all rows.
func withUpdated(rows string) string {
	lines := strings.Split(strings.TrimSuffix(rows, "\n"), "\n")
	for i := range lines {
		lines[i] += ",2026-05-02"
	}
	lines[0] = strings.TrimSuffix(peopleHeader, "\n") + ",updated_at"
	return strings.Join(lines, "\n") + "\n"
}

// The way back: a rollback brings back what was there, less whom anything since has withdrawn; it can be undone; and
// it knows no more than one step.
func TestWayBack(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	back := func() (*RollbackReport, error) {
		s, err := OpenDirectory(dir, DirectoryConfig{})
		require.NoError(t, err)
		defer s.Close()
		return s.Rollback(ctx, "users", "audience-matching")
	}
	put := func(rows string, change func(*ImportConfig)) {
		t.Helper()
		_, err := imported(t, dir, peopleHeader+rows, change)
		require.NoError(t, err)
	}
	anything := func(c *ImportConfig) { c.MaxShrink = 100 }
	put(saying(0, 2000, ",,,,yes"), nil)
	_, err := back()
	require.ErrorContains(t, err, "there was none")
	// A mistake, that also says who left; and a stop, that says of more.
	put(saying(0, 49, ",,,,yes")+saying(100, 110, ",yes,,,yes")+saying(110, 120, "yes,,,,yes")+saying(120, 130, ",,yes,,yes"), anything)
	_, err = imported(t, dir, peopleHeader+saying(0, 9, ",,,,yes")+saying(9, 10, "yes,,,,yes")+saying(200, 210, "yes,,,,yes"), nil)
	require.IsType(t, &StoppedError{}, err)
	require.EqualValues(t, 48, held(t, dir)["email"])

	p, _ := open(t, dir, Config{})
	old := entriesOf(t, dir)[0]
	r, err := back()
	require.NoError(t, err)
	require.Equal(t, [2]uint64{1959, 41}, [2]uint64{r.Users.Kept, r.Users.Removed})
	require.EqualValues(t, 1959, held(t, dir)["email"])
	for user, want := range map[string]bool{"u0": true, "u9": false, "u99": true, "u100": false, "u115": false, "u129": false, "u130": true, "u205": false, "u1999": true} {
		require.Equal(t, want, inside(t, dir, user), user)
	}
	entries := entriesOf(t, dir)
	require.Len(t, entries, 4)
	require.Zero(t, entries[3].Rows)
	require.NotEqual(t, old.Commitment, entries[3].Commitment)
	require.Equal(t, held(t, dir)["email"], entries[3].Types[0].Elements)
	both := params
	both.Types = "email,phone"
	list := anybody().list(both, emails(300, 500))
	x := anybody().begin(t, p, "initech", psi.Blinded, list, func(o *psi.Offer) { o.Params = both }).finish(t)
	require.NotNil(t, x.Handles, "the server offers it, and its index and commitment are right")

	// Once more: what was rolled back is there again, and nobody whom it had withdrawn.
	_, err = back()
	require.NoError(t, err)
	require.EqualValues(t, 48, held(t, dir)["email"])
	require.False(t, inside(t, dir, "u100") || inside(t, dir, "u9"))
	_, err = back()
	require.NoError(t, err)
	require.EqualValues(t, 1959, held(t, dir)["email"])

	// What is kept for a rollback goes after its time, and then there is no way back.
	watch.Eventually(t, "only that and the current one are kept", func() bool {
		require.NoError(t, p.sessions.Epochs.Refresh(ctx))
		return len(generations(t, dir)) == 2
	})
	p.env.Lifetimes.Former = time.Nanosecond
	watch.Eventually(t, "only the current one is left", func() bool {
		require.NoError(t, p.sessions.Epochs.Refresh(ctx))
		return len(generations(t, dir)) == 1
	})
	_, err = back()
	require.ErrorContains(t, err, "was dropped")

	// A removed dataset is gone for good, and can be imported anew.
	put(saying(0, 2000, ",,,,yes"), nil)
	s, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	require.NoError(t, s.RemoveDataset(ctx, "users", "audience-matching"))
	require.ErrorContains(t, s.RemoveDataset(ctx, "users", "audience-matching"), "users")
	require.NoError(t, s.Close())
	_, err = back()
	require.Error(t, err)
	require.Nil(t, held(t, dir))
	entries = entriesOf(t, dir)
	require.Zero(t, entries[len(entries)-1].Rows)
	require.Empty(t, entries[len(entries)-1].Types)
	watch.Eventually(t, "its files are gone", func() bool {
		require.NoError(t, p.sessions.Epochs.Refresh(ctx))
		return len(generations(t, dir)) == 0
	})
	put(saying(0, 10, ",,,,yes"), nil)
	require.EqualValues(t, 10, held(t, dir)["email"])
}

// A merge of nothing is a success that leaves everything as it is, a grant that has ended is something, and a deleted
// row says who went.
func TestNothingChanged(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	const header = "user_id,email,collection_context,deleted,expires_at,updated_at\n"
	first := header + "1,a@mail.example,newsletter,,,2026-05-01\n2,b@mail.example,newsletter,,,2026-05-01\n3,c@mail.example,newsletter,,,2026-05-01\n"
	_, err := imported(t, dir, first, nil)
	require.NoError(t, err)
	since := func(c *ImportConfig) { c.Since = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC) }
	before := generations(t, dir)
	for _, rows := range []string{header, first} {
		r, err := imported(t, dir, rows, since)
		require.NoError(t, err)
		require.Equal(t, ImportUnchanged, r.Outcome)
		require.Equal(t, before, generations(t, dir))
		require.Len(t, entriesOf(t, dir), 1)
	}
	r, err := imported(t, dir, header+"3,,,yes,,2026-05-02\n9,,,yes,,2026-05-02\n", since)
	require.NoError(t, err)
	require.Equal(t, &dataset.UserChanges{Kept: 2, Removed: 1, Gone: 1, Withdrawn: 1, Unknown: 1}, r.Users)
	require.Equal(t, [3]uint64{2, 3, 1}, [3]uint64{r.Types[0].Elements, r.Types[0].Previous, r.Types[0].Withdrawn})
}

// An import that rejects too much makes no dataset either, and one over a damaged dataset says that it can't take out
// whom it should.
func TestStopWithout(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	rejected := peopleHeader + saying(0, 750, ",,,,yes") + strings.Repeat(",a@mail.example,,newsletter,yes,,,,yes\n", 250) + saying(0, 9, "yes,,,,yes")
	_, err := imported(t, dir, rejected, nil)
	stopped, ok := err.(*StoppedError)
	require.True(t, ok, err)
	require.Equal(t, []string{"250 of 1,009 rows are rejected, and 20 % may be"}, stopped.Reasons)
	require.Nil(t, held(t, dir))
	require.Empty(t, generations(t, dir))
	_, err = imported(t, dir, peopleHeader+saying(0, 1000, ",,,,yes"), nil)
	require.NoError(t, err)
	require.NoError(t, os.Remove(filepath.Join(dir, "datasets", generations(t, dir)[0], "set", "elements.dat")))
	_, err = imported(t, dir, rejected, nil)
	_, ok = err.(*StoppedError)
	require.False(t, ok)
	require.ErrorContains(t, err, "could not be taken out")
	require.Len(t, generations(t, dir), 1)
}
