// Package purpose is the gate between what a platform knows about its users and what may be matched.
//
// A contact that was given for security (two-factor login, account recovery, re-verification) must never reach a
// matching set. So the gate denies by default: a record passes only if it names the context in which its contact was
// collected, if the policy knows that context, if the context is not of class security, and if the grants given there
// cover the purpose. What passes is an Admitted. Only a Gate can make one, and a dataset is built from nothing else.
// What does not pass has a Reason, which is counted.
//
// No error or reason of this package contains an identifier or a user reference.
package purpose

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// Class says what a collection context is for.
type Class string

// The classes. The code denies Security: no grant, in a policy or in a record, overrides that. The others differ only
// in name.
const (
	Marketing Class = "marketing" // newsletters, loyalty cards, contests
	Account   Class = "account"   // registration, checkout
	Service   Class = "service"   // support, delivery
	Security  Class = "security"  // two-factor login, recovery, re-verification
)

var classes = []Class{Marketing, Account, Service, Security}

// Use is a data use by its fideslang key, such as "marketing.advertising.first_party.targeted".
//
// Keys are a hierarchy, and a broad key says little about what a person was told. So a granted use covers exactly
// itself. It covers what is below it only if it says so with a final ".*": "marketing.advertising.*" covers
// "marketing.advertising" and everything below it.
type Use string

var useRE = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?$`)

// ParseUse reads a use; see Use for the wildcard.
func ParseUse(s string) (Use, error) {
	if len(s) > 200 || !useRE.MatchString(s) {
		return "", fmt.Errorf("data use %.60q: want a fideslang key such as marketing.advertising.first_party.targeted", s)
	}
	return Use(s), nil
}

// Covers says whether the granted use u is enough for the use need.
func (u Use) Covers(need Use) bool {
	if stem, wild := strings.CutSuffix(string(u), ".*"); wild {
		return string(need) == stem || strings.HasPrefix(string(need), stem+".")
	}
	return u == need
}

// essential says whether u is in the branch of fideslang that a security context may grant.
func (u Use) essential() bool { return Use("essential.*").Covers(u) || u == "essential.*" }

// Context is a collection context: where on the platform people were asked for a contact, and what they were told.
type Context struct {
	Class    Class
	Grants   []Use    // sorted
	Evidence bool     // a record must carry the notice's version and the time of consent
	Notices  []string // versions of the notice that carry the grants, sorted; empty: any
	// Verified lists the types of identifiers that people have shown to be theirs before they are stored here, sorted.
	Verified []identity.Type
}

// Rule says which granted uses a purpose needs: all of Requires and, unless it is empty, at least one of AnyOf. One of
// the two is not empty.
type Rule struct {
	Requires []Use // sorted
	AnyOf    []Use // sorted
}

// Policy is a checked policy; see Parse. It is immutable and safe for concurrent use. The zero value has no contexts
// and no purposes.
type Policy struct {
	contexts map[string]Context
	purposes map[string]Rule
	datasets map[string]map[string]Rule // rules of single datasets, before those of purposes
	// populations has the people that datasets are about, where several are about the same.
	populations map[string]string
}

// Open reads the policy file at path.
func Open(path string) (*Policy, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("policy %s: %w", path, err)
	}
	return p, nil
}

// Contexts lists the names of the policy's contexts, sorted.
func (p *Policy) Contexts() []string { return slices.Sorted(maps.Keys(p.contexts)) }

// Context returns a context by name.
func (p *Policy) Context(name string) (Context, bool) {
	c, ok := p.contexts[name]
	return c, ok
}

// Purposes lists the names of a dataset's purposes, sorted. "" stands for any dataset without rules of its own.
func (p *Policy) Purposes(dataset string) []string {
	names := slices.Collect(maps.Keys(p.purposes))
	names = slices.AppendSeq(names, maps.Keys(p.datasets[dataset]))
	slices.Sort(names)
	return slices.Compact(names)
}

// Datasets are those that the policy names: for rules of their own, or for whom they are about.
func (p *Policy) Datasets() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(p.datasets)), maps.Keys(p.populations))
	slices.Sort(names)
	return slices.Compact(names)
}

// Rule returns the rule of a purpose for a dataset.
func (p *Policy) Rule(dataset, purpose string) (Rule, bool) {
	if r, ok := p.datasets[dataset][purpose]; ok {
		return r, true
	}
	r, ok := p.purposes[purpose]
	return r, ok
}

// Population names the people that a dataset is about. An owner has one budget for a population, whichever of its
// datasets it asks. It is the dataset's own name unless the policy names another.
func (p *Policy) Population(dataset string) string {
	if name, ok := p.populations[dataset]; ok {
		return name
	}
	return dataset
}

// Digest is SHA-256 over the policy's meaning, so that comments, order and spelling of the file don't matter. The
// hashed text is UTF-8, one line for each fact, each ending in LF, names sorted bytewise within each group:
//
//	blindmatch policy v1
//	context NAME class=CLASS evidence=required|optional
//	grant CONTEXT USE
//	notice CONTEXT VERSION
//	verified CONTEXT TYPE
//	requires DATASET PURPOSE USE
//	any_of DATASET PURPOSE USE
//	population DATASET NAME
//
// The lines of one context follow each other in that order, and so do those of one purpose; contexts come first, then
// purposes, then datasets, then populations. DATASET is "*" for the rules under purposes. None of the parts can contain a space or a LF.
func (p *Policy) Digest() [32]byte { return sha256.Sum256([]byte(p.Text())) }

// Text is what Digest hashes.
func (p *Policy) Text() string {
	var b strings.Builder
	b.WriteString("blindmatch policy v1\n")
	for _, name := range p.Contexts() {
		c := p.contexts[name]
		evidence := "optional"
		if c.Evidence {
			evidence = "required"
		}
		fmt.Fprintf(&b, "context %s class=%s evidence=%s\n", name, c.Class, evidence)
		for _, u := range c.Grants {
			fmt.Fprintf(&b, "grant %s %s\n", name, u)
		}
		for _, n := range c.Notices {
			fmt.Fprintf(&b, "notice %s %s\n", name, n)
		}
		for _, t := range c.Verified {
			fmt.Fprintf(&b, "verified %s %s\n", name, t)
		}
	}
	rules := func(dataset string, of map[string]Rule) {
		for _, name := range slices.Sorted(maps.Keys(of)) {
			for _, u := range of[name].Requires {
				fmt.Fprintf(&b, "requires %s %s %s\n", dataset, name, u)
			}
			for _, u := range of[name].AnyOf {
				fmt.Fprintf(&b, "any_of %s %s %s\n", dataset, name, u)
			}
		}
	}
	rules("*", p.purposes)
	for _, dataset := range slices.Sorted(maps.Keys(p.datasets)) {
		rules(dataset, p.datasets[dataset])
	}
	for _, dataset := range slices.Sorted(maps.Keys(p.populations)) {
		fmt.Fprintf(&b, "population %s %s\n", dataset, p.populations[dataset])
	}
	return b.String()
}
