package server_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/stretchr/testify/require"
)

// Two sessions on the same data share no point, tag or handle on the wire; the two sides of one share all handles.
// SPEC M6
func TestSessionsShareNothing(t *testing.T) {
	t.Parallel()
	c := newCapture()
	w := newWorld(t, setup{wrap: c.wrap})
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
		out, err := w.match(context.Background(), w.freshClient(client.Config{}), mode, 900, 1100, &handles)
		require.NoError(t, err)
		for try := 0; try < 5 && mode == psi.Blinded && handles.Len() == 0; try++ { // the noise was below the floor, as it is once in some hundred times
			out, err = w.match(context.Background(), w.freshClient(client.Config{}), mode, 900, 1100, &handles)
			require.NoError(t, err)
		}
		up, down := c.of(out.Session)
		watch.Eventually(t, "the handler has noted what it sent", func() bool {
			_, down = c.of(out.Session)
			return mode == psi.Count || len(down["/handles"]) == handles.Len()
		})
		name := func(what string) string { return fmt.Sprintf("%s of session %d", what, i) }
		note(name("list"), up["/list/0"], 32)
		note(name("tags"), up["/tags/0"], 10)
		if mode == psi.Count {
			require.EqualValues(t, 100, *out.Released.Value)
			continue
		}
		note(name("handles"), down["/handles"], 16)
		require.Equal(t, down["/handles"], handles.Bytes())
		// The platform's file: the same handles, and the right users.
		b, err := os.ReadFile(filepath.Join(w.dir, "matches", out.Session+".csv"))
		require.NoError(t, err)
		rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		require.NoError(t, err)
		require.Equal(t, []string{"handle", "user_id", "id_type", "context", "element"}, rows[0])
		delivered := map[string]bool{}
		for h := range slices.Chunk(handles.Bytes(), psi.HandleSize) {
			delivered[string(h)] = true
		}
		found := map[string]bool{}
		for _, r := range rows[1:] {
			h, err := hex.DecodeString(r[0])
			require.NoError(t, err)
			require.True(t, delivered[string(h)])
			found[r[1]] = true
		}
		require.Equal(t, users, found)
		require.Greater(t, len(delivered), len(users), "there are decoys")
		info, err := os.Stat(filepath.Join(w.dir, "matches", out.Session+".csv"))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	// The epoch's files are what sessions share, and nothing else is in them.
	c.mu.Lock()
	defer c.mu.Unlock()
	epochs := 0
	for name, b := range c.down {
		if strings.HasPrefix(name, "GET /v1/epochs/") {
			note(name, b, 32) // elements, or hashes of leaves
			epochs++
		}
	}
	require.Equal(t, 2, epochs)
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
	size := int64(out.PlatformSet.Items()) // with sentinels
	points := int64(32*m) + 32*size + 10*size
	require.GreaterOrEqual(t, up, int64(32*m)+10*size)
	require.GreaterOrEqual(t, down, 32*size)
	require.LessOrEqual(t, up+down, points+points*3/100+64<<10)
	t.Logf("%d up, %d down, %d of them points and tags: %.1f %% on top", up, down, points, 100*float64(up+down-points)/float64(points))
}

// Below the reporting floor there is no number, no handle and no match; at the floor there is.
func TestReportingFloor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	c := w.client(client.Config{})
	for _, matches := range []int{0, 49, 50} {
		out, err := w.match(context.Background(), c, psi.Count, 1000-matches, 1100, nil)
		require.NoError(t, err)
		require.EqualValues(t, 50, out.Released.Floor)
		if matches < 50 {
			require.True(t, out.Released.BelowFloor)
			require.Nil(t, out.Released.Value)
			require.NotContains(t, w.log.String(), fmt.Sprintf("=%d\n", matches))
			continue
		}
		require.EqualValues(t, 50, *out.Released.Value)
	}
	// In mode blinded the floor looks at the noised number, so that no single person decides.
	for matches, below := range map[int]bool{0: true, 500: false} {
		var handles bytes.Buffer
		out, err := w.match(context.Background(), w.freshClient(client.Config{}), psi.Blinded, 1000-matches, 1600-matches, &handles)
		require.NoError(t, err)
		file := filepath.Join(w.dir, "matches", out.Session+".csv")
		require.Equal(t, below, out.Released.BelowFloor)
		if below {
			require.Zero(t, handles.Len())
			require.NoFileExists(t, file)
			continue
		}
		require.EqualValues(t, *out.Released.Value*psi.HandleSize, handles.Len())
		require.FileExists(t, file)
	}
}
