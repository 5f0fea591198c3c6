package officer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform/record"
)

// flowsPage is what flowed to whom in a month or a year.
type flowsPage struct {
	report.Scope
	*filter
	*report.Report
	Plot    *plot
	Parts   []report.Part
	ByWhom  []*sum // the page's
	Paging  *paging
	ByWhat  []*sum // by dataset and purpose
	Flows   []*report.Flow
	Clients []record.Change
	Reasons []*sum // refusals by code
}

// sum is a row of a table.
type sum struct {
	Name, More string
	report.Totals
	Pieces []piece
}

// sumBy adds flows up by a name, those with most answers first.
func sumBy(flows []*report.Flow, name func(*report.Flow) (name, more string)) []*sum {
	by, modes := map[string]*sum{}, map[string]map[psi.Mode]int{}
	for _, f := range flows {
		key, more := name(f)
		s := by[key+"\x00"+more]
		if s == nil {
			s = &sum{Name: key, More: more}
			by[key+"\x00"+more], modes[key+"\x00"+more] = s, map[psi.Mode]int{}
		}
		s.Totals.Plus(&f.Totals)
		modes[key+"\x00"+more][f.Mode] += f.Answered
	}
	all := []*sum{}
	most := 0
	for _, s := range by {
		most = max(most, s.Answered)
		all = append(all, s)
	}
	slices.SortFunc(all, func(x, y *sum) int {
		return cmp.Or(cmp.Compare(y.Answered, x.Answered), strings.Compare(x.Name, y.Name), strings.Compare(x.More, y.More))
	})
	for _, s := range all {
		var of []float64
		for _, m := range report.Modes() {
			of = append(of, float64(modes[s.Name+"\x00"+s.More][m]))
		}
		s.Pieces = divided(float64(most), of...)
	}
	return all
}

func (r *request) flows() (any, error) {
	f, err := r.filter()
	if err != nil {
		return nil, err
	}
	p := &flowsPage{Scope: f.Scope, filter: f}
	if p.Report, err = r.report(f.Scope); err != nil {
		return nil, err
	}
	p.Parts = p.Report.Parts()
	p.Plot = plotParts(p.Parts, func(x report.Part) string {
		if f.Year() {
			return f.In("flows", x.From.Format("2006-01"))
		}
		return link("sessions", "period", f.Period, "advertiser", f.Advertiser, "dataset", f.Dataset, "day", x.From.Day())
	})
	p.Plot.Title = "Answered sessions in " + periodWords(f.Scope)
	owners := map[string]string{}
	for _, x := range p.Report.Flows {
		owners[x.Advertiser] = cmp.Or(owners[x.Advertiser], x.Owner)
	}
	whom := sumBy(p.Report.Flows, func(x *report.Flow) (string, string) { return x.Advertiser, owners[x.Advertiser] })
	if p.ByWhom, p.Paging, err = paged(r.Request, whom); err != nil {
		return nil, err
	}
	p.ByWhat = sumBy(p.Report.Flows, func(x *report.Flow) (string, string) { return x.Dataset, x.Purpose })
	if f.Advertiser != "" {
		p.Flows = p.Report.Flows
	}
	counts := map[string]*sum{}
	for _, x := range p.Refusals {
		if counts[x.Code] == nil {
			counts[x.Code] = &sum{Name: x.Code}
			p.Reasons = append(p.Reasons, counts[x.Code])
		}
		counts[x.Code].Refused += x.Count
	}
	slices.SortFunc(p.Reasons, func(x, y *sum) int {
		return cmp.Or(cmp.Compare(y.Refused, x.Refused), strings.Compare(x.Name, y.Name))
	})
	p.Clients, err = r.record.Clients(r.Context(), f.Scope)
	return p, err
}
