package advertiser

import (
	"context"
	"errors"
	"io"

	"github.com/blindmatch/blindmatch/psi"
)

// Count learns how many people on a list are users of a platform, as psi count does. The number and what it says is
// Outcome.Number; if the list has segments, theirs are Outcome.Numbers. A session that was cut off, or whose answer was
// not received whole, fails with a *Left.
func Count(ctx context.Context, p Platform, list List, o Options) (*Outcome, error) {
	return match(ctx, p, list, &Config{Mode: psi.Count}, io.Discard, o)
}

// Blinded gets a handle for every person who matches, as psi blinded does: 16 bytes each, decoys among them. After an
// error what was written is worthless.
func Blinded(ctx context.Context, p Platform, list List, handles io.Writer, o Options) (*Outcome, error) {
	return match(ctx, p, list, &Config{Mode: psi.Blinded}, handles, o)
}

// Activate makes or changes an audience, as psi audience push, add and remove do.
func Activate(ctx context.Context, p Platform, list List, a psi.Audience, o Options) (*Outcome, error) {
	return match(ctx, p, list, &Config{Mode: psi.Activate, Audience: &a}, io.Discard, o)
}

// match runs the session that ask is about.
func match(ctx context.Context, p Platform, list List, ask *Config, handles io.Writer, o Options) (*Outcome, error) {
	if o.Dataset == "" {
		return nil, errors.New("no dataset is named: ask the platform what its dataset is called")
	}
	if err := o.Question.Check(); err != nil {
		return nil, err
	}
	cfg, err := o.Config(p)
	if err != nil {
		return nil, err
	}
	cfg.Mode, cfg.Audience = ask.Mode, ask.Audience
	info, err := Info(ctx, p, &cfg)
	if err != nil {
		return nil, err
	}
	items, err := list.Items(ctx, info)
	if err != nil {
		return nil, err
	}
	cfg.PhoneMetadata, cfg.Rows = list.PhoneMetadata(), list.Rows
	cfg.Decide = func(c *Config, l *psi.MaskedList, rows uint64) error {
		precision, err := o.Question.decide(c, info, l, rows)
		if err != nil || o.Agree == nil {
			return err
		}
		price, err := PriceOf(info, c)
		if err != nil {
			return err
		}
		return o.Agree(&Proposal{Info: info, Price: price, Precision: precision, Handles: min(l.Set.Items(), info.Size())})
	}
	return Run(ctx, p, cfg, info, items, handles)
}
