package platform

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"path/filepath"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
)

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
		expires: time.Now().Add(p.cfg.Lifetimes.Session), touched: time.Now(),
		state: psi.StatePreparing, ended: make(chan struct{}), eval: make(chan evaluated, 1),
		chunks: make(chan struct{}, maxChunks),
	}
	if err := p.accounts.Affordable(ctx, p.store.rows.DB(), s.owner, d.Name); err != nil {
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
	if err := p.store.rows.Sessions.Insert(context.WithoutCancel(ctx), s.row()); err != nil {
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
					s.owner.Name, s.data.Name, p.cfg.Lifetimes.Idle)
				e.RetryAfter = p.cfg.Lifetimes.Idle
				return nil, e
			}
		}
	}
	if e := s.epoch; e != nil && e.isReady() && e.err == nil && p.serving[e.role.Set().Digest] != e {
		return nil, psi.Errorf(psi.CodeSessionFailed, "the epoch file has just changed; run the command again")
	}
	if mine >= p.cfg.Limits.ClientSessions || all >= p.cfg.Limits.Sessions {
		e := psi.Errorf(psi.CodeTooManySessions, "%d sessions of yours and %d in all are open; the most are %d and %d: an idle one ends after %v",
			mine, all, p.cfg.Limits.ClientSessions, p.cfg.Limits.Sessions, p.cfg.Lifetimes.Idle)
		e.RetryAfter = p.cfg.Lifetimes.Idle
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
	for _, s := range failed[:max(0, len(failed)-8*p.cfg.Limits.ClientSessions)] {
		delete(p.sessions, s.id)
	}
}

func newID() string {
	b := make([]byte, 32)
	rand.Read(b)
	return hex.EncodeToString(b)
}
