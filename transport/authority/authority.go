// Package authority is a small certificate authority for platforms that have none of their own: it signs the server's
// certificate and the clients'. It is kept in the platform's data directory.
package authority

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/internal/secretfile"
)

// ServerName is the name in every server certificate. Clients ask for it whatever the address: the authority signs only
// one server, so the name need not say which.
const ServerName = "blindmatch-platform"

const (
	caLifetime     = 10 * 365 * 24 * time.Hour
	serverLifetime = 90 * 24 * time.Hour
	clockSkew      = time.Hour // how far a client's clock may be behind
	most           = 1 << 20   // bytes of the authority's file
)

// Authority is a certificate authority. It is safe for concurrent use.
type Authority struct {
	cert *x509.Certificate
	key  crypto.Signer

	mu     sync.Mutex
	server *tls.Certificate // the current server certificate
}

// Open opens the authority in dir, and creates it on first use.
func Open(dir string) (*Authority, error) {
	path := filepath.Join(dir, "ca.pem")
	b, err := secretfile.Read(path, "a secret key", most)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(dir, path); err != nil {
			return nil, fmt.Errorf("make certificate authority: %w", err)
		}
		b, err = secretfile.Read(path, "a secret key", most)
	}
	return parse(path, b, err)
}

// OpenExisting opens the authority in dir. It fails with fs.ErrNotExist if there is none.
func OpenExisting(dir string) (*Authority, error) {
	path := filepath.Join(dir, "ca.pem")
	b, err := secretfile.Read(path, "a secret key", most)
	return parse(path, b, err)
}

func parse(path string, b []byte, err error) (*Authority, error) {
	if err != nil {
		return nil, fmt.Errorf("certificate authority: %w", err)
	}
	pair, err := tls.X509KeyPair(b, b)
	if err != nil {
		return nil, fmt.Errorf("certificate authority %s is damaged: %w", path, err)
	}
	key, ok := pair.PrivateKey.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("certificate authority %s: its key can't sign", path)
	}
	return &Authority{cert: pair.Leaf, key: key}, nil
}

// create writes certificate and key as one file, so there is never one without the other. If two processes do so at
// once, the first wins.
func create(dir, path string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	t := template("Blindmatch platform CA", caLifetime)
	t.IsCA, t.BasicConstraintsValid, t.MaxPathLenZero = true, true, true
	t.KeyUsage = x509.KeyUsageCertSign
	certPEM, keyPEM, err := sign(t, t, key, key)
	if err != nil {
		return err
	}
	f, err := durable.Begin(path)
	if err != nil {
		return err
	}
	defer f.Discard()
	if _, err := f.Write(append(certPEM, keyPEM...)); err != nil {
		return err
	}
	if err := f.Create(); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func template(name string, lifetime time.Duration) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		panic("authority: internal error: " + err.Error())
	}
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-clockSkew),
		NotAfter:     now.Add(lifetime),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
}

// sign returns t, signed by the issuer, and its key, both PEM.
func sign(t, issuer *x509.Certificate, key, issuerKey crypto.Signer) (certPEM, keyPEM []byte, err error) {
	cert, err := x509.CreateCertificate(rand.Reader, t, issuer, key.Public(), issuerKey)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

func (a *Authority) issue(t *x509.Certificate) (certPEM, keyPEM []byte, err error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, nil, err
	}
	return sign(t, a.cert, key, a.key)
}

// CertificatePEM is the authority's own certificate.
func (a *Authority) CertificatePEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// IssueClient signs a certificate for a client. It returns certificate and key as PEM, and the DER SubjectPublicKeyInfo
// that identifies the client to the platform.
func (a *Authority) IssueClient(name string, lifetime time.Duration) (certPEM, keyPEM, spki []byte, err error) {
	t := template(name, lifetime)
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	certPEM, keyPEM, err = a.issue(t)
	if err != nil {
		return nil, nil, nil, err
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return nil, nil, nil, err
	}
	return certPEM, keyPEM, pair.Leaf.RawSubjectPublicKeyInfo, nil
}

// SignClient signs a certificate for a client whose key stays with it, and returns it as PEM. It ends with the
// authority's own at the latest.
func (a *Authority) SignClient(name string, key crypto.PublicKey, lifetime time.Duration) (certPEM []byte, end time.Time, err error) {
	t := template(name, lifetime)
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if t.NotAfter.After(a.cert.NotAfter) {
		t.NotAfter = a.cert.NotAfter
	}
	cert, err := x509.CreateCertificate(rand.Reader, t, a.cert, key, a.key)
	if err != nil {
		return nil, time.Time{}, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), t.NotAfter, nil
}

// Certificate is the authority's own certificate.
func (a *Authority) Certificate() *x509.Certificate { return a.cert }

// ServerConfig is TLS 1.3 with a certificate of this authority, which is renewed before it expires, and with clients
// that this authority has signed.
func (a *Authority) ServerConfig() *tls.Config {
	clients := x509.NewCertPool()
	clients.AddCert(a.cert)
	return &tls.Config{
		MinVersion:     tls.VersionTLS13,
		ClientAuth:     tls.RequireAndVerifyClientCert,
		ClientCAs:      clients,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return a.serverCertificate() },
	}
}

func (a *Authority) serverCertificate() (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.server != nil && time.Until(a.server.Leaf.NotAfter) > serverLifetime/3 {
		return a.server, nil
	}
	t := template(ServerName, serverLifetime)
	t.DNSNames = []string{ServerName}
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	certPEM, keyPEM, err := a.issue(t)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return nil, err
	}
	a.server = &pair
	return a.server, nil
}
