package server

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// stalled takes room for a body that is never sent, until it is given up or done.
func stalled(b *bodies, client string, length int64, done chan struct{}) error {
	stop := make(chan struct{})
	leave, err := b.take(context.Background(), client, length, func() { close(stop) })
	if err != nil {
		return err
	}
	select {
	case <-stop:
	case <-done:
	}
	if leave() {
		return errGivenUp
	}
	return nil
}

var errGivenUp = errors.New("given up")

func everybody(string) bool { return true }

// Whoever has no standing shares one share with all others that have none: they are many, and neither fill the room nor
// the places where bodies wait.
func TestBodiesOfManyClients(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one := weight(1<<20, 2<<20)
		b := newBodies(20*one, 2<<20, func(client string) bool { return client == "honest" })
		errs, done := make(chan error), make(chan struct{})
		for i := range 10 {
			for range 12 {
				go func() { errs <- stalled(b, fmt.Sprint("rival", i), 1<<20, done) }()
			}
		}
		synctest.Wait()
		require.Equal(t, b.total, b.used)
		require.Len(t, b.waiting, waitingOthers)
		for range 120 - 20 - waitingOthers { // refused, or given up for other rivals
			require.Error(t, <-errs)
		}
		began := time.Now()
		for range 10 { // half of the room
			leave, err := b.take(context.Background(), "honest", 1<<20, func() { t.Error("the honest client's body was given up") })
			require.NoError(t, err)
			require.ErrorIs(t, <-errs, errGivenUp)
			require.LessOrEqual(t, b.used, b.total)
			defer leave()
		}
		require.Zero(t, time.Since(began), "room is made at once")
		most := int64(0)
		for client, held := range b.held {
			if client != "honest" {
				most = max(most, held)
			}
		}
		require.LessOrEqual(t, most, 5*one, "of the others the richest have made room")
		close(done)
		for range 20 - 10 + waitingOthers {
			<-errs
		}
	})
}

// What is held never exceeds the bound, and whoever holds less gets room from those who hold more.
func TestBodiesAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBodies(20*weight(1<<20, 2<<20), 2<<20, everybody)
		errs, done := make(chan error), make(chan struct{})
		for range 20 {
			go func() { errs <- stalled(b, "greedy", 1<<20, done) }()
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
		close(done)
		for range 10 {
			require.NoError(t, <-errs)
		}
		require.Zero(t, len(b.waiting))
	})
}

// Few wait, fewer of one client, and none for long.
func TestBodiesWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBodies(weight(4<<20, 2<<20), 2<<20, everybody)
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
