// Package advertiser is the advertiser's side of Blindmatch: it takes a list of match keys through one session and
// returns the released size or the handles.
package advertiser

import (
	"context"
	"io"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Platform is the other side as a session needs it. client.Client implements it over HTTP. After a broken connection
// all methods but Download and Handles may be called again.
type Platform interface {
	Info(ctx context.Context, dataset, purpose, idType string) (*psi.DatasetInfo, error)
	Offer(ctx context.Context, o psi.Offer) (*psi.Accept, error)
	// Status returns the state of the session, and counts as activity, so the session doesn't time out.
	Status(ctx context.Context, session string) (*psi.Status, error)
	// SendList announces, sends and closes the masked list.
	SendList(ctx context.Context, session string, open psi.OpenList, list io.ReaderAt) error
	// Download reads the platform's set of the given status from its start.
	Download(ctx context.Context, s *psi.Status) (io.ReadCloser, error)
	// SendTags announces, sends and closes the tags.
	SendTags(ctx context.Context, session string, open psi.OpenTags, tags io.ReaderAt) error
	// Result waits for the answer.
	Result(ctx context.Context, session string) (*psi.Result, error)
	// Handles reads the handles of a blinded session's result.
	Handles(ctx context.Context, session string, set psi.Set) (io.ReadCloser, error)
	// Abort ends the session.
	Abort(ctx context.Context, session string) error
}

// Config says what to ask of a platform.
type Config struct {
	Mode       psi.Mode
	Params     psi.Params // an empty Suite or Profile means the dataset's
	Dataset    string
	Advertiser string // the name that the platform must have for us; "" accepts any
	Platform   string // the name that the platform must have; "" accepts any

	// PhoneMetadata names the numbering plans that the list's phone numbers were validated with; the platform records
	// it with the session. "" for e-mail.
	PhoneMetadata string

	// Ledger verifies the platform's ledger, receipts and set; nil means no such checks.
	Ledger *Ledger

	// Sessions remembers which sessions are open, so that one left behind by a killed process is ended before a new one
	// is offered. nil means no memory: such a session stays open until the platform times it out.
	Sessions *Sessions
	// Ended is called for each session that was left behind and has now been ended; nil means no calls.
	Ended func(session string)

	// LeastDataset is the smallest platform set that this side matches against: with a tiny one the platform could
	// single out who is on the list. 0 means 1,000.
	LeastDataset uint64
	// NoPadding sends the list without padding, so the platform learns its size.
	NoPadding  bool
	ScratchDir string // for the masked list, tags and sorting; "" means the system's directory for temporary files
	Memory     int    // bytes for each sort; 0 means 64 MiB

	// Progress is called during the work, one call at a time; nil means no calls. total is 0 if it is not known.
	Progress func(step Step, done, total uint64)
}

func (c *Config) leastDataset() uint64 {
	if c.LeastDataset == 0 {
		return 1000
	}
	return c.LeastDataset
}

// Step names a part of a session, for progress.
type Step string

// The steps that take time, in order.
const (
	StepMask    Step = "masking the list"
	StepPrepare Step = "waiting for the platform's set"
	StepTag     Step = "masking the platform's set" // while the list is sent
	StepSend    Step = "sending the list"           // if that takes longer
	StepWait    Step = "waiting for the result"
)

// Outcome is the result of a session.
type Outcome struct {
	Session      string
	Params       psi.Params
	List         psi.Set // as sent; its Size is what the platform learns
	Size         uint64  // m: distinct identifiers in the list, without padding
	Duplicates   uint64  // match keys that were in the list more than once
	PlatformSize uint64  // n
	Released     psi.Released
	Handles      uint64 // handles written, in mode blinded

	// With Config.Ledger:
	Receipt   []byte // proof, verified, that the result is in the platform's ledger
	Entry     int64  // its index there
	Witnessed bool   // the platform has accepted our signature of its ledger
	// Budget is what the release cost and what it left, according to the ledger's entry; nil if the number is exact.
	Budget *ledger.Budget
}

// Info asks what the platform offers and checks that it is what cfg wants. Normalise the list under the result's
// Params.
func Info(ctx context.Context, p Platform, cfg *Config) (*psi.DatasetInfo, error) {
	info, err := p.Info(ctx, cfg.Dataset, cfg.Params.Purpose, cfg.Params.IDType)
	if err != nil {
		return nil, err
	}
	for _, x := range []struct{ what, want, got string }{
		{"protocol version", psi.Version, info.Version},
		{"dataset", cfg.Dataset, info.Dataset},
		{"purpose", cfg.Params.Purpose, info.Purpose},
		{"identifier type", cfg.Params.IDType, info.IDType},
		{"profile", cfg.Params.Profile, info.Profile},
		{"suite", cfg.Params.Suite, info.Suite},
		{"platform", cfg.Platform, info.Platform},
		{"advertiser", cfg.Advertiser, info.Advertiser},
	} {
		if x.want != "" && x.want != x.got {
			return nil, psi.Errorf(psi.CodeMismatch, "%s: we want %q, the platform says %q", x.what, x.want, x.got)
		}
	}
	if err := checkInfo(info); err != nil {
		return nil, err
	}
	if !slices.Contains(info.Modes, cfg.Mode) {
		return nil, psi.Errorf(psi.CodeModeOff, "the platform does not offer mode %q; on offer: %q", cfg.Mode, info.Modes)
	}
	if least := cfg.leastDataset(); info.Size < least {
		return nil, psi.Errorf(psi.CodeDatasetTooSmall, "the platform's dataset has %d identifiers: we match against at least %d, because a smaller one could single out who is on the list", info.Size, least)
	}
	return info, nil
}

// run is one session under way.
type run struct {
	platform Platform
	cfg      Config
	info     *psi.DatasetInfo
	dir      string
	scratch  psi.Scratch
	session  string
	claim    *claim             // on the session, if Config.Sessions is set; or nil
	seen     *ledger.Checkpoint // of the platform's ledger, or nil
	progress func(items int)    // of the current step

	// What the session's statuses have said so far, one at a time.
	bound  bool // policy is known
	policy psi.Digest
	set    psi.Set // the zero value until the platform commits to one
}

// step returns a function that reports items done in a step.
func (r *run) step(s Step, total uint64) func(int) {
	var done uint64
	report := func(n int) {
		done += uint64(n)
		if r.cfg.Progress != nil {
			r.cfg.Progress(s, done, total)
		}
	}
	report(0)
	return report
}
