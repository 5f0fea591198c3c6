package identity

import (
	"encoding/binary"
	"slices"
)

// live is a pattern that can still match, and its state.
type live struct{ pattern, state uint16 }

// position is a state of the automaton under construction: where all patterns stand after the same digits.
type position struct {
	live     []live // in the order of the patterns
	length   int
	stripped bool // a national prefix could be stripped
}

// build makes the automaton by product construction. The length of the number is part of a state, because patterns apply
// to some lengths only. So there are no cycles and at most maxNSN+1 layers.
func (b *planBuilder) build() *plan {
	p := &plan{}
	ids := make(map[string]int32)
	var (
		queue []position
		key   []byte
	)
	// add returns the number of a position. It keeps a copy.
	add := func(s position) int32 {
		if s.length > 0 && !s.stripped {
			s.stripped = b.strips(s)
		}
		if len(s.live) == 0 && !s.stripped {
			return -1
		}
		key = s.appendKey(key[:0])
		id, ok := ids[string(key)]
		if !ok {
			id = int32(len(queue))
			ids[string(key)] = id
			s.live = slices.Clone(s.live)
			queue = append(queue, s)
		}
		return id
	}
	var first position
	for i, p := range b.patterns {
		if len(p.states) > patternStart {
			first.live = append(first.live, live{uint16(i), patternStart})
		}
	}
	add(first)
	to := make([]live, 0, len(b.patterns))
	for i := 0; i < len(queue); i++ {
		s := queue[i]
		var next [10]int32
		for d := range next {
			next[d] = -1
			if s.length == maxNSN {
				continue
			}
			to = to[:0]
			for _, l := range s.live {
				if state := b.patterns[l.pattern].step(l.state, d); state != patternDead {
					to = append(to, live{l.pattern, state})
				}
			}
			next[d] = add(position{live: to, length: s.length + 1, stripped: s.stripped})
		}
		p.next = append(p.next, next)
		p.verdict = append(p.verdict, b.verdict(s))
	}
	return p
}

// strips says whether a national prefix ends here.
func (b *planBuilder) strips(s position) bool {
	for _, l := range s.live {
		if int(l.pattern) == b.prefix {
			return b.patterns[l.pattern].matchesAt(l.state, s.length)
		}
	}
	return false
}

// verdict does what the library's IsValidNumber does: find the region, then ask whether the number is of a type that
// the region has.
func (b *planBuilder) verdict(s position) planVerdict {
	if s.stripped {
		return planUnsure
	}
	m := make([]bool, len(b.patterns))
	for _, l := range s.live {
		m[l.pattern] = b.patterns[l.pattern].matchesAt(l.state, s.length)
	}
	hasType := func(r regionPlan) bool {
		return m[r.general] && slices.ContainsFunc(r.types, func(i int) bool { return m[i] })
	}
	for _, r := range b.regions {
		switch {
		case len(b.regions) == 1, r.leading < 0:
			if hasType(r) {
				return planValid
			}
		case m[r.leading]:
			if hasType(r) {
				return planValid
			}
			return planInvalid
		}
	}
	return planInvalid
}

func (s *position) appendKey(key []byte) []byte {
	key = append(key, byte(s.length), 0)
	if s.stripped {
		key[1] = 1
	}
	for _, l := range s.live {
		key = binary.LittleEndian.AppendUint16(key, l.pattern)
		key = binary.LittleEndian.AppendUint16(key, l.state)
	}
	return key
}
