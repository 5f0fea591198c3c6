package room

import (
	"errors"
	"testing"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// What was promised to sessions and isn't stored yet is not promised again. What is stored is no longer free, and isn't
// counted twice.
func TestRoom(t *testing.T) {
	free := uint64(1000)
	x := &Room{needs: map[*Need]bool{}, free: func(string) (uint64, error) { return free, nil }, reserve: durable.NewReserve("", 0)}
	of := func(owner string) *Need { return &Need{Owner: owner} }
	refused := func(err error, text string) {
		t.Helper()
		e, ok := errors.AsType[*psi.Error](err)
		require.True(t, ok, "%v", err)
		require.Equal(t, psi.CodeStorageFull, e.Code)
		require.Positive(t, e.RetryAfter)
		require.ErrorContains(t, err, text)
	}
	a, b, c := of("a"), of("b"), of("c")
	require.NoError(t, x.Plan(a, 700))
	refused(x.Plan(of("a"), 51), `"a" would need 751 B`)
	require.NoError(t, x.Plan(of("a"), 50))
	refused(x.Plan(b, 251), "has no room for this session")
	require.NoError(t, x.Plan(b, 250))
	refused(x.Plan(c, 1), "has no room")
	free -= 600
	a.Stored.Store(600)
	refused(x.Plan(c, 1), "has no room")
	x.Leave(a)
	free += 600
	require.NoError(t, x.Plan(c, 700))
	refused(x.Plan(c, 1), "has no room")

	sections := []psi.Part{{Width: 1, Size: 4096}, {Width: 2, Size: 2048}}
	need := OfEpoch(sections)
	require.Greater(t, need, int64(2*psi.ElementSize*4096+psi.ElementSize*4096), "P, and the runs of the larger section")
	x.Leave(c)
	free = uint64(need) + 300
	leave, err := x.PlanEpoch(sections) // besides what was promised, and no owner's share bounds it
	require.NoError(t, err)
	_, err = x.PlanEpoch(sections)
	refused(err, "needs up to")
	require.NotContains(t, Lack(err).Error(), "needs", "clients are not told how large a set is")
	require.Nil(t, Lack(errors.New("no such device")))
	leave()
	leave, err = x.PlanEpoch(sections)
	require.NoError(t, err)
	leave()

	x.free = func(string) (uint64, error) { return 0, errors.New("no such device") }
	require.ErrorContains(t, x.Plan(c, 1), "no such device")
	require.Positive(t, OfList(1<<63)) // what a client announces does not overflow
}
