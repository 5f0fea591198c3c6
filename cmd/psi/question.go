package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/spf13/cobra"
)

// question is how precise an answer is to be, and what of the platform's set is counted in.
type question struct {
	within string
	slice  string
	fast   bool

	asked advertiser.Question
}

func (q *question) register(c *cobra.Command, slices bool) {
	fs := c.Flags()
	fs.StringVar(&q.within, "within", "", "choose the noise so that 95 of 100 answers are within that many people, such as 500, or that part of your rows, such as 1% (default: the least noise that the platform offers)")
	if slices {
		fs.StringVar(&q.slice, "slice", "", "count in a random slice of the platform's set only, 1/4, 1/8 … or 1/1024, and estimate the rest: faster and cheaper, less precise")
		fs.BoolVar(&q.fast, "fast", false, "choose a slice that this machine counts in about the time that your list takes, at the price of a whole count")
	}
}

// parse reads the flags.
func (q *question) parse() (err error) {
	given := 0
	for _, set := range []bool{q.within != "", q.slice != "", q.fast} {
		if set {
			given++
		}
	}
	if given > 1 {
		return cli.Usagef("--within, --slice and --fast each choose the noise: give one of them")
	}
	if q.slice != "" {
		if q.asked.Slice, err = psi.ParseSlice(q.slice); err != nil {
			return cli.Usagef("--%w", err)
		}
	}
	if q.within != "" {
		if q.asked.Within, err = parseBound(q.within); err != nil {
			return cli.Usagef("--within: %w", err)
		}
	}
	q.asked.Fast = q.fast
	return nil
}

func parseBound(s string) (b advertiser.Bound, err error) {
	want := fmt.Errorf("%.40q: want a number of people such as 500, or a part of your rows such as 1%%", s)
	if percent, ok := strings.CutSuffix(s, "%"); ok {
		f, err := strconv.ParseFloat(strings.TrimSpace(percent), 64)
		if err != nil || !(f > 0 && f <= 100) {
			return b, want
		}
		return advertiser.Bound{Fraction: f / 100}, nil
	}
	if b.People, err = strconv.ParseUint(strings.ReplaceAll(s, ",", ""), 10, 40); err != nil || b.People == 0 {
		return b, want
	}
	return b, nil
}

// priced says what is about to be paid, and of what.
func priced(p advertiser.Price, of *psi.Prices) string {
	switch {
	case p.Exact:
		return "exact numbers, by contract: they cost nothing"
	case p.Charged == (psi.Epsilon{}):
		return "this costs nothing"
	}
	return fmt.Sprintf("this costs ε %s; left before it: %s in 30 days, %s in 365 days", amount(p.Charged), amount(of.Month), amount(of.Year))
}

// amount is an ε for people, with all its millionths.
func amount(e psi.Epsilon) string {
	return strings.TrimSuffix(strings.TrimRight(e.Rat().FloatString(6), "0"), ".")
}
