package probe

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"

	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
)

// announced looks at the info itself, now that there is an epoch.
func (p *probe) announced(ctx context.Context) {
	_, _ = p.begun[0].Get(ctx, transport.At(transport.PathDataset, p.Dataset)+"?purpose="+p.Purpose, p.info)
	verdict := func(ok bool) kit.Verdict {
		if ok {
			return kit.Passed
		}
		return kit.Failed
	}
	set := psi.Set{Parts: p.info.Sections}
	p.add("info-sections", "the info's sections are such as a P can have", verdict(set.CheckPlatformSet() == nil), "", 13)
	p.add("info-names", "the info's names and identities have their form", verdict(p.info.Params.Check() == nil &&
		psi.CheckIdentity(p.info.Platform) == nil && psi.CheckIdentity(p.info.Advertiser) == nil), "", 9, 10)
	if p.info.State.Ready {
		age := time.Since(p.info.Opened)
		p.add("info-opened", "the epoch is seven days old at most", verdict(age < psi.MaxEpoch+psi.MaxSkew && age > -psi.MaxSkew), "", 15)
	}
}

// connections tries TLS 1.2.
func (p *probe) connections(ctx context.Context) {
	const name, what = "tls-1.2", "a connection by TLS 1.2"
	tc, err := p.Connections[0].TLSConfig()
	if err != nil {
		p.add(name, what, kit.NotTested, err.Error(), 42)
		return
	}
	u, err := url.Parse(p.Connections[0].URL)
	if err != nil {
		p.add(name, what, kit.NotTested, err.Error(), 42)
		return
	}
	address := u.Host
	if u.Port() == "" {
		address = net.JoinHostPort(u.Hostname(), "443")
	}
	tc.MinVersion, tc.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
	d := tls.Dialer{Config: tc}
	c, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		p.add(name, what, kit.Passed, "no connection", 42)
		return
	}
	c.Close()
	p.add(name, what, kit.Failed, "the handshake succeeded", 42)
}

// edited is an offer as JSON with one member put, or removed if value is nil.
func (p *probe) edited(s *kit.Session, name string, value any) []byte {
	b, _ := json.Marshal(s.NewOffer())
	var m map[string]any
	_ = json.Unmarshal(b, &m)
	if m[name] = value; value == nil {
		delete(m, name)
	}
	b, _ = json.Marshal(m)
	return b
}

// offers sends offers that open no session.
func (p *probe) offers(ctx context.Context) {
	for _, x := range []struct {
		name, what, member string
		value              any
		status             int
		code               psi.Code
		musts              []int
	}{
		{"offer-unknown-name", "an offer with a name that SPEC.md does not have", "lunar_phase", "full", 400, psi.CodeBadRequest, []int{18}},
		{"offer-version", "an offer of another version", "version", "Blindmatch-V2", 409, psi.CodeMismatch, nil},
		{"offer-mode", "an offer in a mode that there is none of", "mode", "moonlight", 409, psi.CodeMismatch, nil},
		{"offer-suite", "an offer in another suite", "suite", "x25519", 409, psi.CodeMismatch, nil},
		{"offer-profile", "an offer with a profile that is no name", "profile", "Default V1", 409, psi.CodeMismatch, []int{9}},
		{"offer-types", "an offer with a type that is no name", "types", []string{"E mail"}, 409, psi.CodeMismatch, []int{9}},
		{"offer-dataset", "an offer for a dataset that is no name", "dataset", "Users!", 404, psi.CodeUnknownDataset, []int{9}},
		{"offer-purpose", "an offer for a purpose that is no name", "purpose", "Audience Matching", 403, psi.CodePurpose, []int{9}},
		{"offer-advertiser", "an offer of an advertiser with a space", "advertiser", "acme corp", 409, psi.CodeMismatch, []int{10}},
		{"offer-platform", "an offer to another platform", "platform", "another.example", 409, psi.CodeMismatch, nil},
		{"offer-nonce", "an offer with a nonce of zeros", "nonce", strings.Repeat("0", 64), 400, psi.CodeBadRequest, nil},
		{"offer-no-nonce", "an offer without a nonce", "nonce", nil, 400, psi.CodeBadRequest, nil},
		{"offer-hex", "an offer with a commitment in capital letters", "commitment", strings.Repeat("AB", 32), 400, psi.CodeBadRequest, nil},
		{"offer-segments", "an offer of 65 segments", "segments", 65, 400, psi.CodeBadRequest, []int{13}},
		{"offer-slice", "an offer of a slice that there is none of", "slice", "1/3", 400, psi.CodeBadRequest, nil},
	} {
		s := p.fresh()
		a, err := s.Post(ctx, transport.PathSessions, p.edited(s, x.member, x.value))
		p.expect(x.name, x.what, a, err, x.status, x.code, x.musts...)
	}
	s := p.fresh()
	b := p.edited(s, "slice", "1/4")
	b = []byte(strings.Replace(string(b), `"epsilon":"`+s.NewOffer().Epsilon.String()+`"`, `"epsilon":"3/2"`, 1))
	a, err := s.Post(ctx, transport.PathSessions, b)
	p.expect("offer-slice-epsilon", "an offer of a slice with ε 3/2", a, err, 409, psi.CodeMismatch, 31)

	offer := p.edited(s, "version", psi.Version)
	for _, x := range []struct{ name, what, to string }{
		{"offer-name-twice", "an offer with a name twice", `{"mode":"count",`},
		{"offer-null", "an offer with null", `{"audience":null,`},
	} {
		a, err := s.Post(ctx, transport.PathSessions, []byte(strings.Replace(string(offer), "{", x.to, 1)))
		p.expect(x.name, x.what, a, err, 400, psi.CodeBadRequest, 18)
	}
	a, err = s.Post(ctx, transport.PathSessions, append(offer, []byte(" {}")...))
	p.expect("offer-more", "an offer and something behind it", a, err, 400, psi.CodeBadRequest, 18)
	a, err = s.Post(ctx, transport.PathSessions, []byte(strings.Replace(string(offer), "{", "{"+strings.Repeat(" ", 70_000), 1)))
	p.expect("offer-long", "an offer of more than 65,536 bytes", a, err, 413, psi.CodeBadRequest)
}

// header is a change of a request's header; "" removes it.
func header(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		if r.Header.Del(name); value != "" {
			r.Header.Set(name, value)
		}
	}
}

// requests sends requests that SPEC.md §8 does not allow.
func (p *probe) requests(ctx context.Context) {
	s := p.fresh()
	offer := p.edited(s, "version", psi.Version)
	post := func(change ...func(*http.Request)) (*kit.Answer, error) {
		return s.Post(ctx, transport.PathSessions, offer, change...)
	}
	a, err := post(header("Content-Type", "text/plain"))
	p.expect("type-other", "an offer as text/plain", a, err, 415, psi.CodeBadRequest, 45)
	a, err = post(header("Content-Type", "application/json; charset=utf-8"))
	p.expect("type-parameter", "an offer whose content type has a parameter", a, err, 415, psi.CodeBadRequest, 45)
	a, err = post(header("Content-Encoding", "gzip"))
	p.expect("encoding", "an offer with a Content-Encoding", a, err, 415, psi.CodeBadRequest, 46)
	a, err = post(func(r *http.Request) { r.ContentLength = -1 })
	p.expect("no-length", "an offer without a Content-Length", a, err, 411, psi.CodeBadRequest)

	info := transport.At(transport.PathDataset, p.Dataset) + "?purpose=" + p.Purpose
	get := func(name, what, path string, status int, code psi.Code) {
		a, err := s.Send(ctx, http.MethodGet, path, "", nil)
		p.expect(name, what, a, err, status, code)
	}
	get("path-slashes", "a path with an empty segment", strings.Replace(info, "/datasets/", "//datasets/", 1), 400, psi.CodeBadRequest)
	get("query-twice", "a query with a name twice", info+"&purpose="+p.Purpose, 400, psi.CodeBadRequest)
	get("query-other", "a query with another name", info+"&phase=full", 400, psi.CodeBadRequest)
	get("no-such-path", "a path that there is none of", "/v1/moon", 400, psi.CodeBadRequest)
	get("no-such-session", "a session that there is none of", transport.At(transport.PathSession, strings.Repeat("ab", 32)), 404, psi.CodeUnknownSession)
	a, err = s.Send(ctx, http.MethodGet, info, transport.TypeJSON, []byte("{}"))
	p.expect("body", "a body where there is none", a, err, 400, psi.CodeBadRequest)
}

// audiences tries what an offer may ask of an audience, if there are audiences.
func (p *probe) audiences(ctx context.Context) {
	const gone = "no-such-audience"
	unknown, late := "an offer to add to an audience that does not live", "an offer of an audience for 40 days"
	past, twice := "an offer of an audience that has ended", "an offer to create an audience that lives"
	offered := false
	for _, m := range p.info.Modes {
		offered = offered || m == psi.Activate
	}
	if !offered {
		const why = "the mode activate is not on offer"
		p.add("audience-unknown", unknown, kit.NotTested, why, 37)
		p.add("audience-late", late, kit.NotTested, why, 38)
		p.add("audience-past", past, kit.NotTested, why, 38)
		p.add("audience-exists", twice, kit.NotTested, why, 36)
		return
	}
	s := p.fresh()
	try := func(name, what string, a map[string]any, status int, code psi.Code, must int) {
		b, _ := json.Marshal(s.NewOffer(func(o *psi.Offer) { o.Mode = psi.Activate }))
		var m map[string]any
		_ = json.Unmarshal(b, &m)
		m["audience"] = a
		answer, err := s.Post(ctx, transport.PathSessions, m)
		p.expect(name, what, answer, err, status, code, must)
	}
	end := func(d time.Duration) string { return time.Now().Add(d).UTC().Format("2006-01-02T15:04:05Z") }
	create := func(name string, d time.Duration) map[string]any {
		return map[string]any{"action": "create", "name": name, "use": "include", "expires": end(d), "release": true}
	}
	try("audience-unknown", unknown, map[string]any{"action": "add", "name": gone, "release": false}, 404, psi.CodeUnknownAudience, 37)
	try("audience-late", late, create(gone, 40*24*time.Hour), 400, psi.CodeBadRequest, 38)
	try("audience-past", past, create(gone, -time.Hour), 400, psi.CodeBadRequest, 38)
	var all psi.Audiences
	a, err := s.Get(ctx, transport.PathAudiences+"?dataset="+p.Dataset+"&purpose="+p.Purpose, &all)
	if err := kit.Want("audiences", a, err, http.StatusOK); err != nil {
		p.add("audience-exists", twice, kit.Failed, err.Error(), 36)
		return
	}
	for _, x := range all.Audiences {
		if x.State == "active" {
			try("audience-exists", twice, create(x.Name, 24*time.Hour), 409, psi.CodeAudienceExists, 36)
			return
		}
	}
	p.add("audience-exists", twice, kit.NotTested, "the client has no audience; the probe makes none", 36)
}
