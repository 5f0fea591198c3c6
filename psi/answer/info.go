// Package answer says which answers of a platform an advertiser refuses: an info, statuses and a result that no honest
// platform gives (SPEC.md §7.3). Such a platform breaks rules that can be seen, and so perhaps others: it is refused
// even where a wrong value could do no harm. Nothing here is sent, kept or random; it is safe for concurrent use, but for
// Statuses.
package answer

import (
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// leastFloors are the bounds of SPEC.md §7.4.
var leastFloors = psi.Floors{List: 100, Dataset: 1000, Report: 50}

// CheckInfo refuses an info that contradicts SPEC.md §7.1, or itself.
func CheckInfo(info *psi.DatasetInfo, now time.Time) error {
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
		if err := CheckAge(info.Opened, now); err != nil {
			return err
		}
	}
	return checkProgress(&info.State)
}

// CheckAge refuses an epoch that was opened too long ago, or is yet to come.
func CheckAge(opened, now time.Time) error {
	const show = "2006-01-02 15:04 MST"
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
