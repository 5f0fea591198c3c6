package advertiser

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/blindmatch/blindmatch/psi"
)

// Resume goes on with a session that a process of ours left behind, or fetches its answer again, and takes k over. Of cfg
// it needs Ledger, Sessions and Sealer, and it takes ScratchDir, Memory and Progress. handles is as in Run.
func Resume(ctx context.Context, p Platform, cfg Config, k *Kept, handles io.Writer) (*Outcome, error) {
	if k.Key != nil { // who can't open it may be lacking something; the session stays for who can
		role, err := k.role(cfg.Sealer, psi.Scratch{})
		if err != nil {
			k.release()
			return nil, err
		}
		role.Close()
	}
	o := &k.Offer
	cfg.Mode, cfg.Params, cfg.Dataset, cfg.Advertiser, cfg.Platform = o.Mode, o.Params, o.Dataset, o.Advertiser, o.Platform
	cfg.Epsilon, cfg.Slice, cfg.Audience = o.Epsilon, o.Slice, o.Audience
	r := &run{platform: p, cfg: cfg, info: &k.Info, price: k.Price, kept: k, session: k.Session, offered: true, resumed: true}
	return r.inScratch(ctx, func() (*Outcome, error) { return (&resumption{r}).goOn(ctx, handles) })
}

// resumption is the run of a session that an earlier process began.
type resumption struct{ *run }

func (r *resumption) goOn(ctx context.Context, handles io.Writer) (out *Outcome, err error) {
	k := r.kept
	if r.cfg.Ledger != nil {
		if r.seen, err = r.cfg.Ledger.remembered(); err != nil {
			return nil, err
		}
	}
	var c psi.Context
	var status *psi.Status
	if k.Session == "" { // the same offer finds the session that it opened, or opens it
		c, status, err = r.offer(ctx, k.Offer, k.List)
	} else {
		c, status, err = r.again(ctx)
	}
	if err != nil {
		return nil, err
	}
	list := &psi.MaskedList{Set: k.List, Sizes: k.Sizes, Duplicates: k.Duplicates}
	switch status.State {
	case psi.StateOpen, psi.StateList, psi.StateTags:
		if err := r.checkSet(ctx, &c, status); err != nil {
			return nil, err
		}
		if err := r.sendRest(ctx, c, status); err != nil {
			return nil, err
		}
	}
	return r.answer(ctx, &c, list, handles)
}

// again finds the session as the platform has it now.
func (r *resumption) again(ctx context.Context) (c psi.Context, status *psi.Status, err error) {
	c = contextOf(&r.kept.Offer, r.kept.List)
	c.PlatformNonce, r.statuses = r.kept.Nonce, r.expected()
	if r.claim, err = r.cfg.Sessions.remember(c.Platform, c.Advertiser, r.session); err != nil {
		return c, nil, err
	}
	status, err = r.platform.Status(ctx, r.session)
	if b := r.kept.Bound; psi.CodeOf(err) == psi.CodeUnknownSession && b != nil {
		// A platform that was restarted knows answered sessions by their answers only.
		c.PlatformSet, c.PolicyDigest, c.Slice = b.Set, b.Policy, b.Slice
		return c, &psi.Status{State: psi.StateDone}, nil
	}
	if err != nil {
		return c, nil, err
	}
	if status, err = r.prepared(ctx, status); err == nil {
		err = r.commit(&c, status)
	}
	return c, status, err
}

// sendRest sends what the platform lacks of the two sets.
func (r *resumption) sendRest(ctx context.Context, c psi.Context, status *psi.Status) error {
	k := r.kept
	list, err := os.Open(k.file(keptList))
	if err != nil {
		return fmt.Errorf("state directory: %w", err)
	}
	defer list.Close()
	if k.Tags == nil {
		role, err := k.role(r.cfg.Sealer, r.scratch)
		if err != nil {
			return err
		}
		defer role.Close()
		return r.sendSets(ctx, role, c, k.Salt, list, status)
	}
	if err := r.sendList(ctx, c, k.Salt, list, status); err != nil {
		return err
	}
	tags, err := os.Open(k.file(keptTags))
	if err != nil {
		return fmt.Errorf("state directory: %w", err)
	}
	defer tags.Close()
	return r.platform.SendTags(ctx, r.session, psi.OpenTags{Tags: *k.Tags, PublicKey: *k.Public}, tags)
}
