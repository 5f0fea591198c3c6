package officer

import (
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

// reading is a state of the ledger, all of it verified.
type reading struct {
	head      *ledger.Checkpoint
	replay    *ledger.Replay
	book      *report.Book
	witnesses []report.Witness
	at        time.Time

	mu      sync.Mutex
	reports map[report.Scope]*report.Report // those asked for last
}

// keptReports is how many reports a reading keeps.
const keptReports = 32

// report makes the report of a scope, or has it from before.
func (x *reading) report(scope report.Scope) (*report.Report, error) {
	x.mu.Lock()
	r := x.reports[scope]
	x.mu.Unlock()
	if r != nil {
		return r, nil
	}
	r, err := x.book.Report(scope)
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.reports) >= keptReports {
		all := x.reports[report.All()]
		clear(x.reports)
		x.reports[report.All()] = all
	}
	x.reports[scope] = r
	return r, nil
}

// Verified says how much is verified, and by whom witnessed.
func (x *reading) Verified() report.Verified {
	return report.Verified{Origin: x.head.Origin, Entries: x.head.Size, Root: x.head.Hash.String(), Witnesses: x.witnesses}
}

// At is when it was verified.
func (x *reading) At() time.Time { return x.at }
