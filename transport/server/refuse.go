package server

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// What is read of a body that was refused, so that a client that sends all of it before it reads gets the answer: a
// body of known length up to keptBody whole, after which the connection is as good as before; of any other up to
// lingerBody bytes, for at most linger, and the connection ends.
const (
	keptBody   = 2 * psi.MaxChunk
	lingerBody = 64 << 20
	linger     = 10 * time.Second
)

// refuseBody is called before an error is written, and what it returns after that: it reads what the client still
// sends. Without it net/http closes the connection, and a client that is writing sees a reset instead of the answer.
// HTTP/2 ends the one stream by itself.
func refuseBody(w http.ResponseWriter, r *http.Request) (finish func()) {
	control := http.NewResponseController(w)
	switch {
	case r.ProtoMajor != 1 || r.ContentLength == 0 || r.Header.Get("Expect") != "": // who expects has not begun to send
		return func() {}
	case control.EnableFullDuplex() != nil: // otherwise net/http does not read on after the answer
		return func() {}
	}
	most := r.ContentLength
	if most < 0 || most > keptBody {
		most = lingerBody
		w.Header().Set("Connection", "close")
		_ = control.SetReadDeadline(time.Now().Add(linger))
	} else {
		setReadDeadline(w, most)
	}
	return func() {
		_ = control.Flush()
		_, _ = io.CopyN(io.Discard, r.Body, most)
	}
}

// refuse answers with an error, outside of a Handler too.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	e, _ := errors.AsType[*psi.Error](err)
	status := httpStatus(e.Code)
	if s, ok := errors.AsType[*statusError](err); ok {
		status = s.status
	}
	answerError(w, r, status, e)
}

// sayWhen says when it may be otherwise.
func sayWhen(w http.ResponseWriter, e *psi.Error) {
	if e != nil && e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(e.RetryAfter.Seconds())+1))
	}
}

// answerError writes an error. Where the connection itself is what is refused, it ends.
func answerError(w http.ResponseWriter, r *http.Request, status int, e *psi.Error) {
	sayWhen(w, e)
	finish := refuseBody(w, r)
	if e.Code == psi.CodeUnauthenticated || guestOf(r).hasNoPlace() {
		w.Header().Set("Connection", "close")
	}
	if a, ok := w.(*answering); ok {
		a.code = e.Code
	}
	writeJSON(w, status, e)
	finish()
}
