// Package server serves a platform over HTTP, as an http.Handler that can run beside others in any server.
package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/blindmatch/blindmatch/psi/platform"
)

// NewServer returns a server for h with limits that suit its messages: it bounds connections as Doors do, slow headers,
// idle connections and streams, and h itself bounds bodies. tc must demand TLS 1.3 and may demand client certificates.
func NewServer(h http.Handler, tc *tls.Config) *http.Server {
	return NewDoors(DoorsConfig{}).NewServer(h, tc)
}

// NewServer is NewServer with these doors. The server's ConnState, ConnContext and ErrorLog belong to them.
func (d *Doors) NewServer(h http.Handler, tc *tls.Config) *http.Server {
	srv := newServer(h, int(streamBuffer(d.cfg.Bodies)))
	srv.TLSConfig = d.paced(tc)
	d.guard(srv, addressOf)
	return srv
}

func newServer(h http.Handler, buffer int) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       time.Minute,
		// OPTIONS * is for the handler, which refuses it as it refuses all that SPEC.md §8 does not list.
		DisableGeneralOptionsHandler: true,
		MaxHeaderBytes:               16 << 10,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams:          16,
			MaxReceiveBufferPerConnection: 2 * buffer,
			MaxReceiveBufferPerStream:     buffer,
			SendPingTimeout:               15 * time.Second,
			PingTimeout:                   15 * time.Second,
			WriteByteTimeout:              30 * time.Second,
		},
	}
}

// MutualTLS identifies clients by the certificate that the TLS handshake verified: its public key must be registered in
// the store.
func MutualTLS(store *platform.Directory) Identify {
	return func(r *http.Request) (string, error) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			return "", errors.New("this platform identifies clients by certificate, and the connection has none")
		}
		return store.Client(r.Context(), r.TLS.PeerCertificates[0].RawSubjectPublicKeyInfo)
	}
}

// inTime fails if the client's certificate has ended since the handshake.
func inTime(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	if ends := validUntil(r.TLS); time.Now().After(ends) {
		return fmt.Errorf("the client's certificate ended on %s", ends.UTC().Format("2006-01-02 15:04 MST"))
	}
	return nil
}
