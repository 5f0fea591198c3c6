package contract

import (
	"bytes"
	"io"
	"net/http"
	"strings"
)

// Handler passes requests on to h, and reports each exchange that is not as described. report may be called from
// several goroutines.
func (c *Contract) Handler(h http.Handler, report func(x *Exchange, err error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &Exchange{Method: r.Method, URL: r.URL, Header: r.Header.Clone()}
		var body bytes.Buffer
		if isJSON(r.Header) {
			r.Body = struct {
				io.Reader
				io.Closer
			}{io.TeeReader(r.Body, &body), r.Body}
		}
		rec := &recorder{ResponseWriter: w}
		h.ServeHTTP(rec, r)
		if rec.status == 0 && !rec.wrote {
			return // the client is gone
		}
		x.Body, x.Status, x.Answer, x.Text = body.Bytes(), rec.status, w.Header().Clone(), rec.text.Bytes()
		if err := c.CheckExchange(x); err != nil {
			report(x, err)
		}
	})
}

func isJSON(h http.Header) bool { return strings.HasPrefix(h.Get("Content-Type"), "application/json") }

// recorder keeps what a handler answers, if it is JSON.
type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
	text   bytes.Buffer
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.wrote = true; r.status == 0 {
		r.status = http.StatusOK
	}
	if isJSON(r.Header()) {
		r.text.Write(p)
	}
	return r.ResponseWriter.Write(p)
}
