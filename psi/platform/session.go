package platform

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// session is one open session. Its keys and its working files live as long as
// it does; its row in the database stays.
type session struct {
	id      string
	client  string
	owner   disclosure.Owner // of client
	offer   psi.Offer
	nonce   psi.Nonce
	data    DatasetRow
	params  psi.Params
	dir     string
	expires time.Time
	epoch   *epoch // mode count
	total   uint64 // elements of the platform's set

	ctx    context.Context // ends when the session does
	cancel context.CancelFunc
	ended  chan struct{} // closed in StateDone and StateFailed
	failed atomic.Bool   // in StateFailed
	chunks chan struct{} // holds one value for each chunk that is being received

	mu      sync.Mutex
	state   psi.State
	err     *psi.Error // in StateFailed
	touched time.Time
	masked  uint64      // of total, in StatePreparing
	bound   psi.Context // List and PlatformSet are filled in as they become known
	setPath string      // the platform's set, from StateOpen on
	blinded *blindedSet // mode blinded, from StateOpen on
	list    *upload     // from StateList on
	tags    *upload     // once announced, in StateTags
	eval    chan evaluated
	result  []byte // in StateDone

	inLedger  bool                // the ledger has the offer
	settled   bool                // and how the session ended
	receipt   []byte              // of the ledger's entry of the platform's set
	subject   *subject.SessionKey // of what can be told of the session
	index     psi.Digest          // root of the session's match index, once there is one
	paid      *ledger.Budget      // for the noised release, once it is paid for
	destroyed func()              // to be called once, when the key of a blinded session's set is gone
}

func (s *session) isOpen() bool {
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// status is the session's state as the client sees it. s.mu is held.
func (s *session) status() psi.Status {
	st := psi.Status{State: s.state, Expires: s.expires.UTC(), PolicyDigest: s.bound.PolicyDigest, Error: s.err}
	switch {
	case s.state == psi.StatePreparing && s.epoch != nil:
		progress := s.epoch.progress()
		st.Progress = &progress
	case s.state == psi.StatePreparing:
		st.Progress = &psi.SetState{Done: min(s.masked, s.total), Total: s.total}
	case s.bound.PlatformSet.Size > 0:
		set := s.bound.PlatformSet
		st.PlatformSet, st.Receipt = &set, string(s.receipt)
		st.Path = "/v1/sessions/" + s.id + "/platform-set"
		if s.epoch != nil {
			st.Path = "/v1/epochs/" + set.Digest.String()
		}
	}
	return st
}

// session finds an open or recently ended session of client's. Another client's
// session looks like none.
func (p *Platform) session(client, id string) (*session, error) {
	p.mu.Lock()
	s := p.sessions[id]
	p.mu.Unlock()
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

// active is session for a message that only an open session in one of the given
// states can take. It returns with s.mu held, unless it fails.
func (p *Platform) active(client, id string, states ...psi.State) (*session, error) {
	s, err := p.session(client, id)
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

// Status returns the state of a session.
func (p *Platform) Status(client, id string) (*psi.Status, error) {
	s, err := p.session(client, id)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.status()
	return &st, nil
}
