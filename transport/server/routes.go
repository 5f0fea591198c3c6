package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// route is one resource and method, with what a request for it may carry.
type route struct {
	method, path string
	body         content
	query        []string // names that may be in the query, each once
	serve        func(client string, w http.ResponseWriter, r *http.Request) error
}

// content is a kind of body. The zero value is none.
type content struct {
	what      string
	mediaType string
	most      int64 // bytes
}

var (
	message  = content{"message", transport.TypeJSON, transport.MaxMessage}
	elements = content{"chunk", transport.TypeElements, psi.MaxChunk}
	tags     = content{"chunk", transport.TypeTags, psi.MaxChunk}
)

// routes is SPEC.md §8.2 and §13.5. What is not here is refused: other methods too, HEAD among them, since asking for
// handles is recorded as their delivery.
func (h *Handler) routes() []route {
	ledger := make(chan struct{}, witnesses)
	const get, post, put = http.MethodGet, http.MethodPost, http.MethodPut
	return []route{
		{get, transport.PathDataset, content{}, []string{"purpose"}, h.info},
		{get, transport.PathEpoch, content{}, nil, h.epochFile},
		{get, transport.PathLeaves, content{}, nil, h.leavesFile},
		{post, transport.PathSessions, message, nil, h.offer},
		{get, transport.PathSession, content{}, nil, h.status},
		{http.MethodDelete, transport.PathSession, content{}, nil, h.abort},
		{post, transport.PathList, message, nil, h.openList},
		{put, transport.PathList + transport.Chunk, elements, nil, h.putList},
		{post, transport.PathList + transport.Close, content{}, nil, h.closeList},
		{post, transport.PathTags, message, nil, h.openTags},
		{put, transport.PathTags + transport.Chunk, tags, nil, h.putTags},
		{post, transport.PathTags + transport.Close, content{}, nil, h.closeTags},
		{get, transport.PathResult, content{}, nil, h.result},
		{get, transport.PathHandles, content{}, nil, h.handles},
		{get, transport.PathAudiences, content{}, []string{"dataset", "purpose"}, h.audiences},
		{http.MethodDelete, transport.PathAudience, content{}, []string{"purpose"}, h.deleteAudience},
		{post, transport.PathAudience, message, []string{"purpose"}, h.renewAudience},
		{get, transport.PathLog, content{}, nil, witness(ledger, h.logFile)},
		{post, transport.PathCosignatures, message, nil, witness(ledger, h.cosign)},
		{post, transport.PathCertificate, message, nil, h.renewal.serve},
	}
}

func noResource() error {
	return psi.Errorf(psi.CodeBadRequest, "no such resource: SPEC.md §8 lists them")
}

// isCanonical says whether r names a resource in the one way that there is. http.ServeMux would take HEAD for GET, and
// redirect to a cleaned path, with HTML.
func isCanonical(r *http.Request) bool {
	segments := strings.Split(r.URL.EscapedPath(), "/")
	if r.Method == http.MethodHead || len(segments) < 2 || segments[0] != "" {
		return false
	}
	for _, s := range segments[1:] {
		if s == "" || s == "." || s == ".." || hidesName(s) {
			return false
		}
	}
	return true
}

// hidesName says whether a segment has a character in percent-encoding that can be in a name, and so a second spelling.
func hidesName(segment string) bool {
	for i := range len(segment) {
		if segment[i] != '%' {
			continue
		}
		c, err := strconv.ParseUint(segment[i+1:i+3], 16, 8) // url.Parse has checked the digits
		if err != nil || strings.IndexByte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~", byte(c)) >= 0 {
			return true
		}
	}
	return false
}

// check refuses a request that carries what its route does not take, in the order of SPEC.md §9.
func (x *route) check(r *http.Request) error {
	types := r.Header.Values("Content-Type")
	switch {
	case len(r.Header.Values("Content-Encoding")) > 0:
		return badRequest(http.StatusUnsupportedMediaType, "a Content-Encoding is not accepted")
	case r.ContentLength < 0:
		return badRequest(http.StatusLengthRequired, "a Content-Length is required")
	case x.body == content{} && r.ContentLength > 0:
		return psi.Errorf(psi.CodeBadRequest, "this request takes no body, and has one of %d bytes", r.ContentLength)
	case x.body == content{}:
	case len(types) != 1 || types[0] != x.body.mediaType:
		return badRequest(http.StatusUnsupportedMediaType, "content type: want one, %s", x.body.mediaType)
	case r.ContentLength > x.body.most:
		return badRequest(http.StatusRequestEntityTooLarge, "%s of %d bytes: want at most %d", x.body.what, r.ContentLength, x.body.most)
	}
	return x.checkQuery(r.URL.RawQuery)
}

func (x *route) checkQuery(raw string) error {
	q, err := url.ParseQuery(raw)
	known := 0
	for _, name := range x.query {
		if n := len(q[name]); n > 1 {
			return psi.Errorf(psi.CodeBadRequest, "%s is in the query %d times", name, n)
		} else if n == 1 {
			known++
		}
	}
	if known < len(q) && asksOlder(q) {
		return older("type in the query")
	}
	if err != nil || known < len(q) {
		return psi.Errorf(psi.CodeBadRequest, "the query has what this request does not take; it takes %q", x.query)
	}
	return nil
}
