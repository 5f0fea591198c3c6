// Package told writes what a person is told who asks with whom they were compared and matched: as text. The page for the person is internal/person.
package told

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// kind says what a session had to do with the person.
type kind int

const (
	kindIn         kind = iota // in the set that was compared
	kindOut                    // not in it
	kindGone                   // nobody can tell
	kindUnfinished             // it is open or ended without a result
)

func kindOf(s *subject.SessionAnswer) kind {
	switch {
	case s.Outcome == subject.OutcomeOpen, s.Outcome == subject.OutcomeNothing:
		return kindUnfinished
	case s.Known != subject.KnownYes:
		return kindGone
	case s.Candidate:
		return kindIn
	}
	return kindOut
}

// tally counts the sessions of a report.
type tally struct {
	kinds   map[kind]int
	matched int      // sessions by which the platform learned that the person is on the list
	to      []string // to whom handles of the person were delivered, sorted
	records bool     // there is a record of the person in any dataset, now or then
}

func newTally(r *subject.Report) *tally {
	t := &tally{kinds: map[kind]int{}}
	for _, d := range r.Datasets {
		t.records = t.records || len(d.Records) > 0
	}
	for i := range r.Sessions {
		s := &r.Sessions[i]
		t.kinds[kindOf(s)]++
		t.records = t.records || len(s.Records) > 0
		if s.Matched {
			t.matched++
		}
		if !s.Delivered.IsZero() && !slices.Contains(t.to, toWhom(s)) {
			t.to = append(t.to, toWhom(s))
		}
	}
	slices.Sort(t.to)
	return t
}

// compared is in how many sessions a list was compared with a set of which can be
// told who was in it.
func (t *tally) compared() int { return t.kinds[kindIn] + t.kinds[kindOut] }

// unknown says that nothing is known of the person, of no dataset and no session.
func (t *tally) unknown() bool { return !t.records && t.matched == 0 }

// text is the answer in a line.
func (t *tally) text() string {
	var b strings.Builder
	gone := t.kinds[kindGone]
	if t.unknown() {
		b.WriteString("nothing is known of this person: no record in any dataset, now or at the time of any session")
		if gone > 0 {
			b.WriteString(" that can be told of")
		}
	} else {
		fmt.Fprintf(&b, "in the compared set in %d of %s", t.kinds[kindIn], cli.Counted(t.compared(), "session"))
		if t.matched > 0 {
			fmt.Fprintf(&b, "; the platform learned in %d that the person is on the list", t.matched)
		} else {
			b.WriteString("; no record that the person is on a list")
		}
		if len(t.to) > 0 {
			fmt.Fprintf(&b, "; handles went to %s", strings.Join(t.to, ", "))
		}
	}
	if gone > 0 {
		fmt.Fprintf(&b, "; of %s nobody can tell any more", cli.Counted(gone, "other session"))
	}
	return b.String()
}

// entries names the entries of the ledger from the first to the last.
func entries(e [2]int64) string {
	if e[0] == e[1] {
		return fmt.Sprintf("entry %d", e[0])
	}
	return fmt.Sprintf("entries %d to %d", e[0], e[1])
}

// toWhom names who was behind a session: the legal owner and the client that acted
// for it, once if they have one name.
func toWhom(s *subject.SessionAnswer) string {
	if s.Owner == "" || s.Owner == s.Advertiser {
		return s.Advertiser
	}
	return fmt.Sprintf("%s (through %s)", s.Owner, s.Advertiser)
}

// IDWord is an identifier type for people.
func IDWord(t string) string {
	switch identity.Type(t) {
	case identity.Email:
		return "e-mail address"
	case identity.Phone:
		return "phone number"
	}
	return t
}

// Capital begins a sentence.
func Capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// TimeFormat is how times are printed.
const TimeFormat = "2006-01-02 15:04:05Z07:00"

// Print writes an answer for whoever handles the request.
func Print(w io.Writer, r *subject.Report) {
	if r.User != "" {
		fmt.Fprintf(w, "subject   user %s\n", r.User)
	} else {
		fmt.Fprintf(w, "subject   whoever has the %s that was read from standard input\n", IDWord(r.IDType))
	}
	fmt.Fprintf(w, "answer    %s\n", newTally(r).text())
	if r.User == "" {
		if r.Users > 1 {
			fmt.Fprintf(w, "          %d users share this %s, and the answer is about all of them: ask by reference before\n          you hand anything on.\n", r.Users, IDWord(r.IDType))
		}
		fmt.Fprintf(w, "          One that was kept out is not stored in any form: ask by reference.\n")
	}
	if !r.Erased.IsZero() {
		fmt.Fprintf(w, "erased    %s: in no audience since then, and no import admits the person; a dataset that has a record\n          below has it until its next import\n", r.Erased.Format(TimeFormat))
	}
	fmt.Fprintf(w, "asked     %s, of platform %s\n", r.Asked.Format(TimeFormat), r.Platform)
	fmt.Fprintf(w, "ledger    %s: %s, all of it verified\n", r.Log.Origin, cli.Counted(r.Log.Size, "entry"))
	fmt.Fprintf(w, "root      %s\n", r.Log.Root)
	if r.Lookup > 0 {
		fmt.Fprintf(w, "recorded  entry %d, without who it was\n", r.Lookup)
	}
	for _, a := range r.Acknowledged {
		fmt.Fprintf(w, "note      entry %d, %s: the ledger had %s, %d were known of, and an operator acknowledged that: %s\n",
			a.Entry, a.Time.Format(TimeFormat), cli.Counted(a.Log, "entry"), a.Known, a.Reason)
	}
	if r.Lacking() {
		fmt.Fprintln(w, "          The ledger lacks entries: sessions of that time may be missing below.")
	}
	for _, d := range r.Datasets {
		fmt.Fprintf(w, "\ndataset %s for %s, imported %s\n", d.Dataset, d.Purpose, d.Imported.Format(TimeFormat))
		printUses(w, d.Uses)
		if len(d.Records) == 0 {
			fmt.Fprintln(w, "  no record of this person")
		}
		Records(w, d.Records)
	}
	printAudiences(w, r.Audiences)
	for i := range r.Sessions {
		printSubjectSession(w, &r.Sessions[i])
	}
}

// printUses says for what a grant was asked for.
func printUses(w io.Writer, uses []string) {
	if len(uses) > 0 {
		fmt.Fprintf(w, "  data use   %s\n", strings.Join(uses, ", "))
	}
}

// Records writes what became of a user's rows.
func Records(w io.Writer, records []subject.Candidate) {
	for _, r := range records {
		context := r.Context
		if context == "" {
			context = "a context that the policy does not know, or none"
		}
		fmt.Fprintf(w, "  record %d, collected in %s\n", r.Record, context)
		for _, t := range identity.Types() {
			if outcome, ok := r.Outcomes[string(t)]; ok {
				fmt.Fprintf(w, "    %-6s %s%s\n", t, outcome, hint(outcome))
			}
		}
		if r.Expires != nil {
			fmt.Fprintf(w, "    the grant ends %s\n", r.Expires.Format(TimeFormat))
		}
	}
}

func printSubjectSession(w io.Writer, s *subject.SessionAnswer) {
	fmt.Fprintf(w, "\nsession %s %.12s, %s %s of %s for %s: %s", s.Opened.Format(TimeFormat), s.Session, toWhom(s), s.Mode, s.Dataset, s.Purpose, s.Outcome)
	if s.Code != "" {
		fmt.Fprintf(w, " (%s)", s.Code)
	}
	fmt.Fprintf(w, "\n  ledger     %s\n", entries(s.Entries))
	printUses(w, s.Uses)
	switch s.Known {
	case subject.KnownErased:
		fmt.Fprintln(w, "  erased     its key was destroyed: nobody can tell any more whom it was about")
		return
	case subject.KnownLost:
		fmt.Fprintln(w, "  lost       its part of the index is not in the data directory, so it can't be told whom it was about")
		return
	}
	if s.Candidate {
		fmt.Fprintf(w, "  in the set yes, through %s\n", strings.Join(s.Contexts, ", "))
	} else {
		fmt.Fprintf(w, "  in the set no: %s\n", strings.Join(whyNot(s.Records, s.Types.Names()), "; "))
	}
	switch {
	case s.Matched && s.Mode.Audience():
		fmt.Fprintf(w, "  matched    yes; the advertiser learned nothing of it\n")
	case s.Candidate && s.Mode.Audience():
		fmt.Fprintln(w, "  matched    no")
	case s.Matched && s.Delivered.IsZero():
		fmt.Fprintf(w, "  matched    yes, handle %s, not delivered\n", strings.Join(s.Handles, ", "))
	case s.Matched:
		fmt.Fprintf(w, "  matched    yes, handle %s, delivered %s\n", strings.Join(s.Handles, ", "), s.Delivered.Format(TimeFormat))
	case s.Candidate && s.Mode == psi.Count:
		fmt.Fprintln(w, "  matched    nobody knows: by mode count the platform learned a number only, and so did the advertiser")
	case s.Candidate && s.Outcome == subject.OutcomeReleased:
		fmt.Fprintln(w, "  matched    no: every match has a handle, and this is none of them")
	case s.Candidate && s.Outcome == subject.OutcomeBelow:
		fmt.Fprintln(w, "  matched    not known: there were so few matches that all were forgotten")
	}
}

// whyNot says why no identifier of any type counted, each reason once.
func whyNot(records []subject.Candidate, types []string) []string {
	if len(records) == 0 {
		return []string{"no record of the person"}
	}
	var all []string
	add := func(why string) {
		if !slices.Contains(all, why) {
			all = append(all, why)
		}
	}
	for _, r := range records {
		for _, t := range types {
			if code, ok := r.Outcomes[t]; ok {
				add(IDWord(t) + ": " + code + hint(code))
			}
		}
	}
	if all == nil {
		add("no identifier in the record")
	}
	return all
}

// Summary is the answer in one sentence.
func Summary(r *subject.Report) string { return newTally(r).text() }
