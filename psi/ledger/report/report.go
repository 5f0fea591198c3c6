// Package report sums up a month or a year of a ledger: what flowed to whom, at what price, and what was refused. It takes entries
// as they are; whether they are right, ledger.Verify and ledger.Replay say. Nothing in a report is about a person.
package report

import (
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Scope is what a report is about. An empty name means all.
type Scope struct {
	From       time.Time `json:"from"`
	To         time.Time `json:"to"` // not included
	Advertiser string    `json:"advertiser,omitempty"`
	Dataset    string    `json:"dataset,omitempty"`
}

// Period is the scope of a month such as 2026-11, or of a year such as 2026, in UTC.
func Period(text string) (Scope, error) {
	if from, err := time.Parse("2006-01", text); err == nil {
		return Scope{From: from, To: from.AddDate(0, 1, 0)}, nil
	}
	from, err := time.Parse("2006", text)
	if err != nil {
		return Scope{}, fmt.Errorf("%.20q is not a month: want one such as 2026-11, or a year such as 2026", text)
	}
	return Scope{From: from, To: from.AddDate(1, 0, 0)}, nil
}

// Year says whether it is a year, and not a month.
func (s Scope) Year() bool { return s.To.Equal(s.From.AddDate(1, 0, 0)) }

func (s Scope) covers(t time.Time) bool { return !t.Before(s.From) && t.Before(s.To) }

// wants says whether something belongs to the report by its advertiser and dataset.
func (s Scope) wants(advertiser, dataset string) bool {
	return (s.Advertiser == "" || s.Advertiser == advertiser) && s.wantsDataset(dataset)
}

func (s Scope) wantsDataset(dataset string) bool { return s.Dataset == "" || s.Dataset == dataset }

// Report is a month, or a year. A session is in the one in which it ended; one that was open at its end, in the one in
// which it began: entries that come later change no report.
type Report struct {
	Scope
	Entries  int        `json:"entries"` // of the ledger in this time, of all advertisers and datasets
	Totals   Totals     `json:"totals"`
	Flows    []*Flow    `json:"flows"`
	Budgets  []*Spent   `json:"budgets"`
	Refusals []*Refused `json:"refusals"`
	Came     []Seen     `json:"came"` // advertisers whose first entry is in this time
	Gone     []Seen     `json:"gone"` // those that had entries in as much time before, and have none in this
	// Acknowledged are operators' acknowledgements up to the end of this time: entries may be missing before them.
	Acknowledged []Event    `json:"acknowledged"`
	Audits       []Event    `json:"audits"`
	Events       []Event    `json:"events"`  // that concern an advertiser, and strikes that were lifted
	Tallies      []*Tally   `json:"tallies"` // of what happens often
	Imports      []Import   `json:"imports"` // not if it is of one advertiser
	Policies     []Policy   `json:"policies"`
	Rules        []Rules    `json:"rules"` // of the platform
	Sessions     []*Session `json:"sessions"`
}

// Totals are the sums of a report.
type Totals struct {
	Sessions int    `json:"sessions"`
	Answered int    `json:"answered"`
	Refused  int    `json:"refused"` // opened, and ended without an answer
	Open     int    `json:"open"`
	Turned   int    `json:"turned_away"` // offers that opened no session
	Numbers  int    `json:"numbers"`     // answers with a number, or that it is below the floor
	Audience int    `json:"audiences"`   // answers that made or changed an audience
	Handles  uint64 `json:"handles"`     // decoys among them
	Charged  Amount `json:"charged"`     // in ε
}

// Flow is what flowed to one advertiser from one dataset for one purpose in one mode.
type Flow struct {
	Advertiser string   `json:"advertiser"`
	Owner      string   `json:"owner,omitempty"` // known once a session was answered
	Dataset    string   `json:"dataset"`
	Purpose    string   `json:"purpose"`
	Mode       psi.Mode `json:"mode"`
	Totals
}

// Session is a session, with what was released.
type Session struct {
	ID         string        `json:"session"`
	Opened     time.Time     `json:"opened"`
	Ended      time.Time     `json:"ended,omitzero"`
	Advertiser string        `json:"advertiser"`
	Owner      string        `json:"owner,omitempty"`
	Dataset    string        `json:"dataset"`
	Purpose    string        `json:"purpose"`
	Mode       psi.Mode      `json:"mode"`
	Refused    string        `json:"refused,omitempty"` // code
	Released   *psi.Released `json:"released,omitempty"`
	Segments   int           `json:"segments,omitempty"` // with numbers of their own
	Slice      string        `json:"slice,omitempty"`    // unless all was counted
	Audience   *psi.Audience `json:"audience,omitempty"`
	Handles    uint64        `json:"handles,omitempty"`
	Contract   string        `json:"contract,omitempty"` // for exact numbers
	Charged    Amount        `json:"charged"`
}

// Spent is what an owner spent of its budget for a population.
type Spent struct {
	Owner      string `json:"owner"`
	Population string `json:"population"`
	Releases   int    `json:"releases"`
	Charged    Amount `json:"charged"`
	LeftMonth  Amount `json:"left_30_days"` // after the last release
	LeftYear   Amount `json:"left_365_days"`
}

// Refused counts refusals with one code.
type Refused struct {
	Advertiser string   `json:"advertiser"`
	Dataset    string   `json:"dataset,omitempty"`
	Purpose    string   `json:"purpose,omitempty"`
	Mode       psi.Mode `json:"mode,omitempty"`
	Code       string   `json:"code"`
	Count      int      `json:"count"`
}

// Seen is an advertiser, and when it was seen in the ledger: for the first time, or the last.
type Seen struct {
	Advertiser string    `json:"advertiser"`
	Owner      string    `json:"owner,omitempty"` // known once a session was answered
	Time       time.Time `json:"time"`
}

// Tally counts entries of one kind; of look-ups, the persons.
type Tally struct {
	Type    ledger.Type `json:"type"`
	Dataset string      `json:"dataset,omitempty"`
	Text    string      `json:"text"`
	Count   int         `json:"count"`
}

// Event is something that happened beside sessions.
type Event struct {
	Time       time.Time   `json:"time"`
	Entry      int64       `json:"entry"`
	Type       ledger.Type `json:"type"`
	Advertiser string      `json:"advertiser,omitempty"`
	Dataset    string      `json:"dataset,omitempty"`
	Session    string      `json:"session,omitempty"`
	Text       string      `json:"text"`
}

// Import is an import of a dataset.
type Import struct {
	Time  time.Time `json:"time"`
	Entry int64     `json:"entry"`
	ledger.Import
}

// Rules are what the platform offers: those in force when the month began, and the changes since.
type Rules struct {
	Since time.Time `json:"since"`
	Entry int64     `json:"entry"`
	ledger.Start
}
