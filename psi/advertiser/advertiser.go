// Package advertiser is the advertiser's side of Blindmatch: it takes a list of match keys through one session and
// returns the released numbers or the handles, or changes an audience.
package advertiser

import (
	"context"
	"encoding/json"
	"io"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/answer"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Platform is the other side as a session needs it. client.Client implements it over HTTP. After a broken connection
// all methods but those that return a reader may be called again.
type Platform interface {
	Info(ctx context.Context, dataset, purpose string) (*psi.DatasetInfo, error)
	Offer(ctx context.Context, o psi.Offer) (*psi.Accept, error)
	// Status returns the state of the session, and counts as activity, so the session doesn't time out.
	Status(ctx context.Context, session string) (*psi.Status, error)
	// SendList announces, sends and closes the masked list.
	SendList(ctx context.Context, session string, open psi.OpenList, list io.ReaderAt) error
	// Leaves reads the hashes of the leaves of the platform's set of the given status.
	Leaves(ctx context.Context, s *psi.Status) (io.ReadCloser, error)
	// Download reads that set from its start.
	Download(ctx context.Context, s *psi.Status) (io.ReadCloser, error)
	// DownloadRange reads size bytes of it, from byte off on.
	DownloadRange(ctx context.Context, s *psi.Status, off, size uint64) (io.ReadCloser, error)
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
	Params     psi.Params // empty fields but Purpose mean the dataset's
	Dataset    string
	Advertiser string // the name that the platform must have for us; "" accepts any
	Platform   string // the name that the platform must have; "" accepts any

	// Epsilon is the ε of the noise. 0 means the most that the platform offers; of a slice, what costs as much.
	Epsilon psi.Epsilon
	// Slice is the fraction of the platform's set to count in. The zero value means all of it.
	Slice psi.Slice
	// Segments of the list, 1 to 64; an item names its own. 0 means as many as the items name.
	Segments int
	// Audience is what mode activate does, and nil in other modes.
	Audience *psi.Audience

	// Rows is called once the list has been read, and returns how many of its rows had an identifier. The platform's
	// least list is one of rows. nil means that every identifier counts as a row.
	Rows func() uint64
	// Decide is called once the list is masked, before the platform hears of it, with how many of its rows count. It may
	// change Epsilon and Slice of c, which is the run's own, and so the price; an error ends the run. nil changes nothing.
	Decide func(c *Config, l *psi.MaskedList, rows uint64) error
	// PhoneMetadata names the numbering plans that the list's phone numbers were validated with; the platform records
	// it with the session. "" if there are none.
	PhoneMetadata string

	// Audited is the audit that the platform must show.
	Audited Audited
	// Ledger verifies the platform's ledger, receipts and set; nil means no such checks.
	Ledger *Ledger

	// Sessions remembers which sessions are open, so that one left behind by a killed process is ended before a new one
	// is offered. nil means no memory: such a session stays open until the platform times it out.
	Sessions *Sessions
	// Forget keeps nothing for Resume: a session ends with this process.
	Forget bool
	// Sealer protects the key of an open session at rest; nil means that it is kept as it is, in a file of mode 0600.
	Sealer Sealer
	// Note is called before the offer for what the caller wants to have again with Resume; nil means nothing.
	Note func() (json.RawMessage, error)
	// Ended is called for each session that was left behind and has now been ended; nil means no calls.
	Ended func(session string)

	// LeastDataset is the fewest people that this side matches against, by the sections' capacities: with few the
	// platform could single out who is on the list. 0 means 1,000.
	LeastDataset uint64
	// NoPadding sends the list without padding, so the platform learns its size.
	NoPadding  bool
	ScratchDir string // for the masked list, tags and sorting; "" means the system's directory for temporary files
	Memory     int    // bytes for each sort; 0 means 64 MiB

	// Progress is called during the work, one call at a time; nil means no calls. total is 0 if it is not known.
	Progress func(step Step, done, total uint64)

	free func(dir string) (uint64, error) // room on a disk, for tests; nil means durable.Free
}

func (c *Config) leastDataset() uint64 {
	if c.LeastDataset == 0 {
		return 1000
	}
	return c.LeastDataset
}

func (c *Config) audience() psi.Audience {
	if c.Audience == nil {
		return psi.Audience{}
	}
	return *c.Audience
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
	Session     string
	Params      psi.Params
	List        psi.Set  // as sent; its parts' sizes are what the platform learns
	Sizes       []uint64 // distinct identifiers in each segment, without padding
	Duplicates  uint64   // identifiers that were in the list already, in the same segment or an earlier one
	PlatformSet psi.Set
	Slice       psi.Allotted // of the platform's set, that was counted in
	Price       Price

	// What was told: of the whole list, unless nothing was; and of each segment, if there are several.
	Released *psi.Released
	Segments []psi.Released
	Handles  uint64 // handles written, in mode blinded

	// With Config.Ledger:
	Receipt   []byte // proof, verified, that the result is in the platform's ledger
	Entry     int64  // its index there
	Witnessed bool   // the platform has accepted our signature of its ledger
	// Budget is what the release cost and what it left, according to the ledger's entry; nil if nothing was paid.
	Budget *ledger.Budget
}

// Size is the number of distinct identifiers in the list, without padding.
func (o *Outcome) Size() uint64 { return psi.MaskedList{Sizes: o.Sizes}.Size() }

// run is one session under way.
type run struct {
	platform Platform
	cfg      Config
	info     *psi.DatasetInfo
	price    Price
	dir      string
	scratch  psi.Scratch
	session  string
	kept     *Kept              // what is kept of the session, or nil
	offered  bool               // the platform may have heard of it
	resumed  bool               // it is an earlier process's
	sent     bool               // the platform has all that it needs: the answer may be paid for
	claim    *claim             // on the session, if Config.Sessions is set; or nil
	seen     *ledger.Checkpoint // of the platform's ledger, or nil
	head     *head              // of the ledger now, or nil
	progress func(items int)    // of the current step
	statuses answer.Statuses    // what they have said so far
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
