package officer

import (
	"net/http"

	"github.com/blindmatch/blindmatch/psi/platform/record"
)

// builder gathers what a page shows.
type builder func(*request) (any, error)

// request is a page being made.
type request struct {
	*http.Request
	*reading
	record *record.Record
	asking *asking // nil if persons are not answered
}

// fault is an error as a page shows it.
type fault struct{ Title, Text string }

// askedError is an error about what was asked for.
type askedError struct {
	status      int
	title, text string
}

func (e *askedError) Error() string { return e.text }

var errMissing = &askedError{http.StatusNotFound, "No such page", "The address is wrong, or from another version of these pages."}

func notFound(text string) error {
	return &askedError{http.StatusNotFound, "Not in this ledger", text}
}

func badRequest(text string) error {
	return &askedError{http.StatusBadRequest, "This can't be asked", text}
}
