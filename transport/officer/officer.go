// Package officer serves the pages on which a privacy officer reads what a platform has recorded: what flowed to whom, at
// what price and under which policies, one session's story, what imports kept out, and how far all of that is verified.
//
// A Handler needs no script in the browser, and writes nothing, beside an entry for each person who is looked up. It does not know who is asking: mount it behind the
// platform's own login, for people who may read the ledger.
//
//	mux.Handle("/officer/", login(http.StripPrefix("/officer", h)))
package officer

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/blindmatch/blindmatch/psi/platform/record"
)

// Config configures a Handler.
type Config struct {
	// Open opens the record to read. It is called for each request and closed after it, so that what a server has written
	// meanwhile is seen; open a data directory for reading only. Required.
	Open func(context.Context) (*record.Record, error)
	// Persons answers persons' questions. nil: there is no page for that.
	Persons *Persons
	// Log takes what could not be read. nil means slog.Default.
	Log *slog.Logger
}

// Handler serves the pages. It is safe for concurrent use. Its links are relative, so that it works below any path that
// ends with a slash.
type Handler struct {
	cfg    Config
	mux    *http.ServeMux
	ledger *follower
	asking *asking // nil if persons are not answered
}

// New returns a Handler. Close it.
func New(cfg Config) (*Handler, error) {
	if cfg.Open == nil {
		return nil, errors.New("officer: no record to open")
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	asking, err := newAsking(cfg.Persons)
	if err != nil {
		return nil, err
	}
	h := &Handler{cfg: cfg, mux: http.NewServeMux(), ledger: follow(cfg.Open), asking: asking}
	h.mux.HandleFunc("GET /style.css", style)
	h.mux.HandleFunc("GET /letter", h.letter)
	h.mux.HandleFunc("POST /persons", h.post)
	for name, build := range map[string]builder{
		"overview": (*request).overview, "flows": (*request).flows, "sessions": (*request).sessions, "session": (*request).story,
		"budgets": (*request).budgets, "policies": (*request).policies, "policy": (*request).policy, "compare": (*request).compare,
		"imports": (*request).imports, "import": (*request).oneImport, "advertisers": (*request).advertisers,
		"ledger": (*request).ledger, "entry": (*request).entry, "persons": (*request).persons, "answer": (*request).answer,
	} {
		path := "/" + name
		if name == "overview" {
			path = "/{$}"
		}
		h.mux.Handle("GET "+path, h.page(name, build))
	}
	h.mux.Handle("/", h.page("missing", func(*request) (any, error) { return nil, errMissing }))
	return h, nil
}

// Read reads and verifies the ledger, and says how many entries it has. Without it, the first page waits for that.
func (h *Handler) Read(ctx context.Context) (entries int64, err error) {
	rec, err := h.cfg.Open(ctx)
	if err != nil {
		return 0, err
	}
	defer rec.Close()
	read, err := h.ledger.current(ctx, rec)
	if read == nil || err != nil {
		return 0, err
	}
	return read.head.Size, nil
}

// Close stops reading, and waits for that.
func (h *Handler) Close() { h.ledger.close() }

// policy lets a page have its style, its forms and nothing else.
const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range map[string]string{
		"Content-Security-Policy":      policy,
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cache-Control":                "no-store",
	} {
		w.Header().Set(name, value)
	}
	h.mux.ServeHTTP(w, r)
}

// page answers with the page of a name.
func (h *Handler) page(name string, build builder) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, status := h.view(name, build, r)
		if err := v.write(w, status); err != nil {
			h.cfg.Log.Warn("officer: a page was not written", "page", name, "error", err)
		}
	})
}

// view makes a page, or one that says why there is none.
func (h *Handler) view(name string, build builder, r *http.Request) (*view, int) {
	v := &view{Name: name, Persons: h.asking != nil}
	rec, err := h.cfg.Open(r.Context())
	if err != nil {
		return h.fault(v, err)
	}
	defer rec.Close()
	v.Live = rec.Directory() != nil
	read, err := h.ledger.current(r.Context(), rec)
	if read == nil {
		return h.fault(v, err)
	}
	v.reading, v.Behind = read, err
	if head, err := rec.Head(); err == nil {
		v.Grown = head.Size - read.head.Size
	}
	if v.Body, err = build(&request{r, read, rec, h.asking}); err != nil {
		return h.fault(v, err)
	}
	return v, http.StatusOK
}

// fault makes a page of an error.
func (h *Handler) fault(v *view, err error) (*view, int) {
	v.Name, v.Body = "fault", &fault{Title: "This can't be read", Text: err.Error()}
	if asked, ok := errors.AsType[*askedError](err); ok {
		v.Body = &fault{Title: asked.title, Text: asked.text}
		return v, asked.status
	}
	h.cfg.Log.Error("officer: the record can't be read", "error", err)
	return v, http.StatusInternalServerError
}
