package session

import (
	"context"
	"errors"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/room"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/platform/internal/turns"
)

// recordOffer records that s is opened.
func (p *Env) recordOffer(ctx context.Context, s *session) error {
	err := p.Journal.Offer(ctx, s.id, ledger.Offer{
		Advertiser: s.client, Dataset: s.data.Name, Mode: s.offer.Mode, Params: s.params,
		Import: s.data.Entry.Commitment, PolicyDigest: s.bound.PolicyDigest, Commitment: s.offer.Commitment,
		Epsilon: s.offer.Epsilon, Slice: s.offer.Slice, Segments: s.offer.Segments, Audience: s.offer.Audience,
	})
	if err == nil {
		s.mu.Lock()
		s.inLedger = true
		s.mu.Unlock()
	}
	return err
}

// recordCommit records the context, unless an earlier process did. s.mu is held.
func (p *Env) recordCommit(s *session, context psi.Digest) error {
	if s.committed == context {
		return nil
	}
	if s.committed != (psi.Digest{}) {
		return psi.Errorf(psi.CodeContextMismatch, "the context is not the one that the session was bound to before the platform's restart")
	}
	return p.Journal.Record(s.ctx, &ledger.Entry{Type: ledger.TypeCommit, Session: s.id, Commit: &ledger.Commit{
		List: s.bound.List.Parts, Set: s.bound.PlatformSet, Slice: s.bound.Slice, Context: context,
	}})
}

// recordFailure records that an open session ends without a result. s.mu is held.
func (p *Env) recordFailure(s *session, code psi.Code) {
	if !s.inLedger || s.settled {
		return
	}
	err := p.Journal.Failed(s.id, ledger.Refusal{
		Advertiser: s.client, Dataset: s.data.Name, Purpose: s.params.Purpose, Mode: s.offer.Mode, Code: string(code),
	})
	s.settled = isEntered(err)
	if err != nil {
		p.Log.Error("ledger", "session", s.id, "error", err)
	}
}

// recordLate records that s failed, if the ledger could not be written when it did.
func recordLate(s *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		s.recordFailure(s, s.err.Code)
	}
}

// isEntered says whether an entry is in the ledger, or may be.
func isEntered(err error) bool { return err == nil || errors.Is(err, ledger.ErrInDoubt) }

// recordRefusal records that no session was opened, if the platform's rules forbade it. d is the dataset, or nil if the
// offer named one that does not exist: names that a client makes up stay out of the log.
func (p *Env) recordRefusal(ctx context.Context, client string, d *store.Dataset, mode psi.Mode, err error) error {
	if store.IsFull(err) {
		p.Log.Error("session: no room", "client", client, "error", err)
		return room.None("the platform has no room for a session")
	}
	code := psi.CodeOf(err)
	if !code.Refused() {
		return err
	}
	p.Unpaid.Charge(p.Policy.Owner(client).Name, turns.OfferPrice)
	r := ledger.Refusal{Advertiser: client, Mode: mode, Code: string(code)}
	if d != nil {
		r.Dataset, r.Purpose = d.Name, d.Purpose
	}
	if recErr := p.Journal.Refused(ctx, r); recErr != nil {
		return errors.Join(err, recErr)
	}
	return err
}

// recordResult records what is about to be released and returns the receipt. s.mu is held.
func (p *Env) recordResult(s *session, a *answer) error {
	r := &a.result
	m := &ledger.Result{
		Advertiser: s.client, Dataset: s.data.Name, Purpose: s.params.Purpose, Mode: r.Mode,
		Context: r.Context, Released: r.Released, Segments: r.Segments, Slice: s.bound.Slice, Audience: s.offer.Audience,
		Handles: r.Handles, Index: a.index, Owner: s.owner.Name, Budget: a.cost,
	}
	if s.question.Exact() {
		m.Contract = s.owner.Contract
	} else if a.cost != nil {
		m.Epsilon = &s.question.Epsilon
		m.Delta = disclosure.Delta(s.bound.PlatformSet.Parts, s.bound.List.Items())
	}
	receipt, err := p.Journal.Result(s.id, m)
	r.Receipt = string(receipt)
	s.settled = isEntered(err)
	a.entered = s.settled
	return err
}
