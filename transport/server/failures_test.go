package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// row is one thing that can go wrong on the wire.
type row struct {
	name   string
	mode   psi.Mode                  // "" means count
	list   func(good []byte) []byte  // what replaces the list before it is committed to
	tags   func(right []byte) []byte // what replaces the tags
	at     string                    // the station to begin at
	do     func(x *wire) answer
	status int
	code   psi.Code
	or     psi.Code  // what it may be instead
	text   string    // must be in the message
	after  psi.State // of the session; "" means that there is no session
}

func (r *row) run(t *testing.T, w *world, h2 bool) {
	sub := *w
	sub.t = t
	x := newWire(&sub, httpClient(t, sub.fresh(), h2))
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
		x.ok(x.post(x.session("/tags"), x.announcement()))
	} else if r.at != "" {
		x.to(m, r.at)
	}
	a := r.do(x)
	require.Equal(t, r.status, a.status, "%s: %s", a.code, a.message)
	if a.code == r.or {
		r.code = r.or
	}
	require.Equal(t, r.code, a.code, a.message)
	require.Contains(t, a.message, r.text)
	require.NotContains(t, a.message, "Go ", "our types are nothing to a client")
	if r.after == "" {
		return
	}
	require.Equal(t, r.after, x.status().State)
	if r.after == psi.StateFailed {
		// A failed session stays failed and gives nothing out.
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
			do:     listEnd,
			status: 409, code: psi.CodeBadElement, text: "element ", after: psi.StateFailed,
		})
	}
	rows = append(rows, chunkRows()...)
	rows = append(rows, tagRows()...)
	rows = append(rows, offerRows(w)...)
	rows = append(rows, jsonRows()...)
	rows = append(rows, stateRows()...)
	// All tests run with one protocol and some with the other: this doesn't test net/http.
	eachProtocol(t, w, func(t *testing.T, _ *http.Client) {
		h2 := strings.HasSuffix(t.Name(), "http2")
		for i, r := range rows {
			if h2 == (i%4 == 0) || strings.HasPrefix(r.name, "framing") {
				t.Run(r.name, func(t *testing.T) { r.run(t, w, h2) })
			}
		}
	})
	w.stillServes()
	require.NotContains(t, w.log.String(), "level=ERROR")
	require.NotContains(t, w.log.String(), "@mail.example")
}
