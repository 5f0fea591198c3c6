package advertiser

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
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

// counted says how often a file of a log was asked for.
type counted struct {
	*history
	times map[string]int
}

func (c *counted) LogFile(ctx context.Context, name string) ([]byte, error) {
	c.times[name]++
	if name == "none" {
		return nil, errors.New("none")
	}
	return c.history.LogFile(ctx, name)
}

// A tile is asked for once, the checkpoint anew, and what failed again.
func TestReadOnce(t *testing.T) {
	t.Parallel()
	log := &counted{newHistory(t, nil, 20), map[string]int{}}
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
