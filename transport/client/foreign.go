package client

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/blindmatch/blindmatch/internal/plain"
	"github.com/blindmatch/blindmatch/psi"
)

// foreignError is an answer that a platform never gives: something in front of it does.
type foreignError struct {
	status int
	who    string // what it calls itself; or ""
	to     string // the host that it leads to; or ""
	size   int    // of the request's body
}

func newForeignError(resp *http.Response) *foreignError {
	e := &foreignError{status: resp.StatusCode, who: plain.Line(resp.Header.Get("Server"))}
	if e.who = e.who[:min(len(e.who), 60)]; resp.Request != nil {
		e.size = int(resp.Request.ContentLength)
	}
	if u, err := url.Parse(resp.Header.Get("Location")); err == nil {
		e.to = plain.Line(u.Host[:min(len(u.Host), 100)])
	}
	return e
}

func isPage(resp *http.Response) bool {
	return strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html")
}

func (e *foreignError) Error() string {
	from := "something in front of the platform"
	if e.who != "" {
		from += fmt.Sprintf(" (%q)", e.who)
	}
	said := fmt.Sprintf("unexpected answer %q", fmt.Sprint(e.status, " ", http.StatusText(e.status)))
	not := fmt.Sprintf("%s from %s, not from the platform's own server", said, from)
	switch {
	case e.status == http.StatusRequestEntityTooLarge:
		return fmt.Sprintf("%s: it does not take a body of %d bytes; ask whoever runs it to allow bodies of %d MiB (nginx: client_max_body_size %dm)",
			not, e.size, psi.MaxChunk>>20, psi.MaxChunk>>20)
	case e.status == http.StatusBadGateway || e.status == http.StatusServiceUnavailable || e.status == http.StatusGatewayTimeout:
		return not + ": it could not reach that server, or did not wait for it; try again later, and tell the platform if this goes on"
	case e.status == http.StatusProxyAuthRequired || e.status == http.StatusUnauthorized || e.status == http.StatusForbidden:
		return not + ": it wants a login, or does not let this machine through; ask the platform how its clients get past it"
	case e.status/100 == 3 && e.to != "":
		return fmt.Sprintf("%s: it leads to %s, perhaps to log in; no redirects are followed. Ask the platform how its clients get past it", not, e.to)
	case e.status == http.StatusTooManyRequests:
		return not + ": it limits how many requests may come; try again later, and tell the platform"
	}
	return said + ": is the URL in the connection file a Blindmatch platform's?"
}

// isForeign says whether err is an answer that another try won't change: it came neither from a platform nor from a
// gateway that can't reach one.
func isForeign(err error) bool {
	e, ok := errors.AsType[*foreignError](err)
	return ok && e.status != http.StatusBadGateway && e.status != http.StatusServiceUnavailable && e.status != http.StatusGatewayTimeout
}

// isTooLarge says whether err is the answer of a gateway that takes no bodies of the request's size.
func isTooLarge(err error) bool {
	e, ok := errors.AsType[*foreignError](err)
	return ok && e.status == http.StatusRequestEntityTooLarge
}
