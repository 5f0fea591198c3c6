package subject

import (
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Report answers one person's question: what of me was matched, with
// whom, when and for which purpose? It holds neither identifiers nor what is
// known of others.
type Report struct {
	Platform string    `json:"platform"`
	Asked    time.Time `json:"asked"`
	User     string    `json:"user,omitempty"`    // the platform's reference of the user who was asked for, or
	IDType   string    `json:"id_type,omitempty"` // the type of the identifier that was
	Users    int       `json:"users"`             // how many users the answer is about, at most: several may have the same identifier
	// Log is the state of the ledger that the answer was drawn from, all of it
	// verified.
	Log      LogState        `json:"log"`
	Datasets []DatasetAnswer `json:"datasets"` // as they are now
	Sessions []SessionAnswer `json:"sessions"` // in the order in which they were opened
	// Acknowledged are states of the data directory that an operator has acknowledged
	// although the ledger and what remembers it did not go together. Where Log is less
	// than Known, the ledger lacks entries, and the answer may lack sessions.
	Acknowledged []Acknowledged `json:"acknowledged,omitempty"`
}

// Acknowledged is one of them.
type Acknowledged struct {
	Entry int64     `json:"entry"` // of the ledger
	Time  time.Time `json:"time"`
	ledger.Acknowledged
}

// Lacking says that the ledger lacks entries, by an operator's word, so that the
// answer may lack sessions.
func (r *Report) Lacking() bool {
	return slices.ContainsFunc(r.Acknowledged, func(a Acknowledged) bool { return a.Log < a.Known })
}

// LogState names a state of a ledger.
type LogState struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"` // entries
	Root   string `json:"root"` // base64
}

// DatasetAnswer is what a dataset holds of the person now.
type DatasetAnswer struct {
	Dataset  string      `json:"dataset"`
	Purpose  string      `json:"purpose"`
	Uses     []string    `json:"uses,omitempty"` // data uses that a grant must cover, for the purpose
	Imported time.Time   `json:"imported"`
	Records  []Candidate `json:"records"` // none: the dataset has no record of the person
}

// SessionAnswer is what one session had to do with the person.
type SessionAnswer struct {
	Session    string    `json:"session"`
	Advertiser string    `json:"advertiser"`      // to whom
	Owner      string    `json:"owner,omitempty"` // the legal entity behind it, once something was released
	Purpose    string    `json:"purpose"`
	Uses       []string  `json:"uses,omitempty"` // data uses that a grant must cover, for the purpose
	Dataset    string    `json:"dataset"`
	IDType     string    `json:"id_type"`
	Mode       psi.Mode  `json:"mode"`
	Opened     time.Time `json:"opened"`
	Ended      time.Time `json:"ended,omitzero"`
	Outcome    Outcome   `json:"outcome"`
	Code       string    `json:"code,omitempty"`  // why nothing was released
	Exact      bool      `json:"exact,omitempty"` // released without noise, so that no match was left out

	Known Known `json:"known"` // whether what follows can be told
	// Candidate says that an identifier of the person's, of the session's type,
	// was in the set that the advertiser's list was compared with.
	Candidate bool        `json:"candidate"`
	Contexts  []string    `json:"contexts,omitempty"` // the collection contexts through which it was
	Records   []Candidate `json:"records,omitempty"`  // all of the person's records in the dataset, and why each was in or out
	// Matched says that the platform has learned, and kept, that the person is on
	// the advertiser's list. In mode count it learns that of nobody.
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
	OutcomeReleased Outcome = "released"         // a number, with handles in mode blinded
)

// Known says whether the platform can still tell what a session had to do with
// a person.
type Known string

// What can be told.
const (
	KnownYes    Known = "yes"
	KnownErased Known = "erased" // the session's key was destroyed: nobody can tell any more
	KnownLost   Known = "lost"   // the index is not there, though it should be: an earlier state of the data directory was restored, or the process died between recording a result and giving it out
)
