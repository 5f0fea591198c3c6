package officer

import (
	"slices"
	"strconv"

	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// importsPage lists imports, the newest first.
type importsPage struct {
	Dataset  string
	Datasets []string
	Imports  []importRow
	Paging   *paging
}

type importRow struct {
	report.Import
	Pieces   []piece // let in, kept out by the gate, other
	Security uint64  // rows kept out since they were given for security
}

func importOf(x report.Import) importRow {
	row := importRow{Import: x}
	other := x.Rows.Total - x.Rows.Admitted - x.Rows.Excluded
	row.Pieces = divided(float64(x.Rows.Total), float64(x.Rows.Admitted), float64(x.Rows.Excluded), float64(other))
	for _, e := range x.Excluded {
		if e.Reason == purpose.SecurityContext.Code() {
			row.Security += e.Rows
		}
	}
	return row
}

func (r *request) imports() (any, error) {
	all, err := r.report(report.All())
	if err != nil {
		return nil, err
	}
	p := &importsPage{Dataset: r.FormValue("dataset")}
	if _, p.Datasets, err = r.names(); err != nil {
		return nil, err
	}
	var rows []importRow
	for _, x := range slices.Backward(all.Imports) {
		if p.Dataset == "" || x.Dataset == p.Dataset {
			rows = append(rows, importOf(x))
		}
	}
	p.Imports, p.Paging, err = paged(r.Request, rows)
	return p, err
}

// importPage is one import: who was let in and who was kept out, and why.
type importPage struct {
	importRow
	Policy   *report.Policy
	Contexts []admittedContext
	Excluded []excludedReason
	// Wrong are contexts that were let in although the policy says that they are for security, or does not know them. There
	// must be none.
	Wrong    []string
	Sessions int // that compared with it
	Unread   string
}

type admittedContext struct {
	Name         string
	Class        string
	Rows, Values uint64
	Pieces       []piece
}

type excludedReason struct {
	Code         string
	Rows, Values uint64
	Pieces       []piece
}

func (r *request) oneImport() (any, error) {
	n, err := strconv.ParseInt(r.FormValue("entry"), 10, 64)
	e := r.book.Entry(n)
	if err != nil || e == nil || e.Import == nil {
		return nil, notFound("No entry of this number is an import. The list of imports has all that there are.")
	}
	all, err := r.report(report.All())
	if err != nil {
		return nil, err
	}
	p := &importPage{importRow: importOf(report.Import{Time: e.Time, Entry: e.Seq, Import: *e.Import})}
	p.Policy = policyOf(all, p.Dataset, p.Purpose, p.PolicyDigest)
	var contexts []explained
	if p.Policy != nil {
		contexts, p.Unread = explain(p.Policy)
	} else {
		p.Unread = "The ledger does not have the policy's text."
	}
	for _, x := range p.Admitted {
		row := admittedContext{Name: x.Context, Rows: x.Rows, Values: x.Values, Pieces: divided(float64(p.Rows.Admitted), float64(x.Rows))}
		if i := slices.IndexFunc(contexts, func(c explained) bool { return c.Context == x.Context }); i >= 0 {
			row.Class = string(contexts[i].Class)
		}
		if p.Unread == "" && (row.Class == "" || row.Class == string(purpose.Security)) {
			p.Wrong = append(p.Wrong, x.Context)
		}
		p.Contexts = append(p.Contexts, row)
	}
	for _, x := range p.importRow.Excluded {
		p.Excluded = append(p.Excluded, excludedReason{x.Reason, x.Rows, x.Values, divided(float64(p.Rows.Excluded), 0, float64(x.Rows))})
	}
	slices.SortStableFunc(p.Excluded, func(x, y excludedReason) int { return int(int64(y.Rows) - int64(x.Rows)) })
	for _, s := range r.replay.Sessions {
		if s.Import == e.Import {
			p.Sessions++
		}
	}
	return p, nil
}
