package deviate

import "fmt"

// Outcome is what the platform makes of a session.
type Outcome struct {
	Struck bool
	Size   int // groups hit beyond those that are hit in any case
}

// Check says whether a sentinel's tags are not in R as one group of its section; at their own place, if aligned.
func (e *Epoch) Check(reply Reply, present, aligned bool) (struck bool) {
	for at := range reply.Instead {
		if !e.sentinel(at, present) {
			continue
		}
		found := false
		for other, tags := range reply.Instead {
			if other.Section == at.Section && (!aligned || other == at) && e.honest(at, tags) {
				found = true
			}
		}
		if !found {
			return true
		}
	}
	return false
}

// honest says whether tags, all different, are those of a group under key 0.
func (e *Epoch) honest(at Position, tags []Tag) bool {
	for _, t := range tags {
		if t.Terms != 1 || t.Key != 0 || t.Places[0].Section != at.Section || t.Places[0].Group != at.Group {
			return false
		}
	}
	return len(tags) == e.p.Sections[at.Section].Width
}

// Form refuses what the platform refuses by form alone: too many tags in a group, or a tag twice in R.
func (e *Epoch) Form(reply Reply) error {
	all := map[Tag]bool{}
	for at, tags := range reply.Instead {
		if len(tags) > e.p.Sections[at.Section].Width {
			return fmt.Errorf("%d tags in a group of section %d, want at most %d", len(tags), at.Section, e.p.Sections[at.Section].Width)
		}
		for _, t := range tags {
			if all[t] {
				return fmt.Errorf("a tag is twice in R")
			}
			all[t] = true
			if at := t.Places[0]; t.Terms == 1 && t.Key == 0 {
				if _, ok := reply.Instead[Position{at.Section, at.Group}]; !ok {
					return fmt.Errorf("a tag is twice in R")
				}
			}
		}
	}
	return nil
}

// Size is the number of groups that are hit: all that depends on the target, and on R where it isn't honest.
func (e *Epoch) Size(reply Reply, list List, present bool) (n int) {
	if present && list([]Name{{e.target, 0, 0}}, 0) {
		n++ // the target's own group, if its place is left alone
		for at := range reply.Instead {
			if at.Section == e.target && e.person(at) == 0 {
				n--
			}
		}
	}
	for _, tags := range reply.Instead {
		for _, t := range tags {
			if e.hit(t, list, present) {
				n++
				break // a group counts once
			}
		}
	}
	return n
}

// hit says whether a tag is one of b·C: whether the sum of the identifiers at its places is in C.
func (e *Epoch) hit(t Tag, list List, present bool) bool {
	names := make([]Name, t.Terms)
	for i, at := range t.Places[:t.Terms] {
		if e.sentinel(Position{at.Section, at.Group}, present) {
			return false
		}
		names[i] = e.name(at)
	}
	return list(names, t.Key)
}

// Session plays one session in both worlds, with the target and without it, on the same P: whether it is struck with
// the target, and by how much the target changes the size. Without a check nobody is struck.
func (e *Epoch) Session(reply Reply, list List, check bool) (struck bool, shift int) {
	if err := e.Form(reply); err != nil {
		panic("deviate: internal error: " + err.Error())
	}
	if check && e.Check(reply, true, false) {
		return true, 0
	}
	return false, e.Size(reply, list, true) - e.Size(reply, list, false)
}
