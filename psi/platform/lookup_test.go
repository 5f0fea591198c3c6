package platform

import (
	"bytes"
	"os"
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
	for _, e := range lookups(t, d) {
		require.True(t, entries[e.Seq])
		recorded = append(recorded, *e.Lookup)
	}
	require.Equal(t, []ledger.Lookup{{Persons: 2, By: ledger.LookupByUser, Reason: "request 17"}, {Persons: 1, By: "email", Reason: "request 17"}}, recorded, "what is no address is not looked up")
	for _, wrong := range []subject.Query{{IDType: "email", Identifier: "no address"}, {IDType: "phone", Identifier: "020 7946 0001", Region: "QX"}} {
		answers, err := d.Lookup(ctx, "", []subject.Query{wrong})
		if err == nil {
			for _, err = range answers {
			}
		}
		require.Error(t, err)
	}
	require.Len(t, lookups(t, d), 2)

	// Who can only read can't be recorded, and is told nothing.
	read, err := OpenDirectoryReadOnly(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer read.Close()
	_, err = read.Lookup(ctx, "", questions[:1])
	require.Error(t, err)
}

// lookups are the entries of look-ups.
func lookups(t *testing.T, d *Directory) (all []*ledger.Entry) {
	t.Helper()
	_, _, err := d.VerifyLedger(ctx, func(e *ledger.Entry) error {
		if e.Lookup != nil {
			all = append(all, e)
		}
		return nil
	})
	require.NoError(t, err)
	return all
}

// What keeps an answer from being given is found before anything is recorded: damage of the newest entries, or of an index.
func TestLookupOfDamaged(t *testing.T) {
	for what, pattern := range map[string]string{"entries": "ledger/log/tile/entries/*/*", "index": "datasets/*/candidates"} {
		t.Run(what, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			require.NoError(t, importCSV(t, ctx, dir, subjects(), nil))
			files, err := filepath.Glob(filepath.Join(dir, pattern))
			require.NoError(t, err)
			require.NotEmpty(t, files)
			newest := files[len(files)-1]
			whole, err := os.ReadFile(newest)
			require.NoError(t, err)
			damaged := bytes.Clone(whole)
			damaged[len(damaged)-2] ^= 1
			require.NoError(t, os.WriteFile(newest, damaged, 0o600))
			d, err := OpenExistingDirectory(dir, DirectoryConfig{})
			require.NoError(t, err)
			defer d.Close()
			_, err = d.Lookup(ctx, "request 17", []subject.Query{{User: "u7"}, {User: "u8"}})
			require.Error(t, err)
			require.NoError(t, os.WriteFile(newest, whole, 0o600))
			require.Empty(t, lookups(t, d))
		})
	}
}
