package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// AVX2 has 16 registers, too few for a schedule: the program is emitted in the order it was built, and the processor
// finds the parallel work. Values that don't fit wait in memory. Whatever is loaded only once is the memory operand of
// its user.

const avx2Registers = 16

// toMemory makes v wait in memory from the start, unless it is there anyway. It returns v.
func (p *program) toMemory(v *value) *value {
	v.home = v.kind != load && v.kind != spread && v.kind != konst && v.kind != zero
	return v
}

// An allocator walks through a program and assigns registers.
type allocator struct {
	f     *function
	regs  [avx2Registers]*value
	uses  map[*value][]int // positions of the instructions that read a value, ahead
	in    map[*value]int   // register, if it has one
	homes map[*value]mem   // place in memory, if it has one
	held  map[mem][]*value // values whose place was loaded from
	slots []*value         // of the stack frame, nil if free
	count map[string]int
}

// emitInOrder assigns registers and appends the instructions to f.
func (f *function) emitInOrder(p *program) {
	p.dropUnread()
	a := &allocator{
		f: f, uses: map[*value][]int{}, in: map[*value]int{}, homes: map[*value]mem{},
		held: map[mem][]*value{}, count: map[string]int{},
	}
	for i, v := range p.values {
		for _, x := range v.args {
			a.uses[x] = append(a.uses[x], i)
			if x.kind == konst {
				a.homes[x] = *x.mem
			}
		}
	}
	for _, v := range p.values {
		a.instruction(v)
	}
	f.slots = max(f.slots, len(a.slots))
	f.out.report = append(f.out.report, fmt.Sprintf("%-26s %5d products %5d others %5d loads %5d stores, %d slots",
		p.name, a.count["VPMULUDQ"], a.count["other"], a.count["load"], a.count["store"], len(a.slots)))
}

func (p *program) dropUnread() {
	used := map[*value]bool{}
	for _, v := range slices.Backward(p.values) {
		if !v.defines() || used[v] {
			used[v] = true
			for _, a := range v.args {
				used[a] = true
			}
		}
	}
	p.values = slices.DeleteFunc(p.values, func(v *value) bool { return !used[v] })
	slices.SortStableFunc(p.values, func(a, b *value) int { return cmp.Compare(a.order, b.order) })
}

func (a *allocator) line(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	switch name, _, _ := strings.Cut(s, " "); {
	case name == "VPMULUDQ":
		a.count[name]++
	case name == "VMOVDQU" && strings.HasSuffix(s, ")"):
		a.count["store"]++
	case name == "VMOVDQU":
		a.count["load"]++
	default:
		a.count["other"]++
	}
	a.f.line("%s", s)
}

// instruction emits v, with the loads and stores that it needs before.
func (a *allocator) instruction(v *value) {
	switch v.kind {
	case load, spread:
		a.homes[v] = *v.mem
		a.held[*v.mem] = append(a.held[*v.mem], v)
		return
	case zero, spreadByte, spreadWord: // made when needed
		return
	case store:
		x := v.args[0]
		r := a.register(x, v.args)
		a.overwrite(*v.mem, v.args)
		a.line("VMOVDQU Y%d, %v", r, v.mem)
		a.read(v)
		a.forget(v)
		return
	}
	args := slices.Clone(v.args)
	if v.commutes() {
		_, first := a.in[args[0]]
		_, second := a.in[args[1]]
		if !first && (second || args[1].kind == zero) || args[0].kind == konst {
			args[0], args[1] = args[1], args[0]
		}
	}
	operands := make([]string, len(args))
	for i, x := range args {
		if m, ok := a.homes[x]; ok && i == 1 {
			if _, ok := a.in[x]; !ok {
				operands[i] = m.String()
				continue
			}
		}
		operands[i] = fmt.Sprintf("Y%d", a.register(x, args))
	}
	a.read(v)
	r := a.free(args)
	a.regs[r], a.in[v] = v, r
	a.line("%s", v.avx2(operands, r))
	a.forget(v)
	if v.home {
		a.spill(v)
		a.drop(v)
	}
}

func (v *value) commutes() bool {
	switch v.kind {
	case add, and, or, product32:
		return true
	}
	return false
}

// register brings x into a register, while keep stays.
func (a *allocator) register(x *value, keep []*value) int {
	if r, ok := a.in[x]; ok {
		return r
	}
	r := a.free(keep)
	switch m, ok := a.homes[x]; {
	case ok:
		a.line("VMOVDQU %v, Y%d", m, r)
	case x.kind == zero:
		a.line("VPXOR Y%[1]d, Y%[1]d, Y%[1]d", r)
	case x.kind == spreadByte:
		a.line("VPBROADCASTB %v, Y%d", x.mem, r)
	case x.kind == spreadWord:
		a.line("VPBROADCASTQ %v, Y%d", x.mem, r)
	default:
		panic("internal error: a value is nowhere")
	}
	a.regs[r], a.in[x] = x, r
	return r
}

// free returns a free register. If there is none, the value that is needed last goes to memory; one that is already
// there is preferred.
func (a *allocator) free(keep []*value) int {
	best, bestScore := -1, -1
	for r, v := range a.regs {
		if v == nil {
			return r
		}
		if slices.Contains(keep, v) && len(a.uses[v]) > 0 {
			continue
		}
		score := a.uses[v][0]
		if a.remade(v) {
			const costOfStore = 40
			score += costOfStore
		}
		if score > bestScore {
			best, bestScore = r, score
		}
	}
	v := a.regs[best]
	if !a.remade(v) {
		a.spill(v)
	}
	a.drop(v)
	return best
}

// remade tells whether v can be computed again without having been stored.
func (a *allocator) remade(v *value) bool {
	_, ok := a.homes[v]
	return ok || v.kind == zero || v.kind == spreadByte || v.kind == spreadWord
}

// spill stores v in the stack frame.
func (a *allocator) spill(v *value) {
	i := slices.Index(a.slots, nil)
	if i < 0 {
		i = len(a.slots)
		a.slots = append(a.slots, nil)
	}
	a.slots[i] = v
	m := mem{slotBase, vectorSize() * i}
	a.homes[v] = m
	a.line("VMOVDQU Y%d, %v", a.in[v], m)
}

// drop frees the register of v.
func (a *allocator) drop(v *value) {
	if r, ok := a.in[v]; ok {
		a.regs[r] = nil
		delete(a.in, v)
	}
}

// read counts the operands of v as read, and frees the registers of those that nobody reads any more.
func (a *allocator) read(v *value) {
	for _, x := range v.args {
		if len(a.uses[x]) == 0 {
			continue // twice an operand
		}
		if a.uses[x] = a.uses[x][1:]; len(a.uses[x]) > 0 {
			continue
		}
		a.drop(x)
	}
}

// forget frees the slots of operands that nobody reads any more: after the instruction, which may have read them there.
func (a *allocator) forget(v *value) {
	for _, x := range v.args {
		if len(a.uses[x]) > 0 {
			continue
		}
		if i := slices.Index(a.slots, x); i >= 0 {
			a.slots[i] = nil
		}
		delete(a.homes, x)
	}
}

// overwrite saves the values whose place in memory is about to be written.
func (a *allocator) overwrite(m mem, keep []*value) {
	for _, x := range a.held[m] {
		if len(a.uses[x]) == 0 {
			continue
		}
		if len(a.uses[x]) > 1 || !slices.Contains(keep, x) {
			a.register(x, append(keep, x))
		}
		delete(a.homes, x)
	}
	delete(a.held, m)
}

// avx2 writes v in the syntax of Go's assembler.
func (v *value) avx2(operands []string, reg int) string {
	names := map[kind]string{
		product32: "VPMULUDQ", add: "VPADDQ", sub: "VPSUBQ", and: "VPAND",
		or: "VPOR", greater: "VPCMPGTQ", shuffle: "VPSHUFB",
		unpackLow: "VPUNPCKLQDQ", unpackHigh: "VPUNPCKHQDQ",
		shl: "VPSLLQ", shr: "VPSRLQ", halves2: "VPERM2I128", blendBy: "VPBLENDVB",
	}
	name, ok := names[v.kind]
	if !ok {
		panic(fmt.Sprintf("internal error: no AVX2 instruction for %d", v.kind))
	}
	switch v.kind {
	case shl, shr:
		return fmt.Sprintf("%s $%d, %s, Y%d", name, v.imm, operands[0], reg)
	case halves2:
		return fmt.Sprintf("%s $0x%02x, %s, %s, Y%d", name, v.imm, operands[1], operands[0], reg)
	case blendBy:
		return fmt.Sprintf("%s %s, %s, %s, Y%d", name, operands[2], operands[1], operands[0], reg)
	}
	return fmt.Sprintf("%s %s, %s, Y%d", name, operands[1], operands[0], reg)
}
