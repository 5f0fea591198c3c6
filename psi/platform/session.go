package platform

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger"
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

	inLedger  bool           // the ledger has the offer
	settled   bool           // and how the session ended
	receipt   []byte         // of the ledger's entry of the platform's set
	subject   *subjectKey    // of what can be told of the session
	index     psi.Digest     // root of the session's match index, once there is one
	paid      *ledger.Budget // for the noised release, once it is paid for
	destroyed func()         // to be called once, when the key of a blinded session's set is gone
}

// Offer opens a session. It fails with an *psi.Error.
func (p *Platform) Offer(ctx context.Context, client string, o psi.Offer) (*psi.Accept, error) {
	d, err := p.checkOffer(ctx, client, &o)
	if err != nil {
		return nil, p.recordRefusal(ctx, client, d, o.Mode, err)
	}
	if s := p.offered(client, &o); s != nil {
		return s.accept(), nil
	}
	s := &session{
		id: newID(), client: client, owner: p.policy.Owner(client), offer: o, data: *d, params: o.Params, total: p.policy.Published(d.Sizes[o.IDType]),
		expires: time.Now().Add(p.cfg.SessionLifetime), touched: time.Now(),
		state: psi.StatePreparing, ended: make(chan struct{}), eval: make(chan evaluated, 1),
		chunks: make(chan struct{}, maxChunks),
	}
	if err := p.afford(ctx, s.owner, d.Name); err != nil {
		return nil, p.recordRefusal(ctx, client, d, o.Mode, err)
	}
	rand.Read(s.nonce[:])
	s.dir = filepath.Join(p.store.dir, "sessions", s.id)
	if o.Mode == psi.Count {
		if s.epoch = p.epochFor(d, o.IDType); s.epoch == nil {
			return nil, psi.Errorf(psi.CodeModeOff, "dataset %q has no epoch file", d.Name)
		}
		s.data, s.total = s.epoch.data, s.epoch.total
	}
	s.bound = psi.Context{
		Mode: o.Mode, Params: o.Params, Dataset: d.Name, Advertiser: client, Platform: p.identity,
		AdvertiserNonce: o.Nonce, PlatformNonce: s.nonce, PolicyDigest: s.data.PolicyDigest,
	}
	s.ctx, s.cancel = context.WithCancel(p.ctx)
	if first, err := p.admit(s); err != nil || first != nil {
		s.cancel()
		if err != nil {
			return nil, p.recordRefusal(ctx, client, d, o.Mode, err)
		}
		return first.accept(), nil
	}
	if err := durable.MkDir(s.dir); err != nil {
		return nil, p.abort(s, err)
	}
	if err := p.makeSubjectKey(s); err != nil {
		return nil, p.abort(s, err)
	}
	// First, so that no session is in the ledger of which nothing can be told.
	if err := p.store.insertSession(context.WithoutCancel(ctx), s); err != nil {
		return nil, p.abort(s, err)
	}
	if err := p.recordOffer(ctx, s); err != nil {
		return nil, p.abort(s, err)
	}
	p.cfg.Log.Info("session: offered", "session", s.id, "client", client, "mode", o.Mode, "dataset", d.Name, "purpose", o.Purpose, "type", o.IDType)
	p.work.Go(func() { p.prepare(s) })
	if s.epoch != nil && s.epoch.isReady() {
		p.prepared(s) // answer with the set at once
	}
	return s.accept(), nil
}

func (s *session) accept() *psi.Accept {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &psi.Accept{Session: s.id, Nonce: s.nonce, Status: s.status()}
}

// offered finds the session that the same offer has opened before: the client
// may have lost the answer.
func (p *Platform) offered(client string, o *psi.Offer) *session {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.sessions {
		if s.client == client && s.offer == *o {
			return s
		}
	}
	return nil
}

// checkOffer says whether a session may be opened at all, and on what.
func (p *Platform) checkOffer(ctx context.Context, client string, o *psi.Offer) (*DatasetRow, error) {
	for _, x := range []struct{ what, got, want string }{
		{"protocol version", o.Version, psi.Version},
		{"advertiser", o.Advertiser, client},
		{"platform", o.Platform, p.identity},
	} {
		if x.got != x.want {
			return nil, psi.Errorf(psi.CodeMismatch, "%s: the offer says %.80q, this platform %q", x.what, x.got, x.want)
		}
	}
	if len(o.PhoneMetadata) > 64 {
		return nil, psi.Errorf(psi.CodeBadRequest, "phone metadata of %d bytes: the most is 64", len(o.PhoneMetadata))
	}
	if o.Nonce == (psi.Nonce{}) || o.Commitment == (psi.Digest{}) {
		return nil, psi.Errorf(psi.CodeBadRequest, "the offer lacks a nonce or a commitment")
	}
	if _, err := psi.ParseMode(string(o.Mode)); err != nil {
		return nil, psi.Errorf(psi.CodeMismatch, "%v", err)
	}
	if !slices.Contains(p.cfg.Modes, o.Mode) {
		return nil, psi.Errorf(psi.CodeModeOff, "mode %q is switched off here; on offer: %q", o.Mode, p.cfg.Modes)
	}
	d, err := p.store.dataset(ctx, o.Dataset, o.Purpose)
	if err != nil {
		return nil, err
	}
	size, ok := d.Sizes[o.IDType]
	if !ok {
		return nil, psi.Errorf(psi.CodeMismatch, "dataset %q has no identifiers of type %.40q", d.Name, o.IDType)
	}
	for _, x := range []struct{ what, got, want string }{
		{"suite", o.Suite, d.Suite},
		{"profile", o.Profile, d.Profile},
	} {
		if x.got != x.want {
			return nil, psi.Errorf(psi.CodeMismatch, "%s: the offer says %.80q, dataset %q has %q", x.what, x.got, d.Name, x.want)
		}
	}
	return d, p.policy.CheckDataset(size)
}

// admit enters s among the open sessions if there is room. If the same offer has
// opened one meanwhile, it returns that.
func (p *Platform) admit(s *session) (first *session, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx.Err() != nil {
		return nil, psi.Errorf(psi.CodeSessionFailed, "the platform was stopped")
	}
	mine, all := 0, 0
	for _, other := range p.sessions {
		if other.client == s.client && other.offer == s.offer {
			return other, nil
		}
		if other.isOpen() {
			all++
			if other.client == s.client {
				mine++
			}
			if !s.owner.Exact() && other.owner == s.owner && other.data.Name == s.data.Name {
				e := psi.Errorf(psi.CodeTooManySessions, "%q has a session on dataset %q open: one at a time; an idle one ends after %v",
					s.owner.Name, s.data.Name, p.cfg.SessionIdle)
				e.RetryAfter = p.cfg.SessionIdle
				return nil, e
			}
		}
	}
	if e := s.epoch; e != nil && e.isReady() && e.err == nil && p.serving[e.role.Set().Digest] != e {
		return nil, psi.Errorf(psi.CodeSessionFailed, "the epoch file has just changed; run the command again")
	}
	if mine >= p.cfg.ClientSessions || all >= p.cfg.Sessions {
		e := psi.Errorf(psi.CodeTooManySessions, "%d sessions of yours and %d in all are open; the most are %d and %d: an idle one ends after %v",
			mine, all, p.cfg.ClientSessions, p.cfg.Sessions, p.cfg.SessionIdle)
		e.RetryAfter = p.cfg.SessionIdle
		return nil, e
	}
	p.sessions[s.id] = s
	p.forgetFailed(s.client)
	return nil, nil
}

// forgetFailed keeps no more than a few failed sessions of a client, the newest.
// p.mu is held.
func (p *Platform) forgetFailed(client string) {
	var failed []*session
	for _, s := range p.sessions {
		if s.client == client && !s.isOpen() && s.failed.Load() {
			failed = append(failed, s)
		}
	}
	slices.SortFunc(failed, func(a, b *session) int { return a.expires.Compare(b.expires) })
	for _, s := range failed[:max(0, len(failed)-8*p.cfg.ClientSessions)] {
		delete(p.sessions, s.id)
	}
}

func newID() string {
	b := make([]byte, 32)
	rand.Read(b)
	return hex.EncodeToString(b)
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
		idle := now.Sub(s.touched) > p.cfg.SessionIdle && s.state != psi.StatePreparing && s.state != psi.StateCounting
		old := now.After(s.expires)
		s.mu.Unlock()
		switch {
		case s.isOpen() && idle:
			p.fail(s, psi.Errorf(psi.CodeSessionFailed, "the session expired after %v without a message; run the command again", p.cfg.SessionIdle))
		case s.isOpen() && old:
			p.fail(s, psi.Errorf(psi.CodeSessionFailed, "the session expired: it was open for %v", p.cfg.SessionLifetime))
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
	lost, err := p.store.openSessions(ctx)
	if err != nil {
		return err
	}
	// Matches of which the advertiser was never told.
	dead, err := filesIn(filepath.Join(p.store.dir, "matches"), newMatches+"*")
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	for _, id := range lost {
		dead = append(dead, p.store.matchesFile(id), p.store.matchIndex(id))
	}
	for _, name := range dead {
		if err := durable.Drop(name); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	for _, dir := range []string{filepath.Join(p.store.dir, "matches"), p.store.subjectsDir()} { // they must not come back
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
	return p.store.failOpenSessions(ctx) // last, so that a kill on the way repeats all of it
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
		b, err := p.store.answer(ctx, e.Name())
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
