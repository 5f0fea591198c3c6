package purpose

import "fmt"

// Reason says why a record is not admitted. The zero value, Admits, means that it is. Codes are stable.
type Reason uint8

// The reasons.
const (
	Admits Reason = iota
	SecurityContext
	UnknownContext
	Unlabelled
	NoGrant
	BadGrants
	OptedOut
	Revoked
	Expired
	NotYetGiven
	NoEvidence
	UnknownNotice
	BadEvidence
	UnreadConsent
	ConsentDenied
	NotOptedIn
	Erased
	Withheld
	numReasons
)

var reasons = [numReasons]struct{ code, hint string }{
	Admits:          {"admitted", ""},
	SecurityContext: {"security_context", "the contact was given for security; it is never matched"},
	UnknownContext:  {"unknown_context", "the policy does not know the collection context"},
	Unlabelled:      {"unlabelled", "the record names no collection context"},
	NoGrant:         {"no_grant", "what was granted does not cover the purpose; NULL or None in a cell grants nothing"},
	BadGrants:       {"bad_grants", "the record's grants are not fideslang keys separated by ';'"},
	OptedOut:        {"opted_out", "the person objects to matching"},
	Revoked:         {"revoked", "the grant was taken back"},
	Expired:         {"expired", "the grant has ended"},
	NotYetGiven:     {"not_yet_given", "the grant is dated in the future"},
	NoEvidence:      {"no_evidence", "the context requires the notice's version and the time of consent, and the record lacks them"},
	UnknownNotice:   {"unknown_notice", "the notice that was shown is not one that carries the grant"},
	BadEvidence:     {"bad_evidence", "the record's evidence can't be read"},
	UnreadConsent:   {"unread_consent", "the record has a TCF or GPP string, and no reader for it is configured"},
	ConsentDenied:   {"consent_denied", "the record's TCF or GPP string denies the use"},
	NotOptedIn:      {"not_opted_in", "the source asks who agreed, and the record does not say so"},
	Erased:          {"erased", "the person was erased; a user reference is never given to another person"},
	Withheld:        {"withheld", "another row of the user objects, withdraws or deletes, or may do so and can't be read"},
}

// Code is the stable name, such as "no_grant".
func (r Reason) Code() string { return reasons[r].code }

// Hint says in a few words what it means.
func (r Reason) Hint() string { return reasons[r].hint }

// String is Code.
func (r Reason) String() string { return r.Code() }

// MarshalText is Code, so that a Reason can be a value and a key in JSON.
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.Code()), nil }

// UnmarshalText reads a code.
func (r *Reason) UnmarshalText(code []byte) error {
	for i := range reasons {
		if reasons[i].code == string(code) {
			*r = Reason(i)
			return nil
		}
	}
	return fmt.Errorf("unknown reason %.40q", code)
}

// Reasons lists all reasons but Admits, in a fixed order.
func Reasons() []Reason {
	all := make([]Reason, 0, numReasons-1)
	for r := Admits + 1; r < numReasons; r++ {
		all = append(all, r)
	}
	return all
}
