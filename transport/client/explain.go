package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/blindmatch/blindmatch/internal/plain"
)

// isTLSRefusal says whether the TLS handshake failed for a reason that another try won't change.
func isTLSRefusal(err error) bool {
	_, cert := errors.AsType[*tls.CertificateVerificationError](err)
	_, alert := errors.AsType[tls.AlertError](err)
	return cert || alert || isPlain(err) || strings.Contains(err.Error(), "remote error: tls:")
}

// isPlain says whether err means that the other side does not speak TLS.
func isPlain(err error) bool {
	_, record := errors.AsType[tls.RecordHeaderError](err)
	return record || errors.Is(err, http.ErrSchemeMismatch)
}

// brokeOff says whether the other side accepted a connection and then closed it. A TLS 1.3 server that does not accept
// the client's certificate may do that before its reason has been read, so another try is worth it.
func brokeOff(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	timeout, isNet := errors.AsType[net.Error](err)
	_, byProxy := errors.AsType[*proxyError](err)
	return !(ok && op.Op == "dial") && !(isNet && timeout.Timeout()) && !isTLSRefusal(err) &&
		!byProxy && !isProxyDown(err) && !errors.Is(err, errDescriptors)
}

// verdict asks a server that closed the connection why, and returns err if it does not say. A TLS 1.3 server rejects a
// client's certificate only after the client's handshake is done. A client that has sent a request by then may see only
// the broken connection. This one sends nothing.
func (w *way) verdict(ctx context.Context, tc *tls.Config, err error) error {
	if tc == nil || w.proxy != nil {
		return err
	}
	addr := w.base.Host
	if w.base.Port() == "" {
		addr = net.JoinHostPort(w.base.Hostname(), "443")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, refusal := (&tls.Dialer{Config: tc.Clone()}).DialContext(ctx, "tcp", addr)
	if refusal == nil {
		_ = conn.SetReadDeadline(time.Now().Add(2 * time.Second))
		_, refusal = conn.Read(make([]byte, 1))
		conn.Close()
	}
	if refusal != nil && isTLSRefusal(refusal) {
		return w.explain(refusal, tc, false)
	}
	return err
}

// explained is what a failed connection means and what to do. What it says may come from the other side.
type explained struct {
	text string
	err  error
}

func (e *explained) Error() string { return plain.Line(e.text + ": " + e.err.Error()) }
func (e *explained) Unwrap() error { return e.err }

// errDescriptors says that this process may open nothing more. It comes as an error about names too.
var errDescriptors = fmt.Errorf("no descriptor is left for a connection: %w", syscall.EMFILE)

// hasDescriptors says whether as many files can be opened as a look at a name needs. Without them the system says that
// there is no such name.
func hasDescriptors() bool {
	for range 3 {
		f, err := os.Open(os.DevNull)
		if err != nil {
			return !errors.Is(err, syscall.EMFILE)
		}
		defer f.Close()
	}
	return true
}

// explain says what a failed connection means and what to do. tc is nil if the HTTP client is the caller's own; reached
// says whether the platform has ever answered.
func (w *way) explain(err error, tc *tls.Config, reached bool) error {
	if ue, ok := errors.AsType[*url.Error](err); ok {
		err = ue.Err
	}
	host := w.base.Host
	tell := func(format string, args ...any) error { return &explained{fmt.Sprintf(format, args...), err} }
	unknown, unknownCA := errors.AsType[x509.UnknownAuthorityError](err)
	_, wrongName := errors.AsType[x509.HostnameError](err)
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	dns, isDNS := errors.AsType[*net.DNSError](err)
	timeout, isNet := errors.AsType[net.Error](err)
	_, alert, isAlert := strings.Cut(err.Error(), "remote error: tls: ")
	if strings.Contains(err.Error(), syscall.EMFILE.Error()) || isDNS && dns.Server == "" && !hasDescriptors() {
		return errDescriptors
	}
	if text := w.blame(err); text != "" {
		return tell("%s", text)
	}
	switch {
	case wrongName:
		return tell("the server at %s%s is not the platform of this connection file: its certificate is for another name; ask the platform for a new connection file", host, w.through())
	case unknownCA && w.proxy != nil:
		return tell("the connection to %s%s ends at another server than the platform of this connection file: its certificate is %s. If the proxy inspects TLS, ask whoever runs it to except %s, or, if that can be reached without it, add that name to NO_PROXY; else ask the platform for a new connection file",
			host, w.through(), signedBy(unknown.Cert), w.base.Hostname())
	case unknownCA:
		return tell("the server at %s is not the platform of this connection file: its certificate is %s; ask the platform for a new connection file", host, signedBy(unknown.Cert))
	case isInvalid && invalid.Reason == x509.Expired:
		return &clockError{host: host, cert: invalid.Cert, own: ownCertificate(tc), now: time.Now(), err: err}
	case isInvalid:
		return tell("the certificate of the server at %s can't be used: ask the platform", host)
	case isPlain(err):
		return tell("the server at %s does not speak TLS%s; check the URL in the connection file", host, w.through())
	case isAlert && strings.Contains(alert, "protocol version"):
		return tell("the server at %s%s does not speak TLS 1.3, as every platform does; check the URL in the connection file, and ask the platform what stands before its server", host, w.through())
	case isAlert && !strings.Contains(alert, "certificate") && !strings.Contains(alert, "access denied"):
		return tell("the server at %s%s broke off the TLS handshake (%s); check the URL in the connection file, and ask the platform", host, w.through(), plain.Line(alert))
	case isAlert:
		return tell("the platform at %s does not accept the client certificate of this connection file%s", host, refusedCertificate(err, ownCertificate(tc), time.Now()))
	case errors.Is(err, syscall.ECONNREFUSED):
		return tell("nothing answers at %s: is the platform's server running, and is the URL in the connection file right?", host)
	case isDNS && dns.IsNotFound:
		return tell("there is no host named %s: check the URL in the connection file; if names of the internet are known only to a proxy here, set HTTPS_PROXY", w.base.Hostname())
	}
	if !reached && brokeOff(err) {
		return tell("the server at %s closes the connection%s without an answer; if this goes on, ask the platform whether it accepts this connection file", host, w.through())
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" && isNet && timeout.Timeout() && !reached {
		return tell("%s does not answer in time: does this network let connections to it out, or only through a proxy (HTTPS_PROXY)?", host)
	}
	return tell("the connection to %s%s failed", host, w.through())
}

// signedBy says who has signed a certificate that is not the platform's, if that is known.
func signedBy(cert *x509.Certificate) string {
	if cert == nil {
		return "signed by another CA"
	}
	name := cert.Issuer.CommonName
	if name == "" {
		name = cert.Issuer.String()
	}
	return fmt.Sprintf("signed by another CA, %.80q", name)
}

// ownCertificate is the client's, or nil.
func ownCertificate(tc *tls.Config) *x509.Certificate {
	if tc == nil || len(tc.Certificates) == 0 {
		return nil
	}
	return tc.Certificates[0].Leaf
}
