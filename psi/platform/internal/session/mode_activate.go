package session

import (
	"context"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// activateMode is mode activate: it writes an audience.
type activateMode struct{ *Env }

func (activateMode) check(context.Context, *facts) error {
	return psi.Errorf(psi.CodeModeOff, "audiences are not offered here")
}

func (activateMode) pays(f *facts) bool { return f.offer.Asks().Action.Fills() }

func (activateMode) quanta(m, n uint64) time.Duration { return comparing(m, n) }

func (activateMode) answer(*facts, *matching, *answer) error {
	return psi.Errorf(psi.CodeModeOff, "audiences are not offered here")
}
