package psi

import (
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
)

// The JSON messages of SPEC.md §7. Sizes count records; times are RFC 3339.

// DatasetInfo describes what a platform offers under a dataset's name, and what the client may ask of it.
type DatasetInfo struct {
	Version      string   `json:"version"`
	Platform     string   `json:"platform"`
	Advertiser   string   `json:"advertiser"` // who the platform thinks the client is
	Dataset      string   `json:"dataset"`
	Params                // of the dataset
	Modes        []Mode   `json:"modes"`
	Sections     []Part   `json:"sections"` // widths and capacities
	PolicyDigest Digest   `json:"policy_digest"`
	Floors       Floors   `json:"floors"`
	Limits       Limits   `json:"limits"`
	Prices       Prices   `json:"prices"`
	State        SetState `json:"state"` // of the epoch file
	// Opened is when the epoch was opened, if its file is ready.
	Opened time.Time `json:"opened,omitzero"`
	// PhoneMetadata names the numbering plans that the dataset's phone numbers were validated with; "" if it has no
	// phone numbers.
	PhoneMetadata string `json:"phone_metadata,omitzero"`
	// Audit is the latest verdict of an auditor about an epoch of the dataset, if there is one.
	Audit *LastAudit `json:"audit,omitempty"`
}

// LastAudit is a verdict in the platform's ledger.
type LastAudit struct {
	Kind    string    `json:"kind"`    // "spot" or "full"
	Verdict string    `json:"verdict"` // "passed" or "failed"
	Time    time.Time `json:"time"`    // of the entry
	Auditor string    `json:"auditor"` // verifier key
	Receipt string    `json:"receipt"` // of the entry: SPEC.md §13.3
}

// Size is the number of groups that the dataset's sections have room for.
func (d *DatasetInfo) Size() uint64 { return Set{Parts: d.Sections}.Records() }

// Prices say what a number costs the client's owner, and what it has left.
type Prices struct {
	Exact bool    `json:"exact"`          // numbers without noise, by contract; the rest is empty then
	Least Epsilon `json:"least,omitzero"` // ε of a release
	Most  Epsilon `json:"most,omitzero"`
	Month Epsilon `json:"left_30_days,omitzero"` // of the budget
	Year  Epsilon `json:"left_365_days,omitzero"`
	// Next is when the owner's next release may be, if not now.
	Next  time.Time `json:"next,omitzero"`
	Units uint64    `json:"slice_units_left"` // of SliceUnits, in this epoch
}

// SetState says how far a platform set is.
type SetState struct {
	Ready bool   `json:"ready"`
	Done  uint64 `json:"done"` // elements masked so far
	Total uint64 `json:"total"`
}

// Floors are the smallest sizes that a platform accepts or releases.
type Floors struct {
	List    uint64 `json:"list"`    // least rows of a list
	Dataset uint64 `json:"dataset"` // least capacity of a dataset
	Report  uint64 `json:"report"`  // a size below this is released as "below"
}

// Limits are the largest messages that a platform accepts.
type Limits struct {
	List     uint64 `json:"list"`     // most elements in a list
	Chunk    uint64 `json:"chunk"`    // most bytes in a chunk
	Segments uint64 `json:"segments"` // most segments of a list
	Sessions uint64 `json:"sessions"` // that the owner may still open in this epoch
}

// MaxEpoch is the age from which on an epoch file must not be matched against: who is on a list should be matched with
// who is a user now. Clients check it, give or take MaxSkew, by which clocks may differ.
const (
	MaxEpoch = 7 * 24 * time.Hour
	MaxSkew  = 5 * time.Minute
)

// Bounds of a chunk, in bytes. Both are powers of two.
const (
	MinChunk = 16 << 10
	MaxChunk = 4 << 20
)

// Offer opens a session: everything the advertiser brings to the context, and a commitment to its list.
type Offer struct {
	Version    string    `json:"version"`
	Mode       Mode      `json:"mode"`
	Params               // those the advertiser hashed under
	Dataset    string    `json:"dataset"`
	Advertiser string    `json:"advertiser"`
	Platform   string    `json:"platform"`
	Nonce      Nonce     `json:"nonce"`
	Commitment Digest    `json:"commitment"`
	Epsilon    Epsilon   `json:"epsilon"` // of the noise
	Slice      Slice     `json:"slice"`
	Segments   uint64    `json:"segments"`
	Audience   *Audience `json:"audience,omitempty"` // in mode activate
	// PhoneMetadata is the advertiser's, for the platform's record.
	PhoneMetadata string `json:"phone_metadata,omitzero"`
}

// Asks returns the audience of the offer, or the zero value.
func (o *Offer) Asks() Audience {
	if o.Audience == nil {
		return Audience{}
	}
	return *o.Audience
}

// Is says whether two offers are the same.
func (o *Offer) Is(other *Offer) bool {
	a, b := *o, *other
	a.Audience, b.Audience = nil, nil
	return a == b && (o.Audience == nil) == (other.Audience == nil) && o.Asks() == other.Asks()
}

// Accept is the platform's answer to an Offer.
type Accept struct {
	Session string `json:"session"`
	Nonce   Nonce  `json:"nonce"`
	Status
}

// State is the state of a session. SPEC.md §7 has the order.
type State string

// The states of a session.
const (
	StatePreparing State = "preparing" // the platform's set is being masked
	StateOpen      State = "open"      // the set is committed; the list may be opened
	StateList      State = "list"      // chunks of the masked list are accepted
	StateTags      State = "tags"      // the list is closed; tags may be announced and sent
	StateCounting  State = "counting"  // the tags are closed; the platform counts
	StateDone      State = "done"
	StateFailed    State = "failed"
)

// Status is the state of a session and, from StateOpen on, the platform's set.
type Status struct {
	State        State     `json:"state"`
	Expires      time.Time `json:"expires"`
	PolicyDigest Digest    `json:"policy_digest"`
	Slice        Allotted  `json:"slice"`
	PlatformSet  *Set      `json:"platform_set,omitempty"`
	Opened       time.Time `json:"opened,omitzero"`    // when the epoch was opened
	Path         string    `json:"path,omitempty"`     // where the set can be downloaded
	Receipt      string    `json:"receipt,omitempty"`  // proof that the set is in the platform's ledger: SPEC.md §13
	Progress     *SetState `json:"progress,omitempty"` // in StatePreparing
	Received     uint64    `json:"received,omitzero"`  // bytes of what is being sent, from its start without a gap
	Error        *Error    `json:"error,omitempty"`    // in StateFailed
}

// OpenList opens the commitment and announces the masked list.
type OpenList struct {
	List    Set    `json:"list"`
	Salt    Nonce  `json:"salt"`
	Context Digest `json:"context"`
}

// OpenTags announces the advertiser's tags and shows its public key.
type OpenTags struct {
	Tags      Set       `json:"tags"`
	PublicKey PublicKey `json:"public_key"`
}

// PublicKey is A = a·G, in hex.
type PublicKey ecdh.Element

// Released is one number that the advertiser is told.
type Released struct {
	// Value is null if below the floor. It may be negative in a slice only.
	Value      *int64 `json:"value"`
	BelowFloor bool   `json:"below_floor"`
	Floor      uint64 `json:"floor"` // 0 in a slice, which has none
	Noise      string `json:"noise"` // "none": Value is exact; otherwise the noise: SPEC.md §7.4
}

// Result ends a session.
type Result struct {
	Session  string     `json:"session"`
	Mode     Mode       `json:"mode"`
	Context  Digest     `json:"context"`
	Released *Released  `json:"released,omitempty"` // of all segments; absent if nothing is told
	Segments []Released `json:"segments,omitempty"` // if there are several
	Handles  *Set       `json:"handles,omitempty"`  // mode blinded, unless below the floor: as many as Released.Value
	Receipt  string     `json:"receipt,omitempty"`  // proof that the result is in the platform's ledger: SPEC.md §13
}
