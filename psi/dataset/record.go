package dataset

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// Faults of a platform's rows.
const (
	faultNoUser         fault = "no_user"
	faultBadUser        fault = "bad_user"
	faultUserIdentifier fault = "user_is_identifier"
	faultBadChange      fault = "bad_change"
)

// maxUser is the longest user reference in bytes.
const maxUser = 256

// recordReader turns a platform's rows into records for the gate.
type recordReader struct {
	cells    []*cellReader     // by type, in the order of identity.Types
	verified []*verifiedReader // as cells

	user, context, grants, notice, given, updated, tcf, gpp int // indexes, -1 where there is no such column
	optedOut, optedIn, revoked, expires, deleted            []int
	optedInToo                                              []int // columns without a name behind such: nothing there says nothing

	width   int  // columns of the table
	named   int  // of these, up to the last that has a name
	lastOut bool // the last can say no
	now     time.Time

	record   purpose.Record
	bad      int               // column whose cell can't be read, -1 if there is none
	deletes  bool              // the row says that its user was deleted
	objected bool              // a column of objections says no
	unsure   bool              // a cell that could keep the row out can't be read
	short    map[string]string // strings of cells that few values repeat in
	joined   []byte
}

// newRecordReader finds the columns of a platform's table for the types that
// there are keys for.
func newRecordReader(cols *columns, cfg *BuildConfig) (*recordReader, error) {
	r := &recordReader{short: map[string]string{}, now: cfg.Gate.Now()}
	for _, f := range []struct {
		role Role
		at   *int
	}{{RoleUser, &r.user}, {RoleContext, &r.context}, {RoleGrants, &r.grants}, {RoleNotice, &r.notice},
		{RoleGiven, &r.given}, {RoleUpdated, &r.updated}, {RoleTCF, &r.tcf}, {RoleGPP, &r.gpp}} {
		var err error
		if *f.at, err = cols.one(f.role); err != nil {
			return nil, err
		}
		cols.use(*f.at)
	}
	for _, f := range []struct {
		role Role
		at   *[]int
	}{{RoleOptedOut, &r.optedOut}, {RoleOptedIn, &r.optedIn}, {RoleRevoked, &r.revoked}, {RoleExpires, &r.expires}, {RoleDeleted, &r.deleted}} {
		*f.at = cols.of(f.role)
		cols.use(*f.at...)
	}
	if !cfg.OnlyNo {
		if err := cols.undecided(); err != nil {
			return nil, err
		}
	}
	if r.user < 0 {
		return nil, cols.missing("", RoleUser)
	}
	if !cfg.Since.IsZero() && r.updated < 0 {
		return nil, cols.missing("", RoleUpdated)
	}
	if r.context < 0 {
		return nil, cols.missing(", without which every record would be excluded", RoleContext)
	}
	var wanted []Role
	for _, typ := range cfg.types() {
		wanted = append(wanted, Role(typ))
		id, err := cols.identifiers(typ, cfg.Profile)
		if err != nil {
			return nil, err
		}
		if id.none() {
			continue
		}
		c, err := newCellReader(id, cfg.Profile, identity.Options{Region: cfg.Region, Plus: cfg.Plus, Strict: cfg.Strict})
		if err != nil {
			return nil, err
		}
		cols.use(id.columns()...)
		r.cells = append(r.cells, c)
		r.verified = append(r.verified, newVerifiedReader(cols, id))
	}
	if len(r.cells) == 0 {
		return nil, cols.missing("", wanted...)
	}
	for _, i := range slices.Concat(r.optedOut, r.revoked, r.deleted) {
		if cols.table.listed(i) && !cols.table.unreadable(i) {
			return nil, cols.table.oneValue(&cols.all[i])
		}
	}
	r.bounds(cols)
	return r, nil
}

// checkUser judges a user reference, which is stored as it is. So it must not be
// an identifier.
func checkUser(ref []byte) fault {
	switch {
	case len(ref) <= 4 && noUser(ref):
		return faultNoUser
	case len(ref) > maxUser, !utf8.Valid(ref):
		return faultBadUser
	case bytes.IndexByte(ref, '@') >= 0, ref[0] == '+':
		return faultUserIdentifier
	}
	for _, c := range ref {
		if c < ' ' || c == 0x7f {
			return faultBadUser
		}
	}
	return ""
}

// noUser says whether a short text is there for no reference: all rows that have it would be one user.
func noUser(ref []byte) bool {
	switch strings.ToLower(string(ref)) {
	case "", "null", "none", "nil", "nan", "n/a", `\n`, "-", "?":
		return true
	}
	return false
}

// isHashOf says whether a user reference is the match key of one of the user's
// own identifiers.
func isHashOf(ref []byte, key *identity.Key) bool {
	var k identity.Key
	if len(ref) != 64 {
		return false
	}
	_, err := hex.Decode(k[:], ref)
	return err == nil && k == *key
}

// label fills the record's fields that object has left.
func (r *recordReader) label(row *row) {
	rec := &r.record
	rec.Values = rec.Values[:0]
	rec.Context = r.several(row, r.context)
	rec.Grants = r.several(row, r.grants)
	rec.Notice = r.intern(row, r.notice)
	if r.tcf >= 0 {
		rec.TCF = string(bytes.TrimSpace(row.cell(r.tcf)))
	}
	if r.gpp >= 0 {
		rec.GPP = string(bytes.TrimSpace(row.cell(r.gpp)))
	}
	rec.Given = r.time(row, r.given)
	rec.Bad = r.bad >= 0
}

// several returns what a cell holds as one string, with ';' between the values of a
// list. A list of nothing is ";": unlike an empty cell it says that there is
// nothing.
func (r *recordReader) several(row *row, i int) string {
	list, ok := row.list(max(i, 0))
	if i < 0 || !ok {
		return r.intern(row, i)
	}
	if r.joined = append(r.joined[:0], bytes.Join(list, []byte(";"))...); len(bytes.Trim(r.joined, "; \t")) == 0 {
		r.joined = append(r.joined[:0], ';')
	}
	return r.string(r.joined)
}

// intern returns a cell as a string, without a new one for each row.
func (r *recordReader) intern(row *row, i int) string {
	if i < 0 {
		return ""
	}
	return r.string(bytes.TrimSpace(row.cell(i)))
}

func (r *recordReader) string(c []byte) string {
	s, ok := r.short[string(c)]
	if !ok {
		s = string(c)
		if len(r.short) < 4096 {
			r.short[s] = s
		}
	}
	return s
}
