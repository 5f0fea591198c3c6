package officer

import (
	"strconv"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

// sessionsPage lists sessions.
type sessionsPage struct {
	*filter
	Mode, Outcome string
	Modes         []psi.Mode
	Outcomes      []period
	Day           int
	Sessions      []*report.Session
	Paging        *paging
}

var outcomes = []period{{"answered", "answered"}, {"number", "told a number"}, {"refused", "ended without an answer"}, {"open", "open"}}

func (r *request) sessions() (any, error) {
	f, err := r.filter()
	if err != nil {
		return nil, err
	}
	p := &sessionsPage{filter: f, Mode: r.FormValue("mode"), Outcome: r.FormValue("outcome"), Modes: report.Modes(), Outcomes: outcomes}
	if day := r.FormValue("day"); day != "" {
		if p.Day, err = strconv.Atoi(day); err != nil || p.Day < 1 || f.Year() || p.Day > f.To.AddDate(0, 0, -1).Day() {
			return nil, badRequest("The day is not one of the month.")
		}
	}
	all, err := r.report(f.Scope)
	if err != nil {
		return nil, err
	}
	var found []*report.Session
	for i := range all.Sessions {
		s := all.Sessions[len(all.Sessions)-1-i] // the newest first
		if p.wants(s) {
			found = append(found, s)
		}
	}
	p.Sessions, p.Paging, err = paged(r.Request, found)
	return p, err
}

func (p *sessionsPage) wants(s *report.Session) bool {
	at := s.Ended
	if at.IsZero() {
		at = s.Opened
	}
	if p.Mode != "" && string(s.Mode) != p.Mode || p.Day != 0 && at.UTC().Day() != p.Day {
		return false
	}
	switch p.Outcome {
	case "answered":
		return s.Refused == "" && !s.Ended.IsZero()
	case "number":
		return s.Released != nil
	case "refused":
		return s.Refused != ""
	case "open":
		return s.Ended.IsZero()
	}
	return true
}
