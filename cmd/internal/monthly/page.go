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
	"outcome":  outcomeWords,
	"number":   numberWords,
	"detail":   detail,
	"rules":    rulesWords,
	"short":    func(session string) string { return session[:min(12, len(session))] },
	"modeWord": func(m psi.Mode) string { return modeWords[m] },
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

// modeWords says in plain words what a mode is for.
var modeWords = map[psi.Mode]string{psi.Count: "count", psi.Activate: "audience", psi.Blinded: "handles"}

func numberWords(s *report.Session) string {
	switch r := s.Released; {
	case r == nil:
		return ""
	case r.Value == nil:
		return "below " + cli.Count(r.Floor)
	case r.Noise == psi.NoNoise:
		return cli.Count(*r.Value) + ", exact"
	default:
		return cli.Count(*r.Value) + ", with noise"
	}
}

func charged(a report.Amount) string {
	if a.IsZero() {
		return "–"
	}
	return a.String()
}

// Page writes a report as one page that needs nothing else.
func Page(w io.Writer, r *Report) error { return pageTemplate.Execute(w, r) }
