package advertiser

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/answer"
)

// Info asks what the platform offers and checks that it is what cfg wants. Normalise the list under the result's
// Params.
func Info(ctx context.Context, p Platform, cfg *Config) (*psi.DatasetInfo, error) {
	info, err := Describe(ctx, p, cfg)
	if err != nil {
		return nil, err
	}
	if err := cfg.checkOffered(info); err != nil {
		return nil, err
	}
	if err := checkAudit(ctx, info, cfg); err != nil {
		return nil, err
	}
	_, err = PriceOf(info, cfg)
	return info, err
}

// Describe asks what the platform says of a dataset, and checks only that it is the dataset which cfg names and that
// the answer makes sense.
func Describe(ctx context.Context, p Platform, cfg *Config) (*psi.DatasetInfo, error) {
	info, err := p.Info(ctx, cfg.Dataset, cfg.Params.Purpose)
	if psi.CodeOf(err) == psi.CodeMismatch { // which none that knows this request answers: it names nothing to differ from
		return nil, fmt.Errorf("the platform speaks an older form of %s, with one identifier type a session: it has to be updated, and to import anew (it says: %w)", psi.Version, err)
	}
	if err != nil {
		return nil, err
	}
	return info, cfg.checkDescribed(info, time.Now())
}

// CheckInfo refuses an info that makes no sense, is of another dataset than cfg names, or offers less than cfg asks
// for. It does not look at prices and audits.
func CheckInfo(info *psi.DatasetInfo, cfg *Config, now time.Time) error {
	if err := cfg.checkDescribed(info, now); err != nil {
		return err
	}
	return cfg.checkOffered(info)
}

func (c *Config) checkDescribed(info *psi.DatasetInfo, now time.Time) error {
	for _, x := range []struct{ what, want, got string }{
		{"protocol version", psi.Version, info.Version},
		{"dataset", c.Dataset, info.Dataset},
		{"purpose", c.Params.Purpose, info.Purpose},
		{"identifier types", string(c.Params.Types), string(info.Types)},
		{"profile", c.Params.Profile, info.Profile},
		{"suite", c.Params.Suite, info.Suite},
		{"platform", c.Platform, info.Platform},
		{"advertiser", c.Advertiser, info.Advertiser},
	} {
		if x.want != "" && x.want != x.got {
			return psi.Errorf(psi.CodeMismatch, "%s: we want %q, the platform says %q", x.what, x.want, x.got)
		}
	}
	return answer.CheckInfo(info, now)
}

func (c *Config) checkOffered(info *psi.DatasetInfo) error {
	if !slices.Contains(info.Modes, c.Mode) {
		return psi.Errorf(psi.CodeModeOff, "the platform does not offer mode %q; on offer: %q", c.Mode, info.Modes)
	}
	if least := c.leastDataset(); info.Size() < least {
		return psi.Errorf(psi.CodeDatasetTooSmall, "the platform's dataset has room for %d people: we match against at least %d, because a smaller one could single out who is on the list", info.Size(), least)
	}
	return nil
}
