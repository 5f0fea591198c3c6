package officer

import (
	"context"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/internal/year"
	"github.com/blindmatch/blindmatch/psi/platform/record"
	"github.com/stretchr/testify/require"
)

// exported is a handler of a simulated year's export.
func exported(t testing.TB, advertisers, sessions int) *Handler {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	key, err := year.Write(log, year.Entries(advertisers, sessions))
	require.NoError(t, err)
	h, err := New(Config{Log: slog.New(slog.DiscardHandler), Open: func(context.Context) (*record.Record, error) { return record.Exported(log, key) }})
	require.NoError(t, err)
	t.Cleanup(h.Close)
	return h
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w
}

var links = regexp.MustCompile(`href="([^"#]*)`)

// Every link of every page leads to a page, and each page is whole.
func TestLinks(t *testing.T) {
	h := exported(t, 20, 1200)
	queue, seen := []string{"/"}, map[string]int{}
	kinds := map[string]int{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		u, err := url.Parse(path)
		require.NoError(t, err)
		if seen[path]++; seen[path] > 1 || kinds[u.Path] >= effort.Of(3, 12, 50) {
			continue
		}
		kinds[u.Path]++
		w := get(h, path)
		require.Equal(t, http.StatusOK, w.Code, "%s\n%s", path, w.Body)
		page := w.Body.String()
		if u.Path == "/style.css" {
			continue
		}
		for _, bad := range []string{"ZgotmplZ", "<no value>", "%!", "<script", "style=\"", "{{"} {
			require.NotContains(t, page, bad, path)
		}
		require.Equal(t, 1, strings.Count(page, "<h1>"), path)
		for _, m := range links.FindAllStringSubmatch(page, -1) {
			to, err := u.Parse(html.UnescapeString(m[1]))
			require.NoError(t, err)
			queue = append(queue, to.String())
		}
	}
	for _, path := range []string{"/", "/flows", "/sessions", "/session", "/budgets", "/policies", "/policy", "/compare", "/imports", "/import", "/advertisers", "/ledger", "/entry"} {
		require.NotZero(t, kinds[path], path)
	}
}
