package officer

import (
	"cmp"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// overviewPage is where an officer begins: what may need a look, and the questions.
type overviewPage struct {
	Period     string // the latest month
	Month      *report.Report
	Plot       *plot
	Year       report.Scope
	YearPeriod string
	Parts      []report.Part
	Missing    []report.Event // acknowledgements
	Failed     []report.Event // audits
	Barred     []ledger.Strike
	Security   uint64    // rows kept out since they were given for security, by each dataset's last import
	Imported   time.Time // the latest
	NoWitness  bool
	Empty      bool
}

func (r *request) overview() (any, error) {
	_, last := r.book.Span()
	p := &overviewPage{NoWitness: len(r.witnesses) == 0, Empty: r.book.Entries() == 0, Period: last.UTC().Format("2006-01"), YearPeriod: last.UTC().Format("2006")}
	if p.Empty {
		return p, nil
	}
	month, err := report.Period(p.Period)
	if err != nil {
		return nil, err
	}
	if p.Month, err = r.report(month); err != nil {
		return nil, err
	}
	if p.Year, err = report.Period(p.YearPeriod); err != nil {
		return nil, err
	}
	year, err := r.report(p.Year)
	if err != nil {
		return nil, err
	}
	p.Parts = year.Parts()
	p.Plot = plotParts(p.Parts, func(x report.Part) string { return link("flows", "period", x.From.Format("2006-01")) })
	p.Plot.Title = "Answered sessions in " + p.YearPeriod
	all, err := r.report(report.All())
	if err != nil {
		return nil, err
	}
	p.Missing = all.Acknowledged
	for _, a := range all.Audits {
		if e := r.book.Entry(a.Entry); e.Audit != nil && e.Audit.Verdict != "passed" {
			p.Failed = append(p.Failed, a)
		}
	}
	p.Barred = r.replay.Struck()
	slices.SortFunc(p.Barred, func(x, y ledger.Strike) int {
		return cmp.Or(cmp.Compare(x.Owner, y.Owner), cmp.Compare(x.Dataset, y.Dataset))
	})
	seen := map[string]bool{}
	for _, x := range slices.Backward(all.Imports) {
		if p.Imported.IsZero() {
			p.Imported = x.Time
		}
		if of := x.Dataset + " " + x.Purpose; !seen[of] {
			seen[of] = true
			for _, e := range x.Excluded {
				if e.Reason == purpose.SecurityContext.Code() {
					p.Security += e.Rows
				}
			}
		}
	}
	return p, nil
}
