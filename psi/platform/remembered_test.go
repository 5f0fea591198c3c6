package platform

import (
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// Of sessions that are done only the newest are in memory. The others' answers can be fetched again all the same, byte for
// byte.
func TestDoneSessionsAreNotHeld(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{Limits: Limits{Sessions: 1, ClientSessions: 1}})
	s := begin(t, p, "acme", psi.Count)
	s.finish(t)
	answer, err := p.Result(ctx, "acme", s.id)
	require.NoError(t, err)
	for range 6 {
		begin(t, p, "initech", psi.Count).finish(t)
	}
	ids := p.sessions.Hooks().IDs()
	require.Len(t, ids, 4+1, "the last one was begun after four were left")
	require.NotContains(t, ids, s.id)
	again, err := p.Result(ctx, "acme", s.id)
	require.NoError(t, err)
	require.Equal(t, answer, again)
}
