package session

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// session is one session from its offer to the end of its answer. Its keys and working files exist while it is open;
// its row in the database stays.
type session struct {
	*Env
	facts
	claim claim // on the platform's set

	ended  chan struct{}   // closed in StateDone and StateFailed
	failed atomic.Bool     // in StateFailed
	chunks chan struct{}   // holds one value for each chunk that is being received
	eval   chan evaluation // holds b·C, once it is evaluated, until it is counted

	mu       sync.Mutex // guards what follows
	state    psi.State
	err      *psi.Error // in StateFailed
	result   []byte     // in StateDone
	touched  time.Time
	bound    psi.Context // List and PlatformSet are filled in as they become known
	setPath  string      // the platform's set, from StateOpen on
	receipt  []byte      // of the ledger's entry of that
	list     *upload     // from StateList on
	tags     *upload     // once announced, in StateTags
	inLedger bool        // the ledger has the offer
	settled  bool        // the ledger has how the session ended
}

// maxChunks is how many chunks of a session are received at once.
const maxChunks = 4

// newSession takes ownership of the claim.
func newSession(p *Env, f facts, c claim) *session {
	return &session{
		Env: p, facts: f, claim: c, state: psi.StatePreparing, touched: time.Now(),
		ended: make(chan struct{}), eval: make(chan evaluation, 1), chunks: make(chan struct{}, maxChunks),
		bound: psi.Context{
			Mode: f.offer.Mode, Params: f.params, Dataset: f.data.Name, Advertiser: f.client, Platform: p.Identity,
			AdvertiserNonce: f.offer.Nonce, PlatformNonce: f.nonce, PolicyDigest: f.data.PolicyDigest,
		},
	}
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
	case s.state == psi.StatePreparing:
		progress := s.claim.progress()
		st.Progress = &progress
	case s.bound.PlatformSet.Size > 0:
		set := s.bound.PlatformSet
		st.PlatformSet, st.Receipt, st.Shared = &set, string(s.receipt), s.offer.Mode.SharedSet()
	}
	return st
}

func (s *session) accept() *psi.Accept {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &psi.Accept{Session: s.id, Nonce: s.nonce, Status: s.status()}
}

// Part names one of the two sets that a client sends.
type Part string

// The parts of a session's upload.
const (
	MaskedList Part = "list" // elements a·H(x), ascending
	Tags       Part = "tags" // tags of a·P
)

// part returns the upload that belongs to the session's state, or an error. s.mu is held.
func (s *session) part(name Part) (*upload, error) {
	switch {
	case name == MaskedList && s.state == psi.StateList:
		return s.list, nil
	case name == Tags && s.state == psi.StateTags && s.tags != nil:
		return s.tags, nil
	case s.err != nil:
		return nil, s.err
	}
	return nil, psi.Errorf(psi.CodeWrongState, "a chunk of the %s can't be taken now: the session is in state %q", name, s.state)
}
