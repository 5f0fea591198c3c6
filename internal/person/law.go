package person

import (
	"slices"

	"github.com/blindmatch/blindmatch/internal/controller"
)

// law is what GDPR Art. 15 asks for beyond the answer.
func (b *builder) law() (all []fact) {
	c := b.c
	if c == nil {
		return nil
	}
	add := func(name string, lines ...string) {
		if lines = slices.DeleteFunc(lines, func(s string) bool { return s == "" }); len(lines) > 0 {
			all = append(all, fact{b.w.say(name), lines})
		}
	}
	or := func(t controller.Text, what, name string) string {
		if s := b.text(t, what); s != "" {
			return s
		}
		return b.w.say(name)
	}
	add("law.controller", c.Name, c.Address)
	add("law.contact", c.Contact)
	add("law.officer", c.Officer)
	add("law.representative", b.text(c.Representative, "representative"))
	for _, name := range b.purposes() {
		p := c.Purposes[name]
		add("law.purpose", b.text(p.Text, "purpose "+name))
		add("law.basis", b.text(p.Basis, "basis of purpose "+name))
	}
	add("law.data", b.w.say("law.data.text"))
	add("law.source", or(c.Source, "source", "law.source.text"))
	add("law.recipients", b.w.say("law.recipients.text"))
	add("law.retention", b.text(c.Retention, "retention"))
	add("law.transfers", b.text(c.Transfers, "transfers"))
	add("law.decisions", or(c.Decisions, "decisions", "law.decisions.text"))
	add("law.rights", b.w.say("law.rights.text"))
	add("law.complaint", b.w.say("law.complaint.text"), b.text(c.Authority, "authority"))
	return all
}

// purposes are those of the report that the controller has words for, or else all of the controller's.
func (b *builder) purposes() []string {
	var all []string
	add := func(name string) {
		if _, ok := b.c.Purposes[name]; ok && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	for _, s := range b.report.Sessions {
		add(s.Purpose)
	}
	for _, d := range b.report.Datasets {
		add(d.Purpose)
	}
	if all == nil {
		for name := range b.c.Purposes {
			add(name)
		}
		slices.Sort(all)
	}
	return all
}
