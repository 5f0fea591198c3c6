package durable

import (
	"errors"
	"fmt"
	"syscall"
)

// Fate is what a test lets happen to a step.
type Fate int

// The fates of a step.
const (
	Do      Fate = iota // it is done
	Fail                // it fails, and is not done
	DoFail              // it fails, although it was done
	Pretend             // it is not done, and does not fail
	Tear                // half of a write is done, and it fails; other steps are done
	Full                // the disk is full: half of a write is done, nothing of other steps, and it fails
)

// Hook decides the fate of a step, op on path. A rename also has from. It may be called from several goroutines.
type Hook func(op, path, from string) Fate

// hook is nil except in a process that a test has started.
var hook Hook

// SetHook is called only by tests, while no step is running; nil means no hook.
func SetHook(h Hook) { hook = h }

// ErrFault is the failure that a hook ordered.
var ErrFault = errors.New("the disk failed")

func step(op, path, from string, do func() error) error { return tearable(op, path, from, do, nil) }

// tearable is a step that can be half done.
func tearable(op, path, from string, do, half func() error) error {
	if hook == nil {
		return do()
	}
	switch hook(op, path, from) {
	case Fail:
		return fmt.Errorf("%s: %w", op, ErrFault)
	case DoFail:
		return errors.Join(do(), fmt.Errorf("%s: %w", op, ErrFault))
	case Full:
		if half != nil {
			_ = half()
		}
		return fmt.Errorf("%s: %w", op, syscall.ENOSPC)
	case Pretend:
		return nil
	case Tear:
		if half != nil {
			return errors.Join(half(), fmt.Errorf("%s: %w", op, ErrFault))
		}
	}
	return do()
}
