package report

import (
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// event tells of what happens now and then in a sentence, and counts what happens often.
func (b *Builder) event(e *ledger.Entry) {
	v := Event{Time: e.Time, Entry: e.Seq, Type: e.Type, Session: e.Session}
	general := true // of no advertiser
	switch {
	case e.Handles != nil:
		v.Advertiser, v.Text, general = e.Handles.Advertiser, fmt.Sprintf("%s %s fetched", figures.Counted(e.Handles.Set.Records(), "handle"), figures.Was(e.Handles.Set.Records())), false
	case e.Strike != nil:
		v.Advertiser, v.Dataset, general = e.Strike.Advertiser, e.Strike.Dataset, false
		v.Text = "its owner " + e.Strike.Owner + " was barred from the dataset: what it sent was not made of the whole set"
	case e.Lifted != nil:
		v.Dataset, v.Text = e.Lifted.Dataset, "an operator let the owner "+e.Lifted.Owner+" in again: "+e.Lifted.Reason
	case e.Audience != nil:
		v.Advertiser, v.Dataset, general = e.Audience.Advertiser, e.Audience.Dataset, false
		v.Text = "audience " + e.Audience.Name + " " + e.Audience.Action
		if !e.Audience.Expires.IsZero() {
			v.Text += " until " + e.Audience.Expires.Format(time.RFC3339)
		}
	case e.Opened != nil:
		v.Text = fmt.Sprintf("%s of the epoch %s %s opened to the auditor %s for a %s audit", figures.Counted(e.Opened.Groups, "group"), e.Opened.Set, figures.Was(e.Opened.Groups), e.Opened.Auditor, e.Opened.Kind)
	case e.Audit != nil:
		v.Text = fmt.Sprintf("%s audit of the epoch %s by %s: %s", e.Audit.Kind, e.Audit.Set, e.Audit.Auditor, e.Audit.Verdict)
	default:
		b.count(e)
		return
	}
	switch {
	case b.r.Advertiser != "" && (general || v.Advertiser != b.r.Advertiser) || v.Dataset != "" && !b.r.wantsDataset(v.Dataset):
	case e.Opened != nil || e.Audit != nil:
		b.r.Audits = append(b.r.Audits, v)
	default:
		b.r.Events = append(b.r.Events, v)
	}
}

// count counts entries of which there are many.
func (b *Builder) count(e *ledger.Entry) {
	key, n := Tally{Type: e.Type}, 1
	switch {
	case e.Commit != nil:
		return // a step of its session
	case e.Erased != nil:
		key.Text = "whom a session was about can't be told any more: " + e.Erased.Reason
	case e.Person != nil:
		key.Text = "a person was erased, and is kept out from then on"
	case e.Lookup != nil:
		key.Text, n = "a person's question was answered", int(e.Lookup.Persons)
	case e.Epoch != nil:
		key.Dataset, key.Text = e.Epoch.Dataset, "an epoch began"
	case e.KeyDestroyed != nil:
		key.Text = "an epoch's key was destroyed"
	default:
		key.Text = "an entry of a kind that this report does not explain"
	}
	if b.r.Advertiser != "" || key.Dataset != "" && !b.r.wantsDataset(key.Dataset) {
		return
	}
	t := b.tallies[key]
	if t == nil {
		t = &Tally{Type: key.Type, Dataset: key.Dataset, Text: key.Text}
		b.tallies[key] = t
	}
	t.Count += n
}

// acknowledged keeps all acknowledgements: what is missing before one, is missing in every later month's report, too.
func (b *Builder) acknowledged(e *ledger.Entry) {
	x := e.Acknowledged
	b.r.Acknowledged = append(b.r.Acknowledged, Event{
		Time: e.Time, Entry: e.Seq, Type: e.Type,
		Text: fmt.Sprintf("the log had %s where %s known: %s", figures.Counted(x.Log, "entry"), figures.Count(x.Known)+" "+figures.Was(x.Known), x.Reason),
	})
}

// seen is when an advertiser had entries.
type seen struct {
	owner       string
	first, last time.Time
}

// saw notes that an advertiser asked for something.
func (b *Builder) saw(advertiser, dataset string, at time.Time) {
	if !b.r.wants(advertiser, dataset) {
		return
	}
	s := b.seen[advertiser]
	if s == nil {
		s = &seen{first: at}
		b.seen[advertiser] = s
	}
	s.last = at
}

// came lists who came and who went.
func (b *Builder) came() {
	before := b.r.From.AddDate(0, -1, 0)
	if b.r.Year() {
		before = b.r.From.AddDate(-1, 0, 0)
	}
	for name, s := range b.seen {
		switch {
		case b.r.covers(s.first):
			b.r.Came = append(b.r.Came, Seen{name, s.owner, s.first})
		case s.last.Before(b.r.From) && !s.last.Before(before):
			b.r.Gone = append(b.r.Gone, Seen{name, s.owner, s.last})
		}
	}
}
