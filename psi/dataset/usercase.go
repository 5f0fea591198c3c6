package dataset

import "github.com/blindmatch/blindmatch/psi/userref"

// Users are told apart by the spelling of their references, since in some systems case matters: Salesforce has ids of 15
// characters. But who objects under an id that differs only in case may be the same person, so all of them are kept out.
// UUIDs are one value however they are written.

// userHash has the hash of a reference without its case, and behind it what tells references apart that have that in
// common: nothing for one in small letters, and for UUIDs.
type userHash [blindWidth + 8]byte

func (u *userHash) folded() [blindWidth]byte { return [blindWidth]byte(u[:]) }

// user hashes a reference to a user.
func (h *blindHash) user(ref []byte) (out userHash) {
	zero := make([]byte, 32)
	if folded, differs := userref.Fold(ref); differs {
		hash := h.sum(zero, folded)
		copy(out[:], hash[:])
		if userref.UUID(ref) == nil {
			hash = h.sum(zero, ref)
			copy(out[blindWidth:], hash[:])
		}
		return out
	}
	hash := h.sum(zero, ref)
	copy(out[:], hash[:])
	return out
}
