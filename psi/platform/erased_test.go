package platform

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audit"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

// A copy of the data directory from before two persons were erased, with the ledger as it is now, serves and imports
// without them: the ledger says that they were erased. Nobody reads an audience from it before. Without the key by which
// they are remembered nothing runs until as many were erased again. SPEC M79, M80
func TestErasedInRestoredCopy(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, audienceConfig(t))
	activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	require.NoError(t, p.Close())
	copyTo := func(from string) string {
		to := filepath.Join(t.TempDir(), "data")
		require.NoError(t, os.CopyFS(to, os.DirFS(from)))
		return to
	}
	before := copyTo(dir)
	d, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	for _, user := range []string{"U5", "u7", "u5"} {
		_, err = d.ErasePerson(ctx, user)
		require.NoError(t, err)
	}
	_, replay, err := d.VerifyLedger(ctx, nil)
	require.NoError(t, err)
	require.Len(t, replay.Erased, 2)
	require.NoError(t, d.Close())

	// restored has the database and files of before, and the ledger of now.
	restored := func() (string, *Directory) {
		to := copyTo(before)
		require.NoError(t, os.RemoveAll(filepath.Join(to, "ledger")))
		require.NoError(t, os.CopyFS(filepath.Join(to, "ledger"), os.DirFS(filepath.Join(dir, "ledger"))))
		d, err := OpenDirectory(to, DirectoryConfig{})
		require.NoError(t, err)
		t.Cleanup(func() { d.Close() })
		_, err = d.OpenAudience(ctx, of("vips"))
		require.ErrorIs(t, err, ledger.ErrRolledBack)
		require.NoError(t, d.Acknowledge(ctx, "restored from a copy"))
		_, err = d.OpenAudience(ctx, of("vips"))
		require.ErrorContains(t, err, "2 persons were erased")
		for _, err := range d.Audience(ctx, "acme", "users", forPurpose, "vips") {
			require.ErrorContains(t, err, "2 persons were erased")
		}
		for _, err := range d.Matches(ctx, strings.Repeat("0", 64), nil) {
			require.ErrorContains(t, err, "2 persons were erased")
		}
		return to, d
	}
	without := slices.DeleteFunc(named(0, crowd), func(u string) bool { return u == "u5" || u == "u7" })
	still := func(d *Directory) {
		got, out := readers(t, d, "vips")
		require.Equal(t, without, got)
		require.Empty(t, out, "they are not in the file")
		_, erased, err := d.rows.Erased.Person(ctx, "u5")
		require.NoError(t, err)
		require.True(t, erased)
	}

	to, d := restored()
	p, log := open(t, to, audienceConfig(t))
	require.Contains(t, log.String(), "persons are erased again")
	still(d)
	require.NoError(t, p.Close())

	to, d = restored()
	require.NoError(t, importCSV(t, ctx, to, users(0, most), nil))
	still(d)
	row, err := d.rows.Datasets.Get(ctx, "users", forPurpose)
	require.NoError(t, err)
	require.EqualValues(t, most-2, row.Sizes["email"])

	to, d = restored()
	_, err = d.rows.DB().Exec(`DELETE FROM meta WHERE key = 'persons_key'`)
	require.NoError(t, err)
	for n := range 2 {
		_, err = Open(to, audienceConfig(t))
		require.ErrorContains(t, err, fmt.Sprintf("erase them again (%d so far)", n))
		require.ErrorContains(t, importCSV(t, ctx, to, users(0, most), nil), "erase them again")
		_, err = d.ErasePerson(ctx, []string{"u5", "u7"}[n])
		require.NoError(t, err)
	}
	p, _ = open(t, to, audienceConfig(t))
	still(d)
	require.NoError(t, p.Close())
}

// A full audit accounts for persons who were erased, whether the table still has them or not. Whoever is not in the ledger as erased is a difference, and an entry accounts for one group only.
// What is opened to whom is in the ledger.
func TestAuditOfErased(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	policy, err := purpose.Parse([]byte(strings.Replace(policyYAML, "targeted]}", "targeted], verified: [email]}", 1)))
	require.NoError(t, err)
	table := func(without ...string) *dataset.Table {
		csv := users(0, most) + "shares,person3@mail.example,newsletter,\nshares,shares@mail.example,newsletter,\n"
		for _, user := range without {
			for line := range strings.Lines(csv) {
				if strings.HasPrefix(line, user+",") {
					csv = strings.Replace(csv, line, "", 1)
				}
			}
		}
		path := filepath.Join(t.TempDir(), "users.csv")
		require.NoError(t, os.WriteFile(path, []byte(csv), 0o600))
		x, err := dataset.OpenTable(path, dataset.TableConfig{})
		require.NoError(t, err)
		t.Cleanup(func() { x.Close() })
		return x
	}
	d, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer d.Close()
	_, err = d.ErasePerson(ctx, "u1") // before the import: the epoch lacks him
	require.NoError(t, err)
	_, err = d.Import(ctx, table(), ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: policy})
	require.NoError(t, err)
	p, _ := open(t, dir, Config{})
	require.Eventually(t, func() bool {
		info, err := p.Info(ctx, "acme", "users", "audience-matching")
		return err == nil && info.State.Ready
	}, time.Minute, 10*time.Millisecond)
	live, err := d.LiveEpochs(ctx)
	require.NoError(t, err)
	_, auditor, err := ledger.GenerateAuditor("auditor.example")
	require.NoError(t, err)
	full := func(table *dataset.Table) *audit.Report {
		r, _, err := d.FullAudit(ctx, live[0].Digest, auditor, table, audit.Reading{Policy: policy})
		require.NoError(t, err)
		return r
	}
	r := full(table())
	require.True(t, r.Passed(), "%+v", r)
	require.EqualValues(t, 1, r.ErasedBefore)
	require.Zero(t, r.ErasedSince)

	for _, user := range []string{"u2", "u3", "u4"} {
		_, err = d.ErasePerson(ctx, user)
		require.NoError(t, err)
	}
	for _, gone := range [][]string{{}, {"u3"}, {"u2", "u4"}} {
		r = full(table(gone...))
		require.True(t, r.Passed(), "%+v", r)
		require.EqualValues(t, 1, r.ErasedBefore)
		require.EqualValues(t, len(gone)/2*2, r.ErasedSince, "u3's address is another's too, whose group is the same")
	}
	r = full(table("u2", "u3", "u4", "u9"))
	require.Equal(t, []audit.WayCount{{Way: audit.Extra, Groups: 1}}, r.Ways, "nobody erased u9")

	// The database alone does not make anybody erased.
	_, err = d.rows.Erased.Add(ctx, "u9")
	require.NoError(t, err)
	require.False(t, full(table("u9")).Passed())

	var opened []*ledger.Opened
	_, _, err = d.VerifyLedger(ctx, func(e *ledger.Entry) error {
		if e.Opened != nil {
			opened = append(opened, e.Opened)
		}
		return nil
	})
	require.NoError(t, err)
	require.Len(t, opened, 6)
	require.Equal(t, ledger.AuditFull, opened[0].Kind)
	require.Equal(t, live[0].Digest, opened[0].Set)
	require.Equal(t, auditor, opened[0].Auditor)
	require.GreaterOrEqual(t, opened[0].Groups, uint64(most))

	_, _, err = d.FullAudit(ctx, live[0].Digest, "auditor.example", table(), audit.Reading{Policy: policy})
	require.ErrorContains(t, err, "verifier key")

	// A spot audit accounts for them too, though its auditor has none of the platform's keys. Entries that the auditor has
	// not seen before the beacon account for nobody.
	beacon, err := audit.ParseBeacon("000102030405060708090a0b0c0d0e0f", "a test's")
	require.NoError(t, err)
	o, lost, err := d.SpotAudit(ctx, live[0].Digest, auditor, beacon, table("u2", "u4"), audit.Reading{Policy: policy})
	require.NoError(t, err)
	require.Zero(t, lost)
	require.Equal(t, []string{"u1"}, o.LeftOut)
	log, err := d.Ledger(ctx)
	require.NoError(t, err)
	v, err := ledger.NewVerifier(log.VerifierKey())
	require.NoError(t, err)
	logged, err := audit.Find(audit.VerifyDir(log.Dir(), v), live[0].Digest)
	require.NoError(t, err)
	files := d.rows.Files.Epoch(live[0].Digest)
	hashes, err := os.Open(files.Leaves())
	require.NoError(t, err)
	defer hashes.Close()
	leaves, err := psi.ReadLeaves(hashes, logged.Epoch.Set)
	require.NoError(t, err)
	set, err := os.Open(files.Set())
	require.NoError(t, err)
	defer set.Close()
	for _, known := range []int64{0, logged.Checkpoint.Size} {
		logged.Known = known
		checked, err := audit.Check(o, logged, leaves, set)
		require.NoError(t, err)
		own, _, err := audit.ReadTable(ctx, filepath.Join(t.TempDir(), "own"), table("u2", "u4"), logged, audit.Reading{Policy: policy, LeftOut: checked.LeftOut()})
		require.NoError(t, err)
		r, err := checked.Compare(ctx, own)
		require.NoError(t, errors.Join(err, own.Close()))
		require.Equal(t, known > 0, r.Passed(), "%+v", r)
		require.EqualValues(t, 1, r.ErasedBefore)
		require.Equal(t, map[bool]uint64{true: 2}[known > 0], r.ErasedSince)
		require.Equal(t, map[bool]uint64{false: 2}[known > 0], r.Unexcused)
	}
}
