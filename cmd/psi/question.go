package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/forecast"
	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/estimate"
	"github.com/spf13/cobra"
)

// question is how precise an answer is to be, and what of the platform's set is counted in.
type question struct {
	within string
	slice  string
	fast   bool

	bound   bound
	counted psi.Slice
}

// bound is a --within: a number of people, or a fraction of the list's rows.
type bound struct {
	people   uint64
	fraction float64 // 0: people is meant
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
		if q.counted, err = psi.ParseSlice(q.slice); err != nil {
			return cli.Usagef("--%w", err)
		}
	}
	if q.within != "" {
		if q.bound, err = parseBound(q.within); err != nil {
			return cli.Usagef("--within: %w", err)
		}
	}
	return nil
}

func parseBound(s string) (b bound, err error) {
	want := fmt.Errorf("%.40q: want a number of people such as 500, or a part of your rows such as 1%%", s)
	if percent, ok := strings.CutSuffix(s, "%"); ok {
		f, err := strconv.ParseFloat(strings.TrimSpace(percent), 64)
		if err != nil || !(f > 0 && f <= 100) {
			return b, want
		}
		return bound{fraction: f / 100}, nil
	}
	if b.people, err = strconv.ParseUint(strings.ReplaceAll(s, ",", ""), 10, 40); err != nil || b.people == 0 {
		return b, want
	}
	return b, nil
}

// of is the number of people for a list of so many rows.
func (b bound) of(rows uint64) uint64 {
	if b.fraction > 0 {
		return uint64(math.Max(1, b.fraction*float64(rows)))
	}
	return b.people
}

// decide chooses ε and slice for a list, and says what that costs and gives.
func (q *question) decide(cfg *advertiser.Config, info *psi.DatasetInfo, l *psi.MaskedList, rows uint64, notice func(string)) error {
	cfg.Slice = q.counted
	precision := ""
	switch {
	case q.within != "":
		least, most := advertiser.Bounds(info, cfg.Slice)
		p := estimate.ForWithin(q.bound.of(rows), least, most)
		cfg.Epsilon = p.Epsilon
		if precision = p.String(); info.Prices.Exact && cfg.Mode == psi.Count {
			precision = "" // the number has no noise
		}
	case q.fast:
		plan, err := q.plan(info, l)
		if err != nil {
			return err
		}
		cfg.Slice, cfg.Epsilon, precision = plan.Slice, plan.Drawn, plan.String()
		if least, _ := advertiser.Bounds(info, cfg.Slice); cfg.Epsilon.Cmp(least) < 0 {
			cfg.Epsilon = least
		}
	}
	price, err := advertiser.PriceOf(info, cfg)
	if err != nil {
		return err
	}
	for _, line := range []string{precision, priced(price, &info.Prices)} {
		if line != "" && notice != nil {
			notice(line)
		}
	}
	return nil
}

// plan is the slice for --fast.
func (q *question) plan(info *psi.DatasetInfo, l *psi.MaskedList) (estimate.Plan, error) {
	suite, err := ecdh.ParseSuite(info.Suite)
	if err != nil {
		return estimate.Plan{}, err
	}
	mask, remask := forecast.Rates(suite)
	most := info.Prices.Most
	for _, left := range []psi.Epsilon{info.Prices.Month, info.Prices.Year} {
		if !info.Prices.Exact && left.Cmp(most) < 0 {
			most = left
		}
	}
	return estimate.Fast(estimate.Task{
		Size: l.Size(), List: l.Set.Items(), Capacity: info.Size(), Elements: psi.Set{Parts: info.Sections}.Items(),
		Mask: mask, Remask: remask, Most: most, MostWhole: info.Prices.Most,
	}), nil
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
