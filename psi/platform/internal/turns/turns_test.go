package turns

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

const batch = 1 << 15

// work runs a job of batches, each of which takes a second.
func work(ctx context.Context, t *Turns, owner string, batches int, each func()) error {
	return t.Do(ctx, Job{Owner: owner, Points: uint64(batches) * batch}, func(x *Turn) error {
		for range batches {
			time.Sleep(time.Second)
			if each != nil {
				each()
			}
			x.Spend(ctx, batch)
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return nil
	})
}

// However much others have to do, an owner's job takes at most its batches times the number of owners.
func TestShares(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := New(1)
		ctx, cancel := context.WithCancel(context.Background())
		var all sync.WaitGroup
		for i := range 10 {
			for range 3 { // many jobs are no larger share
				all.Go(func() { _ = work(ctx, turns, fmt.Sprint("greedy", i), 3, nil) })
			}
		}
		synctest.Wait()
		began := time.Now()
		require.NoError(t, work(ctx, turns, "honest", 1, nil))
		require.LessOrEqual(t, time.Since(began), 12*time.Second)
		began = time.Now()
		require.NoError(t, work(ctx, turns, "honest", 3, nil))
		require.LessOrEqual(t, time.Since(began), 40*time.Second)
		cancel()
		all.Wait()
		waiting, running := turns.Count()
		require.Zero(t, waiting+running)
		require.Empty(t, turns.owners.here)
		require.Zero(t, turns.large)
	})
}

// Large jobs are interrupted, and few have begun at once: each keeps its memory.
func TestLargeJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := New(2)
		var mu sync.Mutex
		begun, most, share := 0, 0, map[string]int{}
		var all sync.WaitGroup
		for i := range 8 {
			owner := fmt.Sprint("owner", i)
			all.Go(func() {
				first := true
				err := work(context.Background(), turns, owner, 10, func() {
					mu.Lock()
					defer mu.Unlock()
					share[owner]++
					if first {
						first = false
						begun++
					}
					most = max(most, begun)
				})
				mu.Lock()
				begun--
				mu.Unlock()
				if err != nil {
					t.Error(err)
				}
			})
		}
		time.Sleep(10*time.Second + time.Millisecond)
		synctest.Wait()
		mu.Lock()
		require.Equal(t, 4, begun)
		for owner, had := range share {
			require.InDelta(t, 5, had, 1, owner)
		}
		mu.Unlock()
		began := time.Now()
		require.NoError(t, work(context.Background(), turns, "small", 1, nil), "a small job does not wait for their end")
		require.LessOrEqual(t, time.Since(began), 4*time.Second)
		all.Wait()
		require.Equal(t, 4, most)
		require.Zero(t, turns.large)
	})
}

// Of an owner's jobs the one that somebody waits for is first, and interrupts the one that nobody waits for.
func TestUrgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := New(1)
		var mu sync.Mutex
		var order []string
		var all sync.WaitGroup
		job := func(name string, urgent bool) {
			all.Go(func() {
				err := turns.Do(context.Background(), Job{Owner: "platform", Points: 3 * batch, Urgent: func() bool { return urgent }}, func(x *Turn) error {
					for range 3 {
						time.Sleep(time.Second)
						x.Spend(context.Background(), batch)
					}
					mu.Lock()
					defer mu.Unlock()
					order = append(order, name)
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		job("first", false)
		job("second", false)
		job("awaited", true)
		all.Wait()
		require.Equal(t, []string{"awaited", "second", "first"}, order)
	})
}

func TestEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := New(1)
		reason := errors.New("the reason")
		ctx, cancel := context.WithCancelCause(context.Background())
		var all sync.WaitGroup
		all.Go(func() {
			if err := work(context.Background(), turns, "a", 5, nil); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		all.Go(func() {
			if err := work(ctx, turns, "b", 1, nil); !errors.Is(err, reason) {
				t.Error(err)
			}
		})
		synctest.Wait()
		cancel(reason)
		all.Wait()
		waiting, running := turns.Count()
		require.Zero(t, waiting+running)
	})
}

// What was done for nothing is paid for by time.
func TestUnpaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := NewUnpaid(1 << 20)
		for range (1 << 20) / OfferPrice {
			u.Charge("acme", OfferPrice)
			require.Zero(t, u.Wait("acme"))
		}
		u.Charge("acme", OfferPrice)
		wait := u.Wait("acme")
		require.InDelta(t, payOff.Seconds()/16, wait.Seconds(), 0.1)
		require.Zero(t, u.Wait("globex"))
		time.Sleep(wait + time.Millisecond)
		require.Zero(t, u.Wait("acme"))
		u.Charge("acme", 1<<62)
		require.InDelta(t, longest.Seconds(), u.Wait("acme").Seconds(), 1)
		time.Sleep(longest + payOff + time.Second)
		u.Charge("acme", 1)
		require.Zero(t, u.Wait("acme"))
		for i := range 3000 {
			u.Charge(fmt.Sprint(i), 1)
			time.Sleep(time.Second)
		}
		require.LessOrEqual(t, len(u.owners), 1025)
	})
}

// Those who have no standing share one share, and can't keep large jobs out, however many they are.
func TestCommonShare(t *testing.T) {
	for _, places := range []int{1, 2} {
		synctest.Test(t, func(t *testing.T) {
			turns := New(places)
			ctx, cancel := context.WithCancel(context.Background())
			var all sync.WaitGroup
			var had atomic.Int64
			for i := range 10 {
				all.Go(func() {
					j := Job{Owner: fmt.Sprint("other", i), Points: 1 << 40, Common: true}
					_ = turns.Do(ctx, j, func(x *Turn) error {
						for ctx.Err() == nil {
							time.Sleep(time.Second)
							had.Add(1)
							x.Spend(ctx, batch)
						}
						return nil
					})
				})
			}
			time.Sleep(100*time.Second + time.Millisecond)
			require.EqualValues(t, 100*places, had.Load(), "nobody else wants anything")
			before, began := had.Load(), time.Now()
			require.NoError(t, work(ctx, turns, "honest", 64, nil))
			require.LessOrEqual(t, time.Since(began), 82*time.Second)
			require.InDelta(t, 64/common, had.Load()-before, 3, "no more, even where there is a place, and no less")
			time.Sleep(10 * time.Second)
			require.Greater(t, had.Load()-before, int64(64/common+8), "they go on")
			cancel()
			all.Wait()
			require.Zero(t, turns.largeCommon)
			require.Empty(t, turns.owners.here)
			require.Empty(t, turns.others.here)
		})
	}
}

// Of those in the common share each has as much, also one that comes later.
func TestCommonShareIsDivided(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := New(1)
		ctx, cancel := context.WithCancel(context.Background())
		var all sync.WaitGroup
		had := make([]atomic.Int64, 3)
		come := func(i int) {
			all.Go(func() {
				_ = turns.Do(ctx, Job{Owner: fmt.Sprint(i), Points: 1, Common: true}, func(x *Turn) error {
					for ctx.Err() == nil {
						time.Sleep(time.Second)
						had[i].Add(1)
						x.Spend(ctx, batch)
					}
					return nil
				})
			})
		}
		come(0)
		come(1)
		time.Sleep(100 * time.Second)
		come(2)
		time.Sleep(90 * time.Second)
		cancel()
		all.Wait()
		require.InDelta(t, 80, had[0].Load(), 3)
		require.InDelta(t, 80, had[1].Load(), 3)
		require.InDelta(t, 30, had[2].Load(), 3)
	})
}

// An owner has standing once it has had an answer. An offer that ends without one leaves it that; a list that was
// evaluated takes it away for a while.
func TestStanding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := NewUnpaid(1 << 20)
		require.False(t, u.Standing("acme"))
		u.Answered("acme")
		u.Charge("acme", OfferPrice)
		require.True(t, u.Standing("acme"))
		u.Charge("acme", 50_000)
		require.False(t, u.Standing("acme"))
		time.Sleep(30 * time.Second)
		require.True(t, u.Standing("acme"))
	})
}
