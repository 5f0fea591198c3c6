package deviate

// A design says which tags stand in which of the d groups that are given up, so that each of a number of places is in
// k tags that stand in different groups: a group counts once.
type design struct {
	places int
	tags   []designTag
}

type designTag struct {
	group   int
	key     int
	terms   int
	members [3]int
}

// newDesign makes tags of sums of q places, k for each, for as many places as fit into d groups of w tags.
func newDesign(q, k, d, w int) design {
	v := min(q*w*d/k, 50_000)
	for ; v >= q; v-- {
		if q == 2 && v%2 != 0 {
			continue
		}
		if tags := sums(q, k, v); len(tags) <= w*d && spread(tags, v, d, w) {
			return design{v, tags}
		}
	}
	return design{}
}

// sums lists the tags for v places. Different sums need one key only; when they run out another key begins.
func sums(q, k, v int) (tags []designTag) {
	switch q {
	case 1:
		for i := range v {
			for key := range k {
				tags = append(tags, designTag{key: key + 1, terms: 1, members: [3]int{i}})
			}
		}
	case 2:
		for left, key, shift := k, 1, 1; left > 0; {
			switch {
			case left > 1 && shift < v/2: // a circle: everyone and who sits `shift` further
				for i := range v {
					tags = append(tags, designTag{key: key, terms: 2, members: [3]int{i, (i + shift) % v}})
				}
				left, shift = left-2, shift+1
			default: // everyone and who sits opposite
				for i := range v / 2 {
					tags = append(tags, designTag{key: key, terms: 2, members: [3]int{i, i + v/2}})
				}
				left, key, shift = left-1, key+1, 1
			}
		}
	case 3:
		for left, key := k, 1; left > 0; key++ {
			for a := 1; a < v && left > 0; a++ {
				for b := a; a+b < v && left > 0; b++ {
					c := v - a - b
					if c <= a { // gaps a, b, c around the circle: each circle of triples once
						continue
					}
					for i := range v {
						tags = append(tags, designTag{key: key, terms: 3, members: [3]int{i, (i + a) % v, (i + a + b) % v}})
					}
					left -= 3
				}
			}
			if v < 4 {
				break
			}
		}
	}
	return tags
}

// spread puts tags into groups, none with a place twice if it can be helped.
func spread(tags []designTag, places, d, w int) bool {
	if tags == nil {
		return false
	}
	in := make([]bool, places*d)
	fill := make([]int, d)
	next := 0
	for i := range tags {
		t := &tags[i]
		best := -1
		for step := range d {
			g := (next + step) % d
			if fill[g] == w {
				continue
			}
			clash := false
			for _, m := range t.members[:t.terms] {
				clash = clash || in[m*d+g]
			}
			if !clash {
				best = g
				break
			}
		}
		if best < 0 {
			return false
		}
		t.group = best
		fill[best]++
		next = best + 1
		for _, m := range t.members[:t.terms] {
			in[m*d+best] = true
		}
	}
	return true
}
