package officer

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/year"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform/record"
	"github.com/stretchr/testify/require"
)

// Pages follow a ledger that grows; one that is damaged or goes back is said to be, and what was verified before is shown
// as that.
func TestGrowing(t *testing.T) {
	dir := t.TempDir()
	log, err := ledger.Open(dir, "blindmatch/platform")
	require.NoError(t, err)
	entries := year.Entries(10, 300)
	add := func(n int) {
		t.Helper()
		for _, e := range entries[:n] {
			require.NoError(t, log.Append(e))
		}
		entries = entries[n:]
	}
	h, err := New(Config{Log: slog.New(slog.DiscardHandler), Open: func(context.Context) (*record.Record, error) { return record.Exported(log.Dir(), log.VerifierKey()) }})
	require.NoError(t, err)
	defer h.Close()
	require.Contains(t, get(h, "/").Body.String(), "The ledger has no entries yet")
	add(3)
	require.Contains(t, get(h, "/ledger").Body.String(), "All 3 entries of the ledger were verified")
	first, err := h.ledger.current(t.Context(), mustOpen(t, h))
	require.NoError(t, err)
	same, err := h.ledger.current(t.Context(), mustOpen(t, h))
	require.NoError(t, err)
	require.Same(t, first, same)
	add(4)
	page := get(h, "/ledger").Body.String()
	require.Contains(t, page, "All 7 entries of the ledger were verified")

	add(1)
	files, err := filepath.Glob(filepath.Join(log.Dir(), "tile", "entries", "000.p", "*"))
	require.NoError(t, err)
	for _, file := range files {
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(b), "audience-matching", "audience-Matching", 1)), 0o600))
	}
	w := get(h, "/ledger")
	require.Equal(t, http.StatusOK, w.Code)
	require.Contains(t, w.Body.String(), "What is in the ledger now can't be read or verified")
	require.Contains(t, w.Body.String(), "the entry is not what the tree was made of")
	require.Contains(t, w.Body.String(), "All 7 entries of the ledger were verified")
	require.Equal(t, http.StatusInternalServerError, get(h, "/entry?n=1").Code, "an entry is read anew, against the tree")

	fresh, err := New(Config{Log: h.cfg.Log, Open: h.cfg.Open})
	require.NoError(t, err)
	defer fresh.Close()
	w = get(fresh, "/flows")
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Contains(t, w.Body.String(), "the ledger can&#39;t be verified")
}

func mustOpen(t *testing.T, h *Handler) *record.Record {
	t.Helper()
	r, err := h.cfg.Open(t.Context())
	require.NoError(t, err)
	return r
}

// A page does not wait for a reading that takes long if there is an older one, and says so.
func TestBehind(t *testing.T) {
	h := exported(t, 10, 100)
	require.Equal(t, http.StatusOK, get(h, "/").Code)
	h.ledger.mu.Lock()
	old := *h.ledger.latest.head
	old.Size -= 5 // what was read is of an earlier state
	h.ledger.latest.head = &old
	h.ledger.pending = make(chan struct{}) // a reading that does not end
	h.ledger.mu.Unlock()
	began := time.Now()
	page := get(h, "/flows").Body.String()
	require.Contains(t, page, "The ledger has grown by 5 entries since; they are being verified")
	require.Greater(t, time.Since(began), patience)
}

// Whatever is asked, a page has the policy that lets no script run and nothing be framed, and is kept nowhere; and only
// GET is answered.
func TestHeaders(t *testing.T) {
	h := exported(t, 10, 100)
	for path, want := range map[string]int{
		"/": 200, "/style.css": 200, "/flows?period=2026-06&advertiser=%3Cscript%3E": 400, "/flows?period=2026-06&dataset=usres": 400, "/nowhere": 404, "/flows?period=June": 400, "/session": 404, "/session?id=x": 404,
		"/entry?n=-1": 404, "/entry?n=999999": 404, "/policy?entry=0": 404, "/compare?from=1": 404, "/import?entry=0": 404, "/sessions?page=0": 404, "/sessions?period=2026&page=99": 404,
		"/sessions?period=2026&day=3": 400, "/sessions?period=2026-06&day=31": 400, "/flows?period=1000": 200, "/flows?period=9999": 200, "/sessions?period=2026&page=x": 404,
	} {
		w := get(h, path)
		require.Equal(t, want, w.Code, path)
		require.Equal(t, policy, w.Header().Get("Content-Security-Policy"), path)
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"), path)
		require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"), path)
		require.NotContains(t, w.Body.String(), "<script", path)
	}
	for _, method := range []string{"POST", "PUT", "DELETE"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, "/flows", nil))
		require.NotEqual(t, http.StatusOK, w.Code, method)
	}
}

// BenchmarkPages makes pages of a year of 200 advertisers and 20,000 sessions, each of another month.
func BenchmarkPages(b *testing.B) {
	h := exported(b, 200, 20_000)
	began := time.Now()
	require.Equal(b, http.StatusOK, get(h, "/").Code)
	b.Logf("read and verified in %v", time.Since(began))
	for _, path := range []string{"/", "/flows?period=2026", "/sessions?period=2026", "/budgets", "/policies", "/imports", "/advertisers", "/ledger", "/entry?n=60000"} {
		b.Run(strings.ReplaceAll(path, "/", ""), func(b *testing.B) {
			for b.Loop() {
				h.ledger.latest.mu.Lock()
				all := h.ledger.latest.reports[report.All()]
				clear(h.ledger.latest.reports)
				h.ledger.latest.reports[report.All()] = all
				h.ledger.latest.mu.Unlock()
				require.Equal(b, http.StatusOK, get(h, path).Code)
			}
		})
	}
}
