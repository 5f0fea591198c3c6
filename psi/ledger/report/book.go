package report

import (
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Book has what reports of a ledger are made of, so that one reading serves any of them. It takes about a kilobyte for an
// entry.
type Book struct {
	entries  []*ledger.Entry
	sessions map[string][]int64 // indexes of a session's entries
}

// NewBook returns an empty Book.
func NewBook() *Book { return &Book{sessions: map[string][]int64{}} }

// Add takes the next entry, and keeps it.
func (b *Book) Add(e *ledger.Entry) error {
	if e.Session != "" {
		b.sessions[e.Session] = append(b.sessions[e.Session], e.Seq)
	}
	b.entries = append(b.entries, e)
	return nil
}

// Entries is how many there are.
func (b *Book) Entries() int64 { return int64(len(b.entries)) }

// Entry is the entry with an index; nil if there is none.
func (b *Book) Entry(index int64) *ledger.Entry {
	if index < 0 || index >= int64(len(b.entries)) {
		return nil
	}
	return b.entries[index]
}

// Session are the entries of a session, in order.
func (b *Book) Session(id string) []*ledger.Entry {
	all := make([]*ledger.Entry, len(b.sessions[id]))
	for i, index := range b.sessions[id] {
		all[i] = b.entries[index]
	}
	return all
}

// Span is the time of the first and of the last entry.
func (b *Book) Span() (first, last time.Time) {
	if len(b.entries) == 0 {
		return first, last
	}
	return b.entries[0].Time, b.entries[len(b.entries)-1].Time
}

// Report makes the report of a scope.
func (b *Book) Report(scope Scope) (*Report, error) {
	of := New(scope)
	for _, e := range b.entries {
		if err := of.Add(e); err != nil {
			return nil, err
		}
	}
	return of.Report(), nil
}

// All is the scope of everything that a ledger has.
func All() Scope { return Scope{To: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} }
