//go:build unix

package e2e

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/stretchr/testify/require"
)

// signer is an authority whose certificates begin and end when a test says: as if its clock were wrong, or that of the
// machine that looks at them.
type signer struct{ tls.Certificate }

func newSigner(t *testing.T) *signer {
	_, key, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CA"}, NotBefore: time.Now().AddDate(-20, 0, 0), NotAfter: time.Now().AddDate(20, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, key.Public(), key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &signer{tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}}
}

func (s *signer) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Leaf.Raw}))
}

// issue signs a certificate that is valid between two times from now, and returns it as PEM with its key.
func (s *signer) issue(t *testing.T, from, to time.Duration) (cert, key string) {
	_, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "leaf"}, DNSNames: []string{authority.ServerName},
		NotBefore: time.Now().Add(from), NotAfter: time.Now().Add(to), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, s.Leaf, private.Public(), s.PrivateKey.(crypto.Signer))
	require.NoError(t, err)
	b, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: b}))
}

// Whose clock is wrong is said where it can be known, with the difference, and otherwise both are named. SPEC M43
func TestWrongClocks(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for name, r := range map[string]struct {
		server, client [2]time.Duration // when the certificates are valid, from now on
		clock          time.Duration    // of the server, from now on
		silent         bool             // the server doesn't say the time
		verifies       time.Duration    // the time by which the server looks at the client's certificate, from now on
		want           []string
	}{
		"this one behind, or the server's ahead": {[2]time.Duration{400 * day, 490 * day}, [2]time.Duration{-day, 600 * day}, 400*day + time.Hour, false, 0,
			[]string{"is not valid before 20", "the server's clock says 20", "this machine's is 400 days behind it. One of the two is wrong: compare them with a third"}},
		"this one ahead, or the server's behind": {[2]time.Duration{-100 * day, -10 * day}, [2]time.Duration{-day, 600 * day}, -20 * day, false, 0,
			[]string{"has ended on 20", "this machine's is 20 days ahead of it. One of the two is wrong"}},
		"both agree": {[2]time.Duration{-100 * day, -10 * day}, [2]time.Duration{-day, 600 * day}, 0, false, 0,
			[]string{"has ended on 20", "and this machine's clock says 20", "as the server's does: tell the platform"}},
		"nobody says": {[2]time.Duration{400 * day, 490 * day}, [2]time.Duration{-day, 600 * day}, 0, true, 0,
			[]string{"is not valid before 20", "check this machine's clock, then ask the platform"}},
		"this one behind, by the connection file": {[2]time.Duration{400 * day, 490 * day}, [2]time.Duration{300 * day, 600 * day}, 0, true, 0,
			[]string{"This machine's clock is behind: the connection file's certificate was made after 20"}},
		"the server's, for our certificate": {[2]time.Duration{-day, day}, [2]time.Duration{-day, 600 * day}, 0, false, 700 * day,
			[]string{"does not accept the client certificate of this connection file and says that it is out of date, while it is valid from 20", "one of the two clocks is wrong; if this one is right, tell the platform"}},
		"our certificate has ended": {[2]time.Duration{-day, day}, [2]time.Duration{-9 * day, -day}, 0, false, 0,
			[]string{"does not accept the client certificate of this connection file: it ended on 20", "ask the platform for a new one"}},
		"ours is not valid yet": {[2]time.Duration{-day, day}, [2]time.Duration{day, 9 * day}, 0, false, 0,
			[]string{"by this machine's clock it is not valid before 20", "is behind"}},
		"a difference that does no harm": {[2]time.Duration{-day, day}, [2]time.Duration{-day, 600 * day}, 3*time.Hour + time.Minute, false, 0,
			[]string{"this machine's clock is 3 hours behind the platform's: one of the two is wrong (20", `unexpected answer "404 Not Found"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ca := newSigner(t)
			x := newPlace(t, func(w http.ResponseWriter, req *http.Request) {
				if r.silent {
					panic(http.ErrAbortHandler)
				}
				if invalid := r.server[0] > 0 || r.server[1] < 0; invalid && (req.Method != http.MethodHead || req.URL.Path != transport.Root) {
					t.Errorf("a server whose certificate is not valid now was asked for %s %s", req.Method, req.URL)
				}
				w.Header().Set("Date", time.Now().Add(r.clock).UTC().Format(http.TimeFormat))
				w.WriteHeader(http.StatusNotFound)
			}, func(tc *tls.Config, c *transport.Connection) {
				cert, key := ca.issue(t, r.server[0], r.server[1])
				pair, err := tls.X509KeyPair([]byte(cert), []byte(key))
				require.NoError(t, err)
				tc.GetCertificate, tc.Certificates = nil, []tls.Certificate{pair}
				tc.ClientCAs = x509.NewCertPool()
				tc.ClientCAs.AddCert(ca.Leaf)
				tc.Time = func() time.Time { return time.Now().Add(r.verifies) }
				c.ServerCA = ca.pem()
				c.ClientCertificate, c.ClientKey = ca.issue(t, r.client[0], r.client[1])
			})
			said := x.ask(t, "acme.json")
			for _, want := range r.want {
				require.Contains(t, said, want)
			}
		})
	}
}

// A server whose clock is behind refuses certificates that are good, and says so in its log.
func TestServersClockInLog(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, copyShared(dir))
	p, err := serve(dir, "")
	require.NoError(t, err)
	defer p.kill()
	b, err := os.ReadFile(filepath.Join(dir, "data", "tls", "ca.pem"))
	require.NoError(t, err)
	pair, err := tls.X509KeyPair(b, b)
	require.NoError(t, err)
	ca := &signer{pair}
	for _, r := range []struct {
		from, to time.Duration
		want     string
	}{
		{5 * time.Hour, 9 * time.Hour, "the client's certificate begins in 5 hours by this machine's clock: that is behind, or the one of who signed the certificate was ahead"},
		{-9 * time.Hour, -3 * time.Hour, "the client's certificate ended 3 hours ago by this machine's clock: renew it, if the clock is right"},
	} {
		cert, key := ca.issue(t, r.from, r.to)
		pair, err := tls.X509KeyPair([]byte(cert), []byte(key))
		require.NoError(t, err)
		conn, err := tls.Dial("tcp", p.addr, &tls.Config{Certificates: []tls.Certificate{pair}, InsecureSkipVerify: true})
		require.NoError(t, err)
		_, err = conn.Read(make([]byte, 1))
		require.Error(t, err)
		conn.Close()
		require.NoError(t, p.said(r.want))
	}
}
