package advertiser

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/answer"
)

// newOffer is the offer of a list, and the salt of its commitment.
func newOffer(cfg *Config, info *psi.DatasetInfo, price Price, list psi.Set) (o psi.Offer, salt psi.Nonce) {
	rand.Read(salt[:])
	o = psi.Offer{
		Version: psi.Version, Mode: cfg.Mode, Params: info.Params, Dataset: info.Dataset,
		Advertiser: info.Advertiser, Platform: info.Platform, Commitment: psi.Commitment(salt, list),
		Epsilon: price.Epsilon, Slice: cfg.Slice, Segments: uint64(len(list.Parts)), Audience: cfg.Audience,
		PhoneMetadata: cfg.PhoneMetadata,
	}
	rand.Read(o.Nonce[:])
	return o, salt
}

// contextOf is the context of an offer, as far as this side knows it.
func contextOf(o *psi.Offer, list psi.Set) psi.Context {
	return psi.Context{
		Mode: o.Mode, Params: o.Params, Dataset: o.Dataset, Advertiser: o.Advertiser, Platform: o.Platform,
		AdvertiserNonce: o.Nonce, Epsilon: o.Epsilon, Segments: o.Segments, Audience: o.Asks(), List: list,
	}
}

// offer opens a session and waits for the platform's commitment to its set.
func (r *run) offer(ctx context.Context, o psi.Offer, list psi.Set) (c psi.Context, status *psi.Status, err error) {
	c = contextOf(&o, list)
	r.offered, r.statuses = true, r.expected()
	accept, err := r.platform.Offer(ctx, o)
	if err != nil {
		return c, nil, err
	}
	if !psi.IsSession(accept.Session) {
		return c, nil, errors.New("the platform's session has no valid name")
	}
	r.session = accept.Session
	if r.claim, err = r.cfg.Sessions.remember(c.Platform, c.Advertiser, r.session); err != nil {
		return c, nil, err
	}
	if accept.Nonce == (psi.Nonce{}) || accept.Nonce == c.AdvertiserNonce {
		return c, nil, errors.New("the platform's nonce is not a fresh one")
	}
	c.PlatformNonce = accept.Nonce
	if r.kept != nil {
		r.kept.Session, r.kept.Nonce, r.kept.Expires = accept.Session, accept.Nonce, accept.Expires
		if err := r.kept.save(); err != nil {
			return c, nil, err
		}
	}
	if status, err = r.prepared(ctx, &accept.Status); err == nil {
		err = r.commit(&c, status)
	}
	return c, status, err
}

// expected is what the session's statuses are checked against.
func (r *run) expected() answer.Statuses {
	return answer.Statuses{Slice: r.cfg.Slice, Announced: r.info.Size(), Floor: r.info.Floors.Dataset, Accepted: r.cfg.leastDataset()}
}

// commit takes what the platform commits to into the context.
func (r *run) commit(c *psi.Context, s *psi.Status) error {
	if s.State != psi.StateOpen && !r.resumed {
		return fmt.Errorf("the platform's session is in state %q before we sent anything", s.State)
	}
	c.PlatformSet, c.PolicyDigest, c.Slice = *s.PlatformSet, s.PolicyDigest, s.Slice
	if err := c.Validate(); err != nil {
		return fmt.Errorf("the platform's session: %w", err)
	}
	if r.resumed && r.kept.Context != (psi.Digest{}) {
		if c.Digest() != r.kept.Context {
			return errors.New("the platform changed the context of an open session")
		}
		return nil
	}
	if err := checkRoom(r, c.Slice.Sections(c.PlatformSet)); err != nil { // it may have grown
		return err
	}
	if r.kept != nil {
		r.kept.Context, r.kept.Bound = c.Digest(), &bound{c.PlatformSet, c.PolicyDigest, c.Slice}
		return r.kept.save()
	}
	return nil
}

// pollInterval is how often a platform that is masking its set is asked how far it is. pingInterval is how often it is
// told that we are still working.
const (
	pollInterval = 500 * time.Millisecond
	pingInterval = time.Minute
)

// prepared waits until the platform's set is masked.
func (r *run) prepared(ctx context.Context, s *psi.Status) (*psi.Status, error) {
	for {
		if err := r.statuses.Check(s, time.Now()); err != nil || s.State != psi.StatePreparing {
			return s, cmp.Or(err, failure(s))
		}
		if r.cfg.Progress != nil && s.Progress != nil {
			r.cfg.Progress(StepPrepare, s.Progress.Done, s.Progress.Total)
		}
		select {
		case <-time.After(pollInterval):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		var err error
		if s, err = r.platform.Status(ctx, r.session); err != nil {
			return nil, err
		}
	}
}

// failure is why a session failed, if it did.
func failure(s *psi.Status) error {
	if s.Error != nil {
		return s.Error
	}
	return nil
}
