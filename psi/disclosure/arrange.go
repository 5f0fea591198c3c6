package disclosure

import (
	"iter"

	"github.com/blindmatch/blindmatch/psi"
)

// Arrange is the sections of a dataset with so many groups in each class; each yields those of a class. Groups of wider
// classes are cut to the width of their section.
func (l *Layout) Arrange(groups [Classes]uint64, each func(class int) iter.Seq2[psi.Group, error]) []psi.Section {
	var sections []psi.Section
	for _, p := range l.Sections() {
		sections = append(sections, psi.Section{Width: p.Width, Capacity: p.Size, Groups: l.Groups(p.Width, groups), Each: l.arranged(p.Width, each)})
	}
	return sections
}

func (l *Layout) arranged(width uint64, each func(class int) iter.Seq2[psi.Group, error]) iter.Seq2[psi.Group, error] {
	return func(yield func(psi.Group, error) bool) {
		for class, into := range l.Into {
			if into != width {
				continue
			}
			for g, err := range each(class) {
				g.Elements = g.Elements[:min(uint64(len(g.Elements)), width)]
				if !yield(g, err) {
					return
				}
			}
		}
	}
}
