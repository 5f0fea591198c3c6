package advertiser

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

var testParams = psi.Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", IDType: "email"}

func keys(n int) iter.Seq2[[32]byte, error] {
	return func(yield func([32]byte, error) bool) {
		for i := range n {
			if !yield(sha256.Sum256(fmt.Appendf(nil, "x%d", i)), nil) {
				return
			}
		}
	}
}

var fakeSession = strings.Repeat("5e", 32)

// fake is a platform that does what a test tells it.
type fake struct {
	set      []byte
	slow     time.Duration // for the download
	pings    int
	status   func(f *fake) (*psi.Status, error)
	download func(f *fake) error // called halfway
	sendList func(ctx context.Context) error
	offer    psi.Offer
	open     psi.OpenList
	closed   bool // the list is
	abort    error
	// What is said otherwise than by default.
	info    func(*psi.DatasetInfo)
	accept  func(*psi.Accept)
	result  func(*psi.Result)
	mode    psi.Mode // "" means count
	handles []byte
	aborted []string
	steps   []Step

	sessions *Sessions
	ended    []string // those of them that were left behind
}

func newFake(t *testing.T) *fake {
	g, err := testParams.Group()
	require.NoError(t, err)
	var items [][]byte
	for k := range keys(1000) {
		items = append(items, bytes.Clone(k[:]))
	}
	list := make([]ecdh.Element, len(items))
	g.GenerateKey().Mask(list, items)
	slices.SortFunc(list, func(a, b ecdh.Element) int { return bytes.Compare(a[:], b[:]) })
	f := &fake{}
	for _, e := range list {
		f.set = append(f.set, e[:]...)
	}
	return f
}

var farOff = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)

func (f *fake) setStatus() *psi.Status {
	return &psi.Status{State: psi.StateOpen, Expires: farOff, PlatformSet: &psi.Set{Size: uint64(len(f.set) / 32), Digest: sha256.Sum256(f.set)}}
}

func (f *fake) Info(context.Context, string, string, string) (*psi.DatasetInfo, error) {
	info := &psi.DatasetInfo{
		Version: psi.Version, Platform: "platform", Advertiser: "acme", Dataset: "users", Params: testParams,
		Modes: []psi.Mode{psi.Count, psi.Blinded}, Size: 1000, Floors: psi.Floors{List: 100, Dataset: 1000, Report: 50}, Limits: psi.Limits{List: 1000, Chunk: 4 << 20},
	}
	if f.info != nil {
		f.info(info)
	}
	return info, nil
}

func (f *fake) Offer(_ context.Context, o psi.Offer) (*psi.Accept, error) {
	f.offer = o
	a := &psi.Accept{Session: fakeSession, Nonce: psi.Nonce{1}, Status: *f.setStatus()}
	if f.accept != nil {
		f.accept(a)
	}
	return a, nil
}

func (f *fake) Status(context.Context, string) (*psi.Status, error) {
	f.pings++
	if f.status != nil {
		return f.status(f)
	}
	return f.setStatus(), nil
}

func (f *fake) SendList(ctx context.Context, _ string, open psi.OpenList, _ io.ReaderAt) error {
	f.open = open
	if f.sendList != nil {
		if err := f.sendList(ctx); err != nil {
			return err
		}
	}
	f.closed = true
	return nil
}

func (f *fake) Download(ctx context.Context, _ *psi.Status) (io.ReadCloser, error) {
	half := len(f.set) / 2
	return io.NopCloser(io.MultiReader(
		bytes.NewReader(f.set[:half]),
		readerFunc(func([]byte) (int, error) {
			if f.download != nil {
				if err := f.download(f); err != nil {
					return 0, err
				}
			}
			select {
			case <-time.After(f.slow):
				return 0, io.EOF
			case <-ctx.Done():
				return 0, context.Cause(ctx)
			}
		}),
		bytes.NewReader(f.set[half:]),
	)), nil
}

type readerFunc func([]byte) (int, error)

func (r readerFunc) Read(p []byte) (int, error) { return r(p) }

func (f *fake) SendTags(context.Context, string, psi.OpenTags, io.ReaderAt) error {
	if !f.closed {
		return errors.New("tags are sent before the list is closed")
	}
	return nil
}

func (f *fake) Result(context.Context, string) (*psi.Result, error) {
	c := psi.Context{
		Mode: f.offer.Mode, Params: testParams, Dataset: "users", Advertiser: "acme", Platform: "platform",
		AdvertiserNonce: f.offer.Nonce, PlatformNonce: psi.Nonce{1}, List: f.open.List, PlatformSet: *f.setStatus().PlatformSet,
	}
	n := uint64(200)
	r := &psi.Result{Session: fakeSession, Mode: f.offer.Mode, Context: c.Digest(), Released: psi.Released{Value: &n, Floor: 50, Noise: "none"}}
	if f.result != nil {
		f.result(r)
	}
	return r, nil
}

func (f *fake) Handles(context.Context, string, psi.Set) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(f.handles)), nil
}

func (f *fake) Abort(_ context.Context, session string) error {
	f.aborted = append(f.aborted, session)
	return f.abort
}

func (f *fake) run(t *testing.T, ctx context.Context, n int) (*Outcome, error) {
	mode := f.mode
	if mode == "" {
		mode = psi.Count
	}
	cfg := Config{
		Mode: mode, Params: testParams, Dataset: "users", ScratchDir: t.TempDir(), Sessions: f.sessions,
		Ended: func(session string) { f.ended = append(f.ended, session) },
		Progress: func(s Step, _, _ uint64) {
			if n := len(f.steps); n == 0 || f.steps[n-1] != s {
				f.steps = append(f.steps, s)
			}
		},
	}
	info, err := Info(ctx, f, &cfg)
	if err != nil {
		return nil, err
	}
	out, err := Run(ctx, f, cfg, info, keys(n), io.Discard)
	left, readErr := os.ReadDir(cfg.ScratchDir)
	require.NoError(t, readErr)
	require.Empty(t, left, "scratch files are left")
	return out, err
}

// While the client is busy with the platform's set, it pings the platform now and then, and learns if the session has
// failed meanwhile.
func TestKeepAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.slow = 4 * time.Hour
		out, err := f.run(t, context.Background(), 200)
		require.NoError(t, err)
		require.EqualValues(t, 200, *out.Released.Value)
		require.GreaterOrEqual(t, f.pings, 4*4, "a session may idle for 15 minutes")
		require.Empty(t, f.aborted)
	})
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.slow = 1000 * time.Hour
		f.status = func(f *fake) (*psi.Status, error) {
			if f.pings < 3 {
				return nil, errors.New("the connection broke") // which is not a reason to give up
			}
			return &psi.Status{State: psi.StateFailed, Expires: farOff, Error: psi.Errorf(psi.CodeSessionFailed, "the platform was stopped")}, nil
		}
		start := time.Now()
		_, err := f.run(t, context.Background(), 200)
		require.ErrorContains(t, err, "the platform was stopped")
		require.Equal(t, psi.CodeSessionFailed, psi.CodeOf(err))
		require.Less(t, time.Since(start), time.Hour)
		require.Len(t, f.aborted, 1)
	})
}

// The list's size is checked before the platform hears about the list, and a cancelled or failed run tells the
// platform.
func TestRunEnds(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	_, err := f.run(t, context.Background(), 99)
	require.Equal(t, psi.CodeListTooSmall, psi.CodeOf(err))
	_, err = f.run(t, context.Background(), 1001)
	require.Equal(t, psi.CodeListTooLarge, psi.CodeOf(err))
	require.Zero(t, f.offer, "no session was offered")
	require.Empty(t, f.aborted)

	ctx, cancel := context.WithCancelCause(context.Background())
	f.slow = time.Minute
	left := errors.New("the user left")
	f.download = func(*fake) error { cancel(left); return nil }
	_, err = f.run(t, ctx, 200)
	require.ErrorIs(t, err, left)
	require.Len(t, f.aborted, 1)

	f.download = func(*fake) error { return io.ErrUnexpectedEOF }
	_, err = f.run(t, context.Background(), 200)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Len(t, f.aborted, 2)
}

// The list is sent while the platform's set is masked; the tags are sent after both.
func TestBeside(t *testing.T) {
	hold := func(ctx context.Context) error {
		<-ctx.Done()
		return fmt.Errorf("the connection failed: %w", ctx.Err())
	}
	steps := []Step{StepMask, StepTag, StepSend, StepWait}
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.slow = 2 * time.Hour
		f.sendList = func(context.Context) error { time.Sleep(3 * time.Hour); return nil }
		start := time.Now()
		_, err := f.run(t, context.Background(), 200)
		require.NoError(t, err)
		require.Equal(t, 3*time.Hour, time.Since(start))
		require.GreaterOrEqual(t, f.pings, 3*4, "a session may idle for 15 minutes")
		require.Equal(t, steps, f.steps)
	})
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.slow = 2 * time.Hour
		f.sendList = func(context.Context) error { time.Sleep(time.Hour); return nil }
		start := time.Now()
		_, err := f.run(t, context.Background(), 200)
		require.NoError(t, err)
		require.Equal(t, 2*time.Hour, time.Since(start))
		require.Equal(t, []Step{StepMask, StepTag, StepWait}, f.steps)
	})
	// Whichever fails ends the other, and its error is what the user sees.
	refused := psi.Errorf(psi.CodeBadElement, "element 7")
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.slow = 2 * time.Hour
		f.sendList = func(context.Context) error { time.Sleep(time.Minute); return refused }
		start := time.Now()
		_, err := f.run(t, context.Background(), 200)
		require.Equal(t, refused, err)
		require.Equal(t, time.Minute, time.Since(start))
		require.Len(t, f.aborted, 1)
	})
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.sendList = hold
		f.download = func(*fake) error { return io.ErrUnexpectedEOF }
		_, err := f.run(t, context.Background(), 200)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.NotErrorIs(t, err, context.Canceled)
	})
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.slow = 2 * time.Hour
		f.sendList = hold
		ctx, cancel := context.WithCancelCause(context.Background())
		left := errors.New("the user left")
		time.AfterFunc(time.Minute, func() { cancel(left) })
		_, err := f.run(t, ctx, 200)
		require.Equal(t, left, err)
	})
}
