package told

import (
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
