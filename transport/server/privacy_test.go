package server_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/stretchr/testify/require"
)

// Two sessions on the same data share no point, tag or handle on the wire; the two sides of one share all handles.
func TestSessionsShareNothing(t *testing.T) {
	t.Parallel()
	c := newCapture()
	w := newWorld(t, setup{wrap: c.wrap})
	client := w.client(client.Config{})
	seen := map[string]string{} // record to where it was seen
	note := func(where string, b []byte, width int) {
		require.NotEmpty(t, b, where)
		require.Zero(t, len(b)%width, where)
		for i := 0; i < len(b); i += width {
			rec := string(b[i : i+width])
			require.Empty(t, seen[rec], "record %d of %s was seen before", i/width, where)
			seen[rec] = where
		}
	}
	users := map[string]bool{}
	for i := 900; i < 1000; i++ {
		users[fmt.Sprintf("u%d", i)] = true
	}
	for i, mode := range []psi.Mode{psi.Count, psi.Count, psi.Blinded, psi.Blinded} {
		var handles bytes.Buffer
		out, err := w.match(context.Background(), client, mode, 900, 1100, &handles)
		require.NoError(t, err)
		require.EqualValues(t, 100, *out.Released.Value)
		up, down := c.of(out.Session)
		name := func(what string) string { return fmt.Sprintf("%s of session %d", what, i) }
		note(name("list"), up["/list/0"], 32)
		note(name("tags"), up["/tags/0"], 10)
		if mode == psi.Count {
			require.NotContains(t, down, "/platform-set")
			continue
		}
		note(name("set"), down["/platform-set"], 32)
		note(name("handles"), down["/handles"], 16)
		require.Equal(t, down["/handles"], handles.Bytes())
		// The platform's file: the same handles, and the right users.
		b, err := os.ReadFile(filepath.Join(w.dir, "matches", out.Session+".csv"))
		require.NoError(t, err)
		rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		require.NoError(t, err)
		require.Equal(t, []string{"handle", "user_id"}, rows[0])
		var platforms []byte
		found := map[string]bool{}
		for _, r := range rows[1:] {
			h, err := hex.DecodeString(r[0])
			require.NoError(t, err)
			platforms = append(platforms, h...)
			found[r[1]] = true
		}
		require.Equal(t, handles.Bytes(), platforms)
		require.Equal(t, users, found)
		info, err := os.Stat(filepath.Join(w.dir, "matches", out.Session+".csv"))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	// The epoch file is the one set that sessions share, and nothing else is in it.
	c.mu.Lock()
	defer c.mu.Unlock()
	epochs := 0
	for name, b := range c.down {
		if strings.HasPrefix(name, "GET /v1/epochs/") {
			note(name, b, 32)
			epochs++
		}
	}
	require.Equal(t, 1, epochs)
}

// A session takes the bytes of its points and tags, and little else.
func TestWireBytes(t *testing.T) {
	t.Parallel()
	m, n := 5000, 20_000
	if testing.Short() {
		m, n = 1000, 4000
	}
	w := newWorld(t, setup{users: n})
	c := w.client(client.Config{})
	out, err := w.match(context.Background(), c, psi.Count, n-m/2, n+m/2, nil)
	require.NoError(t, err)
	require.EqualValues(t, m/2, *out.Released.Value)
	up, down := c.Bytes()
	points := int64(32*m + 32*n + 10*n)
	require.GreaterOrEqual(t, up, int64(32*m+10*n))
	require.GreaterOrEqual(t, down, int64(32*n))
	require.LessOrEqual(t, up+down, points+points*3/100+64<<10)
	t.Logf("%d up, %d down, %d of them points and tags: %.1f %% on top", up, down, points, 100*float64(up+down-points)/float64(points))
}

// Below the reporting floor there is no number, no handle and no match; at the floor there is.
func TestReportingFloor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	c := w.client(client.Config{})
	for _, m := range []psi.Mode{psi.Count, psi.Blinded} {
		for _, matches := range []int{0, 49, 50} {
			var handles bytes.Buffer
			out, err := w.match(context.Background(), c, m, 1000-matches, 1100, &handles)
			require.NoError(t, err)
			require.EqualValues(t, 50, out.Released.Floor)
			file := filepath.Join(w.dir, "matches", out.Session+".csv")
			if matches < 50 {
				require.True(t, out.Released.BelowFloor)
				require.Nil(t, out.Released.Value)
				require.Zero(t, handles.Len())
				require.NoFileExists(t, file)
				require.NotContains(t, w.log.String(), fmt.Sprintf("=%d\n", matches))
				continue
			}
			require.EqualValues(t, 50, *out.Released.Value)
			if m == psi.Blinded {
				require.Equal(t, 50*psi.HandleSize, handles.Len())
				require.FileExists(t, file)
			}
		}
	}
}
