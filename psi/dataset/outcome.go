package dataset

import (
	"fmt"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
)

// Outcome says whether an admitted identifier counts for one of the users who have it. It is by identifier and user: an
// identifier can count for one user and be left out for another.
type Outcome byte

// The outcomes. They are among Stored.Codes, beside the outcomes of records in psi.Decision.Codes.
const (
	Counted          Outcome = decidedAdmitted // it is in the user's contact group
	Over16           Outcome = 2               // the user has more than 16, and this is not among the first
	SharedByMany     Outcome = 3               // more than 4 users have it
	SharedUnverified Outcome = 4               // others have it too, and it is not verified for this user
	GroupTooLarge    Outcome = 5               // it joins users who together have more than 16

	outcomes = 6
)

var outcomeNames = [outcomes]string{
	Counted: psi.Admitted, Over16: "over_16", SharedByMany: "shared_by_many", SharedUnverified: "shared_unverified", GroupTooLarge: "group_too_large",
}

// Code is the stable name, such as "shared_by_many"; that of Counted is psi.Admitted.
func (o Outcome) Code() string {
	if !o.valid() {
		return ""
	}
	return outcomeNames[o]
}

var outcomeHints = [outcomes]string{
	Counted:          "it is in the set",
	Over16:           "admitted, but the user has more than 16, and it is not among the first",
	SharedByMany:     "admitted, but it counts for nobody: more than 4 users have it",
	SharedUnverified: "admitted, but it does not count for this user: others have it too, and it is not verified for this one",
	GroupTooLarge:    "admitted, but it counts for nobody: it joins users who together have more than 16 identifiers",
}

// Hint says for a person what the outcome means.
func (o Outcome) Hint() string {
	if !o.valid() {
		return ""
	}
	return outcomeHints[o]
}

// String is Code.
func (o Outcome) String() string { return o.Code() }

// MarshalText is Code, so that an Outcome can be a value and a key in JSON.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.Code()), nil }

// UnmarshalText reads a code.
func (o *Outcome) UnmarshalText(code []byte) error {
	i := slices.Index(outcomeNames[:], string(code))
	if !Outcome(max(i, 0)).valid() {
		return fmt.Errorf("unknown outcome %.40q", code)
	}
	*o = Outcome(i)
	return nil
}

func (o Outcome) valid() bool { return o >= Counted && o < outcomes }

// LeavesOut lists the outcomes other than Counted, in a fixed order.
func LeavesOut() []Outcome { return []Outcome{Over16, SharedByMany, SharedUnverified, GroupTooLarge} }
