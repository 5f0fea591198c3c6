package advertiser

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// waiting is a platform that answers neither for its set nor its leaves nor the list before it was asked for all.
type waiting struct {
	*fake
	asked  chan struct{} // one value each for leaves, set and list
	listed bool
}

func (w *waiting) together(ctx context.Context) error {
	w.asked <- struct{}{}
	for {
		select {
		case <-time.After(time.Millisecond):
			if len(w.asked) == cap(w.asked) {
				return nil
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (w *waiting) Leaves(ctx context.Context, s *psi.Status) (io.ReadCloser, error) {
	if err := w.together(ctx); err != nil {
		return nil, err
	}
	return w.fake.Leaves(ctx, s)
}

func (w *waiting) Download(ctx context.Context, s *psi.Status) (io.ReadCloser, error) {
	if err := w.together(ctx); err != nil {
		return nil, err
	}
	return w.fake.Download(ctx, s)
}

func (w *waiting) SendList(ctx context.Context, session string, open psi.OpenList, list io.ReaderAt) error {
	w.listed = true
	if err := w.together(ctx); err != nil {
		return err
	}
	return w.fake.SendList(ctx, session, open, list)
}

func (w *waiting) match(t *testing.T, cfg Config) error {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cfg.Mode, cfg.Params, cfg.Dataset, cfg.ScratchDir = psi.Count, psi.Params{Purpose: testParams.Purpose}, "users", t.TempDir()
	info, err := Info(ctx, w, &cfg)
	require.NoError(t, err)
	_, err = Run(ctx, w, cfg, info, items(200, 1), io.Discard)
	return err
}

// On a long way, what doesn't need another's answer is asked for together.
func TestAskedTogether(t *testing.T) {
	t.Parallel()
	w := &waiting{fake: newFake(t), asked: make(chan struct{}, 3)}
	require.NoError(t, w.match(t, Config{}))
	require.True(t, w.listed)
}

// Before the set's receipt is checked nothing of the list is sent.
func TestSetWithoutReceipt(t *testing.T) {
	t.Parallel()
	w := &waiting{fake: newFake(t), asked: make(chan struct{}, 3)}
	log := newHistory(t, nil, 3)
	l, err := NewLedger(log.VerifierKey(), t.TempDir(), log)
	require.NoError(t, err)
	require.ErrorContains(t, w.match(t, Config{Ledger: l}), "the platform gives no proof that its set is in its ledger")
	require.False(t, w.listed)
	require.Equal(t, []string{fakeSession}, w.aborted)
}

// A set whose entry in the ledger is older than an epoch may be is refused, however young the status says it is.
func TestSetOfOldEpoch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := newHistory(t, nil, 0)
		set := psi.Set{Parts: []psi.Part{{Width: 1, Size: 2048}}}
		require.NoError(t, log.Append(&ledger.Entry{Type: ledger.TypeEpochOpen, Epoch: &ledger.PlatformSet{
			Platform: "platform.example", Dataset: "users", Params: testParams, Set: set,
		}}))
		receipt, err := log.Receipt(0)
		require.NoError(t, err)
		l, err := NewLedger(log.VerifierKey(), t.TempDir(), log)
		require.NoError(t, err)
		c := psi.Context{Platform: "platform.example", Dataset: "users", Params: testParams, PlatformSet: set}
		check := func() error {
			r := &run{cfg: Config{Ledger: l}}
			return r.checkSet(t.Context(), &c, &psi.Status{Opened: time.Now(), Receipt: string(receipt)})
		}
		time.Sleep(7 * 24 * time.Hour)
		require.NoError(t, check())
		time.Sleep(psi.MaxSkew + time.Second)
		require.ErrorContains(t, check(), "we match against epochs of at most 7 days")
	})
}

// offered is a platform that refuses an offer once its ledger was asked for.
type offered struct {
	*fake
	looked *counted
	refuse error
}

func (o *offered) Offer(ctx context.Context, _ psi.Offer) (*psi.Accept, error) {
	for o.looked.asked("checkpoint") == 0 {
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	return nil, o.refuse
}

// The ledger is looked at while the offer is on its way. That it is broken is told although the offer is refused.
func TestLookedAtWithTheOffer(t *testing.T) {
	t.Parallel()
	good := newHistory(t, nil, 20)
	for name, log := range map[string]*history{"good": good, "broken": newHistory(t, good, 30)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			looked := &counted{history: log, times: map[string]int{}}
			l, err := NewLedger(good.VerifierKey(), t.TempDir(), looked)
			require.NoError(t, err)
			require.NoError(t, l.store(&memory{Key: "platform.example", Checkpoint: string(good.points[20].Note)}))
			o := &offered{newFake(t), looked, psi.Errorf(psi.CodeTooSoon, "come back later")}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			cfg := Config{Mode: psi.Count, Params: psi.Params{Purpose: testParams.Purpose}, Dataset: "users", ScratchDir: t.TempDir(), Ledger: l}
			info, err := Info(ctx, o, &cfg)
			require.NoError(t, err)
			_, err = Run(ctx, o, cfg, info, items(200, 1), io.Discard)
			require.Equal(t, psi.CodeTooSoon, psi.CodeOf(err))
			require.Equal(t, name == "broken", isBroken(err), "%v", err)
		})
	}
}

// A platform may mask its set for hours after the offer: the head of before is not the current one then.
func TestCurrentHead(t *testing.T) {
	t.Parallel()
	looked := &counted{history: newHistory(t, nil, 20), times: map[string]int{}}
	l, err := NewLedger(looked.VerifierKey(), t.TempDir(), looked)
	require.NoError(t, err)
	r := &run{cfg: Config{Ledger: l}}
	require.NoError(t, r.current(t.Context()).err)
	require.NoError(t, r.current(t.Context()).err)
	require.Equal(t, 1, looked.asked("checkpoint"))
	r.head.asked = r.head.asked.Add(-currentFor - time.Second)
	require.NoError(t, r.current(t.Context()).err)
	require.Equal(t, 2, looked.asked("checkpoint"))
}

// counted says how often a file of a log was asked for.
type counted struct {
	*history
	mu    sync.Mutex
	times map[string]int
}

func (c *counted) asked(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.times[name]
}

func (c *counted) LogFile(ctx context.Context, name string) ([]byte, error) {
	c.mu.Lock()
	c.times[name]++
	c.mu.Unlock()
	if name == "none" {
		return nil, errors.New("none")
	}
	return c.history.LogFile(ctx, name)
}

// A tile is asked for once, the checkpoint anew, and what failed again.
func TestReadOnce(t *testing.T) {
	t.Parallel()
	log := &counted{history: newHistory(t, nil, 20), times: map[string]int{}}
	l, err := NewLedger(log.VerifierKey(), t.TempDir(), log)
	require.NoError(t, err)
	once := l.reading()
	require.NoError(t, once.observe(t.Context(), log.points[5], log.points[20]))
	require.NoError(t, once.observe(t.Context(), log.points[7], log.points[20]))
	for range 2 {
		_, err = once.log.LogFile(t.Context(), "checkpoint")
		require.NoError(t, err)
		_, err = once.log.LogFile(t.Context(), "none")
		require.Error(t, err)
	}
	require.Equal(t, map[string]int{"tile/0/000.p/20": 1, "checkpoint": 2, "none": 2}, log.times)
}
