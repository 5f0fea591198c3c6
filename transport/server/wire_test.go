package server_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

const (
	elements = "application/vnd.blindmatch.elements"
	tags     = "application/vnd.blindmatch.tags"
)

// wire talks to a platform message by message, without any of the client's code in between.
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
	a := x.send("GET", "/v1/datasets/users?purpose=audience-matching", "", nil)
	require.Equal(w.t, 200, a.status, a.message)
	require.NoError(w.t, json.Unmarshal(a.body, &x.info))
	// One key for all sessions of a world, so that the tests have to mask things only once. Real clients must not do
	// this.
	w.once.Do(func() {
		g, err := x.info.Params.Group("email")
		require.NoError(w.t, err)
		w.key = g.GenerateKey()
	})
	x.key = w.key
	return x
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// send sends one request and reads its whole answer. Every answer is checked against the common rules: no redirect,
// JSON errors, no secret in a message.
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
	if method == http.MethodHead {
		require.Empty(t, b)
	} else if a.status/100 != 2 {
		var e struct{ Code, Message string }
		require.NoError(t, json.Unmarshal(b, &e), "%d %q", a.status, b)
		require.Equal(t, "application/json", resp.Header.Get("Content-Type"))
		a.code, a.message = psi.Code(e.Code), e.Message
		require.NotEmpty(t, a.code)
		require.NotEmpty(t, a.message)
		require.NotRegexp(t, longHex, a.message, "an element, a key or a digest in an error")
		require.NotRegexp(t, `element \d+: element`, a.message, "the position is given twice")
	}
	if !strings.HasPrefix(path, "/v1/epochs/") && !strings.HasPrefix(path, "/v1/log/") || a.status/100 != 2 {
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
	name := fmt.Sprint(from, to)
	if x.w.cached(name) == nil {
		x.key.Mask(out, items)
		x.w.cache(name, out)
	}
	x.list = pack(x.w.cached(name))
}

// memo remembers elements.
type memo struct {
	once   sync.Once
	owners atomic.Int64 // how many fresh ones were taken
	key    *ecdh.Key
	mu     sync.Mutex
	sets   map[string][]ecdh.Element
}

func (m *memo) cached(name string) []ecdh.Element {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.sets[name])
}

func (m *memo) cache(name string, list []ecdh.Element) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sets[name] = list
}

func pack(list []ecdh.Element) []byte {
	slices.SortFunc(list, func(a, b ecdh.Element) int { return bytes.Compare(a[:], b[:]) })
	var b []byte
	for _, e := range list {
		b = append(b, e[:]...)
	}
	return b
}

// setOf is the set of one part that b is, whose items have so many bytes each: SPEC.md §5.
func setOf(b []byte, item int) psi.Set {
	s := psi.Set{Parts: []psi.Part{{Width: 1, Size: uint64(len(b) / item)}}}
	var leaves [][32]byte
	for leaf := range slices.Chunk(b, 32768*item) {
		leaves = append(leaves, sha256.Sum256(append([]byte{0}, leaf...)))
	}
	return resized(s, treeRoot(leaves), s.Parts[0].Size)
}

// resized is a set of the same root that says it has another size.
func resized(s psi.Set, root [32]byte, size uint64) psi.Set {
	field := func(h, v []byte) []byte { return append(binary.BigEndian.AppendUint16(h, uint16(len(v))), v...) }
	h := field(nil, []byte("Blindmatch-V1 set"))
	h = field(h, binary.BigEndian.AppendUint64([]byte{1}, size))
	return psi.Set{Parts: []psi.Part{{Width: 1, Size: size}}, Digest: sha256.Sum256(field(h, root[:]))}
}

// treeRoot is MTH of RFC 6962 §2.1, over the hashes of the leaves.
func treeRoot(leaves [][32]byte) [32]byte {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	l, r := treeRoot(leaves[:k]), treeRoot(leaves[k:])
	return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
}

// announcement is what announces x's tags.
func (x *wire) announcement() psi.OpenTags {
	return psi.OpenTags{Tags: setOf(x.tags, 10), PublicKey: psi.PublicKey(x.key.Public())}
}

// newOffer is an offer for x.list in mode m.
func (x *wire) newOffer(m psi.Mode) psi.Offer {
	x.c = psi.Context{
		Mode: m, Params: x.info.Params, Dataset: x.info.Dataset, Advertiser: x.info.Advertiser, Platform: x.info.Platform,
		Epsilon: x.info.Prices.Most, Segments: 1, List: setOf(x.list, 32),
	}
	rand.Read(x.c.AdvertiserNonce[:])
	rand.Read(x.salt[:])
	return psi.Offer{
		Version: psi.Version, Mode: m, Params: x.c.Params, Dataset: x.c.Dataset, Advertiser: x.c.Advertiser, Platform: x.c.Platform,
		Nonce: x.c.AdvertiserNonce, Commitment: psi.Commitment(x.salt, x.c.List), Epsilon: x.c.Epsilon, Segments: 1,
	}
}

// offer opens a session in mode m and waits until the platform's set is ready.
func (x *wire) offer(m psi.Mode) {
	t := x.w.t
	t.Helper()
	a := x.post("/v1/sessions", x.newOffer(m))
	require.Equal(t, http.StatusCreated, a.status, a.message)
	var accept psi.Accept
	require.NoError(t, json.Unmarshal(a.body, &accept))
	x.id, x.c.PlatformNonce = accept.Session, accept.Nonce
	var st psi.Status
	watch.Eventually(t, "the set is ready", func() bool {
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

func (x *wire) put(part string, offset any, b []byte, mods ...func(*http.Request)) answer {
	x.w.t.Helper()
	mediaType := elements
	if part == "tags" {
		mediaType = tags
	}
	return x.send("PUT", x.session(fmt.Sprintf("/%s/%v", part, offset)), mediaType, b, mods...)
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
	name := x.c.PlatformSet.Digest.String()
	if x.w.cached(name) == nil {
		list := make([]ecdh.Element, len(a.body)/32)
		for i := range list {
			list[i] = ecdh.Element(a.body[32*i:])
		}
		_, err := x.key.Remask(list, list)
		require.NoError(t, err)
		x.w.cache(name, list)
	}
	list := x.w.cached(name)
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
	atOpen   = "open"   // the set is ready
	atList   = "list"   // the list is announced
	atSent   = "sent"   // and sent
	atClosed = "closed" // and closed
	atTags   = "tags"   // the tags are announced
	atTagged = "tagged" // and sent
	atEnd    = "end"    // and closed
)

// to takes a new session to a station.
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
			x.ok(x.post(x.session("/tags"), x.announcement()))
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
	watch.Eventually(x.w.t, "there is a result", func() bool {
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
	require.NotNil(x.w.t, r.Released)
	return *r.Released
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
