package ledger

import "time"

// erasures follows which persons were erased.
type erasures struct {
	// Erased are the persons, in the order of their first entries.
	Erased []ErasedPerson

	known map[Person]bool
}

// ErasedPerson is a person who was erased, and when.
type ErasedPerson struct {
	Person
	At time.Time
}

// erasePerson notes a person. A process that dies before it acts on the entry leaves it to the next to write another.
func (r *erasures) erasePerson(e *Entry) {
	if r.known[*e.Person] {
		return
	}
	if r.known == nil {
		r.known = map[Person]bool{}
	}
	r.known[*e.Person] = true
	r.Erased = append(r.Erased, ErasedPerson{*e.Person, e.Time})
}
