package session

import (
	"encoding/json"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// answer is what a session is about to be told, with its files. session.commit makes it final. Whoever creates one
// defers discard, which undoes whatever was not committed.
type answer struct {
	result    psi.Result
	cost      *ledger.Budget // what it cost; nil for an exact one
	index     psi.Digest     // root of the match index, with handles
	matches   *matchFiles    // nil without handles
	committed bool
}

// discard removes the files of an answer that nobody will get.
func (a *answer) discard() error {
	if a.committed || a.matches == nil {
		return nil
	}
	return a.matches.drop()
}

// encode is the answer as it is stored and given out, byte for byte.
func (a *answer) encode() ([]byte, error) {
	b, err := json.Marshal(a.result)
	return append(b, '\n'), err
}
