package dataset

import (
	"cmp"
	"slices"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// Place is where in a source something was rejected.
type Place struct {
	Line   uint64 `json:"line"`             // from 1; what it counts is Source.Unit
	Column int    `json:"column,omitempty"` // from 1; 0 if the row as a whole is meant
}

// RejectCount says how often something was rejected for one reason, and where at
// first.
type RejectCount struct {
	Code  string  `json:"code"`
	Hint  string  `json:"hint"`
	Count uint64  `json:"count"`
	First []Place `json:"first"`
}

// placesKept is how many places are remembered for each code.
const placesKept = 10

// rejectLog counts rejects.
type rejectLog struct {
	counts map[string]*RejectCount
	total  uint64
}

func (l *rejectLog) add(code, hint string, at Place) {
	if l.counts == nil {
		l.counts = map[string]*RejectCount{}
	}
	c := l.counts[code]
	if c == nil {
		c = &RejectCount{Code: code, Hint: hint}
		l.counts[code] = c
	}
	c.Count++
	l.total++
	if len(c.First) < placesKept {
		c.First = append(c.First, at)
	}
}

func (l *rejectLog) identifier(r identity.Reject, at Place) { l.add(r.Code(), r.Hint(), at) }

func (l *rejectLog) row(f fault, line uint64) { l.add(string(f), faultHints[f], Place{Line: line}) }

// list returns the counts, the most frequent first.
func (l *rejectLog) list() []RejectCount {
	out := make([]RejectCount, 0, len(l.counts))
	for _, c := range l.counts {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b RejectCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// ListReport says what became of the rows of an advertiser's table. It holds
// counts and places, and no values.
type ListReport struct {
	Source  Source           `json:"source"`
	Type    identity.Type    `json:"type,omitzero"` // if there is one
	Types   []identity.Type  `json:"types"`         // that were read
	Profile identity.Profile `json:"profile"`
	Columns []Column         `json:"columns"` // all, used or not

	// Each row is counted in one of the four that follow.
	Rows         uint64 `json:"rows"`
	RowsUsed     uint64 `json:"rows_used"`     // at least one identifier was accepted
	RowsEmpty    uint64 `json:"rows_empty"`    // no identifier of these types
	RowsRejected uint64 `json:"rows_rejected"` // all that was there was rejected
	RowsKeptOut  uint64 `json:"rows_kept_out"` // a column says that the person withdrew or was deleted

	KeptOut []RejectCount `json:"kept_out,omitempty"` // rows, by why

	Having   []RowsHaving  `json:"rows_having,omitempty"` // the used rows, by the types of which an identifier was accepted
	Segments []ListSegment `json:"segments,omitempty"`    // and by segment, if there is a column for them

	// Each cell that is not empty is counted in one of the two that follow.
	Accepted uint64        `json:"accepted"`
	Rejected uint64        `json:"rejected"`
	Rejects  []RejectCount `json:"rejects,omitempty"`
	NonASCII uint64        `json:"non_ascii"` // accepted, but written in characters for which no platform publishes a rule
	Repaired uint64        `json:"repaired"`  // accepted, after damage that lost nothing was undone

	// LacksPlus counts phone numbers without a plus sign that would be valid with one:
	// with the country code of their region or, without a region, with any.
	// PlusSaves are those of them that were rejected.
	LacksPlus uint64 `json:"lacks_plus"`
	PlusSaves uint64 `json:"plus_saves"`

	// Of the accepted identifiers; known after Check only, else zero.
	Used       uint64 `json:"used"` // distinct
	Duplicates uint64 `json:"duplicates"`

	// PhoneMetadata names the numbering plans that judged phone numbers.
	PhoneMetadata string `json:"phone_metadata,omitempty"`
}

// RowsHaving counts the rows that have identifiers of exactly these types.
type RowsHaving struct {
	Types []identity.Type `json:"types"`
	Rows  uint64          `json:"rows"`
}

// OffersPlus says that phone numbers are probably written with their country code
// and without a plus sign, and that ListConfig.Plus would save some of them.
func (r *ListReport) OffersPlus() bool {
	return offersPlus(r.LacksPlus, r.PlusSaves, r.Accepted+r.Rejected)
}

func offersPlus(lack, saves, all uint64) bool { return saves > 0 && lack >= all-all/4 }
