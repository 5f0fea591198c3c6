package identity

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
)

// pattern is one regular expression of the metadata, and what a match means. It is an automaton of its own, whose states
// are made as they are reached.
type pattern struct {
	prog    *syntax.Prog
	lengths []int32 // where it matches; nil means any length
	states  []patternState
	ids     map[string]uint16 // by threads
}

const (
	patternDead  = 0 // nothing can match any more
	patternStart = 1
)

// patternState is a state of a pattern: the places in its program that the same digits lead to.
type patternState struct {
	threads []uint32 // sorted, without duplicates; only runes and matches
	matches bool
	known   uint16 // the digits of which next is known, as bits
	next    [10]uint16
}

// newPattern compiles an expression. With anchors, it may hold ^ and $, which count as matching everywhere. That is only
// right where extra matches are safe.
func newPattern(expr string, lengths []int32, anchors bool) (p *pattern, ok bool) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, false
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return nil, false
	}
	for i := range prog.Inst {
		if prog.Inst[i].Op == syntax.InstEmptyWidth && !anchors {
			return nil, false
		}
	}
	p = &pattern{prog: prog, lengths: lengths, states: make([]patternState, 1, 16), ids: map[string]uint16{"": patternDead}}
	p.states[patternDead].known = 1<<10 - 1
	p.state(p.follow(nil, uint32(prog.Start))) // patternStart, or patternDead if it matches nothing
	return p, true
}

// state returns the number of the state with these threads.
func (p *pattern) state(threads []uint32) uint16 {
	slices.Sort(threads)
	threads = slices.Compact(threads)
	var buf [256]byte
	key := buf[:0]
	for _, pc := range threads {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	id, ok := p.ids[string(key)]
	if !ok {
		id = uint16(len(p.states))
		p.ids[string(key)] = id
		p.states = append(p.states, patternState{
			threads: threads,
			matches: slices.ContainsFunc(threads, func(pc uint32) bool { return p.prog.Inst[pc].Op == syntax.InstMatch }),
		})
	}
	return id
}

// step returns the state after one more digit.
func (p *pattern) step(from uint16, digit int) uint16 {
	s := &p.states[from]
	if s.known>>digit&1 == 0 {
		var to []uint32
		for _, pc := range s.threads {
			in := &p.prog.Inst[pc]
			if in.Op != syntax.InstMatch && in.MatchRune(rune('0'+digit)) {
				to = p.follow(to, in.Out)
			}
		}
		id := p.state(to) // may move the states
		s = &p.states[from]
		s.next[digit], s.known = id, s.known|1<<digit
	}
	return s.next[digit]
}

// follow adds the places reached from pc without reading a digit.
func (p *pattern) follow(to []uint32, pc uint32) []uint32 {
	in := &p.prog.Inst[pc]
	switch in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		to = p.follow(to, in.Out)
		return p.follow(to, in.Arg)
	case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
		return p.follow(to, in.Out)
	case syntax.InstFail:
		return to
	}
	if slices.Contains(to, pc) {
		return to
	}
	return append(to, pc)
}

// matchesAt says whether the pattern matches the digits that lead to a state.
func (p *pattern) matchesAt(state uint16, length int) bool {
	return p.states[state].matches && (len(p.lengths) == 0 || slices.Contains(p.lengths, int32(length)))
}
