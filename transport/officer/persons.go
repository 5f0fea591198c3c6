package officer

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/internal/person"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// personsPage asks for a person.
type personsPage struct {
	Token                    string
	By, Region, Reason, Name string // as they were typed, if there was a mistake
	Mistake                  string
	Lookups                  []lookupRow // the newest first
	Paging                   *paging
	Erased                   int
}

type lookupRow struct {
	*ledger.Entry
	By string
}

// ways are how a person may be named.
var ways = map[string]string{ledger.LookupByUser: "the platform's own reference", "email": "an e-mail address", "phone": "a phone number"}

func (r *request) persons() (any, error) {
	return r.askFor(&personsPage{By: ledger.LookupByUser})
}

// askFor fills in what a form shows besides.
func (r *request) askFor(p *personsPage) (any, error) {
	if r.asking == nil {
		return nil, errMissing
	}
	p.Token = r.asking.token
	var rows []lookupRow
	for i := r.book.Entries() - 1; i >= 0; i-- {
		switch e := r.book.Entry(i); {
		case e.Lookup != nil:
			rows = append(rows, lookupRow{e, cmp.Or(ways[e.Lookup.By], e.Lookup.By)})
		case e.Person != nil:
			p.Erased++
		}
	}
	var err error
	p.Lookups, p.Paging, err = paged(r.Request, rows)
	return p, err
}

// maxForm is the largest form, in bytes.
const maxForm = 16 << 10

// post takes a question, and leads to its answer.
func (h *Handler) post(w http.ResponseWriter, r *http.Request) {
	if h.asking == nil {
		h.page("missing", func(*request) (any, error) { return nil, errMissing }).ServeHTTP(w, r)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	token := r.PostFormValue("token")
	if new(http.CrossOriginProtection).Check(r) != nil || subtle.ConstantTimeCompare([]byte(token), []byte(h.asking.token)) != 1 {
		h.page("fault", func(*request) (any, error) {
			return nil, &askedError{http.StatusForbidden, "Not asked", "The question did not come from the form of this page, or from one of an earlier run. Load the page of persons again."}
		}).ServeHTTP(w, r)
		return
	}
	p := &personsPage{By: r.PostFormValue("by"), Region: strings.ToUpper(strings.TrimSpace(r.PostFormValue("region"))), Reason: r.PostFormValue("reason"), Name: r.PostFormValue("name")}
	who := strings.TrimSpace(r.PostFormValue("who"))
	q := subject.Query{User: who}
	if p.By != ledger.LookupByUser {
		q = subject.Query{IDType: p.By, Identifier: who}
	}
	if p.By == string(identity.Phone) {
		q.Region = p.Region
	}
	switch {
	case who == "":
		p.Mistake = "Say whom the question is about."
	case p.By == ledger.LookupByUser && strings.Contains(who, "@"):
		p.Mistake = "That is an e-mail address: say so above."
	case p.By == ledger.LookupByUser && strings.HasPrefix(who, "+"):
		p.Mistake = "That is a phone number: say so above."
	}
	if p.Mistake == "" {
		answer, err := h.asking.ask(r.Context(), p.Reason, q)
		if err == nil {
			x := &answered{Report: answer, Name: p.Name, Reason: p.Reason}
			h.asking.keep(x)
			w.Header().Set("Location", link("answer", "id", x.ID)) // relative: where this is mounted, it does not know
			w.WriteHeader(http.StatusSeeOther)
			return
		}
		p.Mistake = err.Error()
	}
	h.page("persons", func(r *request) (any, error) { return r.askFor(p) }).ServeHTTP(w, r)
}

// answerPage is an answer for the officer.
type answerPage struct {
	*answered
	First     string // the answer in a line
	By        string
	Languages []language
	Partners  []*partnerRow
	Sessions  []subject.SessionAnswer // the newest first
	Paging    *paging
}

// language is one that the page for the person can be in; of the controller's texts, Lacks are in another.
type language struct {
	Code, Name string
	Lacks      []string
}

var languages = map[string]string{"de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "it": "Italiano", "pt": "Português"}

// partnerRow is an advertiser, and what it had to do with the person.
type partnerRow struct {
	Name, Owner                                  string
	Sessions, InSet, Matched, Delivered, Unknown int
}

func (r *request) answer() (any, error) {
	if r.asking == nil {
		return nil, errMissing
	}
	x, err := r.asking.of(r.FormValue("id"))
	if err != nil {
		return nil, err
	}
	p := &answerPage{answered: x, By: strings.TrimPrefix(strings.TrimPrefix(ways[x.IDType], "an "), "a ")}
	if p.First, err = (&person.Page{Report: x.Report, Language: "en", Controller: r.asking.controller}).Answer(); err != nil {
		return nil, err
	}
	for _, code := range controller.Languages() {
		lacks, err := (&person.Page{Report: x.Report, Language: code, Controller: r.asking.controller}).Foreign()
		if err != nil {
			return nil, err
		}
		p.Languages = append(p.Languages, language{code, cmp.Or(languages[code], code), lacks})
	}
	p.Partners = partners(x.Report)
	all := slices.Clone(x.Sessions)
	slices.Reverse(all)
	p.Sessions, p.Paging, err = paged(r.Request, all)
	return p, err
}

// partners are the advertisers of an answer: those with matches first.
func partners(r *subject.Report) []*partnerRow {
	by := map[string]*partnerRow{}
	var all []*partnerRow
	for i := range r.Sessions {
		s := &r.Sessions[i]
		x := by[s.Advertiser]
		if x == nil {
			x = &partnerRow{Name: s.Advertiser}
			by[s.Advertiser] = x
			all = append(all, x)
		}
		x.Owner = cmp.Or(s.Owner, x.Owner)
		x.Sessions++
		if s.Known != subject.KnownYes {
			x.Unknown++
		}
		if s.Candidate {
			x.InSet++
		}
		if s.Matched {
			x.Matched++
		}
		if !s.Delivered.IsZero() {
			x.Delivered++
		}
	}
	slices.SortFunc(all, func(x, y *partnerRow) int {
		return cmp.Or(cmp.Compare(y.Matched, x.Matched), cmp.Compare(y.InSet, x.InSet), strings.Compare(x.Name, y.Name))
	})
	return all
}

// fateWords say what a session had to do with the person.
func fateWords(s subject.SessionAnswer) string {
	switch {
	case s.Outcome == subject.OutcomeOpen:
		return "it is open"
	case s.Outcome == subject.OutcomeNothing:
		return "nothing was told: " + codeWords(s.Code)
	case s.Known != subject.KnownYes:
		return "nobody can tell any more"
	case s.Matched && !s.Delivered.IsZero():
		return "matched; a handle was delivered " + s.Delivered.UTC().Format("2 Jan 2006")
	case s.Matched:
		return "matched"
	case s.Candidate && report.ModeWord(s.Mode) == "count":
		return "compared; nobody knows whether the person matched"
	case s.Candidate:
		return "compared, and not matched"
	}
	return "not in the set"
}

// letter serves the page that the person gets. Its style is in it, so the policy names that style, and no other.
func (h *Handler) letter(w http.ResponseWriter, r *http.Request) {
	if h.asking == nil {
		h.page("missing", func(*request) (any, error) { return nil, errMissing }).ServeHTTP(w, r)
		return
	}
	x, err := h.asking.of(r.FormValue("id"))
	var b bytes.Buffer
	if err == nil {
		err = (&person.Page{Report: x.Report, Language: cmp.Or(r.FormValue("language"), "en"), Controller: h.asking.controller, Name: x.Name}).Write(&b)
		if err != nil {
			err = badRequest("There is no page in that language.")
		}
	}
	if err != nil {
		h.page("fault", func(*request) (any, error) { return nil, err }).ServeHTTP(w, r)
		return
	}
	_, style, _ := strings.Cut(b.String(), "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	digest := sha256.Sum256([]byte(style))
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(digest[:])+"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes())
}
