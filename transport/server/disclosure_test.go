package server_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/stretchr/testify/require"
)

// matchAs runs a session with the numbers [from, to) as another client.
func (w *world) matchAs(name string, mode psi.Mode, from, to int, handles *bytes.Buffer) (*advertiser.Outcome, error) {
	w.t.Helper()
	ctx := context.Background()
	if _, ok := w.others[name]; !ok {
		if w.others == nil {
			w.others = map[string]*client.Client{}
		}
		conn := w.register(name)
		c, err := client.New(&conn, client.Config{})
		require.NoError(w.t, err)
		w.t.Cleanup(c.Close)
		w.others[name] = c
	}
	cfg := advertiser.Config{
		Mode: mode, Params: psi.Params{Purpose: "audience-matching"}, Dataset: "users", ScratchDir: w.t.TempDir(),
	}
	info, err := advertiser.Info(ctx, w.others[name], &cfg)
	require.NoError(w.t, err)
	return advertiser.Run(ctx, w.others[name], cfg, info, items(w.t, from, to), handles)
}

// There are as many handles as the released number says. Those that the platform can tell are of the people on both
// lists, all of them; the others are decoys.
func TestNoisedHandles(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{cfg: platform.Config{Disclosure: disclosure.Default()}})
	const exact = 600
	for i := range 3 {
		var handles bytes.Buffer
		out, err := w.matchAs(fmt.Sprintf("client-%d", i), psi.Blinded, 400, 1100, &handles)
		require.NoError(t, err)
		require.Equal(t, "laplace 1/10 shift 201", out.Released.Noise)
		require.EqualValues(t, 700, out.Size())
		require.EqualValues(t, 1000, out.List.Items(), "padded")
		released := *out.Released.Value
		require.Zero(t, released%10)
		require.EqualValues(t, released, out.Handles)
		require.EqualValues(t, released*psi.HandleSize, handles.Len())
		delivered := map[string]bool{}
		for h := range slices.Chunk(handles.Bytes(), psi.HandleSize) {
			delivered[string(h)] = true
		}

		b, err := os.ReadFile(filepath.Join(w.dir, "matches", out.Session+".csv"))
		require.NoError(t, err)
		rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		require.NoError(t, err)
		real := map[string]bool{}
		for _, r := range rows[1:] {
			h, err := hex.DecodeString(r[0])
			require.NoError(t, err)
			require.True(t, delivered[string(h)])
			real[string(h)] = true
			var user int
			_, err = fmt.Sscanf(r[1], "u%d", &user)
			require.NoError(t, err)
			require.True(t, 400 <= user && user < 1000, r[1])
		}
		require.Len(t, real, exact, "no match is lost")
		require.Greater(t, released, int64(exact))
		require.Less(t, released, int64(exact+201+250))
	}
}

// A client that asks too soon is refused before it sends anything, and told when to come back; the exact size is
// nowhere in what the platform wrote.
func TestTooSoon(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{cfg: platform.Config{Disclosure: disclosure.Default()}})
	_, err := w.matchAs("client", psi.Count, 313, 1100, nil)
	require.NoError(t, err)
	_, err = w.matchAs("client", psi.Count, 313, 1100, nil)
	require.Equal(t, psi.CodeTooSoon, psi.CodeOf(err))
	require.True(t, psi.CodeOf(err).Refused())
	require.ErrorContains(t, err, "come back after 20")
	e, _ := errors.AsType[*psi.Error](err)
	require.InDelta(t, 3600, e.RetryAfter.Seconds(), 60)
	require.NotRegexp(t, `=687\s`, w.log.String(), "687 match, and the log says so")
}
