package session

import (
	"encoding/json"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// answer is what a session is about to be told, with the files that go with it. session.commit makes it good; whoever
// makes one defers discard, which undoes what was not committed.
type answer struct {
	result    psi.Result
	cost      *ledger.Budget // what was paid for it; nil for an exact one
	index     psi.Digest     // root of the match index, with handles
	matches   *matchFiles    // nil without handles
	committed bool
}

// discard removes the files of an answer that nobody gets.
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
