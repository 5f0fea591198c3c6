package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/internal/plain"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// clockError is a server's certificate that is not valid by this machine's clock. Who is wrong, the server's time tells.
type clockError struct {
	host   string
	cert   *x509.Certificate
	own    *x509.Certificate // the client's, or nil
	now    time.Time
	server time.Time // by the server's clock; zero if it does not say
	err    error
}

func (e *clockError) Unwrap() error { return e.err }

func (e *clockError) Error() string {
	which := "has ended on " + show(e.cert.NotAfter)
	if e.now.Before(e.cert.NotBefore) {
		which = "is not valid before " + show(e.cert.NotBefore)
	}
	text := fmt.Sprintf("the certificate of the server at %s %s, and this machine's clock says %s", e.host, which, show(e.now))
	switch {
	case e.own != nil && e.now.Before(e.own.NotBefore):
		text += fmt.Sprintf(". This machine's clock is behind: the connection file's certificate was made after %s", show(e.own.NotBefore))
	case e.server.IsZero():
		text += ": check this machine's clock, then ask the platform"
	case apart(e.now, e.server) <= psi.MaxSkew:
		text += ", as the server's does: tell the platform"
	default:
		text += fmt.Sprintf("; the server's clock says %s: this machine's is %s it. One of the two is wrong: compare them with a third, and tell the platform if it is the server's", show(e.server), ahead(e.now, e.server))
	}
	return plain.Line(text + ": " + e.err.Error())
}

// show writes a time for people.
func show(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

func apart(a, b time.Time) time.Duration { return a.Sub(b).Abs() }

// ahead says by how much this machine's clock differs from the server's.
func ahead(now, server time.Time) string {
	d, word := now.Sub(server), "ahead of"
	if d < 0 {
		d, word = -d, "behind"
	}
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days %s", int(d.Hours()/24), word)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours %s", int(d.Hours()), word)
	}
	return fmt.Sprintf("%d minutes %s", int(d.Minutes()), word)
}

// askTime asks a server for the time, whose certificate is the platform's but for its dates, and adds it to err. The
// request says nothing, and what comes is a hint for a person: SPEC.md §8.1.
func (w *way) askTime(ctx context.Context, t http.RoundTripper, err error) {
	e, ok := errors.AsType[*clockError](err)
	own, isOwn := t.(*http.Transport)
	if !ok || !isOwn {
		return
	}
	at := e.cert.NotBefore.Add(time.Second)
	if e.now.After(e.cert.NotAfter) {
		at = e.cert.NotAfter.Add(-time.Second)
	}
	probe := own.Clone()
	probe.TLSClientConfig.Time = func() time.Time { return at }
	probe.DisableKeepAlives = true
	defer probe.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, strings.TrimSuffix(w.base.String(), "/")+transport.Root, nil)
	if err != nil {
		return
	}
	resp, err := probe.RoundTrip(req)
	if err != nil {
		return
	}
	resp.Body.Close()
	e.server, _ = http.ParseTime(resp.Header.Get("Date"))
}

// refusedCertificate says why a server may refuse the client's own certificate, and what to do.
func refusedCertificate(err error, own *x509.Certificate, now time.Time) string {
	const ask = "; ask the platform for a new one"
	_, alert := errors.AsType[tls.AlertError](err)
	dates := alert && strings.Contains(err.Error(), "expired") || strings.Contains(err.Error(), "remote error: tls: expired certificate")
	switch {
	case own == nil:
		return ask
	case now.After(own.NotAfter):
		return fmt.Sprintf(": it ended on %s%s", show(own.NotAfter), ask)
	case now.Before(own.NotBefore):
		return fmt.Sprintf(": by this machine's clock it is not valid before %s, and it was made then, so this clock, which says %s, is behind", show(own.NotBefore), show(now))
	case dates:
		return fmt.Sprintf(" and says that it is out of date, while it is valid from %s to %s and this machine's clock says %s: one of the two clocks is wrong; if this one is right, tell the platform",
			show(own.NotBefore), show(own.NotAfter), show(now))
	}
	return ask
}

// skew watches the clock of who answers.
type skew struct {
	tell func(string)
	told atomic.Bool
}

// look says once if the server's clock and this one differ by more than is allowed for.
func (s *skew) look(resp *http.Response) {
	at, err := http.ParseTime(resp.Header.Get("Date"))
	now := time.Now()
	if s.tell == nil || err != nil || resp.Header.Get("Age") != "" || apart(now, at) <= psi.MaxSkew || s.told.Swap(true) {
		return
	}
	s.tell(fmt.Sprintf("this machine's clock is %s the platform's: one of the two is wrong (%s here, %s there)", ahead(now, at), show(now), show(at)))
}
