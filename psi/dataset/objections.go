package dataset

import (
	"github.com/blindmatch/blindmatch/psi/identity"
)

// onlyNo returns what a row says of which nothing is read but a no.
func (b *build) onlyNo(r *row, user []byte) (said byte, err error) {
	if !b.reader.objects() {
		b.report.RowsUnchanged++
		return 0, nil
	}
	if b.reader.deletes {
		b.report.RowsDeleted++
	} else {
		b.report.RowsExcluded++
	}
	return joinNamed | joinWithdrawn, b.withdrawn(r, user)
}

// late returns what a row that has not changed says: nothing, unless it says no or may. That may be new all the same: a
// time by the day, a clock that is behind, a row that came late.
func (b *build) late(r *row, user []byte) (said byte, err error) {
	switch {
	case b.reader.objects():
		b.report.Stated.Late++
		return joinNamed | joinWithdrawn, b.withdrawn(r, user)
	case b.reader.unsure:
		b.report.Stated.Late++
		return joinNamed | joinUnsure, b.unsure(r, user)
	}
	return 0, nil
}

// withdrawn remembers the user of a row that says no and of which nothing else is read, unless the reference is a hash of
// an identifier in it.
func (b *build) withdrawn(r *row, user []byte) error {
	b.state()
	for _, c := range b.reader.cells {
		for _, cell := range c.read(r) {
			if cell.reject == identity.Accepted && isHashOf(user, &cell.key) {
				return nil
			}
		}
	}
	return b.remember(r, user, false)
}

// state counts a row that says no.
func (b *build) state() {
	switch rec := &b.reader.record; {
	case b.reader.deletes: // counted as a row
	case rec.OptedOut:
		b.report.Stated.OptedOut++
	case rec.Revoked:
		b.report.Stated.Revoked++
	}
}

// unsure remembers the user of a row that may say no and can't be read.
func (b *build) unsure(r *row, user []byte) error {
	b.report.Stated.Unsure++
	return b.remember(r, user, true)
}

// remember notes a user of whom a row says no, or may. Nothing else of the user gets in; and those whom a dataset that is
// replaced could have are kept for a rollback.
func (b *build) remember(r *row, user []byte, unsure bool) error {
	if b.cfg.erased(user) {
		return nil
	}
	by := byObjection
	if !unsure && b.reader.byOptIn() {
		by = byOptIn
	}
	if err := b.withhold(user, r.line, by); err != nil {
		return err
	}
	return b.addWithdrawn(user, unsure)
}
