package session

import (
	"errors"

	"github.com/blindmatch/blindmatch/psi/platform/internal/turns"
)

// caught ends s if its work panics, and the server lives.
func caught(s *session) {
	if r := recover(); r != nil {
		kind, at := turns.Panicked(r)
		s.Log.Error("session: panic", "session", s.id, "type", kind, "at", at)
		s.abort(errors.New("a panic ended the session's work"))
	}
}
