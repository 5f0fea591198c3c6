package session

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/room"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/platform/internal/turns"
	"github.com/blindmatch/blindmatch/psi/platform/internal/upload"
)

// abort ends a session because of err and returns what the client is told. A fault of the platform's own goes into the
// log in full; the client learns only that there was one.
func (s *session) abort(err error) error {
	e, ok := errors.AsType[*psi.Error](err)
	switch {
	case s.suspended() && (!ok || e.Code == psi.CodeInternal):
		return ErrStopped // which err is a consequence of
	case ok:
	case !s.isOpen():
		// The session ended during the work, and err is a consequence of that.
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.err != nil {
			return s.err
		}
		return psi.Errorf(psi.CodeWrongState, "the session has ended")
	case errors.Is(err, context.Canceled):
		e = psi.Errorf(psi.CodeSessionFailed, "the session was ended")
	case store.IsFull(err), durable.IsShort(err):
		s.Log.Error("session: no room", "session", s.id, "error", err)
		e = room.None("the platform has no room for this session")
	default:
		s.Log.Error("session: fault", "session", s.id, "error", err)
		e = psi.Errorf(psi.CodeInternal, "an internal error of the platform ended the session; its log has the details")
	}
	s.fail(e)
	return e
}

// fail puts an open session into StateFailed.
func (s *session) fail(e *psi.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isOpen() {
		return
	}
	s.recordFailure(s, e.Code)
	if e.Code != psi.CodeInternal && e.Code != psi.CodeStorageFull && s.Context().Err() == nil {
		s.Unpaid.Charge(s.owner.Name, turns.OfferPrice+s.unpaid.Load()) // nothing is answered
	}
	s.state, s.err = psi.StateFailed, e
	s.failed.Store(true)
	s.end()
	s.Log.Warn("session: failed", "session", s.id, "client", s.client, "code", e.Code, "error", e.Message)
	if err := s.Rows.Insist(func() error { return s.recordEnd(context.Background(), nil, e.Code) }); err != nil {
		s.Log.Error("session: not recorded", "session", s.id, "error", err)
	}
}

// end lets everybody know that the session has ended. Its keys and working files are removed as soon as nothing writes
// to them. s.mu is held.
func (s *session) end() {
	close(s.ended)
	if s.err == nil {
		s.Seen(s.offer.Mode, "done")
		s.traced(nil)
	} else {
		s.Seen(s.offer.Mode, string(s.err.Code))
		s.traced(s.err)
	}
	s.cancel()
	s.Go(s.release)
}

// release destroys the session's keys and removes its files, unless the session goes on in another process. It is
// called when the session has ended or the process does, possibly more than once.
func (s *session) release() {
	s.leave.Do(s.epoch.leave)
	s.Room.Leave(&s.need)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range []*upload.Upload{s.list, s.tags} {
		if u != nil {
			u.Close()
		}
	}
	s.dropEvaluated()
	if s.isOpen() {
		return
	}
	if s.result == nil {
		os.RemoveAll(s.dir)
		return
	}
	for _, name := range workingFiles {
		os.Remove(filepath.Join(s.dir, name))
	}
}

// dropEvaluated closes what will not be counted.
func (s *session) dropEvaluated() {
	for {
		select {
		case e := <-s.eval:
			e.Close()
		case t := <-s.checks:
			t.Close()
		default:
			return
		}
	}
}
