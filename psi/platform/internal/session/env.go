// Package session does the work behind package platform: sessions from the offer to the answer, the disclosure modes,
// each in its own file, and the epoch files that sessions share.
package session

import (
	"errors"
	"log/slog"
	"sync"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/audiences"
	"github.com/blindmatch/blindmatch/psi/platform/internal/bounds"
	"github.com/blindmatch/blindmatch/psi/platform/internal/imports"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
	"github.com/blindmatch/blindmatch/psi/platform/internal/room"
	"github.com/blindmatch/blindmatch/psi/platform/internal/steps"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/platform/internal/turns"
)

// Env is what sessions and epochs share: where things are kept, what is allowed, and who does the work. It does not
// change after the first offer.
type Env struct {
	*turns.Work
	Rows      *store.Store
	Imports   *imports.To
	Audiences *audiences.To
	Journal   *journal.Writer
	Accounts  *budget.Accounts
	Policy    *disclosure.Policy
	Identity  string // the platform's name
	Modes     []psi.Mode
	Lifetimes bounds.Lifetimes
	Limits    bounds.Limits
	Memory    int // bytes for each sort; 0 means 64 MiB
	Room      *room.Room
	Log       *slog.Logger
	// Seen hears what becomes of sessions: "offered", then "done" or a code.
	Seen  func(m psi.Mode, outcome string)
	Trace steps.Trace

	// strikes is held for writing while an owner is struck, for reading while an answer becomes final.
	strikes sync.RWMutex
	// bar ends the open sessions of an owner on a dataset.
	bar func(owner, dataset string)
}

func (p *Env) scratch() psi.Scratch {
	return psi.Scratch{Memory: p.Memory, Dir: p.Rows.Files.Scratch()}
}

// ErrStopped says that the platform is stopping, and that the session goes on when it is back: nothing is lost, and the
// message can be sent again.
var ErrStopped = errors.New("the platform is stopping; the session goes on when it is back")

// keeps says whether sessions outlive the process.
func (p *Env) keeps() bool { return p.Policy.KeepsSessions() }

// suspended says whether the process stops, and sessions go on in the next one.
func (p *Env) suspended() bool { return p.Context().Err() != nil && p.keeps() }
