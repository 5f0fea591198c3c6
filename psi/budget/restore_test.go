package budget

import (
	"fmt"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// logged is a ledger of a dataset "users" of the population "people", that grows by sessions.
type logged struct {
	ledger.Replay
	t       *testing.T
	at      time.Time
	entries int64
	set     psi.Set
	params  psi.Params
}

func newLogged(t *testing.T, at time.Time) *logged {
	l := &logged{
		t: t, at: at.UTC().Truncate(time.Millisecond),
		set:    psi.Set{Parts: []psi.Part{{Width: 1, Size: 20 * 1024}}, Digest: psi.Digest{1}},
		params: psi.Params{Suite: "ristretto255", Purpose: "ads", Profile: "default-v1", Types: "email"},
	}
	l.add(&ledger.Entry{Type: ledger.TypeStart, Start: &ledger.Start{
		Platform: "p", Modes: []psi.Mode{psi.Count, psi.Activate}, Floors: disclosure.Default().Floors(),
		Disclosure: ledger.Disclosure{Epsilon: "1/10", Month: "1", Year: "4", Spacing: 3600, Sessions: 168},
	}})
	l.add(&ledger.Entry{Type: ledger.TypePolicy, Policy: &ledger.Policy{Dataset: "users", Purpose: "ads"}})
	l.add(&ledger.Entry{Type: ledger.TypeImport, Import: &ledger.Import{Dataset: "users", Purpose: "ads", Population: "people",
		Profile: l.params.Profile, Suite: l.params.Suite, Types: []ledger.TypeCount{{Type: "email"}}}})
	l.add(&ledger.Entry{Type: ledger.TypeEpochOpen, Epoch: &ledger.PlatformSet{Platform: "p", Dataset: "users", Params: l.params, Set: l.set}})
	return l
}

func (l *logged) add(e *ledger.Entry) {
	l.t.Helper()
	e.Seq, e.Time = l.entries, l.at
	l.entries++
	require.NoError(l.t, l.Add(e))
}

// session adds a session of "acme" with this question and result, an hour after the one before.
func (l *logged) session(o ledger.Offer, m ledger.Result) string {
	l.t.Helper()
	l.at = l.at.Add(hour)
	id := fmt.Sprintf("%064x", l.entries)
	o.Platform, o.Advertiser, o.Dataset, o.Params, o.Segments = "p", "acme", "users", l.params, 1
	m.Advertiser, m.Dataset, m.Purpose, m.Mode, m.Owner, m.Audience = "acme", "users", "ads", o.Mode, "Acme Ltd", o.Audience
	m.Slice = psi.Allotted{Slice: o.Slice}
	if m.Budget != nil {
		m.Budget.At, m.Epsilon, m.Delta = l.at, &o.Epsilon, "0.01"
	}
	l.add(&ledger.Entry{Type: ledger.TypeOffer, Session: id, Offer: &o})
	l.add(&ledger.Entry{Type: ledger.TypeCommit, Session: id, Commit: &ledger.Commit{List: []psi.Part{{Width: 1, Size: 5000}}, Set: l.set, Slice: m.Slice}})
	l.add(&ledger.Entry{Type: ledger.TypeResult, Session: id, Result: &m})
	return id
}

// A database that is older than the ledger gets back what was paid, from whose budget, and what was exact; nothing for
// sessions that were free. The clock goes on from the last payment.
func TestRestore(t *testing.T) { onEach(t, testRestore) }

func testRestore(t *testing.T, newAccount maker) {
	a := newAccount(t, disclosure.Default())
	wall, _ := a.times.Get()
	l := newLogged(t, wall)
	tenth, value := a.policy.Epsilon(), int64(1230)
	quarter, err := psi.ParseSlice("1/4")
	require.NoError(t, err)
	charge, err := quarter.Charge(tenth)
	require.NoError(t, err)

	number := func(noise string, floor uint64) *psi.Released {
		return &psi.Released{Value: &value, Floor: floor, Noise: noise}
	}
	counted := l.session(ledger.Offer{Mode: psi.Count, Epsilon: tenth},
		ledger.Result{Released: number("laplace 1/10", 100), Budget: &ledger.Budget{Population: "people", Epsilon: "1/10", LeftMonth: "9/10", LeftYear: "39/10"}})
	sliced := l.session(ledger.Offer{Mode: psi.Count, Epsilon: tenth, Slice: quarter},
		ledger.Result{Released: number("laplace 1/10", 0), Budget: &ledger.Budget{Population: "people", Epsilon: charge.String(), LeftMonth: "0", LeftYear: "0"}})
	exact := l.session(ledger.Offer{Mode: psi.Count, Epsilon: tenth},
		ledger.Result{Released: number("none", 100), Contract: "DPA 7"})
	created := l.session(ledger.Offer{Mode: psi.Activate, Epsilon: tenth, Audience: &psi.Audience{Action: psi.CreateAudience, Name: "autumn", Use: psi.Include, Expires: l.at.AddDate(0, 0, 3).Format(time.RFC3339)}},
		ledger.Result{Index: psi.Digest{1}, Budget: &ledger.Budget{Population: "people", Epsilon: "1/10", LeftMonth: "0", LeftYear: "0"}})
	free := l.session(ledger.Offer{Mode: psi.Activate, Epsilon: tenth, Audience: &psi.Audience{Action: psi.AddToAudience, Name: "autumn"}},
		ledger.Result{Index: psi.Digest{1}})

	restored, err := a.Restore(ctx, a.db, &l.Replay)
	require.NoError(t, err)
	var ids []string
	for _, s := range restored {
		ids = append(ids, s.ID)
	}
	require.Equal(t, []string{counted, sliced, exact, created}, ids)
	for id, want := range map[string][2]string{counted: {"1/10", "1/10"}, sliced: {charge.String(), "1/10"}, exact: {}, created: {"1/10", "1/10"}} {
		var owner, client, dataset, population string
		var got [2]string
		require.NoError(t, a.db.QueryRow(`SELECT owner, client, dataset, population, epsilon, drawn FROM releases WHERE session = ?`, id).
			Scan(&owner, &client, &dataset, &population, &got[0], &got[1]))
		require.Equal(t, want, got)
		require.Equal(t, []string{"Acme Ltd", "acme", "users", "people"}, []string{owner, client, dataset, population})
	}
	var n int
	require.NoError(t, a.db.QueryRow(`SELECT count(*) FROM releases WHERE session = ?`, free).Scan(&n))
	require.Zero(t, n)

	// The machine's clock is still at the first payment, the budgets' at the last.
	month, _, wait := a.left("Acme Ltd", "people")
	require.Equal(t, "387023/500000", month, "1 less 2/10 and the slice")
	require.InDelta(t, hour, wait, float64(2*time.Second))
	again, err := a.Restore(ctx, a.db, &l.Replay)
	require.NoError(t, err)
	require.Empty(t, again)
	after, _, _ := a.left("Acme Ltd", "people")
	require.Equal(t, month, after)
	a.start(a.policy) // it was kept
	_, _, wait = a.left("Acme Ltd", "people")
	require.InDelta(t, hour, wait, float64(2*time.Second))
}
