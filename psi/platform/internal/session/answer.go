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
	cost      *ledger.Budget // what it cost; nil if nothing was paid
	index     psi.Digest     // root of the match index, with handles
	matches   *matchFiles    // nil in modes without handles
	committed bool
}

// kept says whether there are handles to keep.
func (a *answer) kept() bool { return a.matches != nil && a.result.Handles != nil }

// discard removes the files of an answer that nobody will get.
func (a *answer) discard() error {
	if a.matches == nil || a.committed && a.kept() {
		return nil
	}
	return a.matches.drop()
}

// encode is the answer as it is stored and given out, byte for byte.
func (a *answer) encode() ([]byte, error) {
	b, err := json.Marshal(a.result)
	return append(b, '\n'), err
}
