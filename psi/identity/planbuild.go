package identity

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
)

// thread is a position in one pattern's program.
type thread struct{ pattern, pc uint32 }

// position is a state of the automaton under construction: where all patterns stand after the same digits.
type position struct {
	threads  []thread // sorted, without duplicates; only runes and matches
	length   int
	stripped bool // a national prefix could be stripped
}

// build makes the automaton by subset construction. The length of the number is part of a state, because patterns apply
// to some lengths only. So there are no cycles and at most maxNSN+1 layers.
func (b *planBuilder) build() *plan {
	var start position
	for i := range b.patterns {
		start.threads = b.follow(start.threads, uint32(i), uint32(b.patterns[i].prog.Start))
	}
	p := &plan{}
	ids := make(map[string]int32)
	var queue []position
	add := func(s position) int32 {
		slices.SortFunc(s.threads, func(x, y thread) int {
			if x.pattern != y.pattern {
				return int(x.pattern) - int(y.pattern)
			}
			return int(x.pc) - int(y.pc)
		})
		s.threads = slices.Compact(s.threads)
		if s.length > 0 && b.prefix >= 0 && b.matches(s)[b.prefix] {
			s.stripped = true
		}
		if len(s.threads) == 0 && !s.stripped {
			return -1
		}
		key := s.key()
		id, ok := ids[key]
		if !ok {
			id = int32(len(queue))
			ids[key] = id
			queue = append(queue, s)
		}
		return id
	}
	add(start)
	for i := 0; i < len(queue); i++ {
		s := queue[i]
		var next [10]int32
		for d := range next {
			next[d] = -1
			if s.length == maxNSN {
				continue
			}
			t := position{length: s.length + 1, stripped: s.stripped}
			for _, th := range s.threads {
				in := &b.patterns[th.pattern].prog.Inst[th.pc]
				if in.Op != syntax.InstMatch && in.MatchRune(rune('0'+d)) {
					t.threads = b.follow(t.threads, th.pattern, in.Out)
				}
			}
			next[d] = add(t)
		}
		p.next = append(p.next, next)
		p.verdict = append(p.verdict, b.verdict(s))
	}
	return p
}

// follow adds the states reached from pc without reading a digit.
func (b *planBuilder) follow(to []thread, pattern, pc uint32) []thread {
	in := &b.patterns[pattern].prog.Inst[pc]
	switch in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		to = b.follow(to, pattern, in.Out)
		return b.follow(to, pattern, in.Arg)
	case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
		return b.follow(to, pattern, in.Out)
	case syntax.InstFail:
		return to
	}
	t := thread{pattern, pc}
	if slices.Contains(to, t) {
		return to
	}
	return append(to, t)
}

// matches says which patterns match the digits read so far.
func (b *planBuilder) matches(s position) []bool {
	m := make([]bool, len(b.patterns))
	for _, t := range s.threads {
		p := &b.patterns[t.pattern]
		if p.prog.Inst[t.pc].Op == syntax.InstMatch &&
			(len(p.lengths) == 0 || slices.Contains(p.lengths, int32(s.length))) {
			m[t.pattern] = true
		}
	}
	return m
}

// verdict does what the library's IsValidNumber does: find the region, then ask whether the number is of a type that
// the region has.
func (b *planBuilder) verdict(s position) planVerdict {
	if s.stripped {
		return planUnsure
	}
	m := b.matches(s)
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

func (s position) key() string {
	k := make([]byte, 0, 2+8*len(s.threads))
	k = append(k, byte(s.length), 0)
	if s.stripped {
		k[1] = 1
	}
	for _, t := range s.threads {
		k = binary.LittleEndian.AppendUint32(k, t.pattern)
		k = binary.LittleEndian.AppendUint32(k, t.pc)
	}
	return string(k)
}
