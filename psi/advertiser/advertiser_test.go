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
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/answer"
	"github.com/stretchr/testify/require"
)

var testParams = psi.Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", Types: "email,phone"}

func matchKey(i int) [32]byte { return sha256.Sum256(fmt.Appendf(nil, "x%d", i)) }

// items are people's e-mail addresses, in segments in turn.
func items(n, segments int) iter.Seq2[psi.Item, error] {
	return func(yield func(psi.Item, error) bool) {
		for i := range n {
			if !yield(psi.Item{Segment: i % segments, Key: matchKey(i)}, nil) {
				return
			}
		}
	}
}

// epoch is the platform's, of people 0 to 999.
type epoch struct {
	set    psi.Set
	bytes  []byte
	leaves []byte
}

var testEpoch = sync.OnceValue(func() *epoch {
	s, err := ecdh.ParseSuite(testParams.Suite)
	if err != nil {
		panic(err)
	}
	d := s.GenerateKey()
	each := func(yield func(psi.Group, error) bool) {
		for i := range 1000 {
			e, k := make([]ecdh.Element, 1), matchKey(i)
			d.WithDomain(testParams.Domain("email")).Mask(e, [][]byte{k[:]})
			if !yield(psi.Group{Number: uint64(i), Elements: e}, nil) {
				return
			}
		}
	}
	data := psi.Dataset{Key: d, Sections: []psi.Section{{Width: 1, Groups: 1000, Capacity: 2048, Each: each}}}
	var set, leaves bytes.Buffer
	e, err := psi.NewEpoch(context.Background(), testParams, data, psi.NewEpochSecret(), psi.EpochFiles{Set: &set, Leaves: &leaves, Order: io.Discard, Sentinels: io.Discard}, psi.Scratch{})
	if err != nil {
		panic(err)
	}
	return &epoch{e.Set(), set.Bytes(), leaves.Bytes()}
})

var fakeSession = strings.Repeat("5e", 32)

// fake is a platform that does what a test tells it.
type fake struct {
	*epoch
	slow     time.Duration // for the download
	pings    int
	info     func(*psi.DatasetInfo)
	commit   func(*psi.Status) // changes what the platform commits to
	accept   func(*psi.Accept)
	result   func(*psi.Result)
	status   func(f *fake) (*psi.Status, error)
	download func(f *fake) error // called halfway
	sendList func(ctx context.Context) error
	offer    psi.Offer
	open     psi.OpenList
	tags     psi.OpenTags
	closed   bool // the list is
	sent     []byte
	ranges   [][2]uint64
	handles  []byte
	abort    error
	answer   error // instead of the result
	aborted  []string
	steps    []Step

	got      bytes.Buffer // handles
	sessions *Sessions
	ended    []string // those of them that were left behind
}

func newFake(*testing.T) *fake { return &fake{epoch: testEpoch()} }

var farOff = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)

func (f *fake) setStatus() *psi.Status {
	set := f.set
	s := &psi.Status{State: psi.StateOpen, Expires: farOff, PlatformSet: &set, Opened: time.Now(), Slice: psi.Allotted{Slice: f.offer.Slice}}
	if !s.Slice.Whole() {
		s.Slice.Start = 1000 // so that it goes over the end
	}
	if f.commit != nil {
		f.commit(s)
	}
	return s
}

func epsilon(s string) psi.Epsilon {
	e, err := psi.ParseEpsilon(s)
	if err != nil {
		panic(err)
	}
	return e
}

func (f *fake) Info(context.Context, string, string) (*psi.DatasetInfo, error) {
	info := &psi.DatasetInfo{
		Version: psi.Version, Platform: "platform", Advertiser: "acme", Dataset: "users", Params: testParams,
		Modes: []psi.Mode{psi.Count, psi.Activate, psi.Blinded}, Sections: f.set.Parts, Floors: psi.Floors{List: 100, Dataset: 1000, Report: 100},
		Limits: psi.Limits{List: 4000, Chunk: 4 << 20, Segments: 64}, State: psi.SetState{Ready: true}, Opened: time.Now(),
		Prices: psi.Prices{Least: epsilon("1/1000"), Most: epsilon("1/10")},
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

func (f *fake) SendList(ctx context.Context, _ string, open psi.OpenList, list io.ReaderAt) error {
	f.open = open
	if err := f.read(list, open.List, psi.ElementSize); err != nil {
		return err
	}
	if f.sendList != nil {
		if err := f.sendList(ctx); err != nil {
			return err
		}
	}
	f.closed = true
	return nil
}

func (f *fake) Leaves(context.Context, *psi.Status) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(f.leaves)), nil
}

func (f *fake) Download(ctx context.Context, s *psi.Status) (io.ReadCloser, error) {
	return f.reader(ctx, f.bytes), nil
}

func (f *fake) DownloadRange(ctx context.Context, s *psi.Status, off, size uint64) (io.ReadCloser, error) {
	f.ranges = append(f.ranges, [2]uint64{off, size})
	return f.reader(ctx, f.bytes[off:off+size]), nil
}

// reader reads b, and waits halfway.
func (f *fake) reader(ctx context.Context, b []byte) io.ReadCloser {
	half := len(b) / 2
	return io.NopCloser(io.MultiReader(
		bytes.NewReader(b[:half]),
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
		bytes.NewReader(b[half:]),
	))
}

type readerFunc func([]byte) (int, error)

func (r readerFunc) Read(p []byte) (int, error) { return r(p) }

// read keeps what is sent.
func (f *fake) read(set io.ReaderAt, of psi.Set, width uint64) error {
	b, err := io.ReadAll(io.NewSectionReader(set, 0, int64(of.Items()*width)))
	f.sent = append(f.sent, b...)
	return err
}

func (f *fake) SendTags(_ context.Context, _ string, open psi.OpenTags, tags io.ReaderAt) error {
	f.tags = open
	if err := f.read(tags, open.Tags, psi.TagSize); err != nil {
		return err
	}
	if !f.closed {
		return errors.New("tags are sent before the list is closed")
	}
	return nil
}

// context is that of the session, as the platform has it.
func (f *fake) context() psi.Context {
	return psi.Context{
		Mode: f.offer.Mode, Params: testParams, Dataset: "users", Advertiser: "acme", Platform: "platform",
		AdvertiserNonce: f.offer.Nonce, PlatformNonce: psi.Nonce{1}, Epsilon: f.offer.Epsilon, Slice: f.setStatus().Slice,
		Segments: f.offer.Segments, Audience: f.offer.Asks(), List: f.open.List, PlatformSet: f.set,
	}
}

func (f *fake) Result(context.Context, string) (*psi.Result, error) {
	if f.answer != nil {
		return nil, f.answer
	}
	c := f.context()
	noise := psi.Noise{Epsilon: c.Epsilon}
	released := func(v int64) psi.Released {
		if !c.Slice.Whole() {
			return psi.Released{Value: &v, Noise: noise.String()}
		}
		return psi.Released{Value: &v, Floor: 100, Noise: noise.String()}
	}
	r := &psi.Result{Session: fakeSession, Mode: c.Mode, Context: c.Digest()}
	if answer.Tells(&c) {
		v := released(200)
		r.Released = &v
	}
	for range c.Segments {
		if c.Segments > 1 {
			r.Segments = append(r.Segments, released(110))
		}
	}
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
	return f.ask(t, ctx, n, Config{Mode: psi.Count})
}

// ask runs a session with a list of n people.
func (f *fake) ask(t *testing.T, ctx context.Context, n int, cfg Config) (*Outcome, error) {
	cfg.Params, cfg.Dataset, cfg.ScratchDir, cfg.Sessions = psi.Params{Purpose: testParams.Purpose}, "users", t.TempDir(), f.sessions
	cfg.Ended = func(session string) { f.ended = append(f.ended, session) }
	cfg.Progress = func(s Step, _, _ uint64) {
		if n := len(f.steps); n == 0 || f.steps[n-1] != s {
			f.steps = append(f.steps, s)
		}
	}
	info, err := Info(ctx, f, &cfg)
	if err != nil {
		return nil, err
	}
	out, err := Run(ctx, f, cfg, info, items(n, max(cfg.Segments, 1)), &f.got)
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
// platform. SPEC M19
func TestRunEnds(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	_, err := f.run(t, context.Background(), 99)
	require.Equal(t, psi.CodeListTooSmall, psi.CodeOf(err))
	_, err = f.run(t, context.Background(), 4001)
	require.Equal(t, psi.CodeListTooLarge, psi.CodeOf(err))
	require.Equal(t, psi.Offer{}, f.offer, "no session was offered")
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

// What must be fresh in each session is: key, nonce and salt. And no match key is in anything that is sent. SPEC M3, M6,
// M8, M17
func TestFresh(t *testing.T) {
	t.Parallel()
	seen := map[any]bool{}
	for range 3 {
		f := newFake(t)
		_, err := f.run(t, context.Background(), 200)
		require.NoError(t, err)
		for what, v := range map[string]any{"nonce": f.offer.Nonce, "salt": f.open.Salt, "key": f.tags.PublicKey, "list": f.open.List.Digest} {
			require.NotZero(t, v, what)
			require.False(t, seen[v], "%s is another session's too", what)
			seen[v] = true
		}
		require.NotEmpty(t, f.sent)
		for i := range 200 {
			key := matchKey(i)
			require.False(t, bytes.Contains(f.sent, key[:]), "match key %d is sent", i)
		}
	}
}
