package deviate

import "slices"

// Attack is a way to deviate. The advertiser gives up some groups of section From: in their place R holds tags that
// make the target, if it is at one of the places that were guessed, count K times more than once.
type Attack struct {
	Name   string
	Target int // section of the target
	From   int // section whose groups are given up
	Sum    int // how many places of P a tag is a sum of
	K      int // hits at a place that was guessed
	Give   int // groups given up at a time
	Reuse  bool
	Mixed  bool // honest tags in the wrong groups, and nothing else: one place's tags hit in as many groups as it is wide

	plans map[int]design
}

// X is the x at which the attack is measured, the largest whole one that it is after: the target moves the size by
// K+1 or more, which is over 1+x.
func (a *Attack) X() float64 { return float64(max(a.K-1, 1)) }

func (a *Attack) over(shift int) bool { return float64(shift) > 1+a.X() }

// Attacks are the attacks with k hits on a platform for which C has room. Those on the target's own section are on the
// first; the others are on the last, which is the smallest, from the section where tags cost least.
func Attacks(p *Platform, k int) (all []*Attack) {
	last, best := len(p.Sections)-1, 0
	for i, s := range p.Sections {
		if tags(s) > tags(p.Sections[best]) {
			best = i
		}
	}
	all = []*Attack{
		{Name: "many keys", Sum: 1, K: k},
		{Name: "explore, then exploit", Sum: 1, K: k, Reuse: true},
		{Name: "sums of two", Sum: 2, K: k, Reuse: true},
		{Name: "sums of three", Sum: 3, K: k, Reuse: true},
		{Name: "from another section", Target: last, From: best, Sum: 1, K: k, Reuse: true},
		{Name: "another section, sums of two", Target: last, From: best, Sum: 2, K: k, Reuse: true},
	}
	if k == 2 { // they have no k to choose
		w := p.Sections[last].Width
		all = append(all, &Attack{Name: "second key on a share", Sum: 1, K: 1, Reuse: true},
			&Attack{Name: "groups that mix", Target: last, From: last, Sum: 1, K: w - 1, Mixed: true})
	}
	return slices.DeleteFunc(all, func(a *Attack) bool {
		a.Tune(p)
		return a.Places(p) == 0 || a.elements(p) > p.List
	})
}

// elements is how many elements C needs.
func (a *Attack) elements(p *Platform) float64 {
	keys := 1
	for _, t := range a.plan(p, a.Give).tags {
		keys = max(keys, t.key)
	}
	t := p.Sections[a.Target]
	n := float64(keys)
	for j := range a.Sum {
		n *= float64(t.Width)
		if j > 0 {
			n *= float64(t.Real()-j) / float64(j)
		}
	}
	return n
}

// Tune chooses how many groups are given up, for the most coverage that is expected. More than ten times what is best
// for small k would not survive.
func (a *Attack) Tune(p *Platform) {
	s := p.Sections[a.From]
	best := 0.0
	for d := a.K + 1; d <= a.K+1+10*s.Capacity/s.Sentinels && d < s.Real(); d++ {
		places := a.Sum * s.Width * d / a.K
		if a.Mixed {
			places = d
		}
		if good := float64(places) * Survive(s, d); good > best {
			best, a.Give = good, d
		}
	}
}

// plan is the arrangement for d groups. Sums go to places among those given up, which are known to be real; there the
// honest match is lost, so one more tag is needed.
func (a *Attack) plan(p *Platform, d int) design {
	if v, ok := a.plans[d]; ok {
		return v
	}
	if a.plans == nil {
		a.plans = map[int]design{}
	}
	w, k := p.Sections[a.From].Width, a.K
	if a.Sum > 1 && a.From == a.Target {
		k++
	}
	var v design
	switch {
	case a.Mixed:
		v.places = d
		for i := range d {
			for j := range w {
				v.tags = append(v.tags, designTag{group: (i + j) % d, key: 0, terms: 1, members: [3]int{i, j}})
			}
		}
	case a.Sum == 1: // as spread would do it, without looking
		v.places = w * d / k
		for i := range v.places {
			for j := range k {
				v.tags = append(v.tags, designTag{group: (i*k + j) % d, key: j + 1, terms: 1, members: [3]int{i}})
			}
		}
	default:
		v = newDesign(a.Sum, k, d, w)
	}
	a.plans[d] = v
	return v
}

// list is C for the attack: for q = 1 the target under many keys, for sums the target with anybody.
func (a *Attack) list(names []Name, key int) bool {
	if key == 0 || len(names) == a.Sum {
		for _, n := range names {
			if n.Section == a.Target && n.Person == 0 {
				return true
			}
		}
	}
	return false
}

// Owner is an advertiser at work in one epoch.
type Owner struct {
	a     *Attack
	e     *Epoch
	known []Position // survived, so real
	fresh []Position // of known, in the target's section, not yet guessed
	next  int        // the first group of From not yet given up
	last  int        // places are guessed from the end of the target's section
}

// NewOwner starts in an epoch.
func (a *Attack) NewOwner(e *Epoch) *Owner {
	return &Owner{a: a, e: e, last: e.p.Sections[a.Target].Capacity - 1}
}

// Session gives up `more` groups beyond the known ones and guesses new places. It says whether it was struck, and by
// how much the target changed the size. Unless whole, a session that doesn't touch the target isn't worked out: it
// changes the size by 1.
func (o *Owner) Session(more int, check, whole bool) (struck bool, shift int) {
	a, e := o.a, o.e
	var give []Position
	if a.Reuse {
		give = append(give, o.known...)
	}
	old := len(give)
	for range more {
		if o.next < e.p.Sections[a.From].Capacity {
			give = append(give, Position{a.From, o.next})
			o.next++
		}
	}
	if a.From == a.Target && a.Sum > 1 {
		o.fresh = append(o.fresh, give[old:]...) // if they survive they are real
	}
	plan := a.plan(e.p, len(give))
	places := o.guess(give, plan.places)
	touched := whole
	for _, at := range give[old:] {
		if check && e.sentinel(at, true) {
			struck = true
		}
	}
	for _, list := range [][]Position{places, give} {
		for _, at := range list {
			touched = touched || at.Section == a.Target && e.person(at) == 0
		}
	}
	if touched && (!struck || whole) {
		reply := Reply{map[Position][]Tag{}}
		for _, at := range give {
			reply.Instead[at] = nil
		}
		for _, t := range plan.tags {
			if tag, ok := o.tag(t, places); ok {
				reply.Instead[give[t.group]] = append(reply.Instead[give[t.group]], tag)
			}
		}
		struck, shift = e.Session(reply, a.list, check)
	} else {
		shift = 1
	}
	if struck || !a.Reuse {
		o.fresh = nil
	}
	if !struck {
		o.known = append(o.known, give[old:]...)
	}
	return struck, shift
}

func (o *Owner) tag(t designTag, places []Position) (Tag, bool) {
	if o.a.Mixed {
		at := places[t.members[0]]
		return sum(0, Place{at.Section, at.Group, t.members[1]}), true
	}
	var in []Place
	for _, m := range t.members[:t.terms] {
		if m >= len(places) {
			return Tag{}, false
		}
		in = append(in, Place{places[m].Section, places[m].Group, 0})
	}
	return sum(t.key, in...), true
}

// guess chooses places that weren't guessed before.
func (o *Owner) guess(give []Position, n int) (places []Position) {
	a := o.a
	if a.Mixed {
		return give
	}
	m := min(n, len(o.fresh))
	places = append(places, o.fresh[:m]...)
	o.fresh = o.fresh[m:]
	for len(places) < n && o.last >= o.next {
		places = append(places, Position{a.Target, o.last})
		o.last--
	}
	return places
}

// Places is how many places are guessed in a session that gives up what was tuned.
func (a *Attack) Places(p *Platform) int { return a.plan(p, a.Give).places }
