package server_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/stretchr/testify/require"
)

// A client renews its certificate itself, with a key that nobody else has seen. It stays the same client, and the earlier
// certificate holds too.
func TestRenew(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	ctx := context.Background()
	old := w.client(client.Config{})
	next, err := client.Renew(ctx, old, &w.conn)
	require.NoError(t, err)
	require.NotEqual(t, w.conn.ClientKey, next.ClientKey)
	require.NotEqual(t, w.conn.ClientCertificate, next.ClientCertificate)
	require.Equal(t, w.conn.ServerCA, next.ServerCA)
	renewed, err := client.New(next, client.Config{})
	require.NoError(t, err)
	defer renewed.Close()
	cfg := advertiser.Config{Params: psi.Params{Purpose: "audience-matching"}, Dataset: "users", Platform: w.platform.Identity(), Advertiser: "acme"}
	for _, c := range []*client.Client{renewed, old} {
		info, err := advertiser.Describe(ctx, c, &cfg)
		require.NoError(t, err)
		require.Equal(t, "acme", info.Advertiser)
	}
	rows, err := w.platform.Store().Clients(ctx)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	end, soon := platform.Ends(&rows[0])
	require.False(t, soon)
	require.WithinDuration(t, next.Expires(), end, time.Second)

	// There is an end to it, and a client that is out stays out.
	for range 6 {
		_, err = client.Renew(ctx, renewed, next)
		require.NoError(t, err)
	}
	_, err = client.Renew(ctx, renewed, next)
	require.Equal(t, psi.CodeWrongState, psi.CodeOf(err), "%v", err)
	require.NoError(t, w.platform.Store().RevokeClient(ctx, "acme"))
	_, err = client.Renew(ctx, renewed, next)
	require.Equal(t, psi.CodeUnauthenticated, psi.CodeOf(err), "%v", err)
}

// Requests that are none.
func TestRenewRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	_, ed, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	small, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	request := func(key any) []byte {
		b, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
		require.NoError(t, err)
		return b
	}
	text := func(b []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: b}))
	}
	forged := request(ed)
	forged[len(forged)-1] ^= 1
	c := httpClient(t, w.conn, true)
	for name, x := range map[string]struct {
		request string
		status  int
	}{
		"good":          {text(request(ed)), http.StatusOK},
		"ecdsa":         {text(request(ec)), http.StatusOK},
		"rsa":           {text(request(small)), http.StatusBadRequest},
		"bad signature": {text(forged), http.StatusBadRequest},
		"truncated":     {text(forged[:40]), http.StatusBadRequest},
		"two":           {text(request(ed)) + text(request(ed)), http.StatusBadRequest},
		"certificate":   {w.conn.ClientCertificate, http.StatusBadRequest},
		"nothing":       {"", http.StatusBadRequest},
	} {
		body, err := json.Marshal(transport.CertificateRequest{Request: x.request})
		require.NoError(t, err)
		resp, err := c.Post(w.conn.URL+transport.PathCertificate, transport.TypeJSON, bytes.NewReader(body))
		require.NoError(t, err)
		resp.Body.Close()
		require.Equal(t, x.status, resp.StatusCode, name)
	}
}
