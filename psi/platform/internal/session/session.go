package session

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/room"
	"github.com/blindmatch/blindmatch/psi/platform/internal/upload"
)

// session is one session from its offer to the end of its answer. Its keys and working files exist while it is open;
// its row in the database stays.
type session struct {
	*Env
	facts
	epoch *epoch // the session's hold on it ends once
	leave sync.Once

	ended  chan struct{}          // closed in StateDone and StateFailed
	failed atomic.Bool            // in StateFailed
	stored atomic.Bool            // in StateDone: the store answers for it, too
	need   room.Need              // of disk
	unpaid atomic.Uint64          // points that were computed for it
	chunks chan struct{}          // holds one value for each chunk that is being received
	eval   chan *psi.Evaluation   // holds b·C, once it is evaluated, until it is counted
	checks chan *psi.SentinelTags // holds the sentinels' tags likewise

	mu       sync.Mutex // guards what follows
	state    psi.State
	err      *psi.Error // in StateFailed
	result   []byte     // in StateDone
	touched  time.Time
	bound    psi.Context    // List and PlatformSet are filled in as they become known
	list     *upload.Upload // from StateList on
	tags     *upload.Upload // once announced, in StateTags
	public   psi.PublicKey  // announced with them
	inLedger bool           // the ledger has the offer
	settled  bool           // the ledger has how the session ended
	traced   func(error)    // ends its step; nil before it is among the open ones

	committed psi.Digest // the context that the ledger had before a restart; zero if none
}

// maxChunks is how many chunks of a session are received at once.
const maxChunks = 4

// newSession takes over the hold on the epoch.
func newSession(p *Env, f facts, e *epoch) *session {
	return &session{
		Env: p, facts: f, epoch: e, state: psi.StatePreparing, touched: time.Now(),
		ended: make(chan struct{}), eval: make(chan *psi.Evaluation, 1), checks: make(chan *psi.SentinelTags, 1), chunks: make(chan struct{}, maxChunks),
		need: room.Need{Owner: f.owner.Name},
		bound: psi.Context{
			Mode: f.offer.Mode, Params: f.params, Dataset: f.data.Name, Advertiser: f.client, Platform: p.Identity,
			AdvertiserNonce: f.offer.Nonce, PlatformNonce: f.nonce, PolicyDigest: f.data.PolicyDigest,
			Epsilon: f.offer.Epsilon, Slice: psi.Allotted{Slice: f.offer.Slice}, Segments: f.offer.Segments, Audience: f.offer.Asks(),
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
	st := psi.Status{State: s.state, Expires: s.expires.UTC(), PolicyDigest: s.bound.PolicyDigest, Slice: s.bound.Slice, Error: s.err}
	if s.state == psi.StateList {
		st.Received = s.list.Got()
	} else if s.state == psi.StateTags && s.tags != nil {
		st.Received = s.tags.Got()
	}
	switch {
	case s.state == psi.StatePreparing:
		progress := s.epoch.progress()
		st.Progress = &progress
	case len(s.bound.PlatformSet.Parts) > 0:
		set := s.bound.PlatformSet
		st.PlatformSet, st.Receipt, st.Opened = &set, string(s.epoch.receipt), s.epoch.opened.UTC()
	}
	return st
}

func (s *session) accept() *psi.Accept {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted()
}

// accepted is accept with s.mu held.
func (s *session) accepted() *psi.Accept {
	return &psi.Accept{Session: s.id, Nonce: s.nonce, Status: s.status()}
}

// Part names one of the two sets that a client sends.
type Part string

// The parts of a session's upload.
const (
	MaskedList Part = "list" // elements a·H(x), by segment, ascending
	Tags       Part = "tags" // tags of a·P
)

// part returns the upload that belongs to the session's state, or an error. s.mu is held.
func (s *session) part(name Part) (*upload.Upload, error) {
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
