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
	"strings"
	"syscall"
	"time"
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
	return !(ok && op.Op == "dial") && !(isNet && timeout.Timeout()) && !isTLSRefusal(err)
}

// verdict asks a server that closed the connection why, and returns err if it does not say. A TLS 1.3 server rejects a
// client's certificate only after the client's handshake is done. A client that has sent a request by then may see only
// the broken connection. This one sends nothing.
func (c *Client) verdict(ctx context.Context, err error) error {
	u, _ := url.Parse(c.base)
	if c.tls == nil {
		return err
	}
	addr := u.Host
	if u.Port() == "" {
		addr = net.JoinHostPort(u.Hostname(), "443")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, refusal := (&tls.Dialer{Config: c.tls.Clone()}).DialContext(ctx, "tcp", addr)
	if refusal == nil {
		_ = conn.SetReadDeadline(time.Now().Add(2 * time.Second))
		_, refusal = conn.Read(make([]byte, 1))
		conn.Close()
	}
	if refusal != nil && isTLSRefusal(refusal) {
		return c.explain(refusal)
	}
	return err
}

// explain says what a failed connection means and what to do.
func (c *Client) explain(err error) error {
	u, _ := url.Parse(c.base)
	if ue, ok := errors.AsType[*url.Error](err); ok {
		err = ue.Err
	}
	_, unknownCA := errors.AsType[x509.UnknownAuthorityError](err)
	_, wrongName := errors.AsType[x509.HostnameError](err)
	_, invalid := errors.AsType[x509.CertificateInvalidError](err)
	dns, isDNS := errors.AsType[*net.DNSError](err)
	switch {
	case unknownCA || wrongName:
		return fmt.Errorf("the server at %s is not the platform of this connection file: its certificate is signed by another CA or for another name; ask the platform for a new connection file: %w", u.Host, err)
	case invalid:
		return fmt.Errorf("the certificate of the server at %s is not valid now; check this machine's clock, then ask the platform: %w", u.Host, err)
	case isPlain(err):
		return fmt.Errorf("the server at %s does not speak TLS; check the URL in the connection file: %w", u.Host, err)
	case strings.Contains(err.Error(), "remote error: tls:"):
		return fmt.Errorf("the platform at %s does not accept the client certificate of this connection file; ask the platform for a new one: %w", u.Host, err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("nothing answers at %s: is the platform's server running, and is the URL in the connection file right?: %w", u.Host, err)
	case isDNS && dns.IsNotFound:
		return fmt.Errorf("there is no host named %s: check the URL in the connection file: %w", u.Hostname(), err)
	}
	if !c.reached.Load() && brokeOff(err) {
		return fmt.Errorf("the server at %s closes the connection without an answer; if this goes on, ask the platform whether it accepts this connection file: %w", u.Host, err)
	}
	return fmt.Errorf("the connection to %s failed: %w", u.Host, err)
}
