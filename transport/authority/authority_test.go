package authority

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "tls")
	// Several calls at once create one authority.
	var all [8]*Authority
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() {
			a, err := Open(dir)
			if err != nil {
				t.Error(err)
			}
			all[i] = a
		})
	}
	wg.Wait()
	for _, a := range all {
		require.Equal(t, all[0].CertificatePEM(), a.CertificatePEM())
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "temporary files are left")
	info, err := os.Stat(filepath.Join(dir, "ca.pem"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.NotContains(t, string(all[0].CertificatePEM()), "PRIVATE")
}

func TestDamaged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := Open(dir)
	require.NoError(t, err)
	path := filepath.Join(dir, "ca.pem")
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, n := range []int{0, 1, len(whole) / 2, len(whole) - 10} {
		require.NoError(t, os.WriteFile(path, whole[:n], 0o600))
		_, err := Open(dir)
		require.ErrorContains(t, err, "is damaged", "%d bytes", n)
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, whole[:n], after, "a damaged authority is not replaced: its clients would be lost")
	}
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	a, err := Open(t.TempDir())
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(a.CertificatePEM()))

	certPEM, keyPEM, spki, err := a.IssueClient("acme", time.Hour)
	require.NoError(t, err)
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	require.NoError(t, err)
	require.Equal(t, pair.Leaf.RawSubjectPublicKeyInfo, spki)
	verify := func(c *x509.Certificate, use x509.ExtKeyUsage, name string) error {
		_, err := c.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{use}, DNSName: name})
		return err
	}
	require.NoError(t, verify(pair.Leaf, x509.ExtKeyUsageClientAuth, ""))
	require.Error(t, verify(pair.Leaf, x509.ExtKeyUsageServerAuth, ""), "a client can't pose as the server")
	require.False(t, pair.Leaf.IsCA)

	tc := a.ServerConfig()
	require.EqualValues(t, tls.VersionTLS13, tc.MinVersion)
	require.Equal(t, tls.RequireAndVerifyClientCert, tc.ClientAuth)
	server, err := tc.GetCertificate(nil)
	require.NoError(t, err)
	require.NoError(t, verify(server.Leaf, x509.ExtKeyUsageServerAuth, ServerName))
	require.Error(t, verify(server.Leaf, x509.ExtKeyUsageClientAuth, ""))
	again, err := tc.GetCertificate(nil)
	require.NoError(t, err)
	require.Same(t, server, again)

	// An old certificate is renewed.
	a.mu.Lock()
	old := *server.Leaf
	old.NotAfter = time.Now().Add(serverLifetime/3 - time.Minute)
	a.server = &tls.Certificate{Leaf: &old}
	a.mu.Unlock()
	renewed, err := tc.GetCertificate(nil)
	require.NoError(t, err)
	require.Greater(t, time.Until(renewed.Leaf.NotAfter), serverLifetime/3)

	// An authority doesn't sign other authorities.
	block, _ := pem.Decode(a.CertificatePEM())
	ca, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	require.True(t, ca.IsCA && ca.MaxPathLenZero)
}
