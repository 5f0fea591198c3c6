package report

import (
	"slices"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Builder makes a report from all entries of a ledger, in order.
type Builder struct {
	r        Report
	open     map[string]*Session
	done     []*Session
	flows    map[Flow]*Flow
	spent    map[Spent]*Spent
	refusals map[Refused]*Refused
	policies map[string]Policy     // of the time before, by dataset and purpose
	texts    map[psi.Digest]string // of policies
	rules    *Rules
	seen     map[string]*seen
	amounts  map[string]Amount // of texts that were read before
	tallies  map[Tally]*Tally
}

// New returns a Builder of a report.
func New(scope Scope) *Builder {
	return &Builder{
		r: Report{
			Scope: scope, Flows: []*Flow{}, Budgets: []*Spent{}, Refusals: []*Refused{}, Events: []Event{},
			Came: []Seen{}, Gone: []Seen{}, Acknowledged: []Event{}, Audits: []Event{}, Tallies: []*Tally{}, Imports: []Import{}, Policies: []Policy{}, Rules: []Rules{}, Sessions: []*Session{},
		},
		open: map[string]*Session{}, flows: map[Flow]*Flow{}, spent: map[Spent]*Spent{},
		refusals: map[Refused]*Refused{}, policies: map[string]Policy{}, texts: map[psi.Digest]string{}, seen: map[string]*seen{}, tallies: map[Tally]*Tally{}, amounts: map[string]Amount{},
	}
}

// Add takes the next entry.
func (b *Builder) Add(e *ledger.Entry) error {
	if !e.Time.Before(b.r.To) {
		// What was open at the end of the month has an end in another one.
		return nil
	}
	in := b.r.covers(e.Time)
	if in {
		b.r.Entries++
	}
	switch e.Type {
	case ledger.TypeOffer:
		o := e.Offer
		b.open[e.Session] = &Session{
			ID: e.Session, Opened: e.Time, Advertiser: o.Advertiser, Dataset: o.Dataset, Purpose: o.Purpose, Mode: o.Mode,
			Audience: o.Audience,
		}
		b.saw(o.Advertiser, o.Dataset, e.Time)
	case ledger.TypeResult:
		return b.result(e, in)
	case ledger.TypeRefusal:
		b.refusal(e, in)
	case ledger.TypePolicy:
		b.policy(e, in)
	case ledger.TypeStart:
		b.start(e, in)
	case ledger.TypeImport:
		if in && b.r.Advertiser == "" && b.r.wantsDataset(e.Import.Dataset) {
			b.r.Imports = append(b.r.Imports, Import{e.Time, e.Seq, *e.Import})
		}
	case ledger.TypeAcknowledged:
		b.acknowledged(e)
	default:
		if in {
			b.event(e)
		}
	}
	return nil
}

func (b *Builder) result(e *ledger.Entry, in bool) error {
	s, x := b.open[e.Session], e.Result
	delete(b.open, e.Session)
	if a := b.seen[x.Advertiser]; a != nil {
		a.owner = x.Owner
	}
	if s == nil || !in || !b.r.wants(s.Advertiser, s.Dataset) {
		return nil
	}
	s.Ended, s.Owner, s.Released, s.Contract = e.Time, x.Owner, x.Released, x.Contract
	s.Segments = len(x.Segments)
	if !x.Slice.Whole() {
		s.Slice = x.Slice.String()
	}
	s.Audience = x.Audience
	if x.Handles != nil {
		s.Handles = x.Handles.Records()
	}
	if x.Budget != nil {
		var err error
		if s.Charged, err = b.spend(x.Owner, x.Budget); err != nil {
			return err
		}
	}
	b.done = append(b.done, s)
	return nil
}

func (b *Builder) spend(owner string, x *ledger.Budget) (Amount, error) {
	var amounts [3]Amount
	for i, text := range []string{x.Epsilon, x.LeftMonth, x.LeftYear} {
		known, ok := b.amounts[text]
		if !ok {
			var err error
			if known, err = ParseAmount(text); err != nil {
				return Amount{}, err
			}
			b.amounts[text] = known
		}
		amounts[i] = known
	}
	key := Spent{Owner: owner, Population: x.Population}
	of := b.spent[key]
	if of == nil {
		of = &Spent{Owner: owner, Population: x.Population}
		b.spent[key] = of
	}
	of.Releases++
	of.Charged = of.Charged.Plus(amounts[0])
	of.LeftMonth, of.LeftYear = amounts[1], amounts[2]
	return amounts[0], nil
}

func (b *Builder) refusal(e *ledger.Entry, in bool) {
	x := e.Refusal
	b.saw(x.Advertiser, x.Dataset, e.Time)
	if s := b.open[e.Session]; s != nil {
		delete(b.open, e.Session)
		s.Ended, s.Refused = e.Time, x.Code
		if in && b.r.wants(s.Advertiser, s.Dataset) {
			b.done = append(b.done, s)
		}
	}
	if !in || !b.r.wants(x.Advertiser, x.Dataset) {
		return
	}
	if e.Session == "" {
		b.r.Totals.Turned++
		if x.Dataset != "" && x.Purpose != "" && x.Mode != "" {
			b.flow(x.Advertiser, x.Dataset, x.Purpose, x.Mode).Turned++
		}
	}
	key := Refused{x.Advertiser, x.Dataset, x.Purpose, x.Mode, x.Code, 0}
	of := b.refusals[key]
	if of == nil {
		of = new(Refused)
		*of = key
		b.refusals[key] = of
	}
	of.Count++
}

// start keeps the rules of the month's beginning and every change of them: a server that starts again says the same.
func (b *Builder) start(e *ledger.Entry, in bool) {
	x := Rules{e.Time, e.Seq, *e.Start}
	last := b.rules
	if n := len(b.r.Rules); n > 0 {
		last = &b.r.Rules[n-1]
	}
	switch {
	case !in:
		if last == nil || !last.same(x) {
			b.rules = &x
		}
	case last == nil || !last.same(x):
		b.r.Rules = append(b.r.Rules, x)
	}
}

func (x Rules) same(y Rules) bool {
	return slices.Equal(x.Modes, y.Modes) && x.Floors == y.Floors && x.Disclosure == y.Disclosure && x.Version == y.Version && x.Revision == y.Revision
}

func (b *Builder) flow(advertiser, dataset, purpose string, mode psi.Mode) *Flow {
	key := Flow{Advertiser: advertiser, Dataset: dataset, Purpose: purpose, Mode: mode}
	f := b.flows[key]
	if f == nil {
		f = new(Flow)
		*f = key
		b.flows[key] = f
	}
	return f
}
