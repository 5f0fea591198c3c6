package session

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/steps"
)

// registry holds the sessions that are open or ended recently, by name. It is safe for concurrent use.
type registry struct {
	*Env

	mu   sync.Mutex
	byID map[string]*session
}

func newRegistry(p *Env) *registry { return &registry{Env: p, byID: map[string]*session{}} }

// all returns the current sessions.
func (x *registry) all() []*session {
	x.mu.Lock()
	defer x.mu.Unlock()
	all := make([]*session, 0, len(x.byID))
	for _, s := range x.byID {
		all = append(all, s)
	}
	return all
}

func (x *registry) has(id string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.byID[id] != nil
}

// find returns an open or recently ended session of a client. Another client's session looks as if it did not exist.
func (x *registry) find(client, id string) (*session, error) {
	x.mu.Lock()
	s := x.byID[id]
	x.mu.Unlock()
	if s == nil || s.client != client {
		return nil, psi.Errorf(psi.CodeUnknownSession, "no such session: it has expired, or the platform was restarted; run the command again")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isOpen() && time.Now().After(s.expires) {
		return nil, psi.Errorf(psi.CodeUnknownSession, "the session has expired, and its result with it; run the command again")
	}
	s.touched = time.Now()
	return s, nil
}

// active is find for a message that only an open session in one of the given states can take. It returns with s.mu
// held, unless it fails.
func (x *registry) active(client, id string, states ...psi.State) (*session, error) {
	s, err := x.find(client, id)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	if slices.Contains(states, s.state) {
		return s, nil
	}
	defer s.mu.Unlock()
	if s.err != nil {
		return nil, s.err
	}
	return nil, psi.Errorf(psi.CodeWrongState, "the session is in state %q; this message belongs to %q", s.state, states)
}

// offered finds the session that the same offer opened before: the client may have lost the answer.
func (x *registry) offered(client string, o *psi.Offer) *session {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.sameOffer(client, o)
}

// sameOffer is offered with x.mu held.
func (x *registry) sameOffer(client string, o *psi.Offer) *session {
	for _, s := range x.byID {
		if s.client == client && s.offer.Is(o) {
			return s
		}
	}
	return nil
}

// admit adds s to the open sessions if there is room. If the same offer has opened one meanwhile, it returns that one.
func (x *registry) admit(s *session) (first *session, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.Context().Err() != nil {
		if x.keeps() {
			return nil, ErrStopped
		}
		return nil, psi.Errorf(psi.CodeSessionFailed, "the platform was stopped")
	}
	if first := x.sameOffer(s.client, &s.offer); first != nil {
		return first, nil
	}
	mine, all := 0, 0
	for _, other := range x.byID {
		if !other.isOpen() {
			continue
		}
		all++
		if other.client == s.client {
			mine++
		}
		if !s.question.Exact() && other.owner == s.owner && other.data.Name == s.data.Name {
			return nil, x.tooMany("%q has a session on dataset %q open: one at a time; an idle one ends after %s",
				s.owner.Name, s.data.Name, figures.Duration(x.Lifetimes.Idle))
		}
	}
	if mine >= x.Limits.ClientSessions || all >= x.Limits.Sessions {
		return nil, x.tooMany("sessions open: %d of yours, %d in all; the most are %d and %d: an idle one ends after %s",
			mine, all, x.Limits.ClientSessions, x.Limits.Sessions, figures.Duration(x.Lifetimes.Idle))
	}
	x.byID[s.id], s.traced = s, x.Trace.Begin(s.step(steps.Session))
	x.forgetEnded(s.client)
	return nil, nil
}

func (x *registry) tooMany(format string, args ...any) *psi.Error {
	e := psi.Errorf(psi.CodeTooManySessions, format, args...)
	e.RetryAfter = x.Lifetimes.Idle
	return e
}

// forgetEnded keeps the newest few failed sessions of a client, and of all that the store answers for. x.mu is held.
func (x *registry) forgetEnded(client string) {
	x.forget(8*x.Limits.ClientSessions, func(s *session) bool { return s.client == client && s.failed.Load() })
	x.forget(4*x.Limits.Sessions, func(s *session) bool { return s.stored.Load() })
}

func (x *registry) forget(most int, which func(*session) bool) {
	of := slices.DeleteFunc(slices.Collect(maps.Values(x.byID)), func(s *session) bool { return !which(s) })
	slices.SortFunc(of, func(a, b *session) int { return a.expires.Compare(b.expires) })
	for _, s := range of[:max(0, len(of)-most)] {
		delete(x.byID, s.id)
	}
}
