package officer

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/internal/nearest"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

// filter is what a page is narrowed down to, with the choices that there are.
type filter struct {
	report.Scope
	Period      string // as in the address
	Periods     []period
	Advertisers []string
	Datasets    []string
	Before      string // the period before, if the ledger has one
	After       string
}

// period is a month or a year of the ledger.
type period struct{ Value, Text string }

// filter reads a page's period, advertiser and dataset.
func (r *request) filter() (*filter, error) {
	first, last := r.book.Span()
	f := &filter{Period: r.FormValue("period")}
	if f.Period == "" {
		f.Period = last.UTC().Format("2006-01")
	}
	var err error
	if f.Scope, err = report.Period(f.Period); err != nil {
		return nil, badRequest("The period is not a month such as 2026-11, or a year such as 2026.")
	}
	f.Advertiser, f.Dataset = r.FormValue("advertiser"), r.FormValue("dataset")
	f.Periods = periods(first.UTC(), last.UTC())
	format, step := "2006-01", func(n int) time.Time { return f.From.AddDate(0, n, 0) }
	if f.Year() {
		format, step = "2006", func(n int) time.Time { return f.From.AddDate(n, 0, 0) }
	}
	if f.From.After(first) {
		f.Before = step(-1).Format(format)
	}
	if !f.To.After(last) {
		f.After = f.To.Format(format)
	}
	if f.Advertisers, f.Datasets, err = r.names(); err != nil {
		return nil, err
	}
	for what, x := range map[string]struct {
		name string
		all  []string
	}{"advertiser": {f.Advertiser, f.Advertisers}, "dataset": {f.Dataset, f.Datasets}} {
		if x.name != "" && !slices.Contains(x.all, x.name) {
			return nil, badRequest(fmt.Sprintf("The ledger has no %s of that name%s", what, cmp.Or(nearest.Meant(x.name, x.all), ".")))
		}
	}
	return f, nil
}

// Link is the address of a page about the same.
func (f *filter) Link(page string) string {
	return link(page, "period", f.Period, "advertiser", f.Advertiser, "dataset", f.Dataset)
}

// About is the address of a page about an advertiser.
func (f *filter) About(page, advertiser string) string {
	return link(page, "period", f.Period, "advertiser", advertiser, "dataset", f.Dataset)
}

// In is the address of a page about another period.
func (f *filter) In(page, period string) string {
	return link(page, "period", period, "advertiser", f.Advertiser, "dataset", f.Dataset)
}

// periods are the years and months of a time, the latest first.
func periods(first, last time.Time) (all []period) {
	for y := last.Year(); !first.IsZero() && y >= first.Year(); y-- {
		all = append(all, period{strconv.Itoa(y), fmt.Sprintf("%d, the whole year", y)})
		for m := time.December; m >= time.January; m-- {
			month := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
			if !month.After(last) && month.AddDate(0, 1, 0).After(first) {
				all = append(all, period{month.Format("2006-01"), month.Format("January 2006")})
			}
		}
	}
	return all
}

// names are all advertisers and datasets of the ledger, sorted.
func (x *reading) names() (advertisers, datasets []string, err error) {
	all, err := x.report(report.All())
	if err != nil {
		return nil, nil, err
	}
	of, in := map[string]bool{}, map[string]bool{}
	for _, s := range all.Flows {
		of[s.Advertiser], in[s.Dataset] = true, true
	}
	for _, s := range all.Imports {
		in[s.Dataset] = true
	}
	for _, s := range all.Came {
		of[s.Advertiser] = true
	}
	return slices.Sorted(maps.Keys(of)), slices.Sorted(maps.Keys(in)), nil
}

// paging is which part of a long list a page shows.
type paging struct {
	Page, Pages, From, To, Total int
	query                        func(page int) string
}

// perPage is how many lines a page shows.
const perPage = 100

// paged cuts a list to the part that is asked for.
func paged[T any](r *http.Request, all []T) ([]T, *paging, error) {
	p := &paging{Page: 1, Total: len(all), Pages: max(1, (len(all)+perPage-1)/perPage)}
	if text := r.FormValue("page"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > p.Pages {
			return nil, nil, notFound("The list has " + figures.Counted(p.Pages, "page") + ".")
		}
		p.Page = n
	}
	p.From, p.To = min((p.Page-1)*perPage, p.Total), min(p.Page*perPage, p.Total)
	p.query = func(page int) string {
		q := r.URL.Query()
		q.Set("page", strconv.Itoa(page))
		return "?" + q.Encode()
	}
	return all[p.From:p.To], p, nil
}

// First is the number of the first line.
func (p *paging) First() int { return p.From + 1 }

// Before is the address of the part before; "" if there is none.
func (p *paging) Before() string {
	if p.Page == 1 {
		return ""
	}
	return p.query(p.Page - 1)
}

// After is the address of the part after; "" if there is none.
func (p *paging) After() string {
	if p.Page == p.Pages {
		return ""
	}
	return p.query(p.Page + 1)
}
