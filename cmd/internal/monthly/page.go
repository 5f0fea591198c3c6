package monthly

import (
	_ "embed"
	"html/template"
	"io"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"period":   period,
	"at":       func(t time.Time) string { return t.UTC().Format("2 Jan, 15:04") },
	"since":    func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") },
	"count":    cli.Count[int],
	"big":      cli.Count[uint64],
	"counted":  cli.Counted[int],
	"entries":  func(n int64) string { return cli.Counted(n, "entry") },
	"outcome":  (*report.Session).Outcome,
	"number":   (*report.Session).Number,
	"detail":   (*report.Session).More,
	"rules":    report.Rules.Words,
	"short":    func(session string) string { return session[:min(12, len(session))] },
	"modeWord": report.ModeWord,
	"isNew":    func(p report.Policy) bool { return p.Previous == psi.Digest{} },
	"charged":  charged,
	"int64":    func(n int) int64 { return int64(n) },
}).Parse(pageText))

func period(s report.Scope) string {
	if s.Year() {
		return s.From.Format("2006")
	}
	return s.From.Format("January 2006")
}

func charged(a report.Amount) string {
	if a.IsZero() {
		return "–"
	}
	return a.String()
}

// Page writes a report as one page that needs nothing else.
func Page(w io.Writer, r *Report) error { return pageTemplate.Execute(w, r) }
