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
	if !slices.Contains(info.Modes, cfg.Mode) {
		return nil, psi.Errorf(psi.CodeModeOff, "the platform does not offer mode %q; on offer: %q", cfg.Mode, info.Modes)
	}
	if least := cfg.leastDataset(); info.Size() < least {
		return nil, psi.Errorf(psi.CodeDatasetTooSmall, "the platform's dataset has room for %d people: we match against at least %d, because a smaller one could single out who is on the list", info.Size(), least)
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
	for _, x := range []struct{ what, want, got string }{
		{"protocol version", psi.Version, info.Version},
		{"dataset", cfg.Dataset, info.Dataset},
		{"purpose", cfg.Params.Purpose, info.Purpose},
		{"identifier types", string(cfg.Params.Types), string(info.Types)},
		{"profile", cfg.Params.Profile, info.Profile},
		{"suite", cfg.Params.Suite, info.Suite},
		{"platform", cfg.Platform, info.Platform},
		{"advertiser", cfg.Advertiser, info.Advertiser},
	} {
		if x.want != "" && x.want != x.got {
			return nil, psi.Errorf(psi.CodeMismatch, "%s: we want %q, the platform says %q", x.what, x.want, x.got)
		}
	}
	return info, answer.CheckInfo(info, time.Now())
}
