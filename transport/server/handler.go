package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Identify says which client a request comes from. That must be settled, by client certificates or the platform's own
// middleware, before the request's body is read. An error is answered with "unauthenticated".
type Identify func(*http.Request) (client string, err error)

// HandlerConfig configures a Handler. The zero value is usable.
type HandlerConfig struct {
	Identify Identify       // nil means MutualTLS with the platform's own clients
	Log      *slog.Logger   // for faults; nil means none
	Answered func(Answered) // hears of every request that was answered; nil means nobody asks
	Bodies   int64          // bytes of requests' bodies that are held at once, shared fairly; 0 means 128 MiB
	Renew    Renew          // signs clients' next certificates; nil means that this platform does not
}

// Handler serves a platform under transport.Root. It is an http.Handler that can run beside others in any server; see
// NewServer for a server with suitable limits.
type Handler struct {
	platform *platform.Platform
	identify Identify
	renewal  renewal
	log      *slog.Logger
	answered func(Answered)
	mux      *http.ServeMux
	nothing  http.HandlerFunc // answers what asks for no resource
	*bodies
}

// NewHandler returns a Handler over p.
func NewHandler(p *platform.Platform, cfg HandlerConfig) *Handler {
	h := &Handler{platform: p, identify: cfg.Identify, renewal: renewal{sign: cfg.Renew}, log: cfg.Log, answered: cfg.Answered, mux: http.NewServeMux()}
	if cfg.Bodies <= 0 {
		cfg.Bodies = defaultBodies
	}
	h.bodies = newBodies(cfg.Bodies, streamBuffer(cfg.Bodies), p.HasStanding)
	if h.identify == nil {
		h.identify = MutualTLS(p.Store())
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	h.renewal.log = h.log
	for _, x := range h.routes() {
		h.mux.HandleFunc(x.method+" "+x.path, h.serve(x))
	}
	h.nothing = heard(h.answered, NoRoute, func(w http.ResponseWriter, r *http.Request) { h.writeError(w, r, noResource()) })
	h.mux.HandleFunc("/", h.nothing)
	return h
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 {
		setReadDeadline(w, 0) // for a body that a refusal leaves unread
	}
	if !isCanonical(r) {
		h.nothing(w, r)
		return
	}
	h.mux.ServeHTTP(w, r)
}

// serve wraps a route with the checks that come before any work: who the client is, then what the request carries.
func (h *Handler) serve(x route) http.HandlerFunc {
	return heard(h.answered, x.method+" "+x.path, func(w http.ResponseWriter, r *http.Request) {
		client, err := h.identify(r)
		if err == nil {
			err = inTime(r)
		}
		if err != nil {
			h.log.Warn("request refused", "remote", r.RemoteAddr, "error", err)
			err = psi.Errorf(psi.CodeUnauthenticated, "%v", err)
		} else if err = guestOf(r).enter(func() bool { return h.platform.InSession(client) }); err != nil {
			h.log.Debug("connection refused", "remote", r.RemoteAddr, "error", err)
		} else if err = x.check(r); err == nil {
			about(w, h.platform, client, r.PathValue("id"))
			err = h.admitted(x.serve, client, w, r)
		}
		if err != nil {
			h.writeError(w, r, err)
		}
	})
}

// statusError has an HTTP status other than the one for its code.
type statusError struct {
	status int
	err    *psi.Error
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

func badRequest(status int, format string, args ...any) error {
	return &statusError{status, psi.Errorf(psi.CodeBadRequest, format, args...)}
}

// httpStatus is the HTTP status for a code.
func httpStatus(c psi.Code) int {
	switch c {
	case psi.CodeBadRequest, psi.CodeDigestMismatch:
		return http.StatusBadRequest
	case psi.CodeUnauthenticated, psi.CodeModeOff, psi.CodePurpose, psi.CodeListTooSmall, psi.CodeListTooLarge, psi.CodeDatasetTooSmall, psi.CodeStruck:
		return http.StatusForbidden
	case psi.CodeUnknownDataset, psi.CodeUnknownSession, psi.CodeUnknownAudience:
		return http.StatusNotFound
	case psi.CodeTooManySessions, psi.CodeBudgetExhausted, psi.CodeTooSoon:
		return http.StatusTooManyRequests
	case psi.CodeBusy:
		return http.StatusServiceUnavailable
	case psi.CodeStorageFull:
		return http.StatusInsufficientStorage
	case psi.CodeInternal:
		return http.StatusInternalServerError
	}
	return http.StatusConflict
}

// writeError answers with an error. Anything but a *psi.Error is a fault: it goes to the log, and the client learns
// only that there was one.
func (h *Handler) writeError(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, platform.ErrStopped) {
		panic(http.ErrAbortHandler) // which a client takes for a broken connection, and tries again
	}
	e, ok := errors.AsType[*psi.Error](err)
	if !ok {
		if r.Context().Err() != nil {
			return // the client is gone
		}
		h.log.Error("request failed", "method", r.Method, "route", r.Pattern, "error", err)
		e = fault(err)
	}
	if s, ok := errors.AsType[*statusError](err); ok {
		answerError(w, r, s.status, e)
		return
	}
	answerError(w, r, httpStatus(e.Code), e)
}

// fault is what a client is told of an error of the platform's own: to come back, if that helps.
func fault(err error) *psi.Error {
	e := psi.Errorf(psi.CodeInternal, "an error on the platform's side; the platform's log says more")
	switch {
	case durable.IsShort(err):
		e = psi.Errorf(psi.CodeBusy, "the platform can't open more files at the moment")
		e.RetryAfter = comeBack
	case durable.IsFull(err):
		e = psi.Errorf(psi.CodeStorageFull, "the platform's disk is full")
		e.RetryAfter = time.Minute
	}
	return e
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	var b bytes.Buffer
	if err := json.MarshalWrite(&b, v); err != nil {
		panic("server: internal error: " + err.Error())
	}
	b.WriteByte('\n')
	w.Header().Set("Content-Type", transport.TypeJSON)
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// readJSON reads a control message strictly: one JSON value, valid UTF-8, no unknown and no repeated names, no null.
func readJSON[T any](w http.ResponseWriter, r *http.Request) (v T, err error) {
	setReadDeadline(w, r.ContentLength)
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return v, psi.Errorf(psi.CodeBadRequest, "the message could not be read to its end")
	}
	if err := json.Unmarshal(b, &v, json.RejectUnknownMembers(true)); err != nil {
		if saysOlder(b) {
			return v, older("id_type in the message")
		}
		if e, ok := errors.AsType[*json.SemanticError](err); ok {
			e.GoType = nil // is ours, and says nothing to a client
		}
		return v, psi.Errorf(psi.CodeBadRequest, "message is not what SPEC.md §7 describes: %.200q", err.Error())
	}
	if hasNull(b) {
		return v, psi.Errorf(psi.CodeBadRequest, "message is not what SPEC.md §7 describes: no field may be null")
	}
	return v, nil
}

// hasNull says whether there is a null anywhere in b, which is valid JSON. Decoding would take it for a zero value.
func hasNull(b []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(b))
	for {
		t, err := d.ReadToken()
		if err != nil {
			return false
		}
		if t.Kind() == 'n' {
			return true
		}
	}
}

// setReadDeadline gives a body 10 s plus the time it takes at 64 KiB/s.
func setReadDeadline(w http.ResponseWriter, size int64) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(10*time.Second + time.Duration(size/(64<<10))*time.Second))
}

func (h *Handler) info(client string, w http.ResponseWriter, r *http.Request) error {
	info, err := h.platform.Info(r.Context(), client, r.PathValue("name"), r.URL.Query().Get("purpose"))
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, info)
	return nil
}

func (h *Handler) offer(client string, w http.ResponseWriter, r *http.Request) error {
	o, err := readJSON[psi.Offer](w, r)
	if err != nil {
		return err
	}
	a, err := h.platform.Offer(r.Context(), client, o)
	if err != nil {
		return err
	}
	about(w, h.platform, client, a.Session)
	namePath(&a.Status)
	writeJSON(w, http.StatusCreated, a)
	return nil
}

func (h *Handler) status(client string, w http.ResponseWriter, r *http.Request) error {
	st, err := h.platform.Status(client, r.PathValue("id"))
	if err != nil {
		return err
	}
	namePath(st)
	sayWhen(w, st.Error)
	writeJSON(w, http.StatusOK, st)
	return nil
}

// namePath says where the epoch's set is, once there is one.
func namePath(st *psi.Status) {
	if st.PlatformSet != nil {
		st.Path = transport.At(transport.PathEpoch, st.PlatformSet.Digest.String())
	}
}

func (h *Handler) abort(client string, w http.ResponseWriter, r *http.Request) error {
	return noContent(w, h.platform.Abort(client, r.PathValue("id")))
}

func (h *Handler) openList(client string, w http.ResponseWriter, r *http.Request) error {
	m, err := readJSON[psi.OpenList](w, r)
	if err != nil {
		return err
	}
	return noContent(w, h.platform.OpenList(client, r.PathValue("id"), m))
}

func (h *Handler) openTags(client string, w http.ResponseWriter, r *http.Request) error {
	m, err := readJSON[psi.OpenTags](w, r)
	if err != nil {
		return err
	}
	return noContent(w, h.platform.OpenTags(client, r.PathValue("id"), m))
}

func (h *Handler) closeList(client string, w http.ResponseWriter, r *http.Request) error {
	return noContent(w, h.platform.CloseList(client, r.PathValue("id")))
}

func (h *Handler) closeTags(client string, w http.ResponseWriter, r *http.Request) error {
	return noContent(w, h.platform.CloseTags(client, r.PathValue("id")))
}

func noContent(w http.ResponseWriter, err error) error {
	if err == nil {
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

func (h *Handler) putList(client string, w http.ResponseWriter, r *http.Request) error {
	return h.putChunk(client, platform.MaskedList, w, r)
}

func (h *Handler) putTags(client string, w http.ResponseWriter, r *http.Request) error {
	return h.putChunk(client, platform.Tags, w, r)
}

func (h *Handler) putChunk(client string, part platform.Part, w http.ResponseWriter, r *http.Request) error {
	offset, err := strconv.ParseUint(r.PathValue("offset"), 10, 63)
	if err != nil || r.PathValue("offset") != strconv.FormatUint(offset, 10) {
		return psi.Errorf(psi.CodeBadRequest, "a chunk's offset, %.40q, is not a number in its shortest form", r.PathValue("offset"))
	}
	digests := r.Header.Values(transport.DigestHeader)
	if len(digests) != 1 {
		return psi.Errorf(psi.CodeBadRequest, "%d headers %s: want one", len(digests), transport.DigestHeader)
	}
	digest, err := transport.ParseDigest(digests[0])
	if err != nil {
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	setReadDeadline(w, r.ContentLength)
	return noContent(w, h.platform.PutChunk(client, r.PathValue("id"), part, offset, uint64(r.ContentLength), digest, r.Body))
}

func (h *Handler) result(client string, w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), transport.LongPoll)
	defer cancel()
	b, err := h.platform.Result(ctx, client, r.PathValue("id"))
	if err != nil {
		return err
	}
	if b == nil {
		return noContent(w, nil) // not yet: ask again
	}
	w.Header().Set("Content-Type", transport.TypeJSON)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b)
	return nil
}
