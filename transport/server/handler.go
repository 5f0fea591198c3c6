package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/go-json-experiment/json"
)

// Identify says which client a request comes from. That must be settled, by client certificates or the platform's own
// middleware, before the request's body is read. An error is answered with "unauthenticated".
type Identify func(*http.Request) (client string, err error)

// HandlerConfig configures a Handler. The zero value is usable.
type HandlerConfig struct {
	Identify Identify     // nil means MutualTLS with the platform's own clients
	Log      *slog.Logger // for faults; nil means none
}

// Handler serves a platform under transport.Root. It is an http.Handler that can run beside others in any server; see
// NewServer for a server with suitable limits.
type Handler struct {
	platform *platform.Platform
	identify Identify
	log      *slog.Logger
	mux      *http.ServeMux
}

// NewHandler returns a Handler over p.
func NewHandler(p *platform.Platform, cfg HandlerConfig) *Handler {
	h := &Handler{platform: p, identify: cfg.Identify, log: cfg.Log, mux: http.NewServeMux()}
	if h.identify == nil {
		h.identify = MutualTLS(p.Store())
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	for pattern, f := range map[string]func(client string, w http.ResponseWriter, r *http.Request) error{
		"GET " + transport.PathDataset:                 h.info,
		"GET " + transport.PathEpoch:                   h.epochFile,
		"POST " + transport.PathSessions:               h.offer,
		"GET " + transport.PathSession:                 h.status,
		"DELETE " + transport.PathSession:              h.abort,
		"GET " + transport.PathSet:                     h.setFile,
		"POST " + transport.PathList:                   h.openList,
		"PUT " + transport.PathList + transport.Chunk:  h.putList,
		"POST " + transport.PathList + transport.Close: h.closeList,
		"POST " + transport.PathTags:                   h.openTags,
		"PUT " + transport.PathTags + transport.Chunk:  h.putTags,
		"POST " + transport.PathTags + transport.Close: h.closeTags,
		"GET " + transport.PathResult:                  h.result,
		"GET " + transport.PathHandles:                 h.handles,
		"GET " + transport.PathLog:                     h.logFile,
		"POST " + transport.PathCosignatures:           h.cosign,
	} {
		h.mux.HandleFunc(pattern, h.serve(f))
	}
	h.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		limitBody(w, r)
		h.writeError(w, r, psi.Errorf(psi.CodeBadRequest, "no such resource: SPEC.md §8 lists them"))
	})
	return h
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// serve wraps f with the checks that come before any work: who the client is, and that the body has a known length and
// no encoding.
func (h *Handler) serve(f func(string, http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		limitBody(w, r)
		client, err := h.identify(r)
		if err != nil {
			h.log.Warn("request refused", "remote", r.RemoteAddr, "error", err)
			err = psi.Errorf(psi.CodeUnauthenticated, "%v", err)
		} else if r.Header.Get("Content-Encoding") != "" {
			err = &statusError{http.StatusUnsupportedMediaType, psi.Errorf(psi.CodeBadRequest, "a Content-Encoding is not accepted")}
		} else if r.ContentLength < 0 {
			err = &statusError{http.StatusLengthRequired, psi.Errorf(psi.CodeBadRequest, "a Content-Length is required")}
		} else {
			err = f(client, w, r)
		}
		if err != nil {
			h.writeError(w, r, err)
		}
	}
}

// statusError has an HTTP status other than the one for its code.
type statusError struct {
	status int
	err    *psi.Error
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

// httpStatus is the HTTP status for a code.
func httpStatus(c psi.Code) int {
	switch c {
	case psi.CodeBadRequest, psi.CodeDigestMismatch:
		return http.StatusBadRequest
	case psi.CodeUnauthenticated, psi.CodeModeOff, psi.CodePurpose, psi.CodeListTooSmall, psi.CodeListTooLarge, psi.CodeDatasetTooSmall:
		return http.StatusForbidden
	case psi.CodeUnknownDataset, psi.CodeUnknownSession:
		return http.StatusNotFound
	case psi.CodeTooManySessions, psi.CodeBudgetExhausted, psi.CodeTooSoon:
		return http.StatusTooManyRequests
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
	e, ok := errors.AsType[*psi.Error](err)
	if !ok {
		if r.Context().Err() != nil {
			return // the client is gone
		}
		h.log.Error("request failed", "method", r.Method, "route", r.Pattern, "error", err)
		e = psi.Errorf(psi.CodeInternal, "an error on the platform's side; the platform's log says more")
	}
	status := httpStatus(e.Code)
	if s, ok := errors.AsType[*statusError](err); ok {
		status = s.status
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(e.RetryAfter.Seconds())+1))
	}
	writeJSON(w, status, e)
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

// readJSON reads a control message strictly: one JSON value, valid UTF-8, no unknown and no repeated names.
func readJSON[T any](w http.ResponseWriter, r *http.Request) (v T, err error) {
	if r.Header.Get("Content-Type") != transport.TypeJSON {
		return v, &statusError{http.StatusUnsupportedMediaType, psi.Errorf(psi.CodeBadRequest, "content type: want %s", transport.TypeJSON)}
	}
	if r.ContentLength > transport.MaxMessage {
		return v, &statusError{http.StatusRequestEntityTooLarge, psi.Errorf(psi.CodeBadRequest, "message of %d bytes: want at most %d", r.ContentLength, transport.MaxMessage)}
	}
	setReadDeadline(w, r.ContentLength)
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, transport.MaxMessage))
	if err != nil {
		return v, psi.Errorf(psi.CodeBadRequest, "the message could not be read to its end")
	}
	if err := json.Unmarshal(b, &v, json.RejectUnknownMembers(true)); err != nil {
		return v, psi.Errorf(psi.CodeBadRequest, "message is not what SPEC.md §7 describes: %.200q", err.Error())
	}
	return v, nil
}

// limitBody bounds the wait for a body that a refusal left unread.
func limitBody(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 {
		setReadDeadline(w, 0)
	}
}

// setReadDeadline gives a body 10 s plus the time it takes at 64 KiB/s.
func setReadDeadline(w http.ResponseWriter, size int64) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(10*time.Second + time.Duration(size/(64<<10))*time.Second))
}

func (h *Handler) info(client string, w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	info, err := h.platform.Info(r.Context(), client, r.PathValue("name"), q.Get("purpose"), q.Get("type"))
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
	namePath(&a.Status, a.Session)
	writeJSON(w, http.StatusCreated, a)
	return nil
}

func (h *Handler) status(client string, w http.ResponseWriter, r *http.Request) error {
	st, err := h.platform.Status(client, r.PathValue("id"))
	if err != nil {
		return err
	}
	namePath(st, r.PathValue("id"))
	writeJSON(w, http.StatusOK, st)
	return nil
}

// namePath says where a session's platform set is, once there is one.
func namePath(st *psi.Status, session string) {
	switch {
	case st.PlatformSet == nil:
	case st.Shared:
		st.Path = transport.At(transport.PathEpoch, st.PlatformSet.Digest.String())
	default:
		st.Path = transport.At(transport.PathSet, session)
	}
}

func (h *Handler) abort(client string, w http.ResponseWriter, r *http.Request) error {
	if err := h.platform.Abort(client, r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
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
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

func (h *Handler) putList(client string, w http.ResponseWriter, r *http.Request) error {
	return h.putChunk(client, platform.MaskedList, transport.TypeElements, w, r)
}

func (h *Handler) putTags(client string, w http.ResponseWriter, r *http.Request) error {
	return h.putChunk(client, platform.Tags, transport.TypeTags, w, r)
}

func (h *Handler) putChunk(client string, part platform.Part, mediaType string, w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("Content-Type") != mediaType {
		return &statusError{http.StatusUnsupportedMediaType, psi.Errorf(psi.CodeBadRequest, "content type: want %s", mediaType)}
	}
	if r.ContentLength > psi.MaxChunk {
		return &statusError{http.StatusRequestEntityTooLarge, psi.Errorf(psi.CodeBadRequest, "chunk of %d bytes: want at most %d", r.ContentLength, psi.MaxChunk)}
	}
	index, err := strconv.ParseUint(r.PathValue("index"), 10, 64)
	if err != nil || r.PathValue("index") != strconv.FormatUint(index, 10) {
		return psi.Errorf(psi.CodeBadRequest, "chunk index %.40q is not a number in its shortest form", r.PathValue("index"))
	}
	digest, err := transport.ParseDigest(r.Header.Get(transport.DigestHeader))
	if err != nil {
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	setReadDeadline(w, r.ContentLength)
	return noContent(w, h.platform.PutChunk(client, r.PathValue("id"), part, index, uint64(r.ContentLength), digest, r.Body))
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

func (h *Handler) epochFile(_ string, w http.ResponseWriter, r *http.Request) error {
	var digest psi.Digest
	if err := digest.UnmarshalText([]byte(r.PathValue("digest"))); err != nil {
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	path, err := h.platform.EpochFile(digest)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "max-age=86400, immutable")
	return serveFile(w, r, path, transport.TypeElements, digest.String())
}

func (h *Handler) setFile(client string, w http.ResponseWriter, r *http.Request) error {
	path, err := h.platform.SetFile(client, r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return serveFile(w, r, path, transport.TypeElements, r.PathValue("id"))
}

func (h *Handler) handles(client string, w http.ResponseWriter, r *http.Request) error {
	path, err := h.platform.HandlesFile(client, r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return serveFile(w, r, path, transport.TypeHandles, r.PathValue("id"))
}

// serveFile serves a file that never changes, whole or by range. tag identifies its contents.
func serveFile(w http.ResponseWriter, r *http.Request, path, mediaType, tag string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) && r.PathValue("digest") != "" {
		return psi.Errorf(psi.CodeUnknownDataset, "the epoch file has expired; run the command again")
	}
	if errors.Is(err, os.ErrNotExist) {
		return psi.Errorf(psi.CodeUnknownSession, "the file has expired; run the command again")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("ETag", `"`+tag+`"`)
	control := http.NewResponseController(w)
	http.ServeContent(&patientWriter{w, control}, r, "", time.Time{}, f)
	_ = control.SetWriteDeadline(time.Time{}) // the connection may serve another request, later
	return nil
}

// patientWriter gives a slow reader 30 s for each write. A reader that stops reading gets no more than that.
type patientWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (w *patientWriter) Write(b []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(30 * time.Second))
	return w.ResponseWriter.Write(b)
}
