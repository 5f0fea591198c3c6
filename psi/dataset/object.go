package dataset

import (
	"bytes"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi/purpose"
)

// object reads what keeps a row out. It begins the record anew; label adds the rest. What can't be read is noted: it may
// be a no. So is what a short row has no cell for, since the row may have been cut or broken in two.
func (r *recordReader) object(row *row) {
	rec := &r.record
	rec.Evidence = purpose.Evidence{}
	r.bad, r.deletes = -1, false
	for _, i := range r.deleted {
		if a := r.answer(row, i); a == yes || a == refused {
			r.deletes = true
		}
	}
	for _, i := range r.expires {
		if t := r.time(row, i); !t.IsZero() && (rec.Expires.IsZero() || t.Before(rec.Expires)) {
			rec.Expires = t
		}
		r.beyond(row, i)
	}
	for _, i := range r.optedOut {
		if a := r.answer(row, i); a == yes || a == refused {
			rec.OptedOut = true
		}
	}
	for _, i := range r.revoked {
		if a := r.answer(row, i); a == yes || a == refused {
			rec.Revoked = true
		}
	}
	r.objected = rec.OptedOut
	for _, i := range r.optedIn {
		switch r.answer(row, i) {
		case no, refused:
			rec.OptedOut = true
		case silent:
			rec.NotOptedIn = true
		case yes:
			if t, ok := parseTime(row.cell(i)); ok && t.After(r.now) { // nobody has agreed yet
				rec.NotOptedIn = true
			}
		}
	}
	for _, i := range r.optedInToo {
		if a := r.answer(row, i); a == no || a == refused {
			rec.OptedOut = true
		}
	}
	if row.beyond && r.lastOut && r.bad < 0 {
		r.bad = r.width - 1
	}
	r.unsure = r.bad >= 0
	rec.Bad = r.unsure
}

// bounds notes where the columns end, and which of them have no name.
func (r *recordReader) bounds(cols *columns) {
	r.width, r.named, r.lastOut = len(cols.all), cols.named(), cols.lastWithholds()
	unnamed := func(i int) bool { return cols.table.headers != nil && cols.all[i].Header == "" && !cols.mapped[i] }
	for _, i := range r.optedIn {
		if unnamed(i) {
			r.optedInToo = append(r.optedInToo, i)
		}
	}
	r.optedIn = slices.DeleteFunc(r.optedIn, unnamed)
}

// keys are the columns that every row is for: whose it is, and the identifiers.
func (r *recordReader) keys() []int {
	at := []int{r.user}
	for _, c := range r.cells {
		at = append(append(at, c.plain...), c.hashed...)
	}
	return at
}

// objects says whether the row plainly says no.
func (r *recordReader) objects() bool { return r.deletes || r.record.OptedOut || r.record.Revoked }

// byOptIn says whether it does so by nothing but a no in a column of opt-ins.
func (r *recordReader) byOptIn() bool {
	return r.record.OptedOut && !r.objected && !r.record.Revoked && !r.deletes && !r.unsure
}

// mayObject says whether a row that is rejected as a whole says no, or could. Where it has too many cells, each may stand
// further left; where its reading ended, what was not reached could say anything.
func (r *recordReader) mayObject(row *row) bool {
	shift := max(0, len(row.cells)-r.width)
	cut := row.fault == faultQuote || row.fault == faultJSON || row.fault == faultTwice
	may := func(columns []int, clear func(cell []byte) bool) bool {
		for _, i := range columns {
			if cut && row.cell(i) == nil || row.short && i >= len(row.cells) && i < r.named {
				return true
			}
			for j := i; j <= i+shift; j++ {
				if !clear(row.cell(j)) {
					return true
				}
			}
		}
		return false
	}
	out := func(cell []byte) bool {
		a := parseAnswer(cell)
		return a == silent || a == no || a == agreed
	}
	return row.beyond && r.lastOut || may(r.deleted, out) || may(r.optedOut, out) || may(r.revoked, out) ||
		may(slices.Concat(r.optedIn, r.optedInToo), func(cell []byte) bool {
			a := parseAnswer(cell)
			return a == silent || a == yes || a == agreed
		}) ||
		may(r.expires, func(cell []byte) bool {
			t, ok := parseTime(cell)
			return ok && (t.IsZero() || t.After(r.now))
		})
}

// time reads a cell as a time, zero if there is none.
func (r *recordReader) time(row *row, i int) time.Time {
	if i < 0 {
		return time.Time{}
	}
	t, ok := parseTime(row.cell(i))
	if !ok && r.bad < 0 {
		r.bad = i
	}
	return t
}

func (r *recordReader) answer(row *row, i int) answer {
	a := parseAnswer(row.cell(i))
	if list, ok := row.list(i); ok && len(list) > 0 {
		a = unclear // of which of several things it says so can't be told
	}
	if a == unclear && r.bad < 0 {
		r.bad = i
	}
	r.beyond(row, i)
	return a
}

// beyond notes that a short row has no cell in a column.
func (r *recordReader) beyond(row *row, i int) {
	if row.short && i >= len(row.cells) && i < r.named && r.bad < 0 {
		r.bad = i
	}
}

// userOf is a cell as a user reference. Spaces around it are not part of it, nor are decimals that are all zeros, which
// many programs write behind a whole number, nor what tells a spreadsheet that a cell is text: '17, "17", ="17". A
// reference that is spelled otherwise would be another user, who can't withdraw.
func userOf(cell []byte) []byte {
	ref := bytes.TrimSpace(cell)
	if quoted := bytes.TrimPrefix(ref, []byte("=")); len(quoted) > 2 && quoted[0] == '"' && quoted[len(quoted)-1] == '"' {
		ref = bytes.TrimSpace(quoted[1 : len(quoted)-1])
	} else if len(ref) > 1 && ref[0] == '\'' {
		ref = bytes.TrimSpace(ref[1:])
	}
	i := bytes.IndexByte(ref, '.')
	if i <= 0 || ref[len(ref)-1] != '0' || len(bytes.Trim(ref[i+1:], "0")) > 0 {
		return ref
	}
	for _, c := range ref[:i] {
		if c < '0' || c > '9' {
			return ref
		}
	}
	return ref[:i]
}
