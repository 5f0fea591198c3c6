package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/web/page"
	"github.com/stretchr/testify/require"
)

func get(t *testing.T, h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://localhost:8080"+path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// The host page is there under a strict policy, the element's files below it, and the API for who is signed in.
func TestHost(t *testing.T) {
	t.Parallel()
	p, err := platform.Open(t.TempDir(), platform.Config{Page: page.Digest()})
	require.NoError(t, err)
	defer func() { require.NoError(t, p.Close()) }()
	h := newHandler(p, "acme")

	host := get(t, h, "/")
	require.Equal(t, http.StatusOK, host.Code)
	require.Contains(t, host.Body.String(), "<blindmatch-match>")
	require.NotRegexp(t, `(?i)<script[^>]*>[^<]|<style|\son\w+=|\sstyle=|https?:`, host.Body.String())
	require.Equal(t, policy, host.Header().Get("Content-Security-Policy"))
	require.NotContains(t, policy, "unsafe")
	for _, path := range []string{"/host.css", "/match/app.js", "/match/style.css", "/match/page.receipt"} {
		require.Equal(t, http.StatusOK, get(t, h, path).Code, path)
	}
	cookie := host.Result().Cookies()[0]
	who := get(t, h, "/match/who", "Cookie", cookie.Name+"="+cookie.Value, page.Header, "1")
	require.Equal(t, http.StatusOK, who.Code, who.Body)
	require.Contains(t, who.Body.String(), `"advertiser":"acme"`)
	require.Equal(t, http.StatusForbidden, get(t, h, "/match/who", page.Header, "1").Code, "nobody is signed in")
	require.Equal(t, http.StatusForbidden, get(t, h, "/match/who", "Cookie", cookie.Name+"="+cookie.Value).Code, "not the page")
}
