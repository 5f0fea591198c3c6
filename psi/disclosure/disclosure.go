// Package disclosure decides what leaves the platform of an intersection's
// size. In this version that is the exact size under a floor, and every release
// says so: a floor alone is no defence against planted accounts (SPEC.md §10).
package disclosure

import (
	"fmt"

	"github.com/blindmatch/blindmatch/psi"
)

// The defaults and the least values of the floors, in elements.
var (
	defaults = psi.Floors{List: 1000, Dataset: 10000, Report: 100}
	least    = psi.Floors{List: 100, Dataset: 1000, Report: 50}
)

// Rules are floors within bounds. The zero value is not usable.
type Rules struct{ floors psi.Floors }

// NewRules takes floors, of which a 0 stands for the default (1,000 list
// elements, 10,000 dataset elements, 100 matches), and names the one that is
// under its bound (100, 1,000, 50).
func NewRules(f psi.Floors) (*Rules, error) {
	for _, x := range []struct {
		what            string
		value           *uint64
		fallback, least uint64
	}{
		{"least list size", &f.List, defaults.List, least.List},
		{"least dataset size", &f.Dataset, defaults.Dataset, least.Dataset},
		{"reporting floor", &f.Report, defaults.Report, least.Report},
	} {
		if *x.value == 0 {
			*x.value = x.fallback
		}
		if *x.value < x.least {
			return nil, fmt.Errorf("%s %d: want at least %d", x.what, *x.value, x.least)
		}
	}
	return &Rules{floors: f}, nil
}

// Floors returns the floors in force.
func (r *Rules) Floors() psi.Floors { return r.floors }

// CheckList refuses a list below the floor.
func (r *Rules) CheckList(size uint64) error {
	if size < r.floors.List {
		return psi.Errorf(psi.CodeListTooSmall, "the list has %d distinct identifiers; this platform matches lists of at least %d", size, r.floors.List)
	}
	return nil
}

// CheckDataset refuses a dataset below the floor.
func (r *Rules) CheckDataset(size uint64) error {
	if size < r.floors.Dataset {
		return psi.Errorf(psi.CodeDatasetTooSmall, "the dataset has %d identifiers of this type; this platform matches datasets of at least %d", size, r.floors.Dataset)
	}
	return nil
}

// Release turns the exact size of an intersection into what is told of it.
func (r *Rules) Release(exact uint64) psi.Released {
	out := psi.Released{Floor: r.floors.Report, Noise: "none"}
	if exact < r.floors.Report {
		out.BelowFloor = true
	} else {
		out.Value = &exact
	}
	return out
}
