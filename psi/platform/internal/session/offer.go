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
	if s := p.registry.offered(client, &o); s != nil {
		return s.accept(), nil
	}
	if err := p.Unpaid.Check(p.Policy.Owner(client).Name); err != nil {
		return nil, err // not recorded: nothing would bound the records
	}
	d, err := p.checkOffer(ctx, client, &o)
	if err != nil {
		return nil, p.recordRefusal(ctx, client, d, o.Mode, err)
	}
	f := newFacts(p.Env, client, &o)
	f.data = *d
	f.mode, _ = p.modes.Of(o.Mode)
	s, err := p.open(ctx, f)
	if err != nil {
		f.cancel()
		return nil, p.recordRefusal(ctx, client, d, o.Mode, err)
	}
	if first, err := p.registry.admit(s); err != nil || first != nil {
		s.cancel()
		s.leave.Do(s.epoch.leave)
		if err != nil {
			return nil, p.recordRefusal(ctx, client, d, o.Mode, err)
		}
		return first.accept(), nil
	}
	if err := p.enter(ctx, s); err != nil {
		return nil, s.abort(err)
	}
	p.Seen(o.Mode, "offered")
	p.Log.Info("session: offered", "session", s.id, "client", client, "mode", o.Mode, "dataset", d.Name, "purpose", o.Purpose)
	if !s.epoch.isReady() {
		p.Go(s.prepare)
		return s.accept(), nil
	}
	s.prepare() // answer with the set at once
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return nil, s.err
	}
	return s.accepted(), nil
}

// open says whether the owner may open a session, and takes hold of an epoch for it.
func (p *Sessions) open(ctx context.Context, f facts) (*session, error) {
	if err := p.barred(ctx, f.owner.Name, f.data.Name); err != nil {
		return nil, err
	}
	if err := p.Room.Open(); err != nil {
		return nil, err
	}
	if err := f.mode.check(ctx, &f); err != nil {
		return nil, err
	}
	if f.mode.pays(&f) {
		charge, err := f.question.Charge()
		if err == nil {
			err = p.Accounts.Affordable(ctx, p.Rows.DB(), f.owner.Name, f.data.Population, charge)
		}
		if err != nil {
			return nil, err
		}
	}
	e, err := p.Epochs.take(ctx, &f.data)
	if err != nil {
		return nil, err
	}
	f.data = e.data
	return newSession(p.Env, f, e), nil
}

// enter records that s is open.
func (p *Sessions) enter(ctx context.Context, s *session) error {
	if err := durable.MkDir(s.dir); err != nil {
		return err
	}
	if err := p.makeSubjectKey(&s.facts); err != nil {
		return err
	}
	held, err := heldOf(s)
	if err != nil {
		return err
	}
	// First, so that every session in the ledger has a key to answer questions with.
	if err := p.Rows.Sessions.Insert(context.WithoutCancel(ctx), s.row(held)); err != nil {
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
	may, err := p.Rows.Clients.May(ctx, client)
	if err != nil {
		return nil, err
	}
	if modes := may.Of(p.Modes); !slices.Contains(modes, o.Mode) {
		return nil, psi.Errorf(psi.CodeModeOff, "mode %q is switched off here; on offer: %q", o.Mode, modes)
	}
	if !may.Dataset(o.Dataset) {
		return nil, store.UnknownDataset(o.Dataset, may.Datasets)
	}
	d, err := p.Rows.Datasets.Get(ctx, o.Dataset, o.Purpose)
	if err != nil {
		return nil, err
	}
	if want := d.Params().Types; o.Types != want {
		return nil, psi.Errorf(psi.CodeMismatch, "identifier types: the offer says %.80q, dataset %q has %q", o.Types, d.Name, want)
	}
	for _, x := range []struct{ what, got, want string }{
		{"suite", o.Suite, d.Suite},
		{"profile", o.Profile, d.Profile},
	} {
		if x.got != x.want {
			return nil, psi.Errorf(psi.CodeMismatch, "%s: the offer says %.80q, dataset %q has %q", x.what, x.got, d.Name, x.want)
		}
	}
	if err := p.Policy.CheckEpsilon(o.Epsilon, o.Slice); err != nil {
		return nil, err
	}
	if o.Audience != nil && !o.Mode.Audience() {
		return nil, psi.Errorf(psi.CodeBadRequest, "mode %q has no audience", o.Mode)
	}
	if err := psi.CheckQuestion(o.Mode, o.Epsilon, psi.Allotted{Slice: o.Slice}, o.Segments, o.Asks()); err != nil {
		return nil, psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	return d, nil
}
