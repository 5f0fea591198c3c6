package purpose

import (
	"slices"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// Explanation says what a policy does with the contacts of one context for one purpose.
type Explanation struct {
	Purpose string `json:"purpose"`
	Context string `json:"context"`
	Class   Class  `json:"class"`
	// MaybeSecurity says that the context's name may be about security although its class is not.
	MaybeSecurity bool `json:"maybe_security,omitempty"`
	// Reason is Admits, or why not, for a record without grants of its own whose evidence is in order.
	Reason Reason `json:"reason"`
	// Grants is what the context grants.
	Grants []Use `json:"grants,omitempty"`
	// Missing is what the context's grants lack. A record with its own grant for it passes, unless the context is of
	// class security.
	Missing []Use `json:"missing,omitempty"`
	// OneOf lists uses of which the context's grants lack at least one.
	OneOf []Use `json:"missing_one_of,omitempty"`
	// Evidence says that a record must show the notice's version and the time of consent, Notices which versions count.
	Evidence bool     `json:"evidence_required,omitempty"`
	Notices  []string `json:"notices,omitempty"`
	// Verified lists the types of identifiers that count as verified here, whatever the source says.
	Verified []identity.Type `json:"verified,omitempty"`
}

// Explain says for each purpose of a dataset and each context what would be admitted and why, sorted by purpose and
// context. "" stands for any dataset without rules of its own.
func (p *Policy) Explain(dataset string) []Explanation {
	var all []Explanation
	for _, purpose := range p.Purposes(dataset) {
		rule, _ := p.Rule(dataset, purpose)
		for _, name := range p.Contexts() {
			c := p.contexts[name]
			e := Explanation{Purpose: purpose, Context: name, Class: c.Class, Grants: c.Grants, Evidence: c.Evidence, Notices: c.Notices, Verified: c.Verified,
				MaybeSecurity: c.Class != Security && mayBeSecurity(name)}
			e.Missing, e.OneOf = rule.missing(c.Grants)
			switch {
			case c.Class == Security:
				e.Reason = SecurityContext
				e.Missing, e.OneOf = nil, nil // no grant would help
			case len(e.Missing)+len(e.OneOf) > 0:
				e.Reason = NoGrant
			}
			all = append(all, e)
		}
	}
	return all
}

// missing returns the uses that grants do not cover: all of the first, and one of the second.
func (r Rule) missing(grants []Use) (all, oneOf []Use) {
	covered := func(need Use) bool {
		return slices.ContainsFunc(grants, func(u Use) bool { return u.Covers(need) })
	}
	for _, need := range r.Requires {
		if !covered(need) {
			all = append(all, need)
		}
	}
	if len(r.AnyOf) > 0 && !slices.ContainsFunc(r.AnyOf, covered) {
		oneOf = r.AnyOf
	}
	return all, oneOf
}

// met says whether the granted uses are enough.
func (r Rule) met(grants []Use) bool {
	all, oneOf := r.missing(grants)
	return len(all)+len(oneOf) == 0
}

// MaybeSecurity lists the contexts whose names may be about security although their class is not, sorted. Contexts
// whose names are clearly about security don't load.
func (p *Policy) MaybeSecurity() []string {
	return slices.DeleteFunc(p.Contexts(), func(name string) bool {
		return p.contexts[name].Class == Security || !mayBeSecurity(name)
	})
}

// Idle lists the granted uses that no purpose asks for, by context: usually a misspelled key.
func (p *Policy) Idle() map[string][]Use {
	needed := map[Use]bool{}
	add := func(rules map[string]Rule) {
		for _, r := range rules {
			for _, u := range slices.Concat(r.Requires, r.AnyOf) {
				needed[u] = true
			}
		}
	}
	add(p.purposes)
	for _, rules := range p.datasets {
		add(rules)
	}
	idle := map[string][]Use{}
	for name, c := range p.contexts {
		for _, g := range c.Grants {
			used := false
			for need := range needed {
				used = used || g.Covers(need)
			}
			if !used && c.Class != Security {
				idle[name] = append(idle[name], g)
			}
		}
	}
	return idle
}
