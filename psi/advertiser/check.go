package advertiser

import (
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// What a platform says must not contradict SPEC.md §7, even where a wrong value could do no harm: a platform that
// breaks one rule breaks others that the advertiser can't see.

// leastFloors are the bounds of SPEC.md §7.4.
var leastFloors = psi.Floors{List: 100, Dataset: 1000, Report: 50}

// checkInfo refuses an info that contradicts SPEC.md §7.1, or itself.
func checkInfo(info *psi.DatasetInfo) error {
	if err := info.Params.Check(); err != nil {
		return psi.Errorf(psi.CodeMismatch, "the platform's parameters: %v", err)
	}
	for _, id := range []string{info.Platform, info.Advertiser, "x" + info.PhoneMetadata} {
		if err := psi.CheckIdentity(id); err != nil {
			return fmt.Errorf("the platform's names: %w", err)
		}
	}
	if err := (psi.Set{Parts: info.Sections}).CheckPlatformSet(); err != nil {
		return fmt.Errorf("the platform's dataset: %w", err)
	}
	f, l := info.Floors, info.Limits
	switch {
	case f.List < leastFloors.List || f.Dataset < leastFloors.Dataset || f.Report < leastFloors.Report:
		return fmt.Errorf("the platform's floors, %d, %d and %d, are below what SPEC.md §7.4 allows: want at least %d, %d and %d",
			f.List, f.Dataset, f.Report, leastFloors.List, leastFloors.Dataset, leastFloors.Report)
	case l.Chunk != psi.MaxChunk:
		return fmt.Errorf("the platform takes chunks of %d bytes, want %d", l.Chunk, psi.MaxChunk)
	case l.List < f.List:
		return fmt.Errorf("the platform takes lists of at least %d and at most %d identifiers", f.List, l.List)
	case l.Segments < 1 || l.Segments > psi.MaxSegments:
		return fmt.Errorf("the platform takes lists of at most %d segments: want 1 to %d", l.Segments, psi.MaxSegments)
	}
	if info.State.Ready {
		if err := checkAge(info.Opened); err != nil {
			return err
		}
	}
	return checkProgress(&info.State)
}

// checkAge refuses an epoch that was opened too long ago, or is yet to come.
func checkAge(opened time.Time) error {
	const show = "2006-01-02 15:04 MST"
	now := time.Now()
	switch {
	case opened.IsZero():
		return errors.New("the platform does not say when its epoch was opened")
	case opened.After(now.Add(psi.MaxSkew)):
		return fmt.Errorf("the platform's epoch was opened at %s, which is yet to come: one of the two clocks is wrong", opened.UTC().Format(show))
	case now.Sub(opened) > psi.MaxEpoch+psi.MaxSkew:
		return fmt.Errorf("the platform's epoch was opened at %s: we match against epochs of at most 7 days; ask the platform, and check this machine's clock", opened.UTC().Format(show))
	}
	return nil
}

func checkProgress(s *psi.SetState) error {
	if s.Done > s.Total {
		return fmt.Errorf("the platform's set is masked to %d of %d", s.Done, s.Total)
	}
	return nil
}

// checkStatus refuses a status that contradicts SPEC.md §7.3, or an earlier one of the session.
func (r *run) checkStatus(s *psi.Status) error {
	if s.Progress != nil {
		if err := checkProgress(s.Progress); err != nil {
			return err
		}
	}
	set := s.PlatformSet
	switch s.State {
	case psi.StatePreparing:
		if set != nil {
			return errors.New("the platform commits to a set that it is still preparing")
		}
	case psi.StateOpen, psi.StateList, psi.StateTags, psi.StateCounting, psi.StateDone:
		if set == nil {
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
	case set == nil && (s.Path != "" || s.Receipt != ""):
		return errors.New("the platform has a path or a receipt for a set that it does not commit to")
	case s.Expires.IsZero():
		return errors.New("the platform's session has no end")
	case r.bound && s.PolicyDigest != r.policy:
		return errors.New("the platform changed the policy of an open session")
	case set != nil && len(r.set.Parts) > 0 && !set.Is(r.set):
		return errors.New("the platform changed the set of an open session")
	}
	r.bound, r.policy = true, s.PolicyDigest
	if set != nil {
		r.set = *set
	}
	return nil
}
