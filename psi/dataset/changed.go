package dataset

import (
	"slices"
	"time"
)

// change is what a row says about itself.
type change int

const (
	rowChanged change = iota
	rowUnchanged
	rowUnreadable // what can't be read about a deletion must not keep anything
	rowDeleted
)

// changes reads it, and counts the row unless something else of it matters.
func (b *build) changes(r *row) change {
	at, ok := b.updated(r)
	if !at.IsZero() {
		switch {
		case at.After(b.cfg.Gate.Now()):
			b.report.RowsFuture++ // "no end", a wrong clock: what changes until then would never be read
		case b.report.Newest == nil || at.After(*b.report.Newest):
			b.report.Newest = &at
		}
	}
	bad := b.reader.updated
	if b.isUnchanged(at) {
		b.report.RowsUnchanged++
		return rowUnchanged
	}
	if b.reader.deletes {
		b.report.RowsDeleted++
		return rowDeleted
	}
	if i := b.reader.bad; slices.Contains(b.reader.deleted, i) {
		ok, bad = false, i
	}
	if !ok {
		b.report.RowsRejected++
		b.log.add(string(faultBadChange), faultHints[faultBadChange], Place{Line: r.line, Column: bad + 1})
		return rowUnreadable
	}
	return rowChanged
}

// updated is when the row changed; zero if it does not say so.
func (b *build) updated(r *row) (at time.Time, ok bool) {
	if b.reader.updated < 0 {
		return time.Time{}, true
	}
	return parseTime(r.cell(b.reader.updated))
}

func (b *build) isUnchanged(at time.Time) bool {
	return !at.IsZero() && !b.cfg.Since.IsZero() && !at.After(b.cfg.Since)
}

// unchanged says whether the row surely is.
func (b *build) unchanged(r *row) bool {
	at, _ := b.updated(r)
	return b.isUnchanged(at)
}
