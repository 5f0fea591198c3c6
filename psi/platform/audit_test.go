package platform

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"os"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audit"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

// An epoch of a platform that serves is audited both ways, beside it. What the auditor signs is in the ledger, and
// clients are shown the latest verdict, also after a restart.
func TestAudits(t *testing.T) {
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	info := func() *psi.DatasetInfo {
		i, err := p.Info(ctx, "acme", "users", "audience-matching")
		require.NoError(t, err)
		return i
	}
	require.Eventually(t, func() bool { return info().State.Ready }, time.Minute, 10*time.Millisecond)
	require.Nil(t, info().Audit)

	store, err := OpenExistingDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer store.Close()
	live, err := store.LiveEpochs(ctx)
	require.NoError(t, err)
	require.Len(t, live, 1)
	set := live[0].Digest

	policy, err := purpose.Parse([]byte(policyYAML))
	require.NoError(t, err)
	reading := audit.Reading{Policy: policy}
	path := filepath.Join(t.TempDir(), "users.csv")
	require.NoError(t, os.WriteFile(path, []byte(users(0, most)), 0o600))
	table := func() *dataset.Table {
		x, err := dataset.OpenTable(path, dataset.TableConfig{})
		require.NoError(t, err)
		t.Cleanup(func() { x.Close() })
		return x
	}

	beacon, err := audit.ParseBeacon("000102030405060708090a0b0c0d0e0f", "a test's")
	require.NoError(t, err)
	secret, public, err := ledger.GenerateAuditor("auditor.example")
	require.NoError(t, err)
	o, lost, err := store.SpotAudit(ctx, set, public, beacon, table(), reading)
	require.NoError(t, err)
	require.Zero(t, lost)

	// The auditor has the log, the set and the table.
	l, err := store.Ledger(ctx)
	require.NoError(t, err)
	v, err := ledger.NewVerifier(l.VerifierKey())
	require.NoError(t, err)
	logged, err := audit.Find(audit.VerifyDir(l.Dir(), v), set)
	require.NoError(t, err)
	files := store.rows.Files.Epoch(set)
	leafHashes, err := os.Open(files.Leaves())
	require.NoError(t, err)
	defer leafHashes.Close()
	leaves, err := psi.ReadLeaves(leafHashes, logged.Epoch.Set)
	require.NoError(t, err)
	elements, err := os.Open(files.Set())
	require.NoError(t, err)
	defer elements.Close()
	checked, err := audit.Check(o, logged, leaves, elements)
	require.NoError(t, err)
	own, _, err := audit.ReadTable(ctx, filepath.Join(t.TempDir(), "own"), table(), logged, reading)
	require.NoError(t, err)
	defer own.Close()
	spot, err := checked.Compare(ctx, own)
	require.NoError(t, err)
	require.True(t, spot.Passed(), "%+v", spot)

	full, _, err := store.FullAudit(ctx, set, public, table(), reading)
	require.NoError(t, err)
	require.True(t, full.Passed(), "%+v", full)
	require.EqualValues(t, most, full.Real)

	signed, err := audit.NewVerdict(spot, logged, beacon, time.Now()).Sign(secret)
	require.NoError(t, err)
	_, err = store.RecordAudit(ctx, bytes.Replace(signed, []byte("passed"), []byte("failed"), 1), public)
	require.Error(t, err)
	_, err = store.RecordAudit(ctx, signed, public)
	require.NoError(t, err)
	_, err = store.RecordAudit(ctx, signed, public)
	require.ErrorContains(t, err, "already")

	shown := info().Audit
	require.NotNil(t, shown)
	require.Equal(t, ledger.AuditSpot, shown.Kind)
	require.Equal(t, ledger.AuditPassed, shown.Verdict)
	require.Equal(t, public, shown.Auditor)
	proven, err := ledger.VerifyReceipt([]byte(shown.Receipt), v)
	require.NoError(t, err)
	require.Equal(t, string(signed), proven.Entry.Audit.Note)
	require.True(t, proven.Entry.Time.Equal(shown.Time))

	// Five users are missing in the table now, and five others are new.
	require.NoError(t, os.WriteFile(path, []byte(users(5, most+5)), 0o600))
	full, logged, err = store.FullAudit(ctx, set, public, table(), reading)
	require.NoError(t, err)
	require.Equal(t, []audit.WayCount{{Way: audit.Extra, Groups: 5}, {Way: audit.Missing, Groups: 5}}, full.Ways)
	_, lost, err = store.SpotAudit(ctx, set, public, beacon, table(), reading)
	require.NoError(t, err)
	require.EqualValues(t, 5, lost)
	failed := audit.NewVerdict(full, logged, audit.Beacon{}, time.Now())
	signed, err = failed.Sign(secret)
	require.NoError(t, err)
	_, err = store.RecordAudit(ctx, signed, public)
	require.NoError(t, err)
	require.Equal(t, ledger.AuditFailed, info().Audit.Verdict)

	failed.Set[0]++
	signed, err = failed.Sign(secret)
	require.NoError(t, err)
	_, err = store.RecordAudit(ctx, signed, public)
	require.ErrorContains(t, err, "not in the ledger")
	_, _, err = store.FullAudit(ctx, failed.Set, public, table(), reading)
	require.ErrorContains(t, err, "no epoch")

	// What a process that died after the entry did not keep, the next one does.
	require.NoError(t, store.rows.Meta.Set(ctx, auditKey("users", "audience-matching"), ""))
	require.NoError(t, p.Close())
	p, err = Open(dir, Config{Disclosure: leastFloors(t, exactByContract(t))})
	require.NoError(t, err)
	defer p.Close()
	require.Equal(t, ledger.AuditFailed, info().Audit.Verdict)
}

// An epoch of a dataset into which changes were merged is that of the whole table as it is then.
func TestAuditAfterMerge(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	policy, err := purpose.Parse([]byte(policyYAML))
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "users.csv")
	table := func(csv string) *dataset.Table {
		require.NoError(t, os.WriteFile(path, []byte(csv), 0o600))
		x, err := dataset.OpenTable(path, dataset.TableConfig{})
		require.NoError(t, err)
		t.Cleanup(func() { x.Close() })
		return x
	}
	row := func(i int, mail, day string) string {
		return fmt.Sprintf("u%d,%s@mail.example,newsletter,2026-01-%s,%s\n", i, mail, day, map[bool]string{true: "true"}[mail == "gone"])
	}
	const header = "user_id,email,collection_context,updated_at,deleted\n"
	var before, changes, after strings.Builder
	for i := range most {
		mail := fmt.Sprintf("person%d", i)
		before.WriteString(row(i, mail, "01"))
		switch {
		case i%100 == 7:
			mail = fmt.Sprintf("moved%d", i)
			changes.WriteString(row(i, mail, "02"))
		case i%100 == 8:
			changes.WriteString(row(i, "gone", "02"))
			continue
		}
		after.WriteString(row(i, mail, "01"))
	}
	changes.WriteString(row(most, "new", "02"))
	after.WriteString(row(most, "new", "02"))

	store, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer store.Close()
	cfg := ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: policy}
	_, err = store.Import(ctx, table(header+before.String()), cfg)
	require.NoError(t, err)
	cfg.Since = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	_, err = store.Import(ctx, table(header+changes.String()), cfg)
	require.NoError(t, err)

	p, _ := open(t, dir, Config{})
	require.Eventually(t, func() bool {
		info, err := p.Info(ctx, "acme", "users", "audience-matching")
		return err == nil && info.State.Ready
	}, time.Minute, 10*time.Millisecond)
	live, err := store.LiveEpochs(ctx)
	require.NoError(t, err)
	_, public, err := ledger.GenerateAuditor("auditor.example")
	require.NoError(t, err)
	for csv, passes := range map[string]bool{after.String(): true, before.String(): false} {
		r, _, err := store.FullAudit(ctx, live[0].Digest, public, table(header+csv), audit.Reading{Policy: policy})
		require.NoError(t, err)
		require.Equal(t, passes, r.Passed(), "%+v", r)
	}
}
