package advertiser

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// An info that contradicts SPEC.md §7.2 ends the run before a session is offered. SPEC M15, M19
func TestCheckInfo(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		name   string
		change func(*psi.DatasetInfo)
		text   string // of the error; "" means none
	}{
		{"a mode of a later version", func(i *psi.DatasetInfo) { i.Modes = append(i.Modes, "attribute") }, ""},
		{"an epoch file half done", func(i *psi.DatasetInfo) { i.State, i.Opened = psi.SetState{Done: 500, Total: 1000}, time.Time{} }, ""},
		{"another version", func(i *psi.DatasetInfo) { i.Version = "Blindmatch-V2" }, "protocol version"},
		{"another dataset", func(i *psi.DatasetInfo) { i.Dataset = "others" }, "dataset: we want"},
		{"a suite that does not exist", func(i *psi.DatasetInfo) { i.Suite = "P384" }, "suite"},
		{"a bad profile", func(i *psi.DatasetInfo) { i.Profile = "x/y" }, "profile"},
		{"no platform", func(i *psi.DatasetInfo) { i.Platform = "" }, "identity of 0 bytes"},
		{"an advertiser with a space", func(i *psi.DatasetInfo) { i.Advertiser = "ac me" }, "not a printable"},
		{"phone metadata with an escape", func(i *psi.DatasetInfo) { i.PhoneMetadata = "\x1b[2J" }, "not a printable"},
		{"no floor for lists", func(i *psi.DatasetInfo) { i.Floors.List = 99 }, "floors, 99, 1000 and 100"},
		{"no floor for datasets", func(i *psi.DatasetInfo) { i.Floors.Dataset = 999 }, "floors, 100, 999 and 100"},
		{"no reporting floor", func(i *psi.DatasetInfo) { i.Floors.Report = 49 }, "floors, 100, 1000 and 49"},
		{"other chunks", func(i *psi.DatasetInfo) { i.Limits.Chunk = 1 << 20 }, "chunks of 1048576 bytes"},
		{"no list fits", func(i *psi.DatasetInfo) { i.Limits.List = 99 }, "at least 100 and at most 99"},
		{"more done than there is", func(i *psi.DatasetInfo) { i.State = psi.SetState{Done: 1001, Total: 1000} }, "1001 of 1000"},
		{"types out of order", func(i *psi.DatasetInfo) { i.Types = "phone,email" }, "ascending order"},
		{"no sections", func(i *psi.DatasetInfo) { i.Sections = nil }, "a set of 0 parts"},
		{"a narrower section", func(i *psi.DatasetInfo) { i.Sections = []psi.Part{{Width: 2, Size: 2048}, {Width: 1, Size: 2048}} }, "is not wider"},
		{"an empty section", func(i *psi.DatasetInfo) { i.Sections = []psi.Part{{Width: 1, Size: 0}} }, "has 0 records"},
		{"no segments", func(i *psi.DatasetInfo) { i.Limits.Segments = 0 }, "at most 0 segments"},
		{"more segments than there are", func(i *psi.DatasetInfo) { i.Limits.Segments = 65 }, "at most 65 segments"},
		{"an old epoch", func(i *psi.DatasetInfo) { i.Opened = time.Now().Add(-8 * 24 * time.Hour) }, "epochs of at most 7 days"},
		{"an epoch of nobody knows when", func(i *psi.DatasetInfo) { i.Opened = time.Time{} }, "does not say when"},
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
			require.Equal(t, psi.Offer{}, f.offer, "no session was offered")
		})
	}
}

// An accept that contradicts SPEC.md §7.2 ends the session before the list is opened. SPEC M21
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
		{"a set below the floor", func(a *psi.Accept) { a.PlatformSet.Parts = []psi.Part{{Width: 1, Size: 1024}} }, "with a floor of 2000, and then committed to 1024"},
		{"another policy than later", func(a *psi.Accept) { a.State, a.PlatformSet, a.PolicyDigest = psi.StatePreparing, nil, psi.Digest{1} }, "changed the policy"},
	} {
		t.Run(r.name, func(t *testing.T) {
			f := newFake(t)
			f.accept = r.change
			f.info = func(i *psi.DatasetInfo) { i.Floors.Dataset = 2000 }
			_, err := f.run(t, context.Background(), 200)
			require.ErrorContains(t, err, r.text)
			require.Equal(t, psi.OpenList{}, f.open, "the list was not opened")
		})
	}
}

// A status that contradicts what the platform committed to ends the session while it computes. SPEC M21
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

// olderPlatform answers the question for a dataset as platforms did that matched one identifier type a session.
type olderPlatform struct{ *fake }

func (olderPlatform) Info(context.Context, string, string) (*psi.DatasetInfo, error) {
	return nil, psi.Errorf(psi.CodeMismatch, `dataset "users" has no identifiers of type ""`)
}

// What such a platform misses in the question does not help the advertiser: that it is older does.
func TestOlderPlatform(t *testing.T) {
	t.Parallel()
	_, err := Describe(t.Context(), olderPlatform{newFake(t)}, &Config{Dataset: "users", Params: testParams})
	require.ErrorContains(t, err, "the platform speaks an older form of Blindmatch-V1")
	require.Equal(t, psi.CodeMismatch, psi.CodeOf(err))
}
