//go:build unix

package e2e

import (
	"io"
	"net/http"
	"regexp"
	"testing"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/stretchr/testify/require"
)

var probes = regexp.MustCompile(`msg=metrics address=(\S+)`)

// Operators see sessions, and nobody's names.
func TestMetrics(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, copyShared(dir))
	p, err := serve(dir, "", "--metrics", "127.0.0.1:0", "--log-level", "debug", "--log-format", "text")
	require.NoError(t, err)
	t.Cleanup(p.kill)
	require.NoError(t, addClient(dir, "acme", p.addr))
	base := "http://" + probes.FindStringSubmatch(p.stderr.String())[1]
	get := func(path string) (int, string) {
		resp, err := http.Get(base + path)
		require.NoError(t, err)
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(b)
	}
	status, _ := get("/healthz")
	require.Equal(t, http.StatusOK, status)
	c := start(dir, "psi", "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv")
	require.Zero(t, c.wait(), c.stderr.String())
	watch.Eventually(t, "the platform is ready", func() bool {
		status, _ := get("/readyz")
		return status == http.StatusOK
	})
	_, body := get("/metrics")
	for _, want := range []string{
		`blindmatch_sessions_total{mode="count",outcome="offered"} 1`, `blindmatch_sessions_total{mode="count",outcome="done"} 1`,
		`blindmatch_sessions_open 0`, `blindmatch_ready 1`, `blindmatch_requests_total{route="POST /v1/sessions",status="201"} 1`,
	} {
		require.Contains(t, body, want)
	}
	require.NotRegexp(t, "acme|users|"+longHex.String(), body)
	require.NoError(t, p.stop())
}
