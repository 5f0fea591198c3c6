package purpose

import (
	"errors"
	"fmt"
	"strings"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// ParseText reads what Policy.Text writes, as ledgers keep it. The policy is for reading: it explains what a gate did.
// Text that is not exactly what Text writes of some policy is an error.
func ParseText(text string) (*Policy, error) {
	lines := strings.Split(text, "\n")
	if lines[0] != "blindmatch policy v1" || lines[len(lines)-1] != "" {
		return nil, errors.New("this is not the text of a policy: want lines after \"blindmatch policy v1\"")
	}
	p := &Policy{contexts: map[string]Context{}, purposes: map[string]Rule{}, datasets: map[string]map[string]Rule{}, populations: map[string]string{}}
	for i, line := range lines[1 : len(lines)-1] {
		if !p.fact(strings.Split(line, " ")) {
			return nil, fmt.Errorf("line %d of the policy's text states no fact", i+2)
		}
	}
	if p.Text() != text {
		return nil, errors.New("the policy's text states its facts twice or in another order")
	}
	return p, nil
}

// fact adds what a line says.
func (p *Policy) fact(words []string) bool {
	about := words[0]
	words = words[1:]
	switch {
	case about == "context" && len(words) == 3:
		class, ok := strings.CutPrefix(words[1], "class=")
		p.contexts[words[0]] = Context{Class: Class(class), Evidence: words[2] == "evidence=required"}
		return ok
	case about == "population" && len(words) == 2:
		p.populations[words[0]] = words[1]
		return true
	case (about == "requires" || about == "any_of") && len(words) == 3:
		p.rule(about == "any_of", words[0], words[1], Use(words[2]))
		return true
	case len(words) != 2:
		return false
	}
	c, ok := p.contexts[words[0]]
	switch about {
	case "grant":
		c.Grants = append(c.Grants, Use(words[1]))
	case "notice":
		c.Notices = append(c.Notices, words[1])
	case "verified":
		c.Verified = append(c.Verified, identity.Type(words[1]))
	default:
		return false
	}
	p.contexts[words[0]] = c
	return ok
}

// rule adds a use to what a purpose of a dataset, or of all ("*"), needs.
func (p *Policy) rule(anyOf bool, dataset, purpose string, use Use) {
	rules := p.purposes
	if dataset != "*" {
		if p.datasets[dataset] == nil {
			p.datasets[dataset] = map[string]Rule{}
		}
		rules = p.datasets[dataset]
	}
	r := rules[purpose]
	if anyOf {
		r.AnyOf = append(r.AnyOf, use)
	} else {
		r.Requires = append(r.Requires, use)
	}
	rules[purpose] = r
}
