package audit

import (
	"context"
	"slices"

	"github.com/blindmatch/blindmatch/psi/dataset"
)

// Compare compares what was opened with the table: each group must be a contact group of admitted identifiers, whole,
// once, in the section that it belongs to, and of the same users. t was read without LeftOut.
func (c *Checked) Compare(ctx context.Context, t *Table) (*Report, error) {
	x := &comparison{c: c, t: t, seen: map[uint64]bool{}, erased: map[string]bool{}}
	if err := x.lookUp(ctx); err != nil {
		return nil, err
	}
	r := c.report
	var excused []Way
	for i := range c.groups {
		g := &c.groups[i]
		way := g.way
		if way == "" {
			var err error
			if way, err = x.way(g, x.numbers[i]); err != nil {
				return nil, err
			}
		}
		if way == "" {
			continue
		}
		switch ok, err := x.excused(g, way, x.numbers[i]); {
		case err != nil:
			return nil, err
		case ok:
			excused = append(excused, way)
		default:
			r.count(way, 1)
		}
	}
	if n := uint64(len(excused)); !c.excuses(n) {
		r.Unexcused = n
		for _, way := range excused {
			r.count(way, 1)
		}
	} else {
		r.ErasedSince = n
		for _, way := range excused {
			if way == Unopened {
				r.Real++
			}
		}
	}
	r.ErasedBefore = t.leftOut()
	r.Sections = x.sections()
	return &r, nil
}

// comparison is a Compare under way.
type comparison struct {
	c       *Checked
	t       *Table
	numbers [][]int64              // of the elements of each group; -1 if it is not in the table
	of      map[uint64]*tableGroup // by element
	seen    map[uint64]bool        // the table's groups that a group was compared with
	erased  map[string]bool        // users by whom a group was excused
}

// lookUp finds all identifiers and their groups in the table.
func (x *comparison) lookUp(ctx context.Context) error {
	var ids []identifier
	for i := range x.c.groups {
		ids = append(ids, x.c.groups[i].ids...)
	}
	numbers, err := x.t.find(ids)
	if err != nil {
		return err
	}
	wanted := map[uint64]bool{}
	for _, n := range numbers {
		if n >= 0 {
			wanted[uint64(n)] = true
		}
	}
	for i := range x.c.groups {
		k := len(x.c.groups[i].ids)
		x.numbers, numbers = append(x.numbers, numbers[:k]), numbers[k:]
	}
	x.of, err = x.t.groupsOf(ctx, wanted)
	return err
}

// way says in which way a group differs from the table, or "".
func (x *comparison) way(g *checkedGroup, numbers []int64) (Way, error) {
	var of *tableGroup
	var loose []uint64
	mixed := false
	for _, n := range numbers {
		if n < 0 {
			return Foreign, nil
		}
		switch group := x.of[uint64(n)]; {
		case group == nil:
			loose = append(loose, uint64(n))
		case of == nil:
			of = group
		default:
			mixed = mixed || group != of
		}
	}
	if of == nil || mixed {
		return Mixed, nil
	}
	users, err := x.users(of)
	if err != nil {
		return "", err
	}
	for _, n := range loose {
		if ok, err := x.tied(n, users); err != nil {
			return "", err
		} else if !ok {
			return Mixed, nil
		}
	}
	if x.seen[of.number] {
		return Twice, nil
	}
	x.seen[of.number] = true
	set := x.c.logged.Epoch.Set
	section := sectionFor(set, len(of.members))
	switch {
	case len(numbers) != min(len(of.members), int(set.Parts[section].Width)):
		return Incomplete, nil
	case section != g.section:
		return WrongSection, nil
	case len(loose) == 0 && len(numbers) == len(of.members) && !slices.Equal(users, sorted(g.users)):
		return OtherUsers, nil
	}
	return "", nil
}

// users are those for whom a group's identifiers count, ascending.
func (x *comparison) users(of *tableGroup) ([]string, error) {
	var users []string
	for _, n := range of.members {
		more, err := x.t.data.Holders(n)
		if err != nil {
			return nil, err
		}
		users = append(users, more...)
	}
	return sorted(users), nil
}

// tied says whether an identifier that counts for nobody may count for one of the users under another key: of more than
// 16 that are equally verified and equally old, the key decides which 16 are kept.
func (x *comparison) tied(number uint64, users []string) (bool, error) {
	owners, err := x.t.data.ElementOwners(number)
	return slices.ContainsFunc(owners, func(o dataset.Owner) bool {
		_, is := slices.BinarySearch(users, o.User)
		return is && o.Outcome == dataset.Over16
	}), err
}

func sorted(users []string) []string {
	users = slices.Clone(users)
	slices.Sort(users)
	return slices.Compact(users)
}

// sections compares how many groups are real.
func (x *comparison) sections() []Section {
	set := x.c.logged.Epoch.Set
	table := x.t.sections(set)
	all := make([]Section, len(set.Parts))
	for i, p := range set.Parts {
		all[i] = Section{Width: p.Width, Capacity: p.Size, Table: table[i], Opened: x.c.opened[i]}
	}
	for i := range x.c.groups {
		all[x.c.groups[i].section].Real++
	}
	for i := range all {
		s := &all[i]
		fewest, most := s.Table-min(s.Table, x.c.since), s.Table
		if s.Capacity > s.Table { // the epoch may still have all who were erased
			most += min(s.Capacity-s.Table, x.c.since)
		}
		s.Off = off(s.Capacity, fewest, most, s.Opened, s.Real)
	}
	return all
}
