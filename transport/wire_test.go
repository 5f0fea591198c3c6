package transport_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

const (
	elements = "application/vnd.blindmatch.elements"
	tags     = "application/vnd.blindmatch.tags"
)

// wire speaks to a platform message by message, with nothing of the client's
// code in between.
type wire struct {
	w    *world
	http *http.Client
	info psi.DatasetInfo
	key  *ecdh.Key
	c    psi.Context
	salt psi.Nonce
	id   string
	path string // of the platform's set
	list []byte // masked, sorted
	tags []byte
}

// answer is one HTTP answer; code and message are an error's.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	code    psi.Code
	message string
}

func newWire(w *world, hc *http.Client) *wire {
	w.t.Helper()
	x := &wire{w: w, http: hc}
	a := x.send("GET", "/v1/datasets/users?purpose=audience-matching&type=email", "", nil)
	require.Equal(w.t, 200, a.status, a.message)
	require.NoError(w.t, json.Unmarshal(a.body, &x.info))
	g, err := x.info.Params.Group()
	require.NoError(w.t, err)
	x.key = g.GenerateKey()
	return x
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// send sends one request and reads its whole answer. Every answer is held
// against the rules for all: no redirect, JSON errors, no secret in a message.
func (x *wire) send(method, path, mediaType string, body []byte, mods ...func(*http.Request)) answer {
	t := x.w.t
	t.Helper()
	req, err := http.NewRequest(method, x.w.conn.URL+path, bytes.NewReader(body))
	require.NoError(t, err)
	if body == nil {
		req.Body, req.ContentLength = http.NoBody, 0
	}
	if mediaType != "" {
		req.Header.Set("Content-Type", mediaType)
	}
	if mediaType == elements || mediaType == tags {
		req.Header.Set("Content-Digest", digestOf(body))
	}
	for _, mod := range mods {
		mod(req)
	}
	resp, err := x.http.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	a := answer{status: resp.StatusCode, header: resp.Header, body: b}
	if a.status >= 400 {
		var e struct{ Code, Message string }
		require.NoError(t, json.Unmarshal(b, &e), "%d %q", a.status, b)
		a.code, a.message = psi.Code(e.Code), e.Message
		require.NotEmpty(t, a.code)
		require.NotEmpty(t, a.message)
		require.NotRegexp(t, longHex, a.message, "an element, a key or a digest in an error")
		require.NotRegexp(t, `element \d+: element`, a.message, "the place is said twice")
		require.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
	}
	return a
}

var longHex = regexp.MustCompile(`[0-9a-fA-F]{24,}`)

func (x *wire) post(path string, v any, mods ...func(*http.Request)) answer {
	x.w.t.Helper()
	b, ok := v.([]byte)
	if !ok && v != nil {
		var err error
		b, err = json.Marshal(v)
		require.NoError(x.w.t, err)
	}
	mediaType := "application/json"
	if v == nil {
		mediaType = ""
	}
	return x.send("POST", path, mediaType, b, mods...)
}

func (x *wire) session(rest string) string { return "/v1/sessions/" + x.id + rest }

// mask makes the sorted masked list of the numbers [from, to).
func (x *wire) mask(from, to int) {
	var items [][]byte
	for k, err := range matchKeys(x.w.t, from, to) {
		require.NoError(x.w.t, err)
		items = append(items, bytes.Clone(k[:]))
	}
	out := make([]ecdh.Element, len(items))
	x.key.Mask(out, items)
	x.list = pack(out)
}

func pack(list []ecdh.Element) []byte {
	slices.SortFunc(list, func(a, b ecdh.Element) int { return bytes.Compare(a[:], b[:]) })
	var b []byte
	for _, e := range list {
		b = append(b, e[:]...)
	}
	return b
}

func setOf(b []byte, width int) psi.Set {
	return psi.Set{Size: uint64(len(b) / width), Digest: sha256.Sum256(b)}
}

// newOffer is an offer for x.list in mode m.
func (x *wire) newOffer(m psi.Mode) psi.Offer {
	x.c = psi.Context{
		Mode: m, Params: x.info.Params, Dataset: x.info.Dataset, Advertiser: x.info.Advertiser, Platform: x.info.Platform,
		List: setOf(x.list, 32),
	}
	rand.Read(x.c.AdvertiserNonce[:])
	rand.Read(x.salt[:])
	return psi.Offer{
		Version: psi.Version, Mode: m, Params: x.c.Params, Dataset: x.c.Dataset, Advertiser: x.c.Advertiser, Platform: x.c.Platform,
		Nonce: x.c.AdvertiserNonce, Commitment: psi.Commitment(x.salt, x.c.List),
	}
}

// offer opens a session in mode m and waits until the platform's set is there.
func (x *wire) offer(m psi.Mode) {
	t := x.w.t
	t.Helper()
	a := x.post("/v1/sessions", x.newOffer(m))
	require.Equal(t, http.StatusCreated, a.status, a.message)
	var accept psi.Accept
	require.NoError(t, json.Unmarshal(a.body, &accept))
	x.id, x.c.PlatformNonce = accept.Session, accept.Nonce
	var st psi.Status
	eventually(t, "the set is there", func() bool {
		st = x.status()
		return st.State == psi.StateOpen
	})
	x.c.PlatformSet, x.c.PolicyDigest, x.path = *st.PlatformSet, st.PolicyDigest, st.Path
}

func (x *wire) status() (st psi.Status) {
	x.w.t.Helper()
	a := x.send("GET", x.session(""), "", nil)
	require.Equal(x.w.t, 200, a.status, a.message)
	require.NoError(x.w.t, json.Unmarshal(a.body, &st))
	return st
}

func (x *wire) opening() psi.OpenList {
	return psi.OpenList{List: x.c.List, Salt: x.salt, Context: x.c.Digest()}
}

func (x *wire) put(part string, index any, b []byte, mods ...func(*http.Request)) answer {
	x.w.t.Helper()
	mediaType := elements
	if part == "tags" {
		mediaType = tags
	}
	return x.send("PUT", x.session(fmt.Sprintf("/%s/%v", part, index)), mediaType, b, mods...)
}

func (x *wire) ok(a answer) {
	x.w.t.Helper()
	require.Equal(x.w.t, http.StatusNoContent, a.status, a.message)
}

// makeTags downloads the platform's set and makes the right tags for it.
func (x *wire) makeTags() {
	t := x.w.t
	t.Helper()
	a := x.send("GET", x.path, "", nil)
	require.Equal(t, 200, a.status, a.message)
	require.Equal(t, x.c.PlatformSet, setOf(a.body, 32))
	list := make([]ecdh.Element, len(a.body)/32)
	for i := range list {
		list[i] = ecdh.Element(a.body[32*i:])
	}
	_, err := x.key.Remask(list, list)
	require.NoError(t, err)
	d := psi.NewDeriver(&x.c)
	all := make([]psi.Tag, len(list))
	for i := range list {
		all[i] = d.Tag(&list[i])
	}
	if x.c.Mode == psi.Count {
		slices.SortFunc(all, func(a, b psi.Tag) int { return bytes.Compare(a[:], b[:]) })
	}
	x.tags = nil
	for _, tag := range all {
		x.tags = append(x.tags, tag[:]...)
	}
}

// stations of a session, in order.
const (
	atOpen   = "open"   // the set is there
	atList   = "list"   // the list is announced
	atSent   = "sent"   // and sent
	atClosed = "closed" // and closed
	atTags   = "tags"   // the tags are announced
	atTagged = "tagged" // and sent
	atEnd    = "end"    // and closed
)

// to takes a fresh session as far as a station.
func (x *wire) to(m psi.Mode, station string) {
	x.w.t.Helper()
	steps := []struct {
		name string
		do   func()
	}{
		{atOpen, func() { x.offer(m) }},
		{atList, func() { x.ok(x.post(x.session("/list"), x.opening())) }},
		{atSent, func() { x.ok(x.put("list", 0, x.list)) }},
		{atClosed, func() { x.ok(x.post(x.session("/list/close"), nil)) }},
		{atTags, func() {
			if x.tags == nil {
				x.makeTags()
			}
			x.ok(x.post(x.session("/tags"), psi.OpenTags{Tags: setOf(x.tags, 10)}))
		}},
		{atTagged, func() { x.ok(x.put("tags", 0, x.tags)) }},
		{atEnd, func() { x.ok(x.post(x.session("/tags/close"), nil)) }},
	}
	for _, s := range steps {
		s.do()
		if s.name == station {
			return
		}
	}
}

// result waits for the session's end.
func (x *wire) result() answer {
	x.w.t.Helper()
	var a answer
	eventually(x.w.t, "there is a result", func() bool {
		a = x.send("GET", x.session("/result"), "", nil)
		return a.status != http.StatusNoContent
	})
	return a
}

func (x *wire) released() psi.Released {
	x.w.t.Helper()
	a := x.result()
	require.Equal(x.w.t, 200, a.status, a.message)
	var r psi.Result
	require.NoError(x.w.t, json.Unmarshal(a.body, &r))
	return r.Released
}

// eachProtocol runs f over HTTP/1.1 and HTTP/2.
func eachProtocol(t *testing.T, w *world, f func(t *testing.T, hc *http.Client)) {
	for _, h2 := range []bool{false, true} {
		t.Run(map[bool]string{false: "http1", true: "http2"}[h2], func(t *testing.T) { f(t, httpClient(t, w.conn, h2)) })
	}
}

// replaced returns list with its i-th element replaced by e, sorted again.
func replaced(list, e []byte, i int) []byte {
	all := []ecdh.Element{ecdh.Element(e)}
	for j := 0; j < len(list)/32; j++ {
		if j != i {
			all = append(all, ecdh.Element(list[32*j:]))
		}
	}
	return pack(all)
}

func swapped(b []byte, width, i, j int) []byte {
	b = bytes.Clone(b)
	x := bytes.Clone(b[i*width : (i+1)*width])
	copy(b[i*width:], b[j*width:(j+1)*width])
	copy(b[j*width:], x)
	return b
}

func copied(b []byte, width, dst, src int) []byte {
	b = bytes.Clone(b)
	copy(b[dst*width:(dst+1)*width], b[src*width:])
	return b
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Del(name)
		if value != "" {
			r.Header.Set(name, value)
		}
	}
}

// row is one thing that can go wrong on the wire.
type row struct {
	name   string
	mode   psi.Mode                  // "" means count
	list   func(good []byte) []byte  // what the list is replaced by before it is committed to
	tags   func(right []byte) []byte // what the tags are replaced by
	at     string                    // the station to begin at
	do     func(x *wire) answer
	status int
	code   psi.Code
	text   string    // must be in the message
	after  psi.State // of the session; "" means that there is none
}

func (r *row) run(t *testing.T, w *world, hc *http.Client) {
	sub := *w
	sub.t = t
	x := newWire(&sub, hc)
	x.mask(900, 1030)
	if r.list != nil {
		x.list = r.list(x.list)
	}
	m := r.mode
	if m == "" {
		m = psi.Count
	}
	if r.tags != nil {
		x.to(m, atClosed)
		x.makeTags()
		x.tags = r.tags(x.tags)
		x.ok(x.post(x.session("/tags"), psi.OpenTags{Tags: setOf(x.tags, 10)}))
	} else if r.at != "" {
		x.to(m, r.at)
	}
	a := r.do(x)
	require.Equal(t, r.status, a.status, "%s: %s", a.code, a.message)
	require.Equal(t, r.code, a.code, a.message)
	require.Contains(t, a.message, r.text)
	if r.after == "" {
		return
	}
	require.Equal(t, r.after, x.status().State)
	if r.after == psi.StateFailed {
		// What failed stays failed, and gives nothing out.
		b := x.result()
		require.Equal(t, r.code, b.code)
		h := x.send("GET", x.session("/handles"), "", nil)
		require.Equal(t, r.code, h.code)
	}
}

func TestWireFailures(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	var rows []row
	for name, e := range invalidEncodings(t) {
		rows = append(rows, row{
			name: "invalid encoding " + name, at: atList, list: func(good []byte) []byte { return replaced(good, e, 64) },
			do:     func(x *wire) answer { return x.put("list", 0, x.list) },
			status: 409, code: psi.CodeBadElement, text: "element ", after: psi.StateFailed,
		})
	}
	rows = append(rows, chunkRows()...)
	rows = append(rows, tagRows()...)
	rows = append(rows, offerRows(w)...)
	rows = append(rows, jsonRows()...)
	rows = append(rows, stateRows()...)
	// One protocol for all, the other for a part: what is tested is not net/http.
	eachProtocol(t, w, func(t *testing.T, hc *http.Client) {
		for i, r := range rows {
			if h2 := strings.HasSuffix(t.Name(), "http2"); h2 == (i%4 == 0) || strings.HasPrefix(r.name, "framing") {
				t.Run(r.name, func(t *testing.T) { r.run(t, w, hc) })
			}
		}
	})
	w.stillServes()
	require.NotContains(t, w.log.String(), "level=ERROR")
	require.NotContains(t, w.log.String(), "@mail.example")
}

func chunkRows() []row {
	put0 := func(x *wire) answer { return x.put("list", 0, x.list) }
	return []row{
		{name: "list unsorted", at: atList, list: func(b []byte) []byte { return swapped(b, 32, 3, 4) },
			do: put0, status: 409, code: psi.CodeNotAscending, text: "element 4 ", after: psi.StateFailed},
		{name: "list with a duplicate", at: atList, list: func(b []byte) []byte { return copied(b, 32, 8, 7) },
			do: put0, status: 409, code: psi.CodeNotAscending, text: "duplicate", after: psi.StateFailed},
		{name: "list with a bad element at its end", at: atList, list: func(b []byte) []byte { return replaced(b, bytes.Repeat([]byte{255}, 32), 0) },
			do: put0, status: 409, code: psi.CodeBadElement, text: "element 129: not the canonical", after: psi.StateFailed},
		{name: "chunk truncated", at: atList, do: func(x *wire) answer { return x.put("list", 0, x.list[:len(x.list)-32]) },
			status: 400, code: psi.CodeBadRequest, text: "chunk 0 has 4128 bytes, want 4160", after: psi.StateList},
		{name: "chunk truncated within an element", at: atList, do: func(x *wire) answer { return x.put("list", 0, x.list[:len(x.list)-1]) },
			status: 400, code: psi.CodeBadRequest, text: "want 4160", after: psi.StateList},
		{name: "chunk empty", at: atList, do: func(x *wire) answer { return x.put("list", 0, nil) },
			status: 400, code: psi.CodeBadRequest, text: "want 4160", after: psi.StateList},
		{name: "chunk over-long", at: atList, do: func(x *wire) answer { return x.put("list", 0, append(bytes.Clone(x.list), make([]byte, 32)...)) },
			status: 400, code: psi.CodeBadRequest, text: "want 4160", after: psi.StateList},
		{name: "chunk over 4 MiB", at: atList, do: func(x *wire) answer { return x.put("list", 0, make([]byte, 4<<20+32)) },
			status: 413, code: psi.CodeBadRequest, text: "the most is 4194304", after: psi.StateList},
		{name: "chunk with another digest", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, header("Content-Digest", digestOf([]byte("x"))))
		}, status: 400, code: psi.CodeDigestMismatch, text: "send it again", after: psi.StateList},
		{name: "chunk without a digest", at: atList, do: func(x *wire) answer { return x.put("list", 0, x.list, header("Content-Digest", "")) },
			status: 400, code: psi.CodeBadRequest, text: "Content-Digest", after: psi.StateList},
		{name: "chunk with a damaged digest header", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, header("Content-Digest", "sha-256=:AAAA:"))
		}, status: 400, code: psi.CodeBadRequest, text: "want sha-256=", after: psi.StateList},
		{name: "chunk of another media type", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, header("Content-Type", "application/octet-stream"))
		}, status: 415, code: psi.CodeBadRequest, text: elements, after: psi.StateList},
		{name: "framing: chunk with a Content-Encoding", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, header("Content-Encoding", "gzip"))
		}, status: 415, code: psi.CodeBadRequest, text: "Content-Encoding", after: psi.StateList},
		{name: "framing: chunk without a Content-Length", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, func(r *http.Request) { r.ContentLength = -1 })
		}, status: 411, code: psi.CodeBadRequest, text: "Content-Length", after: psi.StateList},
		{name: "chunk again with other bytes", at: atSent, do: func(x *wire) answer {
			x.mask(500, 630)
			return x.put("list", 0, x.list)
		}, status: 409, code: psi.CodeChunkConflict, text: "chunk 0 came twice", after: psi.StateFailed},
		{name: "chunk index one too far", at: atList, do: func(x *wire) answer { return x.put("list", 1, x.list) },
			status: 400, code: psi.CodeBadRequest, text: "chunk 1 of 1", after: psi.StateList},
		{name: "chunk index 2^63", at: atList, do: func(x *wire) answer { return x.put("list", uint64(1)<<63, x.list) },
			status: 400, code: psi.CodeBadRequest, text: "of 1", after: psi.StateList},
		{name: "chunk index 2^64", at: atList, do: func(x *wire) answer { return x.put("list", "18446744073709551616", x.list) },
			status: 400, code: psi.CodeBadRequest, text: "chunk index", after: psi.StateList},
		{name: "chunk index negative", at: atList, do: func(x *wire) answer { return x.put("list", -1, x.list) },
			status: 400, code: psi.CodeBadRequest, text: "chunk index", after: psi.StateList},
		{name: "chunk index in another spelling", at: atList, do: func(x *wire) answer { return x.put("list", "00", x.list) },
			status: 400, code: psi.CodeBadRequest, text: "chunk index", after: psi.StateList},
		{name: "close with a gap", at: atList, do: func(x *wire) answer { return x.post(x.session("/list/close"), nil) },
			status: 409, code: psi.CodeWrongState, text: "0 of 1 chunks", after: psi.StateList},
		{name: "chunk after close", at: atClosed, do: put0, status: 409, code: psi.CodeWrongState, text: `state "tags"`, after: psi.StateTags},
		{name: "list of other bytes than committed", at: atList, do: func(x *wire) answer {
			x.mask(500, 630)
			x.ok(x.put("list", 0, x.list))
			x.ok(x.post(x.session("/list/close"), nil))
			eventually(x.w.t, "the session fails", func() bool { return x.status().State == psi.StateFailed })
			return x.result()
		}, status: 400, code: psi.CodeDigestMismatch, text: "not the committed ones", after: psi.StateFailed},
	}
}

func tagRows() []row {
	end := func(x *wire) answer {
		x.ok(x.put("tags", 0, x.tags))
		x.ok(x.post(x.session("/tags/close"), nil))
		return x.result()
	}
	return []row{
		{name: "one tag too few", at: atClosed, do: func(x *wire) answer {
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Size: 999}})
		}, status: 400, code: psi.CodeBadRequest, text: "999 tags for a platform set of 1000", after: psi.StateTags},
		{name: "one tag too many", at: atClosed, do: func(x *wire) answer {
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Size: 1001}})
		}, status: 400, code: psi.CodeBadRequest, text: "1001 tags", after: psi.StateTags},
		{name: "2^63 tags", at: atClosed, do: func(x *wire) answer {
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Size: 1 << 63}})
		}, status: 400, code: psi.CodeBadRequest, text: "tags for a platform set", after: psi.StateTags},
		{name: "tags announced again otherwise", at: atTags, do: func(x *wire) answer {
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Size: 1000}})
		}, status: 409, code: psi.CodeWrongState, text: "announced already", after: psi.StateTags},
		{name: "tags truncated", at: atTags, do: func(x *wire) answer { return x.put("tags", 0, x.tags[:9990]) },
			status: 400, code: psi.CodeBadRequest, text: "want 10000", after: psi.StateTags},
		{name: "tags over-long", at: atTags, do: func(x *wire) answer { return x.put("tags", 0, append(bytes.Clone(x.tags), make([]byte, 10)...)) },
			status: 400, code: psi.CodeBadRequest, text: "want 10000", after: psi.StateTags},
		{name: "tags as elements", at: atTags, do: func(x *wire) answer { return x.put("tags", 0, x.tags, header("Content-Type", elements)) },
			status: 415, code: psi.CodeBadRequest, text: tags, after: psi.StateTags},
		{name: "tags unsorted", tags: func(b []byte) []byte { return swapped(b, 10, 500, 501) },
			do: end, status: 409, code: psi.CodeNotAscending, text: "record 501 ", after: psi.StateFailed},
		{name: "tags with a duplicate", tags: func(b []byte) []byte { return copied(b, 10, 10, 9) },
			do: end, status: 409, code: psi.CodeNotAscending, text: "duplicate", after: psi.StateFailed},
		{name: "tags all zero", tags: func(b []byte) []byte { return make([]byte, len(b)) },
			do: end, status: 409, code: psi.CodeNotAscending, text: "duplicate", after: psi.StateFailed},
		{name: "blinded: tags with a duplicate", mode: psi.Blinded, tags: func(b []byte) []byte { return copied(b, 10, 10, 9) },
			do: end, status: 409, code: psi.CodeNotAscending, text: "equal", after: psi.StateFailed},
		{name: "tags of other bytes than announced", at: atTags, do: func(x *wire) answer {
			x.tags[len(x.tags)-1]++
			return end(x)
		}, status: 400, code: psi.CodeDigestMismatch, text: "SHA-256 differs", after: psi.StateFailed},
		{name: "close of tags with a gap", at: atTags, do: func(x *wire) answer { return x.post(x.session("/tags/close"), nil) },
			status: 409, code: psi.CodeWrongState, text: "0 of 1 chunks", after: psi.StateTags},
		{name: "tags again with other bytes", at: atTagged, do: func(x *wire) answer {
			x.tags[0]++
			return x.put("tags", 0, x.tags)
		}, status: 409, code: psi.CodeChunkConflict, text: "came twice", after: psi.StateFailed},
	}
}

func offerRows(w *world) []row {
	offer := func(change func(x *wire, o *psi.Offer)) func(x *wire) answer {
		return func(x *wire) answer {
			o := x.newOffer(psi.Count)
			change(x, &o)
			return x.post("/v1/sessions", o)
		}
	}
	open := func(change func(m *psi.OpenList)) func(x *wire) answer {
		return func(x *wire) answer {
			m := x.opening()
			change(&m)
			return x.post(x.session("/list"), m)
		}
	}
	mismatch := func(name string, change func(x *wire, o *psi.Offer), text string) row {
		return row{name: "offer: " + name, do: offer(change), status: 409, code: psi.CodeMismatch, text: text}
	}
	commitment := func(name string, change func(m *psi.OpenList)) row {
		return row{name: "commitment opened with another " + name, at: atOpen, do: open(change),
			status: 409, code: psi.CodeCommitment, text: "not what the offer committed to", after: psi.StateFailed}
	}
	return []row{
		mismatch("version", func(_ *wire, o *psi.Offer) { o.Version = "Blindmatch-V0" }, `"Blindmatch-V0", this platform "Blindmatch-V1"`),
		mismatch("suite", func(_ *wire, o *psi.Offer) { o.Suite = "P256" }, `suite: the offer says "P256"`),
		mismatch("profile", func(_ *wire, o *psi.Offer) { o.Profile = "uid2" }, `profile: the offer says "uid2"`),
		mismatch("identifier type", func(_ *wire, o *psi.Offer) { o.IDType = "phone" }, `no identifiers of type "phone"`),
		mismatch("other advertiser", func(_ *wire, o *psi.Offer) { o.Advertiser = "globex" }, `advertiser: the offer says "globex"`),
		mismatch("other platform", func(_ *wire, o *psi.Offer) { o.Platform = "elsewhere" }, `platform: the offer says "elsewhere"`),
		mismatch("mode unknown", func(_ *wire, o *psi.Offer) { o.Mode = "intersect" }, `unknown mode "intersect"`),
		{name: "offer: unknown dataset", do: offer(func(_ *wire, o *psi.Offer) { o.Dataset = "usres" }),
			status: 404, code: psi.CodeUnknownDataset, text: `no dataset "usres" here: check the spelling`},
		{name: "offer: other purpose", do: offer(func(_ *wire, o *psi.Offer) { o.Purpose = "measurement" }),
			status: 403, code: psi.CodePurpose, text: `not offered for purpose "measurement"`},
		{name: "info: unknown dataset", do: func(x *wire) answer {
			return x.send("GET", "/v1/datasets/nothing?purpose=audience-matching&type=email", "", nil)
		}, status: 404, code: psi.CodeUnknownDataset, text: "check the spelling"},
		{name: "info: no purpose", do: func(x *wire) answer { return x.send("GET", "/v1/datasets/users?type=email", "", nil) },
			status: 403, code: psi.CodePurpose, text: "not offered for purpose"},
		commitment("size", func(m *psi.OpenList) { m.List.Size++ }),
		commitment("digest", func(m *psi.OpenList) { m.List.Digest[31] ^= 1 }),
		commitment("salt", func(m *psi.OpenList) { m.Salt[0] ^= 128 }),
		{name: "context mismatch", at: atOpen, do: open(func(m *psi.OpenList) { m.Context[5] ^= 4 }),
			status: 409, code: psi.CodeContextMismatch, text: "disagree about the context", after: psi.StateFailed},
		{name: "context of another purpose", at: atOpen, do: func(x *wire) answer {
			x.c.Purpose = "measurement"
			return open(func(*psi.OpenList) {})(x)
		}, status: 409, code: psi.CodeContextMismatch, text: "disagree", after: psi.StateFailed},
		{name: "list below the floor", list: func(b []byte) []byte { return b[:99*32] }, at: atOpen, do: open(func(*psi.OpenList) {}),
			status: 403, code: psi.CodeListTooSmall, text: "has 99 distinct identifiers; this platform matches lists of at least 100", after: psi.StateFailed},
		{name: "list announced again otherwise", at: atList, do: open(func(m *psi.OpenList) { m.List.Size++ }),
			status: 409, code: psi.CodeWrongState, text: "announced already", after: psi.StateFailed},
		{name: "list above the most", at: atOpen, list: func(b []byte) []byte {
			// The size is taken at its word before any byte is.
			return b
		}, do: func(x *wire) answer {
			x.c.List.Size = 1 << 62
			o := x.newOffer(psi.Count)
			x.c.List.Size = 1 << 62
			o.Commitment = psi.Commitment(x.salt, x.c.List)
			a := x.post("/v1/sessions", o)
			require.Equal(x.w.t, 201, a.status)
			var accept psi.Accept
			require.NoError(x.w.t, json.Unmarshal(a.body, &accept))
			x.id = accept.Session
			return open(func(*psi.OpenList) {})(x)
		}, status: 403, code: psi.CodeListTooLarge, text: "this platform takes 100000000", after: psi.StateFailed},
		{name: "unknown session", do: func(x *wire) answer { x.id = strings.Repeat("ab", 32); return x.send("GET", x.session(""), "", nil) },
			status: 404, code: psi.CodeUnknownSession, text: "run the command again"},
		{name: "unknown epoch file", do: func(x *wire) answer { return x.send("GET", "/v1/epochs/"+strings.Repeat("ab", 32), "", nil) },
			status: 404, code: psi.CodeUnknownDataset, text: "no such epoch file"},
		{name: "epoch file without a digest", do: func(x *wire) answer { return x.send("GET", "/v1/epochs/..%2f..%2fkeys", "", nil) },
			status: 400, code: psi.CodeBadRequest, text: "digest of"},
		{name: "no such resource", do: func(x *wire) answer { return x.send("GET", "/v2/sessions", "", nil) },
			status: 400, code: psi.CodeBadRequest, text: "no such resource"},
		{name: "no such method", do: func(x *wire) answer { return x.send("PATCH", "/v1/sessions", "", nil) },
			status: 400, code: psi.CodeBadRequest, text: "no such resource"},
	}
}

func jsonRows() []row {
	// Each changes a good offer.
	bad := func(name string, change func(good string) string) row {
		return row{name: "json: " + name, do: func(x *wire) answer {
			b, err := json.Marshal(x.newOffer(psi.Count))
			require.NoError(x.w.t, err)
			changed := change(string(b))
			require.NotEqual(x.w.t, string(b), changed)
			return x.post("/v1/sessions", []byte(changed))
		}, status: 400, code: psi.CodeBadRequest, text: "SPEC.md §7"}
	}
	rows := []row{
		bad("unknown field", func(s string) string { return `{"debug":true,` + s[1:] }),
		bad("name in another case", func(s string) string { return strings.Replace(s, `"dataset"`, `"Dataset"`, 1) }),
		bad("duplicate name", func(s string) string { return `{"mode":"count",` + s[1:] }),
		bad("trailing garbage", func(s string) string { return s + "{}" }),
		bad("truncated", func(s string) string { return s[:len(s)-1] }),
		bad("invalid UTF-8", func(s string) string { return strings.Replace(s, "users", "us\xffrs", 1) }),
		bad("number for a name", func(s string) string { return strings.Replace(s, `"users"`, `7`, 1) }),
		bad("array", func(s string) string { return "[" + s + "]" }),
		bad("upper-case hex", func(s string) string { return strings.ToUpper(s[:0]) + upperNonce(s) }),
		bad("short digest", func(s string) string { return strings.Replace(s, `"commitment":"`, `"commitment":"a`, 1) }),
		bad("deep nesting", func(string) string { return strings.Repeat("[", 30_000) }),
		bad("comment", func(s string) string { return s + "// x" }),
		bad("empty", func(string) string { return "" }),
	}
	rows[len(rows)-1].do = func(x *wire) answer { return x.post("/v1/sessions", []byte{}) }
	plain := func(name string, status int, text string, v func(x *wire) []byte, mods ...func(*http.Request)) row {
		return row{name: name, do: func(x *wire) answer { return x.post("/v1/sessions", v(x), mods...) }, status: status, code: psi.CodeBadRequest, text: text}
	}
	offer := func(x *wire) []byte {
		b, err := json.Marshal(x.newOffer(psi.Count))
		require.NoError(x.w.t, err)
		return b
	}
	return append(rows,
		plain("json: oversize", 413, "the most is 65536", func(x *wire) []byte {
			return append(offer(x), bytes.Repeat([]byte(" "), 64<<10)...)
		}),
		plain("framing: json without a Content-Length", 411, "Content-Length", offer, func(r *http.Request) { r.ContentLength = -1 }),
		plain("framing: json with a Content-Encoding", 415, "Content-Encoding", offer, header("Content-Encoding", "br")),
		plain("json: media type", 415, "application/json", offer, header("Content-Type", "text/plain")),
	)
}

var nonceRE = regexp.MustCompile(`"nonce":"[0-9a-f]{64}"`)

// upperNonce sets an offer's nonce to a value with upper-case digits.
func upperNonce(s string) string {
	return nonceRE.ReplaceAllString(s, `"nonce":"`+strings.Repeat("AB", 32)+`"`)
}

// stateRows send every message at every station where it does not belong.
func stateRows() []row {
	type message struct {
		name string
		send func(x *wire) answer
		at   []string // stations where it is in order, or a repetition that changes nothing
	}
	all := []string{atOpen, atList, atSent, atClosed, atTags, atTagged, atEnd}
	messages := []message{
		{"announce list", func(x *wire) answer { return x.post(x.session("/list"), x.opening()) }, []string{atOpen, atList, atSent}},
		{"chunk of the list", func(x *wire) answer { return x.put("list", 0, x.list) }, []string{atList, atSent}},
		{"close list", func(x *wire) answer { return x.post(x.session("/list/close"), nil) }, []string{atSent, atClosed, atTags, atTagged}},
		{"announce tags", func(x *wire) answer {
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Size: 1000}})
		}, []string{atClosed}},
		{"chunk of tags", func(x *wire) answer { return x.put("tags", 0, make([]byte, 10_000)) }, []string{atTags, atTagged}},
		{"close tags", func(x *wire) answer { return x.post(x.session("/tags/close"), nil) }, []string{atTagged, atEnd}},
		{"handles", func(x *wire) answer { return x.send("GET", x.session("/handles"), "", nil) }, nil},
		{"platform-set", func(x *wire) answer { return x.send("GET", x.session("/platform-set"), "", nil) }, nil},
	}
	var rows []row
	for _, m := range messages {
		for _, station := range all {
			if slices.Contains(m.at, station) {
				continue
			}
			after := map[string]psi.State{atOpen: psi.StateOpen, atList: psi.StateList, atSent: psi.StateList, atClosed: psi.StateTags, atTags: psi.StateTags, atTagged: psi.StateTags, atEnd: psi.StateDone}[station]
			rows = append(rows, row{
				name: "wrong state: " + m.name + " at " + station, at: station, after: after, status: 409, code: psi.CodeWrongState,
				do: func(x *wire) answer {
					a := m.send(x)
					if station == atEnd {
						require.EqualValues(x.w.t, 100, *x.released().Value, "the result stands")
					}
					return a
				},
			})
		}
	}
	return rows
}

// A whole session by hand, every message sent twice.
func TestWireIdempotent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	eachProtocol(t, w, func(t *testing.T, hc *http.Client) {
		sub := *w
		sub.t = t
		for _, m := range []psi.Mode{psi.Count, psi.Blinded} {
			x := newWire(&sub, hc)
			x.mask(900, 1030)
			o := x.newOffer(m)
			var accepted [2]psi.Accept
			for i := range accepted {
				a := x.post("/v1/sessions", o)
				require.Equal(t, 201, a.status, a.message)
				require.NoError(t, json.Unmarshal(a.body, &accepted[i]))
			}
			require.Equal(t, accepted[0].Session, accepted[1].Session, "the same offer opened two sessions")
			x.id, x.c.PlatformNonce = accepted[0].Session, accepted[0].Nonce
			eventually(t, "open", func() bool { return x.status().State == psi.StateOpen })
			st := x.status()
			x.c.PlatformSet, x.c.PolicyDigest, x.path = *st.PlatformSet, st.PolicyDigest, st.Path
			twice := func(f func() answer) { x.ok(f()); x.ok(f()) }
			twice(func() answer { return x.post(x.session("/list"), x.opening()) })
			twice(func() answer { return x.put("list", 0, x.list) })
			twice(func() answer { return x.post(x.session("/list/close"), nil) })
			x.makeTags()
			twice(func() answer { return x.post(x.session("/tags"), psi.OpenTags{Tags: setOf(x.tags, 10)}) })
			require.Equal(t, http.StatusNotFound, func() int {
				if m == psi.Blinded {
					return http.StatusNotFound
				}
				return x.send("GET", "/v1/epochs/"+strings.Repeat("0", 64), "", nil).status
			}())
			twice(func() answer { return x.put("tags", 0, x.tags) })
			twice(func() answer { return x.post(x.session("/tags/close"), nil) })
			require.EqualValues(t, 100, *x.released().Value)
			require.Equal(t, x.result().body, x.result().body, "the stored answer is replayed")
			x.ok(x.send("DELETE", x.session(""), "", nil))
			require.EqualValues(t, 100, *x.released().Value, "an abort after the end changes nothing")
		}
	})
}

// An aborted session gives nothing out, and says why.
func TestWireAbort(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	x := newWire(w, httpClient(t, w.conn, true))
	x.mask(900, 1030)
	for _, station := range []string{atOpen, atSent, atClosed, atTagged} {
		x.tags = nil
		x.to(psi.Count, station)
		x.ok(x.send("DELETE", x.session(""), "", nil))
		x.ok(x.send("DELETE", x.session(""), "", nil))
		a := x.result()
		require.Equal(t, psi.CodeSessionFailed, a.code)
		require.Contains(t, a.message, "the client ended the session")
		require.Equal(t, psi.CodeSessionFailed, x.post(x.session("/tags/close"), nil).code)
		require.Equal(t, psi.CodeSessionFailed, x.put("list", 0, x.list).code)
	}
}

// A client's own, another's and no session: the last two look the same.
func TestForeignSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	x := newWire(w, httpClient(t, w.conn, true))
	x.mask(900, 1030)
	x.to(psi.Blinded, atEnd)
	require.EqualValues(t, 100, *x.released().Value)
	other := &wire{w: w, http: httpClient(t, w.register("globex"), true), id: x.id}
	nobody := &wire{w: w, http: other.http, id: strings.Repeat("0", 64)}
	for _, r := range []struct{ method, path string }{
		{"GET", ""}, {"GET", "/result"}, {"GET", "/handles"}, {"GET", "/platform-set"}, {"POST", "/list/close"}, {"POST", "/tags/close"}, {"DELETE", ""},
	} {
		a := other.send(r.method, other.session(r.path), "", nil)
		b := nobody.send(r.method, nobody.session(r.path), "", nil)
		require.Equal(t, http.StatusNotFound, a.status)
		require.Equal(t, psi.CodeUnknownSession, a.code)
		require.Equal(t, string(b.body), string(a.body), "%s %s", r.method, r.path)
		require.Equal(t, b.status, a.status)
		for _, h := range []http.Header{a.header, b.header} {
			h.Del("Date")
		}
		require.Equal(t, b.header, a.header)
	}
	a := other.put("list", 0, x.list)
	b := nobody.put("list", 0, x.list)
	require.Equal(t, string(b.body), string(a.body))
	require.Equal(t, 200, x.send("GET", x.session("/handles"), "", nil).status, "the owner is served")
}

// A body that ends before its Content-Length leaves the session as it was.
func TestWireBrokenBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	eachProtocol(t, w, func(t *testing.T, hc *http.Client) {
		sub := *w
		sub.t = t
		x := newWire(&sub, hc)
		x.mask(900, 1030)
		x.to(psi.Count, atList)
		for _, n := range []int{0, 1, 32, len(x.list) - 1} {
			req, err := http.NewRequest("PUT", w.conn.URL+x.session("/list/0"), io.MultiReader(bytes.NewReader(x.list[:n]), brokenReader{}))
			require.NoError(t, err)
			req.ContentLength = int64(len(x.list))
			req.Header.Set("Content-Type", elements)
			req.Header.Set("Content-Digest", digestOf(x.list))
			resp, err := hc.Do(req)
			if err == nil {
				resp.Body.Close()
				require.Equal(t, 400, resp.StatusCode)
			}
			require.Equal(t, psi.StateList, x.status().State)
			require.Equal(t, psi.CodeWrongState, x.post(x.session("/list/close"), nil).code, "half a chunk counts as none")
		}
		x.ok(x.put("list", 0, x.list))
		x.ok(x.post(x.session("/list/close"), nil))
		x.makeTags()
		x.ok(x.post(x.session("/tags"), psi.OpenTags{Tags: setOf(x.tags, 10)}))
		x.ok(x.put("tags", 0, x.tags))
		x.ok(x.post(x.session("/tags/close"), nil))
		require.EqualValues(t, 100, *x.released().Value)
	})
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// Downloads by range, and what their tag is for.
func TestWireRange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	x := newWire(w, httpClient(t, w.conn, false))
	x.mask(900, 1030)
	for _, m := range []psi.Mode{psi.Count, psi.Blinded} {
		x.offer(m)
		whole := x.send("GET", x.path, "", nil)
		require.Equal(t, 200, whole.status)
		require.Equal(t, "bytes", whole.header.Get("Accept-Ranges"))
		etag := whole.header.Get("ETag")
		require.Regexp(t, `^"[0-9a-f]{64}"$`, etag)
		size := len(whole.body)
		for _, r := range [][2]int{{0, 0}, {1, 1}, {31, 33}, {size / 2, size - 1}, {size - 1, size - 1}} {
			a := x.send("GET", x.path, "", nil, header("Range", fmt.Sprintf("bytes=%d-%d", r[0], r[1])), header("If-Range", etag))
			require.Equal(t, http.StatusPartialContent, a.status)
			require.Equal(t, whole.body[r[0]:r[1]+1], a.body)
			require.Equal(t, etag, a.header.Get("ETag"))
		}
		a := x.send("GET", x.path, "", nil, header("Range", "bytes=5-"), header("If-Range", `"other"`))
		require.Equal(t, 200, a.status, "another tag means the whole file")
		require.Equal(t, whole.body, a.body)
		a = x.send("GET", x.path, "", nil, header("If-None-Match", etag))
		require.Equal(t, http.StatusNotModified, a.status)
	}
}

// The 20 ms are not a measurement: what it says is that a long poll waits, and
// ends with the session.
func TestWireLongPollEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	x := newWire(w, httpClient(t, w.conn, true))
	x.mask(900, 1030)
	x.to(psi.Count, atTagged)
	got := make(chan answer, 1)
	go func() {
		req, _ := http.NewRequest("GET", w.conn.URL+x.session("/result"), nil)
		resp, err := x.http.Do(req)
		if err != nil {
			got <- answer{message: err.Error()}
			return
		}
		defer resp.Body.Close()
		got <- answer{status: resp.StatusCode}
	}()
	select {
	case a := <-got:
		t.Fatalf("a result before the tags are closed: %v", a)
	case <-time.After(20 * time.Millisecond):
	}
	x.ok(x.post(x.session("/tags/close"), nil))
	require.Equal(t, 200, (<-got).status)
}
