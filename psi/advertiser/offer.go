package advertiser

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// offer opens a session and waits for the platform's commitment to its set.
func (r *run) offer(ctx context.Context, list psi.Set) (c psi.Context, salt psi.Nonce, status *psi.Status, err error) {
	c = psi.Context{
		Mode: r.cfg.Mode, Params: r.info.Params, Dataset: r.info.Dataset,
		Advertiser: r.info.Advertiser, Platform: r.info.Platform,
		Epsilon: r.price.Epsilon, Segments: uint64(len(list.Parts)), Audience: r.cfg.audience(), List: list,
	}
	rand.Read(c.AdvertiserNonce[:])
	rand.Read(salt[:])
	accept, err := r.platform.Offer(ctx, psi.Offer{
		Version: psi.Version, Mode: c.Mode, Params: c.Params, Dataset: c.Dataset,
		Advertiser: c.Advertiser, Platform: c.Platform,
		Nonce: c.AdvertiserNonce, Commitment: psi.Commitment(salt, list),
		Epsilon: c.Epsilon, Slice: r.cfg.Slice, Segments: c.Segments, Audience: r.cfg.Audience,
		PhoneMetadata: r.cfg.PhoneMetadata,
	})
	if err != nil {
		return c, salt, nil, err
	}
	if !psi.IsSession(accept.Session) {
		return c, salt, nil, errors.New("the platform's session has no valid name")
	}
	r.session = accept.Session
	if r.claim, err = r.cfg.Sessions.remember(c.Platform, c.Advertiser, r.session); err != nil {
		return c, salt, nil, err
	}
	if accept.Nonce == (psi.Nonce{}) || accept.Nonce == c.AdvertiserNonce {
		return c, salt, nil, errors.New("the platform's nonce is not a fresh one")
	}
	c.PlatformNonce = accept.Nonce
	if status, err = r.prepared(ctx, &accept.Status); err == nil {
		err = r.commit(&c, status)
	}
	return c, salt, status, err
}

// commit takes what the platform commits to into the context.
func (r *run) commit(c *psi.Context, s *psi.Status) error {
	if s.State != psi.StateOpen {
		return fmt.Errorf("the platform's session is in state %q before we sent anything", s.State)
	}
	c.PlatformSet, c.PolicyDigest, c.Slice = *s.PlatformSet, s.PolicyDigest, s.Slice
	if c.Slice.Slice != r.cfg.Slice {
		return fmt.Errorf("the platform allots a slice of %s, and %s was asked for", c.Slice.Slice, r.cfg.Slice)
	}
	if err := c.Validate(); err != nil {
		return fmt.Errorf("the platform's session: %w", err)
	}
	if err := checkAge(s.Opened); err != nil {
		return err
	}
	// The set may come from another import than the one that Info described, but its size must have the same order of
	// magnitude, and it must not be too small to match against.
	if n := c.PlatformSet.Records(); n < max(r.cfg.leastDataset(), r.info.Floors.Dataset, r.info.Size()/2) {
		return fmt.Errorf("the platform announced room for %d people, with a floor of %d, and then committed to %d", r.info.Size(), r.info.Floors.Dataset, n)
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
		if err := r.checkStatus(s); err != nil || s.State != psi.StatePreparing {
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
