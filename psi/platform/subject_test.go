package platform

import (
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
	rows "github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/stretchr/testify/require"
)

// subjects is users 0 to most. u7 has a second record, for login only, and u2000 has only such a record.
func subjects() string {
	return users(0, most) + "u7,person7@mail.example,two_factor,\nu2000,person2000@mail.example,two_factor,\n"
}

// ask answers a question about dir.
func ask(t testing.TB, dir string, q subject.Query) *subject.Report {
	t.Helper()
	store, err := OpenExistingDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer store.Close()
	r, err := store.Subject(ctx, q)
	require.NoError(t, err)
	return r
}

// The question of three persons, by reference and by identifier, while the dataset is imported again and sessions are
// erased. SPEC M61
func TestSubject(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importCSV(t, ctx, dir, subjects(), nil))
	// Little noise: ten matches are below the floor for certain.
	quiet := parsePolicy(t, "epsilon: 1\nbudget: {days_30: 10, days_365: 10}\nspacing: 1m\nowners: {tests: {clients: [acme], noise: none, contract: test bench}}")
	p, _ := open(t, dir, Config{Disclosure: quiet, times: hasty()})
	first, result := runBlinded(t, p, emails(0, 200))
	require.EqualValues(t, *result.Released.Value, result.Handles.Records())
	_, err := p.HandlesFile("acme", first)
	require.NoError(t, err)
	count := begin(t, p, "acme", psi.Count)
	count.toTags(t)
	require.NoError(t, p.CloseTags("acme", count.id))
	count.wait(t, psi.StateDone)
	below, _ := runBlinded(t, p, append(emails(5000, 5100), emails(0, 10)...))
	second, _ := runBlinded(t, p, emails(100, 300))
	require.NoError(t, p.Abort("acme", begin(t, p, "acme", psi.Count).id))

	handles := map[string]string{} // of the first session, by user
	b, err := os.ReadFile(p.store.rows.Files.MatchList(first))
	require.NoError(t, err)
	table, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	require.NoError(t, err)
	for _, r := range table[1:] {
		handles[r[1]] = r[0]
	}

	check := func() {
		t.Helper()
		for _, q := range []subject.Query{{User: "u7"}, {IDType: "email", Identifier: " Person7@MAIL.example "}} {
			r := ask(t, dir, q)
			require.Len(t, r.Sessions, 5)
			require.Equal(t, 1, r.Users)
			for i, s := range r.Sessions {
				require.Equal(t, subject.KnownYes, s.Known)
				require.True(t, s.Candidate, "session %d", i)
				require.Equal(t, []string{"newsletter"}, s.Contexts)
				require.Len(t, s.Records, 2)
				require.Equal(t, "security_context", s.Records[1].Outcomes["email"])
				require.Equal(t, "acme", s.Advertiser)
				require.Equal(t, params.Purpose, s.Purpose)
				require.Equal(t, []string{"marketing.advertising.first_party.targeted"}, s.Uses)
			}
			require.Equal(t, []subject.Outcome{subject.OutcomeReleased, subject.OutcomeBelow, subject.OutcomeBelow, subject.OutcomeReleased, subject.OutcomeNothing},
				[]subject.Outcome{r.Sessions[0].Outcome, r.Sessions[1].Outcome, r.Sessions[2].Outcome, r.Sessions[3].Outcome, r.Sessions[4].Outcome})
			require.Equal(t, []bool{true, false, false, false, false},
				[]bool{r.Sessions[0].Matched, r.Sessions[1].Matched, r.Sessions[2].Matched, r.Sessions[3].Matched, r.Sessions[4].Matched})
			require.Equal(t, []string{handles["u7"]}, r.Sessions[0].Handles)
			require.False(t, r.Sessions[0].Delivered.IsZero())
			require.Equal(t, below, r.Sessions[2].Session)
		}
		r := ask(t, dir, subject.Query{User: "u250"})
		require.Equal(t, second, r.Sessions[3].Session)
		require.True(t, r.Sessions[3].Matched)
		require.True(t, r.Sessions[3].Delivered.IsZero(), "nobody has fetched them")
		require.False(t, r.Sessions[0].Matched)
		for _, q := range []subject.Query{{User: "u2000"}, {IDType: "email", Identifier: "person2000@mail.example"}, {User: "nobody"}, {IDType: "phone", Identifier: "+442079460000"}} {
			for _, s := range ask(t, dir, q).Sessions {
				require.False(t, s.Candidate || s.Matched)
				require.Equal(t, q.User == "u2000", len(s.Records) == 1, "only a question by reference shows that it was kept out")
			}
		}
	}
	check()
	// Another import does not change the answers about earlier sessions.
	require.NoError(t, importCSV(t, ctx, dir, users(0, most+1), nil))
	require.NoError(t, p.sessions.Epochs.Refresh(ctx))
	check()
	require.Len(t, generations(t, dir), 2, "a rollback could bring the first import back")
	p.env.Lifetimes.Former = time.Nanosecond
	watch.Eventually(t, "the first import is gone", func() bool {
		require.NoError(t, p.sessions.Epochs.Refresh(ctx))
		return len(generations(t, dir)) == 1
	})
	check()
	require.Empty(t, ask(t, dir, subject.Query{User: "u2000"}).Datasets[0].Records)
	require.Equal(t, "admitted", ask(t, dir, subject.Query{User: "u7"}).Datasets[0].Records[0].Outcomes["email"])

	// An erased session can't answer any more, and the ledger says so.
	require.ErrorContains(t, p.store.EraseSession(ctx, first, " "), "reason")
	require.ErrorContains(t, p.store.EraseSession(ctx, strings.Repeat("0", 64), "x"), "no session")
	open := begin(t, p, "acme", psi.Count)
	require.ErrorContains(t, p.store.EraseSession(ctx, open.id, "x"), "open")
	require.NoError(t, p.store.EraseSession(ctx, first, "asked for"))
	require.ErrorContains(t, p.store.EraseSession(ctx, first, "asked for"), "already destroyed")
	require.NoFileExists(t, p.store.rows.Files.MatchIndex(first))
	require.NoFileExists(t, p.store.rows.Files.MatchList(first))
	r := ask(t, dir, subject.Query{User: "u7"})
	require.Equal(t, subject.KnownErased, r.Sessions[0].Known)
	require.False(t, r.Sessions[0].Candidate || r.Sessions[0].Matched)
	require.Empty(t, r.Sessions[0].Records)
	require.Equal(t, subject.KnownYes, r.Sessions[1].Known)
	old, err := filepath.Glob(filepath.Join(p.store.rows.Files.Subjects(), "*."+subject.CandidatesFile))
	require.NoError(t, err)
	require.Len(t, old, 1)
	for _, id := range []string{count.id, below, second, r.Sessions[4].Session} {
		require.NoError(t, p.store.EraseSession(ctx, id, "asked for"))
	}
	require.NoFileExists(t, old[0], "no session can be asked about it")
}

// Keys and lists of matches that are old enough are removed automatically, and the next process finishes an erasure
// that a crash cut short.
func TestSubjectExpires(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	id, _ := runBlinded(t, p, emails(0, 200))
	require.NoError(t, p.expireMatches(ctx))
	require.FileExists(t, p.store.rows.Files.MatchList(id))
	p.cfg.Lifetimes.Matches = time.Nanosecond
	require.NoError(t, p.expireMatches(ctx))
	require.NoFileExists(t, p.store.rows.Files.MatchList(id))
	require.True(t, ask(t, dir, subject.Query{User: "u7"}).Sessions[0].Matched, "the index is kept longer")
	_, err := p.store.rows.DB().ExecContext(ctx, `UPDATE subject_keys SET key = NULL, wrapped = NULL, reason = 'expired'`) // and nothing else
	require.NoError(t, err)
	require.NoError(t, p.Close())
	p, _ = open(t, dir, Config{})
	_, replay, err := p.store.VerifyLedger(ctx, nil)
	require.NoError(t, err)
	require.False(t, replay.Session(id).Erased.IsZero())
	require.NoFileExists(t, p.store.rows.Files.MatchIndex(id))
	p.cfg.Lifetimes.Index = time.Nanosecond
	other, _ := runBlinded(t, p, emails(0, 200))
	require.NoError(t, p.expireMatches(ctx))
	require.Equal(t, subject.KnownErased, ask(t, dir, subject.Query{User: "u7"}).Sessions[1].Known)
	require.NoFileExists(t, p.store.rows.Files.MatchIndex(other))
}

// An older copy of the database brings back neither a destroyed key nor a spent budget.
func TestRestoredDatabase(t *testing.T) {
	dir, old := newData(t), t.TempDir()
	p, _ := open(t, dir, Config{Disclosure: disclosure.Default()})
	id, _ := runBlinded(t, p, emails(0, 1000))
	require.NoError(t, p.Close())
	copyState(t, old, dir, "blindmatch.db")
	p, _ = open(t, dir, Config{Disclosure: disclosure.Default()})
	require.NoError(t, p.store.EraseSession(ctx, id, "asked for"))
	require.NoError(t, p.Close())
	copyState(t, dir, old, "blindmatch.db")
	store, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	_, err = store.rows.DB().ExecContext(ctx, `DELETE FROM releases`)
	require.NoError(t, err)
	require.NoError(t, store.Acknowledge(ctx, "a test"))
	require.NoError(t, store.Close())
	require.Equal(t, subject.KnownErased, ask(t, dir, subject.Query{User: "u7"}).Sessions[0].Known, "before a server has destroyed the key again")
	p, _ = open(t, dir, Config{Disclosure: disclosure.Default()})
	r := ask(t, dir, subject.Query{User: "u7"})
	require.Equal(t, subject.KnownErased, r.Sessions[0].Known)
	require.Equal(t, "a test", r.Acknowledged[0].Reason)
	var keys int
	require.NoError(t, p.store.rows.DB().QueryRow(`SELECT count(*) FROM subject_keys WHERE key IS NOT NULL`).Scan(&keys))
	require.Zero(t, keys)
	o, _ := offerOf(p, "acme", psi.Count)
	_, err = p.Offer(ctx, "acme", o)
	require.Equal(t, psi.CodeTooSoon, psi.CodeOf(err))
}

// What the log's roots do not vouch for is not reported. SPEC M63
func TestSubjectOfDamagedIndex(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	id, _ := runBlinded(t, p, emails(0, 200))
	other, _ := runBlinded(t, p, emails(200, 400))
	require.NoError(t, os.Rename(p.store.rows.Files.MatchIndex(id), p.store.rows.Files.MatchIndex(other)))
	_, err := p.store.Subject(ctx, subject.Query{User: "u7"})
	require.ErrorContains(t, err, "session "+other[:12])
	require.NoError(t, os.Remove(p.store.rows.Files.MatchIndex(other)))
	r, err := p.store.Subject(ctx, subject.Query{User: "u7"})
	require.NoError(t, err)
	require.Equal(t, subject.KnownLost, r.Sessions[1].Known)
	candidates := p.store.rows.Files.Generation(generations(t, dir)[0]).Candidates()
	b, err := os.ReadFile(candidates)
	require.NoError(t, err)
	for i := 0; i < len(b); i += 1000 { // in every block
		b[i] ^= 1
	}
	require.NoError(t, os.WriteFile(candidates, b, 0o600))
	_, err = p.store.Subject(ctx, subject.Query{User: "u7"})
	require.ErrorContains(t, err, `dataset "users"`)
	_, err = p.store.Subject(ctx, subject.Query{})
	require.Error(t, err)
	dir = newData(t)
	store, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer store.Close()
	_, err = store.Subject(ctx, subject.Query{IDType: "email", Identifier: "nobody"})
	require.ErrorContains(t, err, "not a valid email under profile default-v1")
}

// setNumber is the epoch's set of an import.
// A person learns that an address of his was admitted and counts for nobody, by whichever name he asks.
func TestSubjectLeftOut(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	shared := ""
	for i := range 5 { // five have one address; u3000 has another besides, which counts
		shared += fmt.Sprintf("u%d,office@mail.example,newsletter,\n", 3000+i)
	}
	require.NoError(t, importCSV(t, ctx, dir, users(0, most)+shared+"u3000,person3000@mail.example,newsletter,\nu7,person8@mail.example,newsletter,\n", nil))
	p, _ := open(t, dir, Config{})
	require.NoError(t, p.Abort("acme", begin(t, p, "acme", psi.Count).id))
	outcomes := func(r subject.Candidate) string { return r.Outcomes["email"] }

	for _, q := range []subject.Query{{User: "u3001"}, {IDType: "email", Identifier: "office@mail.example"}} {
		r := ask(t, dir, q)
		require.Equal(t, "shared_by_many", outcomes(r.Datasets[0].Records[0]), "%v", q)
		require.Equal(t, "shared_by_many", outcomes(r.Sessions[0].Records[0]))
	}
	s := ask(t, dir, subject.Query{User: "u3001"}).Sessions[0]
	require.Equal(t, subject.KnownYes, s.Known)
	require.False(t, s.Candidate)
	require.Empty(t, s.Contexts)
	s = ask(t, dir, subject.Query{User: "u3000"}).Sessions[0]
	require.True(t, s.Candidate, "by the other address")
	require.Equal(t, []string{"shared_by_many", psi.Admitted}, []string{outcomes(s.Records[0]), outcomes(s.Records[1])})
	require.Equal(t, 5, ask(t, dir, subject.Query{IDType: "email", Identifier: "office@mail.example"}).Users)
	// u7 and u8 have an address that is verified for neither.
	r := ask(t, dir, subject.Query{User: "u8"})
	require.Equal(t, "shared_unverified", outcomes(r.Datasets[0].Records[0]))
	require.False(t, r.Sessions[0].Candidate)
	require.True(t, ask(t, dir, subject.Query{User: "u7"}).Sessions[0].Candidate)
}

func setNumber(n int) psi.Set {
	return psi.Set{Parts: []psi.Part{{Width: 1, Size: 10 * 1024}}, Digest: psi.Digest{byte(n)}}
}

// manySessions is a data directory with three imports of the given users and
// sessions on them, every other one with handles for a hundred persons.
func manySessions(t testing.TB, users, sessions int) string {
	dir := t.TempDir()
	store, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer store.Close()
	record := func(e *ledger.Entry) { require.NoError(t, store.journal.Record(ctx, e)) }
	policy := psi.Digest{1}
	record(&ledger.Entry{Type: ledger.TypeStart, Start: &ledger.Start{
		Platform: "p", Modes: []psi.Mode{psi.Count, psi.Blinded}, Floors: psi.Floors{List: 1000, Dataset: 10000, Report: 100},
		Disclosure: ledger.Disclosure{Epsilon: "1/10", Month: "1", Year: "4", Spacing: 3600, Sessions: 168},
	}})
	record(&ledger.Entry{Type: ledger.TypePolicy, Policy: &ledger.Policy{Dataset: "users", Purpose: params.Purpose, Digest: policy}})
	require.NoError(t, os.MkdirAll(store.rows.Files.Subjects(), 0o700))
	const imports = 3
	var keys [imports]subject.IndexKey
	var index [imports]*subject.Candidates
	for n := range imports {
		keys[n] = subject.NewIndexKey()
		path := store.rows.Files.SubjectFiles().Superseded(fmt.Sprint(n))
		info := subject.CandidateInfo{
			Dataset: "users", Purpose: params.Purpose, Suite: params.Suite, Profile: params.Profile,
			Types: []string{"email", "phone"}, Contexts: []string{"newsletter"}, Codes: map[byte]string{1: "admitted"},
		}
		root, err := subject.WriteCandidates(ctx, path, keys[n], info, func(yield func(psi.Decision, error) bool) {
			for i := range users {
				if !yield(psi.Decision{User: fmt.Sprint("u", i), Codes: [2]byte{1}}, nil) {
					return
				}
			}
		}, func(yield func(subject.CandidateIdentifier, error) bool) {
			for i := range users {
				var e ecdh.Element
				copy(e[:], fmt.Sprint(i))
				if !yield(subject.CandidateIdentifier{Type: "email", Element: e, Record: uint64(i), Outcome: 1}, nil) {
					return
				}
			}
		}, psi.Scratch{Dir: dir})
		require.NoError(t, err)
		index[n], err = subject.OpenCandidates(path, keys[n], root)
		require.NoError(t, err)
		defer index[n].Close()
		record(&ledger.Entry{Type: ledger.TypeImport, Import: &ledger.Import{
			Dataset: "users", Purpose: params.Purpose, Profile: params.Profile, Suite: params.Suite, PolicyDigest: policy,
			Population: "users", Types: []ledger.TypeCount{{Type: "email"}}, Commitment: psi.Digest{byte(n)}, Index: root,
		}})
		record(&ledger.Entry{Type: ledger.TypeEpochOpen, Epoch: &ledger.PlatformSet{
			Platform: "p", Dataset: "users", Import: psi.Digest{byte(n)}, PolicyDigest: policy, Params: params, Set: setNumber(n),
		}})
	}
	for i := range sessions {
		n := i % imports
		id, value := hex.EncodeToString(append(make([]byte, 30), byte(i>>8), byte(i))), int64(310)
		client := fmt.Sprint("client-", i) // with a budget of its own
		key, err := subject.NewSessionKey(id, keys[n], nil)
		require.NoError(t, err)
		offer := &ledger.Offer{Platform: "p", Advertiser: client, Dataset: "users", Mode: psi.Count, Params: params, Import: psi.Digest{byte(n)}, PolicyDigest: policy,
			Epsilon: disclosure.Default().Epsilon(), Segments: 1}
		result := &ledger.Result{Advertiser: client, Dataset: "users", Purpose: params.Purpose, Mode: psi.Count,
			Released: &psi.Released{Value: &value, Floor: 100, Noise: "none"}, Owner: client, Contract: "x"}
		if i%2 == 1 {
			offer.Mode, result.Mode = psi.Blinded, psi.Blinded
			result.Released.Noise, result.Contract = psi.HandleNoise(offer.Epsilon).String(), ""
			result.Budget = &ledger.Budget{Population: "users", At: time.Now().UTC().Truncate(time.Millisecond), Epsilon: offer.Epsilon.String(), LeftMonth: "0", LeftYear: "0"}
			result.Epsilon, result.Delta = &offer.Epsilon, "0.01"
			w, err := key.NewMatchWriter(store.rows.Files.MatchIndex(id), psi.Scratch{Dir: dir})
			require.NoError(t, err)
			for j := range 100 {
				require.NoError(t, w.Add(index[n].Tag(fmt.Sprint("u", i*j%users)), psi.Handle{byte(j)}))
			}
			result.Index, err = w.Finish()
			require.NoError(t, err)
			result.Handles = &psi.Set{Parts: []psi.Part{{Width: 1, Size: uint64(value)}}}
		}
		record(&ledger.Entry{Type: ledger.TypeOffer, Session: id, Offer: offer})
		require.NoError(t, store.rows.Sessions.Insert(ctx, &rows.Session{
			ID: id, Client: client, Dataset: "users", Purpose: params.Purpose, Mode: offer.Mode, Types: params.Types, Owner: client, Expires: time.Now(),
			Key: subject.KeyRow{Generation: fmt.Sprint(n), Sealed: key.Sealed, Wrapped: key.Wrapped},
		}))
		record(&ledger.Entry{Type: ledger.TypeCommit, Session: id, Commit: &ledger.Commit{List: []psi.Part{{Width: 1, Size: 1000}}, Set: setNumber(n)}})
		record(&ledger.Entry{Type: ledger.TypeResult, Session: id, Result: result})
	}
	return dir
}

// One answer about 500 sessions on datasets of a million users.
func TestSubjectAtScale(t *testing.T) {
	t.Parallel()
	users, sessions := effort.Of(10_000, 100_000, 1_000_000), effort.Of(50, 100, 500)
	dir := manySessions(t, users, sessions)
	for _, who := range []int{0, 99, users - 1} {
		began := time.Now()
		r := ask(t, dir, subject.Query{User: fmt.Sprint("u", who)})
		t.Logf("answered for %d users and %d sessions in %v", users, sessions, time.Since(began))
		require.Len(t, r.Sessions, sessions)
		for i, s := range r.Sessions {
			matched := false
			for j := range 100 {
				matched = matched || i%2 == 1 && i*j%users == who
			}
			require.Equal(t, subject.KnownYes, s.Known)
			require.True(t, s.Candidate)
			require.Equal(t, matched, s.Matched, "session %d", i)
		}
	}
}

// go test ./psi/platform -run '^$' -bench Subject -benchtime 20x
func BenchmarkSubject(b *testing.B) {
	dir := manySessions(b, 1_000_000, 500)
	for i := 0; b.Loop(); i++ {
		ask(b, dir, subject.Query{User: fmt.Sprint("u", i*7919%1_000_000)})
	}
}
