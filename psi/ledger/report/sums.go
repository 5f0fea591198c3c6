package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Report is the report of what was added. The Builder is used up.
func (b *Builder) Report() *Report {
	b.sessions()
	b.came()
	byName := func(x, y Seen) int { return cmp.Compare(x.Advertiser, y.Advertiser) }
	slices.SortFunc(b.r.Came, byName)
	slices.SortFunc(b.r.Gone, byName)
	b.r.Flows = sorted(b.flows, func(x *Flow) []string { return []string{x.Advertiser, x.Dataset, x.Purpose, string(x.Mode)} })
	b.r.Budgets = sorted(b.spent, func(x *Spent) []string { return []string{x.Owner, x.Population} })
	b.r.Refusals = sorted(b.refusals, func(x *Refused) []string {
		return []string{x.Advertiser, x.Dataset, x.Purpose, string(x.Mode), x.Code}
	})
	b.r.Tallies = sorted(b.tallies, func(x *Tally) []string { return []string{string(x.Type), x.Dataset, x.Text} })
	before := slices.SortedFunc(maps.Values(b.policies), func(x, y Policy) int { return cmp.Compare(x.Entry, y.Entry) })
	b.r.Policies = slices.Concat([]Policy{}, before, b.r.Policies)
	if b.rules != nil {
		b.r.Rules = append([]Rules{*b.rules}, b.r.Rules...)
	}
	return &b.r
}

// sorted are the values of m in the order of their names.
func sorted[K comparable, V any](m map[K]V, names func(V) []string) []V {
	all := slices.AppendSeq([]V{}, maps.Values(m))
	slices.SortFunc(all, func(x, y V) int { return slices.CompareFunc(names(x), names(y), strings.Compare) })
	return all
}

// sessions lists the sessions and adds them up.
func (b *Builder) sessions() {
	for _, s := range b.open {
		if b.r.covers(s.Opened) && b.r.wants(s.Advertiser, s.Dataset) {
			b.done = append(b.done, s)
		}
	}
	slices.SortFunc(b.done, func(x, y *Session) int { return cmp.Or(x.Opened.Compare(y.Opened), cmp.Compare(x.ID, y.ID)) })
	b.r.Sessions = append(b.r.Sessions, b.done...)
	for _, s := range b.done {
		f := b.flow(s.Advertiser, s.Dataset, s.Purpose, s.Mode)
		f.Owner = cmp.Or(s.Owner, f.Owner)
		f.Totals.add(s)
		b.r.Totals.add(s)
	}
}

func (t *Totals) add(s *Session) {
	t.Sessions++
	switch {
	case s.Refused != "":
		t.Refused++
	case s.Ended.IsZero():
		t.Open++
	default:
		t.Answered++
	}
	if s.Released != nil {
		t.Numbers++
	}
	if s.Audience != nil && s.Refused == "" && !s.Ended.IsZero() {
		t.Audience++
	}
	t.Handles += s.Handles
	t.Charged = t.Charged.Plus(s.Charged)
}

// Plus adds other totals.
func (t *Totals) Plus(o *Totals) {
	t.Sessions += o.Sessions
	t.Answered += o.Answered
	t.Refused += o.Refused
	t.Open += o.Open
	t.Turned += o.Turned
	t.Numbers += o.Numbers
	t.Audience += o.Audience
	t.Handles += o.Handles
	t.Charged = t.Charged.Plus(o.Charged)
}
