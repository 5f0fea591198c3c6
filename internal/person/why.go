package person

import (
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// whys say which text explains a code. A person needs fewer than an engineer.
var whys = func() map[string]string {
	all := map[string]string{}
	for _, r := range purpose.Reasons() {
		switch r {
		case purpose.SecurityContext:
			all[r.Code()] = "why.security"
		case purpose.OptedOut, purpose.Revoked, purpose.ConsentDenied, purpose.Withheld:
			all[r.Code()] = "why.objection"
		case purpose.Expired, purpose.NotYetGiven:
			all[r.Code()] = "why.ended"
		case purpose.Erased:
			all[r.Code()] = "why.erased"
		default:
			all[r.Code()] = "why.permission"
		}
	}
	for _, r := range identity.Rejects() {
		all[r.Code()] = "why.unreadable"
	}
	for _, o := range dataset.LeavesOut() {
		all[o.Code()] = "why.shared"
	}
	all[dataset.Over16.Code()] = "why.other"
	return all
}()

func why(code string) string {
	if name, ok := whys[code]; ok {
		return name
	}
	return "why.other"
}
