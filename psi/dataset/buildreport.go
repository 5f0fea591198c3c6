package dataset

import (
	"cmp"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// BuildReport says what became of a platform's table. It holds counts and places,
// and no values.
type BuildReport struct {
	Source  Source           `json:"source"`
	Profile identity.Profile `json:"profile"`
	Purpose string           `json:"purpose"`
	Policy  string           `json:"policy"`  // digest, in hexadecimal
	Columns []Column         `json:"columns"` // all, used or not

	// Each row is counted in one of the six that follow.
	Rows          uint64 `json:"rows"`
	RowsAdmitted  uint64 `json:"rows_admitted"`  // its identifiers are in the dataset
	RowsExcluded  uint64 `json:"rows_excluded"`  // by the gate
	RowsEmpty     uint64 `json:"rows_empty"`     // no identifier
	RowsRejected  uint64 `json:"rows_rejected"`  // no user reference, or all identifiers were rejected
	RowsDeleted   uint64 `json:"rows_deleted"`   // marked as deleted
	RowsUnchanged uint64 `json:"rows_unchanged"` // not after BuildConfig.Since

	RowsFuture uint64 `json:"rows_future"` // of all, those whose updated_at is still to come; Newest is none of them

	Types    []TypeReport    `json:"types"`
	Excluded []ExcludedCount `json:"excluded,omitempty"` // by reason, the most frequent first
	Contexts []ContextCount  `json:"contexts,omitempty"` // that admitted, by name
	Rejected uint64          `json:"rejected"`           // identifiers and rows
	Rejects  []RejectCount   `json:"rejects,omitempty"`

	// Of the values that a user gave in several contexts, whether or not the user is withheld:
	Saved uint64 `json:"saved"` // admitted by one, though another does not
	Lost  uint64 `json:"lost"`  // admitted by none

	Stated   Stated       `json:"stated"`
	Withheld Withheld     `json:"withheld"`
	OptedOut uint64       `json:"opted_out"`        // rows excluded because of an objection or a withdrawal
	Users    *UserChanges `json:"users,omitempty"`  // against BuildConfig.Previous
	Newest   *time.Time   `json:"newest,omitempty"` // latest updated_at that has passed: BuildConfig.Since of the next import

	Grouping Grouping  `json:"grouping"`         // of all admitted
	Before   *Grouping `json:"before,omitempty"` // of BuildConfig.Previous

	PhoneMetadata string `json:"phone_metadata,omitempty"`
}

// Stated counts rows that say of their user, whatever became of them:
type Stated struct {
	OptedOut uint64 `json:"opted_out"` // objects
	Revoked  uint64 `json:"revoked"`   // took a grant back, and does not object
	Unsure   uint64 `json:"unsure"`    // may say no, and can't be read
	Late     uint64 `json:"late"`      // one of these, or deleted, and not after BuildConfig.Since: it counts all the same
	Nobody   uint64 `json:"nobody"`    // rejected rows that say no or may, and not of whom
}

// Withheld counts users of whom an identifier would have been admitted, but for what other rows say.
type Withheld struct {
	Users     uint64 `json:"users"`
	OptedIn   uint64 `json:"opted_in"`   // of these, by nothing but a no in a column of opted_in
	OtherCase uint64 `json:"other_case"` // and by rows of a reference that differs in case, and no other
}

// TypeReport counts the identifiers of one type.
type TypeReport struct {
	Type     identity.Type `json:"type"`
	Values   uint64        `json:"values"` // read and accepted
	Admitted uint64        `json:"admitted"`
	Excluded uint64        `json:"excluded"`
	Verified uint64        `json:"verified"` // of those admitted

	TypeSizes

	// Of a dataset that is replaced:
	Previous  uint64 `json:"previous"`  // distinct elements
	Withdrawn uint64 `json:"withdrawn"` // of these, if there are fewer now: those only of users who are withdrawn or deleted, or in a merge whose grant has ended

	UnreadVerified uint64 `json:"unread_verified"` // cells that may say whether an identifier is verified, and can't be read

	// Of all cells, before the gate, as in ListReport.
	Rejected  uint64 `json:"rejected"`
	Repaired  uint64 `json:"repaired"`
	LacksPlus uint64 `json:"lacks_plus"`
	PlusSaves uint64 `json:"plus_saves"`
}

// read counts what reading a cell has shown.
func (t *TypeReport) read(c *cell) {
	if c.repaired {
		t.Repaired++
	}
	rejected := c.reject != identity.Accepted && c.reject != identity.Empty
	if rejected {
		t.Rejected++
	}
	if c.lacksPlus {
		t.LacksPlus++
		if rejected {
			t.PlusSaves++
		}
	}
}

// OffersPlus says of phone numbers what ListReport.OffersPlus says.
func (t *TypeReport) OffersPlus() bool {
	return offersPlus(t.LacksPlus, t.PlusSaves, t.Values+t.Rejected)
}

// ExcludedCount counts what the gate kept out for one reason.
type ExcludedCount struct {
	Reason purpose.Reason `json:"reason"`
	Hint   string         `json:"hint"`
	Rows   uint64         `json:"rows"`
	Values uint64         `json:"values"`
	First  []Place        `json:"first"` // with a column where a cell of it is the reason; of rows that are withheld, those that say no
}

func newExcludedCount(r purpose.Reason) *ExcludedCount {
	e := &ExcludedCount{Reason: r, Hint: r.Hint()}
	if r == purpose.BadEvidence {
		e.Hint = badEvidenceHint()
	}
	return e
}

func badEvidenceHint() string {
	return purpose.BadEvidence.Hint() + ", or the row ends before it: a time is " + timeForms + "; a yes or no is " + flagForms
}

func (e *ExcludedCount) add(at Place) {
	if e.Reason != purpose.BadEvidence {
		at.Column = 0
	}
	if e.Rows++; len(e.First) < placesKept {
		e.First = append(e.First, at)
	}
}

// ContextCount counts what one collection context let in.
type ContextCount struct {
	Context string `json:"context"`
	Rows    uint64 `json:"rows"`
	Values  uint64 `json:"values"`
}

// summarise puts the counts into the report, in a fixed order.
func (a *accounts) summarise() {
	r := a.report
	for _, t := range identity.Types() {
		if a.types[t] != nil {
			r.Types = append(r.Types, *a.types[t])
		}
	}
	for _, e := range a.excluded {
		r.Excluded = append(r.Excluded, *e)
	}
	slices.SortFunc(r.Excluded, func(x, y ExcludedCount) int {
		return cmp.Or(cmp.Compare(y.Rows, x.Rows), cmp.Compare(x.Reason, y.Reason))
	})
	for _, c := range a.contexts {
		r.Contexts = append(r.Contexts, *c)
	}
	slices.SortFunc(r.Contexts, func(x, y ContextCount) int { return cmp.Compare(x.Context, y.Context) })
	r.Rejected, r.Rejects = a.log.total, a.log.list()
}
