package durable

import (
	"errors"
	"fmt"
)

// Fate is what a test makes of a step.
type Fate int

// The fates of a step.
const (
	Do      Fate = iota // it is done
	Fail                // it fails, and is not done
	DoFail              // it fails, although it was done
	Pretend             // it is not done, and does not fail
)

// Hook decides the fate of a step, op on path. A renaming has from, too. It may
// be called from several goroutines.
type Hook func(op, path, from string) Fate

// hook is nil except in a process that a test has started.
var hook Hook

// SetHook is called before the process's first step, by tests only.
func SetHook(h Hook) { hook = h }

// ErrFault is the failure that a hook ordered.
var ErrFault = errors.New("the disk failed")

func step(op, path, from string, do func() error) error {
	if hook == nil {
		return do()
	}
	switch hook(op, path, from) {
	case Fail:
		return fmt.Errorf("%s: %w", op, ErrFault)
	case DoFail:
		return errors.Join(do(), fmt.Errorf("%s: %w", op, ErrFault))
	case Pretend:
		return nil
	}
	return do()
}

// OpenLog opens a ledger.Log whose steps h decides; package ledger sets it.
var OpenLog func(dir, origin string, h Hook) (any, error)
