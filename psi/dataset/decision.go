package dataset

import (
	"encoding/binary"
	"maps"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// decision is what became of a record, by identifier type. It is stored, so that
// a platform can say of any of its users what is in and why not; it holds no
// identifier.
type decision struct {
	context uint16 // number of the admitting context, if one did
	codes   [2]byte
}

// Codes of a decision: a reason to exclude or to reject is offset.
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
	return b
}

// decisionCodes names the codes, for the manifest: numbers may change between
// versions of this program, names don't.
func decisionCodes() map[byte]string {
	names := map[byte]string{decidedNothing: "nothing", decidedAdmitted: "admitted"}
	for _, r := range purpose.Reasons() {
		names[decidedExcluded+byte(r)] = r.Code()
	}
	for _, r := range identity.Rejects() {
		names[decidedRejected+byte(r)] = r.Code()
	}
	return maps.Clone(names)
}
