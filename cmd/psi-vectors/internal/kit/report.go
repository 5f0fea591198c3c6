// Package kit is what both sides of the conformance kit share: the numbered rules of SPEC.md, a report, and an
// advertiser that checks nothing of what it is told and can deviate at every step.
package kit

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Verdict is what became of a case or of a rule.
type Verdict string

const (
	Passed    Verdict = "passed"
	Failed    Verdict = "failed"
	NotTested Verdict = "not tested"
)

// Case is one thing that was tried.
type Case struct {
	Name    string  `json:"case"`
	Musts   []int   `json:"musts"`
	What    string  `json:"what"` // that was done to the program under test
	Verdict Verdict `json:"verdict"`
	Saw     string  `json:"saw,omitempty"` // what it did, or why it was not tested
}

// Rule is what is known of a numbered rule.
type Rule struct {
	Number  int      `json:"must"`
	What    string   `json:"what"`
	Verdict Verdict  `json:"verdict"`
	Cases   []string `json:"cases,omitempty"`
	Why     string   `json:"why,omitempty"` // it was not tested
}

// Report is the outcome of a run of the kit.
type Report struct {
	Tested string `json:"tested"` // "client" or "server"
	Passed int    `json:"passed"` // rules
	Failed int    `json:"failed"`
	Others int    `json:"not_tested"`
	Cases  []Case `json:"cases"`
	Rules  []Rule `json:"musts"`
}

// NewReport sums cases up by rule. A rule has failed if one of its cases has, and passed if the others have.
func NewReport(tested string, cases []Case) *Report {
	r := &Report{Tested: tested, Cases: cases}
	for _, m := range Musts() {
		rule := Rule{Number: m.Number, What: m.What, Verdict: NotTested, Why: m.Server}
		if tested == "client" {
			rule.Why = m.Client
		}
		for _, c := range cases {
			if !slices.Contains(c.Musts, m.Number) {
				continue
			}
			switch {
			case c.Verdict == Failed || c.Verdict == Passed && rule.Verdict == NotTested:
				rule.Verdict, rule.Why = c.Verdict, ""
			case c.Verdict == NotTested && rule.Verdict == NotTested:
				rule.Why = c.Saw
			}
			if c.Verdict != NotTested {
				rule.Cases = append(rule.Cases, c.Name)
			}
		}
		if rule.Verdict == NotTested && rule.Why == "" {
			rule.Why = "none of its cases was run"
		}
		switch rule.Verdict {
		case Passed:
			r.Passed++
		case Failed:
			r.Failed++
		default:
			r.Others++
		}
		r.Rules = append(r.Rules, rule)
	}
	return r
}

// Err says that a rule, or a case without one, has failed; nil if none has.
func (r *Report) Err() error {
	var names []string
	for _, c := range r.Cases {
		if c.Verdict == Failed {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d cases failed: %s", len(names), len(r.Cases), strings.Join(names, ", "))
}

// Print writes the report as text.
func (r *Report) Print(w io.Writer) error {
	if err := PrintCases(w, r.Cases); err != nil {
		return err
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, x := range r.Rules {
		why := x.Why
		if len(x.Cases) > 0 {
			why = strings.Join(x.Cases, ", ")
		}
		fmt.Fprintf(t, "%s\tM%d\t%s\t%s\n", label(x.Verdict), x.Number, x.What, why)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nof %d rules the %s keeps %d and breaks %d; %d were not tested\n", len(r.Rules), r.Tested, r.Passed, r.Failed, r.Others)
	return err
}

// PrintCases writes a line for each case, and one more for what went wrong.
func PrintCases(w io.Writer, cases []Case) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range cases {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", label(c.Verdict), c.Name, numbers(c.Musts), c.What)
		if c.Saw != "" && c.Verdict != Passed {
			fmt.Fprintf(t, "\t\t\t%s\n", c.Saw)
		}
	}
	return t.Flush()
}

func label(v Verdict) string {
	switch v {
	case Passed:
		return "pass"
	case Failed:
		return "FAIL"
	}
	return "-"
}

func numbers(musts []int) string {
	var all []string
	for _, n := range musts {
		all = append(all, fmt.Sprintf("M%d", n))
	}
	return strings.Join(all, " ")
}
