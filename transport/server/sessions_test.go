package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/stretchr/testify/require"
)

// A whole session by hand, every message sent twice.
func TestWireIdempotent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	eachProtocol(t, w, func(t *testing.T, hc *http.Client) {
		sub := *w
		sub.t = t
		for _, m := range []psi.Mode{psi.Count, psi.Blinded} {
			if m == psi.Blinded {
				hc = httpClient(t, sub.fresh(), strings.HasSuffix(t.Name(), "http2"))
			}
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
			watch.Eventually(t, "open", func() bool { return x.status().State == psi.StateOpen })
			st := x.status()
			x.c.PlatformSet, x.c.PolicyDigest, x.path = *st.PlatformSet, st.PolicyDigest, st.Path
			twice := func(f func() answer) { x.ok(f()); x.ok(f()) }
			twice(func() answer { return x.post(x.session("/list"), x.opening()) })
			twice(func() answer { return x.put("list", 0, x.list) })
			twice(func() answer { return x.post(x.session("/list/close"), nil) })
			x.makeTags()
			twice(func() answer { return x.post(x.session("/tags"), x.announcement()) })
			require.Equal(t, http.StatusNotFound, x.send("GET", "/v1/epochs/"+strings.Repeat("0", 64), "", nil).status)
			twice(func() answer { return x.put("tags", 0, x.tags) })
			twice(func() answer { return x.post(x.session("/tags/close"), nil) })
			if m == psi.Count {
				require.EqualValues(t, 100, *x.released().Value)
			}
			first := x.result().body
			require.Equal(t, first, x.result().body, "the stored answer is replayed")
			x.ok(x.send("DELETE", x.session(""), "", nil))
			require.Equal(t, first, x.result().body, "an abort after the end changes nothing")
		}
	})
}

// An aborted session gives nothing out and says why.
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

// A client's own session, another client's and none: the last two look the same.
func TestForeignSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	x := newWire(w, httpClient(t, w.conn, true))
	x.mask(900, 1030)
	x.to(psi.Blinded, atEnd)
	require.NotNil(t, x.released().Value)
	other := &wire{w: w, http: httpClient(t, w.register("globex"), true), id: x.id}
	nobody := &wire{w: w, http: other.http, id: strings.Repeat("0", 64)}
	for _, r := range []struct{ method, path string }{
		{"GET", ""}, {"GET", "/result"}, {"GET", "/handles"}, {"POST", "/list/close"}, {"POST", "/tags/close"}, {"DELETE", ""},
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
			require.Equal(t, psi.CodeWrongState, x.post(x.session("/list/close"), nil).code, "half a chunk doesn't count")
		}
		x.ok(x.put("list", 0, x.list))
		x.ok(x.post(x.session("/list/close"), nil))
		x.makeTags()
		x.ok(x.post(x.session("/tags"), x.announcement()))
		x.ok(x.put("tags", 0, x.tags))
		x.ok(x.post(x.session("/tags/close"), nil))
		require.EqualValues(t, 100, *x.released().Value)
	})
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// Downloads by range, and the purpose of their tag.
func TestWireRange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	x := newWire(w, httpClient(t, w.conn, false))
	x.mask(900, 1030)
	x.offer(psi.Count)
	for path, tag := range map[string]string{x.path: "", x.path + "/leaves": "/leaves"} {
		whole := x.send("GET", path, "", nil)
		require.Equal(t, 200, whole.status)
		require.Equal(t, "bytes", whole.header.Get("Accept-Ranges"))
		etag := whole.header.Get("ETag")
		require.Regexp(t, `^"[0-9a-f]{64}`+tag+`"$`, etag)
		size := len(whole.body)
		for _, r := range [][2]int{{0, 0}, {1, 1}, {size / 3, size / 2}, {size / 2, size - 1}, {size - 1, size - 1}} {
			a := x.send("GET", path, "", nil, header("Range", fmt.Sprintf("bytes=%d-%d", r[0], r[1])), header("If-Range", etag))
			require.Equal(t, http.StatusPartialContent, a.status)
			require.Equal(t, whole.body[r[0]:r[1]+1], a.body)
			require.Equal(t, etag, a.header.Get("ETag"))
		}
		a := x.send("GET", path, "", nil, header("Range", "bytes=5-"), header("If-Range", `"other"`))
		require.Equal(t, 200, a.status, "another tag means the whole file")
		require.Equal(t, whole.body, a.body)
	}
}

// A noised answer comes at a whole second, and one request for it waits until then.
func TestWireLongPollEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{cfg: platform.Config{Disclosure: disclosure.Default()}})
	x := newWire(w, httpClient(t, w.conn, true))
	x.mask(900, 1030)
	x.to(psi.Count, atEnd)
	require.Equal(t, 200, x.send("GET", x.session("/result"), "", nil).status)
}

// A list of two chunks: in any order, with a gap, and with a duplicate that only the two together show.
func TestWireTwoChunks(t *testing.T) {
	if testing.Short() {
		t.Skip("masks 131,000 elements")
	}
	t.Parallel()
	w := newWorld(t, setup{})
	x := newWire(w, httpClient(t, w.conn, true))
	const first = 4 << 20 / 32
	x.mask(900, 900+first+64)
	x.to(psi.Count, atList)
	gap := func(text string) {
		t.Helper()
		a := x.post(x.session("/list/close"), nil)
		require.Equal(t, psi.CodeWrongState, a.code)
		require.Contains(t, a.message, text)
	}
	gap("bytes from offset 0 on are missing")
	x.ok(x.put("list", first*32, x.list[first*32:]))
	gap("bytes from offset 0 on are missing")
	x.ok(x.put("list", 0, x.list[:64<<10]))
	gap("bytes from offset 65536 on are missing")
	require.Equal(t, psi.CodeBadRequest, x.put("list", first*32+64*32, x.list[:32]).code)
	require.Equal(t, psi.CodeBadRequest, x.put("list", 16<<10, x.list[16<<10:48<<10]).code, "not at a multiple of its length")
	x.ok(x.put("list", 0, x.list[:first*32]))
	x.ok(x.post(x.session("/list/close"), nil))
	x.makeTags()
	x.ok(x.post(x.session("/tags"), x.announcement()))
	x.ok(x.put("tags", 0, x.tags))
	x.ok(x.post(x.session("/tags/close"), nil))
	require.EqualValues(t, 100, *x.released().Value)

	x.tags = nil
	x.list = copied(x.list, 32, first, first-1) // the second chunk begins as the first ends
	x.to(psi.Count, atList)
	x.ok(x.put("list", first*32, x.list[first*32:]))
	x.ok(x.put("list", 0, x.list[:first*32]))
	x.ok(x.post(x.session("/list/close"), nil))
	watch.Eventually(t, "the session fails", func() bool { return x.status().State == psi.StateFailed })
	a := x.result()
	require.Equal(t, psi.CodeNotAscending, a.code)
	require.Contains(t, a.message, "record 131072 ")
}
