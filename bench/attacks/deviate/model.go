// Package deviate simulates advertisers that deviate from the protocol, and what the sentinels leave them, beside the
// bound that is claimed. bench/README.md has the results.
//
// The protocol is abstract. An element is a linear form, as in the generic-group model: the advertiser knows P by
// index only, an element of R is a sum of multiples of elements of P, and it matches an element of C only if both are
// the same sum over the same identifiers. A tag is the form that it is made of.
package deviate

import "math/rand/v2"

// Section is a section of P. What isn't a real group is a sentinel.
type Section struct {
	Width     int
	Capacity  int
	Sentinels int
}

// Real is how many groups of the section are real.
func (s Section) Real() int { return s.Capacity - s.Sentinels }

// Platform is what a simulation knows of a platform.
type Platform struct {
	Name     string
	Sections []Section
	List     float64 // most elements in C
}

// ByGroups is how many sentinels a section needs: 1,024, or one in 64 of its groups.
func ByGroups(_, real int) int { return max(1024, (real+62)/63) }

// ByElements is a stricter rule, under which what is to be had for one unit of risk is 64 tags whatever the width: one
// in 64 of the section's elements.
func ByElements(width, real int) int { return max(1024, (real*width+63-width)/(64-width)) }

// Groups makes a platform with a number of real groups for each width, and as few sentinels as a rule allows.
func Groups(name string, sentinels func(width, real int) int, real map[int]int) *Platform {
	p := &Platform{Name: name, List: 1e8}
	for _, w := range []int{1, 2, 4, 8, 16} {
		if n := real[w]; n > 0 {
			t := sentinels(w, n)
			p.Sections = append(p.Sections, Section{w, n + t, t})
		}
	}
	return p
}

// Place is an element of P as the advertiser sees it. Within a group, places are in the order of the encodings.
type Place struct{ Section, Group, Index int }

// Tag is a tag of the sum of one to three elements of P under one key. Key 0 is the key a that the advertiser opens.
// Places are in ascending order.
type Tag struct {
	Key    int
	Terms  int
	Places [3]Place
}

func sum(key int, places ...Place) Tag {
	t := Tag{Key: key}
	for _, p := range places {
		i := t.Terms
		for ; i > 0 && before(p, t.Places[i-1]); i-- {
			t.Places[i] = t.Places[i-1]
		}
		t.Places[i] = p
		t.Terms++
	}
	return t
}

func before(a, b Place) bool {
	if a.Section != b.Section {
		return a.Section < b.Section
	}
	if a.Group != b.Group {
		return a.Group < b.Group
	}
	return a.Index < b.Index
}

// Position is a group of P.
type Position struct{ Section, Group int }

// Reply is R: every group is the honest one, under key 0, but for those in Instead, which hold other tags, as many as
// the section is wide at most (fewer stand for tags that match nothing).
type Reply struct{ Instead map[Position][]Tag }

// Name is an identifier of a person. Person 0 of the target's section is the target.
type Name struct{ Section, Person, Index int }

// List is C: which sums of identifiers are in it. Sums of one under key 0 are not asked for, but for the target's:
// everybody else's honest match is the same with and without the target.
type List func(names []Name, key int) bool

// Epoch is one P: who is where. Positions are drawn when they are first looked at, which leaves them uniform.
type Epoch struct {
	p      *Platform
	r      *rand.Rand
	inside *rand.Rand // for the order within groups
	target int        // the target's section
	halls  []hall
	order  map[Position][]int
}

// hall is one section: a Fisher–Yates shuffle that goes as far as it is asked, and can be taken back.
type hall struct {
	deck  []int32 // the persons not drawn yet are from drawn on
	at    []int32 // position → 1 + person, 0 if not looked at
	drawn int
	undo  []int32 // with what each draw was swapped
	asked []int32
}

// NewEpoch makes a P with the target in a section.
func NewEpoch(p *Platform, target int, r *rand.Rand) *Epoch {
	e := &Epoch{p: p, r: r, inside: rand.New(rand.NewPCG(r.Uint64(), 0)), target: target, order: map[Position][]int{}, halls: make([]hall, len(p.Sections))}
	for i, s := range p.Sections {
		h := hall{deck: make([]int32, s.Capacity), at: make([]int32, s.Capacity)}
		for j := range h.deck {
			h.deck[j] = int32(j)
		}
		e.halls[i] = h
	}
	return e
}

// Renew is the next epoch: a new b, a new order.
func (e *Epoch) Renew() {
	for i := range e.halls {
		h := &e.halls[i]
		for h.drawn > 0 {
			h.drawn--
			j := h.undo[h.drawn]
			h.deck[h.drawn], h.deck[j] = h.deck[j], h.deck[h.drawn]
		}
		for _, g := range h.asked {
			h.at[g] = 0
		}
		h.undo, h.asked = h.undo[:0], h.asked[:0]
	}
	clear(e.order)
}

// person is who is at a position: below the number of real groups a person, else a sentinel.
func (e *Epoch) person(at Position) int {
	h := &e.halls[at.Section]
	if h.at[at.Group] == 0 {
		j := h.drawn + e.r.IntN(len(h.deck)-h.drawn)
		h.deck[h.drawn], h.deck[j] = h.deck[j], h.deck[h.drawn]
		h.at[at.Group] = 1 + h.deck[h.drawn]
		h.drawn++
		h.undo, h.asked = append(h.undo, int32(j)), append(h.asked, int32(at.Group))
	}
	return int(h.at[at.Group]) - 1
}

func (e *Epoch) sentinel(at Position, present bool) bool {
	who := e.person(at)
	return who >= e.p.Sections[at.Section].Real() || !present && at.Section == e.target && who == 0
}

// name is the identifier at a place of a real group. Every group is full: the attacker's best case.
func (e *Epoch) name(at Place) Name {
	group := Position{at.Section, at.Group}
	order, ok := e.order[group]
	if !ok {
		order = e.inside.Perm(e.p.Sections[at.Section].Width)
		e.order[group] = order
	}
	return Name{at.Section, e.person(group), order[at.Index]}
}
