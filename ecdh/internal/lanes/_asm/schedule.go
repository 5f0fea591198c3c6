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
	earliest int      // cycle at which all operands are ready
	reg      int
}

// The machine is a simple view of AMD Zen 4, which splits every 512-bit instruction in two: one multiply-add a cycle,
// one shift or shuffle, one load, and a store every other cycle. Additions and logic could go to the multipliers' pipes
// as well, but then they displace a multiply-add, so the model allows one of all others a cycle. Three things were
// measured there that are not in any manual:
//
//   - A store of a value that was just computed takes it on its way to the
//     registers; a later one costs a multiply-add its third operand. So stores
//     come right behind what they store.
//   - So does any instruction with three operands. VPTERNLOGQ and masked
//     additions are avoided where a blend does.
//   - VPMULLQ is as fast as a multiply-add.
//
// Intel cores with two 512-bit pipes do two multiply-adds a cycle. The order that suits Zen 4 suits them as well, since
// latencies and registers are the same.
const (
	registers = 32
	dispatch  = 6 // instructions a cycle
)

type unit uint8

const (
	renamed unit = iota // moves and zeroing are done while renaming registers
	multiplier
	other
	loadPort
	storePort
	units
)

var machine = map[kind]struct {
	unit    unit
	latency int
}{
	load: {loadPort, 8}, spread: {loadPort, 8}, zero: {renamed, 0}, move: {renamed, 1},
	store:  {storePort, 12},
	maddLo: {multiplier, 4}, maddHi: {multiplier, 4}, mulLow: {multiplier, 3},
	add: {other, 1}, sub: {other, 1}, and: {other, 1}, or: {other, 1},
	shl: {other, 1}, shr: {other, 1}, sar: {other, 1}, ror: {other, 1},
	logic: {other, 1}, blend: {other, 1},
	permute: {other, 4}, halves: {other, 4}, shuffle: {other, 2},
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

func (v *value) defines() bool { return v.kind != store }

// schedule puts the program into the order that the model runs fastest, and assigns registers.
func (p *program) schedule() (order []*value, cycles int) {
	p.protectOverwritten()
	p.dropUnused()
	for _, reserve := range []int{1, 2, 4, 6} {
		for _, ahead := range []int{2, 3, 4, 10} {
			for _, spare := range []int{0, 2} {
				o, c := p.attempt(reserve, ahead, spare)
				if o != nil && (order == nil || c < cycles) {
					order, cycles = o, c
				}
			}
		}
	}
	if order == nil {
		if order, cycles = p.attempt(0, 0, 0); order == nil {
			panic(p.name + ": more than 32 values are live at once")
		}
	}
	p.allocate(order)
	return order, cycles
}

// protectOverwritten copies accumulators that other instructions read too.
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

// attempt is a list scheduler: cycle by cycle, the ready instruction of the oldest stage with the longest path behind
// it goes first. Instructions of younger stages, at most ahead of the oldest one, fill the gaps as long as they leave
// reserve registers free. Instructions that may be done early fill them from any distance, as long as they leave spare
// registers free.
func (p *program) attempt(reserve, ahead, spare int) (order []*value, cycles int) {
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
	oldest, live := 0, 0
	var slots slots
	for cycle := 0; len(order) < len(p.values); cycle++ {
		slots.next(cycle)
		slices.SortStableFunc(ready, byPriority)
		for issued[p.values[oldest]] {
			oldest++
		}
		front := p.values[oldest].order
		var issue, wait []*value
		waiting := slots.storing
		for _, v := range ready {
			limit, fits := registers, true
			switch {
			case v.order <= front:
			case v.early:
				limit -= spare
			default:
				limit -= reserve
				fits = v.order <= front+ahead
			}
			taken := v.registersTaken()
			waiting = waiting || v.sched.earliest > cycle
			if !fits || v.sched.earliest > cycle || !slots.free(v) || v.startsTooSoon(issued) ||
				taken > 0 && live+taken > limit {
				wait = append(wait, v)
				continue
			}
			slots.take(v)
			live += taken
			for _, a := range v.operands() {
				a.sched.unread--
			}
			issue = append(issue, v)
		}
		ready = wait
		for n := 0; n < len(issue); n++ {
			v := issue[n]
			issued[v] = true
			order = append(order, v)
			release := func(u *value, latency int) {
				u.sched.earliest = max(u.sched.earliest, cycle+latency)
				if u.sched.pending--; u.sched.pending == 0 {
					ready = append(ready, u)
				}
			}
			for _, u := range v.sched.users {
				if u.kind == store && u.sched.pending == 1 {
					live += u.registersTaken()
					v.sched.unread--
					issue = append(issue, u) // right behind
					continue
				}
				release(u, v.latency())
			}
			for _, u := range followers[v] {
				if v.defines() {
					release(u, 1) // not for its data, only for the order
				} else {
					release(u, v.latency())
				}
			}
		}
		if len(issue) == 0 && !waiting {
			return nil, 0 // all registers are taken and nothing can free one
		}
		cycles = cycle + 1
	}
	return order, cycles
}

// slots are what the machine can begin in one cycle.
type slots struct {
	cycle   int
	busy    [units]bool
	issued  int
	stored  int  // cycle after which the store port is free
	storing bool // the store port is still busy
}

func (s *slots) next(cycle int) {
	*s = slots{cycle: cycle, stored: s.stored, storing: s.stored > cycle}
	s.busy[storePort] = s.storing
}

func (s *slots) free(v *value) bool {
	u := machine[v.kind].unit
	return s.issued < dispatch && !s.busy[u] && !(usesMemory(v) && s.busy[loadPort])
}

func (s *slots) take(v *value) {
	u := machine[v.kind].unit
	s.issued++
	s.busy[u] = u != renamed
	s.busy[loadPort] = s.busy[loadPort] || usesMemory(v)
	if u == storePort {
		s.stored = s.cycle + 2
	}
}

// registersTaken is how much the number of live registers grows.
func (v *value) registersTaken() (n int) {
	if v.defines() {
		n++
	}
	for _, a := range v.operands() {
		if a.sched.unread == 1 {
			n--
		}
	}
	return n
}

// opens tells whether v only brings something into a register.
func (v *value) opens() bool { return v.kind == load || v.kind == spread || v.kind == zero }

// startsTooSoon tells whether v would only fill a register whose first user waits for something else.
func (v *value) startsTooSoon(issued map[*value]bool) bool {
	if !v.opens() || v.early {
		return false
	}
	return !slices.ContainsFunc(v.sched.users, func(u *value) bool {
		return !slices.ContainsFunc(u.operands(), func(a *value) bool {
			return !issued[a] && !a.opens()
		})
	})
}

// usesMemory tells whether an arithmetic instruction takes a constant from memory.
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
		p.name, n[multiplier], n[other], n[loadPort], n[storePort], cycles)
}
