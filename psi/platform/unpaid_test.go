package platform

import (
	"errors"
	"fmt"
	"testing"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/turns"
	"github.com/stretchr/testify/require"
)

// An owner that offers and gives up, again and again, has to wait in the end; with a list that was evaluated, sooner. It
// is told for how long, no entry records it, and others don't wait.
func TestUnpaidWork(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{Limits: Limits{Unpaid: 4 * turns.OfferPrice}})
	var err error
	offers := 0
	for ; offers < 100 && err == nil; offers++ {
		o, _ := offerOf(p, "acme", psi.Count)
		var a *psi.Accept
		if a, err = p.Offer(ctx, "acme", o); err == nil {
			require.NoError(t, p.Abort("acme", a.Session))
		}
	}
	require.Equal(t, 6, offers, "five sessions, and an offer that is refused")
	e, _ := errors.AsType[*psi.Error](err)
	require.NotNil(t, e)
	require.Equal(t, psi.CodeTooManySessions, e.Code)
	require.Positive(t, e.RetryAfter)
	o, _ := offerOf(p, "globex", psi.Count) // of the same owner
	_, err = p.Offer(ctx, "globex", o)
	require.Equal(t, psi.CodeTooManySessions, psi.CodeOf(err))

	for range 3 { // paid work is not counted, and an open session found by its offer does not wait
		s := begin(t, p, "other", psi.Count)
		require.NoError(t, p.Abort("other", s.id))
	}
	s := begin(t, p, "other", psi.Count)
	s.finish(t)
	require.Zero(t, p.env.Unpaid.Wait("other"))
}

// A list that was evaluated for nothing is work, and what the platform's stop ends is not the owner's fault.
func TestUnpaidEvaluation(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{Limits: Limits{Unpaid: turns.OfferPrice + 50}})
	for _, evaluated := range []bool{false, true} {
		client := fmt.Sprint("evaluated-", evaluated)
		s := begin(t, p, client, psi.Count)
		if evaluated {
			s.sendList(t)
			watch.Eventually(t, "the list is evaluated", func() bool { return p.sessions.Hooks().Evaluated(s.id) })
		}
		require.NoError(t, p.Abort(client, s.id))
		require.Equal(t, evaluated, p.env.Unpaid.Wait(client) > 0, client)
	}
	begin(t, p, "stopped", psi.Count)
	begin(t, p, "stopped-2", psi.Count).sendList(t)
	p.EndSessions()
	require.Zero(t, p.env.Unpaid.Wait("stopped"))
	require.Zero(t, p.env.Unpaid.Wait("stopped-2"))
}
