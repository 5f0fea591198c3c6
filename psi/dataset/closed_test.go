package dataset

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
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
	for ref, want := range map[string]string{" u1\t": "u1", "\u00a01\u00a0": "1", "1.0": "1", "10.000": "10", "1.": "1.", "1.10": "1.10", "0.0": "0", "1.0.0": "1.0.0", ".0": ".0", "v1.0": "v1.0", "": "", "-1.0": "-1.0", "100": "100",
		"'17": "17", `="17"`: "17", `"17"`: "17", `="0017"`: "0017", `= "17`: `= "17`, "'": "'", `""`: `""`, `="x`: `="x`, "o'neil": "o'neil", `'17.0`: "17"} {
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

// A name over several cells, in two rows, or beside cells without one: what stands there is heard.
func TestUnnamedColumns(t *testing.T) {
	t.Parallel()
	cfg := testConfig(t)
	cfg.Types = []identity.Type{identity.Email}
	const head = "user_id,email,collection_context,"
	const row = "u1,a@firma.example,newsletter,"
	for _, c := range []struct {
		header, cells string
		admitted      bool
	}{
		{"opted_out,", "false,true", false}, {"opted_out,", "false,", true}, {"opted_out,", "false", true}, {"opted_out,", "false,false", true},
		{"opted_out,,", "false,,yes", false}, {"opted_out,", "false,see mail", false}, {"deleted,", ",true", false}, {"revoked,,note", ",2026-01-01,x", false},
		{"opted_in,", "yes,no", false}, {"opted_in,", "yes,", true}, {"opted_in,", "yes,yes", true}, {"opted_in,", "yes", true}, {"opted_in,", ",yes", false},
		{"expires_at,", ",2020-01-01", false}, {"note,", "x,true", true},
	} {
		name := c.header + "/" + c.cells
		_, r := store(t, cfg, head+c.header+"\n"+row+c.cells+"\n")
		require.Equal(t, c.admitted, r.RowsAdmitted == 1, name)
		if !strings.HasPrefix(c.header, "opted_out") {
			continue
		}
		_, list, err := keys(t, openText(t, "email,"+c.header+"\na@firma.example,"+c.cells+"\n"), ListConfig{Type: identity.Email})
		require.NoError(t, err)
		require.Equal(t, c.admitted, list.RowsUsed == 1, name)
	}
	_, err := buildText(t, map[string]Role{"#5": RoleIgnore}, head+"opted_out,\n"+row+"false,true\n")
	require.NoError(t, err)

	for text, ok := range map[string]bool{
		head + "Kommunikation,\n,,,Abgemeldet,Widerruf\n" + row + "ja,\n":        false,
		head + "Kommunikation,\n,,,E-Mail,Telefon\n" + row + "ja,\n":             true,
		head + "Kommunikation,\n, ,newsletter,opt-out status,\n" + row + "ja,\n": false,
		head + "opted_out,\n,,newsletter,unsubscribed,\n" + row + "no,\n":        true,
		head + "Kommunikation,\n" + row + "ja,\n,,,Abgemeldet,Widerruf\n":        true, // a row below, without a user
	} {
		_, err := buildText(t, nil, text)
		if ok {
			require.NoError(t, err, text)
			continue
		}
		require.ErrorContains(t, err, "line 2, column 4 looks like one more name of a column", text)
		_, _, err = keys(t, openText(t, text), ListConfig{Type: identity.Email})
		require.ErrorContains(t, err, "one more name", text)
	}
}

// Of merged cells only the first has a value, which is shown for all.
func TestMergedCells(t *testing.T) {
	t.Parallel()
	cell := func(ref, text string) string {
		return `<c r="` + ref + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	line := func(n int, cells ...string) string {
		s := fmt.Sprintf(`<row r="%d">`, n)
		for i, c := range cells {
			if c != "" {
				s += cell(fmt.Sprintf("%c%d", 'A'+i, n), c)
			}
		}
		return s + "</row>"
	}
	rows := line(1, "Kundenliste") + line(2, "user_id", "email", "collection_context", "opted_out", "", "note") +
		line(3, "u1", "a@firma.example", "newsletter", "TRUE") + line(4, "u2", "b@firma.example", "newsletter", "", "", "x") + line(5, "u3", "c@firma.example", "newsletter")
	for merged, ok := range map[string]bool{
		"": true, "A1:F1": true, "D2:E2": true, "F3:F5": true, "D4": true, "G3:H9": true, "D3:D3": true,
		"D3:D5": false, "$D$3:$D$5": false, "B4:B5": false, "D2:D3": false, "A1:A3": false, "D5:F5": false, "E4:F4": false,
	} {
		content := workbookFile(t, rows+`</sheetData><mergeCells count="1"><mergeCell ref="`+merged+`"/></mergeCells><sheetData>`, "")
		path := write(t, "a.xlsx", string(content))
		_, err := importTable(t, open(t, path), nil)
		_, _, listErr := keys(t, open(t, path), ListConfig{Type: identity.Email})
		if ok {
			require.NoError(t, err, merged)
			require.NoError(t, listErr, merged)
			continue
		}
		require.Error(t, err, merged)
		if merged != "A1:A3" { // a list has no users
			require.Error(t, listErr, merged)
		}
		require.ErrorContains(t, err, "the cells "+merged+" are merged")
	}
	// A name over two columns at the right end: what is beyond the last name can't be told.
	rows = line(1, "user_id", "email", "collection_context", "opted_out") + line(2, "u1", "a@firma.example", "newsletter", "FALSE", "TRUE") + line(3, "u2", "b@firma.example", "newsletter", "FALSE") + line(4, "u3", "c@firma.example", "newsletter")
	path := write(t, "a.xlsx", string(workbookFile(t, rows, "")))
	r, err := importTable(t, open(t, path), nil)
	require.NoError(t, err)
	require.Equal(t, [2]uint64{2, 1}, [2]uint64{r.RowsAdmitted, r.Stated.Unsure})
	got, _, err := keys(t, open(t, path), ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Equal(t, sums("b@firma.example", "c@firma.example"), got)
}

// Nobody has agreed by a time that is still to come, nor by a confirmation that did not happen.
func TestYesThatIsNone(t *testing.T) {
	t.Parallel()
	cfg := testConfig(t)
	cfg.Gate = cfg.Gate.At(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	for header, cells := range map[string]map[string]bool{
		"opted_in":            {"2099-01-01": false, "2026-05-31": true, "4102444800": false, "yes": true},
		"double_opt_in_at":    {"": false, "2099-01-01": false, "2026-05-31": true, "no": false},
		"Double Opt-In Datum": {"": false, "31.05.2026": true},
		"opted_in_at":         {"": true, "2099-01-01": false},
		"opted_out":           {"2099-01-01": false},
	} {
		for cell, want := range cells {
			_, r := store(t, cfg, "user_id,email,collection_context,"+header+"\nu1,a@firma.example,newsletter,"+cell+"\n")
			require.Equal(t, want, r.RowsAdmitted == 1, "%s %q", header, cell)
		}
	}
}
