package officer

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

//go:embed pages
var files embed.FS

// view is what a page is made of.
type view struct {
	*reading
	Name    string // of the page's file
	Persons bool   // their questions are answered
	Live    bool   // it reads a data directory
	Behind  error  // why a newer state could not be read
	Grown   int64  // entries that the ledger has got since
	Body    any
}

// Has says whether there is a state of the ledger to show.
func (v *view) Has() bool { return v.reading != nil }

// Sections is the menu.
func (v *view) Sections() []section {
	return slices.DeleteFunc(slices.Clone(sections), func(s section) bool { return s.Page == "persons" && !v.Persons })
}

// Here says whether a page belongs to a section of the menu.
func (v *view) Here(section string) bool {
	part := map[string]string{"session": "sessions", "policy": "policies", "compare": "policies", "import": "imports", "entry": "ledger", "answer": "persons"}[v.Name]
	return v.Name == section || part == section
}

// section is a line of the menu.
type section struct{ Page, Text string }

var sections = []section{
	{"overview", "Overview"}, {"flows", "What flowed"}, {"sessions", "Sessions"}, {"budgets", "Budgets"}, {"policies", "Policies"},
	{"imports", "Imports"}, {"advertisers", "Advertisers"}, {"persons", "Persons"}, {"ledger", "Verification"},
}

var pages = parsePages()

// parsePages reads one template for each page, all around the same layout.
func parsePages() map[string]*template.Template {
	shared := template.Must(template.New("layout").Funcs(functions).ParseFS(files, "pages/layout.html", "pages/parts.html"))
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil {
		panic("officer: internal error: " + err.Error())
	}
	all := map[string]*template.Template{}
	for _, name := range names {
		page := strings.TrimSuffix(strings.TrimPrefix(name, "pages/"), ".html")
		if page != "layout" && page != "parts" {
			all[page] = template.Must(template.Must(shared.Clone()).ParseFS(files, name))
		}
	}
	return all
}

// write writes the page, whole or not at all.
func (v *view) write(w http.ResponseWriter, status int) error {
	var b bytes.Buffer
	if err := pages[v.Name].ExecuteTemplate(&b, "layout.html", v); err != nil {
		http.Error(w, "this page has a defect", http.StatusInternalServerError)
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

func style(w http.ResponseWriter, r *http.Request) {
	b, err := files.ReadFile("pages/style.css")
	if err != nil {
		panic("officer: internal error: " + err.Error())
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(b)
}

var functions = template.FuncMap{
	"to":        link,
	"at":        func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04") },
	"stamp":     func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") },
	"day":       func(t time.Time) string { return t.UTC().Format("2 January 2006") },
	"since":     func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") },
	"count":     figures.Count[int],
	"big":       figures.Count[uint64],
	"long":      figures.Count[int64],
	"counted":   figures.Counted[int],
	"bigly":     figures.Counted[uint64],
	"longly":    figures.Counted[int64],
	"some":      some,
	"short":     func(text any) string { s := fmt.Sprint(text); return s[:min(12, len(s))] },
	"mode":      report.ModeWord,
	"number":    report.Number,
	"charged":   charged,
	"decimal":   decimal,
	"period":    periodWords,
	"code":      codeWords,
	"reason":    reasonWords,
	"use":       useWords,
	"uses":      usesWords,
	"share":     share,
	"learns":    learnsWords,
	"action":    actionWords,
	"noise":     noiseWords,
	"int":       func(n int64) int { return int(n) },
	"isZero":    func(t time.Time) bool { return t.IsZero() },
	"isNone":    func(d psi.Digest) bool { return d == psi.Digest{} },
	"join":      strings.Join,
	"sub":       func(a, b int64) int64 { return a - b },
	"contact":   contactWord,
	"typeWord":  typeWord,
	"className": classWords,
	"fate":      fateWords,
	"above":     func(y int) int { return y - 4 }, // above a line
	"named":     named,
	"inc":       func(i int) int { return i + 1 },
	"ptr":       func(r psi.Released) *psi.Released { return &r },
	"hours":     report.Hours,
	"entryLink": func(n int64) string { return "entry?n=" + strconv.FormatInt(n, 10) },
}

// some is a number, or a dash for none.
func some(n any) string {
	switch n := n.(type) {
	case int:
		if n != 0 {
			return figures.Count(n)
		}
	case uint64:
		if n != 0 {
			return figures.Count(n)
		}
	}
	return "–"
}

func charged(a report.Amount) string {
	if a.IsZero() {
		return "–"
	}
	return decimal(a.Exact())
}

// share is a part of a whole in percent.
func share(part, whole uint64) string {
	switch p := 100 * float64(part) / float64(max(whole, 1)); {
	case part == 0:
		return "0\u00a0%"
	case p < 0.1:
		return "under 0.1\u00a0%"
	case p < 10:
		return fmt.Sprintf("%.1f\u00a0%%", p)
	default:
		return fmt.Sprintf("%.0f\u00a0%%", p)
	}
}
