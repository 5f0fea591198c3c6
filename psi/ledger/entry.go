package ledger

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// entryVersion is Entry.V.
const entryVersion = 1

// Type says what an entry records. Exactly the member of Entry that belongs to it is set.
type Type string

// The types of entries.
const (
	TypeStart        Type = "start"                 // a server began to serve: Start
	TypePolicy       Type = "policy"                // a dataset's purpose policy changed: Policy
	TypeImport       Type = "import"                // a dataset was imported: Import
	TypeEpochOpen    Type = "epoch.open"            // an epoch file is about to be served: Epoch
	TypeKeyDestroyed Type = "key.destroyed"         // a key is gone: KeyDestroyed
	TypeOffer        Type = "session.offer"         // a session was opened: Offer
	TypeCommit       Type = "session.commit"        // both sets are fixed: Commit
	TypeRefusal      Type = "refusal"               // a session was refused or has failed: Refusal
	TypeResult       Type = "session.result"        // what was released: Result
	TypeHandles      Type = "session.handles"       // handles were delivered: Handles
	TypeErased       Type = "session.erased"        // nobody can tell any more who the session was about: Erased
	TypeStrike       Type = "strike"                // an owner sent tags that are not a·P, and is barred: Strike
	TypeLifted       Type = "strike.lifted"         // an operator lets it in again: Lifted
	TypeAudience     Type = "audience"              // an audience changed without a session: AudienceChange
	TypeErasedPerson Type = "person.erased"         // a person is denied from now on: Person
	TypeLookup       Type = "lookup"                // persons' questions are about to be answered: Lookup
	TypeOpened       Type = "audit.opened"          // an epoch is about to be opened to an auditor: Opened
	TypeAudit        Type = "audit"                 // an auditor's verdict about an epoch: Audit
	TypeAcknowledged Type = "operator.acknowledged" // an operator took responsibility: Acknowledged
)

// Entry is one entry of the log. SPEC.md §13 and entry.schema.json describe it.
type Entry struct {
	V       int       `json:"v"`
	Seq     int64     `json:"seq"` // its index
	Time    time.Time `json:"time"`
	Type    Type      `json:"type"`
	Salt    string    `json:"salt"` // random, so that the tree's hashes reveal nothing about the contents
	Session string    `json:"session,omitzero"`

	Start        *Start        `json:"start,omitempty"`
	Policy       *Policy       `json:"policy,omitempty"`
	Import       *Import       `json:"import,omitempty"`
	Epoch        *PlatformSet  `json:"epoch,omitempty"`
	KeyDestroyed *KeyDestroyed `json:"key_destroyed,omitempty"`
	Offer        *Offer        `json:"offer,omitempty"`
	Commit       *Commit       `json:"commit,omitempty"`
	Refusal      *Refusal      `json:"refusal,omitempty"`
	Result       *Result       `json:"result,omitempty"`
	Handles      *Handles      `json:"handles,omitempty"`
	Erased       *Erased       `json:"erased,omitempty"`
	Acknowledged *Acknowledged `json:"acknowledged,omitempty"`

	Strike   *Strike         `json:"strike,omitempty"`
	Lifted   *Lifted         `json:"lifted,omitempty"`
	Audience *AudienceChange `json:"audience,omitempty"`
	Person   *Person         `json:"person,omitempty"`
	Lookup   *Lookup         `json:"lookup,omitempty"`
	Opened   *Opened         `json:"opened,omitempty"`
	Audit    *Audit          `json:"audit,omitempty"`
}

// Start says which program is serving, and under which rules.
type Start struct {
	Platform   string     `json:"platform"`
	Modes      []psi.Mode `json:"modes"`
	Floors     psi.Floors `json:"floors"`
	Disclosure Disclosure `json:"disclosure"`
	Version    string     `json:"version"`            // of the program
	Revision   string     `json:"revision,omitempty"` // of its source
	Go         string     `json:"go"`
	Page       psi.Digest `json:"page,omitzero"` // of the page that browsers get: SPEC.md §13.9; none if they get none
}

// Disclosure is what a legal owner may spend on a population. Amounts are exact fractions of ε.
type Disclosure struct {
	Epsilon  string `json:"epsilon"`         // of a release
	Month    string `json:"budget_30_days"`  // rolling
	Year     string `json:"budget_365_days"` // rolling
	Spacing  int64  `json:"spacing"`         // seconds between two releases to one owner
	Sessions uint64 `json:"sessions"`        // of an owner in an epoch, at most
}

// Policy is a change of a dataset's purpose policy.
type Policy struct {
	Dataset  string     `json:"dataset"`
	Purpose  string     `json:"purpose"`
	Previous psi.Digest `json:"previous,omitzero"` // none for a new dataset
	Digest   psi.Digest `json:"digest"`
	Text     string     `json:"text,omitempty"` // that has the digest, a line for each fact; none if it was not at hand, or too long
}

// Import says what the purpose gate let into a dataset and what it kept out.
type Import struct {
	Dataset      string         `json:"dataset"`
	Purpose      string         `json:"purpose"`
	Population   string         `json:"population"` // whose budget its releases are paid from
	Profile      string         `json:"profile"`
	Suite        string         `json:"suite"`
	PolicyDigest psi.Digest     `json:"policy_digest"`
	At           time.Time      `json:"at"`             // as of when the gate judged what has expired
	Uses         []string       `json:"uses,omitempty"` // data uses that a grant must cover for the purpose, all of them; "a or b" means one of the two
	Rows         Rows           `json:"rows"`
	Admitted     []ContextCount `json:"admitted"` // by collection context
	Excluded     []ReasonCount  `json:"excluded"` // by reason
	Types        []TypeCount    `json:"types"`
	// Commitment hides and binds the dataset's elements: SPEC.md §13.2. It names the import in later entries.
	Commitment psi.Digest `json:"commitment"`
	Index      psi.Digest `json:"index"` // root of the index of who is in the dataset: SPEC.md §13.7
}

// Rows counts a source's rows; the fields after Total add up to it.
type Rows struct {
	Total     uint64 `json:"total"`
	Admitted  uint64 `json:"admitted"`
	Excluded  uint64 `json:"excluded"`
	Empty     uint64 `json:"empty"`
	Rejected  uint64 `json:"rejected"`
	Deleted   uint64 `json:"deleted"`
	Unchanged uint64 `json:"unchanged"`
}

// ContextCount counts what a collection context let in.
type ContextCount struct {
	Context string `json:"context"`
	Rows    uint64 `json:"rows"`
	Values  uint64 `json:"values"`
}

// ReasonCount counts what was kept out for a reason.
type ReasonCount struct {
	Reason string `json:"reason"`
	Rows   uint64 `json:"rows"`
	Values uint64 `json:"values"`
}

// TypeCount counts identifiers of one type; Admitted and Excluded add up to Values.
type TypeCount struct {
	Type     string `json:"type"`
	Values   uint64 `json:"values"`
	Admitted uint64 `json:"admitted"`
	Excluded uint64 `json:"excluded"`
	Elements uint64 `json:"elements"`
}

// PlatformSet is what sessions are matched against: an epoch file.
type PlatformSet struct {
	Platform     string     `json:"platform"`
	Dataset      string     `json:"dataset"`
	Import       psi.Digest `json:"import"` // its Commitment
	PolicyDigest psi.Digest `json:"policy_digest"`
	psi.Params
	Set psi.Set `json:"set"`
	// AuditKey is the psi.AuditCommitment to the epoch's key.
	AuditKey psi.Digest `json:"audit_key"`
}

// KeyDestroyed says that the key of a platform set was destroyed.
type KeyDestroyed struct {
	Set psi.Digest `json:"set"` // digest of the set that was masked under it
}

// Offer opens a session.
type Offer struct {
	Platform   string   `json:"platform"`
	Advertiser string   `json:"advertiser"`
	Dataset    string   `json:"dataset"`
	Mode       psi.Mode `json:"mode"`
	psi.Params
	Import       psi.Digest    `json:"import"` // Commitment of the import that the session is matched against
	PolicyDigest psi.Digest    `json:"policy_digest"`
	Commitment   psi.Digest    `json:"commitment"` // to the advertiser's list, salted
	Epsilon      psi.Epsilon   `json:"epsilon"`    // of the noise
	Slice        psi.Slice     `json:"slice"`
	Segments     uint64        `json:"segments"`
	Audience     *psi.Audience `json:"audience,omitempty"` // in mode activate
}

// Commit fixes both sets of a session.
type Commit struct {
	List    []psi.Part   `json:"list"`  // segments of the advertiser's list
	Set     psi.Set      `json:"set"`   // the platform's
	Slice   psi.Allotted `json:"slice"` // of it
	Context psi.Digest   `json:"context"`
}

// Refusal ends a session without a result, or says that no session was opened.
type Refusal struct {
	Advertiser string   `json:"advertiser"`
	Dataset    string   `json:"dataset,omitempty"`
	Purpose    string   `json:"purpose,omitempty"`
	Mode       psi.Mode `json:"mode,omitempty"`
	Code       string   `json:"code"`
}

// Result says what was released, to whom and for what.
type Result struct {
	Advertiser string     `json:"advertiser"`
	Dataset    string     `json:"dataset"`
	Purpose    string     `json:"purpose"`
	Mode       psi.Mode   `json:"mode"`
	Context    psi.Digest `json:"context"`
	// What was told: of all segments, unless nothing was; and of each, if there are several.
	Released *psi.Released  `json:"released,omitempty"`
	Segments []psi.Released `json:"segments,omitempty"`
	Slice    psi.Allotted   `json:"slice"`
	Epsilon  *psi.Epsilon   `json:"epsilon,omitempty"` // of the noise that was drawn; none if nothing was
	Delta    string         `json:"delta,omitempty"`   // δ(1) of the answer, against any advertiser: SPEC.md §10.3
	Audience *psi.Audience  `json:"audience,omitempty"`

	Handles *psi.Set   `json:"handles,omitempty"`
	Index   psi.Digest `json:"index,omitzero"` // root of the index of who the handles belong to: SPEC.md §13.7

	Owner    string  `json:"owner"`              // the legal owner behind the advertiser
	Contract string  `json:"contract,omitempty"` // that entitles the owner to the exact number
	Budget   *Budget `json:"budget,omitempty"`   // unless nothing was paid
}

// Budget is what a release cost its owner. Amounts are exact fractions of ε.
type Budget struct {
	At         time.Time `json:"at"` // when it was paid for, by the budget clock: SPEC.md §7.4
	Population string    `json:"population"`
	Epsilon    string    `json:"epsilon"` // what was charged
	LeftMonth  string    `json:"left_30_days"`
	LeftYear   string    `json:"left_365_days"`
}

// Erased says that the key of a session's part of the index is gone.
type Erased struct {
	Reason string `json:"reason"`
}

// Handles says that handles are about to be delivered.
type Handles struct {
	Advertiser string  `json:"advertiser"`
	Set        psi.Set `json:"set"`
}

// Acknowledged says that an operator lets the platform keep running although the log and the records of its head
// disagree.
type Acknowledged struct {
	Reason string `json:"reason"`
	Log    int64  `json:"log"`   // entries that the log had
	Known  int64  `json:"known"` // entries that the database or the anchor knew of, the larger number
}

// Strike says that an owner's tags were not those of the platform's set under the key that was shown. It is barred from
// the dataset until the strike is lifted.
type Strike struct {
	Owner      string `json:"owner"`
	Advertiser string `json:"advertiser"` // the owner's client
	Dataset    string `json:"dataset"`
}

// Lifted says that an operator lets a barred owner in again.
type Lifted struct {
	Owner   string `json:"owner"`
	Dataset string `json:"dataset"`
	Reason  string `json:"reason"`
}

// AudienceChange is a change of an audience outside of sessions. It holds no counts.
type AudienceChange struct {
	Action     string    `json:"action"` // "renewed", "deleted" or "expired"
	Advertiser string    `json:"advertiser"`
	Dataset    string    `json:"dataset"`
	Purpose    string    `json:"purpose"`
	Name       string    `json:"name"`
	Expires    time.Time `json:"expires,omitzero"` // if renewed
}

// Person says that a person was erased. Who it is can be told with the platform's key alone.
type Person struct {
	Key       psi.Digest `json:"key"`       // which key of the platform's it was
	Reference psi.Digest `json:"reference"` // the user reference, hashed under the key
}

// Lookup says that persons' questions are answered: of how many, and how they were named. Nothing in it says who they are.
type Lookup struct {
	Persons uint64 `json:"persons"`
	By      string `json:"by"`               // LookupByUser, or the type of an identifier
	Reason  string `json:"reason,omitempty"` // for the log's readers, such as the number of a request
}

// LookupByUser is Lookup.By of who looks persons up by the platform's own references.
const LookupByUser = "user"

// Opened says that an epoch is opened to an auditor.
type Opened struct {
	Kind    string     `json:"kind"` // of the audit: "spot" or "full"
	Set     psi.Digest `json:"set"`  // the epoch's
	Auditor string     `json:"auditor"`
	Groups  uint64     `json:"groups"` // that the auditor is shown, or that are compared while it watches
}

// Audit is an auditor's verdict about an epoch, with the note that the auditor signed.
type Audit struct {
	Kind    string     `json:"kind"` // "spot" or "full"
	Set     psi.Digest `json:"set"`  // the epoch's
	Verdict string     `json:"verdict"`
	Auditor string     `json:"auditor"` // verifier key
	Note    string     `json:"note"`
}

// bodies returns the types whose members are set.
func (e *Entry) bodies() (all []Type) {
	for _, x := range []struct {
		t   Type
		set bool
	}{
		{TypeStart, e.Start != nil}, {TypePolicy, e.Policy != nil}, {TypeImport, e.Import != nil},
		{TypeEpochOpen, e.Epoch != nil}, {TypeKeyDestroyed, e.KeyDestroyed != nil}, {TypeOffer, e.Offer != nil},
		{TypeCommit, e.Commit != nil}, {TypeRefusal, e.Refusal != nil}, {TypeResult, e.Result != nil},
		{TypeHandles, e.Handles != nil}, {TypeErased, e.Erased != nil}, {TypeAcknowledged, e.Acknowledged != nil},
		{TypeStrike, e.Strike != nil}, {TypeLifted, e.Lifted != nil}, {TypeAudience, e.Audience != nil},
		{TypeErasedPerson, e.Person != nil}, {TypeLookup, e.Lookup != nil}, {TypeOpened, e.Opened != nil}, {TypeAudit, e.Audit != nil},
	} {
		if x.set {
			all = append(all, x.t)
		}
	}
	return all
}

// Encode returns e as it is in the log: canonical JSON (RFC 8785) and a newline.
func (e *Entry) Encode() ([]byte, error) {
	if !slices.Equal(e.bodies(), []Type{e.Type}) {
		return nil, fmt.Errorf("entry of type %q has members of %q", e.Type, e.bodies())
	}
	b, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	v := jsontext.Value(b)
	if err := v.Canonicalize(); err != nil {
		return nil, err
	}
	if len(v) >= maxEntry {
		return nil, fmt.Errorf("entry of %d bytes: want at most %d", len(v), maxEntry-1)
	}
	return append(v, '\n'), nil
}

// ParseEntry reads an entry strictly: one line of canonical JSON, no unknown names.
func ParseEntry(b []byte) (*Entry, error) {
	e := new(Entry)
	if err := json.Unmarshal(b, e, json.RejectUnknownMembers(true)); err != nil {
		return nil, errors.New("it is not what entry.schema.json describes")
	}
	if e.V != entryVersion {
		return nil, fmt.Errorf("version %d: want %d", e.V, entryVersion)
	}
	if err := e.check(); err != nil {
		return nil, err
	}
	again, err := e.Encode()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(b, again) {
		return nil, errors.New("it is not one line of canonical JSON")
	}
	return e, nil
}

var saltRE = regexp.MustCompile(`^[0-9a-f]{32}$`)

// check checks those parts of the schema that e's Go types don't enforce.
func (e *Entry) check() error {
	needs, may := false, false // a session
	switch e.Type {
	case TypeOffer, TypeCommit, TypeResult, TypeHandles, TypeErased, TypeStrike:
		needs, may = true, true
	case TypeRefusal:
		may = true
	}
	switch {
	case e.Seq < 0:
		return errors.New("its index is negative")
	case !saltRE.MatchString(e.Salt):
		return errors.New("its salt is not 16 bytes in hexadecimal")
	case e.Session == "" && needs, e.Session != "" && !may, e.Session != "" && !psi.IsSession(e.Session):
		return errors.New("its session is not 32 bytes in hexadecimal, or its type has no session")
	}
	times := []time.Time{e.Time}
	if e.Result != nil && e.Result.Budget != nil {
		times = append(times, e.Result.Budget.At)
	}
	if e.Import != nil {
		times = append(times, e.Import.At)
	}
	if e.Audience != nil && !e.Audience.Expires.IsZero() {
		times = append(times, e.Audience.Expires)
	}
	for _, t := range times {
		if _, offset := t.Zone(); offset != 0 || !t.Equal(t.Truncate(time.Millisecond)) {
			return errors.New("a time is not in UTC, or finer than milliseconds")
		}
	}
	for _, x := range e.names() {
		if err := psi.CheckName(x.what, x.name); err != nil {
			return err
		}
	}
	if p := e.params(); p != nil {
		if t, err := psi.NewTypes(p.Types.Names()...); err != nil || t != p.Types {
			return errors.New("its identifier types are not names in ascending order")
		}
	}
	if err := e.words().check(); err != nil {
		return err
	}
	return e.shape()
}

// params are those in e, or nil.
func (e *Entry) params() *psi.Params {
	switch {
	case e.Epoch != nil:
		return &e.Epoch.Params
	case e.Offer != nil:
		return &e.Offer.Params
	}
	return nil
}

// named is a name in an entry and what it names.
type named struct{ what, name string }

// names are the names in e that must follow the platform's own rules: psi.CheckName.
func (e *Entry) names() (all []named) {
	dataset := func(name, purpose string) { all = append(all, named{"dataset", name}, named{"purpose", purpose}) }
	of := func(p psi.Params) { all = append(all, named{"profile", p.Profile}) }
	switch {
	case e.Policy != nil:
		dataset(e.Policy.Dataset, e.Policy.Purpose)
	case e.Import != nil:
		dataset(e.Import.Dataset, e.Import.Purpose)
		all = append(all, named{"population", e.Import.Population}, named{"profile", e.Import.Profile})
		for _, t := range e.Import.Types {
			all = append(all, named{"identifier type", t.Type})
		}
	case e.Epoch != nil:
		dataset(e.Epoch.Dataset, e.Epoch.Purpose)
		of(e.Epoch.Params)
	case e.Offer != nil:
		dataset(e.Offer.Dataset, e.Offer.Purpose)
		of(e.Offer.Params)
		if e.Offer.Audience != nil {
			all = append(all, named{"audience", e.Offer.Audience.Name})
		}
	case e.Result != nil:
		dataset(e.Result.Dataset, e.Result.Purpose)
		if e.Result.Budget != nil {
			all = append(all, named{"population", e.Result.Budget.Population})
		}
		if e.Result.Audience != nil {
			all = append(all, named{"audience", e.Result.Audience.Name})
		}
	case e.Strike != nil:
		all = append(all, named{"dataset", e.Strike.Dataset})
	case e.Lifted != nil:
		all = append(all, named{"dataset", e.Lifted.Dataset})
	case e.Audience != nil:
		dataset(e.Audience.Dataset, e.Audience.Purpose)
		all = append(all, named{"audience", e.Audience.Name})
	}
	return all
}

//go:embed entry.schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of entries.
func Schema() []byte { return slices.Clone(schema) }
