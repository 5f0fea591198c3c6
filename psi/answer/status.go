package answer

import (
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Statuses look at the statuses of one session, in their order. The exported fields say what they are checked against.
type Statuses struct {
	Slice     psi.Slice // that was offered
	Announced uint64    // groups that the platform's info told of
	Floor     uint64    // of its datasets
	Accepted  uint64    // the fewest groups that the advertiser accepts

	known  bool // whether there was one
	policy psi.Digest
	set    psi.Set // the zero value until the platform commits to one
}

// Check refuses a status that contradicts SPEC.md §7.3, or an earlier one of the session.
func (b *Statuses) Check(s *psi.Status, now time.Time) error {
	set := s.PlatformSet
	if err := checkState(s); err != nil {
		return err
	}
	switch {
	case b.known && s.PolicyDigest != b.policy:
		return errors.New("the platform changed the policy of an open session")
	case set != nil && len(b.set.Parts) > 0 && !set.Is(b.set):
		return errors.New("the platform changed the set of an open session")
	case s.Slice.Slice != b.Slice:
		return fmt.Errorf("the platform allots a slice of %s, and %s was asked for", s.Slice.Slice, b.Slice)
	}
	if s.State == psi.StateOpen {
		if err := CheckAge(s.Opened, now); err != nil {
			return err
		}
	}
	if set != nil {
		if err := b.checkSet(set); err != nil {
			return err
		}
		b.set = *set
	}
	b.known, b.policy = true, s.PolicyDigest
	return nil
}

// checkSet refuses a set that no P can be, or that is too small. It may come from another import than the one that info
// described, but its size must have the same order of magnitude.
func (b *Statuses) checkSet(set *psi.Set) error {
	if err := set.CheckPlatformSet(); err != nil {
		return fmt.Errorf("the platform's set: %w", err)
	}
	if n := set.Records(); n < max(b.Accepted, b.Floor, b.Announced/2) {
		return fmt.Errorf("the platform announced room for %d people, with a floor of %d, and then committed to %d", b.Announced, b.Floor, n)
	}
	return nil
}

// checkState refuses a status whose members don't go with its state.
func checkState(s *psi.Status) error {
	switch s.State {
	case psi.StatePreparing:
		if s.PlatformSet != nil {
			return errors.New("the platform commits to a set that it is still preparing")
		}
	case psi.StateOpen, psi.StateList, psi.StateTags, psi.StateCounting, psi.StateDone:
		if s.PlatformSet == nil {
			return fmt.Errorf("the platform's session is in state %q without a set", s.State)
		}
	case psi.StateFailed:
	default:
		return fmt.Errorf("the platform's session is in a state that SPEC.md §7.2 does not have, %.40q", s.State)
	}
	switch {
	case (s.State == psi.StateFailed) != (s.Error != nil):
		return fmt.Errorf("the platform's session is in state %q, and its status says otherwise", s.State)
	case s.Progress != nil && s.State != psi.StatePreparing:
		return fmt.Errorf("the platform is preparing a session in state %q", s.State)
	case s.PlatformSet == nil && (s.Path != "" || s.Receipt != ""):
		return errors.New("the platform has a path or a receipt for a set that it does not commit to")
	case s.Expires.IsZero():
		return errors.New("the platform's session has no end")
	case s.Progress != nil:
		return checkProgress(s.Progress)
	}
	return nil
}
