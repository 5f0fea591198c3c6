package psi

import (
	"fmt"
	"slices"
)

// Mode is a disclosure mode: what each side learns. SPEC.md §2.
type Mode string

// The modes this version implements.
const (
	// Count tells the advertiser the released size and the platform the exact one.
	Count Mode = "count"
	// Blinded gives both sides a pseudonym (handle) for each match.
	Blinded Mode = "blinded"
)

// modes lists them, in the order of EachMode's arguments.
var modes = [...]Mode{Count, Blinded}

// PerMode has a value for each mode.
type PerMode[T any] [len(modes)]T

// EachMode makes a PerMode. It takes one argument for each mode, so that code without a mode's part doesn't compile.
func EachMode[T any](count, blinded T) PerMode[T] { return [...]T{count, blinded} }

// Of returns the value for m, and whether there is such a mode.
func (p *PerMode[T]) Of(m Mode) (v T, ok bool) {
	i := slices.Index(modes[:], m)
	if i < 0 {
		return v, false
	}
	return p[i], true
}

// modeTraits is what code that doesn't run a mode has to know about it.
type modeTraits struct {
	sharedSet bool
	handles   bool
}

var traits = EachMode(
	modeTraits{sharedSet: true},
	modeTraits{handles: true},
)

func (m Mode) traits() modeTraits {
	t, _ := traits.Of(m)
	return t
}

// SharedSet says whether the platform's set is an epoch file that serves many sessions, rather than one session's own.
func (m Mode) SharedSet() bool { return m.traits().sharedSet }

// Handles says whether an answer comes with a handle for each match.
func (m Mode) Handles() bool { return m.traits().handles }

// ParseMode reads a mode's name.
func ParseMode(name string) (Mode, error) {
	if _, ok := traits.Of(Mode(name)); ok {
		return Mode(name), nil
	}
	return "", fmt.Errorf("unknown mode %q: this version has %q and %q", name, Count, Blinded)
}
