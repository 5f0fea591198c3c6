package report

import "time"

// Part is a part of a report's time: a month of a year, a day of a month.
type Part struct {
	Scope
	Totals
	Modes map[string]int // answered sessions, by ModeWord
}

// Parts divide a report: a year into months, a month into days. A session is in the part in which it ended; one that was
// open at the end of the report, in that in which it began.
func (r *Report) Parts() []Part {
	step := func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }
	if r.Year() {
		step = func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }
	}
	var all []Part
	for t := r.From; t.Before(r.To); t = step(t) {
		p := Part{Scope: r.Scope, Modes: map[string]int{}}
		p.From, p.To = t, step(t)
		all = append(all, p)
	}
	for _, s := range r.Sessions {
		at := s.Ended
		if at.IsZero() {
			at = s.Opened
		}
		for i := range all {
			if all[i].covers(at) {
				all[i].add(s)
				if s.Refused == "" && !s.Ended.IsZero() {
					all[i].Modes[ModeWord(s.Mode)]++
				}
				break
			}
		}
	}
	return all
}
