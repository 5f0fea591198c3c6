package session

import (
	"context"
	"encoding/json"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// answer is what a session is about to be told, with its files. session.commit makes it final. Whoever creates one
// defers discard, which undoes whatever was not committed.
type answer struct {
	result    psi.Result
	cost      *ledger.Budget // what it cost; nil if nothing was paid
	index     psi.Digest     // root of the match index, with handles or an audience
	effect    effect         // nil if nothing stays but what is told
	entered   bool           // the ledger may have it
	committed bool
}

// effect is what an answer leaves with the platform, beyond what is told. It is written before the ledger has the
// answer, and takes effect after that.
type effect interface {
	// begin makes sure that nothing but the ledger stands between the effect and keep.
	begin(ctx context.Context) error
	// keep lets it take effect, once the ledger has it.
	keep() error
	// drop undoes it; inDoubt says that the ledger may have it.
	drop(inDoubt bool) error
	// end is called after keep or drop.
	end()
}

// begin begins the effect, if there is one.
func (a *answer) begin(ctx context.Context) error {
	if a.effect == nil {
		return nil
	}
	return a.effect.begin(ctx)
}

// keep keeps it.
func (a *answer) keep() error {
	if a.effect == nil {
		return nil
	}
	return a.effect.keep()
}

// discard removes the files of an answer that nobody will get, and ends the effect of one that somebody will.
func (a *answer) discard() (err error) {
	if a.effect == nil {
		return nil
	}
	if !a.committed {
		err = a.effect.drop(a.entered)
	}
	a.effect.end()
	return err
}

// encode is the answer as it is stored and given out, byte for byte.
func (a *answer) encode() ([]byte, error) {
	b, err := json.Marshal(a.result)
	return append(b, '\n'), err
}
