package platform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
)

// Abort ends a session at its client's wish.
func (p *Platform) Abort(client, id string) error {
	s, err := p.session(client, id)
	if err != nil {
		return err
	}
	if s.isOpen() {
		p.fail(s, psi.Errorf(psi.CodeSessionFailed, "the client ended the session"))
	}
	return nil
}

// abort ends a session because of err and returns what the client is told. A
// fault of the platform's own is logged whole and named to the client only.
func (p *Platform) abort(s *session, err error) error {
	e, ok := errors.AsType[*psi.Error](err)
	switch {
	case ok:
	case !s.isOpen():
		// The session ended under the work's feet: err is a consequence.
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.err != nil {
			return s.err
		}
		return psi.Errorf(psi.CodeWrongState, "the session has ended")
	case errors.Is(err, context.Canceled):
		e = psi.Errorf(psi.CodeSessionFailed, "the session was ended")
	case isFull(err):
		p.cfg.Log.Error("session: no room", "session", s.id, "error", err)
		e = psi.Errorf(psi.CodeStorageFull, "the platform has no room for this session")
	default:
		p.cfg.Log.Error("session: fault", "session", s.id, "error", err)
		e = psi.Errorf(psi.CodeInternal, "a fault of the platform ended the session; its log says more")
	}
	p.fail(s, e)
	return e
}

// fail puts an open session into StateFailed.
func (p *Platform) fail(s *session, e *psi.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isOpen() {
		return
	}
	p.recordFailure(s, e.Code)
	s.state, s.err = psi.StateFailed, e
	s.failed.Store(true)
	close(s.ended)
	s.cancel()
	p.cfg.Log.Warn("session: failed", "session", s.id, "client", s.client, "code", e.Code, "error", e.Message)
	if err := p.store.endSession(context.WithoutCancel(p.ctx), s, nil, string(e.Code)); err != nil {
		p.cfg.Log.Error("session: not recorded", "session", s.id, "error", err)
	}
	// The working files go as soon as nothing writes to them.
	p.work.Go(s.release)
}

// release destroys the session's keys and removes its files. It is called when
// the session has ended, possibly more than once.
func (s *session) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range []*upload{s.list, s.tags} {
		if u != nil {
			u.file.Close()
		}
	}
	if s.blinded != nil {
		s.blinded.role.Destroy()
		s.blinded.data.Close()
	}
	if s.destroyed != nil {
		s.destroyed()
		s.destroyed = nil
	}
	s.dropEvaluated()
	if s.result == nil {
		os.RemoveAll(s.dir)
		return
	}
	for _, name := range []string{listFile, tagsFile, setFile, orderFile} {
		os.Remove(filepath.Join(s.dir, name))
	}
}

// expireSessions ends idle and old sessions and forgets ended ones.
func (p *Platform) expireSessions() {
	p.mu.Lock()
	all := make([]*session, 0, len(p.sessions))
	for _, s := range p.sessions {
		all = append(all, s)
	}
	p.mu.Unlock()
	now := time.Now()
	for _, s := range all {
		s.mu.Lock()
		// A session that works has no need of messages.
		idle := now.Sub(s.touched) > p.cfg.Lifetimes.Idle && s.state != psi.StatePreparing && s.state != psi.StateCounting
		old := now.After(s.expires)
		s.mu.Unlock()
		switch {
		case s.isOpen() && idle:
			p.fail(s, psi.Errorf(psi.CodeSessionFailed, "the session expired after %v without a message; run the command again", p.cfg.Lifetimes.Idle))
		case s.isOpen() && old:
			p.fail(s, psi.Errorf(psi.CodeSessionFailed, "the session expired: it was open for %v", p.cfg.Lifetimes.Session))
		case !s.isOpen() && old:
			p.mu.Lock()
			delete(p.sessions, s.id)
			p.mu.Unlock()
			os.RemoveAll(s.dir)
		}
	}
}

// dropLostSessions settles what the last process left: sessions that were open
// lost their keys with it.
func (p *Platform) dropLostSessions(ctx context.Context) error {
	lost, err := p.store.rows.Sessions.Open(ctx)
	if err != nil {
		return err
	}
	// Matches of which the advertiser was never told.
	dead, err := p.store.rows.Files.NewMatchLists()
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	for _, id := range lost {
		dead = append(dead, p.store.matchesFile(id), p.store.rows.Files.MatchIndex(id))
	}
	for _, name := range dead {
		if err := durable.Drop(name); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	for _, dir := range []string{p.store.rows.Files.Matches(), p.store.rows.Files.Subjects()} { // they must not come back
		if err := durable.SyncDir(dir); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	if err := p.dropStrayFiles(ctx); err != nil {
		return err
	}
	if len(lost) > 0 {
		p.cfg.Log.Warn("sessions lost: the last process ended while they were open", "sessions", len(lost))
	}
	return p.store.rows.Sessions.FailOpen(ctx) // last, so that a kill on the way repeats all of it
}

// dropStrayFiles removes what earlier processes have left of sessions, but for
// the handles of answers that have not expired.
func (p *Platform) dropStrayFiles(ctx context.Context) error {
	dir := filepath.Join(p.store.dir, "sessions")
	left, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	for _, e := range left {
		p.mu.Lock()
		own := p.sessions[e.Name()] != nil
		p.mu.Unlock()
		if own {
			continue
		}
		b, err := p.store.rows.Sessions.Answer(ctx, e.Name())
		if err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
		if b == nil {
			err = os.RemoveAll(filepath.Join(dir, e.Name()))
		} else {
			for _, name := range []string{listFile, tagsFile, setFile, orderFile} {
				os.Remove(filepath.Join(dir, e.Name(), name))
			}
		}
		if err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	return nil
}
