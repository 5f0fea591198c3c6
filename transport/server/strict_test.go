package server_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

const infoQuery = "?purpose=audience-matching"

// What SPEC.md §8 does not list is refused with an error object, over either protocol: no redirect, no page, no wait.
func TestOtherRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	also := func(name string, values ...string) func(*http.Request) {
		return func(r *http.Request) { r.Header[name] = append(r.Header[name], values...) }
	}
	withBody := func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("{}")), 2 }
	unsized := func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("{}")), -1 }
	type request struct {
		name, method, path string // SESSION stands for an open session
		mod                func(*http.Request)
		status             int
		text               string
	}
	rows := []request{
		{"two slashes", "GET", "//v1/datasets/users" + infoQuery, nil, 400, "no such resource"},
		{"two slashes inside", "GET", "/v1/datasets//users" + infoQuery, nil, 400, "no such resource"},
		{"parent", "GET", "/v1/log/../datasets/users" + infoQuery, nil, 400, "no such resource"},
		{"dot", "GET", "/v1/./datasets/users" + infoQuery, nil, 400, "no such resource"},
		{"parent, encoded", "GET", "/v1/log/%2e%2E/datasets/users" + infoQuery, nil, 400, "no such resource"},
		{"slash at the end", "GET", "/v1/datasets/users/" + infoQuery, nil, 400, "no such resource"},
		{"slash at the end of a session", "GET", "/v1/sessions/SESSION/", nil, 400, "no such resource"},
		{"slash at the end of the sessions", "POST", "/v1/sessions/", nil, 400, "no such resource"},
		{"log without a name", "GET", "/v1/log/", nil, 400, "no such resource"},
		{"name encoded", "GET", "/v1/datasets/%75sers" + infoQuery, nil, 400, "no such resource"},
		{"resource encoded", "GET", "/v1/%64atasets/users" + infoQuery, nil, 400, "no such resource"},
		{"another version", "GET", "/v2/datasets/users" + infoQuery, nil, 400, "no such resource"},
		{"root", "GET", "/", nil, 400, "no such resource"},
		{"HEAD", "HEAD", "/v1/datasets/users" + infoQuery, nil, 400, ""},
		{"HEAD of a set", "HEAD", "SET", nil, 400, ""},
		{"HEAD of leaves", "HEAD", "SET/leaves", nil, 400, ""},
		{"a type in the query", "GET", "/v1/datasets/users" + infoQuery + "&type=email", nil, 400, "this client speaks an older form of Blindmatch-V1"},
		{"a session's own set", "GET", "/v1/sessions/SESSION/platform-set", nil, 400, "no such resource"},
		{"audiences of a purpose twice", "GET", "/v1/audiences?dataset=users&purpose=x&purpose=x", nil, 400, "purpose is in the query 2 times"},
		{"renewal with a query too many", "POST", "/v1/audiences/users/vips?purpose=x&force", func(r *http.Request) {
			withBody(r)
			also("Content-Type", "application/json")(r)
		}, 400, "takes [\"purpose\"]"},
		{"renewal without an end", "POST", "/v1/audiences/users/vips?purpose=x", func(r *http.Request) {
			withBody(r)
			also("Content-Type", "application/json")(r)
		}, 400, "an audience's end"},
		{"OPTIONS", "OPTIONS", "/v1/datasets/users", nil, 400, "no such resource"},
		{"TRACE", "TRACE", "/v1/datasets/users", nil, 400, "no such resource"},
		{"PUT where GET is", "PUT", "/v1/datasets/users" + infoQuery, nil, 400, "no such resource"},
		{"GET where POST is", "GET", "/v1/sessions", nil, 400, "no such resource"},
		{"POST on a set", "POST", "SET", nil, 400, "no such resource"},
		{"method in lower case", "get", "/v1/datasets/users" + infoQuery, nil, 400, "no such resource"},
		{"purpose twice", "GET", "/v1/datasets/users" + infoQuery + "&purpose=audience-matching", nil, 400, "purpose is in the query 2 times"},
		{"another name in the query", "GET", "/v1/datasets/users" + infoQuery + "&debug=1", nil, 400, "takes [\"purpose\"]"},
		{"name in another case", "GET", "/v1/datasets/users?Purpose=audience-matching", nil, 400, "takes [\"purpose\"]"},
		{"broken query", "GET", "/v1/datasets/users" + infoQuery + ";x", nil, 400, "takes"},
		{"query where none is", "GET", "/v1/sessions/SESSION?x=1", nil, 400, "takes []"},
		{"query on a message", "POST", "/v1/sessions/SESSION/list/close?force", nil, 400, "takes []"},
		{"body on a GET", "GET", "/v1/sessions/SESSION", withBody, 400, "takes no body, and has one of 2 bytes"},
		{"body on a DELETE", "DELETE", "/v1/sessions/SESSION", withBody, 400, "takes no body"},
		{"body on a close", "POST", "/v1/sessions/SESSION/list/close", withBody, 400, "takes no body"},
		{"body of unknown length on a close", "POST", "/v1/sessions/SESSION/list/close", unsized, 411, "Content-Length"},
		{"two content types", "POST", "/v1/sessions", func(r *http.Request) {
			withBody(r)
			also("Content-Type", "application/json", "application/json")(r)
		}, 415, "want one, application/json"},
		{"content type with a parameter", "POST", "/v1/sessions", func(r *http.Request) {
			withBody(r)
			also("Content-Type", "application/json; charset=utf-8")(r)
		}, 415, "want one, application/json"},
		{"no content type", "POST", "/v1/sessions", withBody, 415, "want one, application/json"},
		{"empty content encoding", "GET", "/v1/sessions/SESSION", also("Content-Encoding", ""), 415, "Content-Encoding"},
		{"result before there can be one", "GET", "/v1/sessions/SESSION/result", nil, 409, `state "open"`},
	}
	eachProtocol(t, w, func(t *testing.T, hc *http.Client) {
		sub := *w
		sub.t = t
		x := newWire(&sub, hc)
		x.mask(900, 1030)
		x.offer(psi.Count)
		for _, r := range rows {
			t.Run(r.name, func(t *testing.T) {
				y := *x
				y.w = &sub
				sub.t = t
				start := time.Now()
				path := strings.NewReplacer("SESSION", x.id, "SET", x.path).Replace(r.path)
				a := y.send(r.method, path, "", nil, func(q *http.Request) {
					if r.mod != nil {
						r.mod(q)
					}
				})
				require.Equal(t, r.status, a.status, a.message)
				require.Contains(t, a.message, r.text)
				if r.text != "" {
					require.Contains(t, []psi.Code{psi.CodeBadRequest, psi.CodeWrongState}, a.code)
				}
				require.Less(t, time.Since(start), 10*time.Second)
			})
		}
		sub.t = t
		require.Equal(t, psi.StateOpen, x.status().State, "none of these touched the session")
	})
}

// What a request without a body says of one means nothing, and a proxy may drop the length 0.
func TestEmptyRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	eachProtocol(t, w, func(t *testing.T, hc *http.Client) {
		sub := *w
		sub.t = t
		x := newWire(&sub, hc)
		x.mask(900, 1030)
		x.to(psi.Count, atSent)
		x.ok(x.send("POST", x.session("/list/close"), "application/x-www-form-urlencoded", nil))
	})
	x := newWire(w, httpClient(t, w.conn, false))
	x.mask(900, 1030)
	x.to(psi.Count, atSent)
	answers := raw(t, w, "POST "+x.session("/list/close")+" HTTP/1.1\r\nHost: x\r\n\r\n", "POST")
	require.Equal(t, 204, answers[0].status)
}

// raw sends text over one HTTP/1.1 connection, all of it before it reads, and returns the answers to the methods.
func raw(t *testing.T, w *world, text string, methods ...string) (all []answer) {
	t.Helper()
	c := dial(t, w.conn)
	_, err := io.WriteString(c, text)
	require.NoError(t, err)
	in := bufio.NewReader(c)
	for _, m := range methods {
		resp, err := http.ReadResponse(in, &http.Request{Method: m})
		require.NoError(t, err)
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		a := answer{status: resp.StatusCode, header: resp.Header, body: b}
		if a.status/100 != 2 && m != "HEAD" {
			var e psi.Error
			require.NoError(t, json.Unmarshal(b, &e), "%d %q", a.status, b)
			a.code, a.message = e.Code, e.Message
		}
		if resp.Close {
			a.header.Set("Connection", "close")
		}
		all = append(all, a)
	}
	return all
}

// A client that sends its whole body before it reads an answer reads the refusal, and after a body of bearable size the
// connection serves the next request.
func TestRefusedBodies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	id := strings.Repeat("ab", 32)
	put := "PUT /v1/sessions/" + id + "/list/0 HTTP/1.1\r\nHost: x\r\nContent-Type: " + elements + "\r\n"
	next := "GET /v1/datasets/users" + infoQuery + " HTTP/1.1\r\nHost: x\r\n\r\n"
	chunked := "Transfer-Encoding: chunked\r\n\r\n500000\r\n" + strings.Repeat("x", 5<<20) + "\r\n0\r\n\r\n"
	for _, r := range []struct {
		name, request string
		status        int
		kept          bool
	}{
		{"a byte over the limit", put + "Content-Length: 4194305\r\n\r\n" + strings.Repeat("x", 4194305), 413, true},
		{"twice the limit", put + "Content-Length: 8388608\r\n\r\n" + strings.Repeat("x", 8<<20), 413, true},
		{"above twice the limit", put + "Content-Length: 8388609\r\n\r\n" + strings.Repeat("x", 8<<20+1), 413, false},
		{"far over the limit", put + "Content-Length: 50000000\r\n\r\n" + strings.Repeat("x", 50_000_000), 413, false},
		{"of another session", put + "Content-Digest: " + digestOf(nil) + "\r\nContent-Length: 4194304\r\n\r\n" + strings.Repeat("x", 4<<20), 404, true},
		{"where nothing is", "PUT /v1/nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 4194304\r\n\r\n" + strings.Repeat("x", 4<<20), 400, true},
		{"where none belongs", "POST /v1/sessions/" + id + "/list/close HTTP/1.1\r\nHost: x\r\nContent-Length: 4194304\r\n\r\n" + strings.Repeat("x", 4<<20), 400, true},
		{"a message over the limit", "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n" + strings.Repeat(" ", 1_000_000), 413, true},
		{"of unknown length", put + chunked, 411, false},
		{"of two lengths", put + "Content-Length: 5\r\n" + chunked, 411, false},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			if !r.kept {
				a := raw(t, w, r.request, "PUT")
				require.Equal(t, r.status, a[0].status, a[0].message)
				require.Equal(t, "close", a[0].header.Get("Connection"))
				return
			}
			a := raw(t, w, r.request+next, "PUT", "GET")
			require.Equal(t, r.status, a[0].status, a[0].message)
			require.NotEmpty(t, a[0].code)
			require.Equal(t, 200, a[1].status, a[1].message)
		})
	}
	t.Run("announced with Expect", func(t *testing.T) {
		c := dial(t, w.conn)
		_, err := io.WriteString(c, put+"Expect: 100-continue\r\nContent-Length: 5000000\r\n\r\n")
		require.NoError(t, err)
		all, err := io.ReadAll(c)
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(all, []byte("HTTP/1.1 413 ")), "answered without a byte of the body")
		require.Equal(t, 1, bytes.Count(all, []byte("HTTP/1.1 ")), "and not asked for it after that")
	})
	t.Run("OPTIONS *", func(t *testing.T) {
		a := raw(t, w, "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS")
		require.Equal(t, psi.CodeBadRequest, a[0].code)
	})
	t.Run("CONNECT", func(t *testing.T) {
		a := raw(t, w, "CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\n\r\n", "GET")
		require.Equal(t, psi.CodeBadRequest, a[0].code)
	})
	eachProtocol(t, w, func(t *testing.T, hc *http.Client) {
		sub := *w
		sub.t = t
		x := newWire(&sub, hc)
		x.id = id
		require.Equal(t, 413, x.put("list", 0, make([]byte, 20<<20)).status)
		require.Equal(t, 415, x.put("list", 0, make([]byte, 4<<20), header("Content-Type", "text/plain")).status)
	})
}

func TestRanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	eachProtocol(t, w, func(t *testing.T, hc *http.Client) {
		sub := *w
		sub.t = t
		x := newWire(&sub, hc)
		x.mask(900, 1030)
		x.offer(psi.Count)
		whole := x.send("GET", x.path, "", nil)
		require.Equal(t, 200, whole.status)
		size := len(whole.body)
		all := fmt.Sprintf("bytes=%d-", size)
		tag := whole.header.Get("ETag")
		for _, r := range []struct {
			name        string
			header      []string // name and value, by turns
			status      int
			first, last int
		}{
			{"all", []string{"Range", "bytes=0-"}, 206, 0, size - 1},
			{"a part", []string{"Range", "bytes=32-63"}, 206, 32, 63},
			{"unit in capitals", []string{"Range", "Bytes=32-63"}, 206, 32, 63},
			{"one byte", []string{"Range", fmt.Sprintf("bytes=%d-%d", size-1, size-1)}, 206, size - 1, size - 1},
			{"the last bytes", []string{"Range", "bytes=-10"}, 206, size - 10, size - 1},
			{"more last bytes than there are", []string{"Range", "bytes=-99999999"}, 206, 0, size - 1},
			{"beyond the end", []string{"Range", fmt.Sprintf("bytes=%d-99999999", size-10)}, 206, size - 10, size - 1},
			{"this file", []string{"Range", "bytes=32-63", "If-Range", tag}, 206, 32, 63},
			{"another file", []string{"Range", "bytes=32-63", "If-Range", `"x"`}, 200, 0, size - 1},
			{"another file, unsatisfiable", []string{"Range", all, "If-Range", `"x"`}, 200, 0, size - 1},
			{"weak tag", []string{"Range", "bytes=32-63", "If-Range", "W/" + tag}, 200, 0, size - 1},
			{"a date", []string{"Range", "bytes=32-63", "If-Range", "Wed, 21 Oct 2015 07:28:00 GMT"}, 200, 0, size - 1},
			{"If-Range alone", []string{"If-Range", tag}, 200, 0, size - 1},
			{"another unit", []string{"Range", "elements=0-1"}, 200, 0, size - 1},
			{"unchanged", []string{"If-None-Match", tag}, 200, 0, size - 1},
			{"changed", []string{"If-Match", `"x"`}, 200, 0, size - 1},
			{"since", []string{"If-Modified-Since", "Wed, 21 Oct 2015 07:28:00 GMT"}, 200, 0, size - 1},
			{"from the end on", []string{"Range", all}, 416, 0, 0},
			{"no bytes", []string{"Range", "bytes=-0"}, 416, 0, 0},
			{"backwards", []string{"Range", "bytes=63-32"}, 416, 0, 0},
			{"several", []string{"Range", "bytes=0-1,4-5"}, 416, 0, 0},
			{"several headers", []string{"Range", "bytes=0-1", "Range", "bytes=0-1"}, 416, 0, 0},
			{"no numbers", []string{"Range", "bytes=a-b"}, 416, 0, 0},
			{"nothing", []string{"Range", "bytes=-"}, 416, 0, 0},
			{"over 2^64", []string{"Range", "bytes=99999999999999999999-"}, 416, 0, 0},
		} {
			t.Run(r.name, func(t *testing.T) {
				sub.t = t
				a := x.send("GET", x.path, "", nil, func(q *http.Request) {
					for i := 0; i < len(r.header); i += 2 {
						q.Header.Add(r.header[i], r.header[i+1])
					}
				})
				require.Equal(t, r.status, a.status, a.message)
				if r.status == 416 {
					require.Equal(t, psi.CodeBadRequest, a.code)
					require.Equal(t, fmt.Sprintf("bytes */%d", size), a.header.Get("Content-Range"))
					require.Empty(t, a.header.Get("ETag"))
					return
				}
				require.True(t, bytes.Equal(whole.body[r.first:r.last+1], a.body))
				require.Equal(t, elements, a.header.Get("Content-Type"))
				require.Equal(t, tag, a.header.Get("ETag"))
			})
			sub.t = t
		}
		// What is no file has no ranges.
		a := x.send("GET", x.session(""), "", nil, header("Range", "bytes=0-1"))
		require.Equal(t, 200, a.status)
		require.Empty(t, a.header.Get("Accept-Ranges"))
	})
}

// What is no request is answered by net/http before the handler sees it: an error, and never a page.
func TestNoRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	get := "GET /v1/datasets/users" + infoQuery + " HTTP/1.1\r\nHost: x\r\n"
	for name, r := range map[string]struct {
		text   string
		status int
	}{
		"two lengths":             {get + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
		"a length that is none":   {get + "Content-Length: +1\r\n\r\n", 400},
		"another coding":          {get + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
		"another expectation":     {get + "Expect: 200-ok\r\n\r\n", 417},
		"a head over the limit":   {get + "X: " + strings.Repeat("x", 32<<10) + "\r\n\r\n", 431},
		"a space before a colon":  {get + "Content-Type : application/json\r\n\r\n", 400},
		"no host":                 {"GET /v1/sessions HTTP/1.1\r\n\r\n", 400},
		"no request at all":       {"hello\r\n\r\n", 400},
		"a line break in a path":  {"GET /v1/\n HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		"a broken percent escape": {"GET /v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := dial(t, w.conn)
			_, err := io.WriteString(c, r.text)
			require.NoError(t, err)
			resp, err := http.ReadResponse(bufio.NewReader(c), nil)
			require.NoError(t, err)
			b, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.Equal(t, r.status, resp.StatusCode)
			require.NotContains(t, resp.Header.Get("Content-Type"), "html")
			require.NotContains(t, string(b), "<")
		})
	}
}
