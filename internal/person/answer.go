package person

import (
	"slices"

	"github.com/blindmatch/blindmatch/psi/subject"
)

// fewNames is how many advertisers the first line names.
const fewNames = 3

// names are advertisers, by name if they are few; else as the text many says.
func (b *builder) names(many string, all []*partner) string {
	if len(all) > fewNames {
		return b.w.say(many, "n", b.w.number(int64(len(all))))
	}
	var names []string
	for _, p := range all {
		names = append(names, p.name)
	}
	return b.w.list(names, "and")
}

// answer is the first line, and the lines after it: what a person has to know who reads no further.
func (b *builder) answer() (first string, lead []string) {
	w, n := b.w, b.found.n
	say := func(name string, values ...string) { lead = append(lead, w.say(name, values...)) }
	compared := n[counted] + n[absent] + n[few]
	switch {
	case n[matched] > 0:
		first = w.count("answer.matched", n[matched], "who", b.names("answer.by", b.found.with(matched)))
		say("lead.nothing")
		say("means")
		b.came(say)
	case compared > 0:
		first = w.say("answer.none")
		say("lead.nothing")
	case b.found.records:
		first = w.say("answer.never")
		say("lead.never")
		lead = append(lead, b.now()...)
	case n[gone] > 0 && n[out] == 0:
		first = w.say("answer.gone")
	default:
		first = w.say("answer.unknown")
		if b.report.User != "" {
			say("lead.unknown.user")
		} else {
			say("lead.unknown.contact")
		}
	}
	if n[counted] > 0 {
		lead = append(lead, w.count("lead.counted", n[counted]))
	}
	if n[absent] > 0 && n[matched] == 0 {
		lead = append(lead, w.count("lead.absent", n[absent]))
	}
	if n[gone] > 0 {
		lead = append(lead, w.count("lead.gone", n[gone]))
	}
	return first, lead
}

// came says what came of matches.
func (b *builder) came(say func(string, ...string)) {
	var handed, kept []*partner
	all := b.found.with(matched)
	for _, p := range all {
		if slices.ContainsFunc(p.sessions[matched], func(s *subject.SessionAnswer) bool { return !s.Delivered.IsZero() }) {
			handed = append(handed, p)
		}
		if len(p.audiences) > 0 {
			kept = append(kept, p)
		}
	}
	for _, x := range []struct {
		text string
		of   []*partner
	}{{"lead.handles", handed}, {"lead.audience", kept}} {
		switch len(x.of) {
		case 0:
		case len(all):
			say(x.text + ".all")
		default:
			say(x.text, "who", b.names("advertisers", x.of))
		}
	}
}

// notes are what limits the answer.
func (b *builder) notes() (all []string) {
	r := b.report
	if !r.Erased.IsZero() {
		all = append(all, b.w.say("lead.erased", "date", b.w.date(r.Erased)))
	}
	if r.Lacking() {
		all = append(all, b.w.say("lead.lacking"))
	}
	if r.User == "" {
		if r.Users > 1 {
			all = append(all, b.w.say("lead.shared", "n", b.w.number(int64(r.Users))))
		}
		all = append(all, b.w.say("lead.contact", "what", b.contact(r.IDType)))
	}
	return all
}
