package psi

import "time"

// The JSON messages of SPEC.md §7. Sizes count records; times are RFC 3339.

// DatasetInfo describes what a platform offers under a dataset's name.
type DatasetInfo struct {
	Version      string   `json:"version"`
	Platform     string   `json:"platform"`
	Advertiser   string   `json:"advertiser"` // who the platform thinks the client is
	Dataset      string   `json:"dataset"`
	Params                // of the dataset
	Modes        []Mode   `json:"modes"`
	Size         uint64   `json:"size"` // n
	PolicyDigest Digest   `json:"policy_digest"`
	Floors       Floors   `json:"floors"`
	Limits       Limits   `json:"limits"`
	State        SetState `json:"state"` // of the epoch file, for mode count
	// PhoneMetadata names the numbering plans that the dataset's phone numbers were validated with; "" if it has no
	// phone numbers.
	PhoneMetadata string `json:"phone_metadata,omitzero"`
}

// SetState says how far a platform set is.
type SetState struct {
	Ready bool   `json:"ready"`
	Done  uint64 `json:"done"` // elements masked so far
	Total uint64 `json:"total"`
}

// Floors are the smallest sizes that a platform accepts or releases.
type Floors struct {
	List    uint64 `json:"list"`    // least m
	Dataset uint64 `json:"dataset"` // least n
	Report  uint64 `json:"report"`  // a size below this is released as "below"
}

// Limits are the largest messages that a platform accepts.
type Limits struct {
	List  uint64 `json:"list"`  // most elements in a list
	Chunk uint64 `json:"chunk"` // most bytes in a chunk
}

// MaxChunk is the most bytes of a chunk.
const MaxChunk = 4 << 20

// ChunkBytes is the size of each chunk of a set but the last: as many whole records of width bytes as fit into
// MaxChunk.
func ChunkBytes(width uint64) uint64 { return MaxChunk / width * width }

// Offer opens a session: everything the advertiser brings to the context, and a commitment to its list.
type Offer struct {
	Version    string `json:"version"`
	Mode       Mode   `json:"mode"`
	Params            // those the advertiser hashed under
	Dataset    string `json:"dataset"`
	Advertiser string `json:"advertiser"`
	Platform   string `json:"platform"`
	Nonce      Nonce  `json:"nonce"`
	Commitment Digest `json:"commitment"`
	// PhoneMetadata is the advertiser's, for the platform's record.
	PhoneMetadata string `json:"phone_metadata,omitzero"`
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
	PlatformSet  *Set      `json:"platform_set,omitempty"`
	Shared       bool      `json:"-"`                  // the set is an epoch's, not this session's own; whoever serves it fills in Path
	Path         string    `json:"path,omitempty"`     // where the set can be downloaded
	Receipt      string    `json:"receipt,omitempty"`  // proof that the set is in the platform's ledger: SPEC.md §13
	Progress     *SetState `json:"progress,omitempty"` // in StatePreparing
	Error        *Error    `json:"error,omitempty"`    // in StateFailed
}

// OpenList opens the commitment and announces the masked list.
type OpenList struct {
	List    Set    `json:"list"`
	Salt    Nonce  `json:"salt"`
	Context Digest `json:"context"`
}

// OpenTags announces the advertiser's tags.
type OpenTags struct {
	Tags Set `json:"tags"`
}

// Released is what the advertiser is told about the intersection's size.
type Released struct {
	Value      *uint64 `json:"value"` // null if below the floor
	BelowFloor bool    `json:"below_floor"`
	Floor      uint64  `json:"floor"`
	Noise      string  `json:"noise"` // "none": Value is exact; otherwise the noise: SPEC.md §7.3
}

// Result ends a session.
type Result struct {
	Session  string   `json:"session"`
	Mode     Mode     `json:"mode"`
	Context  Digest   `json:"context"`
	Released Released `json:"released"`
	Handles  *Set     `json:"handles,omitempty"` // mode blinded, unless below the floor: as many as Released.Value
	Receipt  string   `json:"receipt,omitempty"` // proof that the result is in the platform's ledger: SPEC.md §13
}
