package server

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// ClientCertHeader is RFC 9440's name for the header with a client's certificate.
const ClientCertHeader = "Client-Cert"

// Forwarded says how a proxy that ends clients' TLS passes their certificates on. Of the proxy is believed that the
// client has the certificate's key, which it proved in the handshake, and nothing else: who signed the certificate, for
// what and until when is checked here for each request, as a handshake would.
type Forwarded struct {
	// Header is what the proxy sets, in place of whatever the client sent: RFC 9440's byte sequence, or PEM in percent
	// encoding. "" means ClientCertHeader.
	Header string
	// From are the addresses of the proxies. Nobody else is answered. Who connects by a Unix socket is let in by the
	// socket's mode, and not looked for here.
	From     []netip.Prefix
	Clients  func() *x509.CertPool // CAs that sign clients' certificates
	Requests int                   // of one certificate at once; 0 means 32
}

// NewPlainServer returns a server for HTTP without TLS, to be served on an address that only a proxy can reach.
func (d *Doors) NewPlainServer(h http.Handler, cfg Forwarded) *http.Server {
	f := &forwarded{Forwarded: cfg, doors: d, underWay: map[[32]byte]int{}}
	if f.Header == "" {
		f.Header = ClientCertHeader
	}
	if f.Requests <= 0 {
		f.Requests = 32
	}
	var srv *http.Server
	srv = newServer(f.wrap(h, func(r *http.Request, err error) {
		srv.ErrorLog.Printf("request refused, remote %s: %v", r.RemoteAddr, err)
	}), int(streamBuffer(d.cfg.Bodies)))
	d.guard(srv, func(c net.Conn) string {
		if f.isProxy(c.RemoteAddr().String()) {
			return fmt.Sprintf("%s %p", addressOf(c), c) // it is many
		}
		return addressOf(c)
	})
	return srv
}

// forwarded is a Forwarded at work.
type forwarded struct {
	Forwarded
	doors    *Doors
	mu       sync.Mutex
	underWay map[[32]byte]int // requests, by their certificate's public key
}

// wrap lets h see a request as if its client had connected itself.
func (f *forwarded) wrap(h http.Handler, refused func(*http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		chain, err := f.certificates(r)
		if err != nil {
			refused(r, err)
			f.doors.refuse(w, r, psi.Errorf(psi.CodeUnauthenticated, "%v", err))
			return
		}
		leave, err := f.enter(sha256.Sum256(chain[0].RawSubjectPublicKeyInfo))
		if err != nil {
			f.doors.refuse(w, r, err)
			return
		}
		defer leave()
		as := *r
		as.TLS = &tls.ConnectionState{HandshakeComplete: true, PeerCertificates: chain[:1], VerifiedChains: [][]*x509.Certificate{chain}}
		h.ServeHTTP(w, &as)
	})
}

// enter counts a request for its certificate.
func (f *forwarded) enter(key [32]byte) (leave func(), err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.underWay[key] >= f.Requests {
		return nil, &statusError{http.StatusTooManyRequests, busy("this certificate has %d requests under way: wait for some", f.Requests)}
	}
	f.underWay[key]++
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.underWay[key]--; f.underWay[key] == 0 {
			delete(f.underWay, key)
		}
	}, nil
}

// certificates returns the client's certificate and those that vouch for it, up to a CA.
func (f *forwarded) certificates(r *http.Request) ([]*x509.Certificate, error) {
	if !f.isProxy(r.RemoteAddr) {
		return nil, errors.New("only the platform's proxy is answered here")
	}
	value, err := only(r, f.Header)
	if err != nil {
		return nil, err
	}
	sent, err := parseForwarded(value)
	if err != nil {
		return nil, fmt.Errorf("header %s: %w", f.Header, err)
	}
	if chain := f.Header + "-Chain"; f.Header == ClientCertHeader && len(r.Header.Values(chain)) > 0 {
		if value, err = only(r, chain); err != nil {
			return nil, err
		}
		for item := range strings.SplitSeq(value, ",") {
			more, err := parseForwarded(strings.Trim(item, " \t"))
			if err != nil {
				return nil, fmt.Errorf("header %s: %w", chain, err)
			}
			sent = append(sent, more...)
		}
	}
	between := x509.NewCertPool()
	for _, c := range sent[1:] {
		between.AddCert(c)
	}
	roots := f.Clients()
	if roots == nil { // Verify would take the system's
		return nil, errors.New("the platform knows no CA of clients")
	}
	chains, err := sent[0].Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: between, CurrentTime: time.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return nil, fmt.Errorf("the client's certificate: %w", err)
	}
	return chains[0], nil
}

// isProxy says whether a proxy has this address.
func (f *forwarded) isProxy(remote string) bool {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote == "" || remote == "@" // a Unix socket, whose peers have no name
	}
	return slices.ContainsFunc(f.From, func(p netip.Prefix) bool { return p.Contains(at.Addr().Unmap().WithZone("")) })
}

// only is the value of a header that must be there once.
func only(r *http.Request, name string) (string, error) {
	values := r.Header.Values(name)
	if len(values) != 1 || values[0] == "" {
		return "", fmt.Errorf("this platform identifies clients by certificate, and its proxy sent %d headers %s with one: want one", len(values), name)
	}
	return values[0], nil
}

// parseForwarded reads a header's value: a certificate as RFC 9440 has it, or PEM in percent encoding, which may have
// others after the client's.
func parseForwarded(value string) (all []*x509.Certificate, err error) {
	if inner, ok := strings.CutPrefix(value, ":"); ok {
		inner, ok = strings.CutSuffix(inner, ":")
		der, err := base64.StdEncoding.Strict().DecodeString(inner)
		if !ok || err != nil {
			return nil, errors.New("not one byte sequence as in RFC 9440")
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, errors.New("not a certificate")
		}
		return []*x509.Certificate{c}, nil
	}
	text, err := url.PathUnescape(value) // '+' is itself: a load balancer leaves it as it is
	if err != nil {
		return nil, errors.New("neither a byte sequence as in RFC 9440 nor PEM in percent encoding")
	}
	for text = strings.TrimSpace(text); text != ""; {
		block, rest := pem.Decode([]byte(text))
		if block == nil || block.Type != "CERTIFICATE" || !strings.HasPrefix(text, "-----BEGIN CERTIFICATE-----") {
			return nil, errors.New("neither a byte sequence as in RFC 9440 nor PEM in percent encoding")
		}
		text = strings.TrimSpace(string(rest))
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errors.New("not a certificate")
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, errors.New("no certificate")
	}
	return all, nil
}
