package dataset

import (
	"time"

	"github.com/blindmatch/blindmatch/psi/purpose"
)

// keepOut keeps rows out of an advertiser's list. There is no gate for a list, but whoever withdrew stays out.
type keepOut struct {
	recordReader
}

// newKeepOut picks the columns, nil if there are none. Those of opt-ins and ends count only if they are mapped: not to
// have agreed, or to have been a member until last year, is no withdrawal, and lists are made of such people too. Of a
// column that holds lists, each row that has one is kept out: it can't be read. One that can't be read at all ends the
// reading, unless a field inside of it says who objected.
func newKeepOut(cols *columns) *keepOut {
	k := &keepOut{}
	k.now = time.Now()
	k.user, k.context, k.grants, k.notice, k.given, k.updated, k.tcf, k.gpp = -1, -1, -1, -1, -1, -1, -1, -1
	found := false
	for _, f := range []struct {
		role   Role
		at     *[]int
		mapped bool
	}{{RoleOptedOut, &k.optedOut, false}, {RoleRevoked, &k.revoked, false}, {RoleDeleted, &k.deleted, false}, {RoleOptedIn, &k.optedIn, true}, {RoleExpires, &k.expires, true}} {
		for _, i := range cols.of(f.role) {
			if cols.mapped[i] || !f.mapped && !(cols.table.unreadable(i) && cols.inside(i, false)) {
				*f.at = append(*f.at, i)
			}
		}
		cols.use(*f.at...)
		found = found || len(*f.at) > 0
	}
	if !found {
		return nil
	}
	k.bounds(cols)
	return k
}

// deletedCode is why a row that is marked as deleted is kept out.
const deletedCode = "deleted"

// row says why a row is kept out, "" if it is not. What can't be read counts if nothing is said plainly.
func (k *keepOut) row(r *row) (code, hint string, at Place) {
	at = Place{Line: r.line}
	k.object(r)
	if k.deletes {
		return deletedCode, "the row is marked as deleted", at
	}
	reason := purpose.Admits
	switch rec := &k.record; {
	case rec.OptedOut:
		reason = purpose.OptedOut
	case rec.Revoked:
		reason = purpose.Revoked
	case !rec.Expires.IsZero() && !k.now.Before(rec.Expires):
		reason = purpose.Expired
	case rec.Bad:
		at.Column = k.bad + 1
		return purpose.BadEvidence.Code(), badEvidenceHint(), at
	case rec.NotOptedIn:
		reason = purpose.NotOptedIn
	default:
		return "", "", at
	}
	return reason.Code(), reason.Hint(), at
}
