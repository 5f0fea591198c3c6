package psi

import "math"

// Decision is what became of one record of a platform's source.
type Decision struct {
	User    string  // the platform's reference
	Context uint16  // number of the collection context, or NoContext
	Codes   [2]byte // outcome by identifier type; 0: the record has no identifier of the type
	Expires uint32  // when the grant ends, in minutes since 1970; 0: never
}

// NoContext is the number for a record whose context is not known.
const NoContext = math.MaxUint16

// Admitted names the outcome of an identifier that is in the dataset.
const Admitted = "admitted"
