package dataset

import (
	"encoding/binary"
	"errors"
	"iter"
	"math"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// decision is what became of a record, by identifier type. It is stored, so that
// a platform can say of any of its users what is in and why not; it holds no
// identifier.
type decision struct {
	context uint16 // number of the admitting context, or of one that did not, or noContext
	codes   [2]byte
	expires uint32 // when the grant ends, in minutes since 1970; 0 means never
}

// noContext numbers the context of a record that names none of the policy's.
const noContext = psi.NoContext

// Codes of a decision: a reason to exclude or to reject is offset. What becomes of an
// admitted identifier afterwards is by user, and is an Outcome.
const (
	decidedNothing  = 0 // no identifier of this type
	decidedAdmitted = 1
	decidedExcluded = 16  // + purpose.Reason
	decidedRejected = 128 // + identity.Reject
)

// typeIndex is a type's place in a decision.
func typeIndex(t identity.Type) int {
	if t == identity.Phone {
		return 1
	}
	return 0
}

func (d decision) encode() (b [decisionWidth]byte) {
	binary.BigEndian.PutUint16(b[:], d.context)
	copy(b[2:], d.codes[:])
	binary.BigEndian.PutUint32(b[4:], d.expires)
	return b
}

func decodeDecision(b []byte) decision {
	return decision{binary.BigEndian.Uint16(b), [2]byte(b[2:]), binary.BigEndian.Uint32(b[4:])}
}

// minutes is a time as decision.expires, rounded down: rather too early than too late.
func minutes(t time.Time) uint32 {
	if t.IsZero() {
		return 0
	}
	return uint32(min(max(t.Unix()/60, 1), math.MaxUint32))
}

func (d decision) expired(now time.Time) bool { return d.expires != 0 && d.expires <= minutes(now) }

// decisionCodes names the codes, for the manifest: numbers may change between
// versions of this program, names don't.
func decisionCodes() map[byte]string {
	names := map[byte]string{decidedNothing: "nothing"}
	for o := Counted; o < outcomes; o++ {
		names[byte(o)] = o.Code()
	}
	for _, r := range purpose.Reasons() {
		names[decidedExcluded+byte(r)] = r.Code()
	}
	for _, r := range identity.Rejects() {
		names[decidedRejected+byte(r)] = r.Code()
	}
	return names
}

// Decisions yields all records, admitted or not, in the order of the source: the
// first is number 0. Contexts are numbered as in Contexts, codes are by type in the
// order of identity.Types and named by Codes. An error ends the sequence. It can be
// ranged over any number of times.
func (s *Stored) Decisions() iter.Seq2[psi.Decision, error] {
	return func(yield func(psi.Decision, error) bool) {
		err := s.eachRecord(func(_ uint64, user, dec []byte) error {
			d := decodeDecision(dec)
			if !yield(psi.Decision{User: string(user), Context: d.context, Codes: d.codes, Expires: d.expires}, nil) {
				return errStopped
			}
			return nil
		})
		if err != nil && err != errStopped {
			yield(psi.Decision{}, err)
		}
	}
}

// errStopped ends a walk whose caller has enough.
var errStopped = errors.New("stopped")
