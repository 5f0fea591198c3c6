package imports

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

const (
	defaultPercent = 20
	rejectsMatter  = 1000 // rows, from which on their share says something
)

// Stopped says that an import would have done what is rather a mistake, and that the
// dataset was not replaced.
type Stopped struct {
	Dataset  string
	Reasons  []string // what it would have done
	TakenOut uint64   // users whom the table withdraws or deletes, or may, and who are in the dataset no more
	Unsure   uint64   // users whom the table may withdraw or delete, and who stay: there are too many to be right
}

func (e *Stopped) Error() string {
	s := fmt.Sprintf("dataset %q is not replaced: %s", e.Dataset, strings.Join(e.Reasons, "; "))
	if e.TakenOut > 0 {
		s += fmt.Sprintf("; %s whom the file withdraws or deletes, or may, %s taken out all the same", figures.Counted(e.TakenOut, "user"), figures.Is(e.TakenOut))
	}
	if e.Unsure > 0 {
		s += fmt.Sprintf("; what stays, being more than a dataset may shrink by: %s whose row may withdraw or delete them and can't be read", figures.Counted(e.Unsure, "user"))
	}
	return s
}

// percent is a limit of a Config: 0 means the default, less than 0 nothing at all.
func percent(n int) uint64 {
	if n == 0 {
		n = defaultPercent
	}
	return uint64(max(n, 0))
}

// reasons say why x is not to replace the dataset.
func (x *importer) reasons() (why []string) {
	r, limit := x.report, percent(x.cfg.MaxShrink)
	for _, t := range identity.Types() {
		before := x.previous.row.Sizes[string(t)]
		var now, withdrawn uint64
		if i := slices.IndexFunc(r.Types, func(r dataset.TypeReport) bool { return r.Type == t }); i >= 0 {
			now, withdrawn = r.Types[i].Elements, min(before, r.Types[i].Withdrawn)
		}
		rest := before - withdrawn // withdrawals and deletions are no shrinkage
		switch {
		case now >= rest || limit >= 100:
		case float64(rest-now) > float64(rest)*float64(limit)/100:
			why = append(why, fmt.Sprintf("its %s of type %s would be %s%s: %.1f %% fewer, and %d %% are allowed",
				figures.Counted(before, "identifier"), t, figures.Count(now), without(withdrawn), math.Floor(1000*float64(rest-now)/float64(rest))/10, limit))
		case rest >= x.cfg.Floor && now < x.cfg.Floor:
			why = append(why, fmt.Sprintf("its %s of type %s would be %s%s, and nobody matches against fewer than %s",
				figures.Counted(before, "identifier"), t, figures.Count(now), without(withdrawn), figures.Count(x.cfg.Floor)))
		}
	}
	if limit := percent(x.cfg.MaxRejected); r.Rows >= rejectsMatter && float64(r.RowsRejected) > float64(r.Rows)*float64(limit)/100 {
		why = append(why, fmt.Sprintf("%s of %s are rejected, and %d %% may be", figures.Count(r.RowsRejected), figures.Counted(r.Rows, "row"), limit))
	}
	return why
}

func without(withdrawn uint64) string {
	if withdrawn == 0 {
		return ""
	}
	return fmt.Sprintf(" (not counting %d of withdrawn or deleted users)", withdrawn)
}

// unsure says how many users stay whose row may withdraw or delete them and can't be read. They are taken out with the
// others, unless they are more than the dataset may shrink by: then it is the file that can't be read.
func (x *importer) unsure() uint64 {
	if x.report.Users == nil || x.previous.stored == nil {
		return 0
	}
	n, g := x.report.Users.Unsure, x.previous.stored.Summary().Grouping
	if float64(n) <= float64(g.Users+g.Left)*float64(percent(x.cfg.MaxShrink))/100 {
		return 0
	}
	return n
}

// takeOut takes those whom the table withdraws or deletes, or may, out of the current
// generation: that can wait for nobody. What else the table says is not taken up.
func (x *importer) takeOut(ctx context.Context) (users uint64, err error) {
	s := x.report.Stated
	switch {
	case x.previous.row.Generation == "" || x.report.RowsDeleted+s.OptedOut+s.Revoked+s.Unsure+s.Late == 0:
		return 0, nil
	case x.previous.stored == nil:
		return 0, errors.New("the dataset is damaged: import all of it")
	}
	table, err := dataset.OpenStored(x.made.Set())
	if err != nil {
		return 0, err
	}
	defer table.Close()
	if !table.Withdraws() {
		return 0, nil
	}
	r, err := x.rewrite(ctx, &x.previous.row, x.work.in("rest"), dataset.RewriteConfig{Without: table, Sure: x.unsure() > 0, Amend: true, Memory: x.cfg.Memory})
	if err != nil {
		return 0, err
	}
	if !r.report.News {
		return 0, nil
	}
	e := &r.row.Entry
	e.Rows = ledger.Rows{Excluded: s.OptedOut + s.Revoked, Deleted: x.report.RowsDeleted}
	e.Rows.Total = e.Rows.Excluded + e.Rows.Deleted
	for _, c := range []struct {
		reason purpose.Reason
		rows   uint64
	}{{purpose.OptedOut, s.OptedOut}, {purpose.Revoked, s.Revoked}} {
		if c.rows > 0 {
			e.Excluded = append(e.Excluded, ledger.ReasonCount{Reason: c.reason.String(), Rows: c.rows})
		}
	}
	err = r.replace(ctx, x.previous.row.PolicyDigest, store.Succession{Over: x.previous.row.Generation, Amends: true})
	return r.report.Users.Withdrawn + r.report.Users.Unsure, err
}
