package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"

	"github.com/blindmatch/blindmatch/internal/plain"
)

// way is how requests get to the platform, for errors that say where on it something failed.
type way struct {
	base  *url.URL
	proxy *proxy // nil without one
}

// proxy is what the environment puts between us and the platform.
type proxy struct {
	variable string
	url      *url.URL // nil if the variable's value is not an address
}

// newWay finds the way to the platform at base, as http.ProxyFromEnvironment does.
func newWay(base string) *way {
	u, _ := url.Parse(base)
	w := &way{base: u}
	p, err := http.ProxyFromEnvironment(&http.Request{URL: u})
	if p == nil && err == nil {
		return w
	}
	if p != nil && strings.HasPrefix(p.Path, "//") { // a value that could not be read, taken for a host named http
		p = nil
	}
	w.proxy = &proxy{"HTTPS_PROXY", p}
	if os.Getenv(w.proxy.variable) == "" {
		w.proxy.variable = "https_proxy"
	}
	return w
}

// proxyURL is for an http.Transport, whose own error would show the password in a value that it can't read.
func (w *way) proxyURL(*http.Request) (*url.URL, error) {
	switch {
	case w.proxy == nil:
		return nil, nil
	case w.proxy.url == nil:
		return nil, &proxyError{err: errors.New("not an address")}
	}
	return w.proxy.url, nil
}

// proxyError is a proxy's refusal, or one that can't be used.
type proxyError struct {
	status int    // of its answer, or 0
	wants  string // what it wants to know the user by, for status 407
	err    error
}

func (e *proxyError) Error() string { return e.err.Error() }

// connected looks at a proxy's answer to CONNECT.
func connected(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	e := &proxyError{status: resp.StatusCode, err: fmt.Errorf("%d %s", resp.StatusCode, http.StatusText(resp.StatusCode))}
	var schemes []string
	for _, h := range resp.Header.Values("Proxy-Authenticate") {
		scheme, _, _ := strings.Cut(strings.TrimSpace(h), " ")
		schemes = append(schemes, plain.Line(scheme[:min(len(scheme), 20)]))
	}
	e.wants = strings.Join(schemes[:min(len(schemes), 5)], ", ")
	return e
}

// String names the proxy, without the password, and the variable that it comes from.
func (p *proxy) String() string {
	if p.url == nil {
		return "the proxy of " + p.variable
	}
	return fmt.Sprintf("the proxy %s (from %s)", p.url.Host, p.variable)
}

// isProxyDown says whether err is about the connection to the proxy, and not the one through it.
func isProxyDown(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "proxyconnect" || op.Op == "socks connect")
}

// blame says what is wrong with the proxy, if that is what failed; else "".
func (w *way) blame(err error) string {
	p := w.proxy
	if p == nil {
		return ""
	}
	direct := fmt.Sprintf("if %s can be reached without it, add that name to NO_PROXY", w.base.Hostname())
	dns, isDNS := errors.AsType[*net.DNSError](err)
	e, refused := errors.AsType[*proxyError](err)
	switch {
	case p.url == nil:
		return fmt.Sprintf("the value of %s is not the address of a proxy: want http://HOST:PORT", p.variable)
	case refused && e.status == http.StatusProxyAuthRequired:
		return p.wantsUser(e) + "; or, " + direct
	case refused && e.status == http.StatusForbidden:
		return fmt.Sprintf("%s does not allow connections to %s: ask whoever runs it to allow them, or, %s", p, w.base.Host, direct)
	case refused:
		return fmt.Sprintf("%s says that it can't connect to %s: ask whoever runs it, or, %s", p, w.base.Host, direct)
	case isProxyDown(err) && p.url.Scheme == "https" && isTLSRefusal(err):
		return fmt.Sprintf("%s is not the one that the connection file has a CA for, and could not be checked: give it as http://HOST:PORT", p)
	case isProxyDown(err) && isDNS && dns.IsNotFound:
		return fmt.Sprintf("there is no host named %s, which %s gives as the proxy: correct the variable, or, %s", p.url.Hostname(), p.variable, direct)
	case isProxyDown(err) && errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("nothing answers at %s: is it running, and is the variable right? Or, %s", p, direct)
	case isProxyDown(err):
		return fmt.Sprintf("the connection to %s failed: check the variable, or, %s", p, direct)
	}
	return ""
}

// wantsUser says what a proxy wants to know about the user.
func (p *proxy) wantsUser(e *proxyError) string {
	switch {
	case e.wants != "" && !strings.Contains(strings.ToLower(e.wants), "basic"):
		return fmt.Sprintf("%s wants its users to identify themselves by %s, and only Basic, a user name and a password, is known here: ask whoever runs it for another way, or use a local proxy that can", p, e.wants)
	case p.url.User != nil:
		return fmt.Sprintf("%s does not accept the user name and password in %s", p, p.variable)
	}
	return fmt.Sprintf("%s wants a user name and a password: put them into %s, as http://USER:PASSWORD@%s", p, p.variable, p.url.Host)
}

// through says by which proxy the platform is reached.
func (w *way) through() string {
	if w.proxy == nil || w.proxy.url == nil {
		return ""
	}
	return " through " + w.proxy.String()
}
