package advertiser

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// A set that no platform can have is refused before anything of it is downloaded, whether info or the session announces
// it. SPEC M13
func TestSetsWithoutEnd(t *testing.T) {
	t.Parallel()
	endless := []psi.Part{{Width: 1, Size: 1 << 40}}
	for _, parts := range [][]psi.Part{endless, {{Width: 1, Size: 1_518_500_864}}, {{Width: 16, Size: 94_907_392}}} {
		f := newFake(t)
		f.download = func(*fake) error { return errors.New("it was downloaded") }
		f.info = func(i *psi.DatasetInfo) { i.Sections = parts }
		_, err := f.run(t, context.Background(), 200)
		require.ErrorContains(t, err, "want at most 1518500249")
		require.Empty(t, f.offer.Dataset, "it was offered")

		f = newFake(t)
		f.download = func(*fake) error { return errors.New("it was downloaded") }
		f.commit = func(s *psi.Status) { s.PlatformSet.Parts = parts }
		_, err = f.run(t, context.Background(), 200)
		require.ErrorContains(t, err, "want at most 1518500249")
		require.Empty(t, f.sent)
	}
}

// Room on the disk is looked for before the platform hears of the session, and again if the set has grown.
func TestRoom(t *testing.T) {
	t.Parallel()
	tags := uint64(0)
	for _, p := range newFake(t).set.Parts {
		tags += p.Items() * psi.TagSize
	}
	for name, x := range map[string]struct {
		mode psi.Mode
		free uint64
		ok   bool
	}{
		"enough to sort":     {psi.Count, 2*tags + spare, true},
		"too little to sort": {psi.Count, tags + spare, false},
		"nothing":            {psi.Count, 0, false},
		"enough":             {psi.Blinded, tags + spare, true},
		"too little":         {psi.Blinded, tags + spare - 1, false},
	} {
		f := newFake(t)
		_, err := f.ask(t, context.Background(), 200, Config{Mode: x.mode, free: func(string) (uint64, error) { return x.free, nil }})
		var full *NoRoom
		if !errors.As(err, &full) {
			require.True(t, x.ok, name)
			continue
		}
		require.False(t, x.ok, name)
		require.False(t, full.Kept)
		require.Equal(t, x.free, full.Free)
		require.Greater(t, full.Need, x.free)
		require.Contains(t, err.Error(), full.Dir)
		require.Regexp(t, `take \d+ MiB here, and \d+ MiB are free`, err.Error())
		require.Empty(t, f.offer.Dataset, "%s: it was offered", name)
	}

	// It has grown until the session.
	f := newFake(t)
	f.commit = func(s *psi.Status) { s.PlatformSet.Parts = []psi.Part{{Width: 1, Size: 1 << 24}} }
	_, err := f.ask(t, context.Background(), 200, Config{Mode: psi.Count, free: func(string) (uint64, error) { return 2*tags + spare, nil }})
	var full *NoRoom
	require.ErrorAs(t, err, &full)
	require.Empty(t, f.sent)

	// What is kept for Resume is in another folder, on another disk or on the same.
	for name, x := range map[string]struct {
		scratch, state uint64
		kept, ok       bool
	}{
		"two disks":               {tags + spare, tags + spare + 1, false, true},
		"no room for what stays":  {1 << 40, tags + spare - 1, true, false},
		"no room to sort":         {tags + spare - 1, 1 << 40, false, false},
		"one disk":                {2*tags + spare, 2*tags + spare, false, true},
		"one disk, not for both":  {tags + spare, tags + spare, true, false},
		"one disk, not for a bit": {1, 1, false, false},
	} {
		f := newFake(t)
		m := newMemory(t)
		f.sessions = m.Sessions
		_, err := f.ask(t, context.Background(), 200, Config{Mode: psi.Count, free: func(dir string) (uint64, error) {
			if strings.HasPrefix(dir, m.dir) {
				return x.state, nil
			}
			return x.scratch, nil
		}})
		require.Equal(t, !x.ok, errors.As(err, &full), "%s: %v", name, err)
		if !x.ok {
			require.Equal(t, x.kept, full.Kept, name)
			all, err := m.Left("platform", "acme")
			require.NoError(t, err)
			require.Empty(t, all, "%s: a session that was not offered is kept", name)
		}
	}
}
