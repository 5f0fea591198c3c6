package monthly

import (
	"bytes"
	"encoding/csv"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform/record"
	"github.com/stretchr/testify/require"
)

// hostile is a name that a page or a spreadsheet must not obey.
const hostile = `=HYPERLINK("x")<script>alert(1)</script>`

// sample is a report with a line of each kind.
func sample(t *testing.T) *Report {
	t.Helper()
	scope, err := report.Period("2026-11")
	require.NoError(t, err)
	b, when := report.New(scope), scope.From.Add(time.Hour)
	n := int64(-12)
	for i, e := range []*ledger.Entry{
		{Type: ledger.TypeOffer, Session: "0123456789abcdef", Offer: &ledger.Offer{Advertiser: hostile, Dataset: "users", Mode: psi.Count}},
		{Type: ledger.TypeResult, Session: "0123456789abcdef", Result: &ledger.Result{
			Advertiser: hostile, Owner: hostile, Dataset: "users", Mode: psi.Count, Released: &psi.Released{Value: &n, Noise: "laplace 1/10"}}},
		{Type: ledger.TypeAcknowledged, Acknowledged: &ledger.Acknowledged{Reason: hostile}},
		{Type: ledger.TypeAudit, Audit: &ledger.Audit{Auditor: hostile}},
		{Type: ledger.TypeErasedPerson, Person: &ledger.Person{}},
		{Type: ledger.TypeLookup, Lookup: &ledger.Lookup{Persons: 3, By: "email"}},
		{Type: ledger.TypeLifted, Lifted: &ledger.Lifted{Owner: hostile, Dataset: "users", Reason: hostile}},
	} {
		e.Time, e.Seq = when, int64(i)
		require.NoError(t, b.Add(e))
	}
	return &Report{b.Report(), report.Verified{Origin: "blindmatch/platform", Entries: 6, Root: "root", Witnesses: []report.Witness{{Name: hostile, Entries: 4}}}, []record.Change{{Time: when, Client: hostile, Change: "registered"}}}
}

func TestPage(t *testing.T) {
	var page bytes.Buffer
	require.NoError(t, Page(&page, sample(t)))
	text := page.String()
	require.NotContains(t, text, "<script")
	require.Contains(t, text, "up to entry 4")
	require.Contains(t, text, "Entries may be missing")
	require.Contains(t, text, "registered")
	require.Contains(t, text, "question was answered")
	require.Contains(t, text, "-12, with noise")
}

// No cell begins as a formula does, unless it is a number.
func TestCSV(t *testing.T) {
	var file bytes.Buffer
	require.NoError(t, CSV(&file, sample(t)))
	lines, err := csv.NewReader(&file).ReadAll()
	require.NoError(t, err)
	require.Equal(t, columns, lines[0])
	kinds := map[string]int{}
	for _, line := range lines[1:] {
		kinds[line[0]]++
		for _, cell := range line {
			if cell != "" && cell != "-12" {
				require.NotContains(t, "=+-@\t\r", cell[:1])
			}
		}
	}
	require.Equal(t, map[string]int{"verified": 1, "session": 1, "operator.acknowledged": 1, "audit": 1, "person.erased": 1, "lookup": 1, "strike.lifted": 1, "came": 1, "client": 1}, kinds)
	require.Contains(t, lines[1][13], "6 entries, all verified; signed by the platform, by the witness")
	require.Equal(t, "-12", lines[2][9])
}
