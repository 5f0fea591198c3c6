package platform

import (
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/stretchr/testify/require"
)

// A look-up is in the ledger before it is answered, without whom it was about; an answer that fails is no other's loss.
func TestLookup(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importCSV(t, ctx, dir, subjects(), nil))
	d, err := OpenExistingDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer d.Close()
	questions := []subject.Query{
		{User: "u7"}, {IDType: "email", Identifier: "no address"}, {IDType: "email", Identifier: "person7@mail.example"}, {User: "u2000"},
	}
	_, err = d.Lookup(ctx, "asked by person7@mail.example", questions)
	require.ErrorContains(t, err, "looks like an e-mail address")
	answers, err := d.Lookup(ctx, "request 17", questions)
	require.NoError(t, err)
	var records []int
	var failed int
	entries := map[int64]bool{}
	for r, err := range answers {
		if err != nil {
			failed++
			records = append(records, -1)
			continue
		}
		records = append(records, len(r.Datasets[0].Records))
		entries[r.Lookup] = true
	}
	require.Equal(t, []int{2, -1, 2, 1}, records)
	require.Equal(t, 1, failed)
	var recorded []ledger.Lookup
	_, _, err = d.VerifyLedger(ctx, func(e *ledger.Entry) error {
		if e.Lookup != nil {
			require.True(t, entries[e.Seq])
			recorded = append(recorded, *e.Lookup)
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, []ledger.Lookup{{Persons: 2, By: ledger.LookupByUser, Reason: "request 17"}, {Persons: 2, By: "email", Reason: "request 17"}}, recorded)

	// Who can only read can't be recorded, and is told nothing.
	read, err := OpenDirectoryReadOnly(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer read.Close()
	_, err = read.Lookup(ctx, "", questions[:1])
	require.Error(t, err)
}
