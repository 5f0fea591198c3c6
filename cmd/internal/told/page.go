package told

import (
	_ "embed"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/subject"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("subject").Funcs(template.FuncMap{
	"day":      func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") },
	"idWord":   IDWord,
	"toWhom":   toWhom,
	"counted":  cli.Counted[int],
	"entries":  entries,
	"numbers":  numbers,
	"list":     func(names []string) string { return strings.Join(names, ", ") },
	"purpose":  purposeWords,
	"because":  func(s *subject.SessionAnswer) string { return strings.Join(whyNot(s.Records, s.Types.Names()), "; ") },
	"fate":     fates,
	"blinded":  func(s *subject.SessionAnswer) bool { return s.Mode.Handles() },
	"audience": func(s *subject.SessionAnswer) bool { return s.Mode.Audience() },
	"owned":    ofWhom,
	"kinds":    idWords,
}).Parse(pageText))

// page is what the page for the person shows.
type page struct {
	*subject.Report
	Name     string // whom it addresses, or ""
	Unknown  bool
	Compared int
	Matched  int
	To       []string

	In, Out, Gone, Unfinished []*subject.SessionAnswer
}

// Page writes an answer for the person: one file that needs nothing else.
func Page(w io.Writer, r *subject.Report, name string) error {
	t := newTally(r)
	p := &page{Report: r, Name: name, Unknown: t.unknown(), Compared: t.compared(), Matched: t.matched, To: t.to}
	for i := range r.Sessions {
		s := &r.Sessions[i]
		to := map[kind]*[]*subject.SessionAnswer{kindIn: &p.In, kindOut: &p.Out, kindGone: &p.Gone, kindUnfinished: &p.Unfinished}[kindOf(s)]
		*to = append(*to, s)
	}
	return pageTemplate.Execute(w, p)
}

// purposes says in plain words what the purposes are that policies commonly name.
var purposes = map[string]string{
	"audience-matching": "advertising: to find out how many of an advertiser's customers are among our users, or to reach them",
}

func purposeWords(name string) string { return purposes[name] }

// fate is what became of a contact in a record.
type fate struct {
	What     string // e-mail address or phone number
	Admitted bool
	LeftOut  bool   // admitted by the gate, and counts for nobody
	Why      string // it is not in the set, with the code
}

func fates(r subject.Candidate) []fate {
	var all []fate
	for _, t := range slices.Sorted(maps.Keys(r.Outcomes)) {
		code := r.Outcomes[t]
		f := fate{What: IDWord(t), Admitted: code == psi.Admitted, LeftOut: leftOut(code)}
		if f.Why = strings.TrimPrefix(hint(code), ": "); f.Why == "" {
			f.Why = code
		}
		all = append(all, f)
	}
	return all
}
