package person

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// matches says what came of an advertiser's matches, and when.
func (b *builder) matches(p *partner) (items []item) {
	for _, a := range p.audiences {
		items = append(items, b.audience(a))
	}
	days := map[string][]time.Time{}
	for _, s := range p.sessions[matched] {
		name, day := "match.waiting", s.Opened
		switch {
		case s.Mode.Audience() && len(p.audiences) > 0:
			continue // the audience says so: its beginning, or its end
		case s.Mode.Audience():
			name = "match.other"
		case !s.Delivered.IsZero():
			name, day = "match.handle", s.Delivered
		}
		days[name] = append(days[name], day)
	}
	for _, name := range []string{"match.handle", "match.waiting", "match.other"} {
		if days[name] != nil {
			when := b.w.dates(days[name])
			items = append(items, item{name, when, b.w.say(name), when})
		}
	}
	return items
}

// manyAdvertisers and manyItems are how many are told under a heading for each advertiser.
const (
	manyAdvertisers = 8
	manyItems       = 30
)

// matchTables tells what came of many matches: a table for each kind, by advertiser.
func (b *builder) matchTables(all []matchView) (tables []table) {
	n := 0
	for _, m := range all {
		n += len(m.Items)
	}
	if n <= manyItems && len(all) <= manyAdvertisers {
		return nil
	}
	for _, kind := range []string{"include", "exclude", "handle", "waiting", "other"} {
		t := b.newTable("matches." + kind)
		for _, m := range all {
			var parts []string
			for _, x := range m.Items {
				if x.kind == "match."+kind {
					parts = append(parts, x.short)
				}
			}
			if parts != nil {
				t.Rows = append(t.Rows, row{m.Advertiser, strings.Join(parts, "; ")})
			}
		}
		if t.Rows != nil {
			tables = append(tables, t)
		}
	}
	return tables
}

// contacts are the person's by which advertisers matched.
func (b *builder) contacts(partners []*partner) string {
	var all []string
	add := func(text string) {
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	for _, p := range partners {
		for _, a := range p.audiences {
			for _, c := range a.Contacts {
				add(b.given(c.Type, c.Context))
			}
		}
		for _, s := range p.sessions[matched] {
			if s.Mode.Audience() {
				continue
			}
			for _, r := range s.Records {
				for _, t := range s.Types.Names() {
					if r.Outcomes[t] == psi.Admitted {
						add(b.given(t, r.Context))
					}
				}
			}
		}
	}
	return b.w.list(all, "or")
}

// audience says that the person was in one.
func (b *builder) audience(a *subject.AudienceAnswer) item {
	name := "match.include"
	if a.Use == psi.Exclude {
		name = "match.exclude"
	}
	text := b.w.say(name, "name", b.w.quoted(a.Name))
	if a.Unsure {
		text += " (" + b.w.say("match.unsure") + ")"
	}
	when := b.w.span(a.Since, a.Until)
	return item{name, when, text, b.w.quoted(a.Name) + " " + when}
}

// now is what of the person may be compared.
func (b *builder) now() (all []string) {
	for _, d := range b.report.Datasets {
		for _, r := range d.Records {
			for _, t := range slices.Sorted(maps.Keys(r.Outcomes)) {
				given := capital(b.given(t, r.Context))
				text := b.w.say("now.yes", "contact", given)
				if code := r.Outcomes[t]; code != psi.Admitted {
					text = b.w.say("now.no", "contact", given, "why", b.w.say(why(code)))
				} else if r.Expires != nil {
					text += " " + b.w.say("now.until", "date", b.w.date(*r.Expires))
				}
				if !slices.Contains(all, text) {
					all = append(all, text)
				}
			}
		}
	}
	slices.SortStableFunc(all, strings.Compare)
	if all == nil {
		all = []string{b.w.say("now.nothing")}
	}
	return all
}
