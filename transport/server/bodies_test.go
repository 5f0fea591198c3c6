package server

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// stalled takes room for a body that is never sent, until it is given up.
func stalled(b *bodies, client string, length int64) error {
	stop := make(chan struct{})
	leave, err := b.take(context.Background(), client, length, func() { close(stop) })
	if err != nil {
		return err
	}
	<-stop
	if leave() {
		return errGivenUp
	}
	return nil
}

var errGivenUp = errors.New("given up")

// What is held never exceeds the bound, and whoever holds less gets room from those who hold more.
func TestBodiesAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBodies(20*weight(1<<20, 2<<20), 2<<20)
		errs := make(chan error)
		for range 20 {
			go func() { errs <- stalled(b, "greedy", 1<<20) }()
		}
		synctest.Wait()
		require.Equal(t, b.total, b.used)
		began := time.Now()
		for i := range 10 { // its share
			leave, err := b.take(context.Background(), "honest", 1<<20, func() { t.Error("the honest client's body was given up") })
			require.NoError(t, err)
			require.ErrorIs(t, <-errs, errGivenUp)
			require.LessOrEqual(t, b.used, b.total)
			if i < 9 {
				defer leave()
			} else {
				require.False(t, leave())
			}
		}
		require.Less(t, time.Since(began), 10*bodyPatience)
		_, err := b.take(context.Background(), "honest", 12<<20, func() {}) // more than there is without its own
		require.Equal(t, psi.CodeBusy, psi.CodeOf(err))
		for range 10 { // end the others
			b.mu.Lock()
			for _, x := range b.inside["greedy"] {
				if !x.given {
					x.given = true
					x.stop()
				}
			}
			b.mu.Unlock()
			require.ErrorIs(t, <-errs, errGivenUp)
		}
		require.Zero(t, len(b.waiting))
	})
}

// Few wait, fewer of one client, and none for long.
func TestBodiesWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBodies(weight(4<<20, 2<<20), 2<<20)
		leave, err := b.take(context.Background(), "a", 4<<20, func() {})
		require.NoError(t, err)
		began := time.Now()
		errs := make(chan error)
		for range waitingOf + 4 {
			go func() {
				_, err := b.take(context.Background(), "a", 1<<20, func() {})
				errs <- err
			}()
		}
		for i := range waitingOf + 4 {
			err := <-errs
			require.Equal(t, psi.CodeBusy, psi.CodeOf(err))
			e, _ := errors.AsType[*psi.Error](err)
			require.Positive(t, e.RetryAfter)
			if i < 4 {
				require.Zero(t, time.Since(began))
			}
		}
		require.Equal(t, bodyPatience, time.Since(began))
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, err = b.take(ctx, "b", 1, func() {})
		require.ErrorIs(t, err, context.Canceled)
		require.False(t, leave())
		require.Zero(t, b.used)
		require.Empty(t, b.inside)
	})
}
