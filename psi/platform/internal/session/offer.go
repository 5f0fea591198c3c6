package session

import (
	"context"
	"slices"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Offer opens a session. It fails with a *psi.Error.
func (p *Sessions) Offer(ctx context.Context, client string, o psi.Offer) (*psi.Accept, error) {
	d, err := p.checkOffer(ctx, client, &o)
	if err != nil {
		return nil, p.recordRefusal(ctx, client, d, o.Mode, err)
	}
	if s := p.registry.offered(client, &o); s != nil {
		return s.accept(), nil
	}
	f := newFacts(p.Env, client, &o)
	if err := p.Accounts.Affordable(ctx, p.Rows.DB(), f.owner, d.Name); err != nil {
		f.cancel()
		return nil, p.recordRefusal(ctx, client, d, o.Mode, err)
	}
	mode, _ := p.modes.Of(o.Mode)
	claim, err := mode.claim(d, o.IDType)
	if err != nil {
		f.cancel()
		return nil, err
	}
	f.data = *claim.dataset()
	s := newSession(p.Env, f, claim)
	if first, err := p.registry.admit(s); err != nil || first != nil {
		s.cancel()
		claim.release()
		if err != nil {
			return nil, p.recordRefusal(ctx, client, d, o.Mode, err)
		}
		return first.accept(), nil
	}
	if err := p.enter(ctx, s); err != nil {
		return nil, s.abort(err)
	}
	p.Log.Info("session: offered", "session", s.id, "client", client, "mode", o.Mode, "dataset", d.Name, "purpose", o.Purpose, "type", o.IDType)
	if claim.progress().Ready {
		s.prepare() // answer with the set at once
	} else {
		p.Go(s.prepare)
	}
	return s.accept(), nil
}

// enter records that s is open.
func (p *Sessions) enter(ctx context.Context, s *session) error {
	if err := durable.MkDir(s.dir); err != nil {
		return err
	}
	if err := p.makeSubjectKey(&s.facts); err != nil {
		return err
	}
	// First, so that every session in the ledger has a key to answer questions with.
	if err := p.Rows.Sessions.Insert(context.WithoutCancel(ctx), s.row()); err != nil {
		return err
	}
	return p.recordOffer(ctx, s)
}

// checkOffer says whether a session may be opened at all, and on what.
func (p *Sessions) checkOffer(ctx context.Context, client string, o *psi.Offer) (*store.Dataset, error) {
	for _, x := range []struct{ what, got, want string }{
		{"protocol version", o.Version, psi.Version},
		{"advertiser", o.Advertiser, client},
		{"platform", o.Platform, p.Identity},
	} {
		if x.got != x.want {
			return nil, psi.Errorf(psi.CodeMismatch, "%s: the offer says %.80q, this platform %q", x.what, x.got, x.want)
		}
	}
	if len(o.PhoneMetadata) > 64 {
		return nil, psi.Errorf(psi.CodeBadRequest, "phone metadata of %d bytes: want 64 at most", len(o.PhoneMetadata))
	}
	if o.Nonce == (psi.Nonce{}) || o.Commitment == (psi.Digest{}) {
		return nil, psi.Errorf(psi.CodeBadRequest, "the offer lacks a nonce or a commitment")
	}
	if _, err := psi.ParseMode(string(o.Mode)); err != nil {
		return nil, psi.Errorf(psi.CodeMismatch, "%v", err)
	}
	if !slices.Contains(p.Modes, o.Mode) {
		return nil, psi.Errorf(psi.CodeModeOff, "mode %q is switched off here; on offer: %q", o.Mode, p.Modes)
	}
	d, err := p.Rows.Datasets.Get(ctx, o.Dataset, o.Purpose)
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
	return d, p.Policy.CheckDataset(size)
}
