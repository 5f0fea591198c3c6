package psi

import (
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/internal/plain"
)

// Code names a failure on the wire. SPEC.md §9 lists the codes with the message each belongs to.
type Code string

// The codes of this version.
const (
	CodeBadRequest      Code = "bad_request"       // a message that the SPEC does not allow
	CodeUnauthenticated Code = "unauthenticated"   // the client is not known
	CodeUnknownDataset  Code = "unknown_dataset"   // no such dataset for this client
	CodeMismatch        Code = "mismatch"          // version, suite, profile, identifier type or platform differ
	CodeModeOff         Code = "mode_off"          // the platform does not offer this mode
	CodePurpose         Code = "purpose_refused"   // the dataset is not offered for this purpose
	CodeListTooSmall    Code = "list_too_small"    // m below the platform's minimum
	CodeListTooLarge    Code = "list_too_large"    // m above the platform's maximum
	CodeDatasetTooSmall Code = "dataset_too_small" // n below the platform's minimum
	CodeTooManySessions Code = "too_many_sessions" // an open session stands in the way
	CodeBusy            Code = "busy"              // no room for the request now; another try later finds some
	CodeBudgetExhausted Code = "budget_exhausted"  // the owner has spent its privacy budget
	CodeTooSoon         Code = "too_soon"          // the owner's last release was too recent
	CodeUnknownSession  Code = "unknown_session"   // no such session, not this client's, or expired
	CodeWrongState      Code = "wrong_state"       // a message out of order
	CodeCommitment      Code = "commitment"        // the opening is not what was committed to
	CodeContextMismatch Code = "context_mismatch"  // the two sides' contexts differ
	CodeBadElement      Code = "bad_element"       // not a canonical encoding, or the identity
	CodeNotAscending    Code = "not_ascending"     // unsorted, or a duplicate
	CodeDigestMismatch  Code = "digest_mismatch"   // bytes differ from their digest
	CodeChunkConflict   Code = "chunk_conflict"    // the same chunk again with other bytes
	CodeBadTags         Code = "bad_tags"          // the tags are not a·P: the owner is barred
	CodeStruck          Code = "struck"            // the owner is barred from the dataset
	CodeUnknownAudience Code = "unknown_audience"  // the advertiser has no audience of this name
	CodeAudienceExists  Code = "audience_exists"   // it has one already
	CodeSessionFailed   Code = "session_failed"    // the session was aborted
	CodeStorageFull     Code = "storage_full"      // the platform's disk is full
	CodeInternal        Code = "internal"          // a defect or fault of the platform
)

// Refused says whether the platform refused by its own rules (floor, mode, purpose, limits, budget), so that trying the
// same thing again at once is pointless.
func (c Code) Refused() bool {
	switch c {
	case CodeModeOff, CodePurpose, CodeListTooSmall, CodeListTooLarge, CodeDatasetTooSmall, CodeTooManySessions, CodeBudgetExhausted, CodeTooSoon, CodeStruck, CodeUnknownAudience, CodeAudienceExists:
		return true
	}
	return false
}

// Error is a failure with a code, as it crosses the wire. Message is for people; it holds counts, indexes and public
// names only.
type Error struct {
	Code       Code          `json:"code"`
	Message    string        `json:"message"`
	RetryAfter time.Duration `json:"-"` // when the same request may succeed; 0 means never
}

// Error is the message. It may be the other side's, so it is made safe to show, and cut after 1000 characters.
func (e *Error) Error() string {
	n := 0
	for at := range e.Message {
		if n++; n > 1000 {
			return plain.Line(e.Message[:at]) + "…"
		}
	}
	return plain.Line(e.Message)
}

// Errorf returns an *Error with the given code.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// BadElement returns the error for an element that package ecdh refused, with its position in the whole set.
func BadElement(position uint64, err error) *Error {
	return Errorf(CodeBadElement, "element %d: %v", position, errors.Unwrap(err))
}

// CodeOf returns the code of an *Error in err's chain, or "".
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}
