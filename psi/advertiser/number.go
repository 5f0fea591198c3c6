package advertiser

import (
	"fmt"
	"math"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/estimate"
)

// Number is what was released, and what it says of the whole list.
type Number struct {
	psi.Released
	// People is the number, scaled up if it is a slice's, without the shift if it is one of handles; nil if it is below
	// the floor.
	People *uint64           `json:"people"`
	Within estimate.Interval `json:"interval_95"` // the true number is in it in 95 of 100 cases
}

// Number is what was told of the whole list; nil if nothing was.
func (o *Outcome) Number() (*Number, error) {
	if o.Released == nil {
		return nil, nil
	}
	n, err := o.number(*o.Released, max(1, len(o.Segments)), o.Size())
	return &n, err
}

// Numbers are what was told of each segment, if there are several.
func (o *Outcome) Numbers() (all []Number, err error) {
	for i, v := range o.Segments {
		n, err := o.number(v, 1, o.Sizes[i])
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// number says what a released number, which is noised terms times, tells of a list of so many distinct identifiers.
// Rows would not do: one can have one user's e-mail address and another's phone number, and then counts twice.
func (o *Outcome) number(v psi.Released, terms int, size uint64) (n Number, err error) {
	n.Released = v
	capacity := o.PlatformSet.Records()
	most := min(size, capacity)
	if o.Slice.Whole() {
		n.Within, err = estimate.Released(v, terms, most)
		if v.Value != nil {
			people := uint64(max(0, *v.Value))
			if noise, err := psi.ParseNoise(v.Noise); err == nil {
				people -= min(people, noise.Shift)
			}
			n.People = &people
		}
		return n, err
	}
	e, err := estimate.Slice(*v.Value, o.Slice.Slice, capacity, spread(o.Price.Epsilon, terms), most)
	n.People, n.Within = &e.Value, e.Interval
	return n, err
}

// spread is the ε of one noise that spreads as much as the sum of several of ε e.
func spread(e psi.Epsilon, terms int) psi.Epsilon {
	if terms == 1 {
		return e
	}
	f, _ := e.Rat().Float64()
	x, err := psi.ParseEpsilon(fmt.Sprintf("%.6f", math.Max(f/math.Sqrt(float64(terms)), 1e-6)))
	if err != nil {
		return e
	}
	return x
}
