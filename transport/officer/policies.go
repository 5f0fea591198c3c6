package officer

import (
	"slices"
	"strconv"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// policiesPage lists the purpose policies that the ledger has.
type policiesPage struct {
	Policies []policyRow // the newest first
	Rules    []report.Rules
}

// policyRow is a policy of a dataset.
type policyRow struct {
	report.Policy
	InForce bool
	Before  int64 // entry of the one before it, with a text; -1 if there is none
}

func (r *request) policies() (any, error) {
	all, err := r.report(report.All())
	if err != nil {
		return nil, err
	}
	p := &policiesPage{}
	last := map[string]int64{}
	for _, x := range all.Policies {
		of := x.Dataset + " " + x.Purpose
		row := policyRow{Policy: x, Before: -1}
		if before := policyOf(all, x.Dataset, x.Purpose, x.Previous); before != nil && before.Text != "" && x.Text != "" {
			row.Before = before.Entry
		}
		last[of] = x.Entry
		p.Policies = append(p.Policies, row)
	}
	for i := range p.Policies {
		x := &p.Policies[i]
		x.InForce = last[x.Dataset+" "+x.Purpose] == x.Entry
	}
	slices.Reverse(p.Policies)
	p.Rules = slices.Clone(all.Rules)
	slices.Reverse(p.Rules)
	return p, nil
}

// policyPage explains a policy.
type policyPage struct {
	report.Policy
	Contexts []explained
	Others   []policyRow // to compare with
	Lines    []string
	Unread   string // why it can't be explained
}

// explained is a context as a policy has it.
type explained struct {
	purpose.Explanation
	Verdict string // "in", "out" or "never"
	Text    string // in plain words
}

// policyAt is the policy that an entry announced.
func (r *request) policyAt(name string) (*report.Policy, error) {
	all, err := r.report(report.All())
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(r.FormValue(name), 10, 64)
	i := slices.IndexFunc(all.Policies, func(p report.Policy) bool { return p.Entry == n })
	if err != nil || i < 0 {
		return nil, notFound("No entry of this number announces a policy. The list of policies has all that there are.")
	}
	return &all.Policies[i], nil
}

func (r *request) policy() (any, error) {
	x, err := r.policyAt("entry")
	if err != nil {
		return nil, err
	}
	p := &policyPage{Policy: *x, Lines: strings.Split(strings.TrimSpace(x.Text), "\n")}
	p.Contexts, p.Unread = explain(x)
	list, err := r.policies()
	if err != nil {
		return nil, err
	}
	for _, row := range list.(*policiesPage).Policies {
		if row.Dataset == x.Dataset && row.Purpose == x.Purpose && row.Entry != x.Entry && row.Text != "" {
			p.Others = append(p.Others, row)
		}
	}
	return p, nil
}

// explain says in plain words what a policy does with each context, or why that can't be said.
func explain(x *report.Policy) (all []explained, unread string) {
	if x.Text == "" {
		return nil, "The ledger has only the digest of this policy, not its text."
	}
	p, err := purpose.ParseText(x.Text)
	if err != nil {
		return nil, "This version of the pages can't explain it: " + err.Error() + "."
	}
	for _, e := range p.Explain(x.Dataset) {
		if e.Purpose != x.Purpose {
			continue
		}
		all = append(all, explained{e, verdictOf(&e), verdictWords(&e)})
	}
	return all, ""
}

func verdictOf(e *purpose.Explanation) string {
	switch e.Reason {
	case purpose.Admits:
		return "in"
	case purpose.SecurityContext:
		return "never"
	}
	return "out"
}

func verdictWords(e *purpose.Explanation) string {
	var text string
	switch verdictOf(e) {
	case "never":
		return "Never let in. People gave these contacts to protect their accounts; the program itself denies them, whatever a policy or a record says."
	case "in":
		text = "Let in: people were asked there for " + usesWords(e.Grants) + ". A record that grants less than that, or whose owner objected or withdrew, stays out."
	default:
		lacks := usesWords(e.Missing)
		if len(e.OneOf) > 0 {
			names := make([]string, len(e.OneOf))
			for i, u := range e.OneOf {
				names[i] = useWords(u)
			}
			if lacks != "" {
				lacks += ", and "
			}
			lacks += "one of " + listed(names, "or")
		}
		text = "Kept out: nobody was asked there for " + lacks + ". A record with a grant of its own for that is let in."
	}
	if e.Evidence {
		text += " A record must show which notice the person saw, and when the person agreed."
	}
	if len(e.Notices) > 0 {
		text += " Only these versions of the notice count: " + listed(e.Notices, "and") + "."
	}
	if e.MaybeSecurity {
		text += " Its name may be about security: make sure that nobody gives contacts there for security."
	}
	return text
}

// comparePage is what changed from one policy to another.
type comparePage struct {
	From, To *report.Policy
	Changes  []change
	Same     []string // contexts
	Lines    *report.Change
	Unread   string
}

// change is what changed for a context.
type change struct {
	Context          string
	What             string
	Before, After    string
	VerdictWas, Goes string
}

func (r *request) compare() (any, error) {
	from, err := r.policyAt("from")
	if err != nil {
		return nil, err
	}
	to, err := r.policyAt("to")
	if err != nil {
		return nil, err
	}
	p := &comparePage{From: from, To: to, Lines: report.Diff(from.Text, to.Text)}
	were, unread := explain(from)
	are, unreadToo := explain(to)
	if p.Unread = unread + unreadToo; p.Unread != "" {
		return p, nil
	}
	find := func(all []explained, name string) *explained {
		if i := slices.IndexFunc(all, func(e explained) bool { return e.Context == name }); i >= 0 {
			return &all[i]
		}
		return nil
	}
	for i := range were {
		was := &were[i]
		is := find(are, was.Context)
		switch {
		case is == nil:
			p.Changes = append(p.Changes, change{was.Context, "no longer known: its contacts are kept out", was.Text, "", was.Verdict, "out"})
		case is.Text == was.Text && is.Class == was.Class:
			p.Same = append(p.Same, was.Context)
		case is.Verdict != was.Verdict:
			p.Changes = append(p.Changes, change{was.Context, map[string]string{"in": "let in since", "out": "kept out since", "never": "never let in since"}[is.Verdict], was.Text, is.Text, was.Verdict, is.Verdict})
		default:
			p.Changes = append(p.Changes, change{was.Context, "other conditions", was.Text, is.Text, was.Verdict, is.Verdict})
		}
	}
	for i := range are {
		if is := &are[i]; find(were, is.Context) == nil {
			p.Changes = append(p.Changes, change{is.Context, "new", "", is.Text, "", is.Verdict})
		}
	}
	return p, nil
}

// policyOf is a dataset's policy by its digest, nil if the ledger has none.
func policyOf(all *report.Report, dataset, purpose string, digest psi.Digest) *report.Policy {
	for i := range all.Policies {
		if p := &all.Policies[i]; p.Dataset == dataset && p.Purpose == purpose && p.Digest == digest {
			return p
		}
	}
	return nil
}
