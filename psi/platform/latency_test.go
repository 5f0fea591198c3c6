package platform

import (
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/session"
	"github.com/stretchr/testify/require"
)

// some are emails of which so many are users'.
func some(size, matches int) []ident {
	return append(emails(0, matches), emails(100_000, 100_000+size-matches)...)
}

// toCount brings a new client's session to the point where the platform waits for CloseTags only. settle waits, in a
// bubble, until the platform's work is done.
func (a *party) toCount(t testing.TB, p *Platform, settle func(), client string, mode psi.Mode, list chunk) *opened {
	offer, s := a.offer(p, client, mode, list, nil)
	x, err := p.Offer(ctx, client, offer)
	require.NoError(t, err)
	settle()
	s.accepted(t, x)
	s.toTags(t)
	settle()
	watch.Eventually(t, "the list is evaluated", func() bool { return p.sessions.Hooks().Evaluated(s.id) })
	return s
}

// latency is the time from the last message of the tags to the answer.
func (s *opened) latency() (time.Duration, []byte, error) {
	start := time.Now()
	if err := s.p.CloseTags(s.c.Advertiser, s.id); err != nil {
		return 0, nil, err
	}
	b, err := s.p.Result(ctx, s.c.Advertiser, s.id)
	return time.Since(start), b, err
}

// littleNoise is a policy with little noise, but some.
func littleNoise(t testing.TB) *disclosure.Policy {
	policy, err := disclosure.Parse([]byte("epsilon: 1\nbudget: {days_30: 1, days_365: 1}\n"))
	require.NoError(t, err)
	return policy
}

// oneConnection makes whoever wants the database wait in database/sql, inside the bubble. SQLite sleeps while another
// connection writes, and the bubble's time stands still if somebody waits for a mutex that the sleeper holds.
func oneConnection(p *Platform) { p.store.rows.DB().SetMaxOpenConns(1) }

// An answer comes after a whole number of quanta, however long the work took, and its job's place is freed then too. In
// the bubble, work takes only the time that the test adds.
func TestQuantum(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := open(t, newData(t), Config{Disclosure: littleNoise(t), Work: Work{Jobs: 1}})
		oneConnection(p)
		m := anybody()
		list := m.list(params, some(100, 60))
		for i, work := range []time.Duration{0, session.Quantum - 1, session.Quantum, 7 * session.Quantum / 2} {
			for _, mode := range []psi.Mode{psi.Count, psi.Blinded} {
				s := m.toCount(t, p, synctest.Wait, fmt.Sprint(mode, i), mode, list)
				leave := p.sessions.Hooks().Occupy() // the count takes as long as another job before it
				want := (work/session.Quantum + 1) * session.Quantum
				var free time.Duration
				var jobs sync.WaitGroup
				jobs.Go(func() {
					start := time.Now()
					time.Sleep(work)
					leave()
					synctest.Wait()
					leave := p.sessions.Hooks().Occupy() // another client's job, which waits
					free = time.Since(start)
					leave()
				})
				took, b, err := s.latency()
				require.NoError(t, err)
				require.NotNil(t, b)
				require.Equal(t, want, took, "%v of work, mode %s", work, mode)
				jobs.Wait()
				require.Equal(t, want, free, "the job's place, after %v of work, mode %s", work, mode)
			}
		}
	})
}

// Two platforms whose sessions differ in the exact size, but not in what is released, leave the same behind: files of
// the same sizes, the same rows, the same log, and an answer of the same length at the same time.
func TestExactSizeShowsNowhere(t *testing.T) {
	random := regexp.MustCompile(`[0-9a-f]{16,}|[A-Za-z0-9+/=]{24,}`)
	trace := func(matches int) (all []string) {
		note := func(format string, args ...any) {
			all = append(all, random.ReplaceAllStringFunc(fmt.Sprintf(format, args...), func(s string) string { return strings.Repeat("#", len(s)) }))
		}
		synctest.Test(t, func(t *testing.T) {
			dir := newData(t)
			policy, err := littleNoise(t).WithFloors(psi.Floors{List: 100, Dataset: 1000, Report: 100})
			require.NoError(t, err)
			p, log := open(t, dir, Config{Disclosure: policy})
			oneConnection(p)
			m := anybody()
			list := m.list(params, some(100, matches))
			for _, mode := range []psi.Mode{psi.Count, psi.Blinded} {
				s := m.toCount(t, p, synctest.Wait, string(mode), mode, list)
				took, b, err := s.latency()
				require.NoError(t, err)
				require.Contains(t, string(b), `"below_floor":true`)
				note("%s: answer after %v: %s", mode, took, b)
				_, err = p.HandlesFile(string(mode), s.id)
				note("%s: handles: %v", mode, err)
				again, err := p.Result(ctx, string(mode), s.id)
				require.NoError(t, err)
				require.Equal(t, b, again)
			}
			synctest.Wait()
			lines := strings.Split(strings.ReplaceAll(log.String(), dir, "DIR"), "\n")
			slices.Sort(lines) // an epoch is ready before or after the session is offered
			note("%s", strings.Join(lines, "\n"))
			require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || strings.HasPrefix(d.Name(), "blindmatch.db") || strings.Contains(path, ".p"+string(filepath.Separator)) {
					return err // partial tiles: which exist depends on what entries happened to come together
				}
				info, err := d.Info()
				if err == nil && !d.IsDir() {
					note("%s %v %d bytes", strings.TrimPrefix(path, dir), info.Mode(), info.Size())
				}
				return err
			}))
			_, err = p.store.rows.DB().ExecContext(ctx, "UPDATE epochs SET cursor = 0") // it starts at random
			require.NoError(t, err)
			var tables string
			require.NoError(t, p.store.rows.DB().QueryRowContext(ctx, "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table'").Scan(&tables))
			require.Contains(t, tables, "releases")
			for table := range strings.SplitSeq(tables, ",") {
				rows, err := p.store.rows.DB().QueryContext(ctx, "SELECT * FROM "+table)
				require.NoError(t, err)
				names, err := rows.Columns()
				require.NoError(t, err)
				row, to := make([]any, len(names)), make([]any, len(names))
				for i := range row {
					to[i] = &row[i]
				}
				var lines []string
				for rows.Next() {
					require.NoError(t, rows.Scan(to...))
					for i := range row {
						if b, ok := row[i].([]byte); ok {
							row[i] = fmt.Sprint(len(b), " bytes")
						}
					}
					lines = append(lines, random.ReplaceAllString(fmt.Sprint(row), "#"))
				}
				require.NoError(t, rows.Err())
				slices.Sort(lines)
				note("%s: %s", table, strings.Join(lines, "\n"))
			}
		})
		slices.Sort(all)
		return all
	}
	none := trace(0)
	require.Greater(t, len(none), 20)
	require.Equal(t, none, trace(40))
}

// A client that watches the clock learns nothing about the exact size beyond the released number. That number is the
// same for all lists here, since it is below the floor. The controls show that the clock could tell: in them the answer
// is not held back, and takes a little longer the more people match. On a busy machine other work shows too, and hides
// a difference: each is tried three times.
func TestLatency(t *testing.T) {
	if effort.Quick() {
		t.Skip("takes a minute; BLINDMATCH_SLOW=1 runs it, BLINDMATCH_CAMPAIGN=1 with more sessions and the real session.Quantum")
	}
	sessions, step := effort.Of(15, 15, 40), effort.Of(0, 200*time.Millisecond, session.Quantum)
	held := session.Quantum
	defer func() { session.Quantum = held }()
	for _, mode := range []psi.Mode{psi.Count, psi.Blinded} {
		t.Run(string(mode), func(t *testing.T) {
			within := func(what string, ok func(welch, correlation float64) bool) {
				for try := 1; ; try++ {
					w, r := clocked(t, mode, sessions)
					if ok(w, r) {
						return
					}
					require.Less(t, try, 3, "%s: Welch's t %.1f, correlation %.2f, each time", what, w, r)
				}
			}
			session.Quantum = time.Nanosecond
			within("the control does not show the leak", func(w, _ float64) bool { return w > 5 })
			session.Quantum = step
			within("the clock tells", func(w, r float64) bool { return math.Abs(w) < 4 && math.Abs(r) < 0.5 })
		})
	}
}

// clocked runs sessions on a dataset with lists of the same size, of which nobody, half or everybody matches. It returns
// Welch's t between the latencies for everybody and nobody, and the correlation of latency and exact size over all. As
// a client would, it leaves out the slowest fifth, which shows the machine's other work.
func clocked(t *testing.T, mode psi.Mode, sessions int) (welch, correlation float64) {
	const size, slow = 2_000, 100 * time.Millisecond // slow: how much longer a list takes if everybody matches
	kept := sessions * 4 / 5
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importCSV(t, ctx, dir, users(0, size), nil))
	policy, err := disclosure.Default().WithFloors(psi.Floors{List: 100, Dataset: 1000, Report: 10 * size})
	require.NoError(t, err)
	p, _ := open(t, dir, Config{Disclosure: policy, Work: Work{Jobs: 1}})
	m := anybody()
	var lists [3]chunk
	for i := range lists {
		lists[i] = m.list(params, some(size, size*i/2))
	}
	var latencies, sizes []float64
	by := map[int][]float64{}
	for i, which := range rand.Perm(3 * sessions) { // in a random order, so that drift does not look like size
		which %= 3
		s := m.toCount(t, p, func() {}, fmt.Sprint("client-", i), mode, lists[which])
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
		leave := p.sessions.Hooks().Occupy()
		var busy sync.WaitGroup
		busy.Go(func() {
			time.Sleep(slow * time.Duration(which) / 2)
			leave()
		})
		took, b, err := s.latency()
		require.NoError(t, err)
		require.Contains(t, string(b), `"below_floor":true`)
		busy.Wait()
		by[which] = append(by[which], took.Seconds())
	}
	for which := range lists {
		slices.Sort(by[which])
		by[which] = by[which][:kept]
		latencies, sizes = append(latencies, by[which]...), append(sizes, slices.Repeat([]float64{float64(which)}, kept)...)
		mean, variance := moments(by[which])
		t.Logf("%d of %d match: mean %.3f ms, deviation %.3f ms", size*which/2, size, 1000*mean, 1000*math.Sqrt(variance))
	}
	m0, v0 := moments(by[0])
	m2, v2 := moments(by[2])
	welch, correlation = (m2-m0)/math.Sqrt((v0+v2)/float64(kept)), pearson(sizes, latencies)
	t.Logf("quantum %v: Welch's t %.1f, correlation %.2f", session.Quantum, welch, correlation)
	return welch, correlation
}

func moments(x []float64) (mean, variance float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x)-1)
	}
	return mean, variance
}

func pearson(x, y []float64) float64 {
	mx, vx := moments(x)
	my, vy := moments(y)
	var c float64
	for i := range x {
		c += (x[i] - mx) * (y[i] - my) / float64(len(x)-1)
	}
	return c / math.Sqrt(vx*vy)
}
