package platform

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// While the epoch file of a new import is being masked, sessions are opened on the previous one.
func TestOfferWhileMasking(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{Work: Work{Jobs: 1}})
	begin(t, p, "acme", psi.Count) // the epoch file is there
	for _, id := range p.sessions.Hooks().IDs() {
		require.NoError(t, p.Abort("acme", id))
	}
	leave := p.sessions.Hooks().Occupy() // the next one has to wait
	require.NoError(t, importCSV(t, ctx, dir, users(0, most+100), nil))
	require.NoError(t, p.sessions.Epochs.Refresh(ctx))
	o, _ := offerOf(p, "acme", psi.Count)
	_, err := p.Offer(ctx, "acme", o)
	leave()
	require.NoError(t, err)
}

// The server and the command line finish the same erasure, and it is recorded once.
func TestErasedAtOnce(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	var ids []string
	for range 5 {
		s := begin(t, p, "acme", psi.Count)
		require.NoError(t, p.Abort("acme", s.id))
		ids = append(ids, s.id)
	}
	other, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer other.Close()
	for _, id := range ids {
		_, err := other.rows.DB().ExecContext(ctx, `UPDATE subject_keys SET key = NULL, wrapped = NULL, reason = 'x' WHERE session = ?`, id)
		require.NoError(t, err)
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			s := []*Directory{p.store, other}[i%2]
			wg.Go(func() { errs[i] = eraserOf(s).Finish(ctx) })
		}
		wg.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
	}
}

// A process that opens the ledger while another one writes to it does not mistake that for a restored copy.
func TestOpenWhileWriting(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	var writers sync.WaitGroup
	for range 2 {
		w, err := OpenDirectory(dir, DirectoryConfig{})
		require.NoError(t, err)
		defer w.Close()
		writers.Go(func() {
			for stop.Err() == nil {
				assert.NoError(t, w.journal.Record(ctx, &ledger.Entry{Type: ledger.TypeRefusal, Refusal: &ledger.Refusal{
					Advertiser: "acme", Code: string(psi.CodeTooSoon), Mode: psi.Count,
				}}))
			}
		})
	}
	for range 60 {
		s, err := OpenDirectory(dir, DirectoryConfig{})
		require.NoError(t, err)
		_, err = s.Ledger(ctx)
		assert.NoError(t, err)
		require.NoError(t, s.Close())
	}
	cancel()
	writers.Wait()
}

// An import that ends as a server starts is recorded once.
func TestImportWhileStarting(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	_, replay, err := p.store.VerifyLedger(ctx, nil)
	require.NoError(t, err)
	require.NoError(t, importCSV(t, ctx, dir, users(0, most+100), nil))
	require.NoError(t, p.env.Imports.RecordMissing(ctx, replay))
	_, _, err = p.store.VerifyLedger(ctx, nil)
	require.NoError(t, err)
}

// A data directory's name is not a pattern.
func TestDirWithBrackets(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data[1")
	require.NoError(t, importCSV(t, ctx, dir, users(0, most), nil))
	p, err := Open(dir, Config{})
	require.NoError(t, err)
	p.cfg.Lifetimes.Matches = 1
	for _, name := range []string{p.store.rows.Files.MatchList("x"), p.store.rows.Files.SubjectFiles().Superseded("x")} {
		require.NoError(t, os.WriteFile(name, nil, 0o600))
		require.NoError(t, p.expireMatches(ctx))
		require.NoFileExists(t, name)
	}
	require.NoError(t, p.Close())
}

// A match index whose root is not in the ledger is removed at the next start. Those of ended sessions stay.
func TestStrayMatches(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	id, _ := runBlinded(t, p, emails(0, 200))
	require.NoError(t, p.Close())
	stray := p.store.rows.Files.MatchIndex(strings.Repeat("0", 64))
	require.NoError(t, os.WriteFile(stray, nil, 0o600))
	open(t, dir, Config{})
	require.NoFileExists(t, stray)
	require.FileExists(t, p.store.rows.Files.MatchIndex(id))
}

// What a merge takes over, replaces and adds can be asked about, by reference and by either identifier, of the merged
// dataset and of the previous one.
func TestSubjectAfterMerge(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importCSV(t, ctx, dir, users(0, most), nil))
	p, _ := open(t, dir, Config{})
	before := begin(t, p, "acme", psi.Count)
	require.NoError(t, importTable(dir, t.TempDir(), `user_id,email,phone,collection_context,grants,updated_at
u1,other1@mail.example,,newsletter,,2026-01-01T00:00:00Z
u1,,+442079460001,newsletter,,2026-01-01T00:00:00Z
u2,person2@mail.example,,two_factor,,2026-01-01T00:00:00Z
u3000,person3@mail.example,,newsletter,,2026-01-01T00:00:00Z
u3000,person3001@mail.example,,two_factor,,2026-01-01T00:00:00Z
bad@mail.example,x@mail.example,,newsletter,,2026-01-01T00:00:00Z
`, time.Unix(1, 0)))
	require.NoError(t, p.sessions.Epochs.Refresh(ctx))
	watch.Eventually(t, "the epoch is of the merged dataset", func() bool {
		return len(p.sessions.Hooks().Epochs()) == 2
	})
	both := func(o *psi.Offer) { o.Types = "email,phone" }
	after := anybody().begin(t, p, "acme", psi.Count, maskedList(), both)
	for _, x := range []struct {
		q             subject.Query
		before, after bool
		users         int
		now           []map[string]string // outcomes in the dataset
	}{
		{subject.Query{User: "u1"}, true, true, 1, []map[string]string{{"email": psi.Admitted}, {"phone": psi.Admitted}}},
		{subject.Query{IDType: "email", Identifier: "person1@mail.example"}, true, false, 1, nil},
		{subject.Query{IDType: "email", Identifier: "OTHER1@mail.example"}, false, true, 1, []map[string]string{{"email": psi.Admitted}, {"phone": psi.Admitted}}},
		{subject.Query{IDType: "phone", Identifier: "020 7946 0001", Region: "GB"}, false, true, 1, []map[string]string{{"email": psi.Admitted}, {"phone": psi.Admitted}}},
		{subject.Query{User: "u2"}, true, false, 1, []map[string]string{{"email": "security_context"}}},
		{subject.Query{IDType: "email", Identifier: "person3@mail.example"}, true, false, 2, // two have it now, and it is verified for neither
			[]map[string]string{{"email": "shared_unverified"}, {"email": "security_context"}, {"email": "shared_unverified"}}},
		{subject.Query{IDType: "email", Identifier: "person3001@mail.example"}, false, false, 0, nil},
		{subject.Query{User: "u999"}, true, true, 1, []map[string]string{{"email": psi.Admitted}}},
	} {
		r := ask(t, dir, x.q)
		require.Equal(t, before.id, r.Sessions[0].Session)
		require.Equal(t, after.id, r.Sessions[1].Session)
		require.Equal(t, []bool{x.before, x.after}, []bool{r.Sessions[0].Candidate, r.Sessions[1].Candidate}, "%+v", x.q)
		require.Equal(t, x.users, r.Users, "%+v", x.q)
		var now []map[string]string
		for _, c := range r.Datasets[0].Records {
			now = append(now, c.Outcomes)
		}
		require.ElementsMatch(t, x.now, now, "%+v", x.q)
	}
}
