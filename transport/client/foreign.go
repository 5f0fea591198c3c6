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

// Foreign is an answer that a platform never gives: something in front of it does, such as a gateway, a page to log in, or
// a middleware of the program that embeds the platform.
type Foreign struct {
	Status int
	Type   string // of its content; or ""
	Server string // what it calls itself; or ""
	to     string // the host that it leads to; or ""
	size   int    // of the request's body
}

func newForeign(resp *http.Response) *Foreign {
	e := &Foreign{Status: resp.StatusCode, Server: short(resp.Header.Get("Server")), Type: short(resp.Header.Get("Content-Type"))}
	if resp.Request != nil {
		e.size = int(resp.Request.ContentLength)
	}
	if u, err := url.Parse(resp.Header.Get("Location")); err == nil {
		e.to = plain.Line(u.Host[:min(len(u.Host), 100)])
	}
	return e
}

// short is the beginning of another's text.
func short(s string) string {
	s = plain.Line(s)
	return s[:min(len(s), 60)]
}

func (e *Foreign) isPage() bool { return strings.HasPrefix(e.Type, "text/html") }

func (e *Foreign) Error() string {
	from := "something in front of the platform"
	if e.Server != "" {
		from += fmt.Sprintf(" (%q)", e.Server)
	}
	said := fmt.Sprintf("unexpected answer %q", fmt.Sprint(e.Status, " ", http.StatusText(e.Status)))
	if e.Type != "" {
		said += fmt.Sprintf(" of type %q", e.Type)
	}
	not := fmt.Sprintf("%s from %s, not from the platform's own server", said, from)
	switch {
	case e.Status == http.StatusRequestEntityTooLarge:
		return fmt.Sprintf("%s: it does not take a body of %d bytes; ask whoever runs it to allow bodies of %d MiB (nginx: client_max_body_size %dm)",
			not, e.size, psi.MaxChunk>>20, psi.MaxChunk>>20)
	case e.Status == http.StatusBadGateway || e.Status == http.StatusServiceUnavailable || e.Status == http.StatusGatewayTimeout:
		return not + ": it could not reach that server, or did not wait for it; try again later, and tell the platform if this goes on"
	case e.Status == http.StatusProxyAuthRequired || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden:
		return not + ": it wants a login, or does not let this machine through; ask the platform how its clients get past it"
	case e.Status/100 == 3 && e.to != "":
		return fmt.Sprintf("%s: it leads to %s, perhaps to log in; no redirects are followed. Ask the platform how its clients get past it", not, e.to)
	case e.Status/100 == 2 && e.isPage():
		return not + ": it is a page, perhaps to log in; ask the platform how its clients get past it"
	case e.Status == http.StatusTooManyRequests:
		return not + ": it limits how many requests may come; try again later, and tell the platform"
	}
	return said + ": is the URL in the connection file a Blindmatch platform's?"
}

// isForeign says whether err is an answer that another try won't change: it came neither from a platform nor from a
// gateway that can't reach one.
func isForeign(err error) bool {
	e, ok := errors.AsType[*Foreign](err)
	return ok && e.Status != http.StatusBadGateway && e.Status != http.StatusServiceUnavailable && e.Status != http.StatusGatewayTimeout
}

// isTooLarge says whether err is the answer of a gateway that takes no bodies of the request's size.
func isTooLarge(err error) bool {
	e, ok := errors.AsType[*Foreign](err)
	return ok && e.Status == http.StatusRequestEntityTooLarge
}
