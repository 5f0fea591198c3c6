package told

import (
	"slices"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// hint explains the code of a reason or a reject.
func hint(code string) string {
	for _, r := range purpose.Reasons() {
		if r.Code() == code {
			return ": " + r.Hint()
		}
	}
	for _, r := range identity.Rejects() {
		if r.Code() == code {
			return ": " + r.Hint()
		}
	}
	for _, o := range dataset.LeavesOut() {
		if o.Code() == code {
			return ": " + o.Hint()
		}
	}
	return ""
}

// leftOut says whether a code is of an identifier that was admitted and does not count.
func leftOut(code string) bool {
	return slices.ContainsFunc(dataset.LeavesOut(), func(o dataset.Outcome) bool { return o.Code() == code })
}
