package advertiser

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// history is a platform's log, as it shows it to one advertiser.
type history struct {
	*ledger.Log
	points []*ledger.Checkpoint // at sizes 0, 1, 2, …
	damage bool                 // tiles come with a bit flipped
}

// newHistory has a log of n entries, under the key of another one if there is one.
func newHistory(t *testing.T, like *history, n int) *history {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ledger")
	require.NoError(t, os.MkdirAll(dir, 0o700))
	if like != nil {
		key, err := os.ReadFile(filepath.Join(like.Dir(), "key"))
		if err != nil {
			key, err = os.ReadFile(filepath.Join(filepath.Dir(like.Dir()), "key"))
		}
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "key"), key, 0o600))
	}
	l, err := ledger.Open(dir, "platform.example")
	require.NoError(t, err)
	h := &history{Log: l}
	for range n {
		h.note(t)
		require.NoError(t, l.Append(&ledger.Entry{Type: ledger.TypeRefusal, Refusal: &ledger.Refusal{Advertiser: "x", Code: "x"}}))
	}
	h.note(t)
	return h
}

func (h *history) note(t *testing.T) {
	t.Helper()
	c, err := h.Checkpoint()
	require.NoError(t, err)
	h.points = append(h.points, c)
}

func (h *history) LogFile(_ context.Context, name string) ([]byte, error) {
	b, err := h.Tiles().Read(name)
	if err == nil && h.damage {
		b[0] ^= 1
	}
	return b, err
}

func (h *history) Cosign(context.Context, string, string) error { return nil }

// The procedure of SPEC.md §13.4: what continues what, what is remembered, and what is a proof.
// SPEC M53, M54, M55, M56, M57, M58, M59, M60
func TestObserve(t *testing.T) {
	t.Parallel()
	good := newHistory(t, nil, 20)
	fork := newHistory(t, good, 30) // other entries: their salts differ
	require.Equal(t, good.VerifierKey(), fork.VerifierKey())
	for what, x := range map[string]struct {
		remembered int // size; −1: nothing
		since      int
		shown      *history
		size       int
		damage     bool
		after      int  // what is remembered then
		broken     bool // both notes prove that the platform has two histories
		fails      bool
	}{
		"the first one":                        {-1, -1, good, 20, false, 20, false, false},
		"a longer one":                         {5, 5, good, 20, false, 20, false, false},
		"the same":                             {20, 20, good, 20, false, 20, false, false},
		"the first entries of all":             {0, 0, good, 20, false, 20, false, false},
		"an older one of the epoch's receipt":  {20, -1, good, 5, false, 20, false, false},
		"a current one that is older":          {20, 20, good, 5, false, 20, true, true},
		"another history, longer":              {20, 20, fork, 30, false, 20, true, true},
		"another history, in a receipt":        {20, -1, fork, 30, false, 20, true, true},
		"another history, older, in a receipt": {20, -1, fork, 5, false, 20, false, true}, // its tiles say nothing of ours
		"the same, beside our tiles":           {20, -1, &history{good.Log, fork.points, false}, 5, false, 20, true, true},
		"another history of the same size":     {20, 20, fork, 20, false, 20, true, true},
		"another history than another session": {20, 5, fork, 30, false, 20, true, true},
		"tiles of nothing that was signed":     {5, 5, good, 20, true, 5, false, true},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			shown := *x.shown
			shown.damage = x.damage
			l, err := NewLedger(good.VerifierKey(), dir, &shown)
			require.NoError(t, err)
			if x.remembered >= 0 {
				require.NoError(t, l.store(&memory{Key: "platform.example", Checkpoint: string(good.points[x.remembered].Note)}))
			}
			var since *ledger.Checkpoint
			if x.since >= 0 {
				since = good.points[x.since]
			}
			err = l.observe(context.Background(), since, x.shown.points[x.size])
			require.Equal(t, x.fails, err != nil, "%v", err)
			broken, proven := errors.AsType[*BrokenLedger](err)
			require.Equal(t, x.broken, proven, "%v", err)
			if proven {
				b, err := os.ReadFile(broken.Evidence)
				require.NoError(t, err)
				require.Contains(t, string(b), string(broken.Before.Note))
				require.Contains(t, string(b), string(x.shown.points[x.size].Note))
			} else {
				all, err := os.ReadDir(dir)
				require.NoError(t, err)
				for _, f := range all {
					require.False(t, strings.Contains(f.Name(), "evidence"), "there is no proof")
				}
			}
			c, err := l.remembered()
			require.NoError(t, err)
			require.EqualValues(t, x.after, c.Size)
		})
	}
}
