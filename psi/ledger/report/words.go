package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
)

// Outcome says what became of the session.
func (s *Session) Outcome() string {
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

// Number is the number that was told, in words; "" if there is none.
func (s *Session) Number() string { return Number(s.Released) }

// Number is a number that was told, in words; "" if there is none.
func Number(r *psi.Released) string {
	switch {
	case r == nil:
		return ""
	case r.Value == nil:
		return "below " + figures.Count(r.Floor)
	case r.Noise == psi.NoNoise:
		return figures.Count(*r.Value) + ", exact"
	default:
		return figures.Count(*r.Value) + ", with noise"
	}
}

// More is what else is to be said of the session.
func (s *Session) More() string {
	var parts []string
	if s.Audience != nil {
		parts = append(parts, fmt.Sprintf("audience %s: %s", s.Audience.Name, s.Audience.Action))
	}
	if s.Slice != "" {
		parts = append(parts, "of a part of the dataset, "+s.Slice)
	}
	if s.Segments > 0 {
		parts = append(parts, figures.Counted(s.Segments, "segment"))
	}
	if s.Contract != "" {
		parts = append(parts, "exact by contract: "+s.Contract)
	}
	return strings.Join(parts, "; ")
}

// Modes are those that reports have words for.
func Modes() []psi.Mode { return []psi.Mode{psi.Count, psi.Activate, psi.Blinded} }

// ModeWord says in plain words what a mode is for.
func ModeWord(m psi.Mode) string {
	return map[psi.Mode]string{psi.Count: "count", psi.Activate: "audience", psi.Blinded: "handles"}[m]
}

// Words are the rules in a sentence.
func (x Rules) Words() string {
	var modes []string
	for _, m := range x.Modes {
		modes = append(modes, string(m))
	}
	d := x.Disclosure
	return fmt.Sprintf("modes %s; lists from %d, datasets from %d, numbers from %d; ε %s a release, %s in 30 days, %s in 365 days, %s between two, %s an epoch; program %s",
		strings.Join(modes, ", "), x.Floors.List, x.Floors.Dataset, x.Floors.Report, d.Epsilon, d.Month, d.Year, Hours(d.Spacing), figures.Counted(d.Sessions, "session"), x.Version)
}

// Hours writes seconds as people say it: 1 hour, 1 hour 30 minutes.
func Hours(seconds int64) string { return figures.Duration(time.Duration(seconds) * time.Second) }

// Verified says how much of a ledger is verified, and who has signed it.
type Verified struct {
	Origin    string    `json:"origin"`
	Entries   int64     `json:"verified_entries"` // all that there are
	Root      string    `json:"root"`
	Witnesses []Witness `json:"witnesses"`
}

// Witness is who signed a state of the ledger beside the platform, and up to where.
type Witness struct {
	Name    string `json:"witness"`
	Entries int64  `json:"entries"`
}

// Words say it in a sentence.
func (l Verified) Words() string {
	text := fmt.Sprintf("%s: %s, all verified; signed by the platform", l.Origin, figures.Counted(l.Entries, "entry"))
	for _, w := range l.Witnesses {
		text += fmt.Sprintf(", by the witness %s up to %d", w.Name, w.Entries)
	}
	return text
}
