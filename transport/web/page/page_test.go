package page_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/web/page"
	"github.com/stretchr/testify/require"
)

// byCookie stands in for a platform's own session.
func byCookie(r *http.Request) (string, error) {
	if c, err := r.Cookie("session"); err == nil && c.Value == "of-acme" {
		return "acme", nil
	}
	return "", errors.New("no session")
}

// open is a platform without datasets and its page, before an API that answers everything with 204.
func open(t *testing.T, cfg page.Config) *httptest.Server {
	return openWith(t, platform.Config{Identity: "platform.example", Page: page.Digest()}, cfg)
}

func openWith(t *testing.T, of platform.Config, cfg page.Config) *httptest.Server {
	p, err := platform.Open(t.TempDir(), of)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	api := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	srv := httptest.NewServer(page.NewHandler(p, api, cfg))
	t.Cleanup(srv.Close)
	return srv
}

func ask(t *testing.T, method, url string, headers ...string) (*http.Response, string) {
	r, err := http.NewRequest(method, url, nil)
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer, string(b)
}

// The page's files have a policy without inline code, and none of them names another place.
func TestFiles(t *testing.T) {
	t.Parallel()
	srv := open(t, page.Config{Identify: byCookie})
	for path, media := range map[string]string{
		"/": "text/html", "/index.html": "text/html", "/style.css": "text/css",
		"/app.js": "text/javascript", "/reader.js": "text/javascript", "/points.js": "text/javascript", "/scratch.js": "text/javascript",
	} {
		answer, body := ask(t, http.MethodGet, srv.URL+path)
		require.Equal(t, http.StatusOK, answer.StatusCode, path)
		require.Equal(t, media+"; charset=utf-8", answer.Header.Get("Content-Type"))
		policy := answer.Header.Get("Content-Security-Policy")
		require.True(t, strings.HasPrefix(policy, "default-src 'none'"), path)
		require.NotContains(t, policy, "unsafe-inline")
		require.NotContains(t, policy, "'unsafe-eval'")
		require.Equal(t, "same-origin", answer.Header.Get("Cross-Origin-Opener-Policy"))
		if media == "text/html" {
			require.NotRegexp(t, `(?i)<script[^>]*>[^<]|<style|\son\w+=|\sstyle=|https?:`, body)
			require.Contains(t, policy, "frame-ancestors 'none'", "no other page has it in a frame")
		}
		again, _ := ask(t, http.MethodGet, srv.URL+path, "If-None-Match", answer.Header.Get("ETag"))
		require.Equal(t, http.StatusNotModified, again.StatusCode)
	}
	answer, _ := ask(t, http.MethodGet, srv.URL+"/other.html")
	require.Equal(t, http.StatusNoContent, answer.StatusCode, "what is not the page's is the API's")
	answer, _ = ask(t, http.MethodPost, srv.URL+"/")
	require.Equal(t, http.StatusNoContent, answer.StatusCode)
}

func TestWho(t *testing.T) {
	t.Parallel()
	offers := func(client string) []page.Offer {
		return []page.Offer{{Dataset: client + "-users", Purpose: "audience-matching"}}
	}
	srv := open(t, page.Config{Identify: byCookie, Offers: offers})
	answer, body := ask(t, http.MethodGet, srv.URL+"/who", "Cookie", "session=of-acme", page.Header, "1")
	require.Equal(t, http.StatusOK, answer.StatusCode, body)
	require.Equal(t, "no-store", answer.Header.Get("Cache-Control"))
	var got page.Asking
	require.NoError(t, json.Unmarshal([]byte(body), &got))
	require.Equal(t, "platform.example", got.Platform)
	require.Equal(t, "acme", got.Advertiser)
	require.Equal(t, offers("acme"), got.Offers)
	require.Contains(t, got.LogKey, "+")

	answer, body = ask(t, http.MethodGet, srv.URL+"/who", "Cookie", "session=of-somebody-else", page.Header, "1")
	require.Equal(t, http.StatusForbidden, answer.StatusCode)
	require.Contains(t, body, `"code":"unauthenticated"`)
	require.NotContains(t, body, "acme")

	srv = open(t, page.Config{Identify: byCookie})
	_, body = ask(t, http.MethodGet, srv.URL+"/who", "Cookie", "session=of-acme", page.Header, "1")
	require.Contains(t, body, `"offers":[]`)
}

// The ledger says which page is served, to everybody who asks, and the page says the same.
func TestReceipt(t *testing.T) {
	t.Parallel()
	srv := open(t, page.Config{Identify: byCookie})
	_, body := ask(t, http.MethodGet, srv.URL+"/who", "Cookie", "session=of-acme", page.Header, "1")
	var who page.Asking
	require.NoError(t, json.Unmarshal([]byte(body), &who))
	require.Equal(t, page.Digest().String(), who.Page)
	log, err := ledger.NewVerifier(who.LogKey)
	require.NoError(t, err)
	var receipts []string
	for range 2 {
		answer, text := ask(t, http.MethodGet, srv.URL+page.Receipt)
		require.Equal(t, http.StatusOK, answer.StatusCode)
		require.Equal(t, "text/plain; charset=utf-8", answer.Header.Get("Content-Type"))
		proven, err := ledger.VerifyReceipt([]byte(text), log)
		require.NoError(t, err)
		require.Equal(t, ledger.TypeStart, proven.Entry.Type)
		require.Equal(t, page.Digest(), proven.Entry.Start.Page)
		require.Equal(t, "platform.example", proven.Entry.Start.Platform)
		receipts = append(receipts, text)
	}
	require.Equal(t, receipts[0], receipts[1])

	srv = openWith(t, platform.Config{}, page.Config{Identify: byCookie})
	answer, body := ask(t, http.MethodGet, srv.URL+page.Receipt)
	require.Equal(t, http.StatusNotFound, answer.StatusCode)
	require.Contains(t, body, "no entry about the page")
}

// A form, a link, a script of another origin: none reaches the API. psi, which is no browser, does.
func TestOthersCantAsk(t *testing.T) {
	t.Parallel()
	srv := open(t, page.Config{Identify: byCookie})
	own := strings.TrimPrefix(srv.URL, "http://")
	for _, c := range []struct {
		what    string
		status  int
		headers []string
	}{
		{"psi", http.StatusNoContent, nil},
		{"the page", http.StatusNoContent, []string{"Sec-Fetch-Site", "same-origin", "Origin", srv.URL, page.Header, "1"}},
		{"the page in a browser without Sec-Fetch-Site", http.StatusNoContent, []string{"Origin", "http://" + own, "Cookie", "session=of-acme", page.Header, "1"}},
		{"a form here", http.StatusForbidden, []string{"Sec-Fetch-Site", "same-origin", "Origin", srv.URL}},
		{"a form elsewhere", http.StatusForbidden, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://other.example"}},
		{"an old browser's form", http.StatusForbidden, []string{"Cookie", "session=of-acme"}},
		{"a sandboxed frame", http.StatusForbidden, []string{"Origin", "null", page.Header, "1"}},
		{"another origin that has leave for the header", http.StatusForbidden, []string{"Sec-Fetch-Site", "cross-site", page.Header, "1"}},
		{"a neighbour", http.StatusForbidden, []string{"Sec-Fetch-Site", "same-site", page.Header, "1"}},
		{"a link", http.StatusForbidden, []string{"Sec-Fetch-Site", "none"}},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
			answer, body := ask(t, method, srv.URL+"/v1/sessions", c.headers...)
			require.Equal(t, c.status, answer.StatusCode, "%s: %s", c.what, method)
			require.Equal(t, c.status == http.StatusForbidden, strings.Contains(body, "own page"))
			require.Empty(t, answer.Header.Get("Access-Control-Allow-Origin"))
		}
	}
	answer, _ := ask(t, http.MethodGet, srv.URL+"/who", "Sec-Fetch-Site", "cross-site", "Cookie", "session=of-acme", page.Header, "1")
	require.Equal(t, http.StatusForbidden, answer.StatusCode)
}
