package officer

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

// storyPage is one session from its offer to whatever came last.
type storyPage struct {
	*ledger.Session
	Offer    *ledger.Offer
	Result   *ledger.Result
	Import   *ledger.Import
	Imported *ledger.Entry
	Policy   *report.Policy
	Steps    []step
	Learned  learned
	After    []step // what became of its audience
}

// step is something that happened, and the entry that says so.
type step struct {
	Time  time.Time
	Entry int64
	What  string
	Text  string
	More  string // for who wants it exactly
}

func (r *request) story() (any, error) {
	id := r.FormValue("id")
	s := r.replay.Session(id)
	if s == nil {
		return nil, notFound("There is no session of this name. The list of sessions has all that there are.")
	}
	p := &storyPage{Session: s, Import: s.Import, Learned: learnsWords(s.Mode)}
	for _, e := range r.book.Session(id) {
		switch {
		case e.Offer != nil:
			p.Offer = e.Offer
		case e.Result != nil:
			p.Result = e.Result
		}
		p.Steps = append(p.Steps, stepOf(e))
	}
	all, err := r.report(report.All())
	if err != nil {
		return nil, err
	}
	for i := range all.Imports {
		if x := &all.Imports[i]; x.Commitment == p.Offer.Import {
			p.Imported = r.book.Entry(x.Entry)
		}
	}
	p.Policy = policyOf(all, s.Dataset, s.Purpose, p.Offer.PolicyDigest)
	if s.Audience != nil && s.Refused == "" && !s.Open() {
		p.After = r.afterwards(all, s)
	}
	return p, nil
}

// Outcome says how it ended, in a sentence.
func (p *storyPage) Outcome() string {
	switch {
	case p.Open():
		return "It is open: nothing was told yet."
	case p.Refused != "":
		return "It ended without an answer: " + codeWords(p.Refused) + ". Nothing was told."
	case p.Released == nil && p.Audience != nil:
		return "The audience was changed, and " + p.Advertiser + " was told that it was, and no number."
	case p.Released == nil:
		return "It was answered, without a number."
	case p.Released.Value == nil:
		return fmt.Sprintf("%s was told that there are fewer than %s, and no number.", p.Advertiser, figures.Count(p.Released.Floor))
	}
	return fmt.Sprintf("%s was told the number %s, %s.", p.Advertiser, figures.Count(*p.Released.Value), noiseWords(p.Released))
}

// stepOf says in words what an entry of a session records.
func stepOf(e *ledger.Entry) step {
	x := step{Time: e.Time, Entry: e.Seq}
	switch {
	case e.Offer != nil:
		x.What, x.Text = "asked", e.Offer.Advertiser+" asked "+actionWords(e.Offer)
		x.More = "It committed itself to its list before it learned anything (" + e.Offer.Commitment.String()[:12] + "…)."
		if !e.Offer.Slice.Whole() {
			x.More += " It asked about a random part of the dataset, " + e.Offer.Slice.String() + "."
		}
		if e.Offer.Segments > 1 {
			x.More += fmt.Sprintf(" Its list has %d parts, whose names it keeps to itself.", e.Offer.Segments)
		}
	case e.Commit != nil:
		list := psi.Set{Parts: e.Commit.List}
		x.What = "fixed"
		x.Text = fmt.Sprintf("Both sides were bound to what they compare: %s on the advertiser's side, padded at random, and a set with room for %s people on the platform's",
			figures.Counted(list.Items(), "blinded identifier"), figures.Count(e.Commit.Set.Records()))
		x.More = "Both had the same context, " + e.Commit.Context.String()[:12] + "…, which binds who, what for, under which policy and precision."
	case e.Result != nil:
		x.What, x.Text = "answered", toldWords(e.Result)
		if b := e.Result.Budget; b != nil {
			x.More = fmt.Sprintf("The owner %s paid ε %s of its budget for the population %s; %s of 30 days and %s of 365 days were left.",
				e.Result.Owner, decimal(b.Epsilon), b.Population, decimal(b.LeftMonth), decimal(b.LeftYear))
		} else if e.Result.Contract != "" {
			x.More = "The number is exact by a contract: " + e.Result.Contract
		}
	case e.Handles != nil:
		x.What, x.Text = "fetched", fmt.Sprintf("%s fetched %s, decoys among them", e.Handles.Advertiser, figures.Counted(e.Handles.Set.Records(), "handle"))
	case e.Strike != nil:
		x.What, x.Text = "barred", "The owner "+e.Strike.Owner+" was barred from the dataset "+e.Strike.Dataset+": what was sent was not made of the platform's whole set"
	case e.Erased != nil:
		x.What, x.Text = "erased", "The key by which the platform could tell whom it was about was destroyed: "+e.Erased.Reason
	case e.Refusal != nil:
		x.What, x.Text = "ended", "It ended without an answer: "+codeWords(e.Refusal.Code)
	}
	return x
}

func toldWords(x *ledger.Result) string {
	switch {
	case x.Released == nil && x.Audience != nil:
		return "The audience " + x.Audience.Name + " was changed; no number was told"
	case x.Released == nil:
		return "No number was told"
	case x.Released.Value == nil:
		return fmt.Sprintf("%s was told that there are fewer than %s", x.Advertiser, figures.Count(x.Released.Floor))
	}
	return fmt.Sprintf("%s was told %s, %s", x.Advertiser, figures.Count(*x.Released.Value), noiseWords(x.Released))
}

// afterwards is what became of a session's audience, until it was filled anew.
func (r *request) afterwards(all *report.Report, s *ledger.Session) (steps []step) {
	for _, x := range r.replay.Sessions {
		if x.First <= s.First || x.Audience == nil || x.Advertiser != s.Advertiser || x.Dataset != s.Dataset || x.Purpose != s.Purpose || x.Audience.Name != s.Audience.Name || x.Told == 0 {
			continue
		}
		o := r.book.Entry(x.First).Offer
		steps = append(steps, step{Time: x.Ended, Entry: x.Told, What: "changed", Text: x.Advertiser + " asked " + actionWords(o), More: x.ID})
	}
	for _, v := range all.Events {
		e := r.book.Entry(v.Entry)
		if a := e.Audience; a != nil && e.Seq > s.Last && a.Advertiser == s.Advertiser && a.Dataset == s.Dataset && a.Purpose == s.Purpose && a.Name == s.Audience.Name {
			text := "The audience was " + a.Action
			if a.Action == "expired" {
				text = "The audience ended, and its members are gone"
			}
			if !a.Expires.IsZero() {
				text += ", until " + a.Expires.UTC().Format("2 January 2006")
			}
			steps = append(steps, step{Time: e.Time, Entry: e.Seq, What: a.Action, Text: text})
		}
	}
	slices.SortFunc(steps, func(x, y step) int { return cmp.Compare(x.Entry, y.Entry) })
	return steps
}
