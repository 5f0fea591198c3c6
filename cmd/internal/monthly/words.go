package monthly

import (
	"fmt"
	"strings"

	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

// verifiedWords says how much of the ledger is verified, and who signed up to where.
func verifiedWords(l Verified) string {
	text := fmt.Sprintf("%s: all %d entries verified; signed by the platform", l.Origin, l.Entries)
	for _, w := range l.Witnesses {
		text += fmt.Sprintf(", by the witness %s up to %d", w.Name, w.Entries)
	}
	return text
}

// outcomeWords says what became of a session.
func outcomeWords(s *report.Session) string {
	switch {
	case s.Refused != "":
		return "ended without an answer (" + s.Refused + ")"
	case s.Ended.IsZero():
		return "open"
	case s.Released == nil:
		return "answered, no number"
	case s.Released.Value == nil:
		return fmt.Sprintf("below %d", s.Released.Floor)
	}
	return "answered"
}

// detail is what else is to be said of a session.
func detail(s *report.Session) string {
	var parts []string
	if s.Audience != nil {
		parts = append(parts, fmt.Sprintf("audience %s: %s", s.Audience.Name, s.Audience.Action))
	}
	if s.Slice != "" {
		parts = append(parts, "of a part of the dataset, "+s.Slice)
	}
	if s.Segments > 0 {
		parts = append(parts, fmt.Sprintf("%d segments", s.Segments))
	}
	if s.Contract != "" {
		parts = append(parts, "exact by contract: "+s.Contract)
	}
	return strings.Join(parts, "; ")
}

func importWords(x report.Import) string {
	text := fmt.Sprintf("%d rows: %d admitted, %d kept out by the gate, %d rejected, %d empty", x.Rows.Total, x.Rows.Admitted, x.Rows.Excluded, x.Rows.Rejected, x.Rows.Empty)
	for _, e := range x.Excluded {
		text += fmt.Sprintf("; %s: %d", e.Reason, e.Rows)
	}
	return text
}

// policyWords says which policy it is, and what changed.
func policyWords(x report.Policy) string {
	text := "policy " + x.Digest.String()
	if x.Change != nil {
		for _, line := range x.Change.Removed {
			text += "; no longer: " + line
		}
		for _, line := range x.Change.Added {
			text += "; since then: " + line
		}
	}
	return text
}

func rulesWords(x report.Rules) string {
	var modes []string
	for _, m := range x.Modes {
		modes = append(modes, string(m))
	}
	d := x.Disclosure
	return fmt.Sprintf("modes %s; lists from %d, datasets from %d, numbers from %d; ε %s a release, %s in 30 days, %s in 365 days, %s between two, %d sessions an epoch; program %s",
		strings.Join(modes, ", "), x.Floors.List, x.Floors.Dataset, x.Floors.Report, d.Epsilon, d.Month, d.Year, hours(d.Spacing), d.Sessions, x.Version)
}

// hours writes seconds as people say it: 1 h, 90 min, 61 s.
func hours(seconds int64) string {
	switch {
	case seconds%3600 == 0:
		return fmt.Sprintf("%d h", seconds/3600)
	case seconds%60 == 0:
		return fmt.Sprintf("%d min", seconds/60)
	}
	return fmt.Sprintf("%d s", seconds)
}
