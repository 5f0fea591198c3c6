package main

import (
	"cmp"
	"fmt"
	"slices"
)

// scheduling is what the scheduler knows about a value.
type scheduling struct {
	users    []*value // instructions that read it, once each
	pending  int      // operands and memory dependencies not yet issued
	unread   int      // users not yet issued
	path     int      // cycles from its issue to the end of the program
	earliest int      // cycle at which all operands are there
	reg      int
}

// The machine: one multiply-add a cycle, one shift or shuffle a cycle, two
// vector instructions a cycle in all, one load a cycle and a store every other
// one. These are AMD Zen 4's 512-bit figures; Intel cores with two 512-bit
// pipes do two multiply-adds a cycle, and the order that suits Zen 4 suits
// them as well, because it only depends on latencies and on the live registers.
const (
	registers   = 32
	vectorSlots = 2
)

type unit uint8

const (
	none unit = iota // moves and zeroing are done in renaming
	multiplier
	shifter
	anyUnit
	loadPort
	storePort
)

var machine = map[kind]struct {
	unit    unit
	latency int
}{
	load: {loadPort, 8}, spread: {loadPort, 8}, zero: {none, 0}, move: {none, 1},
	store: {storePort, 12}, signs: {storePort, 12},
	maddLo: {multiplier, 4}, maddHi: {multiplier, 4}, mulLow: {multiplier, 3},
	add: {anyUnit, 1}, sub: {anyUnit, 1}, and: {anyUnit, 1}, andNot: {anyUnit, 1}, or: {anyUnit, 1}, xor: {anyUnit, 1},
	shl: {shifter, 1}, shr: {shifter, 1}, sar: {shifter, 1}, ror: {shifter, 1},
	logic: {anyUnit, 1}, blend: {anyUnit, 1},
	permute: {shifter, 4}, halves: {shifter, 4}, bytes: {shifter, 2},
}

func (v *value) latency() int { return machine[v.kind].latency }

// operands are the registers that an instruction reads.
func (v *value) operands() []*value {
	var regs []*value
	for _, a := range append([]*value{v.acc}, v.args...) {
		if a != nil && a.kind != konst && !slices.Contains(regs, a) {
			regs = append(regs, a)
		}
	}
	return regs
}

func (v *value) defines() bool { return v.kind != store && v.kind != signs }

// schedule puts the program into the order that the model runs fastest, and
// assigns registers.
func (p *program) schedule() (order []*value, cycles int) {
	p.protectOverwritten()
	p.dropUnused()
	for _, reserve := range []int{0, 2, 4, 6, 8} {
		for _, ahead := range []int{1, 2, 3, 5, 8} {
			o, c := p.attempt(reserve, ahead*maxStreams)
			if o != nil && (order == nil || c < cycles) {
				order, cycles = o, c
			}
		}
	}
	if order == nil {
		if order, cycles = p.attempt(0, 0); order == nil {
			panic(p.name + ": more than 32 values are live at once")
		}
	}
	p.allocate(order)
	return order, cycles
}

// protectOverwritten copies accumulators that somebody else reads too.
func (p *program) protectOverwritten() {
	uses := map[*value]int{}
	for _, v := range p.values {
		for _, a := range v.operands() {
			uses[a]++
		}
	}
	var all []*value
	for _, v := range p.values {
		if a := v.acc; a != nil && (uses[a] > 1 || slices.Contains(v.args, a)) {
			v.acc = &value{kind: move, args: []*value{a}, order: v.order}
			all = append(all, v.acc)
		}
		all = append(all, v)
	}
	p.values = all
}

func (p *program) dropUnused() {
	used := map[*value]bool{}
	for _, v := range slices.Backward(p.values) {
		if !v.defines() || used[v] {
			used[v] = true
			for _, a := range v.operands() {
				used[a] = true
			}
		}
	}
	p.values = slices.DeleteFunc(p.values, func(v *value) bool { return !used[v] })
	slices.SortStableFunc(p.values, func(a, b *value) int { return cmp.Compare(a.order, b.order) })
}

// attempt is a list scheduler: cycle by cycle, the ready instruction of the
// oldest stage with the longest path behind it goes first. Instructions of
// younger stages, at most ahead of the oldest one, fill the gaps as long as
// they leave reserve registers free.
func (p *program) attempt(reserve, ahead int) (order []*value, cycles int) {
	present := map[*value]bool{}
	for _, v := range p.values {
		present[v] = true
		v.sched = scheduling{}
	}
	followers := map[*value][]*value{} // by memory
	for _, v := range p.values {
		for _, a := range v.operands() {
			a.sched.users = append(a.sched.users, v)
			a.sched.unread++
			v.sched.pending++
		}
		for _, a := range v.after {
			if present[a] {
				followers[a] = append(followers[a], v)
				v.sched.pending++
			}
		}
	}
	for _, v := range slices.Backward(p.values) {
		longest := 0
		for _, u := range append(followers[v], v.sched.users...) {
			longest = max(longest, u.sched.path)
		}
		v.sched.path = longest + v.latency()
	}

	var ready []*value
	for _, v := range p.values {
		if v.sched.pending == 0 {
			ready = append(ready, v)
		}
	}
	byPriority := func(a, b *value) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(b.sched.path, a.sched.path))
	}
	issued := map[*value]bool{}
	oldest, live, storeFree := 0, 0, 0
	for cycle := 0; len(order) < len(p.values); cycle++ {
		slices.SortStableFunc(ready, byPriority)
		for issued[p.values[oldest]] {
			oldest++
		}
		front := p.values[oldest].order
		vector, mul, shift, loads, stores, total := 0, 0, 0, 0, 0, 0
		var issue, wait []*value
		waiting := false
		for _, v := range ready {
			if v.sched.earliest > cycle {
				waiting = true
				wait = append(wait, v)
				continue
			}
			u := machine[v.kind].unit
			fits := total < 6
			switch u {
			case multiplier:
				fits = fits && mul < 1 && vector < vectorSlots
			case shifter:
				fits = fits && shift < 1 && vector < vectorSlots
			case anyUnit:
				fits = fits && vector < vectorSlots
			case loadPort:
				fits = fits && loads < 1
			case storePort:
				fits = fits && stores < 1 && storeFree <= cycle
			}
			if usesMemory(v) {
				fits = fits && loads < 1
			}
			delta := 0
			if v.defines() {
				delta++
			}
			for _, a := range v.operands() {
				if a.sched.unread == 1 {
					delta--
				}
			}
			limit := registers
			if v.order > front {
				limit -= reserve
			}
			if !fits || v.order > front+ahead || delta > 0 && live+delta > limit {
				wait = append(wait, v)
				continue
			}
			total++
			switch u {
			case multiplier:
				mul++
				vector++
			case shifter:
				shift++
				vector++
			case anyUnit:
				vector++
			case loadPort:
				loads++
			case storePort:
				stores++
				storeFree = cycle + 2
			}
			if usesMemory(v) {
				loads++
			}
			live += delta
			for _, a := range v.operands() {
				a.sched.unread--
			}
			issue = append(issue, v)
		}
		ready = wait
		for _, v := range issue {
			issued[v] = true
			order = append(order, v)
			release := func(u *value, latency int) {
				u.sched.earliest = max(u.sched.earliest, cycle+latency)
				if u.sched.pending--; u.sched.pending == 0 {
					ready = append(ready, u)
				}
			}
			for _, u := range v.sched.users {
				release(u, v.latency())
			}
			for _, u := range followers[v] {
				if v.kind == load || v.kind == spread {
					release(u, 1) // a store that must come after this load
				} else {
					release(u, v.latency())
				}
			}
		}
		if len(issue) == 0 && !waiting && storeFree <= cycle {
			return nil, 0 // all registers are taken and nothing can free one
		}
		cycles = cycle + 1
	}
	return order, cycles
}

// usesMemory tells whether an arithmetic instruction takes a constant from
// memory.
func usesMemory(v *value) bool {
	return slices.ContainsFunc(v.args, func(a *value) bool { return a.kind == konst })
}

// allocate assigns registers along the final order.
func (p *program) allocate(order []*value) {
	unread := map[*value]int{}
	for _, v := range order {
		for _, a := range v.operands() {
			unread[a]++
		}
	}
	var free []int
	for r := registers - 1; r >= 0; r-- {
		free = append(free, r)
	}
	for _, v := range order {
		for _, a := range v.operands() {
			if unread[a]--; unread[a] == 0 && a != v.acc {
				free = append(free, a.sched.reg)
			}
		}
		switch {
		case !v.defines():
		case v.acc != nil:
			if unread[v.acc] != 0 {
				panic(p.name + ": internal error: an accumulator is read after it was overwritten")
			}
			v.sched.reg = v.acc.sched.reg
		default:
			if len(free) == 0 {
				panic(p.name + ": internal error: no register is free")
			}
			v.sched.reg = free[len(free)-1]
			free = free[:len(free)-1]
		}
	}
}

// describe is one line about a scheduled program, for the generator's report.
func describe(p *program, order []*value, cycles int) string {
	n := map[unit]int{}
	for _, v := range order {
		n[machine[v.kind].unit]++
	}
	return fmt.Sprintf("%-22s %4d multiplications %4d others %4d loads %3d stores %5d cycles by the model",
		p.name, n[multiplier], n[shifter]+n[anyUnit], n[loadPort], n[storePort], cycles)
}
