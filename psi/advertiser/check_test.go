package advertiser

import (
	"bytes"
	"context"
	"crypto/sha256"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// An info that contradicts SPEC.md §7.2 ends the run before a session is offered.
func TestCheckInfo(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		name   string
		change func(*psi.DatasetInfo)
		text   string // of the error; "" means none
	}{
		{"a mode of a later version", func(i *psi.DatasetInfo) { i.Modes = append(i.Modes, "activate") }, ""},
		{"an epoch file half done", func(i *psi.DatasetInfo) { i.State = psi.SetState{Done: 500, Total: 1000} }, ""},
		{"another version", func(i *psi.DatasetInfo) { i.Version = "Blindmatch-V2" }, "protocol version"},
		{"another dataset", func(i *psi.DatasetInfo) { i.Dataset = "others" }, "dataset: we want"},
		{"a suite that does not exist", func(i *psi.DatasetInfo) { i.Suite = "P384" }, "suite"},
		{"a bad profile", func(i *psi.DatasetInfo) { i.Profile = "x/y" }, "profile"},
		{"no platform", func(i *psi.DatasetInfo) { i.Platform = "" }, "identity of 0 bytes"},
		{"an advertiser with a space", func(i *psi.DatasetInfo) { i.Advertiser = "ac me" }, "not a printable"},
		{"phone metadata with an escape", func(i *psi.DatasetInfo) { i.PhoneMetadata = "\x1b[2J" }, "not a printable"},
		{"no floor for lists", func(i *psi.DatasetInfo) { i.Floors.List = 99 }, "floors, 99, 1000 and 50"},
		{"no floor for datasets", func(i *psi.DatasetInfo) { i.Floors.Dataset = 999 }, "floors, 100, 999 and 50"},
		{"no reporting floor", func(i *psi.DatasetInfo) { i.Floors.Report = 49 }, "floors, 100, 1000 and 49"},
		{"other chunks", func(i *psi.DatasetInfo) { i.Limits.Chunk = 1 << 20 }, "chunks of 1048576 bytes"},
		{"no list fits", func(i *psi.DatasetInfo) { i.Limits.List = 99 }, "at least 100 and at most 99"},
		{"more done than there is", func(i *psi.DatasetInfo) { i.State = psi.SetState{Done: 1001, Total: 1000} }, "1001 of 1000"},
		{"too small a dataset", func(i *psi.DatasetInfo) { i.Size = 999 }, "we match against at least 1000"},
	} {
		t.Run(r.name, func(t *testing.T) {
			f := newFake(t)
			f.info = r.change
			_, err := f.run(t, context.Background(), 200)
			if r.text == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, r.text)
			require.Zero(t, f.offer, "no session was offered")
		})
	}
}

// An accept that contradicts SPEC.md §7.2 ends the session before the list is opened.
func TestCheckAccept(t *testing.T) {
	t.Parallel()
	failed := psi.Errorf(psi.CodeSessionFailed, "the platform was stopped")
	for _, r := range []struct {
		name   string
		change func(*psi.Accept)
		text   string
	}{
		{"no nonce", func(a *psi.Accept) { a.Nonce = psi.Nonce{} }, "not a fresh one"},
		{"a bad name", func(a *psi.Accept) { a.Session = "../x" }, "no valid name"},
		{"no end", func(a *psi.Accept) { a.Expires = time.Time{} }, "no end"},
		{"an unknown state", func(a *psi.Accept) { a.State = "opened" }, `does not have, "opened"`},
		{"no state", func(a *psi.Accept) { a.State = "" }, "does not have"},
		{"too far", func(a *psi.Accept) { a.State = psi.StateTags }, `"tags" before we sent anything`},
		{"open without a set", func(a *psi.Accept) { a.PlatformSet = nil }, `"open" without a set`},
		{"a receipt without a set", func(a *psi.Accept) {
			a.State, a.PlatformSet, a.Receipt = psi.StatePreparing, nil, "x"
		}, "does not commit to"},
		{"a path without a set", func(a *psi.Accept) {
			a.State, a.PlatformSet, a.Path = psi.StatePreparing, nil, "/v1/x"
		}, "does not commit to"},
		{"preparing with a set", func(a *psi.Accept) { a.State = psi.StatePreparing }, "still preparing"},
		{"open with progress", func(a *psi.Accept) { a.Progress = &psi.SetState{Total: 1} }, `preparing a session in state "open"`},
		{"more done than there is", func(a *psi.Accept) {
			a.State, a.PlatformSet, a.Progress = psi.StatePreparing, nil, &psi.SetState{Done: 2, Total: 1}
		}, "2 of 1"},
		{"failed", func(a *psi.Accept) { a.State, a.Error = psi.StateFailed, failed }, "the platform was stopped"},
		{"failed without an error", func(a *psi.Accept) { a.State = psi.StateFailed }, "says otherwise"},
		{"an error in another state", func(a *psi.Accept) { a.Error = failed }, "says otherwise"},
		{"a set below the floor", func(a *psi.Accept) { a.PlatformSet.Size = 999 }, "with a floor of 1000, and then committed to 999"},
		{"another policy than later", func(a *psi.Accept) { a.State, a.PlatformSet, a.PolicyDigest = psi.StatePreparing, nil, psi.Digest{1} }, "changed the policy"},
	} {
		t.Run(r.name, func(t *testing.T) {
			f := newFake(t)
			f.accept = r.change
			_, err := f.run(t, context.Background(), 200)
			require.ErrorContains(t, err, r.text)
			require.Zero(t, f.open, "the list was not opened")
		})
	}
}

// A status that contradicts what the platform committed to ends the session while it computes.
func TestCheckStatus(t *testing.T) {
	for text, change := range map[string]func(*psi.Status){
		"changed the set":    func(s *psi.Status) { s.PlatformSet.Digest[0] ^= 1 },
		"changed the policy": func(s *psi.Status) { s.PolicyDigest[0] ^= 1 },
		"without a set":      func(s *psi.Status) { s.State, s.PlatformSet = psi.StateTags, nil },
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newFake(t)
			f.slow = 4 * time.Hour
			f.status = func(f *fake) (*psi.Status, error) {
				s := f.setStatus()
				change(s)
				return s, nil
			}
			start := time.Now()
			_, err := f.run(t, context.Background(), 200)
			require.ErrorContains(t, err, text)
			require.Less(t, time.Since(start), 2*time.Minute)
			require.Len(t, f.aborted, 1)
		})
	}
}

// A result that an honest platform never gives is refused, and no handle is written.
func TestCheckResult(t *testing.T) {
	t.Parallel()
	value := func(n uint64, noise string) func(*psi.Result) {
		return func(r *psi.Result) { r.Released.Value, r.Released.Noise = &n, noise }
	}
	handles := bytes.Repeat([]byte{7}, 100*psi.HandleSize) // as many as the tests need; sorted below
	for i := range 100 {
		handles[i*psi.HandleSize] = byte(i)
	}
	with := func(n uint64, noise string, count int) func(*psi.Result) {
		return func(r *psi.Result) {
			value(n, noise)(r)
			r.Handles = &psi.Set{Size: uint64(count), Digest: sha256.Sum256(handles[:count*psi.HandleSize])}
		}
	}
	below := func(r *psi.Result) { r.Released.Value, r.Released.BelowFloor = nil, true }
	const count, blinded = psi.Count, psi.Blinded
	const laplace, shifted = "laplace 1/10", "laplace 1/10 shift 201"
	for _, r := range []struct {
		name   string
		mode   psi.Mode
		floor  uint64 // 0 means 50
		change func(*psi.Result)
		text   string // of the error; "" means none
	}{
		{"exact", count, 0, value(123, "none"), ""},
		{"exact, the floor", count, 0, value(50, "none"), ""},
		{"exact, below the floor", count, 0, value(49, "none"), "below its own floor of 50"},
		{"exact, zero", count, 0, value(0, "none"), "below its own floor"},
		{"exact, all", count, 0, value(200, "none"), ""},
		{"exact, more than all", count, 0, value(201, "none"), "larger than the smaller set"},
		{"noised", count, 0, value(120, laplace), ""},
		{"noised, below the floor", count, 0, value(40, laplace), "below its own floor"},
		{"noised, not rounded", count, 0, value(123, laplace), "not rounded"},
		{"noised, a floor that is no unit", count, 103, value(103, laplace), ""},
		{"noised, beside a floor that is no unit", count, 103, value(104, laplace), "not rounded"},
		{"noised, more than all", count, 0, value(300, laplace), ""},
		{"noised, more than the noise", count, 0, value(2000, laplace), "larger than the smaller set"},
		{"told to be below", count, 0, below, ""},
		{"below, with a value", count, 0, func(r *psi.Result) { r.Released.BelowFloor = true }, "neither a number nor below"},
		{"neither", count, 0, func(r *psi.Result) { r.Released.Value = nil }, "neither a number nor below"},
		{"another floor", count, 0, func(r *psi.Result) { r.Released.Floor = 60 }, "a floor of 60, and its info one of 50"},
		{"no floor", count, 0, func(r *psi.Result) { r.Released.Floor = 0 }, "a floor of 0"},
		{"below, with another floor", count, 0, func(r *psi.Result) { below(r); r.Released.Floor = 1000 }, "a floor of 1000"},
		{"count with a shift", count, 0, value(120, shifted), `mode "count" does not have`},
		{"more noise than may be", count, 0, value(120, "laplace 1/101"), "want laplace and a fraction"},
		{"less noise than may be", count, 0, value(120, "laplace 101/100"), "does not have"},
		{"noise of another kind", count, 0, value(120, "gauss 1"), "unknown noise"},
		{"no noise said", count, 0, value(120, ""), "unknown noise"},
		{"count with handles", count, 0, with(60, "none", 60), "handles do not match"},
		{"another session", count, 0, func(r *psi.Result) { r.Session = "aa" }, "another session"},
		{"another mode", count, 0, func(r *psi.Result) { r.Mode = blinded }, "another session"},
		{"another context", count, 0, func(r *psi.Result) { r.Context[0] ^= 1 }, "another session"},

		{"blinded, exact", blinded, 0, with(61, "none", 61), ""},
		{"blinded", blinded, 0, with(60, shifted, 60), ""},
		{"blinded without a shift", blinded, 0, with(60, laplace, 60), `mode "blinded" does not have`},
		{"blinded with a smaller shift", blinded, 0, with(60, "laplace 1/10 shift 200", 60), "does not have"},
		{"blinded with a larger shift", blinded, 0, with(60, "laplace 1/10 shift 202", 60), "does not have"},
		{"blinded, not rounded", blinded, 0, with(61, shifted, 61), "not rounded"},
		{"blinded, below the floor", blinded, 0, with(40, shifted, 40), "below its own floor"},
		{"blinded without handles", blinded, 0, value(60, shifted), "lacks its handles"},
		{"blinded with handles below the floor", blinded, 0, func(r *psi.Result) { with(60, shifted, 60)(r); below(r) }, "handles do not match"},
		{"blinded with other handles", blinded, 0, with(60, shifted, 70), "handles do not match"},
		{"blinded, more than all", blinded, 0, value(210, shifted), "larger than the smaller set"},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			f.mode = r.mode
			f.result = func(a *psi.Result) {
				if r.floor != 0 {
					a.Released.Floor = r.floor
				}
				r.change(a)
				if a.Handles != nil {
					f.handles = handles[:a.Handles.Size*psi.HandleSize]
				}
			}
			f.info = func(i *psi.DatasetInfo) {
				if r.floor != 0 {
					i.Floors.Report = r.floor
				}
			}
			out, err := f.run(t, context.Background(), 200)
			if r.text == "" {
				require.NoError(t, err)
				require.NotNil(t, out)
				return
			}
			require.ErrorContains(t, err, r.text)
			require.Empty(t, psi.CodeOf(err), "it is the platform's failure, not a refusal")
		})
	}
}
