package platform

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// inMemory is a platform whose sessions die with the process.
func inMemory(t testing.TB) Config {
	return Config{Disclosure: parsePolicy(t, "open_sessions: memory\nbudget: {days_30: 10, days_365: 10}\nspacing: 1m\n"+
		"owners: {tests: {clients: [acme, globex], noise: none, contract: test bench}}"), times: hasty()}
}

// killed serves what a process that was killed now would leave: a copy of its data directory.
func killed(t testing.TB, p *Platform, cfg Config) (*Platform, *testLog) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	copyDir(t, dir, p.store.dir)
	return open(t, dir, cfg)
}

// A server that is killed between any two messages of a session goes on with it, in every mode: the right number, paid
// once, and no message has to be sent twice. SPEC M75
func TestResume(t *testing.T) {
	t.Parallel()
	for _, mode := range []psi.Mode{psi.Count, psi.Blinded} {
		dir := newData(t)
		list := anybody().list(params, emails(0, 480))
		steps := []struct {
			name string
			do   func(t *testing.T, s *opened) error
		}{
			{"open the list", func(t *testing.T, s *opened) error { return s.p.OpenList("acme", s.id, s.opening()) }},
			{"send it", func(t *testing.T, s *opened) error { return s.put(MaskedList, 0, s.list) }},
			{"close it", func(t *testing.T, s *opened) error { return s.p.CloseList("acme", s.id) }},
			{"open the tags", func(t *testing.T, s *opened) error {
				return s.p.OpenTags("acme", s.id, s.opensTags(s.who.tags(t, s)))
			}},
			{"send them", func(t *testing.T, s *opened) error { return s.put(Tags, 0, s.who.tags(t, s)) }},
			{"close them", func(t *testing.T, s *opened) error { return s.p.CloseTags("acme", s.id) }},
		}
		for cut := range len(steps) + 1 {
			t.Run(fmt.Sprint(mode, cut), func(t *testing.T) {
				copied := filepath.Join(t.TempDir(), "data")
				copyDir(t, copied, dir)
				p, _ := open(t, copied, Config{})
				s := anybody().begin(t, p, "acme", mode, list, nil)
				for range 2 { // so that the copy shows one moment
					defer p.sessions.Hooks().Occupy()()
				}
				for _, x := range steps[:cut] {
					require.NoError(t, x.do(t, s), x.name)
				}
				q, log := killed(t, p, Config{})
				require.Contains(t, log.String(), "goes on after a restart")
				s.p = q
				for _, x := range steps[max(0, cut-1):] { // the last message's answer may have been lost
					require.NoError(t, x.do(t, s), x.name)
				}
				b, err := q.Result(ctx, "acme", s.id)
				require.NoError(t, err)
				r := new(psi.Result)
				require.NoError(t, json.Unmarshal(b, r))
				if mode == psi.Count {
					require.EqualValues(t, 480, *r.Released.Value)
				} else {
					require.NoError(t, wholeMatches(q, &SessionRow{ID: s.id, Client: "acme", Result: r}))
				}
				var paid int
				require.NoError(t, q.store.rows.DB().QueryRow(`SELECT count(*) FROM releases WHERE session = ?`, s.id).Scan(&paid))
				require.Equal(t, 1, paid)
				rows, err := q.store.Sessions(ctx, 10)
				require.NoError(t, err)
				require.Len(t, rows, 1)
				require.Equal(t, "done", rows[0].State)
				watch.Eventually(t, "its working files are gone", func() bool {
					left, err := filepath.Glob(filepath.Join(q.store.dir, "sessions", s.id, "*s*t*"))
					return err == nil && len(left) == 0 || mode == psi.Blinded && len(left) == 1
				})
			})
		}
	}
}

// A server that is stopped, and not killed, suspends its sessions: whoever waits hears of it, and waits on.
func TestSuspend(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	s := anybody().begin(t, p, "acme", psi.Count, anybody().list(params, emails(0, 480)), nil)
	s.sendList(t)
	s.who.tags(t, s)
	p.EndSessions()
	o, _ := offerOf(p, "acme", psi.Count)
	_, err := p.Offer(ctx, "acme", o)
	require.ErrorIs(t, err, ErrStopped)
	require.NoError(t, p.Close())
	s.p, _ = open(t, dir, Config{})
	s.sendTags(t, s.who.tags(t, s))
	require.EqualValues(t, 480, *s.result(t).Released.Value)
}

// What can't go on is lost, and said so: the rules changed, the dataset was replaced, the list's file is damaged.
func TestNotResumed(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	s := begin(t, p, "acme", psi.Count)
	s.sendList(t)
	other := Config{Disclosure: parsePolicy(t, "spacing: 2h\nowners: {tests: {clients: [acme, globex], noise: none, contract: test bench}}")}
	q, log := killed(t, p, other)
	require.Contains(t, log.String(), "the platform's rules have changed")
	_, err := q.Status("acme", s.id)
	require.Equal(t, psi.CodeUnknownSession, psi.CodeOf(err))
	_, replay := verifyLedger(t, q.store.dir)
	require.Equal(t, "lost", replay.Session(s.id).Refused)

	copied := filepath.Join(t.TempDir(), "data")
	copyDir(t, copied, dir)
	require.NoError(t, importCSV(t, ctx, copied, users(0, most), nil))
	_, log = open(t, copied, Config{})
	require.Contains(t, log.String(), "its epoch is gone")

	copied = filepath.Join(t.TempDir(), "data")
	copyDir(t, copied, dir)
	list := filepath.Join(copied, "sessions", s.id, "list")
	require.NoError(t, os.Truncate(list, 64))
	_, log = open(t, copied, Config{})
	require.Contains(t, log.String(), "is not whole")
}

// Chunks that a power cut has taken are not taken for stored; the others are.
func TestResumeAfterPowerCut(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	list := anybody().list(params, emails(0, 1200))
	s := anybody().begin(t, p, "acme", psi.Count, list, nil)
	require.NoError(t, p.OpenList("acme", s.id, s.opening()))
	part := func(from, to int) chunk { return newChunk(nil, psi.ElementSize, list.bytes[from:to]) }
	const k16 = 16 << 10
	require.NoError(t, s.put(MaskedList, 0, part(0, k16)))
	require.NoError(t, s.put(MaskedList, k16, part(k16, 2*k16)))
	copied := filepath.Join(t.TempDir(), "data")
	copyDir(t, copied, dir)
	f, err := os.OpenFile(filepath.Join(copied, "sessions", s.id, "list"), os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteAt(make([]byte, 4096), k16+8192) // the page never reached the disk
	require.NoError(t, err)
	require.NoError(t, f.Close())
	s.p, _ = open(t, copied, Config{})
	st, err := s.p.Status("acme", s.id)
	require.NoError(t, err)
	require.EqualValues(t, k16, st.Received)
	require.ErrorContains(t, s.p.CloseList("acme", s.id), "the bytes from offset 16384 on are missing")
	require.NoError(t, s.put(MaskedList, k16, part(k16, 2*k16)))
	require.NoError(t, s.put(MaskedList, 2*k16, part(2*k16, len(list.bytes))))
	require.NoError(t, s.p.CloseList("acme", s.id))
	s.sendTags(t, s.who.tags(t, s))
	require.EqualValues(t, 1200, *s.result(t).Released.Value)
}

// An answer that is in the ledger when the process dies is the answer: it isn't drawn again. SPEC M76
func TestResumeWithAnswerInLedger(t *testing.T) {
	t.Parallel()
	for _, mode := range []psi.Mode{psi.Count, psi.Blinded} {
		dir := newData(t)
		noised := func() Config {
			return Config{Disclosure: leastFloors(t, parsePolicy(t, "budget: {days_30: 10, days_365: 10}\nspacing: 1m")), times: hasty()}
		}
		p, _ := open(t, dir, noised())
		s := anybody().begin(t, p, "acme", mode, anybody().list(params, emails(0, 480)), nil)
		want := s.finish(t)
		copied := filepath.Join(t.TempDir(), "data")
		require.NoError(t, p.Close())
		copyDir(t, copied, dir)
		d, err := OpenDirectory(copied, DirectoryConfig{})
		require.NoError(t, err)
		_, err = d.rows.DB().Exec(`UPDATE sessions SET state = 'open', ended = NULL, result = NULL, held = '{}'`)
		require.NoError(t, err)
		require.NoError(t, d.Close())
		q, _ := open(t, copied, noised())
		require.NoError(t, q.CloseTags("acme", s.id), "its answer may have been lost")
		b, err := q.Result(ctx, "acme", s.id)
		require.NoError(t, err)
		got := new(psi.Result)
		require.NoError(t, json.Unmarshal(b, got))
		require.NotEmpty(t, got.Receipt)
		got.Receipt = want.Receipt // its checkpoint may be a later one
		require.Equal(t, want, got)
		if mode == psi.Blinded {
			require.NoError(t, wholeMatches(q, &SessionRow{ID: s.id, Client: "acme", Result: got}))
		}
	}
}

// Idle time and the end of a session count on over a restart.
func TestResumedSessionExpires(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{Lifetimes: Lifetimes{Session: time.Second}})
	s := begin(t, p, "acme", psi.Count)
	time.Sleep(time.Second)
	_, log := killed(t, p, Config{})
	require.Contains(t, log.String(), "it has expired")
	require.NotEmpty(t, s.id)
}
