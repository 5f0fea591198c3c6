package purpose

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// Record is what a platform knows about some of a user's contacts: where they were collected, and what was granted
// there.
type Record struct {
	User    string  // the platform's own reference
	Values  []Value // match keys; all were collected in the same contexts
	Context string  // collection context; several are separated by ';'
	Grants  string  // uses granted by this person, separated by ';'; "" means the context's own, ";" none

	Evidence
}

// Value is one contact, as a match key.
type Value struct {
	Type identity.Type
	Key  identity.Key
	// Verified says that the source knows the contact to be this person's: the person has shown to receive what is sent
	// there. It opens nothing; see Context.Verified.
	Verified bool
}

// Evidence is what is known about how and when the grant was given. The zero value means no evidence and no objection.
type Evidence struct {
	Notice   string    // version of the notice that was shown
	Given    time.Time // when the person agreed
	Expires  time.Time // when the grant ends; zero means never
	Revoked  bool      // the grant was taken back
	OptedOut bool      // the person objects to matching, whatever was granted
	// NotOptedIn says that the source asks who agreed, and that this record does not say so.
	NotOptedIn bool
	TCF, GPP   string // the IAB's consent strings, if there are any; see ConsentReader
	Bad        bool   // the source's evidence could not be read
}

// ConsentReader reads the consent strings of the IAB's Transparency and Consent Framework and Global Privacy Platform.
// There is no maintained Go parser for them today, so a platform brings its own; see Gate.WithConsent. It must be safe
// for concurrent use.
//
// A string can close the gate and never opens it.
type ConsentReader interface {
	// Objects says whether one of the strings denies the use of a contact for purpose. An empty string means that there
	// is none. The error contains no data.
	Objects(purpose, tcf, gpp string) (bool, error)
}

// Admitted is a contact that passed a gate. Only a Gate makes one: there is no constructor and no exported field, and
// From is false for the zero value.
type Admitted struct {
	user    string
	value   Value
	context string
	given   time.Time
	gate    *Gate
}

// User is the platform's own reference for the person.
func (a Admitted) User() string { return a.user }

// Value is the contact. It is verified if the source says so, or the policy of the context that let it pass.
func (a Admitted) Value() Value { return a.value }

// Context is the collection context whose grant let the contact pass.
func (a Admitted) Context() string { return a.context }

// Given is when the person agreed; zero if that is not known.
func (a Admitted) Given() time.Time { return a.given }

// From says whether a was made by g.
func (a Admitted) From(g *Gate) bool { return g != nil && a.gate == g }

// Gate decides for one purpose. It is immutable and safe for concurrent use. The zero value is not usable; see
// Policy.Gate.
type Gate struct {
	policy  *Policy
	dataset string
	purpose string
	rule    Rule
	now     time.Time
	consent ConsentReader

	mu     sync.RWMutex
	labels map[label]*verdict
}

// label is the part of a record that many records share.
type label struct{ context, grants string }

// verdict is the judgement on a label, before looking at evidence.
type verdict struct {
	paths  []path // contexts that grant the purpose, in the record's order
	reason Reason // if there are none
	denied int    // contexts that don't
}

type path struct {
	name string
	ctx  Context
}

// Gate returns the gate for a purpose. dataset selects the policy's rules for that dataset, if there are any; "" is
// allowed. Expiry is judged as of now; see At.
func (p *Policy) Gate(dataset, purpose string) (*Gate, error) {
	rule, ok := p.Rule(dataset, purpose)
	if !ok {
		return nil, fmt.Errorf("the policy has no purpose %.80q: it has %s", purpose, strings.Join(p.Purposes(dataset), ", "))
	}
	return &Gate{policy: p, dataset: dataset, purpose: purpose, rule: rule, now: time.Now(), labels: map[label]*verdict{}}, nil
}

// At returns a gate like g that judges expiry as of t.
func (g *Gate) At(t time.Time) *Gate {
	c := g.clone()
	c.now = t
	return c
}

// WithConsent returns a gate like g that asks r about records with consent strings. A gate without a reader excludes
// such records: it can't tell what the strings say.
func (g *Gate) WithConsent(r ConsentReader) *Gate {
	c := g.clone()
	c.consent = r
	return c
}

func (g *Gate) clone() *Gate {
	return &Gate{policy: g.policy, dataset: g.dataset, purpose: g.purpose, rule: g.rule, now: g.now, consent: g.consent, labels: map[label]*verdict{}}
}

// Now is the time as of which g judges expiry.
func (g *Gate) Now() time.Time { return g.now }

// Policy is the policy that g applies.
func (g *Gate) Policy() *Policy { return g.policy }

// Purpose is the purpose that g admits for.
func (g *Gate) Purpose() string { return g.purpose }

// Decision says what happened to a record.
type Decision struct {
	Reason  Reason // Admits, or why not
	Context string // the context that admitted it
	Denied  int    // how many of the record's contexts did not
}

// Admit judges r and appends its values to dst if they may be matched. Either all values of a record are admitted or
// none.
func (g *Gate) Admit(dst []Admitted, r *Record) ([]Admitted, Decision) {
	d := g.Judge(r)
	if d.Reason == Admits {
		verified := g.policy.contexts[d.Context].Verified
		for _, v := range r.Values {
			v.Verified = v.Verified || slices.Contains(verified, v.Type)
			dst = append(dst, Admitted{user: r.User, value: v, context: d.Context, given: r.Given, gate: g})
		}
	}
	return dst, d
}

// Judge is Admit without the effect: it says what would happen to r.
func (g *Gate) Judge(r *Record) Decision {
	v := g.verdict(label{r.Context, r.Grants})
	d := Decision{Reason: v.reason, Denied: v.denied}
	if len(v.paths) == 0 {
		return d
	}
	if d.Reason = g.objection(&r.Evidence); d.Reason != Admits {
		d.Denied += len(v.paths)
		return d
	}
	for _, p := range v.paths {
		reason := p.ctx.checkEvidence(&r.Evidence)
		switch {
		case reason != Admits:
			d.Denied++
			if d.Reason == Admits && d.Context == "" {
				d.Reason = reason
			}
		case d.Context == "":
			d.Reason, d.Context = Admits, p.name
		}
	}
	return d
}

// objection says what speaks against a record in any context.
func (g *Gate) objection(e *Evidence) Reason {
	switch {
	case e.OptedOut:
		return OptedOut
	case e.Revoked:
		return Revoked
	case e.Bad:
		return BadEvidence
	case e.NotOptedIn:
		return NotOptedIn
	case !e.Expires.IsZero() && !e.Expires.After(g.now):
		return Expired
	case !e.Given.IsZero() && e.Given.After(g.now):
		return NotYetGiven
	case e.TCF == "" && e.GPP == "":
		return Admits
	case g.consent == nil:
		return UnreadConsent
	}
	objects, err := g.consent.Objects(g.purpose, e.TCF, e.GPP)
	switch {
	case err != nil:
		return UnreadConsent
	case objects:
		return ConsentDenied
	}
	return Admits
}

func (c Context) checkEvidence(e *Evidence) Reason {
	if c.Evidence && (e.Notice == "" || e.Given.IsZero()) {
		return NoEvidence
	}
	if len(c.Notices) > 0 {
		if e.Notice == "" {
			return NoEvidence
		}
		if !slices.Contains(c.Notices, e.Notice) {
			return UnknownNotice
		}
	}
	return Admits
}

// maxLabels bounds the memory used for a source whose labels are all different.
const maxLabels = 4096

func (g *Gate) verdict(l label) *verdict {
	g.mu.RLock()
	v := g.labels[l]
	g.mu.RUnlock()
	if v != nil {
		return v
	}
	l = label{strings.Clone(l.context), strings.Clone(l.grants)}
	v = g.consider(l)
	g.mu.Lock()
	if len(g.labels) < maxLabels {
		g.labels[l] = v
	}
	g.mu.Unlock()
	return v
}

// isNothing says whether a text stands for no grant. A database's export has it where there is none. It might as well mean
// that nothing replaces the context's own, but what is not said grants nothing.
func isNothing(s string) bool {
	switch strings.ToLower(s) {
	case "null", `\n`, "none", "nil", "nan", "n/a", "#n/a", "undefined", "<null>", "(null)", "[null]", "[]", "{}", `""`, "-":
		return true
	}
	return false
}

// consider judges a record's label.
func (g *Gate) consider(l label) *verdict {
	var own []Use
	replaced, bad := strings.TrimSpace(l.grants) != "", false
	for s := range strings.SplitSeq(l.grants, ";") {
		if s = strings.TrimSpace(s); s == "" || isNothing(s) {
			continue
		}
		u, err := ParseUse(s)
		bad = bad || err != nil
		own = append(own, u)
	}
	v := &verdict{reason: Unlabelled}
	security := false
	deny := func(r Reason) {
		v.denied++
		if r == SecurityContext {
			security = true
		} else if v.reason == Unlabelled {
			v.reason = r
		}
	}
	var seen []string
	for name := range strings.SplitSeq(l.context, ";") {
		name = strings.TrimSpace(name)
		if name == "" || slices.Contains(seen, name) {
			continue
		}
		seen = append(seen, name)
		c, ok := g.policy.contexts[name]
		grants := c.Grants
		if replaced {
			grants = own
		}
		switch {
		case !ok:
			deny(UnknownContext)
		case c.Class == Security: // before grants: nothing in a record can override it
			deny(SecurityContext)
		case bad:
			deny(BadGrants)
		case !g.rule.met(grants):
			deny(NoGrant)
		default:
			v.paths = append(v.paths, path{name, c})
		}
	}
	switch {
	case len(v.paths) > 0:
		v.reason = Admits
	case security && v.reason == Unlabelled:
		v.reason = SecurityContext
	}
	return v
}
