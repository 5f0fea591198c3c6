// Package person writes the page that a person gets who asks what of him was matched, with whom, when and why: in a
// language of his, and without codes. It needs nothing else: no script, nothing from elsewhere.
package person

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// Page is what a page is made of.
type Page struct {
	Report     *subject.Report
	Language   string                 // one of controller.Languages
	Controller *controller.Controller // nil: the page does not say who is responsible
	Name       string                 // whom it addresses, or ""
}

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("person").Parse(pageText))

// Write writes the page.
func (p *Page) Write(w io.Writer) error {
	v, err := p.view()
	if err != nil {
		return err
	}
	var page strings.Builder
	if err := pageTemplate.Execute(&page, v); err != nil {
		return err
	}
	_, err = io.WriteString(w, spoken(page.String()))
	return err
}

// Answer is the answer in a line.
func (p *Page) Answer() (string, error) {
	v, err := p.view()
	if err != nil {
		return "", err
	}
	return v.Answer, nil
}

// view is what the template shows: all of it words.
type view struct {
	Language string
	say      func(string, ...string) string
	foreign  []string

	Answer            string
	Lead, Notes, From []string
	Matches           []matchView
	MatchTables       []table // instead of Matches, if these are too many
	MatchedBy         string
	Rest              []table
	RestNotes         []string
	Gone              *table
	Now               []string
	Law               []fact
	Sure              []string
}

// T is a text without placeholders.
func (v *view) T(name string) string { return v.say(name) }

type matchView struct {
	Advertiser string
	Items      []item
}

// item is what came of a match.
type item struct {
	kind       string
	When, What string
	short      string // in a table of its kind
}

// table lists advertisers and days.
type table struct {
	Caption          string
	Advertiser, When string // headings
	Rows             []row
}

type row struct{ Advertiser, When string }

type fact struct {
	Name  string
	Lines []string
}

type builder struct {
	w      *words
	report *subject.Report
	c      *controller.Controller
	found  *findings

	foreign []string // texts of the controller's that are in another language
}

func (p *Page) view() (*view, error) {
	w, err := in(p.Language)
	if err != nil {
		return nil, err
	}
	b := &builder{w: w, report: p.Report, c: p.Controller, found: find(p.Report, p.Controller.Legal)}
	v := &view{Language: p.Language, say: w.say}
	v.Answer, v.Lead = b.answer()
	v.Notes = b.notes()
	if p.Name != "" {
		v.From = append(v.From, w.say("for", "name", p.Name))
	}
	if asked := w.date(p.Report.Asked); b.c != nil {
		v.From = append(v.From, w.say("from", "controller", b.c.Name, "date", asked))
	} else {
		v.From = append(v.From, w.say("from.nobody", "date", asked))
	}
	all := b.found.with(matched)
	v.MatchedBy = b.contacts(all)
	if v.MatchedBy != "" {
		v.MatchedBy = w.say("match.by", "contacts", v.MatchedBy)
	}
	for _, x := range all {
		v.Matches = append(v.Matches, matchView{x.name, b.matches(x)})
	}
	v.MatchTables = b.matchTables(v.Matches)
	for _, x := range []struct {
		of   result
		name string
	}{{absent, "rest.absent"}, {few, "rest.few"}, {counted, "rest.counted"}} {
		if t := b.table(x.of, x.name); t != nil {
			v.Rest = append(v.Rest, *t)
		}
	}
	slices.SortFunc(v.Rest, func(a, b table) int { return len(a.Rows) - len(b.Rows) })
	if n := b.found.n[out]; n > 0 {
		v.RestNotes = append(v.RestNotes, w.count("rest.out", n))
	}
	if n := b.found.n[unfinished]; n > 0 {
		v.RestNotes = append(v.RestNotes, w.count("rest.unfinished", n))
	}
	v.Gone = b.table(gone, "gone.about")
	v.Now, v.Law = b.now(), b.law()
	v.Sure = []string{w.say("sure.text")}
	if p.Report.Lookup > 0 {
		v.Sure = append(v.Sure, w.say("sure.lookup", "n", w.number(p.Report.Lookup)))
	}
	v.Sure = append(v.Sure, w.say("sure.limits"))
	v.foreign = b.foreign
	return v, nil
}

func (b *builder) table(x result, caption string) *table {
	all := b.found.with(x)
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b *partner) int { return compareNames(a.name, b.name) })
	t := b.newTable(caption)
	for _, p := range all {
		t.Rows = append(t.Rows, row{p.name, b.w.dates(opened(p.sessions[x]))})
	}
	return &t
}

func (b *builder) newTable(caption string) table {
	return table{Caption: b.w.say(caption), Advertiser: b.w.say("col.advertiser"), When: b.w.say("col.when")}
}

func opened(all []*subject.SessionAnswer) (days []time.Time) {
	for _, s := range all {
		days = append(days, s.Opened)
	}
	return days
}

// contact is a type of identifier in words.
func (b *builder) contact(idType string) string {
	switch identity.Type(idType) {
	case identity.Email, identity.Phone:
		return b.w.say("contact." + idType)
	}
	return b.w.say("contact.other")
}

// given is a contact and where it was given.
func (b *builder) given(idType, context string) string {
	if context == "" {
		return b.w.say("given.nowhere", "contact", b.contact(idType))
	}
	return b.contact(idType) + " (" + b.context(context) + ")"
}

// context is a collection context as a person knows it.
func (b *builder) context(name string) string {
	if b.c != nil && b.c.Contexts[name] != nil {
		return b.text(b.c.Contexts[name], "context "+name)
	}
	return b.w.quoted(strings.Map(func(r rune) rune {
		if r == '_' || r == '.' || r == '-' {
			return ' '
		}
		return r
	}, name))
}

func compareNames(a, b string) int {
	return strings.Compare(natural(a), natural(b))
}

// natural is a key that orders names without regard to case, and numbers in them by value.
func natural(s string) string {
	var out strings.Builder
	digits := ""
	flush := func() {
		if digits != "" {
			out.WriteString(strings.Repeat("0", max(0, 12-len(digits))) + digits)
			digits = ""
		}
	}
	for _, r := range strings.ToLower(s) {
		if unicode.IsDigit(r) {
			digits += string(r)
			continue
		}
		flush()
		out.WriteRune(r)
	}
	flush()
	return out.String()
}

// capital begins a sentence.
func capital(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}
