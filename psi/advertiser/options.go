package advertiser

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/psi"
)

// List is who is to be matched. dataset.File is one, of a file in any format.
type List interface {
	// Items finds what of the list the dataset takes, and yields it, once.
	Items(ctx context.Context, info *psi.DatasetInfo) (iter.Seq2[psi.Item, error], error)
	// Rows is how many rows had an identifier, once all items have been yielded.
	Rows() uint64
	// PhoneMetadata names the numbering plans that phone numbers are validated with, once Items has returned; "" if there
	// are none.
	PhoneMetadata() string
}

// Parties are whom a connection is between.
type Parties struct {
	Platform   string
	Advertiser string
	LogKey     string // verifies the platform's ledger; "" means that nothing can
}

// connected is a Platform that knows the connection which leads to it, as client.Client does. Another one is taken for
// whom it says it is, and its ledger can't be verified.
type connected interface {
	Platform
	LogReader
	Parties() Parties
}

// Options says what Count, Blinded and Activate ask of a platform, and what they may do here. Only Dataset has to be set.
type Options struct {
	Dataset string
	Purpose string // "" means audience-matching
	Profile string // the normalisation that the dataset must have; "" accepts any
	// Question is how precise the number is to be. The zero value is as precise as the platform offers.
	Question Question
	Audited  Audited // the audit that the platform must show; the zero value is none

	// State is the directory for what is remembered between runs: the platforms' ledgers, and sessions, so that one that
	// was cut off can go on. "" means blindmatch in the user's configuration directory, as command psi has it.
	State string
	// AcceptRestore is the entry of the platform's ledger about a restored copy with which it is accepted that the ledger
	// went back; nil means that it isn't.
	AcceptRestore *int64
	Forget        bool   // see Config
	Sealer        Sealer // see Config
	ScratchDir    string // see Config
	Memory        int    // see Config

	// Agree is asked once the list is masked, before the platform hears of it and anything is paid. An error ends the
	// session. nil agrees.
	Agree func(*Proposal) error
	// Note is what the caller wants to have again with Resume: see Config.
	Note func() (json.RawMessage, error)
	// Notice is told, in words, what the user should know; nil means nobody.
	Notice func(string)
	// Progress: see Config.
	Progress func(step Step, done, total uint64)
}

// Proposal is a session before it is offered.
type Proposal struct {
	Info      *psi.DatasetInfo // what the platform offers; in its Prices, what is left of the budget
	Price     Price
	Precision string // in words, what was made of Options.Question; "" if there is nothing to say
	Handles   uint64 // mode blinded: there are at most so many, but for decoys
}

// Config is what Run and Resume need for the same. Mode, Audience and what the list says are left to the caller.
func (o *Options) Config(p Platform) (Config, error) {
	cfg := Config{
		Dataset: o.Dataset, Params: psi.Params{Purpose: o.Purpose, Profile: o.Profile}, Slice: o.Question.Slice,
		Audited: o.Audited, Forget: o.Forget, Sealer: o.Sealer, ScratchDir: o.ScratchDir, Memory: o.Memory,
		Note: o.Note, Progress: o.Progress,
	}
	if cfg.Params.Purpose == "" {
		cfg.Params.Purpose = "audience-matching"
	}
	if o.Notice != nil {
		cfg.Ended = func(string) {
			o.Notice("an earlier run was killed and left its session open; that session is now ended")
		}
	}
	to, ok := p.(connected)
	var who Parties
	if ok {
		who = to.Parties()
		cfg.Platform, cfg.Advertiser = who.Platform, who.Advertiser
	}
	dir, err := o.state()
	if err != nil && who.LogKey != "" {
		return cfg, fmt.Errorf("there is no directory to remember the platform's ledger in: %w", err)
	}
	if who.LogKey != "" {
		if cfg.Ledger, err = NewLedger(who.LogKey, dir, to); err != nil {
			return cfg, err
		}
		if o.AcceptRestore != nil {
			cfg.Ledger.AcceptRestore(*o.AcceptRestore)
		}
	}
	if err == nil {
		cfg.Sessions, err = NewSessions(dir)
	}
	if err != nil && who.LogKey == "" && o.State == "" { // nothing that has to be remembered
		cfg.Sessions, err = nil, nil
	}
	return cfg, err
}

func (o *Options) state() (string, error) {
	if o.State != "" {
		return o.State, nil
	}
	dir, err := os.UserConfigDir()
	return filepath.Join(dir, "blindmatch"), err
}
