package dataset

import (
	"bytes"
	"encoding/hex"
	"fmt"
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
	cells []*cellReader // by type, in the order of identity.Types

	user, context, grants                     int // indexes, -1 where there is no such column
	notice, given, expires, revoked, optedOut int
	updated, deleted, tcf, gpp                int

	record purpose.Record
	short  map[string]string // strings of cells that few values repeat in
	joined []byte
}

// newRecordReader finds the columns of a platform's table for the types that
// there are keys for.
func newRecordReader(t *Table, cols []Column, cfg *BuildConfig) (*recordReader, error) {
	r := &recordReader{short: map[string]string{}}
	find := func(role Role) int {
		for i, c := range cols {
			if c.Role == role {
				return i
			}
		}
		return -1
	}
	r.user, r.context, r.grants = find(RoleUser), find(RoleContext), find(RoleGrants)
	r.notice, r.given, r.expires = find(RoleNotice), find(RoleGiven), find(RoleExpires)
	r.revoked, r.optedOut = find(RoleRevoked), find(RoleOptedOut)
	r.updated, r.deleted = find(RoleUpdated), find(RoleDeleted)
	r.tcf, r.gpp = find(RoleTCF), find(RoleGPP)
	if r.user < 0 {
		return nil, t.missing(cols, string(RoleUser))
	}
	if !cfg.Since.IsZero() && r.updated < 0 {
		return nil, t.missing(cols, string(RoleUpdated))
	}
	if r.context < 0 {
		return nil, fmt.Errorf("no column for %s, without which every record would be excluded: %s", RoleContext, t.describe())
	}
	for _, typ := range identity.Types() {
		if cfg.Keys[typ] == nil {
			continue
		}
		id, err := findIdentifiers(cols, typ, cfg.Profile)
		if err != nil {
			return nil, err
		}
		if id.none() {
			continue
		}
		c, err := newCellReader(id, cfg.Profile, cfg.Region)
		if err != nil {
			return nil, err
		}
		r.cells = append(r.cells, c)
	}
	if len(r.cells) == 0 {
		var want []string
		for _, typ := range identity.Types() {
			if cfg.Keys[typ] != nil {
				want = append(want, string(typ))
			}
		}
		return nil, t.missing(cols, strings.Join(want, " or "))
	}
	return r, nil
}

// checkUser judges a user reference, which is stored as it is. So it must not be
// an identifier.
func checkUser(ref []byte) fault {
	switch {
	case len(ref) == 0:
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

// label fills the record's fields but its values.
func (r *recordReader) label(row *row) {
	rec := &r.record
	rec.Values = rec.Values[:0]
	rec.Context = r.several(row, r.context)
	rec.Grants = r.several(row, r.grants)
	rec.Evidence = purpose.Evidence{Notice: r.intern(row, r.notice)}
	if r.tcf >= 0 {
		rec.TCF = string(bytes.TrimSpace(row.cell(r.tcf)))
	}
	if r.gpp >= 0 {
		rec.GPP = string(bytes.TrimSpace(row.cell(r.gpp)))
	}
	ok := true
	rec.Given = parseTime(row, r.given, &ok)
	rec.Expires = parseTime(row, r.expires, &ok)
	rec.Revoked = parseFlag(row, r.revoked, &ok)
	rec.OptedOut = parseFlag(row, r.optedOut, &ok)
	rec.Bad = !ok
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

var timeLayouts = []string{time.RFC3339Nano, time.DateOnly, time.DateTime, "2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999-07", "2006-01-02T15:04:05.999999999"}

// parseTime reads a cell as a time; without a zone it is UTC. An empty cell is the
// zero time.
func parseTime(row *row, i int, ok *bool) time.Time {
	if i < 0 {
		return time.Time{}
	}
	s := string(bytes.TrimSpace(row.cell(i)))
	if s == "" {
		return time.Time{}
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	*ok = false
	return time.Time{}
}

// parseFlag reads a cell as true or false. A time, as in a column revoked_at, is
// true: it says when it happened.
func parseFlag(row *row, i int, ok *bool) bool {
	if i < 0 {
		return false
	}
	switch strings.ToLower(string(bytes.TrimSpace(row.cell(i)))) {
	case "", "false", "f", "0", "no", "n":
		return false
	case "true", "t", "1", "yes", "y":
		return true
	}
	return !parseTime(row, i, ok).IsZero()
}
