package dataset

import (
	"errors"
	"iter"
)

// Runs are what a job has made of the parts of a table (BuildPart) by sorting and joining them. Integers named places are
// of rows, records and users in all parts, see PartPlace; a user's is that of the first record of which an identifier was
// admitted, and no other row withholds. Each sequence can be ranged over any number of times; what it yields is valid
// until the next.
type Runs interface {
	// Parts are the reports of all parts, in the order of the table.
	Parts() ([]*PartReport, error)
	// Rows are all rows of parts, by place.
	Rows() iter.Seq2[*RunRow, error]
	// Withheld are the records with admitted identifiers whose users other rows withhold, by place.
	Withheld() iter.Seq2[*RunWithheld, error]
	// Owners are the identifiers of the others, by element, user and record.
	Owners() iter.Seq2[*RunOwner, error]
	// TooLarge are identifiers and users whose group would be too large, by element and user.
	TooLarge() iter.Seq2[*RunTooLarge, error]
	// Slots are the elements of groups, by class, group and element.
	Slots() iter.Seq2[*RunSlot, error]
	// Overlaps counts the values that users gave in several contexts; see PartValue.
	Overlaps() (saved, lost uint64)
}

// RunRow is a PartRow as a job keeps it. The tags name the columns.
type RunRow struct {
	Line      int64  `parquet:"line,optional"`   // place of the row
	Record    *int64 `parquet:"record,optional"` // place of the record, if there is one
	User      []byte `parquet:"user,optional"`
	Decision  []byte `parquet:"decision,optional"`
	Fold      []byte `parquet:"fold,optional"`
	Rest      []byte `parquet:"rest,optional"`
	Said      int32  `parquet:"said,optional"`
	Withdrawn bool   `parquet:"withdrawn,optional"`
	Unsure    bool   `parquet:"unsure,optional"`
}

// RunWithheld is a record that is not taken up because of what other rows of its user say.
type RunWithheld struct {
	Record    int64 `parquet:"record,optional"`
	First     int64 `parquet:"first,optional"`      // place of the first row that says no
	OptIn     bool  `parquet:"opt_in,optional"`     // nothing but opt-ins say so
	OtherCase bool  `parquet:"other_case,optional"` // rows say so of a reference that differs in case, and no other
	Head      bool  `parquet:"head,optional"`       // one record of each user is it,
	FoldHead  bool  `parquet:"fold_head,optional"`  // and of all whose references differ in nothing but case
	Email     int64 `parquet:"email,optional"`      // values that were admitted
	EmailSure int64 `parquet:"email_sure,optional"` // of these, verified
	Phone     int64 `parquet:"phone,optional"`
	PhoneSure int64 `parquet:"phone_sure,optional"`
}

// RunOwner is an element with one record of a user who has it.
type RunOwner struct {
	Element  []byte `parquet:"element,optional"`
	Type     int32  `parquet:"type,optional"`
	User     int64  `parquet:"owner,optional"`   // place
	Record   int64  `parquet:"record,optional"`  // place
	Context  int32  `parquet:"context,optional"` // as numbered in the record's part
	Verified bool   `parquet:"verified,optional"`
	Given    int64  `parquet:"given,optional"`
	Outcome  int32  `parquet:"outcome,optional"` // unless RunTooLarge says otherwise
	At       int64  `parquet:"at,optional"`      // of the element's first row: its run in the upper 31 bits, its number there in the lower 33
	Head     bool   `parquet:"head,optional"`    // one row of each user is it
	Alike    bool   `parquet:"alike,optional"`   // the reference differs from another's in nothing but case
}

// RunTooLarge is an element that joins users who together have more than 16.
type RunTooLarge struct {
	Element []byte `parquet:"element,optional"`
	User    int64  `parquet:"owner,optional"`
}

// RunSlot is an element of a group.
type RunSlot struct {
	Class   int32  `parquet:"class,optional"` // the least width that its elements fit into: 1, 2, 4, 8, 16
	Group   int64  `parquet:"grp,optional"`   // place of its first user
	Element []byte `parquet:"element,optional"`
	At      int64  `parquet:"at,optional"`    // as RunOwner.At
	Users   int32  `parquet:"users,optional"` // of the group
}

const atShift = 33

var errRunsOrder = errors.New("the runs are not in order, or not of one job")
