package advertiser

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

func sliceOf(t *testing.T, s string) psi.Slice {
	x, err := psi.ParseSlice(s)
	require.NoError(t, err)
	return x
}

// An answer that no honest platform gives is refused, and the session ended. SPEC M27
func TestResultRefused(t *testing.T) {
	t.Parallel()
	quarter := sliceOf(t, "1/4")
	value := func(v int64, floor uint64, noise string) *psi.Released {
		return &psi.Released{Value: &v, Floor: floor, Noise: noise}
	}
	const tenth = "laplace 1/10"
	handles := func(n uint64) *psi.Set { return &psi.Set{Parts: []psi.Part{{Width: 1, Size: n}}} }
	for _, x := range []struct {
		what   string
		cfg    Config
		change func(*psi.Result)
		want   string // "" means that it is good
	}{
		{"another session", Config{}, func(r *psi.Result) { r.Session = "5f" }, "belongs to another session"},
		{"another context", Config{}, func(r *psi.Result) { r.Context[0]++ }, "belongs to another session"},
		{"another mode", Config{}, func(r *psi.Result) { r.Mode = psi.Blinded }, "belongs to another session"},
		{"no number", Config{}, func(r *psi.Result) { r.Released = nil }, "more or less than was asked for"},
		{"segments that nobody asked for", Config{}, func(r *psi.Result) { r.Segments = []psi.Released{*r.Released} }, "more or less"},
		{"a segment is missing", Config{Segments: 3}, func(r *psi.Result) { r.Segments = r.Segments[1:] }, "more or less"},
		{"three segments", Config{Segments: 3}, nil, ""},
		{"a segment's floor", Config{Segments: 3}, func(r *psi.Result) { r.Segments[1].Floor = 50 }, "segment 1: its floor is 50, and the platform announced 100"},
		{"a segment's noise", Config{Segments: 3}, func(r *psi.Result) { r.Segments[2].Noise = "none" }, "segment 2: its noise is"},
		{"another floor", Config{}, func(r *psi.Result) { r.Released.Floor = 60 }, "its floor is 60, and the platform announced 100"},
		{"no floor", Config{}, func(r *psi.Result) { r.Released.Floor = 0 }, "its floor is 0"},
		{"below another floor", Config{}, func(r *psi.Result) { r.Released = &psi.Released{BelowFloor: true, Floor: 1000, Noise: tenth} }, "its floor is 1000"},
		{"under the floor", Config{}, func(r *psi.Result) { r.Released = value(90, 100, tenth) }, "90 is below its own floor of 100"},
		{"negative", Config{}, func(r *psi.Result) { r.Released = value(-10, 100, tenth) }, "-10 is below its own floor"},
		{"not a multiple of its unit", Config{}, func(r *psi.Result) { r.Released = value(205, 100, tenth) }, "205 is not rounded"},
		{"too many", Config{}, func(r *psi.Result) { r.Released = value(900, 100, tenth) }, "further from what the two sets allow"},
		{"other noise", Config{}, func(r *psi.Result) { r.Released.Noise = "laplace 1/20" }, `its noise is "laplace 1/20", and "laplace 1/10" was offered`},
		{"a shift", Config{}, func(r *psi.Result) { r.Released.Noise = "laplace 1/10 shift 201" }, "its noise is"},
		{"exact without a contract", Config{}, func(r *psi.Result) { r.Released.Noise = "none" }, "its noise is"},
		{"less ε, as offered", Config{Epsilon: epsilon("1/20")}, nil, ""},
		{"neither", Config{}, func(r *psi.Result) { r.Released.Value = nil }, "neither a number nor below its floor"},
		{"both", Config{}, func(r *psi.Result) { r.Released.BelowFloor = true }, "neither a number nor below its floor"},
		{"below", Config{}, func(r *psi.Result) { r.Released.Value, r.Released.BelowFloor = nil, true }, ""},
		{"handles in count", Config{}, func(r *psi.Result) { r.Handles = handles(200) }, "handles where there must be none"},
		{"slice", Config{Slice: quarter}, func(r *psi.Result) { *r.Released.Value = -7 }, ""},
		{"slice with a floor", Config{Slice: quarter}, func(r *psi.Result) { r.Released.Floor = 100 }, "a slice's number has a floor"},
		{"slice without a value", Config{Slice: quarter}, func(r *psi.Result) { r.Released.Value = nil }, "a slice's number has a floor"},
		{"slice, far below", Config{Slice: quarter}, func(r *psi.Result) { *r.Released.Value = -1000 }, "-1000 is further"},
		{"slice, far above", Config{Slice: quarter}, func(r *psi.Result) { *r.Released.Value = 900 }, "900 is further"},
		{"blinded without handles", Config{Mode: psi.Blinded}, func(r *psi.Result) { r.Released = value(410, 100, tenth+" shift 201") }, "has handles where"},
		{"blinded without shift", Config{Mode: psi.Blinded}, nil, "its noise is"},
		{"blinded, another number", Config{Mode: psi.Blinded}, func(r *psi.Result) {
			r.Released, r.Handles = value(410, 100, psi.HandleNoise(epsilon("1/10")).String()), handles(409)
		}, "handles do not match its result"},
		{"blinded, below floor and shift", Config{Mode: psi.Blinded}, func(r *psi.Result) {
			r.Released, r.Handles = value(110, 100, psi.HandleNoise(epsilon("1/10")).String()), handles(110)
		}, "110 is below its own floor"},
		{"an update tells nothing", Config{Mode: psi.Activate, Audience: &psi.Audience{Action: psi.AddToAudience, Name: "vips"}}, nil, ""},
		{"an update tells a number", Config{Mode: psi.Activate, Audience: &psi.Audience{Action: psi.AddToAudience, Name: "vips"}},
			func(r *psi.Result) { r.Released = value(200, 100, tenth) }, "more or less"},
	} {
		t.Run(x.what, func(t *testing.T) {
			f := newFake(t)
			f.result = x.change
			if x.cfg.Mode == "" {
				x.cfg.Mode = psi.Count
			}
			out, err := f.ask(t, context.Background(), 330, x.cfg)
			if x.want == "" {
				require.NoError(t, err)
				require.EqualValues(t, 330, out.Size())
				require.Empty(t, f.aborted)
				return
			}
			require.ErrorContains(t, err, x.want)
			require.Len(t, f.aborted, 1)
		})
	}
}

// Handles are written once they are the committed ones.
func TestHandles(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	for i := range 410 {
		f.handles = append(binary.BigEndian.AppendUint64(f.handles, uint64(i)), "abcdefgh"...)
	}
	set, err := psi.WriteHandles(io.Discard, bytes.NewReader(f.handles))
	require.NoError(t, err)
	v := int64(410)
	f.result = func(r *psi.Result) {
		r.Released, r.Handles = &psi.Released{Value: &v, Floor: 100, Noise: "laplace 1/10 shift 201"}, &set
	}
	out, err := f.ask(t, context.Background(), 330, Config{Mode: psi.Blinded})
	require.NoError(t, err)
	require.EqualValues(t, 410, out.Handles)
	require.Equal(t, f.handles, f.got.Bytes())
	f.handles[5] ^= 1
	_, err = f.ask(t, context.Background(), 330, Config{Mode: psi.Blinded})
	require.Error(t, err)
}

// An owner with a contract gets exact numbers of a whole count, and pays nothing.
func TestExact(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.info = func(i *psi.DatasetInfo) { i.Prices.Exact = true }
	f.result = func(r *psi.Result) { *r.Released.Value, r.Released.Noise = 123, "none" }
	out, err := f.run(t, context.Background(), 330)
	require.NoError(t, err)
	require.Equal(t, Price{Epsilon: epsilon("1/10"), Exact: true}, out.Price)
	f.result = func(r *psi.Result) { *r.Released.Value, r.Released.Noise = 331, "none" }
	_, err = f.run(t, context.Background(), 330)
	require.ErrorContains(t, err, "331 is further")
	f.result = nil
	_, err = f.run(t, context.Background(), 330)
	require.ErrorContains(t, err, "its noise is")
}

// What a session costs is the same on both sides.
func TestPrice(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	info, err := f.Info(context.Background(), "", "")
	require.NoError(t, err)
	small, quarter := sliceOf(t, "1/256"), sliceOf(t, "1/4")
	fill := &psi.Audience{Action: psi.CreateAudience, Name: "vips", Use: psi.Include, Expires: "2026-12-01T00:00:00Z"}
	for _, x := range []struct {
		cfg            Config
		drawn, charged string
		want           string
	}{
		{Config{Mode: psi.Count}, "1/10", "1/10", ""},
		{Config{Mode: psi.Count, Epsilon: epsilon("1/1000")}, "1/1000", "1/1000", ""},
		{Config{Mode: psi.Count, Epsilon: epsilon("1/2")}, "", "", "ε 1/2: this platform releases such numbers with 1/1000 to 1/10"},
		{Config{Mode: psi.Count, Epsilon: epsilon("1/2000")}, "", "", "ε 1/2000"},
		{Config{Mode: psi.Count, Slice: small}, "1", "669/100000", ""}, // ln(1 + (e−1)/256), rounded up
		{Config{Mode: psi.Count, Slice: small, Epsilon: epsilon("2")}, "", "", "ε 2"},
		{Config{Mode: psi.Count, Segments: 65}, "", "", "65 segments: want 1 to 64"},
		{Config{Mode: psi.Blinded, Segments: 2}, "", "", "has neither segments nor slices"},
		{Config{Mode: psi.Activate, Audience: fill}, "1/10", "1/10", ""},
		{Config{Mode: psi.Activate, Audience: &psi.Audience{Action: psi.RemoveAudience, Name: "vips"}}, "1/10", "0", ""},
		{Config{Mode: psi.Activate}, "", "", "action"},
	} {
		p, err := PriceOf(info, &x.cfg)
		if x.want != "" {
			require.ErrorContains(t, err, x.want)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, []string{x.drawn, x.charged}, []string{p.Epsilon.String(), p.Charged.String()})
	}
	p, err := PriceOf(info, &Config{Mode: psi.Count, Slice: quarter})
	require.NoError(t, err)
	require.LessOrEqual(t, p.Charged.Cmp(epsilon("1/10")), 0, "a slice costs no more than the whole unless it is asked to")
	require.Greater(t, p.Epsilon.Cmp(epsilon("1/10")), 0)
}

// In a slice only whole leaves around it are read, and the tags are those of its groups.
func TestSliceIsRead(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.result = func(r *psi.Result) { *r.Released.Value = 20 }
	out, err := f.ask(t, context.Background(), 330, Config{Mode: psi.Count, Slice: sliceOf(t, "1/16")})
	require.NoError(t, err)
	require.Equal(t, "1/16 at 1000", out.Slice.String())
	require.Len(t, f.ranges, 2, "from unit 1,000 to the end, and from the start")
	require.Equal(t, []psi.Part{{Width: 1, Size: 128}}, f.tags.Tags.Parts)
	require.NotEqual(t, psi.PublicKey{}, f.tags.PublicKey)
}

// A leaf that is not the committed one ends the session before a tag is sent. SPEC M12, M22, M23
func TestDamagedLeaf(t *testing.T) {
	t.Parallel()
	for _, s := range []psi.Slice{{}, sliceOf(t, "1/16")} {
		f := newFake(t)
		copied := *f.epoch
		copied.bytes = slices.Clone(copied.bytes)
		copied.bytes[len(copied.bytes)-1] ^= 1
		f.epoch = &copied
		_, err := f.ask(t, context.Background(), 330, Config{Mode: psi.Count, Slice: s})
		require.Equal(t, psi.CodeDigestMismatch, psi.CodeOf(err))
		require.Empty(t, f.tags.Tags.Parts)
		copied.bytes[len(copied.bytes)-1] ^= 1
		copied.leaves = slices.Clone(copied.leaves)
		copied.leaves[0] ^= 1
		_, err = f.ask(t, context.Background(), 330, Config{Mode: psi.Count, Slice: s})
		require.ErrorContains(t, err, "the leaf hashes are not those of the committed set")
	}
}

// Rows are what the platform's least list counts; what changes an audience may be about few.
func TestLeastList(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	rows := func(n uint64) func() uint64 { return func() uint64 { return n } }
	_, err := f.ask(t, context.Background(), 330, Config{Mode: psi.Count, Rows: rows(99)})
	require.ErrorContains(t, err, "the list has 99 distinct rows; this platform matches lists of at least 100")
	require.Equal(t, psi.CodeListTooSmall, psi.CodeOf(err))
	_, err = f.ask(t, context.Background(), 99, Config{Mode: psi.Count, Rows: rows(1000)})
	require.ErrorContains(t, err, "99 distinct rows")
	fill := psi.Audience{Action: psi.ReplaceAudience, Name: "vips", Use: psi.Include, Expires: "2026-12-01T00:00:00Z"}
	_, err = f.ask(t, context.Background(), 7, Config{Mode: psi.Activate, Audience: &fill})
	require.ErrorContains(t, err, "7 distinct rows")
	require.Equal(t, psi.Offer{}, f.offer)
	for _, a := range []psi.Action{psi.AddToAudience, psi.RemoveAudience} {
		out, err := f.ask(t, context.Background(), 7, Config{Mode: psi.Activate, Audience: &psi.Audience{Action: a, Name: "vips"}})
		require.NoError(t, err)
		require.Equal(t, []psi.Part{{Width: 1, Size: 1000}}, out.List.Parts, "the platform does not learn how few they are")
	}
}

// A platform that commits to something else than it described is refused before anything is sent. SPEC M15, M21
func TestCommitRefused(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*psi.Status){
		"without a set":                   func(s *psi.Status) { s.PlatformSet = nil },
		"a slice of 1/4, and 1 was asked": func(s *psi.Status) { s.Slice.Slice = sliceOf(t, "1/4") },
		"it starts outside of the set":    func(s *psi.Status) { s.Slice.Start = 5 },
		"a capacity of 1000":              func(s *psi.Status) { s.PlatformSet = &psi.Set{Parts: []psi.Part{{Width: 1, Size: 1000}}} },
		"room for 2048 people and then": func(s *psi.Status) {
			s.PlatformSet = &psi.Set{Parts: []psi.Part{{Width: 1, Size: 1024}}}
			s.Opened = time.Now()
		},
		"epochs of at most 7 days":           func(s *psi.Status) { s.Opened = time.Now().Add(-7*24*time.Hour - 6*time.Minute) },
		"which is yet to come":               func(s *psi.Status) { s.Opened = time.Now().Add(6 * time.Minute) },
		"does not say when its epoch was op": func(s *psi.Status) { s.Opened = time.Time{} },
	} {
		f := newFake(t)
		f.commit = change
		if want == "room for 2048 people and then" {
			f.info = func(i *psi.DatasetInfo) { i.Sections = []psi.Part{{Width: 1, Size: 4096}} }
			want = "room for 4096 people, with a floor of 1000, and then committed to 1024"
		}
		_, err := f.run(t, context.Background(), 330)
		require.ErrorContains(t, err, want)
		require.False(t, f.closed)
		require.Len(t, f.aborted, 1)
	}
	f := newFake(t)
	f.commit = func(s *psi.Status) { s.Opened = time.Now().Add(-7*24*time.Hour + time.Minute) }
	_, err := f.run(t, context.Background(), 330)
	require.NoError(t, err)
}

func TestLeastDataset(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	_, err := f.ask(t, context.Background(), 330, Config{Mode: psi.Count, LeastDataset: 3000})
	require.Equal(t, psi.CodeDatasetTooSmall, psi.CodeOf(err))
	f.commit = func(s *psi.Status) { s.PlatformSet = &psi.Set{Parts: []psi.Part{{Width: 1, Size: 1024}}} }
	_, err = f.ask(t, context.Background(), 330, Config{Mode: psi.Count, LeastDataset: 1500})
	require.ErrorContains(t, err, "then committed to 1024", "the set is smaller than we accept, and than what was announced")
	require.False(t, f.closed)
	f = newFake(t)
	f.info = func(i *psi.DatasetInfo) { i.Modes = []psi.Mode{psi.Blinded} }
	_, err = f.ask(t, context.Background(), 330, Config{Mode: psi.Count})
	require.Equal(t, psi.CodeModeOff, psi.CodeOf(err))
	f.info = func(i *psi.DatasetInfo) { i.Limits.Segments = 1 }
	_, err = f.ask(t, context.Background(), 330, Config{Mode: psi.Count, Segments: 2})
	require.ErrorContains(t, err, "the list has 2 segments; this platform takes 1")
	require.Equal(t, psi.Offer{}, f.offer)
}

// The ledger's entry must say what we were told, and charge what was agreed. SPEC M53
func TestEntry(t *testing.T) {
	t.Parallel()
	v := int64(200)
	tenth := epsilon("1/10")
	told := psi.Released{Value: &v, Floor: 100, Noise: "laplace 1/10"}
	c := psi.Context{Mode: psi.Count, Dataset: "users", Advertiser: "acme", Platform: "platform", Params: testParams, Epsilon: tenth, Segments: 1}
	result := &psi.Result{Session: fakeSession, Mode: psi.Count, Context: c.Digest(), Released: &told}
	r := &run{session: fakeSession, price: Price{Epsilon: tenth, Charged: tenth}}
	for want, change := range map[string]func(*ledger.Entry){
		"":                     func(*ledger.Entry) {},
		"about another ses":    func(e *ledger.Entry) { e.Session = "" },
		"about another sess":   func(e *ledger.Entry) { e.Result = nil },
		"about another sessi":  func(e *ledger.Entry) { e.Result.Context[0]++ },
		"another result":       func(e *ledger.Entry) { e.Result.Released = nil },
		"another resul":        func(e *ledger.Entry) { e.Result.Segments = []psi.Released{told} },
		"another resu":         func(e *ledger.Entry) { e.Result.Slice = psi.Allotted{Slice: sliceOf(t, "1/4")} },
		"another res":          func(e *ledger.Entry) { e.Result.Audience = &psi.Audience{Name: "vips"} },
		"does not charge ε":    func(e *ledger.Entry) { e.Result.Budget.Epsilon = "1/5" },
		"does not charge ε 1":  func(e *ledger.Entry) { e.Result.Budget = nil },
		"does not charge ε 1/": func(e *ledger.Entry) { e.Result.Epsilon = nil },
		"noise of ε 1/10":      func(e *ledger.Entry) { x := epsilon("1/20"); e.Result.Epsilon = &x },
	} {
		e := &ledger.Entry{Session: fakeSession, Result: &ledger.Result{
			Advertiser: "acme", Dataset: "users", Purpose: testParams.Purpose, Mode: psi.Count, Context: c.Digest(), Released: &told,
			Epsilon: &tenth, Budget: &ledger.Budget{Epsilon: "1/10"},
		}}
		change(e)
		err := r.checkEntry(&c, result, e)
		if want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, want)
	}
	free := &run{session: fakeSession, price: Price{Epsilon: tenth, Exact: true}}
	e := &ledger.Entry{Session: fakeSession, Result: &ledger.Result{
		Advertiser: "acme", Dataset: "users", Purpose: testParams.Purpose, Mode: psi.Count, Context: c.Digest(), Released: &told, Budget: &ledger.Budget{},
	}}
	require.ErrorContains(t, free.checkEntry(&c, result, e), "charges for what costs nothing")
	e.Result.Budget = nil
	require.NoError(t, free.checkEntry(&c, result, e))
}

// What is asked for may depend on the list, until the platform hears of it.
func TestDecide(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.result = func(r *psi.Result) { *r.Released.Value = 20 }
	decide := func(c *Config, l *psi.MaskedList, rows uint64) error {
		require.EqualValues(t, 200, rows)
		require.EqualValues(t, 330, l.Size())
		c.Epsilon, c.Slice = epsilon("1/2"), sliceOf(t, "1/16")
		return nil
	}
	out, err := f.ask(t, context.Background(), 330, Config{Mode: psi.Count, Rows: func() uint64 { return 200 }, Decide: decide})
	require.NoError(t, err)
	require.Equal(t, epsilon("1/2"), out.Price.Epsilon)
	require.Equal(t, epsilon("1/2"), f.offer.Epsilon)
	require.Equal(t, "1/16 at 1000", out.Slice.String())
	f.offer = psi.Offer{}
	_, err = f.ask(t, context.Background(), 330, Config{Mode: psi.Count, Decide: func(c *Config, _ *psi.MaskedList, _ uint64) error {
		c.Epsilon = epsilon("1/2")
		return nil
	}})
	require.ErrorContains(t, err, "ε 1/2: this platform releases such numbers with 1/1000 to 1/10")
	require.Equal(t, psi.Offer{}, f.offer)
}
