package client

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"encoding/pem"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/stretchr/testify/require"
)

// epochHost serves the files of one epoch, as a platform or as a mirror.
type epochHost struct {
	set, leaves []byte
	spoil       func(path string, b []byte) []byte // what is wrong with it
	mu          sync.Mutex
	asked       []string
	told        []string // who asked, as far as a request says
}

const epochPath = "/v1/epochs/5e"

var breaksOff = []byte("and here it breaks off")

func (h *epochHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.asked = append(h.asked, r.URL.Path+" "+r.Header.Get("Range"))
	if len(r.TLS.PeerCertificates) > 0 {
		h.told = append(h.told, "a certificate")
	}
	if r.Header.Get("X-Token") != "" {
		h.told = append(h.told, "a token")
	}
	h.mu.Unlock()
	b, mediaType := h.set, transport.TypeElements
	if strings.HasSuffix(r.URL.Path, transport.Leaves) {
		b, mediaType = h.leaves, transport.TypeLeaves
	}
	if h.spoil != nil {
		b = h.spoil(r.URL.Path, bytes.Clone(b))
	}
	if b == nil {
		http.Error(w, "none", http.StatusNotFound)
		return
	}
	if bytes.HasSuffix(b, breaksOff) {
		w.Header().Set("Content-Length", strconv.Itoa(len(h.set)))
		_, _ = w.Write(b[:len(b)-len(breaksOff)])
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("ETag", `"5e"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
}

func (h *epochHost) serve(t *testing.T) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// A set comes from mirrors, who learn nothing of who asks; what they fail at, or lie about, comes from the next one, and
// in the end from the platform. What is handed out are the set's bytes, whoever they came from.
func TestMirrors(t *testing.T) {
	t.Parallel()
	a, err := psi.NewAdvertiser(psi.Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", Types: "email"}, psi.Scratch{})
	require.NoError(t, err)
	defer a.Close()
	const leaf = 32768 * psi.ElementSize
	items := func(yield func(psi.Item, error) bool) {
		var x psi.Item
		for range 70_000 {
			for i := range x.Key {
				x.Key[i] = byte(rand.Uint32())
			}
			if !yield(x, nil) {
				return
			}
		}
	}
	var set, leaves bytes.Buffer
	list, err := a.MaskList(t.Context(), items, psi.ListOptions{Plain: true}, &set)
	require.NoError(t, err)
	for rest := set.Bytes(); len(rest) > 0; rest = rest[min(leaf, len(rest)):] {
		sum := sha256.Sum256(append([]byte{0}, rest[:min(leaf, len(rest))]...))
		leaves.Write(sum[:])
	}
	ca, err := authority.Open(t.TempDir())
	require.NoError(t, err)
	cert, key, _, err := ca.IssueClient("acme", time.Hour)
	require.NoError(t, err)
	whole := []string{epochPath + transport.Leaves + " ", epochPath + " "}
	for name, x := range map[string]struct {
		spoil    []func(path string, b []byte) []byte // of mirrors
		platform []string                             // what it is asked for
	}{
		"good":          {[]func(string, []byte) []byte{nil}, nil},
		"one is empty":  {[]func(string, []byte) []byte{func(string, []byte) []byte { return nil }, nil}, nil},
		"all are empty": {[]func(string, []byte) []byte{func(string, []byte) []byte { return nil }}, whole},
		"false leaves": {[]func(string, []byte) []byte{func(path string, b []byte) []byte {
			if strings.HasSuffix(path, transport.Leaves) {
				b[40] ^= 1
			}
			return b
		}}, whole},
		"another byte in the second leaf": {[]func(string, []byte) []byte{func(path string, b []byte) []byte {
			if path == epochPath {
				b[leaf+5] ^= 0x80
			}
			return b
		}}, []string{epochPath + " bytes=1048576-2239999"}},
		"the leaves only": {[]func(string, []byte) []byte{func(path string, b []byte) []byte {
			if path == epochPath {
				return nil
			}
			return b
		}}, []string{epochPath + " "}},
		"broken off in the second leaf": {[]func(string, []byte) []byte{func(path string, b []byte) []byte {
			if path == epochPath {
				return append(b[:leaf+7], breaksOff...)
			}
			return b
		}}, []string{epochPath + " bytes=1048576-2239999"}},
		"too long": {[]func(string, []byte) []byte{func(_ string, b []byte) []byte { return append(b, 0) }}, whole},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			platform := &epochHost{set: set.Bytes(), leaves: leaves.Bytes()}
			at := platform.serve(t)
			pemOf := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: at.Certificate().Raw})
			conn := &transport.Connection{
				URL: at.URL, Platform: "platform", Advertiser: "acme", ServerCA: string(pemOf), ClientCertificate: string(cert), ClientKey: string(key),
			}
			var all []*epochHost
			for _, spoil := range x.spoil {
				m := &epochHost{set: set.Bytes(), leaves: leaves.Bytes(), spoil: spoil}
				all = append(all, m)
				conn.Mirrors = append(conn.Mirrors, m.serve(t).URL)
			}
			c, err := New(conn, Config{Header: http.Header{"X-Token": {"of acme"}}})
			require.NoError(t, err)
			defer c.Close()
			s := &psi.Status{PlatformSet: &list.Set, Path: epochPath}
			read := func(body io.ReadCloser, err error) []byte {
				t.Helper()
				require.NoError(t, err)
				b, err := io.ReadAll(body)
				require.NoError(t, err)
				require.NoError(t, body.Close())
				return b
			}
			require.True(t, bytes.Equal(leaves.Bytes(), read(c.Leaves(t.Context(), s))))
			require.True(t, bytes.Equal(set.Bytes(), read(c.Download(t.Context(), s))))
			require.Equal(t, x.platform, platform.asked)
			require.True(t, bytes.Equal(set.Bytes()[leaf:2*leaf], read(c.DownloadRange(t.Context(), s, leaf, leaf))))
			require.True(t, bytes.Equal(set.Bytes()[32:64], read(c.DownloadRange(t.Context(), s, 32, 32))), "what is no leaf is the platform's")
			for _, m := range all {
				require.Empty(t, m.told, "a mirror learns nothing of who asks")
			}
			require.Contains(t, platform.told, "a certificate")
			_, up := c.Bytes()
			require.Greater(t, up, int64(set.Len()), "bytes of mirrors count")
		})
	}
}
