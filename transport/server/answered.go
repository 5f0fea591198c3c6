package server

import (
	"net/http"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
)

// Answered is a request that was answered.
type Answered struct {
	Route  string // method and path as SPEC.md §8.2 lists them, with names of parameters instead of values; or NoRoute
	Status int
	Code   psi.Code // of an error, otherwise ""
	Took   time.Duration
	// Session is the one that the request was about, if its client has it; otherwise "".
	Session string
}

// NoRoute is the Answered.Route of what is refused before a route is looked at, or asks for none that there is.
const NoRoute = "none"

// answering notes what is answered.
type answering struct {
	http.ResponseWriter
	status  int
	code    psi.Code
	session string
}

// about notes which session a request is about, once that is known to be the client's.
func about(w http.ResponseWriter, p *platform.Platform, client, id string) {
	if a, ok := w.(*answering); ok && id != "" && p.HasSession(client, id) {
		a.session = id
	}
}

func (a *answering) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answering) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answering) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// heard lets hear know of the requests that serve answers.
func heard(hear func(Answered), route string, serve http.HandlerFunc) http.HandlerFunc {
	if hear == nil {
		return serve
	}
	return func(w http.ResponseWriter, r *http.Request) {
		began, a := time.Now(), &answering{ResponseWriter: w}
		serve(a, r)
		if a.status != 0 {
			hear(Answered{route, a.status, a.code, time.Since(began), a.session})
		}
	}
}
