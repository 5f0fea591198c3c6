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
	// Activate writes a named audience on the platform.
	Activate Mode = "activate"
	// Blinded gives both sides a random handle for each match, among decoys.
	Blinded Mode = "blinded"
)

// modes lists them, in the order of EachMode's arguments.
var modes = [...]Mode{Count, Activate, Blinded}

// PerMode has a value for each mode.
type PerMode[T any] [len(modes)]T

// EachMode makes a PerMode. It takes one argument for each mode, so that code without a mode's part doesn't compile.
func EachMode[T any](count, activate, blinded T) PerMode[T] { return [...]T{count, activate, blinded} }

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
	aligned  bool
	handles  bool
	vector   bool
	audience bool
}

var traits = EachMode(
	modeTraits{vector: true},
	modeTraits{aligned: true, audience: true},
	modeTraits{aligned: true, handles: true},
)

func (m Mode) traits() modeTraits {
	t, _ := traits.Of(m)
	return t
}

// Aligned says whether tags come in the order of the platform's set, so that the platform learns which of its groups
// match.
func (m Mode) Aligned() bool { return m.traits().aligned }

// Handles says whether an answer comes with handles.
func (m Mode) Handles() bool { return m.traits().handles }

// Vector says whether a list may have segments, and a session ask for a slice.
func (m Mode) Vector() bool { return m.traits().vector }

// Audience says whether a session changes an audience.
func (m Mode) Audience() bool { return m.traits().audience }

// ParseMode reads a mode's name.
func ParseMode(name string) (Mode, error) {
	if _, ok := traits.Of(Mode(name)); ok {
		return Mode(name), nil
	}
	return "", fmt.Errorf("unknown mode %q: this version has %q", name, modes)
}
