package failing

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// secondWithin is how long a session waits for a second one.
const secondWithin = time.Minute

// visit is what one lie's client has done so far.
type visit struct {
	p   *Platform
	lie *Lie

	mu       sync.Mutex
	lied     bool   // the client was told the lie
	going    string // how the client went on where it must not; "" if it didn't
	ended    bool   // it ended a session
	answered bool   // it was given a result
	offers   int
	second   chan struct{} // closed by the second offer
	alone    bool          // a session went on without a second one
	offered  message       // its last offer
	state    psi.State
	fake     *fake // P in place of the real one
	released int64
}

// fake is a set that is served in place of the real one.
type fake struct {
	set       psi.Set
	b, leaves []byte
}

// ServeHTTP answers a request with what the real platform says, and a lie.
func (p *Platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	for _, v := range p.visits {
		if v.lie.Name == name {
			v.serve(w, r, "/"+rest)
			return
		}
	}
	http.NotFound(w, r)
}

func (v *visit) ledger() *book { return v.p.book }

func (v *visit) offer() message {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.offered
}

// wentOn notes that the client did what it must not do any more.
func (v *visit) wentOn(how string) {
	v.mu.Lock()
	first := v.going == ""
	if first {
		v.going = how
	}
	v.mu.Unlock()
	if first {
		v.p.said(v.lie.Name + ": caught: " + how)
	}
}

func (v *visit) serve(w http.ResponseWriter, r *http.Request, route string) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 16<<20))
	if err != nil {
		return
	}
	v.observe(r, route, body)
	if v.lie.Stage == atConnect && (r.Method != http.MethodHead || route != transport.Root) {
		v.wentOn("it sent a request")
	}
	if v.captured(w, r, route) {
		return
	}
	if rest, ok := sessionRoute(route); v.lie.Twice && ok && rest == "/tags" {
		v.awaitSecond(r.Context())
	}
	inner := r.Clone(context.WithValue(r.Context(), clientKey{}, clientOf(v.lie)))
	inner.URL.Path, inner.URL.RawPath, inner.Body = route, "", io.NopCloser(bytes.NewReader(body))
	inner.RequestURI = route
	rec := httptest.NewRecorder()
	v.p.handler.ServeHTTP(rec, inner)
	a := &reply{rec.Code, rec.Header(), rec.Body.Bytes()}
	if err := v.change(r.Method, route, a); err != nil {
		http.Error(w, "the kit: "+err.Error(), http.StatusInternalServerError)
		return
	}
	maps.Copy(w.Header(), a.header)
	if r.Method != http.MethodHead && a.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// awaitSecond keeps a session open until there is a second one.
func (v *visit) awaitSecond(ctx context.Context) {
	select {
	case <-v.second:
	case <-ctx.Done():
	case <-time.After(secondWithin):
		v.mu.Lock()
		v.alone = true
		v.mu.Unlock()
	}
}

// sessionRoute is what is behind a session's name in its routes.
func sessionRoute(route string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(route, transport.PathSessions+"/")
	_, rest, more := strings.Cut(rest, "/")
	if more {
		rest = "/" + rest
	}
	return rest, ok
}

// observe notes what a request says of the client.
func (v *visit) observe(r *http.Request, route string, body []byte) {
	rest, inSession := sessionRoute(route)
	switch {
	case r.Method == http.MethodPost && route == transport.PathSessions:
		m, err := decode(body)
		v.mu.Lock()
		if err == nil {
			v.offered = m
		}
		v.state, v.fake = psi.StateOpen, nil
		if v.offers++; v.offers == 2 {
			close(v.second)
		}
		v.mu.Unlock()
		v.p.draw("nonce", m["nonce"])
		if v.lie.Stage == atInfo {
			v.wentOn("it made an offer")
		}
	case r.Method == http.MethodDelete && inSession:
		v.mu.Lock()
		first := !v.ended
		v.ended = true
		v.mu.Unlock()
		if v.lie.Twice {
			v.wentOn("it ended a session, of which one of its own processes was in each")
		}
		if first && v.lie.Stage != nowhere {
			v.p.said(v.lie.Name + ": the client ended the session")
		}
	case r.Method == http.MethodPost && rest == "/list":
		if v.lie.Stage == atStatus {
			v.wentOn("it opened its list")
		}
	case r.Method == http.MethodPost && rest == "/tags":
		var m psi.OpenTags
		if json.Unmarshal(body, &m) == nil {
			v.p.draw("key", hex.EncodeToString(m.PublicKey[:]))
		}
		if v.lie.Stage == atSet {
			v.wentOn("it opened its tags")
		}
	}
	v.p.searchKeys(body)
	if inSession && strings.HasPrefix(rest, "/list/") && r.Method == http.MethodPut && len(body) >= psi.ElementSize {
		v.p.draw("element", hex.EncodeToString(body[:psi.ElementSize]))
	}
}

// change lies.
func (v *visit) change(method, route string, a *reply) error {
	rest, inSession := sessionRoute(route)
	var f func(told, message)
	var then func(*visit, message)
	switch {
	case a.status != http.StatusOK && a.status != http.StatusCreated:
	case method == http.MethodGet && route == routeInfo:
		f = v.lie.info
		v.hears(v.lie.Stage == atInfo)
	case method == http.MethodPost && route == transport.PathSessions:
		f = v.lie.accept
		if v.lie.set != nil {
			then = (*visit).fakeSet
		}
		v.hears(v.lie.Stage == atStatus || v.lie.accept != nil)
	case method == http.MethodGet && inSession && rest == "":
		f = v.lie.status
		if v.lie.set != nil {
			then = (*visit).fakeSet
		}
	case method == http.MethodGet && rest == "/result":
		f = v.lie.result
		then = (*visit).answer
		v.hears(v.lie.Stage == atResult)
	}
	if f != nil || then != nil {
		m, err := decode(a.body)
		if err != nil {
			return err
		}
		if then != nil {
			then(v, m)
		}
		if f != nil {
			f(v, m)
		}
		if a.body, err = json.Marshal(m); err != nil {
			return err
		}
	}
	if v.lie.answer != nil {
		v.lie.answer(v, route, a)
	} else if file, ok := logFile(route); ok && file == headFile && v.lie.Log {
		v.p.book.saw(string(a.body))
	}
	return nil
}

func (v *visit) hears(is bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.lied = v.lied || is
}

// answer notes the true result.
func (v *visit) answer(m message) {
	v.mu.Lock()
	v.answered = true
	if r, ok := m["released"].(map[string]any); ok {
		v.released = number(r["value"])
	}
	v.mu.Unlock()
	if receipt, ok := m["receipt"].(string); ok && v.lie.Log {
		_, _, signed, _ := receiptParts(receipt)
		v.p.book.saw(signed)
	}
}

func decode(b []byte) (m message, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	err = d.Decode(&m)
	if err == nil && m == nil {
		err = errors.New("not a message")
	}
	return m, err
}
