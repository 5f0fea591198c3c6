package ui

import (
	"crypto/rand"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
	"sync"
)

// guard lets one browser in: whoever opens the link first, once. Any program on the machine can connect to loopback, so
// an address protects nothing; and a page from elsewhere can make a browser connect, under a name that it lets point here.
type guard struct {
	hosts  map[string]bool // that requests may be for
	path   string          // below which everything is: a cookie's path, since cookies are sent to all ports of a host
	secret string          // the cookie's value
	next   http.Handler

	mu   sync.Mutex
	link string // of the link; "" once it was used
}

const cookieName = "blindmatch-officer"

// guarded puts a guard before a handler that is served at an address.
func guarded(addr net.Addr, next http.Handler) *guard {
	_, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		panic("ui: internal error: " + err.Error())
	}
	g := &guard{hosts: map[string]bool{}, path: "/" + strings.ToLower(rand.Text()[:10]) + "/", secret: rand.Text(), link: rand.Text()}
	for _, name := range []string{"127.0.0.1", "localhost", "::1"} {
		g.hosts[net.JoinHostPort(name, port)] = true
	}
	g.next = http.StripPrefix(strings.TrimSuffix(g.path, "/"), next)
	return g
}

// address is the link, below the server's own address.
func (g *guard) address(server string) string {
	return "http://" + server + g.path + "open?link=" + g.link
}

// ServeHTTP answers a request, or refuses it.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	c, err := r.Cookie(cookieName)
	known := err == nil && same(c.Value, g.secret)
	switch {
	case !g.hosts[r.Host]:
		say(w, http.StatusMisdirectedRequest, "This is not the server of that name.")
	case !strings.HasPrefix(r.URL.Path, g.path):
		say(w, http.StatusNotFound, "There is nothing here. Open the link that the command printed.")
	case r.URL.Path == g.path+"open" && r.Method == http.MethodGet && !known:
		g.open(w, r)
	case r.URL.Path == g.path+"open" && known:
		http.Redirect(w, r, g.path, http.StatusSeeOther)
	case !known:
		say(w, http.StatusForbidden, "This browser did not open the link that the command printed.")
	default:
		g.next.ServeHTTP(w, r)
	}
}

// open takes the link, and gives the browser its cookie.
func (g *guard) open(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch") {
		say(w, http.StatusForbidden, "The link works once, and not before it is opened.")
		return
	}
	g.mu.Lock()
	ok := g.link != "" && same(r.FormValue("link"), g.link)
	if ok {
		g.link = ""
	}
	g.mu.Unlock()
	if !ok {
		say(w, http.StatusForbidden, "The link is wrong, or was used before: it works once. End the command and start it again.")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: g.secret, Path: g.path, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	// Not a redirect: a browser that follows one from another site's page leaves the cookie out.
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(`<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=.">` +
		`<title>What flowed to whom</title><p><a href=".">Go on</a></p></html>`))
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func say(w http.ResponseWriter, status int, text string) { http.Error(w, text, status) }
