package officer

import (
	"math/big"
	"time"

	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform"
)

// budgetsPage is who has spent how much of what it may learn.
type budgetsPage struct {
	Scope   report.Scope
	Limits  *ledger.Disclosure // in force
	Floors  *ledger.Start
	Since   time.Time
	Rows    []spentRow
	Paging  *paging
	Now     []nowRow // by the database; nil if there is none
	Strikes []platform.StrikeRow
	Lost    *ledger.Entry
}

type spentRow struct {
	*report.Spent
	Pieces []piece // left of 365 days
}

type nowRow struct {
	budget.Row
	Pieces []piece // spent of 365 days
}

// budgets tells of the 365 days that end with the ledger.
func (r *request) budgets() (any, error) {
	_, last := r.book.Span()
	p := &budgetsPage{Scope: report.Scope{From: last.AddDate(0, 0, -365), To: last.Add(time.Millisecond)}}
	all, err := r.report(p.Scope)
	if err != nil {
		return nil, err
	}
	yearly := 0.0
	if n := len(all.Rules); n > 0 {
		p.Floors, p.Since = &all.Rules[n-1].Start, all.Rules[n-1].Since
		p.Limits = &p.Floors.Disclosure
		yearly = float(p.Limits.Year)
	}
	var rows []spentRow
	for _, x := range all.Budgets {
		left := max(0, float(x.LeftYear.Exact()))
		rows = append(rows, spentRow{x, divided(max(yearly, left), yearly-left)})
	}
	if p.Rows, p.Paging, err = paged(r.Request, rows); err != nil {
		return nil, err
	}
	d := r.record.Directory()
	if d == nil {
		return p, nil
	}
	now, err := d.Budgets(r.Context())
	if err != nil {
		return nil, err
	}
	p.Now = []nowRow{}
	for _, x := range now {
		p.Now = append(p.Now, nowRow{x, divided(max(yearly, float(x.Days365)), float(x.Days365))})
	}
	if p.Strikes, err = d.Strikes(r.Context()); err != nil {
		return nil, err
	}
	p.Lost, err = d.Lost(r.Context())
	return p, err
}

// float is a fraction of the ledger, for drawing.
func float(fraction string) float64 {
	r, ok := new(big.Rat).SetString(fraction)
	if !ok {
		return 0
	}
	f, _ := r.Float64()
	return f
}
