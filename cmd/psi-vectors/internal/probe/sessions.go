package probe

import (
	"bytes"
	"context"
	"net/http"

	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// honest takes a session to its answer, and on the way tries what must not end it.
func (p *probe) honest(ctx context.Context) {
	const name, what = "session", "a whole session that follows SPEC.md"
	s, err := p.open(ctx, nil)
	if err != nil {
		p.lost(name, what, err, 11, 12)
		return
	}
	defer s.End(ctx)
	if done := p.listed(ctx, s) && p.tagged(ctx, s); !done {
		return
	}
	a, err := s.Result(ctx)
	if !p.expect(name, what, a, err, http.StatusOK, "", 11, 12) {
		return
	}
	again, err := s.Result(ctx)
	if err == nil && !bytes.Equal(a.Body, again.Body) {
		p.add("result-again", "the result is asked for again", kit.Failed, "other bytes come", 66)
	} else {
		p.expect("result-again", "the result is asked for again", again, err, http.StatusOK, "", 66)
	}
	if len(p.begun) < 2 {
		p.add("another-client", "another client asks for the session's result", kit.NotTested, "there is one client: give a second connection")
		return
	}
	for _, other := range p.begun {
		if other.Info.Advertiser != s.Info.Advertiser {
			a, err := other.Send(ctx, http.MethodGet, s.Path("/result"), "", nil)
			p.expect("another-client", "another client asks for the session's result", a, err, 404, psi.CodeUnknownSession)
			return
		}
	}
}

// listed sends the list of an open session, with what does not end it.
func (p *probe) listed(ctx context.Context, s *kit.Session) bool {
	a, err := s.Post(ctx, transport.PathSessions, &s.Offered)
	if err == nil && a.Status == http.StatusCreated && !bytes.Contains(a.Body, []byte(s.ID)) {
		p.add("offer-again", "the same offer again", kit.Failed, "it opened another session")
	} else {
		p.expect("offer-again", "the same offer again", a, err, http.StatusCreated, "")
	}
	a, err = s.Post(ctx, s.Path("/tags"), &psi.OpenTags{Tags: kit.SetOf(psi.TagSize, s.TagParts(), nil), PublicKey: psi.PublicKey(s.Public)})
	p.expect("state-tags", "tags are opened before the list", a, err, 409, psi.CodeWrongState)
	a, err = s.Send(ctx, http.MethodGet, s.Path("/result"), "", nil)
	p.expect("state-result", "the result is asked for before the list", a, err, 409, psi.CodeWrongState)

	open := s.Opening()
	for _, name := range []string{"list-open", "list-open-again"} {
		a, err = s.Post(ctx, s.Path("/list"), open)
		if !p.expect(name, "the list is opened, twice alike", a, err, http.StatusNoContent, "") {
			return false
		}
	}
	put := func(name, what string, offset int, b []byte, status int, code psi.Code, musts []int, change ...func(*http.Request)) {
		a, err := s.Put(ctx, "list", offset, b, change...)
		p.expect(name, what, a, err, status, code, musts...)
	}
	put("chunk-digest", "a chunk that is not what its header says", 0, s.List, 400, psi.CodeDigestMismatch, nil,
		header(transport.DigestHeader, transport.FormatDigest(psi.Digest{1})))
	put("chunk-no-digest", "a chunk without a digest", 0, s.List, 400, psi.CodeBadRequest, nil, header(transport.DigestHeader, ""))
	put("chunk-offset", "a chunk at an offset that is no multiple", 1, s.List, 400, psi.CodeBadRequest, nil)
	put("chunk-long", "a chunk that goes on beyond the list", 0, append(bytes.Clone(s.List), s.List[:32]...), 400, psi.CodeBadRequest, nil)
	put("chunk-type", "a chunk of the list as tags", 0, s.List, 415, psi.CodeBadRequest, []int{45}, header("Content-Type", transport.TypeTags))
	put("chunk-encoding", "a chunk with a Content-Encoding", 0, s.List, 415, psi.CodeBadRequest, []int{46}, header("Content-Encoding", "gzip"))
	a, err = s.Post(ctx, s.Path("/list/close"), nil)
	p.expect("list-unfinished", "a list is closed that is not there", a, err, 409, psi.CodeWrongState, 11)
	for at := 0; at < len(s.List); at += psi.MaxChunk {
		put("chunk", "a chunk", at, s.List[at:min(len(s.List), at+psi.MaxChunk)], http.StatusNoContent, "", nil)
	}
	put("chunk-again", "the same chunk again", 0, s.List[:min(len(s.List), psi.MaxChunk)], http.StatusNoContent, "", nil)
	for _, name := range []string{"list-close", "list-close-again"} {
		a, err = s.Post(ctx, s.Path("/list/close"), nil)
		if !p.expect(name, "the list is closed, twice", a, err, http.StatusNoContent, "") {
			return false
		}
	}
	put("chunk-late", "a chunk after the close", 0, s.List[:min(len(s.List), psi.MaxChunk)], 409, psi.CodeWrongState, nil)
	return true
}

// tagged sends the tags, with what does not end the session.
func (p *probe) tagged(ctx context.Context, s *kit.Session) bool {
	if err := s.MakeTags(ctx); err != nil {
		p.add("epoch-file", "P and its leaves are fetched", kit.Failed, err.Error(), 13)
		return false
	}
	parts := s.TagParts()
	for _, x := range []struct {
		name, what string
		parts      []psi.Part
	}{
		{"tags-size", "tags of another size than P", append([]psi.Part{{Width: parts[0].Width, Size: parts[0].Size - 1}}, parts[1:]...)},
		{"tags-width", "tags of another width than P", append([]psi.Part{{Width: 16, Size: parts[0].Size}}, parts[1:]...)},
		{"tags-parts", "tags of more sections than P", append(append([]psi.Part{}, parts...), psi.Part{Width: 16, Size: 1024})},
	} {
		open := &psi.OpenTags{Tags: kit.SetOf(psi.TagSize, x.parts, s.Tags), PublicKey: psi.PublicKey(s.Public)}
		a, err := s.Post(ctx, s.Path("/tags"), open)
		p.expect(x.name, x.what, a, err, 400, psi.CodeBadRequest, 25)
	}
	return p.sent(s.SendTags(ctx))
}

func (p *probe) sent(err error) bool {
	if err == nil {
		return true
	}
	p.add("tags", "tags are sent", kit.Failed, err.Error())
	return false
}

// openings opens lists that end their sessions.
func (p *probe) openings(ctx context.Context) {
	var nonces []psi.Nonce
	for _, x := range []struct {
		name, what string
		change     func(*psi.OpenList)
		status     int
		code       psi.Code
		musts      []int
	}{
		{"commitment", "a list that was not committed to", func(o *psi.OpenList) { o.Salt[0] ^= 1 }, 409, psi.CodeCommitment, nil},
		{"context", "a list for another context", func(o *psi.OpenList) { o.Context[0] ^= 1 }, 409, psi.CodeContextMismatch, nil},
	} {
		s, err := p.open(ctx, nil)
		if err != nil {
			p.lost(x.name, x.what, err, x.musts...)
			continue
		}
		nonces = append(nonces, s.Nonce())
		o := s.Opening()
		x.change(o)
		a, err := s.Post(ctx, s.Path("/list"), o)
		p.expect(x.name, x.what, a, err, x.status, x.code, x.musts...)
		s.End(ctx)
	}
	if len(nonces) == 2 {
		verdict := kit.Passed
		if nonces[0] == nonces[1] || nonces[0] == (psi.Nonce{}) {
			verdict = kit.Failed
		}
		p.add("nonce-fresh", "the platform's nonces of two sessions differ", verdict, "", 17)
	} else {
		p.add("nonce-fresh", "the platform's nonces of two sessions differ", kit.NotTested, "it takes two sessions", 17)
	}

	short := p.begun[0].List[:32*50]
	s, err := p.open(ctx, short)
	if err != nil {
		p.lost("list-small", "a list of 50", err)
	} else {
		a, err := s.Post(ctx, s.Path("/list"), s.Opening())
		p.expect("list-small", "a list of 50", a, err, 403, psi.CodeListTooSmall)
		s.End(ctx)
	}
	p.sized(ctx)

	if s, err = p.open(ctx, nil); err != nil {
		p.lost("list-other", "another list is opened", err)
		return
	}
	o := s.Opening()
	if a, err := s.Post(ctx, s.Path("/list"), o); kit.Want("open list", a, err, http.StatusNoContent) == nil {
		o.Salt[0] ^= 1
		a, err = s.Post(ctx, s.Path("/list"), o)
		p.expect("list-other", "another list is opened", a, err, 409, psi.CodeWrongState)
	}
	s.End(ctx)
	a, err := s.Post(ctx, s.Path("/list"), o)
	p.expect("session-ended", "a list for a session that has failed", a, err, 409, psi.CodeWrongState)
}

// sized opens a list whose parts can't be.
func (p *probe) sized(ctx context.Context) {
	const name, what = "list-width", "a list of width 2"
	s := p.fresh()
	set := kit.SetOf(32, []psi.Part{{Width: 2, Size: uint64(len(s.List) / 64)}}, s.List)
	s, err := p.open(ctx, nil, func(o *psi.Offer) { o.Commitment = psi.Commitment(psi.Nonce{1}, set) })
	if err != nil {
		p.lost(name, what, err, 13)
		return
	}
	o := s.Opening()
	o.List, o.Salt = set, psi.Nonce{1}
	a, err := s.Post(ctx, s.Path("/list"), o)
	p.expect(name, what, a, err, 400, psi.CodeBadRequest, 13)
	s.End(ctx)
}
