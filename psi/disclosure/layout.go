package disclosure

import (
	"fmt"
	"math/bits"

	"github.com/blindmatch/blindmatch/psi"
)

// Classes are the widths that groups may have: 1, 2, 4, 8 and 16 elements.
const Classes = 5

// Layout says how the groups of a dataset are arranged in sections, and how much room those have. It is a function of
// noised numbers, drawn once for a while: what clients see of a dataset's size changes then only. SPEC.md §5.4.
type Layout struct {
	// Into is the width of the section that the groups of each class are in. If it is narrower than the class, they are
	// cut to it. 0: there are no sections.
	Into [Classes]uint64 `json:"into"`
	// Capacity of each section, by class of its width; 0: there is none.
	Capacity [Classes]uint64 `json:"capacity"`
}

const (
	// LeastSection is the least number of groups, noised, in a section, and one in leastShare of all: one with a single
	// user in it would name him, and a small one beside large ones is where an advertiser that deviates gains most.
	LeastSection = 1000
	leastShare   = 100
	headroom     = 20 // a section has room for one group more in so many
)

// layoutEpsilon is the ε of the numbers that a layout is drawn from.
var layoutEpsilon = mustEpsilon("1/10")

// DrawLayout arranges groups, of which there are so many in each class. It fails if there are too few of them.
func DrawLayout(groups [Classes]uint64) (Layout, error) {
	return drawLayout(groups, source(random).laplace)
}

func drawLayout(groups [Classes]uint64, draw func(psi.Epsilon) int64) (Layout, error) {
	var noised [Classes]uint64
	for i, n := range groups {
		noised[i] = uint64(max(0, int64(n)+draw(layoutEpsilon)))
	}
	l, ok := arrange(noised)
	if !ok {
		return Layout{}, psi.Errorf(psi.CodeDatasetTooSmall, "the dataset has fewer than %d contact groups", LeastSection)
	}
	shift := psi.HandleNoise(layoutEpsilon).Shift
	for i := range l.Capacity {
		c, n, merged := uint64(0), uint64(0), uint64(0)
		for class, into := range l.Into {
			if into == 1<<i {
				c, n, merged = c+noised[class], n+groups[class], merged+1
			}
		}
		if merged > 0 {
			l.Capacity[i] = capacity(1<<i, n, c+merged*shift)
		}
	}
	return l, nil
}

// arrange says where each class goes. A section with too few groups is merged into the next wider one. If it is the
// widest, its groups are cut to the width of the next narrower section.
func arrange(noised [Classes]uint64) (l Layout, ok bool) {
	all := uint64(0)
	for _, n := range noised {
		all += n
	}
	widest, waiting, from := -1, uint64(0), 0
	for i, n := range noised {
		if waiting += n; waiting < max(LeastSection, all/leastShare) {
			continue
		}
		for j := from; j <= i; j++ {
			l.Into[j] = 1 << i
		}
		widest, waiting, from = i, 0, i+1
	}
	if widest < 0 {
		return l, false
	}
	for j := from; j < Classes; j++ {
		l.Into[j] = 1 << widest
	}
	return l, true
}

// capacity is the least capacity of a section with headroom for want groups. It always has room for n; want is less than
// that once in 2^30 cases.
func capacity(width, n, want uint64) uint64 {
	want = max(n, want+want/headroom)
	p := psi.Part{Width: width, Size: (want + psi.SliceUnits - 1) / psi.SliceUnits * psi.SliceUnits}
	for p.Size < want+psi.LeastSentinels(p) {
		p.Size += psi.SliceUnits
	}
	return p.Size
}

// Sections are the widths and capacities of the sections.
func (l *Layout) Sections() []psi.Part {
	var parts []psi.Part
	for i, c := range l.Capacity {
		if c > 0 {
			parts = append(parts, psi.Part{Width: 1 << i, Size: c})
		}
	}
	return parts
}

// Groups is the number of groups in the section of a width.
func (l *Layout) Groups(width uint64, groups [Classes]uint64) (n uint64) {
	for class, into := range l.Into {
		if into == width {
			n += groups[class]
		}
	}
	return n
}

// Holds says why the layout has no room for so many groups in each class, or nil.
func (l *Layout) Holds(groups [Classes]uint64) error {
	if len(l.Sections()) == 0 {
		return fmt.Errorf("a layout without sections")
	}
	for _, p := range l.Sections() {
		if err := psi.CheckCapacity(l.Groups(p.Width, groups), p); err != nil {
			return err
		}
	}
	return nil
}

// ClassOf is the class of a width.
func ClassOf(width uint64) int { return bits.TrailingZeros64(width) }
