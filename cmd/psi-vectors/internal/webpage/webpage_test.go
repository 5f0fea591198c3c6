package webpage

import (
	"bytes"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/blindmatch/blindmatch/transport/web/page"
	"github.com/blindmatch/blindmatch/transport/web/page/static"
	"github.com/stretchr/testify/require"
)

// A page with one byte changed is noticed, in whichever file, and so is one that the ledger does not have.
func TestCompare(t *testing.T) {
	var told []byte
	var changed string
	serve := func(recorded psi.Digest) (*httptest.Server, ledger.Verifier) {
		p, err := platform.Open(filepath.Join(t.TempDir(), "data"), platform.Config{Page: recorded})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, p.Close()) })
		h := page.NewHandler(p, server.NewHandler(p, server.HandlerConfig{}), page.Config{})
		s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			told = rec.Body.Bytes()
			if r.URL.Path == changed {
				told = bytes.Clone(told)
				told[len(told)/2] ^= 1
			}
			w.WriteHeader(rec.Code)
			_, _ = w.Write(told)
		}))
		t.Cleanup(s.Close)
		log, err := p.Store().Ledger(t.Context())
		require.NoError(t, err)
		v, err := ledger.NewVerifier(log.VerifierKey())
		require.NoError(t, err)
		return s, v
	}
	s, v := serve(page.Digest())
	r, err := Compare(t.Context(), s.Client(), s.URL, static.Files(), v)
	require.NoError(t, err)
	require.NoError(t, r.Err())
	require.Equal(t, page.Digest(), r.Served)
	require.True(t, r.Ledger.Checked)
	for _, f := range append(static.Files(), static.File{Path: ""}) {
		changed = "/" + f.Path
		r, err := Compare(t.Context(), s.Client(), s.URL, static.Files(), v)
		require.NoError(t, err)
		require.ErrorContains(t, r.Err(), "1 of", f.Path)
	}
	changed = page.Receipt
	r, err = Compare(t.Context(), s.Client(), s.URL, static.Files(), v)
	require.NoError(t, err)
	require.ErrorContains(t, r.Err(), "ledger")

	// A platform that serves the right page, and has another on record.
	changed = ""
	var other psi.Digest
	rand.Read(other[:])
	s, v = serve(other)
	r, err = Compare(t.Context(), s.Client(), s.URL, static.Files(), v)
	require.NoError(t, err)
	require.ErrorContains(t, r.Err(), "another page")
	// Without a key of the ledger that is not seen, and said.
	r, err = Compare(t.Context(), s.Client(), s.URL, static.Files(), nil)
	require.NoError(t, err)
	require.NoError(t, r.Err())
	require.False(t, r.Ledger.Checked)

	// A build from source that differs by a file.
	dir := t.TempDir()
	for _, f := range static.Files() {
		require.NoError(t, os.WriteFile(filepath.Join(dir, f.Path), f.Body, 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "more.js"), []byte("1"), 0o600))
	files, err := static.Read(os.DirFS(dir))
	require.NoError(t, err)
	r, err = Compare(t.Context(), s.Client(), s.URL, files, nil)
	require.NoError(t, err)
	require.Error(t, r.Err())
	require.Zero(t, r.Served)
}
