package advertiser

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/estimate"
)

// Question is how precise an answer is to be, and what of the platform's set is counted in. One of its fields may be
// set. The zero value is the least noise that the platform offers, and all of its set.
type Question struct {
	// Within chooses the noise so that 95 of 100 answers are within so many people.
	Within Bound
	// Slice counts in a random slice of the platform's set, and estimates the rest: faster and cheaper, less precise.
	Slice psi.Slice
	// Fast chooses a slice that this machine counts in about the time that the list takes, at the price of a whole count.
	Fast bool
}

// Bound is a number of people, or a fraction of the list's rows: one of the two.
type Bound struct {
	People   uint64
	Fraction float64
}

// IsZero says whether b is the zero value.
func (b Bound) IsZero() bool { return b == Bound{} }

// Of is the number of people for a list of so many rows.
func (b Bound) Of(rows uint64) uint64 {
	if b.Fraction > 0 {
		return uint64(math.Max(1, b.Fraction*float64(rows)))
	}
	return b.People
}

// Check says what is wrong with q, if anything.
func (q *Question) Check() error {
	given := 0
	for _, set := range []bool{!q.Within.IsZero(), !q.Slice.Whole(), q.Fast} {
		if set {
			given++
		}
	}
	if given > 1 {
		return errors.New("a bound, a slice and a fast count each choose the noise: ask for one of them")
	}
	if f := q.Within.Fraction; f != 0 && (!(f > 0 && f <= 1) || q.Within.People != 0) {
		return fmt.Errorf("a bound of %g of the rows, and of %d people: want one of the two, and of rows more than 0, and 1 at most", f, q.Within.People)
	}
	return nil
}

// decide chooses ε and slice for a list, and says in words what that gives.
func (q *Question) decide(cfg *Config, info *psi.DatasetInfo, l *psi.MaskedList, rows uint64) (precision string, err error) {
	cfg.Slice = q.Slice
	switch {
	case !q.Within.IsZero():
		least, most := Bounds(info, cfg.Slice)
		p := estimate.ForWithin(q.Within.Of(rows), least, most)
		cfg.Epsilon = p.Epsilon
		if info.Prices.Exact && cfg.Mode == psi.Count {
			return "", nil // the number has no noise
		}
		return p.String(), nil
	case q.Fast:
		plan, err := fastest(info, l)
		if err != nil {
			return "", err
		}
		cfg.Slice, cfg.Epsilon = plan.Slice, plan.Drawn
		if least, _ := Bounds(info, cfg.Slice); cfg.Epsilon.Cmp(least) < 0 {
			cfg.Epsilon = least
		}
		return plan.String(), nil
	}
	return "", nil
}

// fastest is the slice that a list takes as long as.
func fastest(info *psi.DatasetInfo, l *psi.MaskedList) (estimate.Plan, error) {
	suite, err := ecdh.ParseSuite(info.Suite)
	if err != nil {
		return estimate.Plan{}, err
	}
	mask, remask := Rates(suite)
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

// Rates are how many points this machine masks and remasks in a second. Measuring them takes a moment.
func Rates(suite ecdh.Suite) (mask, remask float64) {
	const n = 4096
	items := make([][]byte, n)
	for i := range items {
		items[i] = make([]byte, 32)
		rand.Read(items[i])
	}
	elements := make([]ecdh.Element, n)
	k := suite.GenerateKey()
	defer k.Destroy()
	mask = n / shortest(func() { k.Mask(elements, items) }).Seconds()
	remask = n / shortest(func() {
		if _, err := k.Remask(elements, elements); err != nil {
			panic("advertiser: internal error: " + err.Error())
		}
	}).Seconds()
	return mask, remask
}

// shortest is the shortest of three runs.
func shortest(f func()) time.Duration {
	best := time.Duration(math.MaxInt64)
	for range 3 {
		start := time.Now()
		f()
		best = min(best, time.Since(start))
	}
	return best
}
