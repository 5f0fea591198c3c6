//go:build unix

package e2e

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/transport"
	"github.com/stretchr/testify/require"
)

// nginx keeps a set for everybody: sessions get it there, whether the mirror knows it already or not, and go on without.
func TestNginxMirror(t *testing.T) {
	program := needsProxy(t, "nginx")
	addr := "localhost:" + freePort(t)
	s := newStage(t, "A mirror for the sets", "10.0.0.5:8443", addr)
	cache := filepath.Join(s.dir, "cache")
	s.replace = append(s.replace, "listen 443 ssl", "listen 127.0.0.1:"+s.port+" ssl", "sets.example.com", "localhost", "/var/cache/nginx/psi", cache)
	mirror := s.url
	s.url = "https://" + addr
	s.start("--mirror", mirror)
	add := regexp.MustCompile(`(?m)^psi-server (client add .*)$`).FindStringSubmatch(s.section)
	require.NotNil(t, add)
	s.run(t, 0, "psi-server", strings.Fields(s.here(add[1]))...)
	own, err := transport.ReadConnection(filepath.Join(s.dir, "mirror.json"))
	require.NoError(t, err)
	write(t, s.dir, "mirror.pem", own.ClientCertificate)
	write(t, s.dir, "mirror.key", own.ClientKey)
	write(t, s.dir, "platform-ca.pem", own.ServerCA)
	acme, err := transport.ReadConnection(filepath.Join(s.dir, "acme.json"))
	require.NoError(t, err)
	require.Equal(t, []string{mirror}, acme.Mirrors)
	roots, err := os.ReadFile(s.roots)
	require.NoError(t, err)
	acme.ServerCA += string(roots)
	b, err := acme.Encode()
	require.NoError(t, err)
	write(t, s.dir, "acme.json", string(b))

	s.count(t) // there is no mirror yet
	s.nginx(program)
	s.count(t)
	kept := func() (n int) {
		require.NoError(t, filepath.WalkDir(cache, func(_ string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				n++
			}
			return err
		}))
		return n
	}
	require.Equal(t, 2, kept(), "the set and its leaves")
	s.count(t)
	require.Equal(t, 2, kept())

	trusted := x509.NewCertPool()
	require.True(t, trusted.AppendCertsFromPEM(roots))
	anybody := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}}
	for _, path := range []string{"/v1/datasets/users?purpose=audience-matching", "/v1/log/checkpoint", "/v1/sessions/" + strings.Repeat("0", 64)} {
		resp, err := anybody.Get(mirror + path)
		require.NoError(t, err)
		resp.Body.Close()
		require.Equal(t, http.StatusNotFound, resp.StatusCode, "a mirror has sets and nothing else")
	}
}
