package subject

import (
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Report answers one person's question: what of me was matched, with whom, when and for which purpose? It has no
// identifiers, and nothing about anybody else.
type Report struct {
	Platform string    `json:"platform"`
	Asked    time.Time `json:"asked"`
	User     string    `json:"user,omitempty"`    // the platform's reference of the user in the question, or
	IDType   string    `json:"id_type,omitempty"` // the type of the identifier in the question
	Users    int       `json:"users"`             // at most how many users the answer is about: several may have the same identifier
	// Erased is when the person was erased, if asked about by reference: in no audience from then on, and in no dataset
	// from its next import on.
	Erased time.Time `json:"erased,omitzero"`
	// Lookup is the entry of the ledger that says that the question was asked; 0 if it was not recorded.
	Lookup int64 `json:"lookup,omitempty"`
	// Log is the state of the ledger that the answer was made from; all of it was verified.
	Log      LogState        `json:"log"`
	Datasets []DatasetAnswer `json:"datasets"` // as they are now
	Sessions []SessionAnswer `json:"sessions"` // in the order in which they were opened
	// Audiences are those that the person was in, as far as their sessions can still be told of.
	Audiences []AudienceAnswer `json:"audiences"`
	// Acknowledged lists states of the data directory that an operator acknowledged although the ledger and the records
	// of its head disagreed. Unless Log is more than Known, the ledger lacks entries, and the answer may lack sessions.
	Acknowledged []Acknowledged `json:"acknowledged,omitempty"`
}

// Acknowledged is one state of the data directory that an operator acknowledged.
type Acknowledged struct {
	Entry int64     `json:"entry"` // of the ledger
	Time  time.Time `json:"time"`
	ledger.Acknowledged
}

// Lacking says whether the ledger lacks entries, as an operator acknowledged, so that the answer may lack sessions.
func (r *Report) Lacking() bool {
	return slices.ContainsFunc(r.Acknowledged, func(a Acknowledged) bool { return a.Log <= a.Known })
}

// LogState names a state of a ledger.
type LogState struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"` // entries
	Root   string `json:"root"` // base64
}

// DatasetAnswer is what a dataset has about the person now.
type DatasetAnswer struct {
	Dataset  string      `json:"dataset"`
	Purpose  string      `json:"purpose"`
	Uses     []string    `json:"uses,omitempty"` // data uses that a grant must cover, for the purpose
	Imported time.Time   `json:"imported"`
	Records  []Candidate `json:"records"` // empty if the dataset has no record of the person
}

// SessionAnswer is what one session had to do with the person.
type SessionAnswer struct {
	Session    string    `json:"session"`
	Advertiser string    `json:"advertiser"`      // to whom
	Owner      string    `json:"owner,omitempty"` // the legal owner behind it, once something was released
	Purpose    string    `json:"purpose"`
	Uses       []string  `json:"uses,omitempty"` // data uses that a grant must cover, for the purpose
	Dataset    string    `json:"dataset"`
	Types      psi.Types `json:"types"` // of the dataset
	Mode       psi.Mode  `json:"mode"`
	Opened     time.Time `json:"opened"`
	Ended      time.Time `json:"ended,omitzero"`
	Outcome    Outcome   `json:"outcome"`
	Code       string    `json:"code,omitempty"`  // why nothing was released
	Exact      bool      `json:"exact,omitempty"` // released without noise, so that no match was left out

	Known Known `json:"known"` // whether the fields below can be told
	// Candidate says that an identifier of the person counted in the set that the advertiser's list was compared with. One
	// that the gate admitted and that counts for nobody, since others have it too, could not be matched: Records say so.
	Candidate bool        `json:"candidate"`
	Contexts  []string    `json:"contexts,omitempty"` // the collection contexts that it came through
	Records   []Candidate `json:"records,omitempty"`  // all of the person's records in the dataset, and why each was in or out
	// Matched says that the platform learned, and stored, that the person is on the advertiser's list. In mode count it
	// learns that about nobody.
	Matched   bool      `json:"matched"`
	Handles   []string  `json:"handles,omitempty"`  // the person's, in hexadecimal
	Delivered time.Time `json:"delivered,omitzero"` // when they were first delivered to the advertiser
	Entries   [2]int64  `json:"entries"`            // of the ledger, the session's first and last
}

// Outcome says how a session ended.
type Outcome string

// The outcomes.
const (
	OutcomeOpen     Outcome = "open"
	OutcomeNothing  Outcome = "nothing released" // it failed or was refused: Code
	OutcomeBelow    Outcome = "below the floor"  // the advertiser learned that there were few matches
	OutcomeWritten  Outcome = "audience written" // the advertiser learned nothing
	OutcomeReleased Outcome = "released"         // a number, with handles in mode blinded
)

// Known says whether the platform can still tell what a session had to do with a person.
type Known string

// The values of Known.
const (
	KnownYes    Known = "yes"
	KnownErased Known = "erased" // the session's key was destroyed: nobody can tell any more
	KnownLost   Known = "lost"   // the index should exist but doesn't: an earlier state of the data directory was restored, or the process died between recording a result and delivering it
)
