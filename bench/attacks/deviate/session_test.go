package deviate

import (
	"math/rand/v2"
	"testing"
)

// A sentinel's tags may stand at another sentinel's place where R is sorted, but not where it is aligned; and not among
// other tags, nor in part, anywhere.
func TestCheck(t *testing.T) {
	p := &Platform{Sections: []Section{{2, 8, 8}, {2, 8, 0}}}
	e := NewEpoch(p, 1, rand.New(rand.NewPCG(1, 1)))
	group := func(section, g int) []Tag {
		return []Tag{sum(0, Place{section, g, 0}), sum(0, Place{section, g, 1})}
	}
	mixed := func(g, h, i int) []Tag { return []Tag{sum(0, Place{0, g, i}), sum(0, Place{0, h, i})} }
	for _, c := range []struct {
		name            string
		reply           map[Position][]Tag
		sorted, aligned bool // struck
	}{
		{"honest", nil, false, false},
		{"as it is", map[Position][]Tag{{0, 1}: group(0, 1)}, false, false},
		{"two change places", map[Position][]Tag{{0, 1}: group(0, 2), {0, 2}: group(0, 1)}, false, true},
		{"two mix", map[Position][]Tag{{0, 1}: mixed(1, 2, 0), {0, 2}: mixed(1, 2, 1)}, true, true},
		{"nothing in its place", map[Position][]Tag{{0, 1}: nil}, true, true},
		{"a part", map[Position][]Tag{{0, 1}: group(0, 1)[:1]}, true, true},
		{"another key", map[Position][]Tag{{0, 1}: {sum(1, Place{0, 1, 0}), sum(1, Place{0, 1, 1})}}, true, true},
		{"in another section", map[Position][]Tag{{0, 1}: group(1, 1), {1, 1}: group(0, 1)}, true, true},
		{"of a real group", map[Position][]Tag{{1, 1}: nil}, false, false},
	} {
		if err := e.Form(Reply{c.reply}); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := e.Check(Reply{c.reply}, true, false); got != c.sorted {
			t.Errorf("%s, sorted: struck is %v", c.name, got)
		}
		if got := e.Check(Reply{c.reply}, true, true); got != c.aligned {
			t.Errorf("%s, aligned: struck is %v", c.name, got)
		}
	}
	for name, reply := range map[string]map[Position][]Tag{
		"twice in what deviates":      {{0, 1}: {sum(1, Place{0, 3, 0})}, {0, 2}: {sum(1, Place{0, 3, 0})}},
		"once more than it is honest": {{0, 1}: {sum(0, Place{0, 3, 0})}},
		"sums of the same":            {{0, 1}: {sum(1, Place{0, 3, 0}, Place{0, 4, 0}), sum(1, Place{0, 4, 0}, Place{0, 3, 0})}},
		"more than the group is wide": {{0, 1}: {sum(1, Place{0, 3, 0}), sum(2, Place{0, 3, 0}), sum(3, Place{0, 3, 0})}},
	} {
		if e.Form(Reply{reply}) == nil {
			t.Errorf("a tag %s is taken", name)
		}
	}
}

// What counts: a group once, however many of its tags hit; the target's own group only if its place is left alone; a
// sum only if everybody in it is there.
func TestSize(t *testing.T) {
	p := &Platform{Sections: []Section{{2, 3, 1}, {2, 4, 0}}}
	e := NewEpoch(p, 0, rand.New(rand.NewPCG(1, 1)))
	at := map[int]int{}
	for g := range 3 {
		at[e.person(Position{0, g})] = g // 0 is the target, 1 somebody, 2 the sentinel
	}
	place := func(who, i int) Place { return Place{0, at[who], i} }
	list := func(names []Name, key int) bool {
		for _, n := range names {
			if n.Section == 0 && n.Person == 0 {
				return key < 5
			}
		}
		return false
	}
	a, b := Position{1, 0}, Position{1, 1}
	for _, c := range []struct {
		name          string
		reply         map[Position][]Tag
		with, without int
	}{
		{"honest", nil, 1, 0},
		{"its place given up", map[Position][]Tag{{0, at[0]}: nil}, 0, 0},
		{"another's given up", map[Position][]Tag{{0, at[1]}: nil}, 1, 0},
		{"one more", map[Position][]Tag{a: {sum(1, place(0, 0))}}, 2, 0},
		{"two in one group", map[Position][]Tag{a: {sum(1, place(0, 0)), sum(2, place(0, 0))}}, 2, 0},
		{"two in two groups", map[Position][]Tag{a: {sum(1, place(0, 0))}, b: {sum(2, place(0, 0))}}, 3, 0},
		{"a key that isn't in C", map[Position][]Tag{a: {sum(5, place(0, 0))}}, 1, 0},
		{"somebody", map[Position][]Tag{a: {sum(1, place(1, 0))}}, 1, 0},
		{"a sentinel", map[Position][]Tag{a: {sum(1, place(2, 0))}}, 1, 0},
		{"the target and somebody", map[Position][]Tag{a: {sum(1, place(0, 0), place(1, 0))}}, 2, 0},
		{"the target and a sentinel", map[Position][]Tag{a: {sum(1, place(0, 0), place(2, 0))}}, 1, 0},
		{"moved", map[Position][]Tag{{0, at[0]}: nil, a: {sum(0, place(0, 0))}}, 1, 0},
	} {
		reply := Reply{c.reply}
		if with, without := e.Size(reply, list, true), e.Size(reply, list, false); with != c.with || without != c.without {
			t.Errorf("%s: %d with the target and %d without, want %d and %d", c.name, with, without, c.with, c.without)
		}
	}
}
