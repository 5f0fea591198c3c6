package server

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
)

// Renew signs a client's next certificate, for the key of a request whose signature was checked, and registers it. It
// returns PEM.
type Renew func(ctx context.Context, client string, request *x509.CertificateRequest) ([]byte, error)

// RenewBy signs with a platform's own authority. Who may connect now may go on; a client's other certificates last until
// they end.
func RenewBy(ca *authority.Authority, store *platform.Directory) Renew {
	return func(ctx context.Context, client string, request *x509.CertificateRequest) ([]byte, error) {
		row, err := store.ClientNamed(ctx, client)
		if err != nil {
			return nil, err
		}
		cert, end, err := ca.SignClient(client, request.PublicKey, time.Duration(row.Days)*24*time.Hour)
		if err != nil {
			return nil, err
		}
		err = store.RenewClient(ctx, client, platform.ClientKey{SPKI: request.RawSubjectPublicKeyInfo, Expires: end})
		if errors.Is(err, platform.ErrClientKeys) {
			return nil, psi.Errorf(psi.CodeWrongState, "%v: use one of them", err)
		}
		return cert, err
	}
}

// renewal answers requests for certificates.
type renewal struct {
	sign Renew // nil: there are none here
	log  *slog.Logger
}

func (h *renewal) serve(client string, w http.ResponseWriter, r *http.Request) error {
	if h.sign == nil {
		return psi.Errorf(psi.CodeBadRequest, "this platform does not sign clients' certificates")
	}
	m, err := readJSON[transport.CertificateRequest](w, r)
	if err != nil {
		return err
	}
	request, err := parseRequest(m.Request)
	if err != nil {
		return psi.Errorf(psi.CodeBadRequest, "certificate request: %v", err)
	}
	cert, err := h.sign(r.Context(), client, request)
	if err != nil {
		return err
	}
	h.log.Info("client renewed its certificate", "client", client)
	writeJSON(w, http.StatusOK, transport.Certificate{Certificate: string(cert)})
	return nil
}

// parseRequest reads a request for a certificate. Names in it mean nothing: who asks is known.
func parseRequest(text string) (*x509.CertificateRequest, error) {
	block, rest := pem.Decode([]byte(text))
	if block == nil || block.Type != "CERTIFICATE REQUEST" || strings.TrimSpace(string(rest)) != "" {
		return nil, errors.New("want one PEM block CERTIFICATE REQUEST")
	}
	request, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil || request.CheckSignature() != nil {
		return nil, errors.New("want PKCS #10, signed with the key in it")
	}
	switch request.PublicKey.(type) {
	case ed25519.PublicKey, *ecdsa.PublicKey:
		return request, nil
	}
	return nil, errors.New("want a key of Ed25519 or ECDSA")
}
