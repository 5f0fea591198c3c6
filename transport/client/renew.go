package client

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/blindmatch/blindmatch/transport"
)

// Renew asks the platform to sign a certificate for a new key, and returns conn with both. The client must be one of
// conn's, whose certificate still holds. It goes on with that; the new one is for the next client.
func Renew(ctx context.Context, c *Client, conn *transport.Connection) (*transport.Connection, error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		return nil, err
	}
	m := transport.CertificateRequest{Request: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: request}))}
	var signed transport.Certificate
	if err := c.call(ctx, http.MethodPost, transport.PathCertificate, m, http.StatusOK, &signed); err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	next := *conn
	next.ClientCertificate, next.ClientKey = signed.Certificate, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	if err := next.Check(); err != nil {
		return nil, errors.New("the platform's new certificate is not for the key that it was asked for")
	}
	if end := next.Expires(); !end.After(time.Now()) || end.Before(conn.Expires()) {
		return nil, fmt.Errorf("the platform's new certificate ends on %s, before the old one", end.UTC().Format(time.DateOnly))
	}
	return &next, nil
}
